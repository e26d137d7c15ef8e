"""The accessibility tree: roles and names, never what somebody typed."""

import pytest

from evidencekit.capture.accessibility import accessibility_tree


def node(number, role, name="", parent=None, **more):
    given = {"nodeId": number, "role": {"value": role}, "name": {"value": name}, **more}
    return given | ({"parentId": parent} if parent else {})


NODES = [
    node("1", "RootWebArea", "Bag"),
    node("2", "heading", "Brand X bag", "1"),
    node("3", "none", "", "1", ignored=True),
    node("4", "textbox", "Name", "1", value={"value": "Ana Müller"}),
    node("5", "StaticText", "Ana Müller", "4"),
    node("6", "InlineTextBox", "Ana Müller", "5"),
    node("7", "slider", "Size", "1", value={"value": 4.5}),
]


def test_roles_and_names_are_kept_and_typed_words_are_not():
    tree = accessibility_tree("F", NODES)
    assert tree["frame"] == "F"
    assert tree["nodes"] == [
        {"id": "1", "role": "RootWebArea", "name": "Bag"},
        {"id": "2", "parent": "1", "role": "heading", "name": "Brand X bag"},
        {"id": "4", "parent": "1", "role": "textbox", "name": "Name"},
        {"id": "7", "parent": "1", "role": "slider", "name": "Size", "value": "4.5"},
    ]


@pytest.mark.parametrize("nodes", [[{}], ["x"], [{"nodeId": "1", "role": 7}]])
def test_an_answer_that_is_no_tree_is_refused(nodes):
    with pytest.raises(ValueError, match="accessibility"):
        accessibility_tree("F", nodes)


def test_parents_in_a_circle_end():
    circle = [node("1", "a", "x", "2"), node("2", "b", "y", "1")]
    assert len(accessibility_tree("F", circle)["nodes"]) == 2
