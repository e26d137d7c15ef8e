"""Tokens got elsewhere, as bytes: a reply or a token alone, whole, and nothing else."""

import pytest
from asn1crypto import cms, tsp

from evidencekit.evidence.imported_token import read_imported
from evidencekit.evidence.timestamp import (
    MAX_REPLY,
    Reason,
    ReplyFault,
    check_reply,
    make_request,
    read_request,
)
from evidencekit.services.demo_authority import DemoAuthority
from fakes.held_clock import HeldClock

AUTHORITY = DemoAuthority(HeldClock())
REQUEST = make_request(b"a capture")
REPLY = AUTHORITY.ask(REQUEST)
DIGEST = read_request(REQUEST).digest
TOKEN = tsp.TimeStampResp.load(REPLY)["time_stamp_token"].dump()


def reason(data):
    with pytest.raises(ReplyFault) as caught:
        read_imported(data)
    return caught.value.reason


@pytest.mark.parametrize(("data", "bare"), [(REPLY, False), (TOKEN, True)])
def test_a_reply_and_a_token_alone_say_the_same(data, bare):
    read = read_imported(data)
    assert (read.bare, read.hash_name, read.demo) == (bare, "sha256", True)
    assert read.is_over(DIGEST)
    assert not read.is_over(bytes(32))
    token = read.check(DIGEST, AUTHORITY.roots)
    assert token == check_reply(REPLY, read_request(REQUEST), AUTHORITY.roots)


def status(name):
    return tsp.PKIStatusInfo({"status": tsp.PKIStatus(name)})


def test_a_reply_that_refuses_is_no_token():
    alone = status("rejection").dump()
    assert reason(b"\x30" + bytes([len(alone)]) + alone) is Reason.REFUSED
    token = cms.ContentInfo.load(TOKEN)
    refused = tsp.TimeStampResp({"status": status("waiting"), "time_stamp_token": token})
    assert reason(refused.dump()) is Reason.REFUSED
    mods = tsp.TimeStampResp({"status": status("granted_with_mods"), "time_stamp_token": token})
    assert read_imported(mods.dump()).check(DIGEST, AUTHORITY.roots).demo


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (bytes(MAX_REPLY + 1), f"> {MAX_REPLY}"),
        (b"<html>", "ValueError"),
        (b"\x30\x05" + status("rejection").dump(), "status 2"),
    ],
    ids=["too large", "no reply", "refused"],
)
def test_a_person_is_told_why(data, detail):
    with pytest.raises(ReplyFault) as caught:
        read_imported(data)
    assert caught.value.detail == detail
    assert str(caught.value) == f"{caught.value.reason} {detail}"


def test_size_is_looked_at_first():
    assert reason(TOKEN + bytes(MAX_REPLY)) is Reason.TOO_LARGE
    assert reason(bytes(MAX_REPLY)) is Reason.NOT_A_REPLY


@pytest.mark.parametrize("data", [b"", b"<html>", TOKEN[:-1], TOKEN + b"0", REPLY + b"0"])
def test_what_is_not_whole_is_none(data):
    assert reason(data) is Reason.NOT_A_REPLY


def test_signed_content_of_another_kind_is_none():
    plain = cms.ContentInfo({"content_type": "data", "content": b"text"}).dump()
    assert reason(plain) is Reason.NOT_A_REPLY
