"""The main window: opens light, offers the demo, opens vaults, says what runs, closes whole."""

import json
import subprocess
import sys
from threading import Event

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from evidencekit.domain.errors import PassphraseMissing, VaultMissing
from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.paths import user_folders
from evidencekit.gui import preferences
from evidencekit.gui.app import AppShell
from evidencekit.gui.beginning import VaultWizard
from evidencekit.gui.error_dialog import ErrorDialog
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.passphrase_dialog import PassphraseDialog
from evidencekit.gui.theme import colours

# What may be loaded before the first paint beside what a bare window loads, and the standard
# library: `platformdirs` says where the settings are.
LIGHT = {"evidencekit", "platformdirs"}
PROBE = """
import json, sys
{imports}
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow
QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
app = QApplication(["probe"])
class Paint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            app.quit()
        return False
window = {window}
seen = Paint()
window.installEventFilter(seen)
window.show()
app.exec()
print(json.dumps(sorted(sys.modules)))
"""


def loaded(imports, window):
    """Return what is loaded when a window is first painted."""
    code = PROBE.format(imports=imports, window=window)
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    return set(json.loads(done.stdout))


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWindow(made)
    made.show()
    return made


def opened(qtbot, window, folder):
    window.open_vault(folder)
    qtbot.waitUntil(lambda: window.vault is not None)
    return window.vault


def test_nothing_heavy_is_loaded_before_the_first_paint():
    ours = loaded("from evidencekit.gui import AppShell", "(shell := AppShell(app)).window")
    more = {name.split(".")[0] for name in ours - loaded("", "QMainWindow()")}
    assert more - sys.stdlib_module_names == LIGHT


def started(qtbot, qapp):
    shell = AppShell(qapp)
    shell.start()
    # Qt shows what was put into a window that is seen in a turn of its own.
    qtbot.waitUntil(lambda: shell.window.whole and shell.window.centralWidget().isVisible())
    return shell


def test_the_app_paints_its_grounds_first_and_is_then_like_a_window_made_whole(qtbot, qapp, window):
    preferences.choose(tour="seen")
    shell = AppShell(qapp)
    shell.start()
    assert not shell.window.whole
    ground, size = shell.window.grab().toImage(), shell.window.size()
    assert ground.pixelColor(size.width() // 2, size.height() // 2).name() == colours().window
    assert ground.pixelColor(size.width() // 2, size.height() - 5).name() == colours().raised
    qtbot.waitUntil(lambda: shell.window.whole)
    seen = []
    for one in (shell.window, window):
        one.activateWindow()
        qtbot.waitUntil(one.welcome.demo.hasFocus)
        seen.append(one.grab().toImage())
    assert seen[0] == seen[1]
    shell.window.close()


def test_a_window_is_furnished_once(qtbot, qapp):
    preferences.choose(tour="seen")
    shell = AppShell(qapp)
    shell.start()
    ground = shell.window.centralWidget()
    ground.painted.emit()
    rail = shell.window.rail
    ground.painted.emit()
    assert shell.window.rail is rail
    shell.window.close()


def test_an_empty_window_can_be_closed(qtbot, qapp):
    shell = AppShell(qapp)
    shell.start()
    assert shell.window.close()
    assert not shell.window.whole


def test_the_first_window_offers_three_ways_and_captures_nothing(window):
    assert window.stack.currentWidget() is window.welcome
    assert window.welcome.demo.isEnabled()
    assert not window.capture_action.isEnabled()
    assert not window.rail.isVisible()


def test_a_vault_opens_with_its_captures_and_says_that_it_is_a_demo(qtbot, window, demo_folder):
    opened(qtbot, window, demo_folder / "vault")
    assert window.rail.buttons["captures"].isChecked()
    assert "DEMO" in window.note.text
    assert window.capture_action.isEnabled()
    assert preferences.last_vault() == (demo_folder / "vault").resolve()


def test_the_rail_changes_rooms_by_key(qtbot, window, demo_folder):
    opened(qtbot, window, demo_folder / "vault")
    captures = window.stack.currentWidget()
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is not captures
    assert window.rail.buttons["cases"].isChecked()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is captures


def test_what_is_no_vault_is_said_in_three_parts(qtbot, window, tmp_path):
    window.open_vault(tmp_path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ErrorDialog)))
    words = [one.text() for one in window.findChild(ErrorDialog).findChildren(QLabel)]
    assert any(str(tmp_path) in text for text in words)
    assert len(words) == 6
    assert window.vault is None


def test_a_vault_is_made_and_its_fingerprint_shown(qtbot, window, tmp_path):
    window.make_vault()
    wizard = window.findChild(VaultWizard)
    wizard.place.name.setText("Brand X")
    wizard.place.operator.setText("Ana")
    wizard.place.folder.setText(str(tmp_path / "new"))
    wizard.key.words.setChecked(True)
    wizard.key.first.setText("one two three four")
    wizard.key.again.setText("one two three four")
    for step in range(1, len(wizard.steps)):
        wizard.next.click()
        qtbot.waitUntil(lambda step=step: wizard.at == step)
    (key,) = (tmp_path / "new" / "keys").glob("*.crt")
    assert wizard.end.fingerprint.text().replace(" ", "").startswith(key.stem)
    assert window.vault.desk.name == "Brand X"
    assert not window.vault.desk.demo
    assert window.note.text == ""


def test_the_welcome_changes_the_language_by_one_click(qtbot, window):
    (other,) = (one for one in window.welcome.findChildren(QPushButton) if one.text() == "简体中文")
    with qtbot.waitSignal(window.language_wanted) as told:
        other.click()
    assert told.args == ["zh_CN"]


