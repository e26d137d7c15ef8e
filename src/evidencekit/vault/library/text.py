"""The one preparation of text, for what is written into the index and for what is asked of it.

Each character of prepared text becomes one token: an ideograph, kana or Hangul syllable alone, any
other character with up to two that follow it in its run. So tokens that stand side by side are
characters that stand side by side, and a phrase of tokens finds exactly what LIKE finds.
"""

import re
import unicodedata
from collections.abc import Iterable

# Part of the index's version: change it with anything that changes a token.
TEXT_VERSION = 1
MOST_TEXT = 100_000

# Where two texts of one capture meet; prepared text never has it, so that no phrase crosses it.
BORDER = "\u2029"
_GRAM = 3
# A blank would end a token; NFKC leaves none of these in prepared text.
_BLANK = "\u00a0"
_ALONE = "\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
# Characters that are tokens each, or a run of others.
_RUNS = re.compile(f"([{_ALONE}{BORDER}]+)|([^{_ALONE}{BORDER}]+)")
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def prepared(text: str) -> str:
    """Return `text` as it is compared: NFKC, case folded, blanks folded to one, none at the ends.

    Of more than `MOST_TEXT` characters the first count.
    """
    text = text[:MOST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    else:
        text = text.lower()
    return " ".join((text if text.isprintable() else _UNFIT.sub(" ", text)).split())


def joined(texts: Iterable[str]) -> str:
    """Return prepared texts as one, so that nothing is found across two of them."""
    return BORDER.join(text for text in map(prepared, texts) if text)


def tokens(text: str) -> str:
    """Return the tokens of prepared or joined text, parted by blanks."""
    return " ".join(_tokens(text.replace(" ", _BLANK)))


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for alone, run in _RUNS.findall(text):
        if alone:
            found += alone
        else:
            found += [run[at : at + _GRAM] for at in range(len(run))]
    return found


def phrase(words: str) -> str | None:
    """Return the FTS5 phrase that finds `words`; None when nothing but blanks is asked for.

    A run at the end is open: its text may go on. Of three characters or more its last whole token
    says all; a shorter one is found as the beginning of a token.
    """
    text = prepared(words).replace(" ", _BLANK)
    if not text:
        return None
    _alone, last = _RUNS.findall(text)[-1]
    found = _tokens(text[: len(text) - len(last)])
    if len(last) < _GRAM:
        found += [last] if last else []
    else:
        found += [last[at : at + _GRAM] for at in range(len(last) - _GRAM + 1)]
    quoted = " ".join(found).replace('"', '""')
    return f'"{quoted}"*' if 0 < len(last) < _GRAM else f'"{quoted}"'
