"""A complaint in words on a real vault: command line, form and packet say the same."""

import json
import subprocess
import zipfile
from datetime import timedelta

import pytest

from evidencekit.cli import run_command_line
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.services.packet_plan import plan_of, plan_of_case
from evidencekit.services.packets import Packets
from evidencekit.services.reviewing import FactReviewing
from evidencekit.services.wording import WordingReading
from evidencekit.vault.vault import Vault
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom
from integration.casework.test_casework import RIGHT, Desk

TITLE = "Bag of Brand X"


@pytest.fixture
def desk(tmp_path, clock):
    folder = tmp_path / "forms"
    folder.mkdir()
    return Desk(folder, VaultRoom(tmp_path, clock))


def a_picture(clock):
    clock.advance(timedelta(milliseconds=1500))
    return a_page(new_id(IdKind.CAPTURE, clock.now()), png(20, 30))


def a_complaint(desk, recipient, captures=1, more="", **entered):
    right = desk.add("right", RIGHT + "mark_text: BRAND X\noffice: CNIPA\n")["id"]
    with desk.room.writing() as vault:
        sealed = [vault.seal(a_picture(desk.room.clock)) for _each in range(captures)]
    facts = {"title": TITLE, "price": "89.00", "currency": "CNY"} | entered
    with desk.room.writing() as vault:
        work = FactReviewing(vault, desk.room.clock)
        for one in sealed:
            for name, value in facts.items():
                work.enter(one.id, name, value, "ana")
    text = f"recipient: {recipient}\nrights: [{right}]\n"
    text += f"captures: {json.dumps([one.id for one in sealed])}\n"
    text += "filer: {name: Brand X, capacity: owner}\n" + more
    return desk.add("complaint", text)["id"]


def wording(desk, complaint):
    return WordingReading(Vault.open_reading(desk.room.path), desk.room.clock).of(complaint)


def packet(desk, complaint, out):
    plan = plan_of(desk.reading.dossier(complaint), "ana")
    with desk.room.writing() as vault:
        Packets(vault, desk.room.clock).make(plan, out)
    return out


def test_the_command_tells_each_sentence_with_its_exhibits(desk, capsys):
    complaint = a_complaint(desk, "court_bundle")
    run_command_line(["complaint", "wording", complaint, "--json", "--vault", str(desk.room.path)])
    told = json.loads(capsys.readouterr().out)
    assert told["review"] == "not_reviewed"
    by_id = {(one["kind"], one["id"]): one for one in told["sentences"]}
    owner, price = by_id["right", "owner"], by_id["listing", "price"]
    assert owner["text"].startswith("Brand X is registered as owner of the mark “BRAND X”, 0123")
    assert owner["exhibits"][0]["called"] == "01-trademark-certificate-0123.pdf"
    assert price["text"] == "The price shown was CNY 89.00 (Exhibit A)."
    assert [one["called"] for one in price["exhibits"]] == ["Exhibit A"]
    assert {"sold", "seller"} <= {one["id"] for one in told["left_out"]}
    assert "suspected" in told["statement"]
    run_command_line(["complaint", "wording", complaint, "--vault", str(desk.room.path)])
    said = capsys.readouterr().out
    assert "not reviewed by a lawyer" in said
    assert f"1. {told['statement'].splitlines()[0]}" in said
    assert "- Left out, since it is not known: Seller (Exhibit A)." in said


def test_the_form_and_the_packet_have_the_words_of_the_command(desk, tmp_path):
    complaint = a_complaint(desk, "generic_dsa16")
    told = wording(desk, complaint)
    out = packet(desk, complaint, tmp_path / "out")
    page = (out / "fields.html").read_text(encoding="utf-8")
    assert told.wording.sentences[0].text in page
    assert "not reviewed by a lawyer" in told.standing
    notice = (out / "notice.eml").read_bytes()
    assert notice.startswith(b"Subject: ")


