"""The door to a page: no exception, no markup, no blank glyph, whatever stands in a title."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics

from evidencekit.packet.text import REGULAR, paragraph, register_fonts, runs, shown

register_fonts()
STYLE = ParagraphStyle("x", fontName=REGULAR, fontSize=8, leading=11, wordWrap="CJK")
HOSTILE = (
    "<b>unclosed",
    '<img src="/etc/hostname" width="9" height="9"/>',
    '<a href="javascript:alert(1)">x</a>',
    '<font name="NoSuch">x</font>',
    '<para fontSize="100000">x</para>',
    '<onDraw name="os.system" label="x"/>',
    "<b>" * 3000,
    "A & B &nosuch; &#0;",
    "a\0b\x01\x0b",
    "abc\u202egpj.exe",
    "a\ud800b",
    "soft\u00adhyphen \u200b\ufeff\u3164\u2800",
)


def drawn(text):
    return [(name, char) for line in text.split("\n") for name, run in runs(line) for char in run]


@given(st.text(alphabet=st.characters(), max_size=60) | st.sampled_from(HOSTILE))
def test_each_character_has_a_glyph_and_nothing_raises(text):
    result = shown(text)
    for name, char in drawn(result):
        face = pdfmetrics.getFont(name).face
        glyph = face.charToGlyph.get(ord(char), 0)
        assert glyph, f"U+{ord(char):04X} is not in {name}"
        blank = face.glyphPos[glyph] == face.glyphPos[glyph + 1]
        assert not blank or unicodedata.category(char) == "Zs", f"U+{ord(char):04X} is blank"
    assert "".join(char for _name, char in drawn(result)) == result.replace("\n", "")
    paragraph(text, STYLE).wrap(200, 700)


@given(st.text(max_size=40))
def test_no_character_is_lost(text):
    at = 0
    result = shown(text)
    for char in text.replace("\t", " ").replace("\r", " "):
        piece = char if result[at : at + 1] == char else f"[U+{ord(char):04X}]"
        assert result.startswith(piece, at)
        at += len(piece)
    assert at == len(result)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_file_is_read_and_no_markup_works(text, monkeypatch):
    def refuse(*_args, **_more):
        pytest.fail("a paragraph must not open anything")

    monkeypatch.setattr("reportlab.lib.utils.open_for_read", refuse)
    made = paragraph(text, STYLE)
    made.wrap(200, 700)
    assert made.getPlainText(identify=None) == shown(text)


def test_what_no_font_draws_is_printed_as_its_code():
    assert shown("𠮷 ไ 😀") == "[U+20BB7] [U+0E44] [U+1F600]"
    assert shown("中文 Ž ₫") == "中文 Ž ₫"


def test_a_long_text_says_how_much_is_missing():
    assert shown("x" * 5000, 100) == "x" * 100 + "… (+4900)"
    assert shown("\n" * 500).endswith("… (+400)")


@given(st.text(max_size=80), st.lists(st.integers(40, 400), min_size=2, max_size=5))
def test_a_paragraph_that_is_asked_again_is_as_wide_and_high_as_a_new_one(text, widths):
    asked = paragraph(text, STYLE)
    for width in widths:
        fresh = paragraph(text, STYLE)
        assert asked.wrap(width, 700) == fresh.wrap(width, 700)
        assert lines_of(asked) == lines_of(fresh)
        # What has no room on a page is laid out again on the next.
        asked.split(width, 1)
        assert len(asked.split(width, 700)) == len(fresh.split(width, 700))


def lines_of(made):
    return [
        "".join(one.text for one in line.words) if hasattr(line, "words") else line[1]
        for line in made.blPara.lines
    ]
