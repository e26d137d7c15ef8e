"""A packet whose PDF is signed with a person's own certificate from a PKCS#12 file."""

import hashlib
import json
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from evidencekit.cli.main import run_command_line
from evidencekit.domain.errors import (
    FileMissing,
    SignerNotValid,
    SignerPassphraseWrong,
    SignerRefused,
)
from evidencekit.evidence.report import Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.foundation.clock import SystemClock
from evidencekit.packet.check_pdf import check_pdf
from evidencekit.packet.model import PacketPlan
from evidencekit.packet.pdf_child import check_pdf_in_child
from evidencekit.packet.sign import load_pkcs12
from evidencekit.services.packets import Packets
from evidencekit.services.verifying import verify_paths
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom, flipped, put_bytes

WORDS = "Passwort-CANARY-6d2a"
KEY = ec.generate_private_key(ec.SECP256R1())


def a_file(folder, now, key=KEY, days=(-1, 1), words=WORDS, certificate_of=None):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lawyer <b>王</b>")])
    begin, end = (now + timedelta(days=one) for one in days)
    public = (certificate_of or key).public_key()
    issuer = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(public)
    certificate = (
        builder.serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(_USAGE, critical=True)
        .sign(issuer, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(words.encode())
    path = folder / "signer.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, encryption)
    )
    return path


_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def print_of(key):
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(spki).hexdigest()


@pytest.fixture
def room(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    name = room.draft().capture_id
    with room.writing() as vault:
        room.capture = vault.seal(a_page(name, png())).id
    return room


def make(room, signer, out):
    with room.writing() as vault:
        plan = PacketPlan(title="P", captures=(room.capture,), operator="ana")
        return Packets(vault, room.clock, signer).make(plan, out)


def verified(room, out, fingerprint=None):
    known = room.known
    return verify_paths([out], deep=True, fingerprint=fingerprint, roots=Roots(), known=known)


@pytest.mark.parametrize(
    "key", [KEY, rsa.generate_private_key(65537, 2048)], ids=["elliptic", "rsa"]
)
def test_the_person_signs_and_the_packet_says_who(room, tmp_path, key):
    signer = load_pkcs12(a_file(tmp_path, room.clock.now(), key), WORDS, room.clock.now())
    assert signer.fingerprint == print_of(key)
    made = make(room, signer, tmp_path / "out")
    found = check_pdf(made.out / "packet.pdf")
    assert (found.fault, found.fingerprint) == (None, signer.fingerprint)
    assert found.manifest_sha256 == made.manifest_sha256
    told = json.loads((made.out / "manifest.json").read_bytes())["signer"]
    assert told == {"fingerprint": signer.fingerprint, "subject": signer.subject}
    line = json.loads(room.log.read_bytes().splitlines()[-2])
    assert (line["kind"], line["body"]["key_id"]) == ("packet.signed", signer.fingerprint[:16])
    report = verified(room, made.out)
    assert report.verdict is Verdict.INDETERMINATE
    assert [one.id for one in report.problems] == ["key.known"]
    assert report.fingerprints == (signer.fingerprint,)
    (note,) = report.notes
    assert note.id == "packet.signature"
    assert "Lawyer" in note.found
    assert verified(room, made.out, signer.fingerprint).verdict is Verdict.PASSED
    assert not verified(room, made.out, room.made.fingerprint).ok


def test_a_changed_pdf_or_another_signer_fails(room, tmp_path):
    now = room.clock.now()
    made = make(room, load_pkcs12(a_file(tmp_path, now), WORDS, now), tmp_path / "out")
    pdf = made.out / "packet.pdf"
    data = pdf.read_bytes()
    put_bytes(pdf, flipped(data, len(data) // 3, 1))
    assert not verified(room, made.out).ok
    room.clock.advance(timedelta(seconds=2))
    other = load_pkcs12(a_file(tmp_path, now, rsa.generate_private_key(65537, 2048)), WORDS, now)
    put_bytes(pdf, (make(room, other, tmp_path / "other").out / "packet.pdf").read_bytes())
    assert "packet.signature" in {one.id for one in verified(room, made.out).problems}


@pytest.mark.parametrize("words", ["Falsch-1", None, "é" * 40])
def test_a_wrong_passphrase_is_said_and_never_repeated(tmp_path, clock, words):
    path = a_file(tmp_path, clock.now())
    with pytest.raises(SignerPassphraseWrong) as error:
        load_pkcs12(path, words, clock.now())
    assert words is None or words not in str(error.value.facts)
    assert error.value.__cause__ is None
    path.write_bytes(b"no such file at all")
    with pytest.raises(SignerPassphraseWrong):
        load_pkcs12(path, WORDS, clock.now())
    with pytest.raises(FileMissing):
        load_pkcs12(tmp_path / "absent.p12", WORDS, clock.now())


@pytest.mark.parametrize("days", [(-10, -1), (1, 10)])
def test_a_certificate_that_does_not_hold_now_is_refused(tmp_path, clock, days):
    with pytest.raises(SignerNotValid) as error:
        load_pkcs12(a_file(tmp_path, clock.now(), days=days), WORDS, clock.now())
    assert error.value.facts["begins"] < error.value.facts["ends"]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (rsa.generate_private_key(65537, 1024), "key_kind"),  # noqa: S505  # too small on purpose
        (ec.generate_private_key(ec.SECP224R1()), "key_kind"),
        (ed25519.Ed25519PrivateKey.generate(), "key_kind"),
    ],
    ids=["small", "curve", "edwards"],
)
def test_a_key_that_readers_refuse_is_refused(tmp_path, clock, key, reason):
    with pytest.raises(SignerRefused) as error:
        load_pkcs12(a_file(tmp_path, clock.now(), key), WORDS, clock.now())
    assert error.value.facts["reason"] == reason


def test_a_file_without_a_key_is_refused(tmp_path, clock):
    whole = pkcs12.load_key_and_certificates(
        a_file(tmp_path, clock.now()).read_bytes(), WORDS.encode()
    )
    encryption = serialization.BestAvailableEncryption(WORDS.encode())
    path = tmp_path / "bare.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", None, None, [whole[1]], encryption)
    )
    with pytest.raises(SignerRefused) as error:
        load_pkcs12(path, WORDS, clock.now())
    assert error.value.facts["reason"] == "no_key"


