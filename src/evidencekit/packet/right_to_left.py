"""Text that runs from right to left: its letters joined, a line of it put in the order of drawing.

The order is that of the Unicode bidirectional algorithm (UAX 9), the joining that of the Arabic
presentation forms, which our fallback font has.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_RIGHT = {"R", "AL"}
# Where such scripts stand; most texts are done with after this look.
_MAYBE = re.compile("[\u0590-\u08ff\ufb1d-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def runs_left(text: str) -> bool:
    """Say whether a character of `text` is written from right to left."""
    return _MAYBE.search(text) is not None and any(
        unicodedata.bidirectional(char) in _RIGHT for char in text
    )


def begins_right(text: str) -> bool:
    """Say whether a paragraph of `text` begins at the right: its first strong character does so."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((one for one in strong if one in _RIGHT or one == "L"), "L") in _RIGHT


def drawn_order(line: str, *, right: bool) -> str:
    """Return the characters of one line in the order in which they are drawn, from the left.

    `right`: the paragraph begins at the right. Nothing is left out; Arabic letters become the forms
    that they have beside each other.
    """
    # Loaded where such text occurs: most packets have none.
    from bidi import get_display  # noqa: PLC0415

    shown: str = get_display(_reshape()(line), base_dir="R" if right else "L")
    return shown


@cache
def _reshape() -> Callable[[str], str]:
    from arabic_reshaper import ArabicReshaper  # noqa: PLC0415

    # A ligature would be one glyph for two characters; marks are part of what stands there.
    wanted = {"delete_harakat": False, "delete_tatweel": False, "support_ligatures": False}
    reshape: Callable[[str], str] = ArabicReshaper(wanted).reshape
    return reshape
