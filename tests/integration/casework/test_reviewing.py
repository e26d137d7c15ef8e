"""A named person speaks of facts: rows, custody lines, what a complaint rests on."""

import json

import pytest

from evidencekit.casework import database
from evidencekit.casework.model import ViewedIn
from evidencekit.casework.standing import FactAction, PictureBox
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import FactInUse, NotFound, OperatorMissing, WrongUse
from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.listing.versions import READER_VERSION
from evidencekit.packet.wording import fact_ground, left_out
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.services.confirming import Confirming
from evidencekit.services.exhibits import Gathering
from evidencekit.services.reviewing import FactReviewing, reviewed_facts
from evidencekit.vault.vault import Vault
from fakes.drafts import a_draft
from fakes.pictures import png
from fakes.vaults import VaultRoom

READ = {
    "title": {"value": "包", "raw": "包", "where": "h1", "reader": "visible"},
    "price": {"value": "89.00", "raw": "¥89", "where": "$.price", "reader": "script"},
    "sold": {"value": None, "low": 2000, "high": None, "raw": "2000+", "where": "p", "reader": "v"},
    "image_urls": {"value": ["a.jpg"], "raw": "", "where": "img", "reader": "v"},
}
RIGHT = """kind: trademark
jurisdiction: CN
reg_no: '1'
owner_as_registered: X
expiry: 2030-01-01
status: registered
certificate: paper.pdf
"""
COMPLAINT = "recipient: court_bundle\nfiler: {name: X, capacity: owner}\n"


@pytest.fixture
def room(tmp_path, clock):
    made = VaultRoom(tmp_path, clock)
    with made.writing() as vault:
        sealed = vault.seal(made.draft())
        body = json.dumps({"format": "1.0", "kind": "facts", "facts": READ}).encode()
        vault.add_derived(sealed.sha256, f"facts-{READER_VERSION}.json", "facts", body)
    made.capture = sealed
    return made


def speak(room, what, *words, by="ana", **more):
    with room.writing() as vault:
        reviewing = FactReviewing(vault, room.clock)
        return getattr(reviewing, what)(room.capture.id, *words, by, **more)


def standing(room):
    vault = Vault.open_reading(room.path)
    return reviewed_facts(vault, vault.find(room.capture.id))


def lines(room):
    vault = Vault.open_reading(room.path)
    found = vault.custody_of(vault.find(room.capture.id))
    return [line.body for line in found if line.kind == "facts.confirmed"]


def test_what_nobody_confirmed_counts_for_nothing(room):
    found = standing(room).values()
    assert {one.action for one in found} == {None}
    assert [fact for fact in found if fact.counts] == []


def test_all_readings_at_once_by_a_named_person_and_each_in_custody(room):
    said = speak(room, "confirm", ())
    assert [one.fact for one in said] == ["title", "price", "sold"]
    assert standing(room)["sold"].content["low"] == 2000
    assert [line["record_sha256"] for line in lines(room)] == [one.record_sha256 for one in said]
    assert {line["capture_sha256"] for line in lines(room)} == {room.capture.sha256}
    assert {line["by"] for line in lines(room)} == {"ana"}
    with pytest.raises(WrongUse):  # nothing is left that waits for a word
        speak(room, "confirm", ())


def test_a_correction_is_a_new_record_and_the_reading_stays(room):
    speak(room, "confirm", ("price",))
    speak(room, "correct", "price", "98.50", by="li")
    fact = standing(room)["price"]
    assert (fact.content["value"], fact.action, fact.by) == ("98.50", FactAction.CORRECTED, "li")
    kept = next((room.path / "derived").rglob("facts-*.json")).read_text()
    assert json.loads(kept)["facts"] == READ
    speak(room, "undo", "price")
    assert standing(room)["price"].action is FactAction.CONFIRMED
    speak(room, "undo", "price")
    assert standing(room)["price"].action is None
    assert [line["action"] for line in lines(room)] == [
        *("confirmed", "corrected", "undone", "undone"),
    ]
    with pytest.raises(WrongUse):
        speak(room, "undo", "price")


