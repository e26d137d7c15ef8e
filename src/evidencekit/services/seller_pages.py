"""Which shop a capture shows, and what names its seller there; read once, kept beside the capture.

What stands in the foot of a page is the platform's own and names no seller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.foundation.clock import Clock
from evidencekit.listing.identifiers import (
    MOST_FOUND,
    Identifier,
    IdentifierKind,
    as_licence,
    find_identifiers,
)
from evidencekit.listing.page import Page
from evidencekit.listing.platforms import registrable
from evidencekit.services.reappearing import fact_value
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

VERSION = "2"
_FILE = f"identifiers-{VERSION}.json"
_MOST_JSON = 4 << 20
_MOST_PAGE = 24 << 20
_HTML = ("text/html", "application/xhtml+xml")
# Readers name them so; the longer names are those that persons entered them by before.
_FACTS = ("contacts", "company", "company_address", "seller")
_ENTERED_AS = ("seller_contacts", "seller_company", "seller_address")
_LICENCES = ("licence_no", "seller_licence")
_COUNTRY_LETTERS = 2
_COUNTRIES = {"uk": "GB"}
_OF_CURRENCY = {"CNY": "CN", "JPY": "JP", "KRW": "KR", "BRL": "BR", "INR": "IN", "GBP": "GB"}


@dataclass(frozen=True, slots=True)
class PageIdentifiers:
    """The use case: looks for identifiers on a captured page and keeps what it found."""

    vault: VaultWriter
    clock: Clock

    def read(self, entry: CaptureEntry, facts: dict[str, object]) -> list[Identifier]:
        """Return the identifiers of a capture, read now unless that was done before.

        Raises FileMissing, ArchiveRefused, DiskFull, VaultNotWritable.
        """
        kept = kept_identifiers(self.vault, entry)
        if kept is not None:
            return kept
        found = read_identifiers(self.vault, entry, facts)
        document: dict[str, object] = {
            "format": "1.0",
            "kind": "identifiers",
            "source": {"capture_id": entry.id, "sha256": entry.sha256},
            "made": utc_text(self.clock.now()),
            "by": f"evidencekit identifiers {VERSION}",
            "identifiers": [one.to_json() for one in found],
        }
        self.vault.add_derived(entry.sha256, _FILE, "identifiers", indented(document))
        return found


def kept_identifiers(vault: Vault, entry: CaptureEntry) -> list[Identifier] | None:
    """Return what was found before, None when nobody looked or the file is not ours."""
    path = vault.layout.plain_file(f"derived/{entry.sha256}/{_FILE}")
    if path is None:
        return None
    try:
        said = read_json(path.read_bytes(), _MOST_JSON)
        listed = said["identifiers"]
        assert isinstance(listed, list)  # noqa: S101  # as below, told as none
        return [
            Identifier(IdentifierKind(one["kind"]), one["value"], one["raw"], one["where"])
            for one in listed
        ]
    except (OSError, JsonFault, KeyError, TypeError, ValueError, AssertionError):
        return None


def read_identifiers(
    vault: Vault, entry: CaptureEntry, facts: dict[str, object]
) -> list[Identifier]:
    """Look at a page, its links and the facts that name its seller; writes nothing."""
    body, media, address = _document(vault, entry)
    region = region_of(address, facts)
    lines, links = _seen(body, media) if body else ([], [])
    said = [
        Identifier(one.kind, one.value, one.raw, f"fact {name}")
        for name in (*_FACTS, *_ENTERED_AS)
        for one in find_identifiers([_text(fact_value(facts, name))], region)
    ]
    for name in _LICENCES:
        licence = as_licence(_text(fact_value(facts, name)))
        if licence:
            said.append(Identifier(IdentifierKind.LICENCE, licence, licence, f"fact {name}"))
    said += find_identifiers(lines, region)
    said += find_identifiers(links, region, "link")
    own = f"@{registrable(urlsplit(address).hostname or '')}" if address else ""
    first: dict[tuple[IdentifierKind, str], Identifier] = {}
    for one in said:
        # An address at the site's own domain is the site's.
        if own == "@" or not own or not one.value.endswith((own, f".{own[1:]}")):
            first.setdefault((one.kind, one.value), one)
    return list(first.values())[:MOST_FOUND]


def region_of(address: str, facts: dict[str, object]) -> str | None:
    """Return the country of a site: the fact, its currency's if only one has it, its ending."""
    said = fact_value(facts, "site_country")
    if isinstance(said, str) and len(said) == _COUNTRY_LETTERS:
        return said.upper()
    end = (urlsplit(address).hostname or "").rpartition(".")[2] if address else ""
    if len(end) == _COUNTRY_LETTERS and end.isalpha():
        return _COUNTRIES.get(end, end.upper())
    return _OF_CURRENCY.get(str(fact_value(facts, "currency")))


def _document(vault: Vault, entry: CaptureEntry) -> tuple[bytes, str, str]:
    try:
        with vault.open_capture(entry) as capture:
            address = str(capture.evidencekit.get("final_url") or "")
            listed = {one.kind: one for one in capture.artefacts()}
            for kind in ("dom", "page", "import"):
                one = listed.get(kind)
                if one is not None and one.content_type.split(";")[0].strip() in _HTML:
                    return capture.artefact_body(one, _MOST_PAGE), one.content_type, address
    except (ArchiveRefused, FileMissing):
        # `verify` names the file; of the page nothing is known here.
        return b"", "", ""
    return b"", "", address


def _seen(body: bytes, media: str) -> tuple[list[str], list[str]]:
    page = Page(body, media if "charset" in media else f"{media}; charset=utf-8")
    for foot in page.soup.select("footer, [role=contentinfo], #footer, .footer, .site-footer"):
        foot.decompose()
    return page.lines, list(_links(page))


def _links(page: Page) -> Iterator[str]:
    for tag in page.soup.find_all("a", href=True, limit=5_000):
        target = str(tag["href"])[:300]
        scheme, _colon, rest = target.partition(":")
        if scheme.lower() in {"tel", "callto"}:
            yield f"tel {rest}"
        elif scheme.lower() == "mailto":
            yield rest.partition("?")[0]
        elif any(word in target.lower() for word in ("wa.me/", "whatsapp.com/", "paypal.me/")):
            yield target


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
