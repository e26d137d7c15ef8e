"""What comes after the packet, on a real vault: recorded by a person, told as rates and terms."""

import json
import subprocess
from datetime import date, timedelta

import openpyxl
import pytest
from icalendar import Calendar

from evidencekit.casework import complaints, database
from evidencekit.casework.model import ComplaintState, StepKind, StepWish
from evidencekit.casework.outcomes import Outcome, ReportedListing
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.track_record import standings
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import NotFound, OperatorMissing, WrongUse
from evidencekit.domain.money import Money
from evidencekit.services.calendar_file import calendar_of
from evidencekit.services.casework import Casework
from evidencekit.services.following import FollowUp, FollowUpReading
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, sha256

RIGHT = (
    "kind: trademark\njurisdiction: CN\nreg_no: '0123'\nowner_as_registered: Brand X\n"
    "expiry: 2030-01-01\nstatus: registered\n"
)


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


@pytest.fixture
def complaint(room, tmp_path):
    """A complaint whose packet was made."""
    first, second = room.seal(2)
    with room.writing() as vault:
        work = Casework(vault, room.clock)

        def add(noun, text):
            path = tmp_path / "form.yaml"
            path.write_text(text, encoding="utf-8")
            return work.add(noun, path)["id"]

        right = add("right", RIGHT)
        found = add(
            "complaint",
            f"recipient: alibaba_ipp\nrights: [{right}]\ncaptures: [{first.id}, {second.id}]\n"
            "filer: {name: Brand X, capacity: owner}\n",
        )
        with database.writing(vault, room.clock) as connection:
            complaints.move_complaint(connection, found, ComplaintState.EXPORTED, room.clock.now())
    return found


def record(room, complaint, kind, by="ana", **more):
    with room.writing() as vault:
        return FollowUp(vault, room.clock).record(complaint, StepWish(kind, **more), by)


def reading(room):
    return FollowUpReading(Vault.open_reading(room.path), room.clock)


def test_a_complaint_is_followed_to_its_end(room, complaint):
    today = room.clock.now().date()
    begun = today - timedelta(days=9)
    filed = record(room, complaint, StepKind.SUBMITTED, on=begun, reference="IPP-77")
    assert filed.state is ComplaintState.SUBMITTED
    first, second = filed.captures
    record(room, complaint, StepKind.GONE, on=begun + timedelta(days=2), captures=(first,))
    objected = record(
        room, complaint, StepKind.COUNTER_NOTICE, on=begun + timedelta(days=4), captures=(second,)
    )
    assert objected.state is ComplaintState.ANSWERED
    (clock, expiry) = reading(room).deadlines()
    assert (clock.kind, clock.due) == ("counter_notice", begun + timedelta(days=19))
    assert expiry.due == date(2030, 1, 1)
    (rate,) = reading(room).rates("recipient")
    assert (rate.key, rate.reported, rate.removed, rate.median_days) == ("alibaba_ipp", 2, 1, 2)
    # The site of the test has no registrable name.
    assert [one.key for one in reading(room).rates("platform")] == ["?"]
    record(room, complaint, StepKind.REPLIED, captures=(second,), reason="sued")
    assert [one.kind for one in reading(room).deadlines()] == ["right_expiry"]
    closed = record(room, complaint, StepKind.CLOSED)
    assert closed.state is ComplaintState.CLOSED
    kinds = [step.kind.value for step in reading(room).steps(complaint)]
    assert kinds == ["submitted", "gone", "counter_notice", "replied", "closed"]
    assert reading(room).steps(complaint)[0].reference == "IPP-77"


@pytest.mark.parametrize(
    ("kind", "more", "error"),
    [
        (StepKind.ACCEPTED, {}, WrongUse),  # it was never filed
        (StepKind.SUBMITTED, {"by": None}, OperatorMissing),
        (StepKind.SUBMITTED, {"by": " "}, OperatorMissing),
        (StepKind.SUBMITTED, {"captures": ("c-0",)}, WrongUse),
        (StepKind.SUBMITTED, {"rule": "weather"}, WrongUse),
        (StepKind.SUBMITTED, {"on": date(2999, 1, 1)}, WrongUse),
    ],
)
def test_what_can_not_be_recorded_leaves_nothing(room, complaint, kind, more, error):
    with pytest.raises(error):
        record(room, complaint, kind, **more)
    assert reading(room).steps(complaint) == []


