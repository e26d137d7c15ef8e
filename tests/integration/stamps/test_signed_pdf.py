"""The PDF of a packet signed, timestamped, and signed by others: what stays valid and what not."""

import io
import os
import subprocess
from datetime import timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

from evidencekit.domain.errors import NotFound, PacketNotStamped
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import Reason, ReplyFault
from evidencekit.foundation.clock import SystemClock
from evidencekit.packet.check_pdf import _Spared, check_pdf
from evidencekit.packet.model import DECLARANT, LAWYER, PacketPlan
from evidencekit.packet.pades import PdfAppender, Stamper, stamp_pdf
from evidencekit.packet.sign import load_pkcs12, sign
from evidencekit.services.frozen_packets import waiting_packets
from evidencekit.services.packet_stamping import PacketStamping
from evidencekit.services.packets import Packets
from evidencekit.services.pdf_signing import PdfSigning
from evidencekit.services.revocation import RevocationLists, fetch_crl
from evidencekit.services.verifying import verify_paths
from fakes.packets import content, write_pdf
from fakes.pictures import a_page, chromium, png
from pdf_rules import findings

PASSPHRASE = "one two"


def a_person(folder, name, now):
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = [True, True, *[False] * 7]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=900))
        .add_extension(x509.KeyUsage(*usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.p12"
    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, lock))
    return load_pkcs12(path, PASSPHRASE, now).signer


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unsigned")
    picture = folder / "a.png"
    picture.write_bytes(chromium(png(600, 900)))
    return write_pdf(folder / "p.pdf", content([picture]))


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    return {name: a_person(folder, name, SystemClock().now()) for name in ("us", "lawyer", "owner")}


@pytest.fixture
def stamper(authority):
    def of(behaviour):
        return Stamper(authority(behaviour), RevocationLists(fetch_crl).over)

    return of


def put(tmp_path, name, write):
    path = tmp_path / name
    with path.open("w+b") as file:
        write(file)
    return path


def later(signed, target, signer, field, spec=None):
    """Sign as a program of somebody else does."""
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    with signed.open("rb") as file, target.open("w+b") as out:
        signer = signers.PdfSigner(meta, signer, new_field_spec=spec)
        signer.sign_pdf(PdfAppender(file), output=out)
    return target


def test_timestamped_then_signed_by_lawyer_and_declarant(
    unsigned, people, stamper, clock, tmp_path
):
    signed = put(
        tmp_path, "a.pdf", lambda out: sign(unsigned, out, people["us"], stamper("listed"))
    )
    assert signed.read_bytes().startswith(unsigned.read_bytes())
    assert findings(signed) == []
    found = check_pdf(signed)
    assert (found.fault, found.others) == (None, "")
    assert found.time == utc_seconds(clock.now())
    with pikepdf.open(signed) as pdf:
        # What the authority's certificates need to be checked later lies in the file.
        assert len(pdf.Root.DSS.CRLs) == 1
        assert len(pdf.Root.DSS.Certs) >= 3
    twice = later(signed, tmp_path / "b.pdf", people["lawyer"], LAWYER)
    thrice = later(twice, tmp_path / "c.pdf", people["owner"], DECLARANT)
    clock.advance(timedelta(days=30))
    renewed = put(tmp_path, "d.pdf", lambda out: stamp_pdf(thrice, out, stamper("listed")))
    last = check_pdf(renewed)
    assert last.fault is None
    assert last.others == "Lawyer: Common Name: lawyer\nDeclarant: Common Name: owner"
    assert last.time == found.time
    assert renewed.read_bytes().startswith(signed.read_bytes())
    told = subprocess.run(
        ["pdfsig", "-nocert", str(renewed)], capture_output=True, check=True, timeout=60
    ).stdout.decode()
    assert told.count("Signature is Valid") == 3


def test_time_that_was_not_to_be_had_comes_later(unsigned, people, stamper, clock, tmp_path):
    with pytest.raises(ReplyFault) as refused:
        put(tmp_path, "x.pdf", lambda out: sign(unsigned, out, people["us"], stamper("nowhere")))
    assert refused.value.reason == Reason.HTTP_STATUS
    # It is known before a byte is written.
    assert (tmp_path / "x.pdf").stat().st_size == 0
    bare = put(tmp_path, "a.pdf", lambda out: sign(unsigned, out, people["us"]))
    assert check_pdf(bare).time is None
    assert findings(bare) == []
    stamped = put(tmp_path, "b.pdf", lambda out: stamp_pdf(bare, out, stamper("good")))
    assert check_pdf(stamped).time == utc_seconds(clock.now())
    assert check_pdf(stamped).fingerprint == check_pdf(bare).fingerprint
    assert stamped.read_bytes().startswith(bare.read_bytes())


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("revoked", Reason.REVOKED), ("imprint", Reason.IMPRINT), ("html", Reason.NOT_A_REPLY)],
)
def test_a_bad_token_is_not_put_on(unsigned, people, stamper, tmp_path, behaviour, reason):
    with pytest.raises(ReplyFault) as refused:
        put(tmp_path, "x.pdf", lambda out: sign(unsigned, out, people["us"], stamper(behaviour)))
    assert refused.value.reason == reason


