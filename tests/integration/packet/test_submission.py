"""A submission: small pictures, parts within the limits, no capture; no archive for a platform."""

import io
import json
import os
import re
import subprocess
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image

from evidencekit.domain.errors import ArchiveNotForRecipient, ExhibitTooLarge
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.packet.model import Limits, PacketPlan
from evidencekit.packet.verify import check_packet
from evidencekit.services.packets import Packets
from fakes.drafts import AT
from fakes.pictures import a_page, chromium
from fakes.vaults import VaultRoom, flipped, put_bytes
from pdf_rules import findings

pytestmark = pytest.mark.usefixtures("asked_once")

CAPTURES = 5


def noise(height):
    out = io.BytesIO()
    Image.frombytes("RGB", (400, height), os.urandom(400 * 3 * height)).save(out, "PNG")
    return chromium(out.getvalue(), 65_536)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    import keyring

    from fakes.held_clock import HeldClock
    from fakes.memory_keyring import MemoryKeyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    clock = HeldClock(AT)
    made = VaultRoom(tmp_path_factory.mktemp("submission"), clock)
    with made.writing() as vault:
        made.ids = []
        for height in (400, 400, 400, 700, 400):
            clock.advance(timedelta(seconds=2))
            name = new_id(IdKind.CAPTURE, clock.now())
            made.ids.append(vault.seal(a_page(name, noise(height))).id)
    made.keyring = keyring.get_keyring()
    yield made
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _own_keyring(room, memory_keyring):
    import keyring

    keyring.set_keyring(room.keyring)


def make(room, out, **changes):
    room.clock.advance(timedelta(seconds=2))
    given = {"title": "P", "captures": tuple(room.ids), "operator": "ana", **changes}
    with room.writing() as vault:
        return Packets(vault, room.clock).make(PacketPlan(**given), out)


def outcomes(folder, outcome):
    return {(c.id, c.item) for c in check_packet(folder, Roots()).checks if c.outcome is outcome}


@pytest.fixture(scope="module")
def parted(room, tmp_path_factory):
    import keyring

    keyring.set_keyring(room.keyring)
    return make(room, tmp_path_factory.mktemp("parts") / "out", limits=Limits(max_bytes=1_300_000))


def test_each_part_keeps_the_limit_and_all_exhibits_are_in_one(parted):
    names = [file.name for file in parted.files if file.name.endswith(".pdf")]
    assert len(names) > 1
    assert names == [f"packet-{n}of{len(names)}.pdf" for n in range(1, len(names) + 1)]
    document = json.loads((parted.out / "manifest.json").read_bytes())
    assert [one["name"] for one in document["parts"]] == names
    numbers = [number for one in document["parts"] for number in one["exhibits"]]
    assert numbers == list(range(1, CAPTURES + 1))
    for name, part in zip(names, document["parts"], strict=True):
        path = parted.out / name
        assert path.stat().st_size <= 1_300_000
        assert findings(path) == []
        text = subprocess.run(
            ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, timeout=60
        ).stdout.decode()
        assert f"Part {names.index(name) + 1} of {len(names)}" in text
        together = re.sub(r"\s", "", text)
        # Each says what the others hold, and its own exhibits alone are in it.
        assert all(one["pictures_sha256"] in together for one in document["parts"])
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
            heads = {entry.title for entry in outline.root if entry.title.startswith("Exhibit ")}
        assert heads == {f"Exhibit {number}" for number in part["exhibits"]}


def test_pictures_are_smaller_and_no_capture_goes_along(parted):
    assert not list(parted.out.rglob("*.wacz*"))
    with pikepdf.open(parted.out / parted.files[0].name) as pdf:
        filters = {
            str(one.get("/Filter"))
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        }
        assert filters == {"/DCTDecode"}
        assert "/Names" not in pdf.Root


def test_verify_knows_the_parts(parted, tmp_path):
    assert not outcomes(parted.out, Outcome.FAILED)
    left = outcomes(parted.out, Outcome.NOT_CHECKED)
    assert {item for check, item in left if check == "wacz.hash"}
    first, second = (parted.out / file.name for file in parted.files[:2])
    data = second.read_bytes()
    second.chmod(0o644)
    try:
        put_bytes(second, flipped(data, len(data) // 2, 1))
        assert ("packet.signature", second.name) in outcomes(parted.out, Outcome.FAILED)
        put_bytes(second, first.read_bytes())
        # A sound part under another's name is seen by whoever reads: its pages say which it is.
    finally:
        put_bytes(second, data)
    second.rename(tmp_path / "away.pdf")
    assert ("packet.signature", second.name) in outcomes(parted.out, Outcome.FAILED)
    (tmp_path / "away.pdf").rename(second)


def test_the_log_names_each_signed_part(room, parted):
    lines = [json.loads(line) for line in room.log.read_text().splitlines()]
    signed = [
        line["body"]["file"]
        for line in lines
        if line["kind"] == "packet.signed" and line["body"]["folder"] == parted.folder
    ]
    assert signed == [file.name for file in parted.files if file.name.endswith(".pdf")]


def test_pages_are_a_limit_too(room, tmp_path):
    made = make(room, tmp_path / "out", limits=Limits(max_pages=15))
    names = [file.name for file in made.files if file.name.endswith(".pdf")]
    assert len(names) > 1
    for name in names:
        with pikepdf.open(made.out / name) as pdf:
            assert len(pdf.pages) <= 15


def test_an_exhibit_over_the_limit_is_named_and_nothing_made(room, tmp_path):
    before = list((room.path / "packets").iterdir())
    with pytest.raises(ExhibitTooLarge) as refused:
        make(room, tmp_path / "out", limits=Limits(max_bytes=600_000))
    assert refused.value.facts["exhibit"] == 4
    assert refused.value.facts["bytes"] > 600_000
    assert not (tmp_path / "out").exists()
    assert list((room.path / "packets").iterdir()) == before


@pytest.mark.parametrize("kind", ["platform", "seller"])
def test_no_archive_for_whoever_may_hand_it_on(room, tmp_path, kind):
    with pytest.raises(ArchiveNotForRecipient) as refused:
        make(room, tmp_path / "out", recipient="Shop", recipient_kind=kind)
    assert "operator" in str(refused.value.facts["inside"])
    assert not (tmp_path / "out").exists()


def test_one_part_is_called_as_ever_and_an_authority_gets_the_archive(room, tmp_path):
    small = make(room, tmp_path / "small", limits=Limits(), recipient_kind="platform")
    assert [file.name for file in small.files if file.name.endswith(".pdf")] == ["packet.pdf"]
    archive = make(room, tmp_path / "archive", recipient_kind="authority")
    assert len(list(archive.out.rglob("*.wacz"))) == CAPTURES
    said = [json.loads((one.out / "manifest.json").read_bytes()) for one in (small, archive)]
    hashes = [
        [shot["sha256"] for one in document["exhibits"] for shot in one["screenshots"]]
        for document in said
    ]
    assert hashes[0] == hashes[1]