def test_a_counter_notice_comes_with_its_paper_and_a_code_leads_to_a_rule(
    room, complaint, tmp_path
):
    paper = tmp_path / "objection.pdf"
    paper.write_bytes(b"%PDF-1.7 we object")
    record(room, complaint, StepKind.SUBMITTED)
    record(room, complaint, StepKind.COUNTER_NOTICE, files=(paper,))
    said = {"reason": "still pending", "rule": "pending_application"}
    record(room, complaint, StepKind.REJECTED, **said)
    _filed, objected, refused = reading(room).steps(complaint)
    (kept,) = objected.files
    assert (room.path / kept.file).read_bytes() == paper.read_bytes()
    assert (kept.name, kept.sha256) == ("objection.pdf", sha256(paper))
    assert (refused.rule, refused.files) == ("right_in_force", ())
    paper.write_bytes(b"MZ no paper")
    with pytest.raises(WrongUse):
        record(room, complaint, StepKind.REPLIED, files=(paper,))
    assert len(reading(room).steps(complaint)) == 3


def test_a_refusal_has_the_recipients_words_and_no_answer_is_older_than_the_filing(room, complaint):
    today = room.clock.now().date()
    record(room, complaint, StepKind.SUBMITTED)
    with pytest.raises(WrongUse, match="words"):
        record(room, complaint, StepKind.REJECTED)
    with pytest.raises(WrongUse):
        record(room, complaint, StepKind.ACCEPTED, on=today - timedelta(days=1))
    with pytest.raises(WrongUse):
        reading(room).rates("weather")
    with pytest.raises(NotFound):
        reading(room).steps("p-0")


def test_the_commands(room, complaint, tmp_path, capfd):
    vault = ["--vault", str(room.path), "--json"]

    def run(*words):
        status = run_command_line([*vault, *words])
        return status, json.loads(capfd.readouterr().out)

    words = ["complaint", "record", complaint, "submitted", "--reference", "7", "--as", "ana"]
    assert run(*words)[1]["state"] == "submitted"
    assert run("complaint", "steps", complaint)[1][0]["reference"] == "7"
    status, due = run("deadlines", "--ics", str(tmp_path / "due.ics"))
    assert (status, due[0]["kind"], due[0]["overdue"]) == (0, "right_expiry", False)
    (event,) = Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    assert event.decoded("dtstart") == date(2030, 1, 1)
    assert run("deadlines", "--ics", str(tmp_path / "due.ics"))[0] == 2
    (rate,) = run("stats", "--by", "person")[1]
    assert (rate["reported"], rate["success_rate"]) == (2, None)
    wrong = ["complaint", "record", complaint, "seized", "--value", "much", "--as", "ana"]
    assert run(*wrong)[1]["error"]["code"] == "use.wrong"


def test_the_same_deadline_keeps_its_name_in_the_next_calendar(room, complaint):
    due = reading(room).deadlines()
    made = [Calendar.from_ical(calendar_of(due, room.clock)).walk("VEVENT") for _ in range(2)]
    first, second = ([event["uid"] for event in events] for events in made)
    assert first == second


def filed(room, complaint):
    """File it, have one removed and one refused, an authority act."""
    begun = room.clock.now().date() - timedelta(days=9)
    first, second = record(room, complaint, StepKind.SUBMITTED, on=begun).captures
    record(room, complaint, StepKind.GONE, on=begun + timedelta(days=2), captures=(first,))
    record(
        room, complaint, StepKind.REJECTED, on=begun + timedelta(days=3), captures=(second,),
        reason="=cmd() not as registered", rule="owner_name",
    )  # fmt: skip
    seized = Money.of("52000.50 CNY")
    record(room, complaint, StepKind.AUTHORITY_CASE, reference="2026-17")
    record(room, complaint, StepKind.SEIZED, pieces=12, value=seized)


