"""What is missing on this computer, told by the app; and the search index made anew."""

import sqlite3

import pytest
from PySide6.QtWidgets import QLabel

from evidencekit.bootstrap.doctor import Finding, examine_computer
from evidencekit.gui.tools import computer_dialog
from evidencekit.gui.tools.computer_dialog import ComputerDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def texts(dialog):
    return [one.text() for one in dialog.list.widget().findChildren(QLabel) if one.text()]


def test_each_finding_is_told_in_words_and_the_index_made_anew(qtbot, open_vault):
    vault = open_vault
    index = vault.desk.library.path
    with sqlite3.connect(index) as database:
        made = index.stat().st_ino
        assert database.execute("select count(*) from sqlite_master").fetchone()[0]
    database.close()
    dialog = ComputerDialog(vault.jobs, vault, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.findings))
    told = texts(dialog)
    found = examine_computer(vault.desk.folder)
    assert {one.name for one in dialog.findings} == {one.name for one in found}
    for one in found:
        if one.name != "signal_counts":
            assert any(one.seen.replace("\u200b", "") in t.replace("\u200b", "") for t in told)
    # Never by colour alone.
    assert sum(text in {"well", "missing", "advice"} for text in told) == len(found)
    with qtbot.waitSignal(vault.captures_changed):
        dialog.rebuild.click()
    assert "anew of 5 captures" in dialog.told.text()
    assert index.stat().st_ino != made
    assert len(vault.desk.matching("")) == len(vault.desk.captures().entries)


def test_what_is_missing_stands_first_with_what_a_window_can_do(qtbot, jobs, monkeypatch):
    found = [
        Finding("python", ok=True, seen="3.11.9"),
        Finding("keyring", ok=False, seen="null", action=_action("keyring")),
        Finding("browser_engine", ok=False, seen="libnss3.so", action=_action("browser_engine")),
    ]
    monkeypatch.setattr(computer_dialog, "examine_computer", lambda _vault: found)
    dialog = ComputerDialog(jobs, None, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.rebuild.isEnabled()
    qtbot.waitUntil(dialog.again.isEnabled)
    told = texts(dialog)
    assert told[:2] == ["Browser engine that is built in", "missing"]
    assert told.index("advice") < told.index("well")
    assert "1 thing is missing." in dialog.told.text()
    assert not any("--passphrase-file" in text or "make run" in text for text in told)
    dialog.again.click()
    qtbot.waitUntil(lambda: dialog.again.isEnabled() and jobs.idle)


def _action(name):
    """Return what `doctor` says of a thing that it found missing."""
    return {
        "keyring": "Keys are kept in an encrypted file: give --passphrase-file at init.",
        "browser_engine": "Run `make run` again, or install the named library.",
    }[name]
