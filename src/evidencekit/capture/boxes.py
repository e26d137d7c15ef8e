"""Where each line of text stands on the full page, from DOMSnapshot (`docs/vault-format.md` 6.5).

What a person typed is left out: the text inside input fields is never a box.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from evidencekit.capture.connection import Json

Box = tuple[int, int, int, int, str]

_TYPED = frozenset({"INPUT", "TEXTAREA"})
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document's own origin lies on the full page, and the part of it that shows."""

    x: float = 0.0
    y: float = 0.0
    left: float = 0.0
    top: float = 0.0
    right: float = float("inf")
    bottom: float = float("inf")


def text_boxes(snapshot: Json, width: int, height: int) -> dict[str, object]:
    """Return `{"width", "height", "boxes"}`, integers in CSS px of the full page.

    Raises ValueError for a snapshot that contradicts itself.
    """
    try:
        page = _Snapshot(snapshot)
        found = page.boxes(0, _Place(right=width, bottom=height), 0)
        return {"width": width, "height": height, "boxes": [list(box) for box in found]}
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("snapshot") from error


class _Snapshot:
    def __init__(self, snapshot: Json) -> None:
        self._documents: list[Json] = snapshot["documents"]
        self._strings: list[str] = snapshot["strings"]

    def boxes(self, number: int, place: _Place, depth: int) -> Iterator[Box]:
        """Give the boxes of a document in its order, those of its frames where the frame stands."""
        document = self._documents[number]
        layout, nodes = document["layout"], document["nodes"]
        lines = _lines_by_layout(document["textBoxes"])
        frames = dict(
            zip(
                nodes.get("contentDocumentIndex", {}).get("index", ()),
                nodes.get("contentDocumentIndex", {}).get("value", ()),
                strict=True,
            )
        )
        for index, node in enumerate(layout["nodeIndex"]):
            if node in frames and depth < _DEEPEST:
                inner = self._inside(frames[node], layout["bounds"][index], place)
                yield from self.boxes(frames[node], inner, depth + 1)
            if index in lines and self._shown(layout, index) and not self._typed(nodes, node):
                text = self._text(layout["text"][index])
                for bounds, start, length in lines[index]:
                    yield from _box(_cut(text, start, length), bounds, place)

    def _inside(self, number: int, bounds: list[float], outer: _Place) -> _Place:
        document = self._documents[number]
        x, y = outer.x + bounds[0], outer.y + bounds[1]
        return _Place(
            x - document.get("scrollOffsetX", 0),
            y - document.get("scrollOffsetY", 0),
            max(outer.left, x),
            max(outer.top, y),
            min(outer.right, x + bounds[2]),
            min(outer.bottom, y + bounds[3]),
        )

    def _text(self, index: int) -> str:
        return self._strings[index] if index >= 0 else ""

    def _shown(self, layout: Json, index: int) -> bool:
        styles = layout.get("styles", ())
        if index >= len(styles) or not styles[index]:
            return True
        return self._text(styles[index][0]) in {"visible", ""}

    def _typed(self, nodes: Json, node: int) -> bool:
        parents, names = nodes["parentIndex"], nodes["nodeName"]
        while node >= 0:
            if self._text(names[node]).upper() in _TYPED:
                return True
            # Parents come first in a snapshot; anything else would turn in a circle.
            node = parents[node] if parents[node] < node else -1
        return False


def _lines_by_layout(boxes: Json) -> dict[int, list[tuple[list[float], int, int]]]:
    lines: dict[int, list[tuple[list[float], int, int]]] = {}
    rows = zip(boxes["layoutIndex"], boxes["bounds"], boxes["start"], boxes["length"], strict=True)
    for layout, bounds, start, length in rows:
        lines.setdefault(layout, []).append((bounds, start, length))
    return lines


def _cut(text: str, start: int, length: int) -> str:
    """Return a part of `text` by UTF-16 units, as the engine counts."""
    if text.isascii():
        return text[start : start + length]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")


def _box(text: str, bounds: list[float], place: _Place) -> Iterator[Box]:
    words = " ".join(text.split())
    left, top = place.x + bounds[0], place.y + bounds[1]
    right, bottom = left + bounds[2], top + bounds[3]
    outside = right <= place.left or bottom <= place.top
    if not words or outside or left >= place.right or top >= place.bottom:
        return
    x, y = floor(left), floor(top)
    yield x, y, ceil(right) - x, ceil(bottom) - y, words
