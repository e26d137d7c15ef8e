"""What the prepared text finds is what a LIKE scan of it finds, for any text and any words."""

import sqlite3

from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidencekit.vault.library.tables import WORDS
from evidencekit.vault.library.text import MOST_TEXT, joined, phrase, prepared, tokens

_LETTERS = st.sampled_from(
    list("aBikeLV019 ．'\"%_*-:^(){}\\\t\n口红一比高仿カー한글ßσΣςÉéＡ１㎏ก👜𠮷\u3000\u2029")
)
_MIXED = st.text(_LETTERS | st.characters(), max_size=12)


def found(texts, words):
    """Return the numbers of the texts that the index finds, and those that LIKE finds."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute(WORDS)
        database.execute("CREATE TABLE plain (number INTEGER, text TEXT)")
        for number, parts in enumerate(texts):
            text = joined(parts)
            row = (number, tokens(text))
            database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", row)
            database.execute("INSERT INTO plain VALUES (?, ?)", (number, text))
        asked = phrase(words)
        if asked is None:
            return set(), set()
        query = "SELECT rowid FROM words WHERE words MATCH ?"
        by_index = {number for (number,) in database.execute(query, (asked,))}
        literal = "".join(f"\\{one}" if one in "%_\\" else one for one in prepared(words))
        query = "SELECT number FROM plain WHERE text LIKE ? ESCAPE '\\'"
        by_like = {number for (number,) in database.execute(query, (f"%{literal}%",))}
        return by_index, by_like
    finally:
        database.close()


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(_MIXED, max_size=3), max_size=6), st.text(_LETTERS, min_size=1, max_size=5)
)
@example([["Nike鞋"], ["nikes鞋"], ["ike鞋"]], "ke鞋")
@example([["正品口红"], ["红口"], ["口", "红"]], "口红")
@example([["LV包"], ["1:1"], ["11"], ["1 1"]], "1:1")
def test_words_are_found_as_like_finds_them(texts, words):
    by_index, by_like = found(texts, words)
    assert by_index == by_like


@settings(max_examples=200, deadline=None)
@given(_MIXED, st.integers(0, 11), st.integers(1, 6))
def test_any_piece_of_a_text_finds_it(text, start, length):
    piece = prepared(text)[start : start + length]
    by_index, _by_like = found([[text]], piece)
    assert by_index == ({0} if piece.strip() else set())


def test_widths_cases_and_blanks_make_no_difference():
    assert prepared(" ＧＵＣＣＩ\u3000Straße\n№１ ") == "gucci strasse no1"
    assert found([["ＧＵＣＣＩ  Bag"]], "gucci\tbag") == ({0}, {0})


def test_one_character_and_a_glued_brand_are_found():
    assert found([["新疆红枣"], ["正品"]], "红") == ({0}, {0})
    assert found([["hotnikeair2024"], ["nik e"]], "nike") == ({0}, {0})


def test_nothing_is_found_across_two_texts():
    assert found([["口", "红"], ["ab", "cd"]], "口红")[0] == set()
    assert found([["口", "红"], ["ab", "cd"]], "bc")[0] == set()


def test_blanks_ask_for_nothing():
    assert phrase(" \u3000\n\0") is None


def test_a_text_without_end_is_cut():
    assert len(prepared("红" * (MOST_TEXT + 5))) == MOST_TEXT
