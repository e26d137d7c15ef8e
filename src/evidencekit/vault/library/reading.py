"""From what the vault keeps of a capture to its row and its text; pages are never read again."""

import hashlib
import json
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.domain.facts import FactValue
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.vault.about import listed_about
from evidencekit.vault.book import Book, CaptureEntry
from evidencekit.vault.layout import Layout, is_vault_path
from evidencekit.vault.library.text import joined, prepared

Values = Mapping[str, FactValue | None]
Row = dict[str, object]

_WHOLE = "whole"
_WORTH_PACKING = 1_000
_MOST_DERIVED = 64 << 20
# Neither the end of a link nor the beginning of a pipe.
_PLAIN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
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

    It begins with `whole` if a file of the right size is in the capture's place; a damaged one is
    for `verify` to find. Times and sizes only select what to read again; they prove nothing.
    """
    entry, root = source.entry, os.fspath(layout.root)
    there = _stat(f"{root}/{entry.file}")
    whole = there is not None and stat.S_ISREG(there.st_mode) and there.st_size == entry.bytes
    seen = [_WHOLE if whole else "-", _seen(there)]
    kept = [one.path for one in (source.facts, source.text) if one]
    seen += [f"{path[-20:]}:{_seen(_stat(f'{root}/{path}'))}" for path in kept]
    if said:
        seen.append(str(sorted(said.items())))
    return "|".join(seen)


def _stat(place: str) -> os.stat_result | None:
    try:
        return os.lstat(place)
    except OSError:
        return None


def _seen(found: os.stat_result | None) -> str:
    return f"{found.st_size}:{found.st_mtime_ns}" if found else "-"


def read_source(layout: Layout, source: Source, said: Values, seen: str) -> tuple[Row, str]:
    """Return the row of a capture without its key, and its joined text; `seen` is its source text.

    A derived file that is not what custody says counts as absent, here as in `verify`.
    """
    reading = _json(layout, source.facts)
    whole = seen.startswith(_WHOLE)
    about = (_about_in(reading) or _about(layout, source.entry)) if whole else {}
    facts = _values(reading) | dict(said)
    row = about | {
        "id": source.entry.id,
        "captured": about.get("captured") or source.entry.at,
        "sha256": source.entry.sha256,
        "stamped": source.stamped.value,
        "hidden": source.hidden,
        "source": seen,
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


def packed(text: str) -> str | bytes:
    """Return a joined text as it is kept: long ones as packed bytes."""
    return text if len(text) < _WORTH_PACKING else zlib.compress(text.encode(), 1)


def unpacked(kept: str | bytes) -> str:
    """Return a joined text that was kept."""
    return kept if isinstance(kept, str) else zlib.decompress(kept).decode()


def key_of(capture_id: str) -> int:
    """Return a number that grows with the time in an id: milliseconds, then 21 of its other bits.

    Raises ValueError for what is no id.
    """
    return min(int(capture_id[2:].translate(_DIGITS), 32) >> _LEFT_OUT_BITS, _MOST_KEY)


def price_units(amount: Decimal) -> int:
    """Return an amount in ten-thousandths, cut where no price can be."""
    return int(max(min(amount * _PRICE_UNIT, Decimal(_MOST_UNITS)), Decimal(-_MOST_UNITS)))


def _units(amount: object) -> int | None:
    try:
        value = Decimal(str(amount)) if isinstance(amount, str) else Decimal("NaN")
    except InvalidOperation:
        return None
    return price_units(value) if value.is_finite() else None


def _key_text(name: object) -> str | None:
    return prepared(str(name)) or None if name is not None else None


def _bytes(layout: Layout, kept: Kept | None) -> bytes | None:
    """Return a derived file if it is what custody says; nothing else there is read to its end."""
    if kept is None or not is_vault_path(kept.path):
        return None
    place = f"{layout.root}/{kept.path}"
    try:
        with open(place, "rb", buffering=0, opener=_opened_plainly) as file:
            there = os.fstat(file.fileno())
            fit = stat.S_ISREG(there.st_mode) and there.st_size <= _MOST_DERIVED
            data = file.read(there.st_size) if fit else b""
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == kept.sha256 else None


def _opened_plainly(path: str, _flags: int) -> int:
    return os.open(path, _PLAIN)


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


_ABOUT = ("url", "captured", "title", "state", "page_kind", "engine")


def _about_in(reading: Mapping[str, object]) -> Row:
    """Return what a reading repeats of the capture that it was made from."""
    told = reading.get("capture")
    return {name: told.get(name) for name in _ABOUT} if isinstance(told, dict) else {}


def _about(layout: Layout, entry: CaptureEntry) -> Row:
    try:
        with WaczFile.open(layout.at(entry.file)) as capture:
            return listed_about(capture.evidencekit)
    except (ArchiveRefused, FileMissing):
        return {}
