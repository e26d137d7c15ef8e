"""Pre-flight rules 1 to 5 on dossiers, against the recipients as shipped."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from evidencekit.casework.dated_facts import FactStatus, Origin
from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.model import (
    Capacity,
    Claim,
    Complaint,
    Declared,
    Filer,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.preflight import RULES, preflight
from evidencekit.casework.right_parts import PowerOfAttorney
from evidencekit.casework.rulebook import read_rule_file, shipped
from evidencekit.casework.splitting import split_complaint
from evidencekit.casework.standing import FactAction, StandingFact
from evidencekit.domain.errors import RuleFileRefused
from evidencekit.foundation.resources import resource

TODAY = date(2026, 11, 24)
TAOBAO = "https://item.taobao.com/item.htm?id=601234567890"
RIGHT = Right(
    "r-1", RightKind.TRADEMARK, "CN", "CNIPA", "123", "X", (18,), "bags", "Brand X Ltd.",
    date(2020, 1, 1), date(2030, 1, 1), RightStatus.REGISTERED, (), "attachments/c.pdf",
)  # fmt: skip
POA = PowerOfAttorney(
    "attachments/x.pdf", "Li", date(2026, 1, 1), TODAY, ("123",), ("alibaba_ipp",)
)
AGENT = Filer("Li", Capacity.AGENT)


FACTS = tuple(
    StandingFact(name, {"value": "x"}, FactAction.CONFIRMED, "ana")
    for name in ("title", "price", "currency", "seller", "sold")
)


def dossier(*urls, recipient="alibaba_ipp", rights=(RIGHT,), filer=None, kind="listing"):
    pages = tuple(
        CapturedPage(f"c-{n}", url, kind, "Bag", TODAY, FACTS)
        for n, url in enumerate(urls or [TAOBAO])
    )
    ids, captures = tuple(r.id for r in rights), tuple(p.capture_id for p in pages)
    filer = filer or Filer("Brand X Ltd.", Capacity.OWNER)
    complaint = Complaint(
        "p-1", recipient, "en", None, ids, captures, filer, (), claim=Claim.TRADEMARK
    )
    complaint = replace(complaint, declared=declared(recipient))
    return Dossier(complaint, tuple(rights), None, pages, shipped().recipient(recipient), shipped())


def declared(recipient):
    """All that the recipient wants, accepted."""
    wanted = shipped().recipient(recipient).fact("declarations", TODAY)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return tuple(Declared(one, "", "en", "ana", at) for one in (wanted.value if wanted else ()))


def levels(given, rule):
    return [found.level.value for found in RULES[rule](given, TODAY)]


def knowing(given, **changes):
    """The dossier with facts of its recipient changed; None takes a fact away."""
    facts = tuple(
        replace(f, **changes[f.name]) if changes.get(f.name) else f
        for f in given.recipient.facts
        if f.name not in changes or changes[f.name]
    )
    return replace(given, recipient=replace(given.recipient, facts=facts))


def test_a_good_complaint_is_neither_blocked_nor_unknown_but_told_what_rests_on_memory():
    found = preflight(dossier(), TODAY)
    assert {f.level.value for f in found} == {"warn"}
    assert {f.fact.status for f in found if f.fact} == {FactStatus.MEMORY, FactStatus.SECONDARY}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": RightStatus.PENDING}, ["block"]),
        ({"status": RightStatus.CANCELLED}, ["block"]),
        ({"status": RightStatus.UNREGISTERED}, ["unknown"]),
        ({"expiry": date(2026, 11, 23)}, ["block"]),
        ({"expiry": TODAY}, []),
        ({"expiry": None}, ["unknown"]),
        ({"jurisdiction": "US"}, ["block"]),
        ({"jurisdiction": "WO"}, ["unknown"]),
        ({"jurisdiction": "WO", "territories": ("CN", "US")}, []),
        ({"jurisdiction": "WO", "territories": ("US",)}, ["block"]),
    ],
)
def test_rule_1_a_right_in_force_where_the_site_sells(changes, expected):
    given = dossier(rights=[replace(RIGHT, **changes)])
    assert [level for level in levels(given, "right_in_force") if level != "warn"] == expected


def test_rule_1_a_site_whose_country_is_not_known_is_unknown():
    url = "https://www.aliexpress.com/item/1005001234567890.html"
    assert levels(dossier(url), "right_in_force") == ["unknown"]


@pytest.mark.parametrize(
    ("url", "kind", "expected"),
    [
        (TAOBAO, "listing", []),
        (TAOBAO, "shop", ["block"]),
        ("https://shop123.taobao.com/", "listing", ["block"]),
        ("https://www.alibaba.com/product-detail/x_1600.html", "listing", ["block"]),
        ("https://www.lazada.sg/products/i1-s2.html", "listing", ["block"]),
        (
            "https://taobao.com.evil.example/item.htm?id=601234567890",
            "listing",
            ["block", "unknown"],
        ),
        ("", "", ["unknown"]),
        ("http://[::1", "listing", ["unknown"]),
    ],
)
def test_rule_2_the_address_of_a_listing(url, kind, expected):
    assert levels(dossier(url, kind=kind), "listing_link") == expected


def test_rule_3_one_more_than_the_limit_is_split_and_none_dropped():
    assert levels(dossier(*[TAOBAO] * 300), "url_limit") == ["warn"]
    (found,) = RULES["url_limit"](dossier(*[TAOBAO] * 301), TODAY)
    assert found.level.value == "block"
    assert "batch 1 of 2" in found.words


@pytest.mark.parametrize(
    "change",
    [None, {"value": None}, {"valid_to": date(2026, 11, 23)}, {"valid_from": date(2027, 1, 1)}],
)
def test_a_limit_not_known_today_is_unknown_and_never_no_limit(change):
    assert levels(knowing(dossier(), max_urls=change), "url_limit") == ["unknown"]


@pytest.mark.parametrize(
    ("recipient", "limit"),
    [("alibaba_ipp", 300), ("temu", 200), ("amazon", 50), ("walmart", 10), ("etsy", None)],
)
def test_a_complaint_is_split_as_its_recipient_demands_and_no_address_is_lost(recipient, limit):
    at_most = limit or 5000
    whole = dossier(*[TAOBAO] * at_most, recipient=recipient)
    assert split_complaint(whole, TODAY) == (whole.complaint,)
    over = dossier(*[TAOBAO] * (at_most + 1), recipient=recipient)
    parts = split_complaint(over, TODAY)
    assert sum((part.captures for part in parts), ()) == over.captures
    assert [len(part.captures) for part in parts] == ([limit, 1] if limit else [5001])
    batches = [(part.batch.number, part.batch.of) for part in parts if part.batch]
    assert batches == ([(1, 2), (2, 2)] if limit else [])


def test_each_right_is_complained_of_with_every_address():
    two = [RIGHT, replace(RIGHT, id="r-2")]
    parts = split_complaint(dossier(*[TAOBAO] * 301, rights=two), TODAY)
    assert [(p.rights, len(p.captures), p.batch.number, p.batch.of) for p in parts] == [
        (("r-1",), 300, 1, 4), (("r-1",), 1, 2, 4), (("r-2",), 300, 3, 4), (("r-2",), 1, 4, 4),
    ]  # fmt: skip
    assert len(split_complaint(dossier(rights=two, recipient="etsy"), TODAY)) == 1


def test_rule_7_each_declaration_that_is_wanted_was_accepted():
    given = dossier()
    assert levels(given, "declarations") == []
    first, *rest = given.complaint.declared
    lacking = replace(given, complaint=replace(given.complaint, declared=tuple(rest)))
    (found,) = RULES["declarations"](lacking, TODAY)
    assert (found.level, found.fact.name) == ("block", "declarations")
    assert first.declaration in found.words
    assert shipped().declaration(first.declaration, TODAY).text("en") in found.words
    assert levels(dossier(recipient="etsy"), "declarations") == ["unknown"]


@pytest.mark.parametrize("recipient", shipped().recipients, ids=lambda one: one.id)
def test_every_declaration_that_a_recipient_wants_has_words_in_both_languages(recipient):
    wanted = recipient.fact("declarations", TODAY)
    for one in wanted.value if wanted else ():
        declaration = shipped().declaration(one, TODAY)
        assert declaration.text("en") != declaration.text("zh_CN")
        assert declaration.basis
        assert declaration.fact.sources
    assert ("declarations" in recipient.preflight) >= (wanted is not None)


def test_rule_4_one_right_a_notice():
    two = [RIGHT, replace(RIGHT, id="r-2", kind=RightKind.DESIGN)]
    assert levels(dossier(rights=two), "one_right") == ["block"]
    assert levels(dossier(), "one_right") == []
    unknown = knowing(dossier(rights=two), one_right_per_notice=None)
    assert levels(unknown, "one_right") == ["unknown"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        (None, ["block"]),
        ({"valid_to": date(2026, 11, 23)}, ["block"]),
        ({"valid_to": None}, ["unknown"]),
        ({"valid_from": date(2026, 11, 25)}, ["block"]),
        ({"rights": ("124",)}, ["block"]),
        ({"rights": ("r-1",)}, []),
        ({"recipients": ("amazon",)}, ["block"]),
        ({"agent": "Wang"}, ["block"]),
        ({"ended_on": TODAY}, ["block"]),
        ({"ended_on": date(2026, 11, 25)}, []),
    ],
)
def test_rule_5_an_agent_shows_a_power_that_holds_and_names_all(changes, expected):
    powers = () if changes is None else (replace(POA, **changes),)
    given = dossier(rights=[replace(RIGHT, powers=powers)], filer=AGENT)
    assert levels(given, "filer_authority") == expected


def test_rule_5_an_owner_needs_no_power():
    assert levels(dossier(filer=Filer("Li", Capacity.OWNER)), "filer_authority") == []


def test_the_court_has_no_rules_of_a_platform():
    found = preflight(dossier(recipient="court_bundle"), TODAY)
    assert {f.rule for f in found} == {"right_in_force"}


@pytest.mark.parametrize(
    ("kind", "facts", "unconfirmed", "expected"),
    [
        ("listing", FACTS, (), []),
        ("listing", FACTS, ("sold",), [("warn", "sold")]),
        ("listing", FACTS[:1], ("price",), [("warn", "price"), ("unknown", "currency, seller")]),
        ("shop", (), (), []),
        ("shop", (), ("seller",), [("warn", "seller")]),
    ],
)
def test_what_nobody_confirmed_is_said_to_be_left_out(kind, facts, unconfirmed, expected):
    given = dossier(kind=kind, recipient="court_bundle")
    page = replace(given.pages[0], facts=facts, unconfirmed=unconfirmed)
    found = [one for one in preflight(replace(given, pages=(page,)), TODAY)
             if one.rule == "facts_confirmed"]  # fmt: skip
    assert [(one.level.value, dict(one.details)["facts"]) for one in found] == expected


def test_each_shipped_fact_has_a_source_that_resolves():
    for fact in (fact for one in shipped().recipients for fact in one.facts):
        assert all(source.title for source in fact.sources)
        if not fact.status.is_doubtful:
            assert any(source.url or "stored in" in source.title for source in fact.sources)


@pytest.mark.parametrize(
    "change",
    [
        (b"status: official", b"status: certain"),
        (b"valid_to: null", b"until: null"),
        (b"value: 300", b"value: none"),
        (b"checked_on: 2026-11-23", b"checked_on: null"),
    ],
)
def test_a_rule_file_out_of_schema_is_refused(change):
    data = resource("recipients", "alibaba_ipp.yaml").read_bytes()
    assert change[0] in data
    with pytest.raises(RuleFileRefused):
        read_rule_file("recipients", data.replace(*change, 1), Origin.PACK)
