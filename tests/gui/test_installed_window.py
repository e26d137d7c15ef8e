"""The capture window beside a window of the installed browser, on loopback."""

import json
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from engines import needs_installed
from evidencekit.domain.errors import BrowserMissing
from evidencekit.gui import preferences
from evidencekit.gui.browser.installed_window import InstalledWindow
from evidencekit.gui.capturing import CaptureWindow
from evidencekit.vault.vault import Vault
from loopback_pages import loopback_pages

SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
# Its window is not drawn on any screen, but counts as one.
SHOWN_NOWHERE = f"{SHUT} --headless=new"
# Off screen no window can be raised, of which the platform warns.
pytestmark = [needs_installed, pytest.mark.qt_log_level_fail("CRITICAL"), pytest.mark.timeout(300)]
LONG = 120_000


@pytest.fixture
def site():
    with loopback_pages() as address:
        yield address


@pytest.fixture
def window(qtbot, monkeypatch, writable_vault):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHOWN_NOWHERE)
    made, freed = InstalledWindow(writable_vault), []
    made._tab.freed.connect(lambda: freed.append(True))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    qtbot.waitUntil(lambda: bool(freed) and writable_vault.jobs.idle, timeout=LONG)
    assert list((writable_vault.desk.folder / "staging").iterdir()) == []


def test_the_settings_choose_which_browser_captures(monkeypatch, writable_vault, qtbot):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHOWN_NOWHERE)
    parent = QWidget()
    qtbot.addWidget(parent)
    opener = CaptureWindow(parent)
    opener.follow(writable_vault)
    failed = []
    opener.failed.connect(failed.append)
    preferences.choose(engine="chromium", chromium_path="/nowhere/chrome")
    assert opener.open() is None
    assert [type(one) for one in failed] == [BrowserMissing]
    preferences.choose(engine="chromium", chromium_path=None)
    window, freed = opener.open(), []
    assert isinstance(window, InstalledWindow)
    window._tab.freed.connect(lambda: freed.append(True))
    opener.close()
    qtbot.waitUntil(lambda: bool(freed) and writable_vault.jobs.idle, timeout=LONG)


def visit(qtbot, window, address, title):
    window.open_address(address)
    # The title is told of when all is loaded.
    qtbot.waitUntil(lambda: window.shown.text().endswith(f": {title}"), timeout=LONG)
    assert window.top.address.text() == address
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)


def test_what_its_window_shows_is_sealed_without_a_second_load(qtbot, window, writable_vault, site):
    visit(qtbot, window, f"{site}/item/1", "Bag")
    with qtbot.waitSignal(window.captured, timeout=LONG) as told:
        window.start_capture()
    reading = Vault.open_reading(writable_vault.desk.folder)
    with reading.open_capture(reading.find(told.args[0])) as sealed:
        about, log = sealed.evidencekit, (sealed.artefact("actions", 1 << 20) or b"").splitlines()
    assert about["state"] == "complete"
    assert (about["engine"]["kind"], about["engine"]["window"]) == ("installed", "own_browser")
    assert "devtools_possible" in about["warnings"]
    assert about["screen_wire"]["title"] == "found"
    nameless = [
        type(one).__name__
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
    assert nameless == []
    assert "navigate" not in {json.loads(line)["did"] for line in log}


def test_a_window_that_is_closed_is_told_and_another_can_be_opened(qtbot, window, site):
    visit(qtbot, window, f"{site}/light", "light")
    page = window._tab._page
    window._tab._browser._running._pipe.send("Target.closeTarget", {"targetId": page.target})
    qtbot.waitUntil(lambda: not window.anew.isHidden(), timeout=LONG)
    assert not window.top.capture.isEnabled()
    with qtbot.waitSignal(window.profile_wanted) as wanted:
        window.anew.click()
    assert wanted.args == ["", f"{site}/light"]


def test_a_program_that_is_no_browser_is_told_and_the_window_can_be_closed(
    qtbot, monkeypatch, writable_vault
):
    preferences.choose(chromium_path=shutil.which("true"))
    window = InstalledWindow(writable_vault)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.trouble.text != "", timeout=LONG)
    assert "does not start" in window.trouble.text
    assert not window.top.capture.isEnabled()
    with qtbot.waitSignal(window._tab.freed, timeout=LONG):
        window.close()
    qtbot.waitUntil(lambda: writable_vault.jobs.idle, timeout=LONG)
