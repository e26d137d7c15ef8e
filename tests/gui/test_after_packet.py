"""The rooms of what comes after a packet: steps recorded by a person, deadlines, outcomes."""

from datetime import timedelta

import openpyxl
import pytest
import yaml
from icalendar import Calendar
from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QStackedWidget,
    QTableWidget,
)

from evidencekit.bootstrap.desk_following import complaint_with_history, deadlines_of, record_step
from evidencekit.casework.model import StepKind, StepWish
from evidencekit.gui.bars import Bars
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.deadlines import DeadlinesPage
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.outcomes import OutcomesPage
from shown_words import words_in

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def told_by(qtbot, page, text):
    """Wait until a text is shown; return all that is."""
    qtbot.waitUntil(lambda: text in words_in(page))
    return words_in(page)


def complaint_of(vault):
    (case,) = vault.desk.cases()
    return vault.desk.case(case.id).complaints[-1]


def shown(qtbot, vault, kind):
    page = kind(vault)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    page.show()
    qtbot.waitUntil(lambda: vault.jobs.idle)
    return page


def after(qtbot, vault):
    page = shown(qtbot, vault, CasesPage)
    qtbot.waitUntil(lambda: page.panel is not None)
    part = page.panel.complaints.after
    qtbot.waitUntil(lambda: part.history is not None)
    return page, part


def filed(vault, *more):
    """File the demo's complaint nine days ago, and record what came."""
    desk, complaint = vault.desk, complaint_of(vault)
    today = desk.now().date()
    record_step(desk, complaint.id, StepWish(StepKind.SUBMITTED, today - timedelta(days=9)), "ana")
    for wish in more:
        record_step(desk, complaint.id, wish, "ana")
    return complaint


def test_nothing_filed_says_how_to_begin(qtbot, open_vault):
    page = shown(qtbot, open_vault, OutcomesPage)
    told = told_by(qtbot, page, "No outcomes yet")
    assert "Record what happened" in told
    assert page.findChildren(Bars) == []


def names_saved(qtbot, page, version, folder):
    """Save the figures of a submission as a table; return the names of its columns."""
    file = folder / f"{version}.xlsx"
    page.submission.click()
    page.dialog.version.setCurrentIndex(page.dialog.version.findData(version))
    page.dialog.act.click()
    (chooser,) = (one for one in page.findChildren(QFileDialog) if one.isVisible())
    chooser.fileSelected.emit(str(file))
    chooser.hide()
    qtbot.waitUntil(lambda: file.name in page.note.text)
    return {cell.value for cell in openpyxl.load_workbook(file).active[1]}


def test_outcomes_are_tiles_and_bars_with_a_table_behind_each(qtbot, writable_vault, tmp_path):
    complaint = complaint_of(writable_vault)
    first, second, *_rest = complaint.captures
    filed(
        writable_vault,
        StepWish(StepKind.GONE, captures=(first,)),
        StepWish(
            StepKind.REJECTED, captures=(second,), reason="<b>=1+1</b>", rule="owner_name"
        ),
    )  # fmt: skip
    page = shown(qtbot, writable_vault, OutcomesPage)
    told = told_by(qtbot, page, "addresses reported")
    assert "of 2 answered" in told
    charts = {one.accessibleName().partition(".")[0]: one for one in page.findChildren(Bars)}
    assert "Court evidence bundle: 50.0% (2)" in charts["By recipient"].accessibleName()
    # A recipient's words are shown as they are, and never read as markup.
    assert "<b>=1+1</b>: 1" in charts["By reason of refusal"].accessibleName()
    assert "The owner is the one on the register: 1" in next(
        one.accessibleName() for name, one in charts.items() if name.startswith("By the pre-flight")
    )
    stack = next(
        s for s in page.findChildren(QStackedWidget) if s.currentWidget() is charts["By recipient"]
    )
    (other,) = [
        one for one in page.findChildren(QPushButton)
        if one.accessibleName() == "As a table: By recipient"
    ]  # fmt: skip
    other.click()
    table = stack.currentWidget()
    assert isinstance(table, QTableWidget)
    row = [table.item(0, at).text() for at in range(table.columnCount())]
    assert row[:4] == ["Court evidence bundle", "5", "2", "1"]
    other.click()
    assert stack.currentWidget() is charts["By recipient"]
    page.save(tmp_path / "figures.xlsx")
    qtbot.waitUntil(lambda: bool(page.note.text))
    assert openpyxl.load_workbook(tmp_path / "figures.xlsx").active.max_row > 3
    names = {one: names_saved(qtbot, page, one, tmp_path) for one in ("public", "confidential")}
    assert "market" in names["public"]
    assert names["confidential"] - names["public"] == {"sellers", "complaints"}