def test_the_whole_record(room, complaint):
    assert reading(room).record_of_all().totals.success is None
    filed(room, complaint)
    whole = reading(room).record_of_all()
    totals = whole.totals
    assert (totals.reported, totals.removed, totals.rejected, totals.success) == (2, 1, 1, 0.5)
    assert (totals.authority_cases, totals.pieces) == (("2026-17",), 12)
    assert totals.to_json()["seized"] == [{"amount": "52000.50", "currency": "CNY"}]
    # A platform is no authority: nothing was led anywhere.
    assert (totals.leads, totals.led_share) == (0, None)
    (standing,) = whole.standings
    assert (standing.recipient, standing.state.value) == ("alibaba_ipp", "lost")
    assert (standing.success_line, standing.objection_line) == (90, 5)
    assert dict(whole.rates)["rule"][0].key == "owner_name"
    (market,) = whole.markets
    assert market.to_json(public=True)["notices_sent"] == 1
    assert "complaints" not in market.to_json(public=True)
    assert market.to_json(public=False)["complaints"] == [complaint]


def test_the_record_as_table_and_paper(room, complaint, tmp_path, capfd):
    filed(room, complaint)
    vault = ["--vault", str(room.path), "--json"]

    def run(*words):
        status = run_command_line([*vault, *words])
        return status, json.loads(capfd.readouterr().out)

    assert run("outcomes")[1]["standing"][0]["success_line"] == 0.9
    sheet, paper = tmp_path / "r.xlsx", tmp_path / "r.pdf"
    assert run("stats", "--out", str(sheet))[0] == 0
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(values_only=True))
    named = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    (reason,) = [row for row in named if row["by"] == "reason"]
    # A text is a text whatever it begins with; a number is a number.
    assert (reason["key"], reason["reported"]) == ("=cmd() not as registered", 1)
    cell = openpyxl.load_workbook(sheet).active.cell(named.index(reason) + 2, 2)
    assert cell.data_type == "s"
    assert run("stats", "--out", str(paper))[0] == 0
    told = subprocess.run(["pdfinfo", paper], capture_output=True, check=True).stdout.decode()
    assert "Pages:           1\n" in told
    for version, there in (("public", False), ("confidential", True)):
        out = tmp_path / f"{version}.pdf"
        assert run("stats", "--submission", version, "--out", str(out))[0] == 0
        text = subprocess.run(["pdftotext", out, "-"], capture_output=True, check=True).stdout
        assert (complaint.encode() in text, b"BUSINESS CONFIDENTIAL" in text) == (there, there)
    assert run("stats", "--out", str(paper))[0] == 2
    assert run("stats", "--out", str(tmp_path / "r.doc"))[0] == 2
    assert run_command_line(["outcomes", "--vault", str(room.path)]) == 0
    assert "lost: success 50.0%" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("removed", "refused", "upheld", "state", "left"),
    [
        (0, 0, 0, "unknown", 0), (9, 1, 0, "holds", 0), (8, 1, 0, "lost", 0),
        (27, 1, 0, "holds", 2), (95, 0, 5, "holds", 5), (94, 0, 6, "lost", 4),
    ],
)  # fmt: skip
def test_how_a_recipient_counts_us(removed, refused, upheld, state, left):
    today = date(2026, 11, 27)

    def listing(outcome, filed=today, contested=False):
        return ReportedListing(
            "p-1", "alibaba_ipp", ("r-1",), None, "ana", "c-1", "taobao", outcome, None, "", None,
            False, filed, contested,
        )  # fmt: skip

    ours = [listing(Outcome.GONE)] * removed + [listing(Outcome.REJECTED)] * refused
    ours += [listing(Outcome.REAPPEARED, contested=True)] * upheld
    # Neither what is open nor what was filed long ago counts.
    ours += [listing(Outcome.OPEN), listing(Outcome.REJECTED, date(2026, 8, 26))]
    (found,) = standings(ours, shipped().recipients, today)
    assert (found.state.value, found.refusals_left) == (state, left)
    assert found.since == date(2026, 8, 27)
    assert standings([], shipped().recipients, today) == ()
