"""Marks over a capture's picture as they were kept: layers that can be looked at again."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evidencekit.casework.dossier import PageMarks
from evidencekit.casework.forms import held
from evidencekit.domain.errors import WrongUse
from evidencekit.domain.times import parse_utc
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.packet.marks import LayerMark, marks_of
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

REDACTION, ANNOTATION = "redaction", "annotation"
_LOG = re.compile(rf"({REDACTION}|{ANNOTATION})-([1-9][0-9]?)\.json")
_FIELDS = {REDACTION: ("redact", "strike"), ANNOTATION: ("annotate",)}


@dataclass(frozen=True, slots=True)
class LayerPicture:
    """A picture of a layer: its path in the vault, its SHA-256, that of the picture it is from."""

    file: str
    sha256: str
    source_sha256: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A kept redaction or annotation: its log's words, and its marks in pixels of the picture.

    `counts` is false of a redaction behind which a later one stands, and of a log that can't be
    read, which has no marks (`readable` false). `struck` are the words it takes out of all texts,
    `file` is the log's path in the vault.
    """

    kind: str
    number: int
    made: str
    by: str
    marks: tuple[LayerMark, ...]
    struck: tuple[str, ...]
    counts: bool
    readable: bool = True
    file: str = ""
    pictures: tuple[LayerPicture, ...] = ()


def layers_of(vault: Vault, sha256: str) -> tuple[Layer, ...]:
    """Return the layers of the capture with this SHA-256, redactions first, the newest first."""
    last = 0
    found: list[Layer] = []
    for kind, number, path in sorted(_logs(vault, sha256), reverse=True):
        last = max(last, number) if kind == REDACTION else last
        counts = kind != REDACTION or number == last
        folder = f"derived/{sha256}/"
        found.append(_layer(kind, number, path, folder, counts=counts))
    return tuple(found)


def marks_on(
    vault: Vault, entry: CaptureEntry, capture: WaczFile, until: datetime | None
) -> tuple[PageMarks, ...]:
    """Return what was drawn over the pictures of an open capture by `until`, or by now."""
    found = [one for one in layers_of(vault, entry.sha256) if one.kind == ANNOTATION]
    if not found:
        return ()
    imported = (one for one in capture.artefacts() if one.kind == "import")
    originals = {one.sha256 for one in (*capture.tiles(), *imported)}
    told = []
    for one in reversed(found):
        words = tuple(mark.drawn.words for mark in one.marks if mark.drawn.words)
        strange = any(each.source_sha256 not in originals for each in one.pictures)
        if not one.readable:
            told.append(PageMarks(one.number, left_out="unreadable"))
        elif until is None or parse_utc(one.made) <= until:
            told.append(PageMarks(one.number, words, "other_original" if strange else ""))
    return tuple(told)


def _logs(vault: Vault, sha256: str) -> Iterator[tuple[str, int, Path]]:
    folder = vault.layout.at(f"derived/{sha256}")
    for name in sorted(one.name for one in folder.iterdir()) if folder.is_dir() else ():
        matched = _LOG.fullmatch(name)
        path = vault.layout.plain_file(f"derived/{sha256}/{name}") if matched else None
        if matched is not None and path is not None:
            yield matched[1], int(matched[2]), path


def _layer(kind: str, number: int, path: Path, folder: str, *, counts: bool) -> Layer:
    file = f"{folder}{path.name}"
    try:
        log: dict[str, Any] = json.loads(path.read_bytes())
        marks = held(path, kind, {name: _told(log[name]) for name in _FIELDS[kind] if name in log})
        made, by = str(log["made"]), str(log["by"])
        pictures = tuple(
            LayerPicture(f"{folder}{one['file']}", str(one["sha256"]), str(one["source_sha256"]))
            for one in log["pictures"]
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, WrongUse):
        return Layer(kind, number, "", "", (), (), counts=False, readable=False, file=file)
    struck = tuple(marks.get("strike", ()))
    drawn = tuple(marks_of(kind, marks))
    return Layer(kind, number, made, by, drawn, struck, counts, file=file, pictures=pictures)


def _told(value: object) -> object:
    """Return a log's part as its form has it, where every scalar is text."""
    if isinstance(value, list):
        return [_told(one) for one in value]
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items()}
    return str(value)
