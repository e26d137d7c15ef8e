"""A capture deleted for good from the app: asked twice where a packet holds it, and logged."""

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QDialog

from evidencekit.gui.captures.page import CapturesPage
from evidencekit.vault.vault import Vault

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def page(qtbot, writable_vault, jobs):
    made = CapturesPage(writable_vault)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() == 5 and jobs.idle)
    yield made
    qtbot.waitUntil(lambda: jobs.idle)


def asked(qtbot, page):
    """Ask for the first capture to be deleted, with a reason; return its id and the question."""
    # By an explicit command: off screen a key of another test may count as held.
    only = QItemSelectionModel.SelectionFlag.ClearAndSelect
    page.grid.selectionModel().setCurrentIndex(page.model.index(0, 0), only)
    (capture_id,) = page.bulk.chosen
    page.bulk.ask_remove()
    dialog = page.bulk.removal.dialog
    assert not dialog.act.isEnabled()
    dialog.reason.setText("asked for by a court")
    dialog.person.setText("Ana")
    page.bulk.removal.question = None
    dialog.act.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    qtbot.waitUntil(lambda: page.bulk.removal.question is not None)
    return capture_id, page.bulk.removal.question


def test_what_a_packet_holds_is_deleted_only_after_a_second_word(qtbot, page, writable_vault, jobs):
    folder = writable_vault.desk.folder
    capture_id, question = asked(qtbot, page)
    assert "packets/" in question.informativeText()
    question.defaultButton().click()
    qtbot.waitUntil(lambda: jobs.idle)
    vault = Vault.open_reading(folder)
    file = vault.path_of(vault.find(capture_id))
    assert len(vault.captures()) == 5

    again, question = asked(qtbot, page)
    assert again == capture_id
    (anyway,) = (one for one in question.buttons() if one is not question.defaultButton())
    with qtbot.waitSignal(writable_vault.captures_changed):
        anyway.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4 and jobs.idle)
    gone = vault.removed()[capture_id]
    assert (gone.by, gone.reason) == ("Ana", "asked for by a court")
    assert not file.exists()
    assert len(list(folder.glob("packets/*/manifest.json"))) == 1


def test_one_capture_at_a_time_is_deleted(qtbot, page):
    page.grid.selectAll()
    opening = page.actions()[-1]
    can = {action.text(): action.isEnabled() for action in page.bulk.menu(opening).actions()}
    assert not can["Delete for good..."]
    page.bulk.ask_remove()
    assert page.bulk.removal.dialog is None
