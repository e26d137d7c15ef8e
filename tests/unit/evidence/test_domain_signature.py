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
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencekit.evidence import domain_signature
from evidencekit.evidence.domain_signature import MEMBERS, check_domain
from evidencekit.evidence.report import Check, Outcome, failed, indeterminate, not_checked
from evidencekit.evidence.timestamp import check_reply, make_request, read_request
from evidencekit.services.demo_authority import DemoAuthority
from fakes.held_clock import HeldClock

CREATED = datetime(2022, 1, 18, 19, 0, 12, tzinfo=UTC)
QUARTER = (datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 4, 1, tzinfo=UTC))
HASH = "sha256:" + "5e" * 32


class Signing:
    """Somebody who signs by the domain form: a root, one between, a domain; and an authority."""

    def __init__(self):
        self.clock = HeldClock(CREATED)
        self.authority = DemoAuthority(self.clock)
        self.root = ec.generate_private_key(ec.SECP256R1())
        self.between = rsa.generate_private_key(65537, 2048)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def chain(self, *, names=("a.example",), span=QUARTER, root="Root"):
        """Return the certificates as PEM: the domain's own, the one between, the root."""
        leaf = certificate(self.key, self.between, ("a.example", "between"), names, span)
        between = certificate(self.between, self.root, ("between", root))
        return [leaf, between, certificate(self.root, self.root, (root, root))]

    def form(self, certificates=None, late=timedelta()):
        """Return `signedData` with all that is due; the token is made so `late`."""
        signature = base64.b64encode(self.key.sign(HASH.encode(), ec.ECDSA(hashes.SHA256())))
        request = make_request(signature)
        self.clock.set_wall(CREATED + late)
        reply = self.authority.ask(request)
        signer = check_reply(reply, read_request(request), self.authority.roots).chain[0]
        return {
            "hash": HASH,
            "created": "2022-01-18T19:00:12Z",
            "software": "test",
            "version": "0.1.0",
            "signature": signature.decode(),
            "domain": "a.example",
            "domainCert": "\n".join(certificates or self.chain()),
            "timeSignature": base64.b64encode(reply).decode(),
            "timestampCert": pem(signer) + pem(self.authority.roots[0]),
        }


def pem(one):
    return one.public_bytes(Encoding.PEM).decode()


def certificate(key, signer, names, domains=(), span=QUARTER):
    """Return a certificate as PEM; `names` are of its subject and its issuer."""
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in names)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(span[0])
        .not_valid_after(span[1])
    )
    if domains:
        kinds = x509.SubjectAlternativeName([x509.DNSName(name) for name in domains])
        builder = builder.add_extension(kinds, critical=False)
    return pem(builder.sign(signer, hashes.SHA256()))


@pytest.fixture(scope="module")
def signing():
    return Signing()


@pytest.fixture(scope="module")
def signed(signing):
    return signing.form()


def told(signed, named=None):
    """Return what fails, or None."""
    for check in check_domain("x", signed, named or signed["hash"]):
        if check.outcome is Outcome.FAILED:
            return check.id.partition(".")[2], check.found
    return None


def test_a_real_one_has_nothing_wrong(shared):
    with zipfile.ZipFile(shared / "archives" / "pywacz-valid-signed.wacz") as archive:
        real = json.loads(archive.read("datapackage-digest.json"))["signedData"]
    assert set(real) == MEMBERS
    assert told(real) is None


def test_what_fits_is_indeterminate_and_names_domain_and_root(signed):
    assert set(signed) == MEMBERS
    where = "x!datapackage-digest.json"
    inner = Check(
        "wacz.inner_signature",
        where,
        Outcome.INDETERMINATE,
        found="domain a.example",
        meaning_code="signature.domain",
    )
    outer = indeterminate("wacz.domain", where, "a.example", "CN=Root")
    assert check_domain("x", signed, HASH) == [inner, outer]


def test_what_does_not_fit_says_where_and_leaves_the_rest(signed):
    where = "x!datapackage-digest.json"
    assert check_domain("x", signed, "another") == [
        failed("wacz.inner_signature", where, None, "hash"),
        not_checked("wacz.domain", where),
    ]
    bad = signed | {"domain": "other.example"}
    assert check_domain("x", bad, HASH)[1] == failed(
        "wacz.domain", where, "other.example", "other_domain"
    )


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
        ("created", "2022-01-18T18:40:12Z", ("domain", "time_apart")),
        ("timeSignature", "AAAA", ("domain", "time_token")),
        ("timeSignature", "A" * 100_000, ("domain", "time_token")),
        ("timestampCert", "", ("domain", "certificate")),
    ],
)
def test_each_member_counts(signed, member, value, wanted):
    assert told(signed | {member: value}, HASH) == wanted