def test_deadlines_stand_in_order_with_what_they_rest_on(qtbot, writable_vault, tmp_path):
    filed(writable_vault, StepWish(StepKind.COUNTER_NOTICE))
    page = shown(qtbot, writable_vault, DeadlinesPage)
    told = told_by(qtbot, page, "DEMO-0001 ends")
    assert told.index("no day known") < told.index("DEMO-0001 ends")
    assert "look it up" in told
    page.save(tmp_path / "due.ics")
    qtbot.waitUntil(lambda: bool(page.note.text))
    (event,) = Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    assert "DEMO-0001" in event["summary"]


def test_a_doubtful_rule_asks_for_counsel_and_what_is_late_comes_first(
    qtbot, writable_vault, own_demo
):
    form = own_demo / "forms" / "right.yaml"
    given = yaml.safe_load(form.read_text("utf-8"))
    today = writable_vault.desk.now().date()
    given |= {"reg_no": "LATE-1", "expiry": (today - timedelta(days=3)).isoformat()}
    form.write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    writable_vault.desk.add("right", form)
    due = deadlines_of(writable_vault.desk)
    assert (due.overdue, due.within(14), due.undated) == (1, 0, 0)
    page = shown(qtbot, writable_vault, DeadlinesPage)
    told = told_by(qtbot, page, "DEMO-0001 ends")
    assert "overdue by 3 days" in told
    assert told.index("LATE-1 ends") < told.index("DEMO-0001 ends")
    assert "1 is overdue" in told


def test_the_status_bar_tells_what_is_due_at_the_start(qtbot, own_demo):
    window = MainWindow()
    qtbot.addWindow(window)
    window.show()
    window.open_vault(own_demo / "vault")
    qtbot.waitUntil(lambda: window.vault is not None and window.jobs.idle)
    assert not window.status.due.isVisible()
    filed(window.vault, StepWish(StepKind.COUNTER_NOTICE))
    window.vault.casework_changed.emit()
    qtbot.waitUntil(window.status.due.isVisible)
    assert window.status.due.text() == "1 without a known day"
    window.status.due.click()
    assert isinstance(window.stack.currentWidget(), DeadlinesPage)
    assert window.rail.buttons["deadlines"].isChecked()
    qtbot.waitUntil(lambda: window.jobs.idle)
    window.close()


def test_a_person_records_what_happened_listing_by_listing(qtbot, writable_vault):
    page, part = after(qtbot, writable_vault)
    part.ask_record()
    dialog = part.dialog
    assert [dialog.what.itemData(at) for at in range(dialog.what.count())] == [
        "submitted", "withdrawn", "closed",
    ]  # fmt: skip
    assert dialog.name.text() == writable_vault.desk.operator
    dialog.name.clear()
    assert not dialog.act.isEnabled()
    dialog.name.setText("王 ana")
    dialog.reference.setText("IPP-7")
    dialog.day.setDate(QDate.fromString("2999-01-01", "yyyy-MM-dd"))
    assert dialog.day.date().toString("yyyy-MM-dd") == part.history.today.isoformat()
    dialog.act.click()
    qtbot.waitUntil(lambda: bool(part.history.steps))
    assert page.note.text == "Recorded: Filed."
    qtbot.waitUntil(lambda: "Filed, IPP-7, recorded by 王 ana" in words_in(part))
    part.ask_record()
    dialog = part.dialog
    dialog.what.setCurrentIndex(dialog.what.findData("rejected"))
    dialog.name.setText("ana")
    assert not dialog.act.isEnabled()
    dialog.reason.setPlainText("owner differs")
    dialog.rule.setCurrentIndex(dialog.rule.findData("owner_name"))
    first, *others = dialog.listings.values()
    for box in dialog.listings.values():
        box.setChecked(False)
    assert not dialog.act.isEnabled()
    first.setChecked(True)
    dialog.act.click()
    qtbot.waitUntil(lambda: len(part.history.steps) == 2)
    step = part.history.steps[-1]
    assert (step.captures, step.rule) == ((part.history.complaint.captures[0],), "owner_name")
    told = f"Refused, 1 of {len(others) + 1} listings, owner differs, rule: The owner is the one"
    qtbot.waitUntil(lambda: told in words_in(part))


