"""A page of several processes is asked as one."""

import pytest

from evidencekit.capture.connection import DevToolsError
from evidencekit.chromium.frames import FrameCalls


def refused():
    raise AssertionError("no frame is missing")


class Sessions:
    """A page with one frame in another process."""

    def __init__(self):
        self.frames, self.parents = {"F": "s1"}, {"F": "own"}


def tree(frame, parent=None):
    return {"frameTree": {"frame": {"id": frame, "parentId": parent}}}


def snapshot(frame, words, number):
    return {
        "strings": [frame, words, "DIV"],
        "documents": [
            {
                "frameId": 0,
                "nodes": {
                    "nodeName": [2],
                    "nodeValue": [-1],
                    "attributes": [[1, 2]],
                    "backendNodeId": [number],
                },
                "layout": {"text": [1], "styles": [[]]},
            }
        ],
    }


def asked(log, hangs=()):
    def ask(session, method, params, limit):
        log.append((session, method, params))
        if session in hangs:
            raise TimeoutError(method)
        return {
            "Page.getFrameTree": lambda: tree("M") if session == "own" else tree("F", "M"),
            "Page.createIsolatedWorld": lambda: {"executionContextId": 7},
            "Runtime.evaluate": lambda: {"session": session},
            "DOM.getFrameOwner": lambda: {"backendNodeId": 5},
            "DOMSnapshot.captureSnapshot": lambda: (
                snapshot("M", "page", 5) if session == "own" else snapshot("F", "framed", 9)
            ),
        }[method]()

    return ask


def test_what_is_asked_of_a_frame_goes_where_it_lives():
    log = []
    calls = FrameCalls("own", Sessions(), asked(log), refused)
    whole = calls.call("Page.getFrameTree", {}, 5)
    assert [one["frame"]["id"] for one in whole["frameTree"]["childFrames"]] == ["F"]
    worlds = [
        calls.call("Page.createIsolatedWorld", {"frameId": one}, 5)["executionContextId"]
        for one in ("M", "F")
    ]
    # Both processes call theirs 7; to us they are two.
    assert len(set(worlds)) == 2
    said = [calls.call("Runtime.evaluate", {"contextId": one}, 5)["session"] for one in worlds]
    assert said == ["own", "s1"]
    assert log[-1][2]["contextId"] == 7


def test_snapshots_are_joined_at_the_element_that_shows_the_frame():
    whole = FrameCalls("own", Sessions(), asked([]), refused).call(
        "DOMSnapshot.captureSnapshot", {}, 5
    )
    page, frame = whole["documents"]
    assert page["nodes"]["contentDocumentIndex"] == {"index": [0], "value": [1]}
    strings = whole["strings"]
    assert strings[frame["frameId"]] == "F"
    assert strings[frame["layout"]["text"][0]] == "framed"
    assert [strings[one] for one in frame["nodes"]["attributes"][0]] == ["framed", "DIV"]
    assert frame["nodes"]["nodeValue"] == [-1]


def test_a_frame_that_hangs_is_left_out_and_the_page_is_read():
    missed = []
    calls = FrameCalls("own", Sessions(), asked([], {"s1"}), lambda: missed.append("F"))
    assert "childFrames" not in calls.call("Page.getFrameTree", {}, 5)["frameTree"]
    assert len(calls.call("DOMSnapshot.captureSnapshot", {}, 5)["documents"]) == 1
    assert missed == ["F", "F"]


def test_a_refusal_of_the_page_itself_is_told():
    def ask(_session, method, _params, _limit):
        raise DevToolsError(method)

    with pytest.raises(DevToolsError, match="getFrameTree"):
        FrameCalls("own", Sessions(), ask, refused).call("Page.getFrameTree", {}, 5)
