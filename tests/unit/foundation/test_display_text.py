"""Hostile text made fit to be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.foundation.display_text import one_line, visible

ANY = st.text(st.characters(exclude_categories=()), max_size=300)
ALLOWED = {"\n", "\t", "\u200d", "\u00ad"}


def hidden(text):
    categories = {"Cc", "Cf", "Cs", "Co", "Cn"}
    return [c for c in text if c not in ALLOWED and unicodedata.category(c) in categories]


@given(text=ANY)
def test_nothing_hidden_survives(text):
    assert hidden(visible(text)) == []
    assert hidden(one_line(text)) == []


@given(text=ANY)
def test_what_is_seen_stays_in_order(text):
    kept = "".join(c for c in text if not hidden(c))
    if kept == text:
        assert visible(text) == text


@given(text=ANY, limit=st.integers(1, 50))
def test_the_cap_counts_what_it_leaves_out(text, limit):
    shown = visible(text, limit)
    if len(text) <= limit:
        assert shown == visible(text)
    else:
        assert shown == visible(text[:limit]) + f"… (+{len(text) - limit})"


@given(text=ANY)
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202egpj.exe", "a[U+202E]gpj.exe"),
        ("\x1b[31mred", "[U+001B][31mred"),
        ("\ud800", "[U+D800]"),
        ("\u200b\ufeff", "[U+200B][U+FEFF]"),
        ("line\nfeed\ttab", "line\nfeed\ttab"),
        ("正品 专柜", "正品 专柜"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_examples(text, shown):
    assert visible(text) == shown


def test_white_space_folds():
    assert one_line("  a \r\n b\u3000c ") == "a b c"
