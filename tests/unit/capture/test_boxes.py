"""Text boxes from DOMSnapshot: places, frames, what is left out, hostile snapshots."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.capture.boxes import text_boxes
from fakes.replayed_connection import snapshot


def document(parents, names, layout, boxes, **more):
    nodes, bounds, text, styles = zip(*layout, strict=True)
    owner, places, start, length = zip(*boxes, strict=True) if boxes else ((), (), (), ())
    return {
        "nodes": {"parentIndex": parents, "nodeName": names, **more.pop("nodes", {})},
        "layout": {"nodeIndex": nodes, "bounds": bounds, "text": text, "styles": styles},
        "textBoxes": {"layoutIndex": owner, "bounds": places, "start": start, "length": length},
        **more,
    }


def test_edges_are_rounded_outwards_and_blanks_folded():
    page = snapshot()
    page["strings"][4] = "A \n bag"
    page["documents"][0]["textBoxes"] |= {"bounds": [[8.6, 21.2, 10.1, 5.5]], "length": [7]}
    assert text_boxes(page, 1265, 900)["boxes"] == [[8, 21, 11, 6, "A bag"]]


def test_the_engine_counts_characters_in_utf16():
    page = snapshot()
    page["strings"][4] = "😀假货bag"
    page["documents"][0]["textBoxes"] = {
        "layoutIndex": [0, 0],
        "bounds": [[0, 0, 9, 9], [0, 9, 9, 9]],
        "start": [0, 3],
        "length": [3, 4],
    }
    assert [box[4] for box in text_boxes(page, 100, 100)["boxes"]] == ["😀假", "货bag"]


@pytest.mark.parametrize(
    "change",
    [
        {"strings": ["", "#document", "INPUT", "#text", "A bag", "visible"]},
        {"strings": ["", "#document", "HTML", "#text", "A bag", "hidden"]},
        {"strings": ["", "#document", "HTML", "#text", "  ", "visible"]},
    ],
)
def test_typed_hidden_and_empty_text_is_left_out(change):
    assert text_boxes(snapshot() | change, 1265, 900)["boxes"] == []


def test_text_off_the_page_is_left_out():
    page = snapshot()
    page["documents"][0]["textBoxes"]["bounds"] = [[-9999, 21, 40, 18]]
    assert text_boxes(page, 1265, 900)["boxes"] == []


def test_text_of_a_frame_stands_where_the_frame_stands_and_ends_with_it():
    strings = ["", "#document", "IFRAME", "#text", "near", "far", "visible"]
    inner = document(
        [-1, 0],
        [1, 3],
        [(1, [0, 0, 9, 9], 4, [6]), (1, [0, 0, 9, 9], 5, [6])],
        [(0, [5, 60, 10, 10], 0, 4), (1, [5, 400, 10, 10], 0, 3)],
        scrollOffsetX=0,
        scrollOffsetY=50,
    )
    outer = document(
        [-1, 0],
        [1, 2],
        [(1, [100, 200, 300, 150], -1, [6])],
        [],
        nodes={"contentDocumentIndex": {"index": [1], "value": [1]}},
    )
    found = text_boxes({"strings": strings, "documents": [outer, inner]}, 1000, 1000)
    assert found["boxes"] == [[105, 210, 10, 10, "near"]]


def test_a_frame_that_holds_itself_ends():
    page = snapshot()
    page["documents"][0]["nodes"]["contentDocumentIndex"] = {"index": [2], "value": [0]}
    assert len(text_boxes(page, 1265, 900)["boxes"]) <= 17


numbers = st.integers(-3, 9)


@given(st.data())
def test_a_snapshot_that_contradicts_itself_is_a_value_error_at_most(data):
    page = copy.deepcopy(snapshot())
    inside = page["documents"][0]
    part, name = data.draw(
        st.sampled_from(
            [
                *(("nodes", "parentIndex"), ("nodes", "nodeName"), ("layout", "nodeIndex")),
                *(("layout", "text"), ("textBoxes", "layoutIndex"), ("textBoxes", "start")),
                *(("textBoxes", "length"), ("textBoxes", "bounds"), ("layout", "bounds")),
            ]
        )
    )
    values = st.none() | numbers | st.lists(numbers | st.lists(numbers))
    inside[part][name] = data.draw(values)
    try:
        found = text_boxes(page, 1265, 900)
    except ValueError:
        return
    assert all(len(box) == 5 for box in found["boxes"])
