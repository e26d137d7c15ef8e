"""The domain form: each thing that can be wrong with it has its own word."""

import base64
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidencekit.evidence import domain_signature
from evidencekit.evidence.domain_signature import MEMBERS, check_domain
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.timestamp import check_reply, make_request, read_request
from evidencekit.services.demo_authority import DemoAuthority
from fakes.held_clock import HeldClock


@pytest.fixture
def signed(shared):
    with zipfile.ZipFile(shared / "archives" / "pywacz-valid-signed.wacz") as archive:
        return json.loads(archive.read("datapackage-digest.json"))["signedData"]


def told(signed, named=None):
    """Return what fails, or None."""
    for check in check_domain("x", signed, named or signed["hash"]):
        if check.outcome is Outcome.FAILED:
            return check.id.partition(".")[2], check.found
    return None


def certificate(key, signer, names=("a.example",), issuer="root"):
    start = datetime(2022, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.example")]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=90))
    )
    if names:
        kinds = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(kinds, critical=False)
    return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def by(signed, key, pem):
    changed = {**signed, "domain": "a.example", "domainCert": pem}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        signature = key.sign(signed["hash"].encode(), ec.ECDSA(hashes.SHA256()))
        changed["signature"] = base64.b64encode(signature).decode()
    return changed


def test_the_real_one_has_nothing_wrong(signed):
    assert set(signed) == MEMBERS
    assert told(signed) is None
    assert {c.outcome for c in check_domain("x", signed, signed["hash"])} == {Outcome.INDETERMINATE}


@pytest.mark.parametrize(
    ("member", "value", "wanted"),
    [
        ("hash", "sha256:" + "0" * 64, ("inner_signature", "hash")),
        ("signature", "!", ("inner_signature", "base64")),
        ("signature", "AAAA", ("inner_signature", "does not verify")),
        ("domainCert", "", ("inner_signature", "certificate")),
        ("domainCert", 7, ("inner_signature", "certificate")),
        ("domainCert", "x" * 70_000, ("inner_signature", "certificate")),
        ("domain", "other.example", ("domain", "other_domain")),
        ("created", "2021-01-18T19:00:12Z", ("domain", "validity")),
        ("created", "yesterday", ("domain", "created")),
        ("created", "2022-01-18T19:20:12Z", ("domain", "time_apart")),
        ("timeSignature", "AAAA", ("domain", "time_token")),
        ("timeSignature", "A" * 100_000, ("domain", "time_token")),
        ("timestampCert", "", ("domain", "certificate")),
    ],
)
def test_each_member_counts(signed, member, value, wanted):
    named = signed["hash"]
    assert told(signed | {member: value}, named) == wanted


def test_a_chain_that_does_not_hold(signed):
    first, second, third = signed["domainCert"].split("\n\n")
    assert told(signed | {"domainCert": f"{first}\n{third}"}) == ("domain", "chain")
    assert told(signed | {"domainCert": f"{second}\n{third}"}) == (
        "inner_signature",
        "not_a_key",
    )


def test_certificates_of_ones_own_making(signed):
    key = ec.generate_private_key(ec.SECP256R1())
    right = by(signed, key, certificate(key, key))
    # The token covers the signature that was there: another one is not covered.
    assert told(right) == ("domain", "time_token")
    assert told(by(signed, key, certificate(key, key, names=()))) == ("domain", "other_domain")
    staged = certificate(key, key, issuer="(STAGING) Some Root")
    assert told(by(signed, key, staged)) == ("domain", "test_root: CN=(STAGING) Some Root")
    other = rsa.generate_private_key(65537, 2048)
    wrong = by(signed, other, certificate(other, key))
    assert told(wrong) == ("inner_signature", "not_a_key")


def test_a_certificate_with_a_key_of_no_known_kind(signed):
    key = ec.generate_private_key(ec.SECP256R1())
    der = x509.load_pem_x509_certificate(certificate(key, key).encode()).public_bytes(Encoding.DER)
    ec_key, no_key = bytes.fromhex("06072a8648ce3d0201"), bytes.fromhex("06072a8648ce3d027f")
    assert der.count(ec_key) == 1
    body = base64.encodebytes(der.replace(ec_key, no_key)).decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"
    assert told(by(signed, key, pem)) == ("inner_signature", "not_a_key")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(sorted(MEMBERS)), st.integers(0, 5_000), st.characters(codec="ascii"))
def test_any_changed_letter_is_told_or_changes_nothing(signed, member, at, letter):
    text = signed[member]
    at %= len(text)
    checks = check_domain(
        "x", signed | {member: text[:at] + letter + text[at + 1 :]}, signed["hash"]
    )
    assert [check.id for check in checks] == ["wacz.inner_signature", "wacz.domain"]
    assert Outcome.PASSED not in {check.outcome for check in checks}


def test_a_certificate_that_makes_the_library_panic_is_a_bad_token(signed, capfd):
    authority = DemoAuthority(HeldClock())
    request = make_request(signed["signature"].encode())
    reply = authority.ask(request)
    signer = check_reply(reply, read_request(request), authority.roots).chain[0]

    def with_root(der):
        root = f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(der).decode()}"
        pem = signer.public_bytes(Encoding.PEM).decode() + root + "-----END CERTIFICATE-----\n"
        token = base64.b64encode(reply).decode()
        return signed | {"timeSignature": token, "timestampCert": pem}

    good = authority.roots[0].public_bytes(Encoding.DER)
    assert told(with_root(good)) == ("domain", "time_apart")
    # The first name is the issuer; the signer finds its root by the subject, the second.
    bad = good.replace(b"DEMO root", b"DEMO \xff\xffot", 1)
    assert told(with_root(bad)) == ("domain", "time_token")
    assert "panicked" in capfd.readouterr().err


def test_an_interruption_while_checking_a_token_is_no_verdict(signed, monkeypatch):
    def interrupted(*_given, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(domain_signature, "decode_timestamp_response", interrupted)
    with pytest.raises(KeyboardInterrupt):
        told(signed)
