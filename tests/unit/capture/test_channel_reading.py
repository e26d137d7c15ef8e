import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.capture.channel_messages import Committed, NetworkBody, Paused, Payload, Sent
from evidencekit.capture.channel_reading import _READERS, read_message

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = sorted(
    [
        "nid",
        "url",
        "method",
        "headers",
        "sent",
        "reply",
        "redirect",
        "ts",
        "wall",
        "status",
        "post",
        "has_body",
        "body",
        "b64",
        "pieces",
        "d",
        "to",
        "params",
        "frame",
        "extra",
        "length",
        "wire",
        "opcode",
        "bytes",
        "dir",
    ]
)


@given(st.sampled_from(sorted(_READERS)), st.dictionaries(st.sampled_from(NAMES), JSON))
def test_no_message_raises_whatever_it_holds(kind, members):
    read_message({"k": kind, **members})


@given(st.dictionaries(st.text(max_size=4), JSON))
def test_what_is_not_the_recorders_is_none(members):
    assert read_message({**members, "k": "note"}) is None
    assert read_message({**members, "k": ["sent"]}) is None


@given(st.binary(max_size=200))
def test_bodies_in_base64_are_exact(data):
    message = {"k": "network", "nid": "1", "b64": True, "body": base64.b64encode(data).decode()}
    assert read_message(message) == NetworkBody("1", Payload(data, None, True, False))


@pytest.mark.parametrize(("text", "repaired"), [("价格", False), ("x\ufffd", True)])
def test_text_that_the_browser_repaired_is_marked(text, repaired):
    body = read_message({"k": "network", "nid": "1", "b64": False, "body": text})
    assert body == NetworkBody("1", Payload(text.encode(), None, False, repaired))


def test_a_body_that_is_no_base64_counts_as_repaired():
    message = read_message({"k": "paused", "nid": "1", "what": "body", "b64": True, "body": "*"})
    assert isinstance(message, Paused)
    assert message.payload is not None
    assert message.payload.repaired


def test_a_request_body_is_told_apart_from_one_not_told():
    sent = {"k": "sent", "nid": "1", "url": "https://a.test/"}
    part = base64.b64encode(b"ab").decode()

    def post(**members):
        message = read_message({**sent, **members})
        assert isinstance(message, Sent)
        return message.post

    assert post() == b""
    assert post(has_body=True, post=[part, part]) == b"abab"
    assert post(has_body=True, post=[]) is None
    assert post(has_body=True, post=[part, "*"]) is None


def test_only_the_main_frame_commits_documents():
    def event(**frame):
        params = {"frame": frame}
        return read_message({"k": "event", "method": "Page.frameNavigated", "params": params})

    assert event(id="F", loaderId="L", url="u") == Committed("L", "F", "u")
    assert event(id="F", loaderId="L", url="u", parentId="P") is None
