"""A packet made of a real vault: what other programs find in it, and what a changed byte does."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from evidencekit.domain.errors import (
    ArchiveRefused,
    FolderNotEmpty,
    NotAnArchive,
    NotFound,
    WrongUse,
)
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.packet.check_pdf import check_pdf
from evidencekit.packet.model import PacketPlan
from evidencekit.packet.png import scan
from evidencekit.packet.verify import check_packet
from evidencekit.services.packets import Packets
from evidencekit.services.verifying import verify_paths
from fakes.drafts import AT
from fakes.packets import HOSTILE
from fakes.pictures import a_page, chromium, png
from fakes.vaults import VaultRoom, files, flipped, put_bytes, sha256, stamp
from pdf_rules import findings

pytestmark = pytest.mark.usefixtures("asked_once")

PICTURES = (chromium(png(1265, 3000)), chromium(png(1265, 500)))


class Room:
    """A vault with one stamped capture of two tiles, and one with an alpha picture."""

    def __init__(self, folder, clock):
        self.room = VaultRoom(folder, clock)
        self.folder, self.clock = folder, clock
        with self.room.writing() as vault:
            self.ids = (
                self._seal(vault, *PICTURES, title=HOSTILE),
                self._seal(vault, png(200, 300, "RGBA"), title="第二 listing"),
            )
            self.root = stamp(self.room, vault, folder / "authority")

    def _seal(self, vault, *pictures, **about):
        self.clock.advance(timedelta(seconds=2))
        name = new_id(IdKind.CAPTURE, self.clock.now())
        return vault.seal(a_page(name, *pictures, **about)).id

    def plan(self, **changes):
        given = {"title": "证据包 Packet", "captures": self.ids, "operator": "ana"}
        return PacketPlan(**given | changes)

    def make(self, name, **changes):
        self.clock.advance(timedelta(seconds=2))
        with self.room.writing() as vault:
            return Packets(vault, self.clock).make(self.plan(**changes), self.folder / name)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    import keyring

    from fakes.held_clock import HeldClock
    from fakes.memory_keyring import MemoryKeyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    made = Room(tmp_path_factory.mktemp("packet"), HeldClock(AT))
    made.keyring = keyring.get_keyring()
    made.made = made.make("out")
    yield made
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _own_keyring(room, memory_keyring):
    """The key of the module's vault, beside the empty keyring of each test."""
    import keyring

    keyring.set_keyring(room.keyring)


@pytest.fixture
def copy(room, tmp_path):
    return Path(shutil.copytree(room.made.out, tmp_path / "copy"))


def run(*words, **more):
    process = subprocess.run(
        [str(word) for word in words], capture_output=True, check=False, timeout=60, **more
    )
    return process.returncode, (process.stdout + process.stderr).decode()


def outcomes(folder):
    return check_packet(folder, Roots()).checks


def wrong(folder):
    return {(c.id, c.item) for c in outcomes(folder) if c.outcome is Outcome.FAILED}


def test_the_pdf_is_sound_and_has_the_pages_it_says(room):
    code, said = run("qpdf", "--check", room.made.out / "packet.pdf")
    assert code == 0, said
    _code, info = run("pdfinfo", room.made.out / "packet.pdf")
    assert f"Pages:           {room.made.pages}\n" in info
    _code, text = run("pdftotext", "-layout", room.made.out / "packet.pdf", "-")
    assert f"Page {room.made.pages} of {room.made.pages}" in text
    assert "Exhibit 1, page 1 of" in text


def test_fonts_are_embedded_and_have_their_characters(room):
    _code, said = run("pdffonts", room.made.out / "packet.pdf")
    rows = [line.split()[-5:-2] for line in said.splitlines()[2:]]
    assert rows
    assert all(row == ["yes", "yes", "yes"] for row in rows)


def test_chinese_is_found_and_hostile_titles_are_text(room):
    _code, text = run("pdftotext", room.made.out / "packet.pdf", "-")
    together = re.sub(r"\s+", "", text)
    assert "证据包Packet" in together
    assert '<imgsrc="/etc/hostname"/>假货[U+1F600][U+20BB7]&<b>[U+202E]' in together
    assert room.made.manifest_sha256 in together
    assert "第二listing" in together
    assert "Convertedforprinting" in together


