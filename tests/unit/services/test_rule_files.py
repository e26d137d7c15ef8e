"""The rules as they are told: each with status and source, what is unverified by name."""

from datetime import date

import pytest

from evidencekit.casework.rulebook import shipped
from evidencekit.domain.errors import NotFound
from evidencekit.services.rule_files import find_rule_file, rule_files

DAY = date(2026, 11, 27)
SHIPPED = [
    "court_bundle",
    "alibaba_ipp",
    "generic_dmca",
    "generic_dsa16",
    "cn_amr",
    "cn_psb",
    "amazon",
    "ebay_vero",
    "temu",
    "us_cbp",
    "shopee",
    "etsy",
    "us_ustr_nml",
    "walmart",
    "tiktok_shop",
    "meta",
    "eu_customs_afa",
    "mercado_libre_bpp",
]


def test_all_recipients_and_the_law_are_there() -> None:
    ids = [one.id for one in rule_files(shipped())]
    assert set(SHIPPED) <= set(ids)
    assert ids[-3:] == ["cn_thresholds", "declarations", "us_thresholds"]
    assert all(dict(one.names).get("zh_CN") for one in rule_files(shipped()))


@pytest.mark.parametrize("rule_id", SHIPPED)
def test_each_rule_says_where_it_was_read(rule_id: str) -> None:
    one = find_rule_file(shipped(), rule_id)
    document = one.to_json(DAY)
    facts = document["facts"]
    assert isinstance(facts, list)
    for fact in facts:
        assert fact["status"] in {"primary", "official", "secondary", "conflict", "memory"}
        assert fact["sources"]
        assert fact["checked_on"] <= DAY.isoformat()


def test_what_nobody_read_is_named_and_what_is_not_known_too() -> None:
    amazon = find_rule_file(shipped(), "amazon")
    assert "max_urls" in amazon.unverified(DAY)
    assert "covers" in amazon.unverified(DAY)
    assert "max_urls" in find_rule_file(shipped(), "etsy").unknown(DAY)
    assert "max_urls" not in find_rule_file(shipped(), "walmart").unverified(DAY)
    assert amazon.to_json(DAY)["age_days"] == 4


def test_a_law_that_is_over_is_kept_and_marked() -> None:
    facts = find_rule_file(shipped(), "cn_thresholds").to_json(date(2027, 1, 1))["facts"]
    assert isinstance(facts, list)
    admin = [fact for fact in facts if fact["name"] == "line_admin_volume"]
    assert [fact["holds"] for fact in admin] == [False, True]


def test_an_unknown_id_is_said() -> None:
    with pytest.raises(NotFound):
        find_rule_file(shipped(), "atlantis")
