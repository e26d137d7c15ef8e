"""Where words stand on a page: runs of text boxes that hold them. Nothing is guessed."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from evidencekit.evidence.text_boxes import KIND, MAX_BYTES, Box, read_text_boxes
from evidencekit.evidence.wacz_file import WaczFile

_SHORTEST = 2


def sealed_boxes(capture: WaczFile) -> tuple[tuple[Box, ...], int]:
    """Return the laid-out text of a capture and the width of its page; none and 0 if not sealed.

    Raises ArchiveRefused.
    """
    return read_text_boxes(capture.artefact(KIND, MAX_BYTES))


def one_place(words: str, boxes: Sequence[Box]) -> tuple[int, int, int, int] | None:
    """Return where words stand, `(x, y, width, height)` in CSS pixels of the full page, if sure.

    Sure is the only place, or the one in larger letters than all others, as a heading is. A number
    inside a longer one is no place of it.
    """
    runs = [run for run in places_of(words, boxes) if whole(words, run)]
    if not runs or (len(runs) > 1 and _letters(runs[0]) == _letters(runs[1])):
        return None
    left, top = min(box.x for box in runs[0]), min(box.y for box in runs[0])
    right = max(box.x + box.width for box in runs[0])
    return left, top, right - left, max(box.y + box.height for box in runs[0]) - top


def _letters(run: Sequence[Box]) -> int:
    return min(box.height for box in run)


def whole(words: str, run: Sequence[Box]) -> bool:
    """Say whether a run holds the words with no longer number around them."""
    wanted, text = _bare(words), _bare("".join(box.text for box in run))
    before = r"(?<!\d)(?<!\d[.,])" if wanted[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


class LaidOut:
    """The boxes of one page, put together once for many words."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        texts = [_bare(box.text) for box in boxes]
        self._boxes, self._page = boxes, "".join(texts)
        self._starts = [0, *accumulate(map(len, texts))]

    def places_of(self, words: str, most: int = 20) -> list[tuple[Box, ...]]:
        """Return the runs of neighbouring boxes that hold `words`, the largest letters first.

        White space counts nothing, since a line may be laid out in several boxes. Words of one
        character are not looked for: they stand everywhere. At most `most` places.
        """
        wanted = _bare(words)
        if len(wanted) < _SHORTEST:
            return []
        found: list[tuple[Box, ...]] = []
        at = self._page.find(wanted)
        while at >= 0 and len(found) < most:
            first = bisect_right(self._starts, at) - 1
            last = bisect_right(self._starts, at + len(wanted) - 1) - 1
            found.append(tuple(box for box in self._boxes[first : last + 1] if box.text))
            at = self._page.find(wanted, at + len(wanted))
        return sorted(found, key=lambda run: -min(box.height for box in run))


def places_of(words: str, boxes: Sequence[Box], most: int = 20) -> list[tuple[Box, ...]]:
    """Return the places of one text, as `LaidOut.places_of`."""
    return LaidOut(boxes).places_of(words, most)


def _bare(text: str) -> str:
    return "".join(text.split())
