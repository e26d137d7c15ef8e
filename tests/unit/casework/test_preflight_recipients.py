"""Each recipient: a complaint that nothing blocks, one for every block its data switch on."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.model import (
    Capacity,
    Claim,
    Complaint,
    Declared,
    Enclosure,
    EnclosureKind,
    Filer,
    RegisterKind,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.preflight import due_rules, preflight
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.splitting import split_complaint
from evidencekit.casework.standing import FactAction, StandingFact

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, tzinfo=UTC)
FACTS = tuple(
    StandingFact(name, {"value": "x"}, FactAction.CONFIRMED, "ana")
    for name in ("title", "price", "currency", "seller", "sold")
)
# A listing's address at each recipient, and the country that it sells in.
LISTINGS = {
    "alibaba_ipp": ("https://item.taobao.com/item.htm?id=601234567890", "CN"),
    "amazon": ("https://www.amazon.de/dp/B0ABCDEFGH", "DE"),
    "ebay_vero": ("https://www.ebay.com/itm/123456789012", "US"),
    "temu": ("https://www.temu.com/bag-g-601099512345678.html", "US"),
    "shopee": ("https://shopee.sg/Bag-i.123456.7890123", "SG"),
    "etsy": ("https://www.etsy.com/listing/1234567890/bag", "US"),
    "walmart": ("https://www.walmart.com/ip/Bag/1234567890", "US"),
    "tiktok_shop": ("https://www.tiktok.com/view/product/1729384756012345678", "US"),
    "meta": ("https://www.facebook.com/marketplace/item/1234567890", "US"),
    "mercado_libre_bpp": ("https://articulo.mercadolibre.com.mx/MLM-1234567890-bolsa-_JM", "MX"),
}
SHOP = ("https://www.bhphotovideo.com/c/product/1001", "CN")
PLATFORMS = [one.id for one in shipped().recipients if "listing_link" in one.preflight]
ALL = [one.id for one in shipped().recipients]


def good(recipient_id):
    """A dossier that this recipient takes, as far as its data say."""
    recipient = shipped().recipient(recipient_id)
    url, country = LISTINGS.get(recipient_id, SHOP)
    kind = RightKind.COPYRIGHT if recipient_id == "generic_dmca" else RightKind.TRADEMARK
    right = Right(
        "r-1", kind, country, "", "1234567", "Brand X", (18,), "bags", "Brand X Ltd.",
        date(2020, 1, 1), date(2030, 1, 1), RightStatus.REGISTERED, (), "attachments/c.pdf", None,
    )  # fmt: skip
    wanted = recipient.fact("declarations", TODAY)
    declared = tuple(Declared(one, "", "en", "ana", AT) for one in (wanted.value if wanted else ()))
    page = CapturedPage("c-1", url, "listing", "Bag", TODAY, FACTS)
    complaint = Complaint(
        "p-1", recipient_id, "en", None, ("r-1",), ("c-1",),
        Filer("Brand X Ltd.", Capacity.OWNER), (), claim=Claim.TRADEMARK, declared=declared,
    )  # fmt: skip
    return Dossier(complaint, (right,), None, (page,), recipient, shipped())


def blocks(given):
    return {one.rule for one in preflight(given, TODAY) if one.level.value == "block"}


def with_right(given, **changes):
    return replace(given, rights=(replace(given.rights[0], **changes),))


def with_complaint(given, **changes):
    return replace(given, complaint=replace(given.complaint, **changes))


def many(given, count):
    pages = tuple(replace(given.pages[0], capture_id=f"c-{n}") for n in range(count))
    captures = tuple(page.capture_id for page in pages)
    return with_complaint(replace(given, pages=pages), captures=captures)


# How each rule that can block is tripped.
TRIPS = {
    "right_in_force": lambda one: with_right(one, status=RightStatus.CANCELLED),
    "listing_link": lambda one: replace(one, pages=(replace(one.pages[0], page_kind="shop"),)),
    "url_limit": lambda one: many(one, one.recipient.fact("max_urls", TODAY).value + 1),
    "one_right": lambda one: replace(one, rights=(*one.rights, replace(one.rights[0], id="r-2"))),
    "filer_authority": lambda one: with_complaint(
        one, filer=Filer("Li", Capacity.AGENT), holder="Brand X Ltd."
    ),
    "owner_name": lambda one: with_complaint(one, filer=Filer("Impostor", Capacity.OWNER)),
    "declarations": lambda one: with_complaint(one, declared=()),
    "certificate": lambda one: with_right(one, certificate=None),
    "right_kind": lambda one: with_right(one, kind=RightKind.PATENT),
    "own_work": lambda one: with_right(one, own_work_url=one.pages[0].url),
    "confidential": lambda one: with_complaint(
        one, enclosures=(Enclosure("a", "a.pdf", EnclosureKind.SECURITY_FEATURES, "en"),)
    ),
    "law_read": lambda one: with_complaint(
        one, declared=(Declared("owner_or_authorised", "", "en", "ana", AT),)
    ),
}


def trips(recipient):
    """Give the rules that can block at a recipient, by what its data say."""
    due = {rule for rule in due_rules(recipient) if rule in TRIPS}
    value = lambda name: (fact := recipient.fact(name, TODAY)) and fact.value  # noqa: E731
    needs = {
        "url_limit": isinstance(value("max_urls"), int),
        "one_right": value("one_right_per_notice") is True,
        "declarations": bool(value("declarations")),
        "listing_link": value("listing_link_due") is True,
        "right_kind": isinstance(value("rights"), list)
        and not any("patent" in word or "any" in word for word in value("rights")),
    }
    due = {rule for rule in due if needs.get(rule, True)}
    return sorted(
        due | {"law_read" if recipient.kind in {"authority", "court"} else "confidential"}
    )


BLOCKS = [(one.id, rule) for one in shipped().recipients for rule in trips(one)]


@pytest.mark.parametrize("recipient", ALL)
def test_a_good_complaint_is_blocked_by_nothing(recipient):
    assert blocks(good(recipient)) == set()


@pytest.mark.parametrize(("recipient", "rule"), BLOCKS)
def test_each_block_that_the_data_switch_on_trips(recipient, rule):
    given = TRIPS[rule](good(recipient))
    assert rule in blocks(given)
    told = [one for one in preflight(given, TODAY) if one.rule == rule]
    assert all(one.words.strip() and "{" not in one.words for one in told)


def test_a_supplemental_mark_is_refused_where_the_data_say_so():
    refusing = {one.id for one in shipped().recipients if one.fact("refuses_supplemental", TODAY)}
    assert refusing == {"etsy", "us_cbp"}
    for one in refusing:
        given = with_right(good(one), register_kind=RegisterKind.SUPPLEMENTAL)
        assert blocks(given) == {"right_kind"}


def test_all_eighteen_are_asked():
    assert len(ALL) == 18
    assert len(BLOCKS) > 100
    assert {rule for _recipient, rule in BLOCKS} == set(TRIPS)


@pytest.mark.parametrize(
    ("recipient", "limit"), [("alibaba_ipp", 300), ("temu", 200), ("amazon", 50), ("walmart", 10)]
)
def test_one_address_too_many_makes_a_second_batch(recipient, limit):
    assert "url_limit" not in blocks(many(good(recipient), limit))
    over = many(good(recipient), limit + 1)
    assert blocks(over) == {"url_limit"}
    parts = split_complaint(over, TODAY)
    assert [len(part.captures) for part in parts] == [limit, 1]
    assert sum((part.captures for part in parts), ()) == over.captures
