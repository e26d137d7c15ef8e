"""Counsel of a case, asked for in its card: kept, taken back with an empty name, undone."""

import pytest

from evidencekit.gui.cases.work import CaseWorkCard

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def test_counsel_is_named_taken_back_and_undone(qtbot, writable_vault):
    vault = writable_vault
    (case,) = vault.desk.cases()
    card = CaseWorkCard(vault, case.id)
    qtbot.addWidget(card)
    card.show()
    assert not card.counsel.isEnabled()

    def stands(name):
        # The card is read again after each change.
        qtbot.waitUntil(lambda: card.shown is not None and (card.shown["counsel"] or "") == name)
        qtbot.waitUntil(lambda: vault.jobs.idle)
        assert (vault.desk.register.case_shown(case.id)["counsel"] or "") == name

    def say(known, name):
        card.counsel.click()
        assert card.dialog.name.text() == known
        # What stands already is nothing to record.
        assert not card.dialog.act.isEnabled()
        card.dialog.name.setText(name)
        card.dialog.by.setText("Ana Field")
        card.dialog.act.click()

    stands("")
    card.counsel.click()
    card.dialog.name.setText("Bo Harbour")
    card.dialog.by.clear()
    assert card.dialog.trouble.text() == "A name is needed."
    assert not card.dialog.act.isEnabled()
    card.dialog.reject()
    say("", " Bo Harbour ")
    stands("Bo Harbour")
    assert card.shown["notes"][-1]["by"] == "Ana Field"
    say("Bo Harbour", "")
    stands("")
    assert vault.deeds.undo_name == "Say who is counsel"
    vault.deeds.undo()
    stands("Bo Harbour")
    vault.deeds.undo()
    stands("")
    vault.deeds.redo()
    stands("Bo Harbour")
