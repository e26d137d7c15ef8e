"""What became of a listing, from what two captures show."""

import pytest

from evidencekit.services.reappearing import Listing
from evidencekit.services.rechecking import Sight, rechecked

SETTINGS = {"version": 1, "languages": "en", "profile": None}


def sight(kind="listing", *, status=200, state="complete", item="7", settings=SETTINGS, **facts):
    where = Listing("https://shop.example/item/7", "shop", item)
    about = "c-1", "2026-11-23T22:00:00.000Z", state, status
    return Sight(*about, where, {"page_kind": kind, **facts}, settings)


@pytest.mark.parametrize(
    ("now", "result", "reason"),
    [
        (None, "unknown", "no_answer"),
        (sight("gone", status=404, state="failed"), "gone", None),
        (sight("gone", status=200), "gone", None),
        (sight("gone", status=200, price="5.00"), "unknown", "one_sign"),
        (sight("captcha", state="wall"), "unknown", "wall"),
        (sight("error", status=403, state="wall"), "unknown", "wall"),
        (sight("login"), "unknown", "wall"),
        (sight("error", status=503, state="failed"), "unknown", "error"),
        (sight("listing", state="failed"), "unknown", "error"),
        (sight("shop"), "unknown", "another_page"),
        (sight("listing", item="8"), "unknown", "another_listing"),
        (sight("listing", item=None), "there", None),
    ],
)
def test_gone_takes_two_signs_and_a_wall_is_unknown(now, result, reason):
    found = rechecked(sight(price="5.00"), now, None, ())
    assert (found.result, found.reason) == (result, reason)


def test_fields_known_both_times_are_compared_by_value():
    before = sight(price="5.00", title="A  bag", seller="S", sold={"value": None, "low": 100})
    now = sight(price="5.0", title="A bag", in_stock=True, sold={"value": None, "low": 200})
    found = rechecked(before, now, None, ())
    assert (found.result, found.changed) == ("changed", ("sold",))
    assert found.unread == ("seller", "in_stock")


@pytest.mark.parametrize(
    "other", [None, SETTINGS | {"version": 2}, SETTINGS | {"profile": "shop"}, {"version": 1}]
)
def test_nothing_is_compared_between_captures_that_were_made_otherwise(other):
    found = rechecked(sight(price="5.00"), sight(price="9.00", settings=other), None, ())
    assert (found.result, found.changed, found.not_comparable) == ("there", (), "settings")
    found = rechecked(sight(settings=other), sight("gone", status=404), None, ())
    assert (found.result, found.not_comparable) == ("gone", None)


def test_captures_before_settings_were_told_are_not_compared():
    found = rechecked(sight(settings=None), sight(settings=None), None, ())
    assert found.not_comparable == "settings"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("u", "p", "7", None), ("v", "p", "7", None), True),
        (("u", "p", "7", "S"), ("u", "p", "7", "T"), False),
        (("u", "p", "7", None), ("u", "p", "8", None), False),
        (("u", "p", "7", None), ("u", "q", "7", None), False),
        (("u", None, None, "S"), ("u", "p", "7", "S"), True),
        (("u", None, None, None), ("v", None, None, None), False),
    ],
)
def test_one_listing_is_one_id_of_one_seller(one, other, same):
    assert Listing(*one).same_as(Listing(*other)) is same
