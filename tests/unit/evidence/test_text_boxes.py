"""The artefact `text-boxes` as it is read back: places of text, or nothing, never an error."""

import json

import pytest

from evidencekit.evidence import text_boxes
from evidencekit.evidence.text_boxes import Box, read_text_boxes


def read(**said):
    return read_text_boxes(json.dumps(said).encode())


def test_boxes_come_in_their_order_with_the_width_of_the_page():
    rows = [[8, 21, 40, 18, "A bag"], [0, -3, 1, 2, ""]]
    wanted = (Box(8, 21, 40, 18, "A bag"), Box(0, -3, 1, 2, ""))
    assert read(boxes=rows, width=1265) == (wanted, 1265)


@pytest.mark.parametrize(
    "row",
    [
        [1, 2, 3, 4],
        [1, 2, 3, 4, "x", 6],
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4.5, "x"],
        [True, 2, 3, 4, "x"],
        ["1", 2, 3, 4, "x"],
        {"x": 1},
        None,
    ],
)
def test_what_is_no_box_is_left_out_and_the_others_stay(row):
    good = [1, 2, 3, 4, "x"]
    assert read(boxes=[row, good], width=9) == ((Box(1, 2, 3, 4, "x"),), 9)


@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b"\xff", b'{"boxes": 1, "width": "9"}'])
def test_what_is_no_such_artefact_has_no_boxes(data):
    assert read_text_boxes(data) == ((), 0)


@pytest.mark.parametrize("width", [None, "9", 9.5, True])
def test_a_width_is_a_whole_number(width):
    assert read(boxes=[], width=width) == ((), 0)
    assert read(boxes=[]) == ((), 0)


def test_the_limit_is_the_most_that_is_read(monkeypatch):
    data = json.dumps({"boxes": [[1, 2, 3, 4, "x"]], "width": 9}).encode()
    monkeypatch.setattr(text_boxes, "MAX_BYTES", len(data))
    assert read_text_boxes(data)[1] == 9
    monkeypatch.setattr(text_boxes, "MAX_BYTES", len(data) - 1)
    assert read_text_boxes(data) == ((), 0)
