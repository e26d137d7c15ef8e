"""JSON: written in two ways, read in one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence.canonical import (
    MAX_DEPTH,
    JsonFault,
    canonical,
    indented,
    read_json,
)

BAD = {
    "too_large": b'{"a":"' + b"x" * 100 + b'"}',
    "bom": b"\xef\xbb\xbf{}",
    "not_utf8": b'{"a":"\xff"}',
    "depth": b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
    "duplicate": b'{"a":{"b":1,"b":1}}',
    "number": b'{"a":NaN}',
    "surrogate": b'{"a":["\\ud800"]}',
    "syntax": b'{"a":1}}',
    "not_an_object": b"[1]",
}


@pytest.mark.parametrize("code", BAD)
def test_each_fault_has_its_reason(code):
    with pytest.raises(JsonFault) as fault:
        read_json(BAD[code], 50 if code == "too_large" else 1 << 20)
    assert fault.value.code == code


@pytest.mark.parametrize("number", [b"1e400", b"-Infinity", b"-1e999"])
def test_numbers_without_end(number):
    with pytest.raises(JsonFault) as fault:
        read_json(b'{"a":[' + number + b"]}")
    assert fault.value.code == "number"


def test_depth_64_is_read_and_65_is_not():
    def nested(depth):
        return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"

    assert read_json(nested(64))
    with pytest.raises(JsonFault):
        read_json(nested(65))


def test_many_empty_values_are_refused_before_they_fill_the_memory():
    with pytest.raises(JsonFault) as fault:
        read_json(b'{"a":[' + b"[]," * 1_100_000 + b"[]]}")
    assert fault.value.code == "too_large"


def test_a_surrogate_in_a_name_is_seen():
    with pytest.raises(JsonFault):
        read_json(b'{"\\udfff":1}')


def test_surrogates_are_repaired_before_writing():
    assert canonical({"a": "\ud800x", "\udc00": [("\ud800",)]}) == (
        '{"a":"\ufffdx","\ufffd":[["\ufffd"]]}'.encode()
    )


def test_the_indented_form_is_that_of_the_page():
    assert indented({"b": [], "a": {"c": "假\n"}, "d": {}}) == (
        '{\n "b": [],\n "a": {\n  "c": "假\\n"\n },\n "d": {}\n}'.encode()
    )


@pytest.mark.parametrize("value", [2**53, float("nan")])
def test_canonical_refuses_what_it_cant_hold(value):
    with pytest.raises(ValueError):  # noqa: PT011  # rfc8785 has several
        canonical({"a": value})


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    try:
        value = read_json(data)
    except JsonFault:
        return
    assert json.loads(data) == value
    assert read_json(indented(value)) == value


def test_depth_counts_what_lies_innermost_too():
    deepest = MAX_DEPTH - 1
    read_json(b'{"a":' + b"[" * deepest + b"]" * deepest + b"}")
    for inside in (b"1", b"[]"):
        with pytest.raises(JsonFault, match="depth"):
            read_json(b'{"a":' + b"[" * deepest + inside + b"]" * deepest + b"}")
