"""The key of a vault is changed by the app, and an earlier one revoked."""

import keyring
import pytest
from keyring.backends.fail import Keyring
from PySide6.QtWidgets import QLabel

from evidencekit.bootstrap.desk import Desk
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.tools.keys_dialog import KeysDialog
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def states(dialog):
    """Return the states of the keys that are listed, from top to bottom."""
    shown = dialog.list.widget().findChildren(QLabel)
    return [one.text() for one in shown if str(one.property("role")).startswith("badge-")]


def last_line(vault):
    return Vault.open_reading(vault.desk.folder).logs()[-1].report.lines[-1]


def test_a_key_is_changed_and_the_one_before_it_revoked(qtbot, writable_vault, tmp_path):
    vault, sealed = writable_vault, len(writable_vault.desk.captures().entries)
    with vault.desk.writing():
        pass
    dialog = KeysDialog(vault, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.change.isEnabled)
    (before,) = dialog.keys.views
    assert not dialog.revoke.isEnabled()
    dialog.change.click()
    told = " ".join(one.text() for one in dialog.dialog.findChildren(QLabel))
    assert "can't be undone" in told
    dialog.dialog.person.clear()
    assert not dialog.dialog.act.isEnabled()
    dialog.dialog.person.setText("Ana Lima")
    dialog.dialog.act.click()
    qtbot.waitUntil(lambda: len(dialog.keys.views) > 1)
    # The list is shown anew, and says whose turn it is.
    assert states(dialog) == ["writes now", "followed by another key, in order"]
    now, old = dialog.keys.views
    assert (old.key, old.store, now.store) == (before.key, None, before.store)
    assert now.groups[:4] in dialog.sheet.toPlainText()
    assert "Make a backup now" in dialog.told.text()
    # The desk has the key that writes, not the one that it held before.
    with vault.desk.writing() as writer:
        assert writer.key.key_id == now.key.key_id
    dialog.revoke.click()
    asked = dialog.dialog
    assert not asked.act.isEnabled()
    asked.reason.setCurrentIndex(asked.reason.findData("stolen"))
    asked.person.setText("Ana Lima")
    asked.act.click()
    qtbot.waitUntil(lambda: states(dialog) == ["writes now", "revoked"])
    assert not dialog.revoke.isEnabled()
    line = last_line(vault)
    said = {"by": "Ana Lima", "key_id": old.key.key_id, "reason": "stolen"}
    assert (line.kind, dict(line.body)) == ("key.revoked", said)
    assert len(vault.desk.captures().entries) == sealed
    assert check_vault(vault.desk.folder, KnownVaults(tmp_path / "known.json")).ok


def test_a_key_is_not_changed_beside_a_capture(qtbot, writable_vault):
    vault = writable_vault
    dialog = KeysDialog(vault, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.change.isEnabled)
    with vault.desk.writing() as writer:
        dialog.change.click()
        with qtbot.waitSignal(vault.jobs.failed) as failed:
            dialog.dialog.act.click()
        # Nobody is sent to look for another program.
        assert "Close the window in which pages are captured" in words_of(failed.args[0]).action
        assert writer.key.key_id == dialog.keys.views[0].key.key_id
    assert last_line(vault).kind != "key.succeeded"


def keys_shown(qtbot, vault):
    dialog = KeysDialog(vault, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.change.isEnabled)
    dialog.change.click()
    return dialog


def test_a_lost_key_is_followed_by_a_new_one_that_says_so(qtbot, writable_vault, tmp_path):
    vault = writable_vault
    with vault.desk.writing():
        pass
    (gone,) = (vault.desk.folder / "keys").glob("*.enc.pem")
    gone.unlink()
    dialog = keys_shown(qtbot, vault)
    (before,) = dialog.keys.views
    assert "the new one follows it" in dialog.dialog.about.text()
    dialog.dialog.lost.click()
    assert "can't be shown" in dialog.dialog.about.text()
    dialog.dialog.person.setText("Ana Lima")
    dialog.dialog.act.click()
    qtbot.waitUntil(lambda: len(dialog.keys.views) > 1)
    assert states(dialog) == ["writes now", "revoked"]
    assert "can't be shown" in dialog.told.text()
    line = last_line(vault)
    said = {"by": "Ana Lima", "key_id": before.key.key_id, "reason": "lost"}
    assert (line.kind, dict(line.body)) == ("key.revoked", said)
    with vault.desk.writing() as writer:
        assert writer.key.key_id == dialog.keys.views[0].key.key_id
    report = check_vault(vault.desk.folder, KnownVaults(tmp_path / "known.json"))
    assert report.ok
    assert "custody.succession" in {one.id for one in report.problems}


def test_a_key_whose_passphrase_is_forgotten_is_lost_and_no_other(qtbot, jobs, tmp_path):
    keyring.set_keyring(Keyring())
    made, _vault = Desk.make(tmp_path / "vault", "Brand X", "Li Wen", "the first passphrase")
    vault = OpenVault(made, jobs, lambda _wrong, _then: None, jobs)
    dialog = keys_shown(qtbot, vault)
    asked = dialog.dialog
    asked.lost.click()
    # There is no keyring here, so the new key's file has to be locked.
    qtbot.waitUntil(lambda: "no keyring" in asked.trouble.text())
    asked.first.setText("another passphrase")
    assert not asked.act.isEnabled()
    asked.again.setText("another passphrase")
    with qtbot.waitSignal(jobs.failed) as failed:
        asked.act.click()
    assert "not lost" in words_of(failed.args[0]).message
    vault.desk.unlock("no longer known")
    dialog.change.click()
    asked = dialog.dialog
    asked.lost.click()
    for field in (asked.first, asked.again):
        field.setText("another passphrase")
    qtbot.waitUntil(asked.act.isEnabled)
    asked.act.click()
    qtbot.waitUntil(lambda: states(dialog) == ["writes now", "revoked"])
    assert vault.desk.passphrase == "another passphrase"
    with vault.desk.writing() as writer:
        assert writer.key.key_id == dialog.keys.views[0].key.key_id
