"""What must hold for any amount, count, script and address, not only for those we thought of."""

import json
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evidencekit.listing.amounts import read_count, read_price, read_rating
from evidencekit.listing.js_values import assigned_in, documents_in, read_document, values_in
from evidencekit.listing.pictures import distinct, picture_key
from evidencekit.listing.platforms import canonical_address

CENTS = st.integers(1, 10**9)
COUNTS = st.integers(0, 10**9)


def grouped(number, mark):
    return f"{number:,}".replace(",", mark)


def written(cents, thousands, point):
    return f"{grouped(cents // 100, thousands)}{point}{cents % 100:02}"


STYLES = [
    ("$", "", ",", ".", "en-US"),
    ("", " €", ".", ",", "de"),
    ("", " €", " ", ",", "fr"),
    ("CHF ", "", "’", ".", "de-CH"),
    ("R$ ", "", ".", ",", "pt-BR"),
    ("", " zł", "\u00a0", ",", "pl"),
    ("¥", "", ",", ".", "zh-CN"),
]


@settings(max_examples=60)
@given(CENTS, st.sampled_from(STYLES))
def test_an_amount_is_read_as_it_was_written(cents, style):
    before, after, thousands, point, language = style
    text = f"{before}{written(cents, thousands, point)}{after}"
    assert read_price(text, language).low == Decimal(cents) / 100


@settings(max_examples=60)
@given(CENTS, CENTS, st.sampled_from(["-", " - ", "–", " ~ "]), st.sampled_from(STYLES))
def test_a_range_has_both_its_ends(one, other, between, style):
    before, after, thousands, point, language = style
    low, high = sorted((one, other))
    assume(low < high < low * 1000)
    ends = [f"{before}{written(end, thousands, point)}{after}" for end in (low, high)]
    price = read_price(between.join(ends), language)
    assert (price.low, price.high) == (Decimal(low) / 100, Decimal(high) / 100)


@given(COUNTS, st.sampled_from(["", ",", ".", " ", "’"]), st.sampled_from(["", "+"]))
def test_a_count_is_exact_or_open_above(number, mark, plus):
    count = read_count(f"{grouped(number, mark)}{plus}")
    assert (count.low, count.high) == (number, None if plus else number)


@given(st.integers(1, 9999), st.sampled_from([("万", 10_000), ("만", 10_000), ("k", 1000)]))
def test_a_rounded_count_is_a_bucket(tenths, unit):
    name, scale = unit
    count = read_count(f"{tenths / 10}{name}")
    assert (count.low, count.high) == (int(Decimal(tenths) / 10 * scale), None)


@given(st.text(max_size=80))
def test_any_words_are_read_without_failing(text):
    for read in (read_price, read_count, read_rating):
        read(text)
    rating = read_rating(text)
    assert rating is None or 0 < Decimal(rating) <= 5


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=80)
@given(st.dictionaries(WORDS, VALUES, min_size=1, max_size=4))
def test_json_in_a_script_comes_out_as_it_went_in(value):
    text = json.dumps(value)
    assert read_document(f"<!-- \n{text}\n -->") == value
    (found, before), *_rest = values_in(f"window.shop.item = {text};")
    assert (found, before.endswith("window.shop.item ")) == (value, True)


NAMES = st.from_regex(r"[a-z_$][a-z0-9_$]{0,8}", fullmatch=True)
PLAIN = st.text("abc xyz0123.,:;!?/{}[]()é中", max_size=12)


@given(st.dictionaries(NAMES, PLAIN | st.integers(0, 10**9), min_size=1, max_size=5))
def test_a_literal_without_quotes_is_read_too(value):
    members = (f"{k}: '{v}'" if isinstance(v, str) else f"{k}: {v}" for k, v in value.items())
    ((found, _before),) = values_in("setup({ " + ", ".join(members) + " })")
    assert found == value


@given(NAMES, st.text("abc xyz0123é中", min_size=1, max_size=12))
def test_a_statement_names_its_value(name, value):
    assume(len(name) > 2)
    assert list(assigned_in(f'x(); window.shop.{name} = "{value}";')) == [(name, value)]


@settings(max_examples=60, deadline=2000)
@given(st.text("{}[]\"':,\\/*&;=abc0 \n", max_size=300))
def test_any_script_is_read_to_its_end(text):
    list(documents_in(text))
    list(values_in(text))
    list(assigned_in(text))


@pytest.mark.parametrize("piece", ['{"', "[[", "{a:", '="{\\"', "/*", "&quot;{"])
def test_a_long_script_of_traps_ends(piece):
    text = piece * 20_000
    list(documents_in(text))
    list(values_in(text))


@given(
    st.lists(st.sampled_from(["/a.jpg", "/a_400.jpg", "/a_640x640.jpg", "/b-01.jpg", "/b-02.jpg"]))
)
def test_sizes_of_a_picture_are_one_picture(paths):
    found = distinct([f"https://i.example.com{path}" for path in paths])
    assert len(found) == len({picture_key(path) for path in paths})
    assert distinct(found) == found
    assert picture_key("/b-01.jpg") != picture_key("/b-02.jpg")
    assert picture_key("//i.example.com/a_640x640.jpg") == picture_key("/a.jpg")


@given(st.text(max_size=30), st.text("abc=&%20+?#utm_source", max_size=40))
def test_a_plain_address_stays_plain(path, query):
    try:
        address = urlsplit(f"https://shop.example.com/{path}?{query}")
    except ValueError:
        return
    plain = canonical_address(address)
    assert canonical_address(urlsplit(plain)) == plain
