"""A backup becomes a vault by the app: checked, told, opened; never over what is there."""

from threading import Event

import pytest

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_leaving import back_up, hide
from evidencekit.bootstrap.desk_restoring import RestoreWish, restore
from evidencekit.domain.errors import FolderNotEmpty, VaultLocked
from evidencekit.gui.jobs import JobState, Task
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.passphrase_dialog import PassphraseDialog
from evidencekit.gui.tools.restore_dialogs import OlderDialog, RestoredDialog, RestoreDialog
from evidencekit.vault.copying import copy_file
from evidencekit.vault.vault import Vault
from shown_words import words_in

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def backup(own_demo, tmp_path):
    """A backup of the demo's vault; the computer that made it saw later lines of the log."""
    return back_up(Desk.open(own_demo / "vault"), tmp_path / "copies", Task()).path


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWindow(made)
    made.show()
    return made


def shown(qtbot, window, kind):
    """Wait for a question of this kind and return it."""
    qtbot.waitUntil(lambda: isinstance(window.tools.restoration.dialog, kind))
    return window.tools.restoration.dialog


def last_line(folder):
    return Vault.open_reading(folder).logs()[-1].report.lines[-1]


def test_a_backup_is_restored_checked_and_opened(
    qtbot, window, backup, own_demo, tmp_path, monkeypatch
):
    # A computer that never saw this vault.
    monkeypatch.setenv("EVIDENCEKIT_HOME", str(tmp_path / "other-home"))
    secret = (own_demo / "DEMO-passphrase.txt").read_text(encoding="utf-8").strip()
    taken, to = tmp_path / "taken", tmp_path / "restored"
    (taken / "mine").mkdir(parents=True)
    window.tools.ask_restore()
    asked = shown(qtbot, window, RestoreDialog)
    assert not asked.act.isEnabled()
    asked.take_backup(backup)
    assert asked.folder.text().endswith(backup.name)
    asked.folder.setText(str(taken))
    asked.person.setText("Ana Lima")
    asked.act.click()
    question = shown(qtbot, window, PassphraseDialog)
    question.words.setText("not it")
    question.act.click()
    qtbot.waitUntil(lambda: window.tools.restoration.dialog is not question)
    question = window.tools.restoration.dialog
    question.words.setText(secret)
    with qtbot.waitSignal(window.jobs.failed) as failed:
        question.act.click()
    assert isinstance(failed.args[0], FolderNotEmpty)
    assert [one.name for one in taken.iterdir()] == ["mine"]
    # What was typed is there again; so is the passphrase, which nobody is asked for twice.
    assert shown(qtbot, window, RestoreDialog) is asked
    asked.folder.setText(str(to))
    asked.act.click()
    ended = shown(qtbot, window, RestoredDialog)
    assert "each as the backup lists it" in words_in(ended)
    assert "The custody log tells of the restoring." in ended.told
    ended.act.click()
    qtbot.waitUntil(lambda: window.vault is not None and window.jobs.idle)
    assert window.vault.desk.folder == to
    line = last_line(to)
    assert (line.kind, line.body["by"]) == ("vault.restored", "Ana Lima")


def test_an_older_state_is_gone_back_to_only_when_a_person_says_so(
    qtbot, window, backup, own_demo, tmp_path, monkeypatch
):
    monkeypatch.setenv("EVIDENCEKIT_PASSPHRASE_FILE", str(own_demo / "DEMO-passphrase.txt"))
    later = Desk.open(own_demo / "vault")
    hide(later, [later.captures().entries[0].id], "taken twice", "Ana Lima", hidden=True)
    wish = RestoreWish(backup, tmp_path / "restored", "Ana Lima", although_older=True)
    with later.writing(), pytest.raises(VaultLocked):
        # Its end would be remembered afterwards, and the restored vault never be written again.
        restore(wish, Task(), later)
    window.tools.ask_restore()
    asked = shown(qtbot, window, RestoreDialog)
    asked.take_backup(backup)
    asked.folder.setText(str(tmp_path / "restored"))
    asked.person.setText("Ana Lima")
    asked.act.click()
    older = shown(qtbot, window, OlderDialog)
    assert str(last_line(own_demo / "vault").seq) in words_in(older)
    older.reject()
    assert shown(qtbot, window, RestoreDialog) is asked
    assert not (tmp_path / "restored").exists()
    asked.act.click()
    shown(qtbot, window, OlderDialog).act.click()
    ended = shown(qtbot, window, RestoredDialog)
    assert "Given up: log entries after the backup" in words_in(ended)
    ended.act.click()
    qtbot.waitUntil(lambda: window.vault is not None and window.jobs.idle)
    assert window.vault.desk.folder == tmp_path / "restored"
    assert Vault.open_reading(tmp_path / "restored").hidden() == set()
    assert last_line(tmp_path / "restored").body["remembered"] is not None


def test_a_restoring_that_is_stopped_leaves_nothing_and_can_be_begun_again(
    qtbot, window, backup, own_demo, tmp_path, monkeypatch
):
    # A computer that never saw this vault.
    monkeypatch.setenv("EVIDENCEKIT_HOME", str(tmp_path / "other-home"))
    monkeypatch.setenv("EVIDENCEKIT_PASSPHRASE_FILE", str(own_demo / "DEMO-passphrase.txt"))
    to = tmp_path / "made" / "restored"
    copying, stopped = Event(), Event()

    def copy_one(*told):
        copying.set()
        stopped.wait(60)
        return copy_file(*told)

    with monkeypatch.context() as patched:
        patched.setattr("evidencekit.vault.restore.copy_file", copy_one)
        window.tools.ask_restore()
        asked = shown(qtbot, window, RestoreDialog)
        asked.take_backup(backup)
        asked.folder.setText(str(to))
        asked.person.setText("Ana Lima")
        asked.act.click()
        qtbot.waitUntil(copying.is_set)
        (job,) = window.jobs.running
        job.cancel()
        stopped.set()
        qtbot.waitUntil(lambda: window.jobs.idle)
    assert job.state is JobState.CANCELLED
    assert asked.isVisible()
    assert list(to.parent.iterdir()) == []
    asked.act.click()
    assert shown(qtbot, window, RestoredDialog).act.isEnabled()
    assert (to / "vault.json").is_file()