def test_a_locked_key_is_asked_for_and_a_wrong_passphrase_asked_again(qtbot, window, tmp_path):
    from evidencekit.bootstrap.desk import Desk

    Desk.make(tmp_path / "v", "Brand X", "Ana", "right words")
    vault = opened(qtbot, window, tmp_path / "v")
    done = []

    def work(desk, _task):
        with desk.writing() as writer:
            return writer.head.seq

    vault.write(window, "write", work, done.append)
    for words in ("wrong words", "right words"):
        qtbot.waitUntil(lambda: bool(shown(window)))
        dialog = shown(window)[0]
        dialog.findChild(QLineEdit).setText(words)
        dialog.act.click()
        dialog.deleteLater()
        dialog.setObjectName("answered")
    qtbot.waitUntil(lambda: bool(done))


def shown(window):
    return [one for one in window.findChildren(PassphraseDialog) if one.objectName() == ""]


def test_an_error_of_a_job_is_shown(qtbot, window, demo_folder):
    vault = opened(qtbot, window, demo_folder / "vault")

    def work(_desk, _task):
        raise VaultMissing(path="/nowhere")

    vault.write(window, "look", work, lambda _result: None)
    qtbot.waitUntil(lambda: bool(window.findChildren(ErrorDialog)))


def test_the_job_is_shown_and_can_be_stopped(qtbot, window):
    go = Event()

    def work(task):
        task.say("in the middle")
        while not task.cancelled:
            go.wait(0.01)
        task.check()

    window.jobs.write(window, "A long job", work, lambda _result: None)
    strip = window.status.jobs
    qtbot.waitUntil(lambda: strip.words.text() == "A long job: in the middle")
    assert strip.isVisible()
    qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_closing_waits_for_what_is_written_and_says_so(qtbot, window):
    begun, go = Event(), Event()

    def work(_task):
        begun.set()
        go.wait(60)

    window.jobs.write(window, "Sealing", work, lambda _result: None)
    qtbot.waitUntil(begun.is_set)
    window.close()
    assert window.isVisible()
    assert "half-written" in window.note.text
    go.set()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_the_demo_is_one_click_and_its_vault_opens(clicked_demo):
    assert clicked_demo.waits
    assert clicked_demo.begun == ["The demo case"]
    assert clicked_demo.goes_on == []
    assert clicked_demo.demo


def test_the_demo_can_be_stopped(qtbot, window):
    window.run_demo()
    process = window.findChild(QProcess)
    qtbot.waitUntil(lambda: bool(window.welcome.progress.text().startswith("1/6")))
    window.jobs.running[0].cancel()
    qtbot.waitUntil(lambda: process.state() is QProcess.ProcessState.NotRunning)
    qtbot.waitUntil(lambda: window.jobs.running == [])
    assert window.welcome.demo.isEnabled()
    assert window.vault is None


def test_the_language_changes_with_everything_open(qtbot, qapp, demo_folder):
    shell = started(qtbot, qapp)
    try:
        opened(qtbot, shell.window, demo_folder / "vault")
        first = shell.window
        shell.change_language("zh_CN")
        assert shell.window is not first
        assert shell.window.vault.desk.demo
        assert shell.window.rail.buttons["captures"].text() == "采集"
        assert preferences.chosen_language() == "zh_CN"
    finally:
        shell.window.close()
        use_language("en")


def test_each_window_stands_as_it_was_left(qtbot):
    first = MainWindow()
    qtbot.addWindow(first)
    first.show()
    first.resize(771, 533)
    first.close()
    again = MainWindow()
    qtbot.addWindow(again)
    assert again.size().toTuple() == (771, 533)
    preferences.remember_place("browser_window", b"elsewhere")
    assert preferences.place_of("browser_window") == b"elsewhere"
    assert preferences.place_of("window") != b"elsewhere"
    preferences.choose(window="no base64!")
    assert preferences.place_of("window") == b""


def test_the_last_vault_opens_again(qtbot, qapp, demo_folder):
    preferences.remember_vault(demo_folder / "vault")
    shell = started(qtbot, qapp)
    assert shell.window.rail.isVisible()
    assert not shell.window.welcome.isVisible()
    qtbot.waitUntil(lambda: shell.window.vault is not None)
    assert shell.window.rail.isVisible()
    shell.window.close()


def test_a_last_vault_that_cannot_be_opened_leaves_the_welcome(qtbot, qapp, tmp_path):
    (tmp_path / "vault.json").write_text("no vault")
    preferences.remember_vault(tmp_path)
    preferences.choose(tour="seen")
    shell = started(qtbot, qapp)
    qtbot.waitUntil(lambda: bool(shell.window.findChildren(ErrorDialog)))
    assert shell.window.welcome.isVisible()
    assert not shell.window.rail.isVisible()
    shell.window.close()


def test_passphrase_errors_are_the_only_ones_that_ask(qtbot, jobs, demo_folder):
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.open_vault import OpenVault

    asked = []
    vault = OpenVault(
        Desk.open(demo_folder / "vault"), jobs, lambda wrong, _then: asked.append(wrong), jobs
    )

    def locked(_desk, _task):
        raise PassphraseMissing(key_id="k")

    vault.write(jobs, "write", locked, lambda _result: None)
    qtbot.waitUntil(lambda: asked == [False])


def test_languages_that_are_none_are_told_and_no_browser_opens(qtbot, window, demo_folder):
    opened(qtbot, window, demo_folder / "vault")
    file = user_folders().config / "settings.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_bytes() if file.exists() else None
    file.write_text('{"page_languages": ["en-POSIX"]}', encoding="utf-8")
    try:
        window.open_browser()
    finally:
        file.unlink()
        if before is not None:
            file.write_bytes(before)
    (dialog,) = window.findChildren(ErrorDialog)
    dialog.close()
    assert window.browser is None
