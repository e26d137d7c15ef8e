"""From what the vault keeps of a capture to its row and its text; pages are never read again."""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.domain.facts import FactValue
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.vault.book import Book, CaptureEntry
from evidencekit.vault.layout import Layout
from evidencekit.vault.library.text import joined, prepared

Values = Mapping[str, FactValue | None]
Row = dict[str, object]

_PRICE_UNIT = 10_000
_MOST_UNITS = 2**62
_DIGITS = str.maketrans("ghjkmnpqrstvwxyz", "ghijklmnopqrstuv")
_LEFT_OUT_BITS = 59
_MOST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A derived file as custody names it: its path in the vault, its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """What the vault keeps of one capture: its newest reading, its text, how it is marked."""

    entry: CaptureEntry
    hidden: bool
    stamped: Stamped
    facts: Kept | None
    text: Kept | None


def sources_of(book: Book, stamped: Mapping[str, Stamped]) -> Iterator[Source]:
    """Return what is kept of each capture that was not removed."""
    newest: dict[tuple[str, str], Kept] = {}
    for path, line in book.derived.items():
        body = line.body
        newest[str(body["kind"]), str(body["source"])] = Kept(path, str(body["sha256"]))
    for entry in book.kept:
        yield Source(
            entry,
            entry.id in book.hidden,
            stamped.get(entry.sha256, Stamped.NONE),
            newest.get(("facts", entry.sha256)),
            newest.get(("text", entry.sha256)),
        )


def source_text(layout: Layout, source: Source, said: Values) -> str:
    """Return a text that differs whenever the row of a capture may: paths, sizes, times, words.

    Times and sizes only select what to read again; they prove nothing.
    """
    entry = source.entry
    files = [entry.file, *(one.path for one in (source.facts, source.text) if one)]
    seen = "|".join(f"{path}:{_seen(layout, path)}" for path in files)
    return f"{seen}|{sorted(said.items())}" if said else seen


def _seen(layout: Layout, path: str) -> str:
    try:
        found = os.stat(f"{layout.root}/{path}")  # noqa: PTH116  # three for each capture: counts
    except OSError:
        return "-"
    return f"{found.st_size}:{found.st_mtime_ns}"


def read_source(layout: Layout, source: Source, said: Values) -> tuple[Row, str]:
    """Return the row of a capture without its key, and its joined text.

    A derived file that is not what custody says counts as absent, here as in `verify`.
    """
    reading = _json(layout, source.facts)
    whole = _is_whole(layout, source.entry)
    about = (_about_in(reading) or _about(layout, source.entry)) if whole else {}
    facts = _values(reading) | dict(said)
    row = about | {
        "id": source.entry.id,
        "captured": about.get("captured") or source.entry.at,
        "sha256": source.entry.sha256,
        "stamped": source.stamped.value,
        "hidden": source.hidden,
        **{name: facts.get(name) for name in ("platform", "listing_id", "seller", "price")},
        "currency": facts.get("currency"),
        "seller_key": _key_text(facts.get("seller")),
        "shop_key": _key_text(facts.get("seller_id")),
        "low": _units(facts.get("price")),
        "high": _units(facts.get("price_max") or facts.get("price")),
    }
    named = (about.get("title"), about.get("url"), *facts.values())
    words = dict.fromkeys(one for one in named if isinstance(one, str))
    return row, joined([*words, _text(layout, source.text)])


def packed(text: str) -> bytes:
    """Return a joined text as it is kept."""
    return zlib.compress(text.encode(), 1)


def unpacked(data: bytes) -> str:
    """Return a joined text that was kept."""
    return zlib.decompress(data).decode()


def key_of(capture_id: str) -> int:
    """Return a number that grows with the time in an id: milliseconds, then 21 of its other bits.

    Raises ValueError for what is no id.
    """
    return min(int(capture_id[2:].translate(_DIGITS), 32) >> _LEFT_OUT_BITS, _MOST_KEY)


def price_units(amount: Decimal) -> int:
    """Return an amount in ten-thousandths, cut where no price can be."""
    return int(max(min(amount * _PRICE_UNIT, Decimal(_MOST_UNITS)), Decimal(-_MOST_UNITS)))


def by_capture(said: Iterable[tuple[str, str, FactValue | None]]) -> dict[str, dict[str, object]]:
    """Return words of people by capture and fact."""
    found: dict[str, dict[str, object]] = {}
    for capture_id, fact, value in said:
        found.setdefault(capture_id, {})[fact] = value
    return found


def _units(amount: object) -> int | None:
    try:
        value = Decimal(str(amount)) if isinstance(amount, str) else Decimal("NaN")
    except InvalidOperation:
        return None
    return price_units(value) if value.is_finite() else None


def _key_text(name: object) -> str | None:
    return prepared(str(name)) or None if name is not None else None


def _bytes(layout: Layout, kept: Kept | None) -> bytes | None:
    place = layout.plain_file(kept.path) if kept else None
    if place is None or kept is None:
        return None
    try:
        data = place.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == kept.sha256 else None


def _json(layout: Layout, kept: Kept | None) -> dict[str, object]:
    data = _bytes(layout, kept)
    try:
        document = json.loads(data) if data else {}
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _text(layout: Layout, kept: Kept | None) -> str:
    return (_bytes(layout, kept) or b"").decode(errors="replace")


def _values(reading: Mapping[str, object]) -> dict[str, FactValue | None]:
    facts = reading.get("facts")
    if not isinstance(facts, dict):
        return {}
    return {name: one.get("value") for name, one in facts.items() if isinstance(one, dict)}


def _is_whole(layout: Layout, entry: CaptureEntry) -> bool:
    """Say whether a file of the right size is there; a damaged one is for `verify` to find."""
    place: Path | None = layout.plain_file(entry.file)
    try:
        return place is not None and place.stat().st_size == entry.bytes
    except OSError:
        return False


_ABOUT = ("url", "captured", "title", "state", "page_kind", "engine")


def _about_in(reading: Mapping[str, object]) -> Row:
    """Return what a reading repeats of the capture that it was made from."""
    told = reading.get("capture")
    return {name: told.get(name) for name in _ABOUT} if isinstance(told, dict) else {}


def _about(layout: Layout, entry: CaptureEntry) -> Row:
    try:
        with WaczFile.open(layout.at(entry.file)) as capture:
            return about_capture(capture.evidencekit)
    except (ArchiveRefused, FileMissing):
        return {}


def about_capture(said: Mapping[str, object]) -> Row:
    """Return what the index takes from what a capture says of itself (`vault-format.md` 6.7)."""
    engine = said.get("engine")
    return {
        "url": said.get("final_url"),
        "captured": said.get("started"),
        "title": said.get("title"),
        "state": said.get("state"),
        "page_kind": said.get("page_kind"),
        "engine": engine.get("kind") if isinstance(engine, dict) else None,
    }
