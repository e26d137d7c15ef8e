"""The words of a page that may stand over its redacted picture: none from under a box."""

import json
from collections.abc import Sequence
from itertools import accumulate

from evidencekit.evidence.text_boxes import Box, read_text_boxes
from evidencekit.packet.strangers import hider

_Area = tuple[int, int, int, int]


def words_left(
    data: bytes, picture_width: int, cut: Sequence[_Area], struck: Sequence[str]
) -> bytes:
    """Return the artefact `text-boxes` without what `cut` touches, and without what is struck.

    `cut` are x, y, width, height in pixels of the picture. A line that holds a part of a struck
    word, or of what looks like a contact or an identity number, goes whole.
    """
    boxes, width = read_text_boxes(data)
    factor = picture_width / width if width else 1.0
    gone = _struck(boxes, struck)
    kept = [
        [one.x, one.y, one.width, one.height, one.text]
        for number, one in enumerate(boxes)
        if number not in gone and not any(_meets(one, factor, area) for area in cut)
    ]
    return json.dumps({"width": width, "boxes": kept}, ensure_ascii=False).encode()


def _meets(box: Box, factor: float, area: _Area) -> bool:
    left, top = box.x * factor, box.y * factor
    right, bottom = left + box.width * factor, top + box.height * factor
    x, y, wide, high = area
    return left < x + wide and right > x and top < y + high and bottom > y


def _struck(boxes: Sequence[Box], struck: Sequence[str]) -> set[int]:
    """Return the boxes that hold any of it, also where it goes on in the next box."""
    hide = hider((), patterns=True)
    gone = {number for number, one in enumerate(boxes) if hide(one.text) != one.text}
    texts = ["".join(one.text.split()).casefold() for one in boxes]
    starts = [0, *accumulate(map(len, texts))]
    page = "".join(texts)
    for word in ("".join(one.split()).casefold() for one in struck):
        at = page.find(word) if word else -1
        while at >= 0:
            end = at + len(word)
            gone |= {n for n in range(len(texts)) if starts[n] < end and starts[n + 1] > at}
            at = page.find(word, at + 1)
    return gone
