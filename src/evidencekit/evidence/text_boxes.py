"""The artefact `text-boxes` of a capture: where lines of text stand (`vault-format.md` 6.5)."""

from dataclasses import dataclass

from evidencekit.evidence.canonical import JsonFault, read_json

KIND = "text-boxes"
MAX_BYTES = 16 << 20
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Box:
    """One laid-out line of text, in CSS pixels of the full page."""

    x: int
    y: int
    width: int
    height: int
    text: str


def read_text_boxes(data: bytes | None) -> tuple[tuple[Box, ...], int]:
    """Return the boxes in document order, and the page's width; none of what is no such artefact.

    A box that says no text or no whole numbers is left out. Never raises.
    """
    try:
        said = read_json(data, MAX_BYTES) if data else {}
    except JsonFault:
        return (), 0
    rows, width = said.get("boxes"), said.get("width")
    found = [_box(row) for row in rows] if isinstance(rows, list) else []
    return tuple(box for box in found if box), width if type(width) is int else 0


def _box(row: object) -> Box | None:
    if not isinstance(row, list) or len(row) != _PARTS:
        return None
    x, y, width, height, text = row
    if not isinstance(text, str) or not all(type(one) is int for one in row[:-1]):
        return None
    return Box(x, y, width, height, text)
