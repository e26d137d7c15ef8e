"""Where words stand on a page: runs of text boxes that hold them. Nothing is guessed."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from evidencekit.evidence.text_boxes import Box

_SHORTEST = 2


def places_of(words: str, boxes: Sequence[Box], most: int = 20) -> list[tuple[Box, ...]]:
    """Return the runs of neighbouring boxes that hold `words`, the largest letters first.

    White space counts nothing, since a line may be laid out in several boxes. Words of one
    character are not looked for: they stand everywhere. At most `most` places.
    """
    wanted = _bare(words)
    if len(wanted) < _SHORTEST:
        return []
    texts = [_bare(box.text) for box in boxes]
    starts = [0, *accumulate(map(len, texts))]
    page = "".join(texts)
    found: list[tuple[Box, ...]] = []
    at = page.find(wanted)
    while at >= 0 and len(found) < most:
        first = bisect_right(starts, at) - 1
        last = bisect_right(starts, at + len(wanted) - 1) - 1
        found.append(tuple(box for box in boxes[first : last + 1] if box.text))
        at = page.find(wanted, at + len(wanted))
    return sorted(found, key=lambda run: -min(box.height for box in run))


def _bare(text: str) -> str:
    return "".join(text.split())