def test_limits_belong_to_what_is_allowed(signing, signed):
    assert told(signing.form(late=timedelta(minutes=10))) is None
    assert told(signing.form(late=timedelta(minutes=10, seconds=1))) == ("domain", "time_apart")
    exactly = signing.chain(span=(CREATED, CREATED))
    assert told(signing.form(exactly)) is None
    filled = signed["domainCert"].ljust(64 << 10, "\n")
    assert told(signed | {"domainCert": filled}) is None
    assert told(signed | {"domainCert": f"{filled}\n"}) == ("inner_signature", "certificate")


def test_a_long_domain_is_cut_in_the_report(signed):
    checks = check_domain("x", signed | {"domain": "d" * 300}, HASH)
    assert [check.found or "" for check in checks] == [f"domain {'d' * 200}", "other_domain"]


def test_of_the_tokens_certificates_the_first_signed_and_the_last_is_the_root(signing, signed):
    signer, root = x509.load_pem_x509_certificates(signed["timestampCert"].encode())
    between = signing.chain()[1]
    assert told(signed | {"timestampCert": pem(signer) + between + pem(root)}) is None
    for wrong in (pem(signer) + pem(root) + between, pem(root) + pem(root)):
        assert told(signed | {"timestampCert": wrong}) == ("domain", "time_token")


def test_a_chain_that_ends_before_its_root_names_whoever_issued_the_last(signing):
    upper = ec.generate_private_key(ec.SECP256R1())
    leaf, between, _root = signing.chain()
    crossed = certificate(signing.root, upper, ("Root", "Upper"))
    form = signing.form([leaf, between, crossed])
    assert check_domain("x", form, HASH)[1].found == "CN=Upper"


def test_a_chain_that_does_not_hold(signed, signing):
    first, second, third = signing.chain()
    assert told(signed | {"domainCert": first + third}) == ("domain", "chain")
    assert told(signed | {"domainCert": second + third}) == ("inner_signature", "not_a_key")


def test_certificates_of_ones_own_making(signed, signing):
    # The token covers the signature that was there: another one is not covered.
    assert told(signing.form() | {"timeSignature": signed["timeSignature"]}) == (
        "domain",
        "time_token",
    )
    assert told(signing.form(signing.chain(names=()))) == ("domain", "other_domain")
    staged = signing.form(signing.chain(root="(STAGING) Some Root"))
    assert told(staged) == ("domain", "test_root: CN=(STAGING) Some Root")
    fake = signing.form(signing.chain(root="Fake LE Root"))
    assert told(fake) == ("domain", "test_root: CN=Fake LE Root")


def test_a_certificate_with_a_key_of_no_known_kind(signed, signing):
    own = signing.chain()[0]
    der = x509.load_pem_x509_certificate(own.encode()).public_bytes(Encoding.DER)
    ec_key, no_key = bytes.fromhex("06072a8648ce3d0201"), bytes.fromhex("06072a8648ce3d027f")
    assert der.count(ec_key) == 1
    body = base64.encodebytes(der.replace(ec_key, no_key)).decode()
    bad = f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"
    assert told(signed | {"domainCert": bad}) == ("inner_signature", "not_a_key")


@settings(max_examples=60)
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
    signer, root = x509.load_pem_x509_certificates(signed["timestampCert"].encode())
    good = root.public_bytes(Encoding.DER)
    # The first name is the issuer; the signer finds its root by the subject, the second.
    bad = base64.encodebytes(good.replace(b"DEMO root", b"DEMO \xff\xffot", 1)).decode()
    chain = f"{pem(signer)}-----BEGIN CERTIFICATE-----\n{bad}-----END CERTIFICATE-----\n"
    assert told(signed | {"timestampCert": chain}) == ("domain", "time_token")
    assert "panicked" in capfd.readouterr().err


def test_an_interruption_while_checking_a_token_is_no_verdict(signed, monkeypatch):
    def interrupted(*_given, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(domain_signature, "decode_timestamp_response", interrupted)
    with pytest.raises(KeyboardInterrupt):
        told(signed)
