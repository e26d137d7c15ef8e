"""Requests and replies as bytes: whatever a stranger sends ends in a reason, never in a crash."""

import base64
import hashlib
from datetime import timedelta

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence import timestamp
from evidencekit.evidence.check_stamp import StampFiles, check_stamp
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import (
    MAX_REPLY,
    Reason,
    ReplyFault,
    TimeRequest,
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


def asking(algorithm="sha256", digest=bytes(32), **changes):
    """Return a request with parts of another's making; None leaves one out."""
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    given = {"version": "v1", "message_imprint": imprint, "nonce": 7, "cert_req": True} | changes
    return tsp.TimeStampReq({name: one for name, one in given.items() if one is not None}).dump()


def test_a_request_of_ours_is_over_a_sha256_with_a_nonce_and_asks_for_the_certificate():
    assert read_request(asking()) == TimeRequest(bytes(32), 7)
    assert read_request(asking(req_policy="1.2.3")).policy == "1.2.3"
    for other in (
        asking(cert_req=False),
        asking(cert_req=None),
        asking(nonce=None),
        asking("sha512"),
        asking("sha512", bytes(64)),
        asking(digest=bytes(31)),
        asking(digest=bytes(64)),
    ):
        with pytest.raises(ValueError, match=r"^not a request of ours$"):
            read_request(other)


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


def reply_with(change):
    """Return the reply with the part that nobody signed changed."""
    reply = tsp.TimeStampResp.load(REPLY)
    token = cms.ContentInfo.load(reply["time_stamp_token"].dump())
    data = token["content"]
    change(data)
    fresh = cms.ContentInfo({"content_type": "signed_data", "content": data})
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": fresh}).dump()


def fault_of(reply):
    with pytest.raises(ReplyFault) as caught:
        check_reply(reply, read_request(REQUEST), AUTHORITY.roots)
    return caught.value.reason, caught.value.detail


def a_certificate(subject, issuer, *extensions, serial=1, key=None, signer=None):
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(START - timedelta(days=9))
        .not_valid_after(START + timedelta(days=9))
    )
    for one, critical in extensions:
        builder = builder.add_extension(one, critical=critical)
    return builder.sign(signer or key, hashes.SHA256())


def called(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def with_certificates(*certificates):
    def change(data):
        ders = [one.public_bytes(Encoding.DER) for one in certificates]
        data["certificates"] = [cms.CertificateChoices.load(der) for der in ders]

    return reply_with(change)


def test_a_reply_may_bring_twenty_certificates_and_no_more():
    others = [a_certificate(called(str(n)), called("CA"), serial=n + 1) for n in range(20)]
    enough = with_certificates(TOKEN.chain[0], *others[:19])
    assert check_reply(enough, read_request(REQUEST), AUTHORITY.roots) == TOKEN
    said = fault_of(with_certificates(TOKEN.chain[0], *others))
    assert said == (Reason.CHAIN, "21 certificates")


STAMPING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
BOTH = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING])


@pytest.mark.parametrize(
    ("extensions", "wanted"),
    [
        ([], (Reason.KEY_USAGE, "no extended key usage")),
        ([(STAMPING, False)], (Reason.KEY_USAGE, "not timeStamping alone, critical")),
        ([(BOTH, True)], (Reason.KEY_USAGE, "not timeStamping alone, critical")),
        ([(STAMPING, True)], (Reason.SIGNER, "ESSCertID names another certificate")),
    ],
)
def test_a_certificate_of_the_same_name_and_number_is_not_the_signer(extensions, wanted):
    own = TOKEN.chain[0]
    twin = a_certificate(own.subject, own.issuer, *extensions, serial=own.serial_number)
    assert fault_of(with_certificates(twin)) == wanted


def naming(algorithm):
    """Return the reply, its signer named by another hash."""

    def change(data):
        info = data["signer_infos"][0]
        der = TOKEN.chain[0].public_bytes(Encoding.DER)
        name = {
            "hash_algorithm": {"algorithm": algorithm},
            "cert_hash": hashlib.new(algorithm, der).digest(),
        }
        attribute = {"type": "signing_certificate_v2", "values": [{"certs": [name]}]}
        kept = [one for one in info["signed_attrs"] if "signing_cert" not in one["type"].native]
        info["signed_attrs"] = cms.CMSAttributes([*kept, cms.CMSAttribute(attribute)])

    return reply_with(change)


def test_the_signer_must_be_named_by_a_hash_that_holds():
    assert fault_of(naming("sha1")) == (Reason.SIGNER, "ESSCertIDv2 by sha1")
    # This name is right, and what fails is that it is not the one that was signed.
    reason, detail = fault_of(naming("sha512"))
    assert reason is Reason.SIGNER
    assert "ESSCertID" not in detail


def test_a_certificate_of_serial_number_0_is_none():
    der = a_certificate(called("a"), called("a"), serial=77).public_bytes(Encoding.DER)
    zero = der.replace(b"\x02\x01\x4d", b"\x02\x01\x00", 1)
    pem = [
        b"-----BEGIN CERTIFICATE-----\n",
        base64.encodebytes(zero),
        b"-----END CERTIFICATE-----\n",
    ]
    with pytest.raises(ValueError, match="certificate"):
        read_certificates(b"".join(pem))


def test_a_chain_may_have_eight_certificates_and_no_more():
    """Between the signer and a root of its own that nobody else issued."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _number in range(9)]
    names = [called(f"CA {number}") for number in range(9)]
    ladder = [
        a_certificate(names[n], names[max(0, n - 1)], key=keys[n], signer=keys[max(0, n - 1)])
        for n in range(9)
    ]
    assert timestamp._path(ladder[7], ladder, ladder[:1]) == tuple(reversed(ladder[:8]))
    assert timestamp._path(ladder[8], ladder, ladder[:1]) is None


def test_a_chain_that_is_none_leaves_the_token_unread():
    parts = {"request": REQUEST, "reply": REPLY, "chain": b"no certificates"}
    files = StampFiles("stamps/x", read_request(REQUEST).digest, **parts)
    findings = check_stamp(files, Roots(AUTHORITY.roots), demo=True)
    assert [(one.id, one.outcome, one.found) for one in findings.checks] == [
        ("stamp.request", Outcome.PASSED, None),
        ("stamp.token", Outcome.NOT_CHECKED, None),
        ("stamp.chain", Outcome.FAILED, "form"),
    ]
    assert (findings.token, findings.trust) == (None, None)


def test_a_request_that_is_none_leaves_all_else_unread():
    files = StampFiles("stamps/x", bytes(32), b"no request", REPLY, TOKEN.chain_pem)
    findings = check_stamp(files, Roots(AUTHORITY.roots), demo=True)
    assert [(one.id, one.item, one.outcome, one.found) for one in findings.checks] == [
        ("stamp.request", "stamps/x.tsq", Outcome.FAILED, "form"),
        ("stamp.token", "stamps/x.tsr", Outcome.NOT_CHECKED, None),
        ("stamp.chain", "stamps/x.chain.pem", Outcome.NOT_CHECKED, None),
    ]
    other = StampFiles("stamps/x", bytes(32), REQUEST, REPLY, TOKEN.chain_pem)
    wrong = check_stamp(other, Roots(AUTHORITY.roots), demo=True).checks[0]
    digest = read_request(REQUEST).digest.hex()
    assert (wrong.id, wrong.expected, wrong.found) == ("stamp.request", "00" * 32, digest)


def test_an_interruption_while_checking_is_no_verdict(monkeypatch):
    def interrupted(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(timestamp, "_as_granted", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check_reply(REPLY, read_request(REQUEST), AUTHORITY.roots)
