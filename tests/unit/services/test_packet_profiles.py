"""Which profiles a recipient's packet may have, its own first."""

import pytest

from evidencekit.casework.rulebook import shipped
from evidencekit.packet.profiles import PROFILES
from evidencekit.services.packet_profiles import language_for, profiles_for


@pytest.mark.parametrize(
    ("recipient", "language", "own"),
    [
        ("court_bundle", "en", "us_court"),
        ("court_bundle", "zh_CN", "cn_court"),
        ("alibaba_ipp", "en", "platform"),
    ],
)
def test_a_recipients_own_profile_comes_first(recipient, language, own):
    offered = profiles_for(shipped().recipient(recipient), language)
    assert offered[0] == own
    assert len(set(offered)) == len(offered)


def test_what_may_come_to_the_seller_is_a_submission_or_stays_in_the_firm():
    platform = shipped().recipient("alibaba_ipp")
    assert profiles_for(platform, "en") == ("platform", "email", "internal")
    court = shipped().recipient("court_bundle")
    assert set(profiles_for(court, "en")) == set(PROFILES)


def test_any_chinese_is_written_in_chinese_and_the_rest_in_english():
    named = ("zh", "zh_CN", "ZH-Hans", "en", "fr", "")
    assert [language_for(one) for one in named] == ["zh_CN"] * 3 + ["en"] * 3
