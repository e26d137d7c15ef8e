"""Requests and replies as bytes: whatever a stranger sends ends in a reason, never in a crash."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence.check_stamp import Roots, StampFiles, check_stamp
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.timestamp import (
    MAX_REPLY,
    Reason,
    ReplyFault,
    check_reply,
    make_request,
    read_certificates,
    read_request,
    roots_of,
)
from evidencekit.services.demo_authority import DemoAuthority
from fakes.held_clock import START, HeldClock

AUTHORITY = DemoAuthority(HeldClock())
DATA = b"a list\n"
REQUEST = make_request(DATA)
REPLY = AUTHORITY.ask(REQUEST)
TOKEN = check_reply(REPLY, read_request(REQUEST), AUTHORITY.roots)


def reason_of(reply):
    try:
        check_reply(reply, read_request(REQUEST), AUTHORITY.roots)
    except ReplyFault as fault:
        return fault.reason if fault.reply == reply else "another reply"
    return None


def changed(data, edits):
    copy = bytearray(data)
    for place, value in edits:
        copy[place % len(copy)] = value
    return bytes(copy)


EDITS = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=4)


def test_a_request_reads_back():
    request = read_request(REQUEST)
    assert request.nonce != read_request(make_request(DATA)).nonce
    assert request.digest == hashlib.sha256(DATA).digest()


def test_a_token_tells_time_and_chain():
    assert TOKEN.gen_time == START.replace(microsecond=0)
    assert TOKEN.demo
    assert TOKEN.chain[-1] == AUTHORITY.roots[0]
    assert read_certificates(TOKEN.chain_pem) == TOKEN.chain
    assert roots_of(TOKEN.chain) == TOKEN.chain[-1:]


@given(st.binary(max_size=300))
def test_noise_is_no_reply_and_no_request(data):
    assert reason_of(data) in {Reason.NOT_A_REPLY, Reason.REFUSED}
    with pytest.raises(ValueError, match="not a request"):
        read_request(data)


def test_size_is_looked_at_first():
    assert reason_of(REPLY + bytes(MAX_REPLY)) is Reason.TOO_LARGE


@given(EDITS)
def test_a_changed_reply_is_refused_unless_only_what_is_not_signed_changed(edits):
    reply = changed(REPLY, edits)
    if reason_of(reply) is None:
        found = check_reply(reply, read_request(REQUEST), AUTHORITY.roots)
        assert found == TOKEN


@given(EDITS)
def test_a_changed_request_is_none_or_still_asks_for_a_sha256(edits):
    try:
        found = read_request(changed(REQUEST, edits))
    except ValueError:
        return
    assert (len(found.digest), type(found.nonce)) == (32, int)


@given(st.sampled_from(["request", "reply", "chain"]), EDITS)
def test_checking_damaged_files_never_raises_and_names_the_file(member, edits):
    parts = {"request": REQUEST, "reply": REPLY, "chain": TOKEN.chain_pem}
    parts[member] = changed(parts[member], edits)
    files = StampFiles("stamps/x", read_request(REQUEST).digest, **parts)
    findings = check_stamp(files, Roots(AUTHORITY.roots), demo=True)
    items = {check.item for check in findings.checks}
    assert items == {"stamps/x.tsq", "stamps/x.tsr", "stamps/x.chain.pem"}
    # A root that was changed is one that nobody chose: open, never passed.
    passed = all(check.outcome is Outcome.PASSED for check in findings.checks)
    assert findings.token == TOKEN or not passed


@given(st.binary(max_size=200))
def test_noise_is_no_certificate(data):
    with pytest.raises(ValueError, match="PEM"):
        read_certificates(data)


def test_a_certificate_that_makes_the_library_panic_is_refused(capfd):
    root = AUTHORITY.roots[0].public_bytes(Encoding.DER)
    # The first name is the issuer; the signer finds its root by the subject, the second.
    der = root.replace(b"DEMO root", b"DEMO \xff\xffot", 1)
    pem = b"".join(
        [
            TOKEN.chain[0].public_bytes(Encoding.PEM),
            b"-----BEGIN CERTIFICATE-----\n",
            base64.encodebytes(der),
            b"-----END CERTIFICATE-----\n",
        ]
    )
    with pytest.raises(ReplyFault) as caught:
        check_reply(REPLY, read_request(REQUEST), read_certificates(pem)[-1:])
    assert caught.value.reason is Reason.SIGNER
    assert "panicked" in capfd.readouterr().err
