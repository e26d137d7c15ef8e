"""The same picture or the same title under another listing or seller: offered, never merged."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.services.facts_kept import kept_facts
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

# Shorter titles ("Bag", "包包") are anybody's.
_SHORTEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Listing:
    """Which listing a capture shows; None for what was not read."""

    url: str
    platform: str | None
    listing_id: str | None
    seller: str | None = None

    def same_as(self, other: "Listing") -> bool:
        """Say whether both are one listing of one seller, by what was read of both."""
        if self.listing_id and other.listing_id:
            same = (self.platform, self.listing_id) == (other.platform, other.listing_id)
        else:
            same = self.url == other.url
        return same and (not self.seller or not other.seller or self.seller == other.seller)

    def to_json(self) -> dict[str, str | None]:
        """Return the object `listing` of `recheck --json`."""
        return {
            "url": self.url,
            "platform": self.platform,
            "listing_id": self.listing_id,
            "seller": self.seller,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capture in which the goods may have come back. `reasons`: title, picture."""

    capture_id: str
    listing: Listing
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `candidates`."""
        return {
            "listing": self.listing.to_json(),
            "reason": list(self.reasons),
            "capture_id": self.capture_id,
        }


@dataclass(frozen=True, slots=True)
class _Known:
    capture_id: str
    listing: Listing
    title: str
    pictures: frozenset[str] = field(default_factory=frozenset)


class Reappearing:
    """All listings of a vault, by title and by the exact bytes of their gallery's pictures.

    Read once, from facts that are kept; no page is read again and no picture is judged alike.
    """

    def __init__(self, vault: Vault, entries: Iterable[CaptureEntry]) -> None:
        self._known = {one.capture_id: one for one in _read_all(vault, entries)}

    def candidates(self, capture_id: str) -> list[Candidate]:
        """Return captures of other listings with the same title or picture, the newest first."""
        mine = self._known.get(capture_id)
        if mine is None:
            return []
        return [
            Candidate(other.capture_id, other.listing, reasons)
            for other in self._known.values()
            if not other.listing.same_as(mine.listing) and (reasons := _reasons(mine, other))
        ]


def _reasons(mine: _Known, other: _Known) -> tuple[str, ...]:
    title = len(mine.title) >= _SHORTEST_TITLE and mine.title == other.title
    pictures = bool(mine.pictures & other.pictures)
    return ("title",) * title + ("picture",) * pictures


def _read_all(vault: Vault, entries: Iterable[CaptureEntry]) -> Iterator[_Known]:
    for entry in entries:
        document = kept_facts(vault, entry.sha256) or {}
        facts = document.get("facts")
        if document.get("page_kind") == "listing" and isinstance(facts, dict):
            yield _read(vault, entry, facts)


def _read(vault: Vault, entry: CaptureEntry, facts: dict[str, object]) -> _Known:
    title = _bare(fact_value(facts, "title") or "")
    wanted = fact_value(facts, "image_urls")
    named = [str(one) for one in wanted] if isinstance(wanted, list) else []
    try:
        with vault.open_capture(entry) as capture:
            url = str(capture.evidencekit.get("final_url") or "")
            digests = capture.body_digests(_absolute(named, url)) if named else {}
            pictures = frozenset(digests.values())
    except (ArchiveRefused, FileMissing):
        # `verify` names the file; its title still counts.
        url, pictures = "", frozenset()
    return _Known(entry.id, listing_of(url, facts), title, pictures)


def _absolute(addresses: Iterable[str], base: str) -> set[str]:
    found = set()
    for address in addresses:
        with suppress(ValueError):  # A page may call anything an address.
            found.add(urldefrag(urljoin(base, address)).url)
    return found


def listing_of(url: str, facts: dict[str, object]) -> Listing:
    """Return which listing it is, by its address and the facts read of it."""
    platform, listing_id, seller = (
        fact_value(facts, name) for name in ("platform", "listing_id", "seller")
    )
    return Listing(
        url,
        platform if isinstance(platform, str) else None,
        listing_id if isinstance(listing_id, str) else None,
        seller if isinstance(seller, str) else None,
    )


def fact_value(facts: dict[str, object], name: str) -> object:
    """Return the value of a fact of a kept document, None when it was not read."""
    fact = facts.get(name)
    return fact.get("value") if isinstance(fact, dict) else None


def _bare(title: object) -> str:
    """Return letters and digits alone, in one case and width: sellers vary all the rest."""
    folded = unicodedata.normalize("NFKC", str(title)).casefold()
    return "".join(char for char in folded if char.isalnum())
