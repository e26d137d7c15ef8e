"""How a seller can be reached, where the page says it beside the goods."""

import re
from collections.abc import Iterator

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address, site_country
from evidencekit.listing.identifiers import Identifier, IdentifierKind, find_identifiers
from evidencekit.listing.page import Page, seen_text
from evidencekit.listing.platforms import registrable

_READER = "text"
# What only an account or a number of somebody follows; without one of these nothing is looked for.
_HINT = re.compile(
    r"(?i)微信|薇信|wechat|weixin|\bv[x信]\b|whats\s?app|\bqq\b|扣扣|电话|電話|手机|手機|联系|聯繫"
    r"|\btel\b|phone|mobile|hotline|\bcall\b|e-?mail|telegram|телефон|전화|[\w.]@[\w-]{2,40}\.\w"
)
_CONTACTS = {
    *(IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.WHATSAPP),
    *(IdentifierKind.WECHAT, IdentifierKind.QQ),
}
_FEET = "footer, [role=contentinfo], #footer, .footer, .site-footer"
_MOST, _MOST_LINES = 12, 60


def contact_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read accounts and numbers outside the foot of the page, those at the site's own domain not.

    One fact, `contacts`: each as its kind and its value in normal form, parted by `; `.
    """
    hinted = [(n, line) for n, line in enumerate(page.lines) if _HINT.search(line)]
    if not hinted:
        return
    feet = "\n".join(seen_text(foot, 4_000) for foot in page.soup.select(_FEET, limit=5))
    own = [(n, line) for n, line in hinted if line not in feet][:_MOST_LINES]
    domain = registrable(address.host) if address.host else ""
    region = site_country(address.host) if address.host else None
    found: dict[tuple[str, str], tuple[Identifier, int]] = {}
    for number, line in own:
        for one in find_identifiers([line], region):
            of_site = domain and one.value.endswith((f"@{domain}", f".{domain}"))
            if one.kind in _CONTACTS and not of_site:
                found.setdefault(one.key, (one, number))
    kept = list(found.values())[:_MOST]
    if kept:
        raw = "; ".join(one.raw for one, _number in kept)
        value = "; ".join(f"{one.kind.value} {one.value}" for one, _number in kept)
        yield Reading("contacts", value, raw[:300], f"line {kept[0][1] + 1}", _READER)