def test_a_field_takes_whole_sentences_only_and_the_form_says_how_many(desk, tmp_path):
    # Seven listings of eBay: the field for the explanation takes 1,000 characters.
    complaint = a_complaint(desk, "ebay_vero", captures=7)
    told = wording(desk, complaint)
    assert told.limit == 1000
    assert 0 < told.fitted.used < told.fitted.of
    assert len(told.fitted.text) <= 1000 < len(told.wording.text)
    out = packet(desk, complaint, tmp_path / "out")
    page = (out / "fields.html").read_text(encoding="utf-8")
    assert f"{len(told.fitted.text)} of at most 1000 characters" in page
    assert f"The field takes {told.fitted.used} of {told.fitted.of} sentences" in page
    with zipfile.ZipFile(out / "fields.xlsx") as table:
        assert "read it before you use it" in table.read("xl/worksheets/sheet1.xml").decode()


def test_words_of_a_person_stand_where_the_draft_would(desk, tmp_path):
    complaint = a_complaint(desk, "ebay_vero", more="explanation: My own words.\n")
    assert wording(desk, complaint).explanation == "My own words."
    out = packet(desk, complaint, tmp_path / "out")
    page = (out / "fields.html").read_text(encoding="utf-8")
    assert "My own words." in page
    assert "read it before you use it" not in page


def test_an_authority_in_china_is_told_in_chinese_what_is_asked(desk, tmp_path):
    complaint = a_complaint(desk, "cn_amr", more="language: zh_CN\n")
    told = wording(desk, complaint)
    assert "涉嫌侵犯" in told.wording.text
    assert "证据 1" in told.wording.text
    out = packet(desk, complaint, tmp_path / "out")
    assert "依法查处" in (out / "fields.html").read_text(encoding="utf-8")


def test_an_amended_complaint_goes_on_with_the_numbers_of_the_one_it_stands_for(desk, tmp_path):
    complaint = a_complaint(desk, "court_bundle", captures=2)
    desk.confirm(complaint, "ana")
    packet(desk, complaint, tmp_path / "first")
    desk.do(lambda work: work.exported(complaint))
    amended = desk.do(lambda work: work.amend(complaint)).id
    first, second = desk.reading.complaint(amended).captures
    desk.do(lambda work: work.leave_out(amended, first))
    told = wording(desk, amended).wording
    assert "(Exhibit B)" in told.text
    assert "(Exhibit A)" not in told.text
    out = packet(desk, amended, tmp_path / "second")
    (exhibit,) = json.loads((out / "manifest.json").read_text())["exhibits"]
    assert (exhibit["capture_id"], exhibit["number"]) == (second, 2)


def test_a_case_with_several_rights_names_each_with_its_certificate(desk, tmp_path):
    rights = []
    for number in ("77", "88"):
        (desk.folder / "paper.pdf").write_bytes(f"%PDF-1.7 certificate {number}".encode())
        text = RIGHT.replace("0123", number) + f"mark_text: MARK {number}\n"
        rights.append(desk.add("right", text)["id"])
    one, other = rights
    with desk.room.writing() as vault:
        capture = vault.seal(a_picture(desk.room.clock)).id
    form = f"name: K\nright: {one}\nrights: [{one}, {other}]\ncaptures: [{capture}]\n"
    case = desk.reading.case(desk.add("case", form)["id"])
    plan = plan_of_case(case, desk.reading.rights_of(case), "ana", "en")
    with desk.room.writing() as vault:
        made = Packets(vault, desk.room.clock).make(plan, tmp_path / "out")
    papers = {it.name for it in made.files if "papers" in it.name}
    assert papers == {
        "attachments/papers/01-trademark-certificate-77.pdf",
        "attachments/papers/02-trademark-certificate-88.pdf",
    }
    done = subprocess.run(
        ["pdftotext", made.out / "packet.pdf", "-"], capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())
    for number in ("77", "88"):
        # The office is not known, so the sentence is not said: that is said.
        assert f"MARK {number}" in text
    assert "Left out, since it is not known: Office" in text
