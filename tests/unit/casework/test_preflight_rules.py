"""Rules 6, 8, 10 to 13, 15, 16, the certificate: each with a complaint that passes, one not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.model import (
    Capacity,
    Claim,
    Complaint,
    Filer,
    RegisterKind,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.preflight import ALWAYS, NAMES, NEVER_WAIVED, RULES, due_rules, preflight
from evidencekit.casework.preflight_help import COMMANDS, FIX, WHY
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.standing import FactAction, StandingFact

TODAY = date(2026, 11, 24)
RIGHT = Right(
    "r-1", RightKind.TRADEMARK, "CN", "CNIPA", "1234567", "Brand X", (18,), "bags", "Brand X Ltd.",
    date(2020, 1, 1), date(2030, 1, 1), RightStatus.REGISTERED, (), "attachments/c.pdf", None,
)  # fmt: skip
FACTS = tuple(
    StandingFact(name, {"value": "x"}, FactAction.CONFIRMED, "ana") for name in ("price", "sold")
)
PAGE = CapturedPage(
    "c-1", "https://item.taobao.com/item.htm?id=601234567890", "listing", "Bag", TODAY, FACTS
)
OWNER = Filer("Brand X Ltd.", Capacity.OWNER)


def dossier(recipient="alibaba_ipp", right=RIGHT, page=PAGE, filer=OWNER, **complaint):
    made = Complaint("p-1", recipient, "en", None, (right.id,), (page.capture_id,), filer, ())
    made = replace(made, **({"claim": Claim.TRADEMARK} | complaint))
    return Dossier(made, (right,), None, (page,), shipped().recipient(recipient), shipped())


def levels(rule, *given, **more):
    return [found.level.value for found in RULES[rule](dossier(*given, **more), TODAY)]


@pytest.mark.parametrize(
    ("filer", "holder", "expected"),
    [
        (OWNER, "", []),
        (Filer(" ＢＲＡＮＤ x  ltd. ", Capacity.OWNER), "", []),
        (Filer("Impostor", Capacity.OWNER), "", ["block"]),
        (Filer("Impostor", Capacity.OWNER), "Brand X Ltd.", ["block"]),
        (Filer("Li", Capacity.AGENT), "", ["block"]),
        (Filer("Li", Capacity.AGENT), "Brand X Ltd.", []),
        (Filer("Li", Capacity.AGENT), "Brand X Holding", ["block"]),
        (OWNER, "Somebody Else", ["block"]),
    ],
)
def test_rule_6_the_owner_of_the_notice_is_the_one_on_the_register(filer, holder, expected):
    assert levels("owner_name", filer=filer, holder=holder) == expected


def test_a_registered_right_needs_its_certificate():
    assert levels("certificate") == []
    assert levels("certificate", right=replace(RIGHT, certificate=None)) == ["block"]
    unregistered = replace(RIGHT, certificate=None, status=RightStatus.UNREGISTERED)
    assert levels("certificate", right=unregistered) == []


def test_rule_8_the_kind_of_right_and_its_register():
    assert levels("right_kind") == []
    assert levels("right_kind", "generic_dmca") == ["block"]
    work = replace(RIGHT, kind=RightKind.COPYRIGHT)
    assert levels("right_kind", "generic_dmca", right=work) == []
    assert levels("right_kind", "shopee") == ["warn"]
    second = replace(RIGHT, register_kind=RegisterKind.SUPPLEMENTAL)
    assert levels("right_kind", "etsy", right=second) == ["block"]
    assert levels("right_kind", right=second) == ["unknown"]


def test_rule_8_ones_own_work_is_not_at_the_sellers():
    assert levels("own_work", right=replace(RIGHT, own_work_url="https://brandx.com/a")) == []
    there = replace(RIGHT, own_work_url="https://shop.taobao.com/a")
    assert levels("own_work", right=there) == ["block"]


def test_rule_10_counterfeit_goods_are_proved_by_the_goods():
    assert levels("proof_of_goods") == []
    assert levels("proof_of_goods", claim=Claim.COUNTERFEIT) == ["warn"]
    assert levels("proof_of_goods", "etsy", claim=Claim.COUNTERFEIT) == []
    assert levels("proof_of_goods", claim=None) == ["unknown"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"captured_on": TODAY - timedelta(days=7)}, []),
        ({"captured_on": TODAY - timedelta(days=8)}, ["warn"]),
        ({"captured_on": None}, ["unknown"]),
        ({"page_kind": "captcha"}, ["warn"]),
        ({"page_kind": "gone"}, ["warn"]),
        ({"facts": FACTS[:1]}, ["warn"]),
        ({"facts": (), "unconfirmed": ("price", "sold")}, []),
    ],
)
def test_rule_11_a_capture_is_fresh_and_readable(changes, expected):
    assert levels("freshness", page=replace(PAGE, **changes)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bag bears our mark without leave.", []),
        ("The seller is no authorised dealer and resells below the retail price.", ["warn"]),
        ("未经授权经销，乱价", ["warn"]),
        ("The seller resells counterfeit bags.", []),
    ],
)
def test_rule_12_it_is_not_about_resale_alone(text, expected):
    assert levels("resale_only", explanation=text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Brand X bag", []),
        ("Strap for Brand X bag", ["warn"]),
        ("表带 适用于 brand x", ["warn"]),
        ("Bag for men", []),
        ("Forest bag by Brand X", []),
    ],
)
def test_rule_13_a_mark_may_say_what_it_fits(title, expected):
    assert levels("compatibility", page=replace(PAGE, title=title)) == expected


def test_rule_15_texts_and_numbers_fit_the_fields():
    assert levels("text_limits", "ebay_vero") == []
    assert levels("text_limits", "ebay_vero", explanation="x" * 1000) == []
    assert levels("text_limits", "ebay_vero", explanation="x" * 1001) == ["warn"]
    long = replace(RIGHT, mark_text="x" * 51)
    assert levels("text_limits", "ebay_vero", right=long) == ["warn"]
    patent = replace(RIGHT, kind=RightKind.PATENT, reg_no="1" * 16)
    assert levels("text_limits", "ebay_vero", right=patent) == ["warn"]
    # No limit is known: that is no limit of none.
    assert levels("text_limits", explanation="x" * 5000) == ["unknown"]
    assert levels("register_number", "walmart") == []
    assert levels("register_number", "walmart", right=replace(RIGHT, reg_no="12345678")) == ["warn"]
    assert levels("register_number", right=replace(RIGHT, reg_no="12345678")) == ["unknown"]


def test_rule_16_what_nobody_read_is_named():
    (found,) = RULES["rule_status"](dossier("amazon"), TODAY)
    assert "max_urls" in found.words
    later = TODAY + timedelta(days=400)
    assert len(list(RULES["rule_status"](dossier("amazon"), later))) == 2


@pytest.mark.parametrize("recipient", [one.id for one in shipped().recipients])
def test_each_rule_of_each_recipient_can_be_asked(recipient):
    given = dossier(recipient)
    assert set(given.recipient.preflight) <= set(RULES)
    for found in preflight(given, TODAY):
        assert found.rule in {*RULES, *(rule.__name__ for rule in ALWAYS)}
        assert found.words


def test_a_file_that_names_no_rules_waives_none():
    walmart = shipped().recipient("walmart")
    assert set(due_rules(replace(walmart, preflight=()))) >= set(walmart.preflight)
    for kind in ("platform", "authority", "court", "generic_notice"):
        own = replace(walmart, id="own", kind=kind, preflight=(), facts=())
        due = set(due_rules(own))
        assert due >= NEVER_WAIVED
        for one in shipped().recipients:
            assert one.kind != kind or due >= set(one.preflight)
        # With no fact at all nothing passes in silence that rests on one.
        bare = replace(dossier("walmart"), recipient=own)
        said = {found.rule for found in preflight(bare, TODAY)}
        asks = {"url_limit", "declarations", "right_kind", "register_number", "text_limits"}
        # At a court the language is that of the bundle.
        asks |= {"listing_link"} if kind == "court" else {"listing_link", "papers_language"}
        assert said >= asks & due


def test_an_impostor_gets_no_further_at_any_recipient():
    for one in shipped().recipients:
        given = dossier(one.id, holder="Impostor")
        bare = replace(given, recipient=replace(given.recipient, id="own", preflight=(), facts=()))
        for case in (given, bare):
            blocked = [it.rule for it in preflight(case, TODAY) if it.level.value == "block"]
            assert "owner_name" in blocked


def test_each_rule_says_why_it_matters_and_how_it_is_mended():
    assert set(WHY) == set(FIX) == NAMES
    assert set(COMMANDS) <= NAMES
    # A window says this too: no command stands in it.
    assert not [said for said in FIX.values() if "(" in said or "--" in said]
    for found in preflight(dossier("amazon", holder="Impostor"), TODAY):
        told = found.to_json()
        assert told["why"] == WHY[found.rule]
        assert told["fix"] == FIX[found.rule]
        assert told["command"] == COMMANDS.get(found.rule)


def test_every_rule_is_due_somewhere():
    assert {rule for one in shipped().recipients for rule in one.preflight} == set(RULES)