def test_what_is_not_on_the_page_does_not_count(room):
    speak(room, "confirm", ("title",))
    speak(room, "not_on_page", ("title",))
    assert not standing(room)["title"].counts
    speak(room, "correct", "title", "包包")
    assert standing(room)["title"].counts


@pytest.mark.parametrize(
    ("what", "words", "error"),
    [
        ("confirm", (("seller",),), WrongUse),
        ("confirm", (("image_urls",),), WrongUse),
        ("correct", ("seller", "x"), WrongUse),
        ("enter", ("price", "9"), WrongUse),
        ("enter", ("colour of the sky", "9"), WrongUse),
        ("correct", ("price", "9,5"), WrongUse),
        ("correct", ("sold", "many"), WrongUse),
        ("correct", ("price", ""), WrongUse),
        ("not_on_page", (("seller",),), WrongUse),
    ],
)
def test_a_word_that_makes_no_sense_leaves_nothing(room, what, words, error):
    with pytest.raises(error):
        speak(room, what, *words)
    assert lines(room) == []
    assert {one.action for one in standing(room).values()} == {None}


@pytest.mark.parametrize("by", [None, "", "  "])
def test_nobody_speaks_without_a_name(room, by):
    with pytest.raises(OperatorMissing):
        speak(room, "confirm", (), by=by)


def test_a_capture_that_is_not_there(room):
    with room.writing() as vault, pytest.raises(NotFound):
        FactReviewing(vault, room.clock).confirm("c-0", (), "ana")


def test_an_imported_picture_takes_entered_facts_with_their_place_on_it(room):
    picture = Artefact("import", "urn:import:shot", "image/png", BytesBody(png(40, 30)))
    with room.writing() as vault:
        draft = room.draft()
        room.capture = vault.seal(a_draft(capture_id=draft.capture_id, artefacts=(picture,)))
    with pytest.raises(WrongUse, match="box"):
        speak(room, "enter", "seller", "小店")
    with pytest.raises(WrongUse):
        speak(room, "enter", "seller", "小店", box=PictureBox(30, 20, 20, 5))
    speak(room, "enter", "seller", "小店", box=PictureBox(1, 2, 30, 20))
    speak(room, "enter", "sold", "300+", box=PictureBox(0, 0, 40, 30))
    facts = standing(room)
    assert facts["seller"].box == PictureBox(1, 2, 30, 20)
    assert facts["seller"].to_json()["standing"] == "entered"
    assert (facts["sold"].content.get("value"), facts["sold"].content["low"]) == (None, 300)


def confirmed_complaint(room, tmp_path):
    form = tmp_path / "form.yaml"
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7 certificate")

    def add(noun, text):
        form.write_text(text)
        with room.writing() as vault:
            return Casework(vault, room.clock).add(noun, form)["id"]

    right = add("right", RIGHT)
    named = f"rights: [{right}]\ncaptures: [{room.capture.id}]\n"
    complaint = add("complaint", named + COMPLAINT)
    with room.writing() as vault:
        viewed = {room.capture.id: None}
        Confirming(vault, room.clock).confirm(complaint, "ana", viewed, ViewedIn.COMMAND)
    return complaint


def content(room, complaint):
    with database.reading(Vault.open_reading(room.path)) as connection:
        text = connection.exec_driver_sql(
            "SELECT content FROM complaints WHERE id = ?", (complaint,)
        ).scalar()
    return json.loads(text)


def test_a_complaint_rests_on_confirmed_facts_only_and_for_ever(room, tmp_path):
    speak(room, "confirm", ("title",))
    speak(room, "correct", "price", "98.50")
    complaint = confirmed_complaint(room, tmp_path)
    facts = content(room, complaint)["pages"][0]["facts"]
    assert {name: fact["value"] for name, fact in facts.items()} == {
        "title": "包",
        "price": "98.50",
    }
    room.clock.advance()
    with pytest.raises(FactInUse):
        speak(room, "undo", "price")
    speak(room, "correct", "price", "1.00")
    speak(room, "undo", "price")  # said after the complaint: nothing rests on it
    speak(room, "correct", "price", "2.00")
    (page,) = CaseworkReading(Vault.open_reading(room.path)).dossier(complaint).pages
    assert {one.name: one.content["value"] for one in page.facts} == {
        "title": "包",
        "price": "98.50",
    }
    assert page.unconfirmed == ("sold",)


