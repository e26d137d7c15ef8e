"""The composer: a draft written by keys and mouse, checked and drawn as it stands, then kept."""

import pytest
import yaml
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLabel

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_following import complaint_with_history
from evidencekit.gui.beginning import VaultWizard
from evidencekit.gui.cases.preflight import FindingRow
from evidencekit.gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def room(cases_room):
    """The room of cases with the demo's case chosen."""
    return cases_room


def written(qtbot, room, complaint=""):
    """Open the composer and wait for its first pages."""
    room.compose(complaint)
    with qtbot.waitSignal(room.composer.preview.drawn):
        pass
    qtbot.waitUntil(lambda: room.composer.preflight is not None)
    return room.composer


def drafted(vault, own_demo, **other):
    """Add a draft to a recipient who wants few pages; return its id."""
    other = {"recipient": "amazon", "language": "en"} | other
    given = yaml.safe_load((own_demo / "forms" / "complaint.yaml").read_text("utf-8"))
    form = own_demo / "forms" / "draft.yaml"
    form.write_text(yaml.safe_dump(given | other, allow_unicode=True), "utf-8")
    return str(vault.desk.add("complaint", form)["id"])


def text_of(pane):
    document: QPdfDocument = pane.document
    return "".join(document.getAllText(page).text() for page in range(document.pageCount()))


def test_a_new_complaint_is_drawn_checked_and_kept(qtbot, writable_vault, room):
    composer = written(qtbot, room)
    assert not composer.dirty
    # Drafted words there are before anything is kept.
    qtbot.waitUntil(composer.fields.drafted.fill.isEnabled)
    assert "DRAFT" in text_of(composer.preview.pane)
    before = {one.id for one in room.panel.complaints._case.complaints}
    composer.fields.holder.selectAll()
    with qtbot.waitSignal(composer.preview.drawn):
        qtbot.keyClicks(composer.fields.holder, "Someone else")
    qtbot.waitUntil(lambda: any(one.rule == "owner_name" for one in composer.found.findings))
    composer.save.click()
    qtbot.waitUntil(lambda: not composer.dirty)
    kept = complaint_with_history(writable_vault.desk, composer.draft.id)[0].complaint
    assert (kept.holder, kept.state, kept.confirmed_by) == ("Someone else", "draft", None)
    assert kept.id not in before
    composer.back.click()
    qtbot.waitUntil(lambda: room.composer is None)
    card = room.panel.complaints
    qtbot.waitUntil(lambda: card.view is not None and card.view.complaint.id == kept.id)


def test_nothing_of_a_preview_stays(qtbot, writable_vault, room):
    vault = writable_vault.desk.folder
    before = {path: path.stat().st_mtime_ns for path in vault.rglob("*") if path.is_file()}
    composer = written(qtbot, room)
    folder = composer.preview._drawing._work()
    assert folder.is_dir()
    assert vault not in folder.parents
    composer.back.click()
    qtbot.waitUntil(lambda: room.composer is None and not folder.exists())
    after = {path: path.stat().st_mtime_ns for path in vault.rglob("*") if path.is_file()}
    assert after == before


def test_writing_is_undone_step_by_step_and_done_again(qtbot, writable_vault, own_demo, room):
    composer = written(qtbot, room, drafted(writable_vault, own_demo))
    start, fields = composer.draft, composer.fields
    qtbot.keyClicks(fields.explanation, "Not ours")
    drawn = composer.preview.drawn
    with qtbot.waitSignal(drawn):
        pass
    qtbot.keyClicks(fields.explanation, ", each")
    fields.captures.setCurrentRow(0)
    qtbot.keyClick(fields.captures, Qt.Key.Key_Space)
    assert composer.draft.captures == start.captures[1:]
    said = composer.draft
    for captures, words in (
        (start.captures, "Not ours, each"),
        (start.captures, "Not ours"),
        (start.captures, ""),
    ):
        composer.undo.click()
        assert (composer.draft.captures, composer.draft.explanation) == (captures, words)
        assert fields.explanation.toPlainText() == words
    assert composer.draft == start
    assert not composer.dirty
    for _step in range(3):
        composer.redo.click()
    assert composer.draft == said
    composer.discard()
    assert composer.draft == start
    composer.undo.click()
    assert composer.draft == said


