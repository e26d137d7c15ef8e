"""The document of a page with frames and closed shadow roots, read part by part."""

import json

import pytest

from evidencekit.capture.connection import DevToolsError
from evidencekit.capture.documents import whole_document
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.recorder import Recorder
from evidencekit.capture.visit import Visit
from evidencekit.capture.withholding import WithholdRules
from fakes.replayed_connection import URL, ReplayedConnection

# The page owns a frame (node 13) whose document holds a closed root (nodes 22, 23).
SNAPSHOT = {
    "strings": ["MAIN", "INNER", "closed", "open"],
    "documents": [
        {
            "frameId": 0,
            "nodes": {
                "parentIndex": [-1, 0, 1],
                "backendNodeId": [11, 12, 13],
                "shadowRootType": {"index": [1], "value": [3]},
                "contentDocumentIndex": {"index": [2], "value": [1]},
            },
        },
        {
            "frameId": 1,
            "nodes": {
                "parentIndex": [-1, 0, 0],
                "backendNodeId": [21, 22, 23],
                "shadowRootType": {"index": [1, 2], "value": [2, 2]},
            },
        },
    ],
}


# In the page two closed roots (12, 14 and 17, 18): in the first a part of its own making with a
# root of its own (15), in the second a link, which can have none (19).
NESTED = {
    "strings": ["MAIN", "closed", "HTML", "DIV", "P", "X-PART", "#text", "A"],
    "documents": [
        {
            "frameId": 0,
            "nodes": {
                "parentIndex": [-1, 0, 1, 2, 1, 4, 0, 6, 6, 8],
                "backendNodeId": [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
                "nodeType": [9, 1, 1, 3, 1, 1, 1, 1, 1, 1],
                "nodeName": [2, 3, 4, 6, 5, 4, 3, 4, 7, 4],
                "shadowRootType": {"index": [2, 3, 4, 5, 7, 8, 9], "value": [1] * 7},
            },
        }
    ],
}


def read(clock, tmp_path, replies, snapshot=SNAPSHOT):
    connection = ReplayedConnection(clock, replies)
    recorder = Recorder(tmp_path, WithholdRules(), clock)
    visit = Visit(connection, recorder, CapturePlan(), clock, lambda: False, URL)
    return whole_document(visit, snapshot, 10), visit.warnings


def answer(params):
    """Says what it was given: the handles of nodes, and the documents of frames inside."""
    given, *nodes = params["arguments"]
    inside = "".join(given["value"]["frames"])
    handles = ",".join(node["objectId"] for node in nodes)
    return {"html": f"<{handles}>{inside}", "withheld": [{"name": "pw", "size": 32}]}


WORLDS = {
    "Page.createIsolatedWorld": lambda params: {"executionContextId": len(params["frameId"])},
    "DOM.resolveNode": lambda params: {"object": {"objectId": str(params["backendNodeId"])}},
}


def test_frames_and_closed_roots_are_read_where_they_stand(clock, tmp_path):
    whole, warnings = read(clock, tmp_path, WORLDS | {"script:dom": answer})
    assert whole.html == "<13><22>"
    assert (whole.documents, len(whole.withheld)) == (2, 2)
    assert warnings == set()


def test_a_frame_that_is_gone_is_missed_and_the_page_is_read(clock, tmp_path):
    def gone(params):
        return answer(params) if params["executionContextId"] == 4 else DevToolsError("gone")

    whole, warnings = read(clock, tmp_path, WORLDS | {"script:dom": gone})
    assert whole.html == "<>"
    assert warnings == {"dom_part_missing"}


def test_a_node_that_is_gone_costs_only_itself(clock, tmp_path):
    missing = {"DOM.resolveNode": DevToolsError("no node with the given id")}
    whole, warnings = read(clock, tmp_path, WORLDS | missing | {"script:dom": answer})
    assert whole.html == "<>"
    assert warnings == {"dom_part_missing"}


@pytest.mark.parametrize(
    "snapshot",
    [
        {},
        {"strings": [], "documents": [{"nodes": {"contentDocumentIndex": 7}, "frameId": 0}]},
        json.loads(json.dumps(SNAPSHOT).replace('"value": [1]}', '"value": [99]}')),
        json.loads(json.dumps(SNAPSHOT).replace('"value": [1]}', '"value": [0]}')),
    ],
    ids=["none", "senseless", "no such document", "a circle"],
)
def test_a_snapshot_that_makes_no_sense_leaves_the_page_itself(clock, tmp_path, snapshot):
    whole, _warnings = read(clock, tmp_path, WORLDS | {"script:dom": answer}, snapshot)
    assert whole.html.startswith("<")


def test_a_page_that_does_not_answer_is_no_document(clock, tmp_path):
    with pytest.raises(DevToolsError):
        read(clock, tmp_path, WORLDS | {"script:dom": DevToolsError("hangs")})


def test_one_node_of_each_closed_root_is_asked_for(clock, tmp_path):
    whole, warnings = read(clock, tmp_path, WORLDS | {"script:dom": answer}, NESTED)
    assert whole.html == "<12,17,15>"
    assert not warnings