def test_what_was_not_allowed_is_reported(unsigned, people, tmp_path):
    signed = put(tmp_path, "a.pdf", lambda out: sign(unsigned, out, people["us"]))
    spec = SigFieldSpec("Elsewhere", box=(10, 10, 100, 50))
    elsewhere = later(signed, tmp_path / "b.pdf", people["lawyer"], "Elsewhere", spec)
    assert check_pdf(elsewhere).fault == "changed_after"
    with pikepdf.open(signed) as pdf:
        pdf.save(tmp_path / "c.pdf")
        pdf.pages.append(pdf.pages[0])
        pdf.save(tmp_path / "d.pdf")
    assert check_pdf(tmp_path / "c.pdf").fault
    assert check_pdf(tmp_path / "d.pdf").fault
    # A page added as an update, which leaves every signed byte as it is.
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.read_bytes()))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    writer.root["/Pages"]["/Kids"].append(page)
    writer.update_container(writer.root["/Pages"]["/Kids"])
    with (tmp_path / "e.pdf").open("wb") as out:
        writer.write(out)
    assert check_pdf(tmp_path / "e.pdf").fault == "changed_after"


def test_a_broken_signature_of_somebody_else_is_reported(unsigned, people, tmp_path):
    signed = put(tmp_path, "a.pdf", lambda out: sign(unsigned, out, people["us"]))
    twice = later(signed, tmp_path / "b.pdf", people["lawyer"], LAWYER)
    data = bytearray(twice.read_bytes())
    # In the middle of what the lawyer's signature holds as hexadecimal digits.
    at = data.index(b"/Contents <3", signed.stat().st_size) + 1500
    data[at : at + 4] = b"0000" if data[at : at + 4] != b"0000" else b"1111"
    (tmp_path / "c.pdf").write_bytes(data)
    assert check_pdf(tmp_path / "c.pdf").fault


def test_a_packet_is_stamped_when_it_is_made_or_later(room, authority, clock, tmp_path):
    with room.writing() as vault:
        name = new_id(IdKind.CAPTURE, clock.now())
        vault.seal(a_page(name, png(300, 500)))
        plan = PacketPlan(title="P", captures=(name,), operator="ana")
        away = Packets(vault, clock, authority=authority("nowhere")).make(plan, tmp_path / "a")
        assert away.time is None
        assert check_pdf(away.out / "packet.pdf").time is None
        clock.advance(timedelta(hours=1))
        good = Packets(vault, clock, authority=authority("good")).make(plan, tmp_path / "b")
        assert good.time == utc_seconds(clock.now())
        # The list of what waits has the one that got no answer, and not the one that did.
        assert [(one.packet_id, one.pdfs) for one in waiting_packets(vault)] == [
            (away.packet_id, ("packet.pdf",))
        ]
        signing = PdfSigning(vault, clock, authority=authority("nowhere"))
        before = room.log.read_bytes()
        with pytest.raises(PacketNotStamped):
            PacketStamping(vault, signing).stamp(away.packet_id, tmp_path / "c")
        assert room.log.read_bytes() == before
        assert not (tmp_path / "c").exists()
        signing = PdfSigning(vault, clock, authority=authority("good"))
        late = PacketStamping(vault, signing).stamp(away.packet_id, tmp_path / "c")
        assert late.time == utc_seconds(clock.now())
        assert waiting_packets(vault) == []
        with pytest.raises(NotFound):
            PacketStamping(vault, signing).stamp("../x", tmp_path / "d")
    report = verify_paths([late.out], deep=False, fingerprint=None, roots=Roots(), known=room.known)
    assert report.ok
    assert {note.found for note in report.notes} == {late.time}
    frozen = room.path / away.folder / "packet.pdf"
    assert frozen.read_bytes() == (late.out / "packet.pdf").read_bytes()
    assert frozen.read_bytes().startswith((away.out / "packet.pdf").read_bytes())
    bodies = [one for one in room.said("packet.signed") if one["folder"] == away.folder]
    assert [one["unsigned_sha256"] for one in bodies[1:]] == [bodies[0]["sha256"]]


def test_a_long_stream_is_held_too_and_never_whole_in_memory(people, tmp_path, monkeypatch):
    picture = tmp_path / "noise.png"
    out = io.BytesIO()
    Image.frombytes("RGB", (900, 700), os.urandom(900 * 700 * 3)).save(out, "PNG")
    picture.write_bytes(out.getvalue())
    whole = write_pdf(tmp_path / "p.pdf", content([picture]))
    signed = put(tmp_path, "a.pdf", lambda to: sign(whole, to, people["us"]))
    twice = later(signed, tmp_path / "b.pdf", people["lawyer"], LAWYER)
    long = []
    read = _Spared.read
    monkeypatch.setattr(
        _Spared, "read", lambda one, size=-1: long.append(read(one, size)) or long[-1]
    )
    assert check_pdf(twice).fault is None
    assert max(map(len, long)) <= 1 << 20 < picture.stat().st_size
    data = bytearray(twice.read_bytes())
    data[data.index(b"/Subtype /Image") + (1 << 20)] ^= 1
    (tmp_path / "c.pdf").write_bytes(data)
    assert check_pdf(tmp_path / "c.pdf").fault == "changed"