def test_pictures_are_pixel_for_pixel_those_of_the_capture(room, tmp_path):
    run("pdfimages", "-png", room.made.out / "packet.pdf", tmp_path / "i")
    found = set()
    for path in tmp_path.glob("i-*.png"):
        with Image.open(path) as picture:
            found.add((picture.size, hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()))
    for data in PICTURES:
        with Image.open(io.BytesIO(data)) as picture:
            pixels = hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()
            assert (picture.size, pixels) in found


def test_the_manifest_names_every_file_but_itself_and_the_pdf(room):
    document = json.loads((room.made.out / "manifest.json").read_bytes())
    there = files(room.made.out)
    named = {one["name"]: one["sha256"] for one in document["files"]}
    assert set(named) == set(there) - {"manifest.json", "packet.pdf"}
    assert all(hashlib.sha256(there[name]).hexdigest() == value for name, value in named.items())
    assert sha256(room.made.out / "manifest.json") == room.made.manifest_sha256
    shots = [one["sha256"] for one in document["exhibits"][0]["screenshots"]]
    assert shots == [hashlib.sha256(data).hexdigest() for data in PICTURES]


def test_the_frozen_copy_is_the_same_and_its_line_stands_in_the_log(room):
    frozen = room.room.path / room.made.folder
    assert files(frozen) == files(room.made.out)
    assert not list((room.room.path / "staging").iterdir())
    lines = [json.loads(line) for line in room.room.log.read_text().splitlines()]
    body = next(line["body"] for line in lines if line["kind"] == "packet.made")
    assert body["manifest_sha256"] == room.made.manifest_sha256
    assert {one["name"]: one["sha256"] for one in body["files"]} == {
        name: sha256(frozen / name) for name in ("packet.pdf", "manifest.json")
    }


def test_the_log_holds_the_pdf_as_it_was_before_and_after_signing(room):
    lines = [json.loads(line) for line in room.room.log.read_text().splitlines()]
    body = next(line["body"] for line in lines if line["kind"] == "packet.signed")
    data = (room.room.path / body["folder"] / body["file"]).read_bytes()
    assert body["sha256"] == hashlib.sha256(data).hexdigest()
    assert body["bytes"] == len(data) > body["unsigned_bytes"]
    # The unsigned file is an exact prefix: whoever has it can compare.
    before = data[: body["unsigned_bytes"]]
    assert body["unsigned_sha256"] == hashlib.sha256(before).hexdigest()
    assert before.rstrip().endswith(b"%%EOF")
    assert b"/ByteRange" not in before
    assert body["key_id"] == room.room.made.key_id


def test_a_sound_packet_passes_with_the_key_that_is_known(room):
    report = verify_paths(
        [room.made.out], deep=False, fingerprint=None, roots=Roots(), known=room.room.known
    )
    assert [(c.id, c.item) for c in report.with_outcome(Outcome.FAILED)] == []
    assert report.key_trust == "known"
    assert report.time_trust == "from_bundle"
    assert {c.id for c in report.problems} == {"stamp.chain"}
    code, said = run("pdfsig", "-nocert", room.made.out / "packet.pdf")
    assert code == 0
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_the_pdf_alone_is_enough(room, tmp_path):
    alone = tmp_path / "anything.pdf"
    shutil.copyfile(room.made.out / "packet.pdf", alone)
    given = {"deep": False, "fingerprint": None, "roots": Roots(), "known": room.room.known}
    report = verify_paths([alone], **given)
    whole = verify_paths([room.made.out], **given)
    assert report.ok
    assert set(report.checks) == set(whole.checks)
    assert {"packet.embedded", "wacz.hash", "stamp.token"} <= {c.id for c in report.checks}
    data = alone.read_bytes()
    at = data.index(b"/Type /EmbeddedFile")
    put_bytes(alone, flipped(data, at + 600, 1))
    with pytest.raises(NotAnArchive):
        verify_paths([alone], **given)


