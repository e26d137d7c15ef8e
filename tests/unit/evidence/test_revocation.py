"""What counts as a revocation list over a certificate, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from evidencekit.evidence.revocation import MAX_CRL, crl_addresses, crl_fault

AT = datetime(2026, 11, 5, 4, 3, 2, tzinfo=UTC)
WEEK = timedelta(days=7)
HERE = "http://ca.example/list.crl"


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, issuer, key, signer, *extensions):
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(AT - 50 * WEEK)
        .not_valid_after(AT + 50 * WEEK)
    )
    for one in extensions:
        builder = builder.add_extension(one, critical=False)
    return builder.sign(signer, hashes.SHA256())


def point(*addresses, reasons=None, issuer=None):
    names = [x509.UniformResourceIdentifier(one) for one in addresses]
    signed_by = [x509.DirectoryName(name(issuer))] if issuer else None
    return x509.DistributionPoint(names, None, reasons, signed_by)


KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
ISSUER = certificate("CA", "CA", KEY, KEY)
SIGNER = certificate("TSA", "CA", OTHER, KEY, x509.CRLDistributionPoints([point(HERE)]))
INTERMEDIATE = certificate("Sub", "CA", OTHER, KEY, x509.BasicConstraints(True, None))


def crl(*extensions, key=KEY, issuer="CA", begun=AT - WEEK, ends=AT + WEEK, serials=()):
    builder = x509.CertificateRevocationListBuilder().issuer_name(name(issuer))
    builder = builder.last_update(begun).next_update(ends)
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(begun)
        builder = builder.add_revoked_certificate(entry.build())
    for one in extensions:
        builder = builder.add_extension(one, critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def scope(address=None, **members):
    names = [x509.UniformResourceIdentifier(address)] if address else None
    wanted = {
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(names, None, **(wanted | members))


@pytest.mark.parametrize(
    "good",
    [
        crl(),
        crl(serials=[76, 78]),
        crl(begun=AT + timedelta(seconds=5)),
        crl(ends=AT),
        crl(x509.CRLNumber(3)),
        crl(scope(HERE)),
        crl(scope(only_contains_user_certs=True)),
    ],
)
def test_a_list_that_counts_and_is_silent(good):
    assert crl_fault(good, SIGNER, ISSUER, AT) is None


SOME_REASONS = scope(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise]))


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (crl(serials=[1, 77]), "revoked"),
        # Whatever the date beside it.
        (crl(serials=[77], begun=AT + WEEK, ends=AT + 2 * WEEK), "revoked"),
        (b"", "form"),
        (b"<html>", "form"),
        (crl()[:-1], "form"),
        (crl() + b"\0", "form"),
        (bytes(MAX_CRL + 1), "form"),
        (crl(key=OTHER), "signer"),
        (crl(issuer="Another"), "signer"),
        (crl(ends=AT - timedelta(seconds=1)), "validity"),
        (crl(begun=AT + 51 * WEEK, ends=AT + 52 * WEEK), "validity"),
        (crl(x509.DeltaCRLIndicator(1)), "scope"),
        (crl(scope("http://ca.example/another.crl")), "scope"),
        (crl(scope(only_contains_ca_certs=True)), "scope"),
        (crl(scope(indirect_crl=True)), "scope"),
        (crl(scope(only_contains_attribute_certs=True)), "scope"),
        (crl(SOME_REASONS), "scope"),
        (crl(SOME_REASONS, serials=[77]), "scope"),
    ],
)
def test_a_list_that_revokes_or_tells_nothing(bad, fault):
    assert crl_fault(bad, SIGNER, ISSUER, AT) == fault


def test_a_list_of_users_tells_nothing_of_an_authority():
    users = crl(scope(only_contains_user_certs=True))
    assert crl_fault(users, INTERMEDIATE, ISSUER, AT) == "scope"
    assert crl_fault(crl(scope(only_contains_ca_certs=True)), INTERMEDIATE, ISSUER, AT) is None


def test_unused_bits_before_a_signature_are_found_whatever_its_last_bits():
    while (good := crl(serials=[76]))[-1] & 0x0F:
        pass  # signed anew: each signature ends otherwise
    at = good.rindex(b"\0" + x509.load_der_x509_crl(good).signature)
    changed = good[:at] + b"\x04" + good[at + 1 :]
    assert crl_fault(good, SIGNER, ISSUER, AT) is None
    assert crl_fault(changed, SIGNER, ISSUER, AT) == "form"


def test_each_flipped_bit_of_a_list_is_found():
    good = crl(serials=[76])
    for position in range(len(good)):
        changed = bytearray(good)
        changed[position] ^= 4
        assert crl_fault(bytes(changed), SIGNER, ISSUER, AT) is not None, position


def test_only_whole_lists_of_the_issuer_on_the_web_are_asked_for():
    points = x509.CRLDistributionPoints(
        [
            point("ldap://ca.example/x", HERE, "http://", "http://[bad", "http:///x"),
            point("http://ca.example/some", reasons=frozenset([x509.ReasonFlags.key_compromise])),
            point("http://ca.example/indirect", issuer="Another"),
            point("HTTPS://ca.example/b"),
            x509.DistributionPoint(None, name("CA").rdns[0], None, None),
        ]
    )
    found = crl_addresses(certificate("TSA", "CA", OTHER, KEY, points))
    assert found == (HERE, "HTTPS://ca.example/b")
    assert crl_addresses(ISSUER) == ()