def test_drafted_words_fill_an_empty_field_and_never_a_persons(
    qtbot, writable_vault, own_demo, room
):
    composer = written(qtbot, room, drafted(writable_vault, own_demo))
    fields, drafted_words = composer.fields, composer.fields.drafted
    qtbot.waitUntil(drafted_words.fill.isEnabled)
    found = drafted_words.drafted
    drafted_words.show_all.click()
    shown = [one.text().replace("\u200b", "") for one in drafted_words.findChildren(QLabel)]
    for sentence in found.wording.sentences:
        assert sentence.text in shown
        if sentence.exhibits:
            at = shown.index(sentence.text)
            assert shown[at + 1] == ", ".join(one.called for one in sentence.exhibits)
    drafted_words.fill.click()
    assert fields.explanation.toPlainText() == found.fitted.text
    assert composer.draft.explanation == found.fitted.text
    assert not drafted_words.fill.isEnabled()
    # It is the person's from now on: changed, undone, and not replaced.
    fields.explanation.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(composer.preview.drawn):
        pass
    qtbot.keyClicks(fields.explanation, " So it is.")
    drafted_words.wanted.emit("something else")
    assert composer.draft.explanation == f"{found.fitted.text} So it is."
    composer.undo.click()
    composer.undo.click()
    assert composer.draft.explanation == ""
    assert drafted_words.fill.isEnabled()


def test_the_page_that_is_looked_at_stays_while_it_is_drawn_anew(
    qtbot, writable_vault, own_demo, room
):
    composer = written(qtbot, room, drafted(writable_vault, own_demo, explanation="first"))
    pane = composer.preview.pane
    pane.page.setValue(3)
    qtbot.waitUntil(lambda: pane.view.pageNavigator().currentPage() == 2)
    place = pane.view.verticalScrollBar().value()
    assert place > 0
    with qtbot.waitSignal(composer.preview.drawn):
        composer.fields.explanation.setPlainText("second")
    assert pane.view.verticalScrollBar().value() == place


def test_a_finding_leads_to_its_field(qtbot, writable_vault, own_demo, room):
    wanted = drafted(writable_vault, own_demo, holder="Brand Y")
    composer = written(qtbot, room, wanted)
    rows = composer.preflight.findChildren(FindingRow)
    told = "\n".join(one.text() for one in composer.preflight.findChildren(QLabel))
    assert "Source: " in told
    place = next(
        row.place
        for row, one in zip(rows, composer.preflight.shown, strict=True)
        if one.rule == "owner_name"
    )
    assert place.text() == "Go to the field"
    composer.window().activateWindow()
    place.click()
    assert composer.fields.holder.window().focusWidget() is composer.fields.holder


def test_without_a_listing_nothing_is_kept_and_the_person_is_asked(
    qtbot, writable_vault, own_demo, room
):
    complaint = drafted(writable_vault, own_demo)
    composer = written(qtbot, room, complaint)
    kept = composer.draft.captures
    for row in range(composer.fields.captures.count()):
        composer.fields.captures.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert composer.draft.captures == ()
    assert not composer.save.isEnabled()
    qtbot.waitUntil(lambda: "without one there is no packet" in composer.preview.told.text())
    composer.leave()
    assert room.composer is composer
    stay, give_up = sorted(composer.question.buttons(), key=lambda one: one.text())[::-1]
    assert (stay.text(), give_up.text()) == ("Go on writing", "Give up what I wrote")
    stay.click()
    assert room.composer is composer
    composer.leave()
    next(one for one in composer.question.buttons() if one.text() == give_up.text()).click()
    qtbot.waitUntil(lambda: room.composer is None)
    assert complaint_with_history(writable_vault.desk, complaint)[0].complaint.captures == kept


def test_what_is_confirmed_is_only_looked_at(qtbot, writable_vault, room):
    [case] = writable_vault.desk.cases()
    [complaint] = writable_vault.desk.case(case.id).complaints
    room.compose(complaint.id)
    composer = room.composer
    qtbot.waitUntil(lambda: composer.view is not None)
    assert not composer.fields.isEnabled()
    assert not composer.save.isEnabled()
    assert "Reopen it" in composer.note.text
    composer.back.click()
    assert room.composer is None


@pytest.mark.parametrize("away", ["close", "another vault", "a new vault"])
def test_what_was_written_is_kept_before_its_page_goes(qtbot, own_demo, away):
    window = MainWindow()
    qtbot.addWindow(window)
    window.show()
    window.open_vault(own_demo / "vault")
    qtbot.waitUntil(lambda: window.vault is not None and window.jobs.idle)
    window.show_room("cases")
    room = window.stack.currentWidget()
    qtbot.waitUntil(lambda: room.panel is not None and window.jobs.idle)
    room.compose("")
    composer = room.composer
    qtbot.waitUntil(lambda: composer.draft is not None and window.jobs.idle)
    composer.fields.explanation.setPlainText("Kept at the last moment")
    desk, wanted = window.vault.desk, composer.draft.id
    if away == "close":
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
    else:
        before = window.vault
        if away == "another vault":
            window.open_vault(own_demo / "vault")
        else:
            window.make_vault()
            wizard = window.findChild(VaultWizard)
            wizard.made.emit(Desk.open(own_demo / "vault"))
            wizard.close()
        qtbot.waitUntil(lambda: window.vault is not before and window.jobs.idle)
        window.close()
    assert (
        complaint_with_history(desk, wanted)[0].complaint.explanation == "Kept at the last moment"
    )