def test_pre_flight_says_what_is_left_out_and_what_is_missing(room, tmp_path):
    speak(room, "confirm", ("title",))
    complaint = confirmed_complaint(room, tmp_path)
    with room.writing() as vault:
        result = Casework(vault, room.clock).check(complaint)
    told = [one.words for one in result.findings if one.rule == "facts_confirmed"]
    assert ["Price, Sold" in told[0], "Currency, Seller" in told[1]] == [True, True]


def test_the_commands(room, capsys, monkeypatch):
    monkeypatch.setenv("EVIDENCEKIT_VAULT", str(room.path))
    about = room.capture.id

    def run(*words):
        status = run_command_line(["facts", *words, "--json", "--as", "ana"])
        return status, json.loads(capsys.readouterr().out)

    status, shown = run("review", about)
    assert (status, shown["facts"]["price"]["standing"]) == (0, "read")
    status, shown = run("confirm", about)
    assert shown["facts"]["price"]["by"] == "ana"
    status, shown = run("correct", about, "price", "98.50", "--box", "1,1,5,500")
    assert (status, shown["error"]["code"]) == (2, "use.wrong")
    status, shown = run("correct", about, "price", "98.50", "--box", "1,1,5,5")
    assert shown["facts"]["price"]["box"] == [1, 1, 5, 5]
    assert shown["facts"]["price"]["value"] == "98.50"
    status, shown = run("not-on-page", about, "sold")
    assert shown["facts"]["sold"]["standing"] == "not_on_page"
    status, shown = run("undo", about, "sold")
    assert shown["facts"]["sold"]["standing"] == "confirmed"
    status, shown = run("enter", about, "seller", "小店")
    assert shown["facts"]["seller"]["standing"] == "entered"
    status, shown = run("enter", about, "stock", "5", "--box", "x")
    assert (status, shown["error"]["code"]) == (2, "use.wrong")


def test_a_file_is_still_read_without_a_word_between(tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_text("<title>x</title>")
    assert run_command_line(["facts", str(page), "--json"]) == 0
    assert run_command_line(["facts", "--url", "https://a.example/", str(page), "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 1


def test_a_sheet_says_who_stands_for_a_fact_and_what_is_left_out(room, tmp_path):
    picture = Artefact("import", "urn:import:shot", "image/png", BytesBody(png(40, 30)))
    with room.writing() as vault:
        draft = room.draft()
        room.capture = vault.seal(a_draft(capture_id=draft.capture_id, artefacts=(picture,)))
        body = json.dumps({"format": "1.0", "kind": "facts", "facts": READ}).encode()
        vault.add_derived(room.capture.sha256, f"facts-{READER_VERSION}.json", "facts", body)
    speak(room, "confirm", ("sold",))
    speak(room, "enter", "seller", "小店", by="li", box=PictureBox(1, 2, 30, 20))
    exhibit = Gathering(Vault.open_reading(room.path), tmp_path).exhibit(1, room.capture.id)
    told = {fact.name: fact for fact in exhibit.facts}
    assert {name: fact.value for name, fact in told.items()} == {"sold": "2000+", "seller": "小店"}
    assert fact_ground(told["sold"], str) == "v: p\nConfirmed by ana"
    assert fact_ground(told["seller"], str).endswith("pixels)\nEntered by li")
    assert told["seller"].box == "1, 2, 30, 20"
    assert left_out(exhibit, str).endswith("not stated here: Title, Price.")


def test_a_sheet_of_a_complaint_states_what_stood_when_it_was_confirmed(room):
    speak(room, "confirm", ("price",))
    at = room.clock.now()
    room.clock.advance()
    speak(room, "correct", "price", "1.00")
    vault = Vault.open_reading(room.path)
    entry = vault.find(room.capture.id)
    assert reviewed_facts(vault, entry, at)["price"].content["value"] == "89.00"
    assert reviewed_facts(vault, entry)["price"].content["value"] == "1.00"
