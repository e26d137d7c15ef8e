"""Foreign text made fit to be seen: controls shown as `[U+202E]`, length capped.

Titles, sellers and file names come from hostile pages. Everything that shows them, on a terminal,
in a window or in a document, shows them through here.
"""

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_ALLOWED = {"\n", "\t", "\u200d", "\u00ad"}


def visible(text: str, limit: int = 4000) -> str:
    """Return `text` with every control, bidi and unassigned character named, cut at `limit`.

    A cut text ends in `… (+N)`, N being the characters left out. Line feeds and tabs stay.
    """
    cut = text[:limit]
    shown = "".join(
        f"[U+{ord(char):04X}]"
        if char not in _ALLOWED and unicodedata.category(char) in _HIDDEN
        else char
        for char in cut
    )
    rest = len(text) - len(cut)
    return f"{shown}… (+{rest})" if rest else shown


def one_line(text: str, limit: int = 200) -> str:
    """Return `visible(text)` with all white space folded to single blanks."""
    return visible(" ".join(text.split()), limit)
