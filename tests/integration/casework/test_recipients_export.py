"""For each recipient a complaint that is confirmed and becomes a packet, on a real vault."""

import json
from datetime import date, timedelta

import keyring
import pytest

from evidencekit.bootstrap.packets import Leaving, packet_of_complaint
from evidencekit.casework.model import ComplaintState, ViewedIn
from evidencekit.casework.rulebook import shipped
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.services.confirming import Confirming
from fakes.drafts import AT
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom, sha256
from unit.casework.test_preflight_recipients import ALL, LISTINGS, SHOP

RIGHT = """kind: {kind}
jurisdiction: {country}
reg_no: '1234567'
mark_text: Brand X
owner_as_registered: Brand X
expiry: 2030-01-01
status: registered
certificate: paper.pdf
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    folder = tmp_path_factory.mktemp("exports")
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7 certificate")
    made = VaultRoom(folder, HeldClock(AT))
    yield made, keyring.get_keyring()
    keyring.set_keyring(before)


@pytest.fixture
def desk(room, memory_keyring):
    """The vault of the module with its key, beside the empty keyring of each test."""
    keyring.set_keyring(room[1])
    return room[0]


def sealed(room, url):
    room.clock.advance(timedelta(seconds=2))
    with room.writing() as vault:
        name = new_id(IdKind.CAPTURE, room.clock.now())
        return vault.seal(a_page(name, png(60, 80), final_url=url)).id


@pytest.mark.parametrize("recipient", ALL)
def test_a_complaint_is_confirmed_and_becomes_a_packet(desk, recipient):
    folder = desk.path.parent
    url, country = LISTINGS.get(recipient, SHOP)
    capture = sealed(desk, url)
    kind = "copyright" if recipient == "generic_dmca" else "trademark"
    form = folder / "form.yaml"
    wanted = shipped().recipient(recipient).fact("declarations", date(2026, 11, 27))
    with desk.writing() as vault:
        work = Confirming(vault, desk.clock)
        form.write_text(RIGHT.format(kind=kind, country=country))
        right = work.add_right(form).id
        form.write_text(
            f"recipient: {recipient}\nrights: [{right}]\ncaptures: [{capture}]\n"
            "filer: {name: Brand X, capacity: owner}\nclaim: counterfeit\n"
            "enclosures: [{file: paper.pdf, kind: appraisal, language: en}]\n"
        )
        complaint = work.add_complaint(form).id
        if wanted:
            work.declare(complaint, wanted.value, "ana")
        work.confirm(complaint, "ana", {capture: None}, ViewedIn.COMMAND)
        made = packet_of_complaint(vault, desk.clock, complaint, Leaving(folder / recipient), "bo")
        assert work.complaint(complaint).state is ComplaintState.EXPORTED
        made_by = [one for one in vault.logs()[-1].report.lines if one.kind == "packet.made"]
        assert made_by[-1].body["by"] == "bo"
    assert not made.draft
    paper = sha256(folder / "paper.pdf")
    told = json.loads((made.out / "manifest.json").read_text())["files"]
    assert {one["name"]: one["sha256"] for one in told}[
        "attachments/papers/02-appraisal-1.pdf"
    ] == paper
