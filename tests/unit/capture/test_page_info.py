"""The list of all that a page asked for."""

import json

import jsonschema
import pytest

from evidencekit.capture.page_info import page_info
from evidencekit.evidence.records import BytesBody, Exchange, FailedRequest, Gap
from fakes.held_clock import START
from schemas import schema


def exchange(url, method="GET", state="kept", initiator=None):
    head = (("Content-Type", "Text/HTML; charset=utf-8"),)
    return Exchange(
        url, method, 200, "OK", (), head, BytesBody(b"x"), START, "Document",
        body_state=state, initiator=initiator,
    )  # fmt: skip


@pytest.fixture
def told():
    artefact = page_info(
        "c-1",
        "http://s/p",
        [
            exchange("http://s/p"),
            exchange("http://s/p", "POST"),
            exchange("http://s/z", state="none"),
            exchange("http://s/big.png", initiator="capture"),
        ],
        [Gap("http://s/z", "GET", "XHR", None, "open_at_end")],
        [FailedRequest("http://ads/x", "GET", "Script", "net::ERR_FAILED")],
    )
    assert (artefact.kind, artefact.urn) == ("pageinfo", "urn:pageinfo:http://s/p")
    return json.loads(b"".join(artefact.body.pieces()))


def test_every_address_has_status_type_and_what_became_of_it(told):
    jsonschema.validate(told, schema("pageinfo"))
    assert told["pageid"] == "c-1"
    page = told["urls"]["http://s/p"]
    assert page == {"mime": "text/html", "state": "kept", "status": 200, "times": 2} | {
        "type": "document"
    }
    assert told["urls"]["http://ads/x"] == {"status": 0, "type": "script", "state": "failed"} | {
        "reason": "net::ERR_FAILED"
    }
    assert told["urls"]["http://s/big.png"]["initiator"] == "capture"


def test_of_several_requests_for_one_address_the_worst_is_told(told):
    worst = told["urls"]["http://s/z"]
    assert (worst["state"], worst["reason"], worst["times"]) == ("gap", "open_at_end", 2)
    assert told["counts"]["requests"] == 6
    assert (told["counts"]["gap"], told["counts"]["failed"], told["counts"]["kept"]) == (1, 1, 3)