def test_no_rule_of_archives_is_broken_and_every_file_is_inside(room):
    pdf = room.made.out / "packet.pdf"
    assert findings(pdf) == []
    _code, said = run("pdfdetach", "-list", pdf)
    inside = {line.split(": ", 1)[1] for line in said.splitlines()[1:]}
    assert {file.name.rpartition("/")[2] for file in room.made.files[1:]} == inside


@pytest.mark.timeout(900)  # four children a file, and a busy machine
def test_one_flipped_byte_anywhere_is_found_and_the_file_named(room, copy):
    for path in sorted(path for path in copy.rglob("*") if path.is_file()):
        data, name = path.read_bytes(), path.relative_to(copy).as_posix()
        put_bytes(path, flipped(data, len(data) // 2, 0))
        found = wrong(copy)
        assert found, name
        if name not in {"packet.pdf", "manifest.json"}:
            assert ("packet.files", name) in found
        put_bytes(path, data)
    assert not wrong(copy)


def test_captures_of_strangers_are_read_in_a_child(room, copy):
    told = []

    def is_known(fingerprint, vault_id):
        told.append((fingerprint, vault_id))
        return True

    here = check_packet(copy, Roots(), is_known).checks
    made = room.room.made
    assert told == [(made.fingerprint, made.vault_id)]
    # Whoever reads it, the checks and what they are of are the same.
    assert set(here) == set(outcomes(copy))
    # What is not as it was signed is not ours, whoever it says it is of.
    path = copy / "urls.txt"
    put_bytes(path, path.read_bytes() + b"x")
    check_packet(copy, Roots(), is_known)
    assert len(told) == 1


def test_the_pdf_is_held_by_its_signature_from_end_to_end(copy):
    from evidencekit.packet.pdf_child import check_pdf_in_child

    path = copy / "packet.pdf"
    data = path.read_bytes()
    for at in [*range(9, len(data), len(data) // 40), len(data) - 3]:
        put_bytes(path, flipped(data, at, 1))
        assert check_pdf(path).fault, at
    for changed in (data + b"\n%more\n", data[: len(data) // 2], b"", b"%PDF-1.7\n"):
        put_bytes(path, changed)
        assert check_pdf(path).fault
        # `verify` has it read in a child.
        assert check_pdf_in_child(path) == check_pdf(path)
    assert ("packet.signature", "packet.pdf") in wrong(copy)


def test_what_was_added_taken_or_linked_is_named(copy):
    (copy / "more.txt").write_text("x")
    (copy / "urls.txt").unlink()
    (copy / "attachments" / "link").symlink_to("/etc/hostname")
    assert {
        ("packet.files", "more.txt"),
        ("packet.files", "urls.txt"),
        ("packet.files", "attachments/link"),
    } <= wrong(copy)


def test_a_manifest_made_anew_is_not_the_one_that_was_signed(copy):
    document = json.loads((copy / "manifest.json").read_bytes())
    put_bytes(copy / "manifest.json", json.dumps({**document, "title": "x"}).encode())
    assert ("packet.manifest", "manifest.json") in wrong(copy)


def test_the_printed_commands_work_as_they_stand(room, copy):
    (copy / "ROOTS.pem").write_bytes(room.root.read_bytes())
    lines = (copy / "VERIFY.txt").read_text().splitlines()
    commands = [
        line for line in lines if re.match(r"(openssl|grep|\(cd|sha256sum|pdfsig|!) ?", line)
    ]
    assert len(commands) == 10
    for line in commands:
        code, said = run("sh", "-c", line, cwd=copy)
        assert code == 0, (line, said)
    said = run("sh", "-c", commands[0], cwd=copy)[1]
    assert said.startswith(room.made.manifest_sha256)


def test_a_draft_is_marked_not_signed_not_kept_not_logged(room):
    before = room.room.log.read_bytes()
    made = room.make("draft", draft=True)
    assert made.folder is None
    assert room.room.log.read_bytes() == before
    assert len(list((room.room.path / "packets").iterdir())) == 1
    _code, text = run("pdftotext", made.out / "packet.pdf", "-")
    assert text.count("DRAFT. Not confirmed") > made.pages
    assert b"/ByteRange" not in (made.out / "packet.pdf").read_bytes()
    assert not wrong(made.out)
    assert "packet.signature" in {
        c.id for c in outcomes(made.out) if c.outcome is Outcome.INDETERMINATE
    }


def test_a_signed_packet_does_not_become_a_draft_unnoticed(copy):
    document = json.loads((copy / "manifest.json").read_bytes())
    put_bytes(copy / "manifest.json", json.dumps({**document, "draft": True}).encode())
    report = check_packet(copy, Roots())
    assert report.fingerprint is None
    assert any(c.id == "packet.signature" and c.outcome != "passed" for c in report.checks)


def test_nothing_is_left_where_it_cannot_be_made(room, tmp_path):
    before = files(room.room.path)
    (room.folder / "full").mkdir(exist_ok=True)
    (room.folder / "full" / "x").write_text("x")
    with pytest.raises(FolderNotEmpty):
        room.make("full")
    with pytest.raises(WrongUse):
        room.make("none", captures=())
    with pytest.raises(NotFound):
        room.make("none", captures=("c-01jdbq3zgmkx5w0r2t4y6a8b1d",))
    assert not (room.folder / "none").exists()
    assert files(room.room.path) == before


def test_a_wrong_picture_is_refused_by_name(tmp_path, clock):
    made = VaultRoom(tmp_path, clock)
    broken = bytearray(PICTURES[1])
    broken[-30] ^= 1
    name = new_id(IdKind.CAPTURE, clock.now())
    with made.writing() as vault:
        vault.seal(a_page(name, bytes(broken)))
        plan = PacketPlan(title="x", captures=(name,), operator="ana")
        with pytest.raises(ArchiveRefused) as refused:
            Packets(vault, clock).make(plan, tmp_path / "out")
    assert "urn:fullpage:" in str(refused.value.facts["member"])
    assert not (tmp_path / "out").exists()
    assert not list((made.path / "packets").iterdir())


# A process of its own: for the bytes under another hash seed, and for the memory it takes.
CHILD = """
import resource, sys
from pathlib import Path
from fakes.packets import content, write_pdf
given = [Path(word) for word in sys.argv[2:]]
write_pdf(Path(sys.argv[1]) / "unsigned.pdf", content(given))
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
"""


def child(folder, pictures, **environment):
    around = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), **environment}
    code, said = run(sys.executable, "-c", CHILD, folder, *pictures, env=around)
    assert code == 0, said
    return int(said)


def test_the_unsigned_pdf_has_the_same_bytes_in_every_process(tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(PICTURES[0])
    hashes = set()
    for seed, zone in (("1", "UTC"), ("77", "Asia/Shanghai")):
        folder = tmp_path / seed
        folder.mkdir()
        child(folder, [picture], PYTHONHASHSEED=seed, TZ=zone)
        hashes.add(sha256(folder / "unsigned.pdf"))
    assert len(hashes) == 1
    _code, info = run(
        "pdfinfo", "-isodates", folder / "unsigned.pdf", env={**os.environ, "TZ": "UTC"}
    )
    assert "2026-11-23T22:00:04Z" in info


def test_memory_stays_flat_however_many_screenshots(tmp_path):
    noise = os.urandom(1265 * 3 * 2200)
    out = io.BytesIO()
    Image.frombytes("RGB", (1265, 2200), noise).save(out, "PNG", compress_level=0)
    pictures = []
    for number in range(20):
        path = tmp_path / f"{number}.png"
        path.write_bytes(out.getvalue())
        pictures.append(path)
    used = [child(tmp_path, pictures[:1]), child(tmp_path, pictures)]
    assert (tmp_path / "unsigned.pdf").stat().st_size > 150 << 20
    assert used[1] - used[0] < 40, used
    assert scan(pictures[0]).height == 2200
