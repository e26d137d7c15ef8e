"""The steps to a vault: each by key, nothing chosen for a person, no dead end."""

import keyring
import pytest
from PySide6.QtCore import Qt

from evidencekit.bootstrap.beginning import look_at_place
from evidencekit.gui import preferences
from evidencekit.gui.beginning import VaultWizard
from evidencekit.gui.main_window import MainWindow
from evidencekit.services.authority_presets import presets
from evidencekit.vault.vault import Vault

ALT = Qt.KeyboardModifier.AltModifier
WORDS = "one two three four"


@pytest.fixture
def window(qtbot):
    # Not given to qtbot, which would delete it while its jobs end.
    made = MainWindow()
    made.show()
    yield made
    qtbot.waitUntil(lambda: made.jobs.idle)
    made.close()
    made.deleteLater()


@pytest.fixture
def wizard(qtbot, window, tmp_path):
    window.make_vault()
    made = window.findChild(VaultWizard)
    made.place.name.setText("Brand X")
    made.place.operator.setText("Ana")
    made.place.folder.setText(str(tmp_path / "new"))
    qtbot.waitUntil(lambda: not made.place.busy and not made.key.busy)
    return made


def to_step(qtbot, wizard, wanted):
    while wizard.at < wanted:
        before = wizard.at
        wizard.next.click()
        qtbot.waitUntil(lambda before=before: wizard.at != before)


def test_what_every_capture_says_is_asked_first(qtbot, wizard):
    wizard.place.operator.clear()
    assert not wizard.next.isEnabled()
    assert "stand in every capture" in wizard.wanted.text()
    wizard.go_on()
    assert wizard.at == 0
    wizard.place.operator.setText("Ana")
    assert wizard.next.isEnabled()


def test_steps_go_on_and_back_by_key_and_keep_what_was_typed(qtbot, wizard):
    seen = []
    qtbot.waitUntil(wizard.isActiveWindow)
    for _step in range(3):
        seen.append(wizard.title.text())
        qtbot.keyClick(wizard, Qt.Key.Key_Right, ALT)
    assert wizard.at == 3
    assert len({*seen, wizard.title.text()}) == 4
    for _step in range(3):
        qtbot.keyClick(wizard, Qt.Key.Key_Left, ALT)
    assert wizard.at == 0
    assert wizard.place.name.text() == "Brand X"
    qtbot.keyClick(wizard.place.name, Qt.Key.Key_Return)
    assert wizard.at == 1


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Firm", "iCloud Drive"])
def test_a_synced_folder_is_told_while_it_is_typed(qtbot, wizard, tmp_path, name):
    wizard.place.folder.setText(str(tmp_path / name / "vault"))
    wizard.go_on()
    qtbot.waitUntil(lambda: not wizard.place.busy)
    assert wizard.at == 0
    assert name.split(" ")[0] in wizard.place.trouble.text
    assert wizard.place.trouble.isVisible()
    assert "outside synced folders" in wizard.wanted.text()
    wizard.place.folder.setText(str(tmp_path / "elsewhere"))
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.at == 1)


def test_what_is_there_already_and_what_is_no_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").touch()
    codes = {
        name: place.trouble and place.trouble.code
        for name in (".", "file", "file/below", "empty", "not/there")
        for place in [look_at_place(tmp_path / name)]
    }
    assert codes == {
        ".": "folder.not_empty",
        "file": "file.missing",
        "file/below": "file.missing",
        "empty": None,
        "not/there": None,
    }
    assert look_at_place(tmp_path / "not" / "there").free > 0


def test_the_key_goes_into_the_keyring_that_was_tried(qtbot, window, wizard, tmp_path):
    assert "gave back what it was given" in wizard.key.found.text()
    to_step(qtbot, wizard, 4)
    vault = Vault.open_reading(tmp_path / "new")
    (key_id,) = (path.stem for path in (tmp_path / "new" / "keys").glob("*.crt"))
    assert keyring.get_password("evidencekit", f"{vault.marker.vault_id}/{key_id}")
    assert window.vault.desk.vault_id == vault.marker.vault_id


def test_without_a_keyring_a_passphrase_is_wanted(qtbot, window, tmp_path, monkeypatch):
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())
    window.make_vault()
    wizard = window.findChild(VaultWizard)
    wizard.place.name.setText("Brand X")
    wizard.place.operator.setText("Ana")
    wizard.place.folder.setText(str(tmp_path / "new"))
    qtbot.waitUntil(lambda: not wizard.key.keyring.isEnabled())
    to_step(qtbot, wizard, 1)
    assert wizard.key.words.isChecked()
    assert not wizard.next.isEnabled()
    wizard.key.first.setText(WORDS)
    wizard.key.again.setText("others")
    assert "differ" in wizard.wanted.text()
    wizard.key.again.setText(WORDS)
    to_step(qtbot, wizard, 4)
    assert list((tmp_path / "new" / "keys").glob("*.enc.pem"))


def test_no_authority_is_ticked_and_each_says_where_and_when_it_was_seen(qtbot, window, wizard):
    boxes = wizard.time.authorities.boxes
    assert not any(box.isChecked() for box in boxes.values())
    for one in presets():
        told = boxes[one.name].accessibleDescription()
        assert one.seen_on in told
        assert one.seen_where.removeprefix("https://") in told
    to_step(qtbot, wizard, 4)
    assert preferences.chosen().authorities == ()


def test_an_authority_that_is_ticked_is_chosen_when_the_vault_is_made(qtbot, wizard):
    to_step(qtbot, wizard, 2)
    wizard.time.authorities.boxes["freetsa-org-tsr"].setChecked(True)
    to_step(qtbot, wizard, 3)
    assert any("freeTSA" in value for _name, value in wizard.look.rows)
    assert preferences.chosen().authorities == ()
    to_step(qtbot, wizard, 4)
    assert preferences.chosen().authorities == ("https://freetsa.org/tsr",)


def test_an_error_is_told_where_it_happened_and_can_be_mended(qtbot, window, wizard, tmp_path):
    to_step(qtbot, wizard, 3)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "in the way").touch()
    wizard.next.click()
    qtbot.waitUntil(lambda: bool(wizard.trouble.text))
    assert (wizard.at, window.vault) == (3, None)
    for _step in range(3):
        wizard.back.click()
    wizard.place.folder.setText(str(tmp_path / "other"))
    qtbot.waitUntil(lambda: not wizard.place.busy)
    to_step(qtbot, wizard, 4)
    assert window.vault.desk.folder == (tmp_path / "other").resolve()


def test_leaving_makes_nothing_and_the_welcome_stands_behind(qtbot, window, wizard, tmp_path):
    to_step(qtbot, wizard, 3)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not (tmp_path / "new").exists()
    assert window.stack.currentWidget() is window.welcome
    window.make_vault()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(VaultWizard)))


def test_who_only_wants_to_look_gets_the_demo(qtbot, window):
    wizard = VaultWizard(window.jobs, window)
    wizard.show()
    with qtbot.waitSignal(wizard.demo_wanted):
        wizard.demo.click()
    assert not wizard.isVisible()


def test_a_second_vault_gets_a_name_of_its_own(qtbot, window, wizard):
    from pathlib import Path

    from evidencekit.foundation.paths import user_folders

    (user_folders().data / "vaults" / "vault-1").mkdir(parents=True)
    window.make_vault()
    names = {Path(one.place.folder.text()).name for one in window.findChildren(VaultWizard)}
    assert "vault-2" in names