def test_papers_are_kept_with_a_step_and_handed_out_as_they_were(qtbot, writable_vault, tmp_path):
    page, part = after(qtbot, writable_vault)
    part.ask_record()
    dialog = part.dialog
    receipt, plate = tmp_path / "receipt & more.pdf", tmp_path / "plate.png"
    receipt.write_bytes(b"%PDF-1.7 received")
    dialog.files.take([str(receipt), str(plate)])
    assert not dialog.act.isEnabled()
    assert "plate.png is not there" in words_in(dialog)
    plate.write_bytes(b"\x89PNG\r\n\x1a\n")
    dialog.files.take([str(receipt), str(plate)])
    dialog.act.click()
    qtbot.waitUntil(lambda: bool(part.history.steps))
    named = {one.accessibleName() for one in part.findChildren(QPushButton)}
    assert {"Save a copy of receipt & more.pdf", "Save a copy of plate.png"} <= named
    kept, _plate = part.history.steps[0].files
    part.save_paper(kept, tmp_path / "copy.pdf")
    qtbot.waitUntil(lambda: "copy.pdf" in page.note.text)
    assert (tmp_path / "copy.pdf").read_bytes() == receipt.read_bytes()
    # What is there already is never replaced, and a folder that is gone is said to be that.
    for out, said in ((tmp_path / "copy.pdf", "there already"), (tmp_path / "gone/x.pdf", "gone")):
        with qtbot.waitSignal(writable_vault.jobs.failed) as failed:
            part.save_paper(kept, out)
        assert said in words_of(failed.args[0]).message
    assert not list(tmp_path.glob(".*.part"))
    stored = writable_vault.desk.folder / kept.file
    stored.chmod(0o600)
    stored.write_bytes(b"%PDF-1.7 another")
    with qtbot.waitSignal(writable_vault.jobs.failed) as failed:
        part.save_paper(kept, tmp_path / "other.pdf")
    assert "it is not what was kept" in words_of(failed.args[0]).message
    assert not (tmp_path / "other.pdf").exists()


def test_a_seizure_has_right_figures_or_is_not_recorded(qtbot, writable_vault):
    filed(writable_vault)
    _page, part = after(qtbot, writable_vault)
    part.ask_record()
    dialog = part.dialog
    dialog.what.setCurrentIndex(dialog.what.findData("seized"))
    dialog.name.setText("ana")
    dialog.value.setText("much")
    assert not dialog.act.isEnabled()
    dialog.value.setText("52000 CNY")
    dialog.pieces.setText("½")
    assert not dialog.act.isEnabled()
    dialog.pieces.setText("12")
    dialog.act.click()
    qtbot.waitUntil(lambda: len(part.history.steps) == 2)
    step = part.history.steps[-1]
    assert (step.pieces, str(step.value.amount)) == (12, "52000")
    qtbot.waitUntil(lambda: "Goods were seized, 12 pieces, worth 52,000 CNY" in words_in(part))


def test_a_filed_complaint_is_amended_by_a_draft_in_its_place(qtbot, writable_vault):
    complaint = filed(writable_vault)
    page, part = after(qtbot, writable_vault)
    assert not part.split.isVisible()
    part.amend.click()
    desk = writable_vault.desk
    qtbot.waitUntil(lambda: bool(complaint_with_history(desk, complaint.id)[1].later))
    qtbot.waitUntil(lambda: bool(page.note.text))
    (later,) = complaint_with_history(desk, complaint.id)[1].later
    rows = page.panel.complaints.list
    qtbot.waitUntil(lambda: rows.keys().count(later) == 1 and writable_vault.jobs.idle)
    rows.choose(later)
    qtbot.waitUntil(lambda: part.history.complaint.id == later)
    qtbot.waitUntil(lambda: f"It stands in the place of {complaint.id}." in words_in(part))
    assert not part.record.isVisible()


def test_a_draft_with_two_rights_is_split(qtbot, writable_vault, own_demo):
    forms = own_demo / "forms"
    second = writable_vault.desk.add("right", forms / "right.yaml")["id"]
    given = yaml.safe_load((forms / "complaint.yaml").read_text("utf-8"))
    given |= {"recipient": "temu", "language": "en", "rights": [*given["rights"], second]}
    (forms / "two.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    draft = str(writable_vault.desk.add("complaint", forms / "two.yaml")["id"])
    page, part = after(qtbot, writable_vault)
    page.panel.complaints.list.choose(draft)
    qtbot.waitUntil(lambda: part.history.complaint.id == draft)
    qtbot.waitUntil(part.split.isVisible)
    assert not part.amend.isVisible()
    part.split.click()
    qtbot.waitUntil(lambda: page.note.text == "It is 2 complaints now.")
    qtbot.waitUntil(lambda: not part.split.isVisible())