def test_from_the_command_line_nothing_is_made_with_a_wrong_passphrase(room, tmp_path, capsys):
    path = a_file(tmp_path, SystemClock().now())
    (tmp_path / "words").write_text("not this one\n")
    before = room.log.read_bytes()
    words = ["packet", "--case", "k-1", "--profile", "court", "--out", tmp_path / "o"]
    words += ["--pkcs12", path, "--pkcs12-passphrase-file", tmp_path / "words"]
    status = run_command_line([*map(str, words), "--vault", str(room.path), "--json"])
    said = capsys.readouterr()
    assert (status, json.loads(said.out)["error"]["code"]) == (2, "signer.passphrase_wrong")
    assert "not this one" not in said.out + said.err
    assert not (tmp_path / "o").exists()
    assert room.log.read_bytes() == before


def test_whoever_signs_after_us_is_read_in_a_child_as_here(room, tmp_path):
    """Their revision brings new metadata and another field, which wants more of the reader."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    made = make(room, None, tmp_path / "out")
    signer = load_pkcs12(a_file(tmp_path, room.clock.now()), WORDS, room.clock.now()).signer
    later = tmp_path / "later.pdf"
    with (made.out / "packet.pdf").open("rb") as file, later.open("w+b") as out:
        meta = PdfSignatureMetadata(field_name="Lawyer", md_algorithm="sha256")
        PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(file), output=out)
    found = check_pdf(later)
    assert found.fault != "unreadable"
    assert check_pdf_in_child(later) == found
