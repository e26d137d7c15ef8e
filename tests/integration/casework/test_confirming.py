"""A person stands by a complaint: listings one by one, declarations, and what is taken back."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from evidencekit.bootstrap.packets import Leaving, packet_of_complaint
from evidencekit.casework.model import Claim, ComplaintState, StepKind, StepWish, ViewedIn
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import (
    Cancelled,
    ComplaintBlocked,
    ComplaintChanged,
    ListingsUnviewed,
    NotFound,
    OperatorMissing,
    WrongUse,
)
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.canonical import canonical
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.confirming import Confirming
from evidencekit.services.drafting import Drafting
from evidencekit.services.following import FollowUp
from evidencekit.services.marking import Marking
from evidencekit.services.packet_plan import plan_of
from evidencekit.services.previewing import Previewing
from evidencekit.services.wording import WordingReading
from evidencekit.vault.vault import Vault
from fakes.pictures import a_page, chromium, png
from fakes.vaults import VaultRoom

RIGHT = """kind: trademark
jurisdiction: {country}
reg_no: '{number}'
owner_as_registered: Brand X
expiry: 2030-01-01
status: registered
certificate: paper.pdf
"""


class Desk:
    def __init__(self, folder, room):
        self.folder, self.room = folder, room
        (folder / "paper.pdf").write_bytes(b"%PDF-1.7 certificate")

    def do(self, work):
        with self.room.writing() as vault:
            return work(Confirming(vault, self.room.clock))

    def add(self, noun, text):
        path = self.folder / "form.yaml"
        path.write_text(text, encoding="utf-8")
        return self.do(lambda work: work.add(noun, path))["id"]

    def right(self, number="0123", country="CN"):
        return self.add("right", RIGHT.format(number=number, country=country))

    def complaint(self, recipient="court_bundle", captures=2, rights=1, language="en"):
        named = [self.right(f"0{one}") for one in range(rights)]
        sealed = [one.id for one in self.room.seal(captures)]
        text = f"recipient: {recipient}\nrights: {json.dumps(named)}\nlanguage: {language}\n"
        text += f"captures: {json.dumps(sealed)}\nfiler: {{name: Brand X, capacity: owner}}\n"
        return self.add("complaint", text)

    def drawn(self, language):
        """Add a complaint about one listing whose picture is one; return its id."""
        with self.room.writing() as vault:
            capture = vault.seal(a_page(new_id(IdKind.CAPTURE, self.room.clock.now()), png())).id
        text = f"recipient: court_bundle\nrights: [{self.right()}]\nlanguage: {language}\n"
        text += f"captures: [{capture}]\nfiler: {{name: Brand X, capacity: owner}}\n"
        return self.add("complaint", text)

    def confirm(self, complaint, by="ana", how=ViewedIn.COMMAND):
        viewed = dict.fromkeys(self.read(complaint).captures)
        return self.do(lambda work: work.confirm(complaint, by, viewed, how))

    def draft(self, written):
        with self.room.writing() as vault:
            return Drafting(vault, self.room.clock).keep(written)

    def read(self, complaint):
        return self.reading.complaint(complaint)

    @property
    def reading(self):
        return CaseworkReading(Vault.open_reading(self.room.path))

    def lines(self, kind):
        parsed = map(json.loads, self.room.log.read_bytes().splitlines())
        return [one["body"] for one in parsed if one["kind"] == kind]

    def rows(self, query, *values):
        with closing(sqlite3.connect(self.room.path / "casework.db")) as db, db:
            return db.execute(query, values).fetchall()


@pytest.fixture
def desk(tmp_path, clock):
    folder = tmp_path / "forms"
    folder.mkdir()
    return Desk(folder, VaultRoom(tmp_path, clock))


def test_each_listing_was_shown_to_the_person_who_confirms(desk):
    complaint = desk.complaint()
    first, second = desk.read(complaint).captures
    seen = desk.room.clock.now() - timedelta(minutes=3)
    with pytest.raises(ListingsUnviewed) as told:
        desk.do(lambda work: work.confirm(complaint, "ana", {first: seen}, ViewedIn.WINDOW))
    assert told.value.facts["missing"] == second
    strange = {first: seen, second: seen, "c-0": seen}
    with pytest.raises(WrongUse, match="c-0"):
        desk.do(lambda work: work.confirm(complaint, "ana", strange, ViewedIn.WINDOW))
    assert desk.lines("complaint.confirmed") == []
    viewed = {first: seen, second: seen}
    done = desk.do(lambda work: work.confirm(complaint, "ana", viewed, ViewedIn.WINDOW))
    assert [(one.capture, one.by, one.at, one.how) for one in done.viewings] == [
        (first, "ana", seen, "window"), (second, "ana", seen, "window"),
    ]  # fmt: skip
    ((content,),) = desk.rows("SELECT content FROM complaints")
    confirmed = json.loads(content)
    assert confirmed["v"] == 5
    assert [one["capture"] for one in confirmed["complaint"]["viewings"]] == [first, second]
    assert {one["how"] for one in confirmed["complaint"]["viewings"]} == {"window"}
    parties = dict(plan_of(desk.reading.dossier(complaint), "ana").parties)
    assert parties["Listings looked at"] == "2, each shown by this program"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_confirmed_holds_the_drafted_sentences_and_the_marks(desk, language):
    complaint = desk.drawn(language)
    (capture,) = desk.read(complaint).captures
    form = desk.folder / "marks.yaml"
    form.write_text("annotate: [{shape: text, at: [5, 5], words: 缝线}]\n", encoding="utf-8")
    with desk.room.writing() as vault:
        Marking(vault, desk.room.clock).annotate(capture, form, "ana")
    told = WordingReading(Vault.open_reading(desk.room.path), desk.room.clock).of(complaint)
    desk.confirm(complaint)
    ((content,),) = desk.rows("SELECT content FROM complaints")
    (line,) = desk.lines("complaint.confirmed")
    assert hashlib.sha256(content.encode()).hexdigest() == line["content_sha256"]
    confirmed = json.loads(content)
    sentences = [(one.id, one.text) for one in told.wording.sentences]
    assert sentences
    assert confirmed["wording"]["language"] == language
    assert [(one["id"], one["text"]) for one in confirmed["wording"]["sentences"]] == sentences
    (page,) = confirmed["pages"]
    assert page["marks"] == [{"number": 1, "words": ["缝线"]}]
    # The packet that is made of it says the same.
    after = WordingReading(Vault.open_reading(desk.room.path), desk.room.clock).of(complaint)
    assert [(one.id, one.text) for one in after.wording.sentences] == sentences


def test_a_packet_says_no_sentence_that_nobody_confirmed(desk, tmp_path):
    complaint = desk.drawn("en")
    desk.confirm(complaint)
    out = Leaving(tmp_path / "packet")
    ((content,),) = desk.rows("SELECT content FROM complaints")
    kept = json.loads(content)
    was, kept["wording"]["sentences"][0]["text"] = (
        kept["wording"]["sentences"][0]["text"],
        "As an earlier program put it.",
    )
    desk.rows("UPDATE complaints SET content = ?", canonical(kept).decode())
    with desk.room.writing() as vault, pytest.raises(ComplaintChanged) as told:
        packet_of_complaint(vault, desk.room.clock, complaint, out)
    facts = told.value.facts
    assert (facts["by"], facts["was"]) == ("ana", "As an earlier program put it.")
    assert facts["now"] == was
    assert not out.out.exists()
    assert desk.read(complaint).state is ComplaintState.CONFIRMED
    # One sentence more is told as well.
    kept["wording"]["sentences"].append({"id": "x", "text": "And this."})
    kept["wording"]["sentences"][0]["text"] = was
    desk.rows("UPDATE complaints SET content = ?", canonical(kept).decode())
    with desk.room.writing() as vault, pytest.raises(ComplaintChanged) as told:
        packet_of_complaint(vault, desk.room.clock, complaint, out)
    assert (told.value.facts["was"], told.value.facts["now"]) == (
        "And this.",
        "(no further sentence)",
    )
    desk.rows("UPDATE complaints SET content = ?", content)
    # What stays in the firm is no packet that its recipient could have got.
    with desk.room.writing() as vault:
        own = Leaving(tmp_path / "own", profile="internal")
        packet_of_complaint(vault, desk.room.clock, complaint, own)
    assert (own.out / "packet.pdf").exists()
    assert desk.read(complaint).state is ComplaintState.CONFIRMED
    with desk.room.writing() as vault:
        packet_of_complaint(vault, desk.room.clock, complaint, out)
    assert desk.read(complaint).state is ComplaintState.EXPORTED
    # Made once more, its exhibits have numbers by now: they are the same.
    with desk.room.writing() as vault:
        packet_of_complaint(vault, desk.room.clock, complaint, Leaving(tmp_path / "again"))
    # Programs before did not keep sentences: there is nothing to hold these against.
    del kept["wording"]
    desk.rows("UPDATE complaints SET content = ?", canonical(kept).decode())
    with desk.room.writing() as vault:
        packet_of_complaint(vault, desk.room.clock, complaint, Leaving(tmp_path / "older"))
    assert (tmp_path / "older" / "packet.pdf").exists()


def test_a_declaration_is_accepted_in_full_by_name_and_stands_in_the_statement(desk):
    complaint = desk.complaint("generic_dsa16", language="zh_CN")
    wanted = ("bona_fide_accurate_complete",)
    with pytest.raises(ComplaintBlocked):
        desk.confirm(complaint)
    with pytest.raises(OperatorMissing):
        desk.do(lambda work: work.declare(complaint, wanted, " "))
    with pytest.raises(NotFound):
        desk.do(lambda work: work.declare(complaint, (*wanted, "nonsense"), "ana"))
    assert desk.read(complaint).declared == ()
    (declared,) = desk.do(lambda work: work.declare(complaint, wanted, "ana"))
    assert (declared.by, declared.language) == ("ana", "zh_CN")
    assert "准确且完整" in declared.text
    assert desk.do(lambda work: work.declare(complaint, wanted, "bo")) == (declared,)
    assert desk.read(complaint).declared == (declared,)
    statement = plan_of(desk.reading.dossier(complaint), "ana").statement
    assert declared.text in statement
    assert "ana" in statement
    desk.confirm(complaint)
    ((content,),) = desk.rows("SELECT content FROM complaints")
    assert json.loads(content)["complaint"]["declared"][0]["text"] == declared.text
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.declare(complaint, ("accurate",), "ana"))


def test_a_draft_is_kept_as_it_is_written_and_nobody_declared_that(desk):
    complaint = desk.complaint("generic_dsa16")
    desk.do(lambda work: work.declare(complaint, ("bona_fide_accurate_complete",), "ana"))
    before = desk.read(complaint)
    written = replace(
        before,
        recipient="amazon",
        captures=before.captures[1:],
        explanation="Not ours",
        claim=Claim.TRADEMARK,
        declarations=("We say so",),
        holder="",
    )
    kept = desk.draft(written)
    assert kept == replace(written, declared=(), state=ComplaintState.DRAFT)
    assert desk.read(complaint) == kept
    ((undone,),) = desk.rows("SELECT undone_at IS NOT NULL FROM complaint_declarations")
    assert undone
    another = desk.draft(replace(written, id=new_id(IdKind.COMPLAINT, desk.room.clock.now())))
    assert desk.read(another.id).explanation == "Not ours"
    assert desk.read(complaint) == kept


def test_a_draft_that_names_nothing_or_is_confirmed_is_not_kept(desk):
    complaint = desk.complaint()
    before = desk.read(complaint)
    for wrong in ({"captures": ()}, {"rights": ()}):
        with pytest.raises(WrongUse):
            desk.draft(replace(before, **wrong))
    for lost in (
        {"captures": ("c-0",)}, {"rights": ("r-0",)}, {"seller": "s-0"}, {"recipient": "nobody"},
    ):  # fmt: skip
        with pytest.raises(NotFound):
            desk.draft(replace(before, **lost))
    assert desk.read(complaint) == before
    desk.confirm(complaint)
    with pytest.raises(WrongUse):
        desk.draft(replace(before, explanation="later"))


def test_a_preview_is_drawn_of_what_is_not_kept_and_leaves_the_vault_alone(desk):
    complaint = desk.complaint()
    with desk.room.writing() as vault:
        names = [new_id(IdKind.CAPTURE, desk.room.clock.now()) for _each in range(2)]
        sealed = tuple(vault.seal(a_page(one, chromium(png(200, 300)))).id for one in names)
    draft = desk.read(complaint)
    written = replace(draft, recipient="amazon", captures=sealed, explanation="unkept")
    drawing = Previewing(Vault.open_reading(desk.room.path), desk.room.clock)
    before = {path: path.stat().st_mtime_ns for path in desk.room.path.rglob("*")}
    first = drawing.draw(written, lambda: None)
    with first.pdf.open("rb") as file:
        assert PdfFileReader(file).root["/Pages"]["/Count"] == first.pages
    second = drawing.draw(replace(written, captures=written.captures[:1]), lambda: None)
    assert first.pdf.exists()
    assert second.pdf != first.pdf
    third = drawing.draw(written, lambda: None)
    assert not first.pdf.exists()
    assert third.pages == first.pages
    calls = []
    drawing.draw(written, lambda: calls.append(1))
    # Given up at any place, also within a page, it leaves what is shown and nothing of its own.
    kept = set(third.pdf.parent.iterdir())
    for place in (0, 1, 2, 3, 10, len(calls) // 2, len(calls) - 1):
        with pytest.raises(Cancelled):
            drawing.draw(written, Cancelling(place))
        assert set(third.pdf.parent.iterdir()) == kept
    drawing.close()
    assert not third.pdf.parent.exists()
    assert {path: path.stat().st_mtime_ns for path in desk.room.path.rglob("*")} == before


class Cancelling:
    """A check that ends what asks it, at its call number `place`."""

    def __init__(self, place):
        self.left = place

    def __call__(self):
        if not self.left:
            raise Cancelled
        self.left -= 1


def test_a_confirmation_is_taken_back_until_a_packet_was_made(desk):
    complaint = desk.complaint()
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.reopen(complaint, "bo"))
    desk.do(lambda work: work.declare(complaint, ("accurate",), "ana"))
    first = desk.confirm(complaint)
    with pytest.raises(OperatorMissing):
        desk.do(lambda work: work.reopen(complaint, None))
    draft = desk.do(lambda work: work.reopen(complaint, "bo"))
    assert (draft.state, draft.confirmed_by, draft.content_sha256) == ("draft", None, None)
    assert (draft.viewings, draft.declared, draft.filed) == ((), (), ())
    (was,) = draft.reopened
    assert (was.confirmed_by, was.content_sha256, was.by) == ("ana", first.content_sha256, "bo")
    (note,) = desk.lines("note")
    assert (note["about"], note["by"]) == (complaint, "bo")
    assert first.content_sha256 in note["text"]
    with pytest.raises(ListingsUnviewed):
        desk.do(lambda work: work.confirm(complaint, "ana", {}, ViewedIn.WINDOW))
    second = desk.confirm(complaint, "bo")
    assert second.content_sha256 != first.content_sha256
    assert {one.by for one in second.viewings} == {"bo"}
    hashes = [one["content_sha256"] for one in desk.lines("complaint.confirmed")]
    assert hashes == [first.content_sha256, second.content_sha256]
    desk.do(lambda work: work.exported(complaint))
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.reopen(complaint, "bo"))
    assert desk.read(complaint).state == "exported"


def test_a_listing_is_left_out_of_a_draft_but_never_the_last(desk):
    complaint = desk.complaint(captures=3)
    first, second, third = desk.read(complaint).captures
    with pytest.raises(NotFound):
        desk.do(lambda work: work.leave_out(complaint, "c-0"))
    assert desk.do(lambda work: work.leave_out(complaint, second)).captures == (first, third)
    desk.do(lambda work: work.leave_out(complaint, first))
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.leave_out(complaint, third))
    desk.confirm(complaint)
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.leave_out(complaint, third))


def test_a_draft_is_split_into_batches_and_loses_no_address(desk):
    complaint = desk.complaint("walmart", captures=21)
    whole = desk.read(complaint)
    parts = desk.do(lambda work: work.split(complaint))
    assert parts[0].id == complaint
    assert len({one.id for one in parts}) == 3
    assert sum((one.captures for one in parts), ()) == whole.captures
    assert {one.rights for one in parts} == {whole.rights}
    assert [(one.batch.number, one.batch.of) for one in parts] == [(1, 3), (2, 3), (3, 3)]
    assert [desk.read(one.id) for one in parts] == list(parts)
    parties = dict(plan_of(desk.reading.dossier(parts[1].id), "ana").parties)
    assert parties["Batch"] == "2 of 3"
    with pytest.raises(WrongUse, match="batch"):
        desk.do(lambda work: work.split(complaint))


def test_rights_are_split_where_a_notice_takes_one(desk):
    complaint = desk.complaint("temu", captures=2, rights=2)
    whole = desk.read(complaint)
    parts = desk.do(lambda work: work.split(complaint))
    assert [one.rights for one in parts] == [(right,) for right in whole.rights]
    assert [one.captures for one in parts] == [whole.captures] * 2
    assert [desk.read(one.id) for one in parts] == list(parts)


def test_what_one_notice_holds_is_not_split(desk):
    complaint = desk.complaint("walmart", captures=10)
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.split(complaint))
    assert [one["id"] for one in desk.reading.listed("complaint")] == [complaint]
    assert desk.read(complaint).batch is None


def test_an_amended_complaint_names_the_one_in_whose_place_it_stands(desk):
    complaint = desk.complaint()
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.amend(complaint))
    desk.confirm(complaint)
    with pytest.raises(WrongUse):
        desk.do(lambda work: work.amend(complaint))
    desk.do(lambda work: work.exported(complaint))
    filed = desk.read(complaint)
    draft = desk.do(lambda work: work.amend(complaint))
    assert (draft.amends, draft.state, draft.viewings) == (complaint, "draft", ())
    assert (draft.captures, draft.rights, draft.filer) == (
        filed.captures, filed.rights, filed.filer,
    )  # fmt: skip
    assert desk.read(complaint) == filed
    assert dict(plan_of(desk.reading.dossier(draft.id), "ana").parties)["In the place of"] == (
        complaint
    )
    assert desk.confirm(draft.id).state == "confirmed"


def test_the_commands(desk, capsys):
    def run(*words):
        status = run_command_line([*words, "--json", "--vault", str(desk.room.path)])
        return status, json.loads(capsys.readouterr().out)

    complaint = desk.complaint("walmart", captures=11)
    status, parts = run("complaint", "split", complaint)
    assert (status, [one["batch"] for one in parts]) == (
        0, [{"number": 1, "of": 2}, {"number": 2, "of": 2}],
    )  # fmt: skip
    status, told = run("complaint", "declare", complaint, "accurate", "good_faith")
    assert (status, told["error"]["code"]) == (2, "operator.missing")
    status, said = run("complaint", "declare", complaint, "accurate", "good_faith", "--as", "ana")
    assert (status, [one["declaration"] for one in said]) == (0, ["accurate", "good_faith"])
    words = ["complaint", "declare", complaint, "accurate", "--as", "ana"]
    assert run_command_line([*words, "--vault", str(desk.room.path)]) == 0
    assert said[0]["text"] in capsys.readouterr().out
    court = desk.complaint()
    desk.confirm(court)
    status, draft = run("complaint", "reopen", court, "--as", "bo")
    assert (status, draft["state"], draft["reopened"][0]["by"]) == (0, "draft", "bo")
    status, told = run("complaint", "amend", court)
    assert (status, told["error"]["code"]) == (2, "use.wrong")


def test_a_capture_is_left_out_by_command_but_never_the_last(desk, capsys):
    complaint = desk.complaint()
    first, second = desk.read(complaint).captures
    words = ["complaint", "leave-out", complaint, first, "--vault", str(desk.room.path), "--json"]
    assert run_command_line(words) == 0
    assert json.loads(capsys.readouterr().out)["captures"] == [second]
    words[3] = second
    assert run_command_line(words) == 2
    assert desk.read(complaint).captures == (second,)


def test_papers_go_along_and_are_part_of_what_is_confirmed(desk):
    complaint = desk.complaint()
    given = desk.read(complaint)
    text = (
        f"recipient: court_bundle\nrights: [{given.rights[0]}]\n"
        f"captures: [{given.captures[0]}]\nfiler: {{name: Brand X, capacity: owner}}\n"
        "enclosures: [{file: paper.pdf, kind: appraisal, language: zh, translator: machine}]\n"
    )
    other = desk.add("complaint", text)
    (enclosed,) = desk.read(other).enclosures
    assert (enclosed.name, enclosed.kind.value, enclosed.language) == (
        "paper.pdf",
        "appraisal",
        "zh",
    )
    assert (desk.room.path / enclosed.file).read_bytes() == b"%PDF-1.7 certificate"
    desk.confirm(other)
    ((content,),) = desk.rows(f"SELECT content FROM complaints WHERE id = '{other}'")  # noqa: S608
    assert json.loads(content)["complaint"]["enclosures"][0]["translator"] == "machine"
    # What amends a complaint encloses the same.
    assert desk.read(complaint).enclosures == ()
    with pytest.raises(WrongUse, match="not there"):
        desk.add("complaint", text.replace("paper.pdf", "none.pdf"))


def test_every_state_that_it_came_to_is_kept_with_who_brought_it_there(desk):
    complaint = desk.complaint()
    desk.do(lambda work: work.check(complaint))
    desk.do(lambda work: work.check(complaint))
    desk.confirm(complaint, "bo")
    desk.do(lambda work: work.reopen(complaint, "cy"))
    before = desk.confirm(complaint, "bo")
    desk.do(lambda work: work.exported(complaint))
    with desk.room.writing() as vault:
        FollowUp(vault, desk.room.clock).record(complaint, StepWish(StepKind.SUBMITTED), "di")
    told = [(one.state.value, one.by) for one in desk.read(complaint).transitions]
    assert told == [
        ("draft", None),
        ("checked", None),
        ("confirmed", "bo"),
        ("draft", "cy"),
        ("confirmed", "bo"),
        ("exported", None),
        ("submitted", "di"),
    ]
    # How it came there is no part of what was confirmed.
    assert desk.read(complaint).content_sha256 == before.content_sha256
    draft = desk.do(lambda work: work.amend(complaint))
    assert [(one.state.value, one.by) for one in draft.transitions] == [("draft", None)]
