"""The capture browser with the real engine on loopback: what is seen is sealed, when asked."""

import base64
import contextlib
import hashlib
import json
import os
import signal
import ssl
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.exceptions import TimeoutError as WaitedInVain

from evidencekit.domain.errors import NotAnAddress
from evidencekit.gui.jobs import JobState
from evidencekit.vault.vault import Vault
from loopback_pages import PAGES, loopback_pages

SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
# The engine itself warns of what this computer's graphics lack.
pytestmark = pytest.mark.qt_log_level_fail("CRITICAL")
LONG = 120_000


@pytest.fixture(scope="module")
def site():
    with loopback_pages() as address:
        yield address


@pytest.fixture
def make_window(qtbot, monkeypatch, writable_vault):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHUT)
    from evidencekit.gui.browser.tab import _living
    from evidencekit.gui.browser.window import BrowserWindow

    made = []

    def make(build=lambda: BrowserWindow(writable_vault)):
        window = build()
        made.append(window)
        window.resize(1000, 640)
        qtbot.addWidget(window)
        window.show()
        return window

    yield make
    for window in made:
        window.close()
    qtbot.waitUntil(lambda: writable_vault.jobs.idle and not _living, timeout=LONG)
    assert left_in_staging(writable_vault) == []


@pytest.fixture
def window(make_window):
    return make_window()


def left_in_staging(vault):
    return [path.name for path in (vault.desk.folder / "staging").iterdir()]


def sealed_ids(vault):
    return {entry.id for entry in vault.desk.captures().entries}


def visit(qtbot, window, address):
    with qtbot.waitSignal(window.page.loadFinished, timeout=LONG):
        window.open_address(address)
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)


def press_capture(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def capture(qtbot, window, press=press_capture):
    steps = []
    window._tab._recording.stepped.connect(steps.append)
    try:
        # A capture ends within its own budget of 60 s, whatever the page does.
        with qtbot.waitSignal(window.captured, timeout=LONG) as done:
            press(qtbot, window)
    except WaitedInVain as error:
        said = (window.trouble.text, window.advice.text, window.bottom.quiet.text())
        raise AssertionError(f"no capture; reached {steps}, said {said}") from error
    return done.args[0]


def click_capture(qtbot, window):
    # Off screen no window gets its keys back from a dialog that closes.
    qtbot.mouseClick(window.top.capture, Qt.MouseButton.LeftButton)


def sealed_page(vault, capture_id):
    """What was sealed: the manifest, and by path the bodies."""
    reading = Vault.open_reading(vault.desk.folder)
    with reading.open_capture(reading.find(capture_id)) as sealed:
        bodies = {one.url.split("/", 3)[3]: one.body for one in sealed.responses()}
        return sealed.evidencekit, bodies


def as_served(path):
    return f"<!doctype html><meta charset=utf-8>{PAGES[path]}".encode()


def test_what_the_person_saw_is_sealed_as_it_came_twice_if_asked_twice(
    qtbot, window, writable_vault, site
):
    assert not window.top.capture.isEnabled()
    visit(qtbot, window, f"{site}/item/1")
    qtbot.waitUntil(lambda: "response" in window.bottom.recording.text(), timeout=LONG)
    before = sealed_ids(writable_vault)
    with qtbot.waitSignal(writable_vault.captures_changed, timeout=LONG):
        first = capture(qtbot, window)
    said, bodies = sealed_page(writable_vault, first)
    assert (said["state"], said["page_kind"], said["title"]) == ("complete", "listing", "Bag")
    assert bodies["item/1"] == as_served("/item/1")
    assert writable_vault.desk.capture(first)["facts"]
    assert (window.advice.text, window.trouble.text) == ("", "")
    assert writable_vault.jobs.running == []
    assert window.panel.steps.state_of("look") == "done"

    second = capture(qtbot, window)
    again, bodies = sealed_page(writable_vault, second)
    assert (again["state"], bodies["item/1"]) == ("complete", as_served("/item/1"))
    assert sealed_ids(writable_vault) == before | {first, second}
    assert window.panel.list.count() == 2


def test_files_that_stand_alone_are_kept_where_they_are_wished(qtbot, window, writable_vault, site):
    visit(qtbot, window, f"{site}/light")
    window.panel.plan.documents.click()
    made = capture(qtbot, window)
    assert window.panel.plan.isVisible()
    reading = Vault.open_reading(writable_vault.desk.folder)
    with reading.open_capture(reading.find(made)) as sealed:
        assert sealed.artefact("print").startswith(b"%PDF")


def test_only_the_page_that_is_shown_is_sealed(qtbot, window, writable_vault, site):
    visit(qtbot, window, f"{site}/light")
    visit(qtbot, window, f"{site}/lazy")
    said, bodies = sealed_page(writable_vault, capture(qtbot, window))
    assert said["title"] == "lazy"
    assert "light" not in bodies
    assert bodies["lazy"] == as_served("/lazy")
    # Back again, from the history: it is recorded anew.
    with qtbot.waitSignal(window.page.loadFinished, timeout=LONG):
        window.top.back.click()
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)
    said, bodies = sealed_page(writable_vault, capture(qtbot, window))
    assert (said["state"], said["title"]) == ("complete", "light")
    assert bodies["light"] == as_served("/light")
    assert "lazy" not in bodies


def test_a_cancel_leaves_nothing_and_the_window_goes_on(qtbot, window, writable_vault, site):
    visit(qtbot, window, f"{site}/lazy")
    before = sealed_ids(writable_vault)
    press_capture(qtbot, window)
    (job,) = writable_vault.jobs.running
    assert not window.top.capture.isEnabled()
    qtbot.waitUntil(lambda: window.panel.steps.state_of("scroll") == "now", timeout=LONG)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED, timeout=LONG)
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)
    assert window.bottom.quiet.text() == "Cancelled. Nothing was sealed."
    assert sealed_ids(writable_vault) == before
    said, _bodies = sealed_page(writable_vault, capture(qtbot, window))
    assert said["state"] == "complete"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "two words", "bag"])
def test_what_is_no_address_loads_nothing_and_is_said(qtbot, window, text):
    loads = []
    window.page.loadStarted.connect(lambda: loads.append(1))
    window.top.address.setText(text)
    qtbot.keyClick(window.top.address, Qt.Key.Key_Return)
    assert window.trouble.isVisible()
    assert text in window.trouble.text
    assert not window.top.capture.isEnabled()
    assert loads == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shop.example/item", "https://shop.example/item"),
        (" shop.example:8443 ", "https://shop.example:8443"),
        ("localhost:80/x", "https://localhost:80/x"),
        ("[::1]/x", "https://[::1]/x"),
        ("http://shop.example", "http://shop.example"),
        ("商店.中国", "https://商店.中国"),
        ("mailto:ana@shop.example", None),
        ("ana:secret@shop.example", None),
        ("data:text/html,x", None),
        ("/etc/passwd", None),
        ("", None),
    ],
)
def test_what_is_typed_becomes_a_web_address_or_nothing(typed, meant):
    from evidencekit.gui.browser.addresses import typed_address

    if meant is None:
        with pytest.raises(NotAnAddress):
            typed_address(typed)
    else:
        assert typed_address(typed) == meant


def text_of(vault, capture_id, kind):
    """The lines of an artefact."""
    reading = Vault.open_reading(vault.desk.folder)
    with reading.open_capture(reading.find(capture_id)) as sealed:
        return sealed.artefact(kind).decode().splitlines()


def test_a_wall_that_the_person_solves_in_view_is_passed_and_the_log_says_who_did(
    qtbot, window, writable_vault, site
):
    visit(qtbot, window, f"{site}/robot")
    press_capture(qtbot, window)
    qtbot.waitUntil(window.leave_wall.isVisible, timeout=LONG)
    assert "the capture goes on by itself" in window.advice.text
    shown = window._tab.view
    assert shown.isEnabled()
    with qtbot.waitSignal(window.captured, timeout=LONG) as done:
        qtbot.mouseClick(shown.focusProxy(), Qt.MouseButton.LeftButton, pos=shown.rect().center())
        qtbot.waitUntil(lambda: not shown.isEnabled(), timeout=LONG)
    assert not window.leave_wall.isVisible()
    said, bodies = sealed_page(writable_vault, done.args[0])
    assert (said["state"], said["page_kind"], said["title"]) == ("complete", "listing", "Bag")
    assert said["url"] == f"{site}/item/1"
    assert "wall_passed_by_person" in said["warnings"]
    assert (bodies["item/1"], "robot" in bodies) == (as_served("/item/1"), False)
    lines = [json.loads(one) for one in text_of(writable_vault, done.args[0], "actions")]
    (passed,) = (one for one in lines if one["did"] == "person_passed_wall")
    assert (passed["result"]["end"], passed["result"]["wall"]) == ("done", "captcha")
    (told,) = (json.loads(one) for one in text_of(writable_vault, done.args[0], "provenance"))
    assert [one["did"] for one in told["person"]] == ["passed_wall"]


def test_a_wall_is_sealed_as_one_when_the_person_leaves_it(qtbot, window, writable_vault, site):
    visit(qtbot, window, f"{site}/login")
    with qtbot.waitSignal(window.captured, timeout=LONG) as done:
        press_capture(qtbot, window)
        qtbot.waitUntil(window.leave_wall.isVisible, timeout=LONG)
        window.leave_wall.click()
    said, _bodies = sealed_page(writable_vault, done.args[0])
    assert (said["state"], said["reason"]) == ("wall", "login")
    assert "wall_passed_by_person" not in said["warnings"]
    assert window.advice.isVisible()
    assert "Log in here, then capture again." in window.advice.text
    assert window.panel.steps.state_of("scroll") == "left out"


@pytest.fixture(scope="module")
def tls():
    with loopback_pages(tls=True) as address:
        yield address


def take(qtbot, window, box):
    (load,) = (one for one in box.buttons() if one is not box.defaultButton())
    with qtbot.waitSignal(window.page.loadFinished, timeout=LONG) as done:
        load.click()
    assert done.args == [True]
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)


def ask_for(qtbot, window, address):
    window.open_address(address)
    asked = []

    def there():
        asked[:] = [one for one in window.findChildren(QMessageBox) if one.isVisible()]
        return bool(asked)

    qtbot.waitUntil(there, timeout=LONG)
    return asked[0]


def test_a_certificate_that_is_not_valid_is_refused_unless_the_person_takes_it(
    qtbot, window, writable_vault, tls
):
    qtbot.waitUntil(lambda: window._ready, timeout=LONG)
    box = ask_for(qtbot, window, f"{tls}/light")
    assert "nobody that this computer knows" in box.text()
    with qtbot.waitSignal(window.page.loadFinished, timeout=LONG) as done:
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert done.args == [False]
    qtbot.waitUntil(lambda: "Not loaded: the certificate" in window.bottom.quiet.text())
    before = sealed_ids(writable_vault)

    box = ask_for(qtbot, window, f"{tls}/light")
    assert box.defaultButton().text() == "Don't load it"
    take(qtbot, window, box)
    assert window.top.sign.text() == "certificate not valid"
    made = capture(qtbot, window, click_capture)
    assert sealed_ids(writable_vault) == before | {made}
    said, bodies = sealed_page(writable_vault, made)
    assert bodies["light"] == as_served("/light")
    assert "certificate_accepted" in said["warnings"]
    (told,) = (json.loads(one) for one in text_of(writable_vault, made, "provenance"))
    (act,) = told["person"]
    assert (act["did"], act["why"]) == ("certificate_accepted", "CertificateAuthorityInvalid")
    served = ssl.get_server_certificate(("127.0.0.1", int(tls.rpartition(":")[2])))
    der = ssl.PEM_cert_to_DER_cert(served)
    assert base64.b64decode(act["chain"][0]) == der
    assert act["sha256"] == [hashlib.sha256(der).hexdigest()]
    lines = [json.loads(one) for one in text_of(writable_vault, made, "actions")]
    assert "person_certificate_accepted" in {one["did"] for one in lines}


def test_what_was_accepted_for_one_site_is_not_said_of_another(
    qtbot, window, writable_vault, tls, site
):
    qtbot.waitUntil(lambda: window._ready, timeout=LONG)
    box = ask_for(qtbot, window, f"{tls}/light")
    take(qtbot, window, box)
    visit(qtbot, window, f"{site}/item/1")
    made = capture(qtbot, window, click_capture)
    assert "certificate_accepted" not in sealed_page(writable_vault, made)[0]["warnings"]
    (told,) = (json.loads(one) for one in text_of(writable_vault, made, "provenance"))
    assert told["person"] == []


def click_until(qtbot, view, seen):
    """Click a page as a person does: again, where the engine did not take the first click yet."""
    for _time in range(10):
        qtbot.mouseClick(view.focusProxy(), Qt.MouseButton.LeftButton, pos=view.rect().center())
        with contextlib.suppress(WaitedInVain):
            qtbot.waitUntil(seen, timeout=3000)
            return
    raise AssertionError("no click was taken")


def test_a_window_that_a_page_opens_is_refused_and_offered_as_the_recorded_page(
    qtbot, window, writable_vault, site
):
    visit(qtbot, window, f"{site}/opens")
    click_until(qtbot, window._tab.view, window.bottom.popup.isVisible)
    assert f"Refused: a new window to {site}/item/1" in window.bottom.quiet.text()
    with qtbot.waitSignal(window.page.loadFinished, timeout=LONG):
        window.bottom.popup.click()
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)
    assert not window.bottom.popup.isVisible()
    said, bodies = sealed_page(writable_vault, capture(qtbot, window))
    assert (said["state"], said["gaps"]) == ("complete", [])
    assert bodies["item/1"] == as_served("/item/1")


def test_a_profile_in_use_is_told_and_tried_again(qtbot, make_window, writable_vault, site):
    from PySide6.QtCore import QLockFile

    from evidencekit.bootstrap.browsing import make_profile
    from evidencekit.gui.browser.window import BrowserWindow
    from evidencekit.webengine.profile import close_kept

    lock = QLockFile(str(make_profile("taobao") / "lock"))
    assert lock.tryLock(0)
    window = make_window(lambda: BrowserWindow(writable_vault, None, "taobao"))
    assert window.top.profile.currentText() == "Profile: taobao"
    qtbot.waitUntil(window.open_vault.isVisible, timeout=LONG)
    assert "taobao is in use" in window.trouble.text
    lock.unlock()
    window.open_vault.click()
    qtbot.waitUntil(lambda: window._ready, timeout=LONG)
    visit(qtbot, window, f"{site}/light")
    window.close()
    qtbot.waitUntil(lambda: not living(), timeout=LONG)
    assert close_kept()


def living():
    from evidencekit.gui.browser.tab import _living

    return _living


def test_another_profile_is_asked_for_with_the_page_that_is_shown(qtbot, window, site):
    visit(qtbot, window, f"{site}/light")
    choice = window.top.profile
    choice.offer(["taobao"], None)
    with qtbot.waitSignal(window.profile_wanted) as told:
        choice.setCurrentIndex(1)
        choice.activated.emit(1)
    assert told.args == ["taobao", f"{site}/light"]
    assert choice.currentText() == "Nothing is kept"
    with qtbot.waitSignal(window.profiles_wanted):
        choice.setCurrentIndex(choice.count() - 1)
        choice.activated.emit(choice.count() - 1)


def test_closing_during_a_capture_seals_nothing_and_frees_all(qtbot, window, writable_vault, site):
    from evidencekit.gui.browser.tab import _living

    visit(qtbot, window, f"{site}/lazy")
    before = sealed_ids(writable_vault)
    press_capture(qtbot, window)
    (job,) = writable_vault.jobs.running
    qtbot.waitUntil(lambda: window.panel.steps.state_of("scroll") == "now", timeout=LONG)
    window.close()
    qtbot.waitUntil(lambda: not _living, timeout=LONG)
    assert job.state is JobState.CANCELLED
    assert sealed_ids(writable_vault) == before
    # The vault's lock was given back: another writer gets it.
    with writable_vault.desk.writing():
        pass


def test_the_page_keeps_its_size_and_takes_no_input_during_a_capture(qtbot, window, site):
    visit(qtbot, window, f"{site}/lazy")
    shown = window._tab.view
    before = shown.size()
    press_capture(qtbot, window)
    assert not shown.isEnabled()
    qtbot.waitUntil(lambda: window.panel.steps.state_of("look") == "now", timeout=LONG)
    assert shown.size() == before
    with qtbot.waitSignal(window.captured, timeout=LONG):
        pass
    assert shown.isEnabled()


def test_a_crashed_page_is_said_and_can_be_loaded_again(qtbot, window, writable_vault, site):
    visit(qtbot, window, f"{site}/light")
    os.kill(window.page.renderProcessPid(), signal.SIGKILL)
    qtbot.waitUntil(window.again.isVisible, timeout=LONG)
    assert not window.top.capture.isEnabled()
    with qtbot.waitSignal(window.page.loadFinished, timeout=LONG):
        window.again.click()
    assert not window.trouble.isVisible()
    qtbot.waitUntil(window.top.capture.isEnabled, timeout=LONG)
    said, bodies = sealed_page(writable_vault, capture(qtbot, window))
    assert said["state"] == "complete", said
    assert bodies["light"] == as_served("/light")


def test_a_second_window_has_its_turn_when_the_first_is_closed(qtbot, make_window, site):
    first = make_window()
    visit(qtbot, first, f"{site}/light")
    second = make_window()
    second.open_address(f"{site}/item/1")
    assert second.advice.isVisible()
    first.close()
    qtbot.waitUntil(second.top.capture.isEnabled, timeout=LONG)
    qtbot.waitUntil(lambda: second.page.title() == "Bag", timeout=LONG)


def test_a_vault_that_another_program_writes_to_is_said_and_can_be_tried_again(
    qtbot, make_window, writable_vault
):
    folder = writable_vault.desk.folder
    code = (
        "import sys; from pathlib import Path; from evidencekit.bootstrap.desk import Desk\n"
        "with Desk.open(Path(sys.argv[1])).writing(): print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        window = make_window()
        qtbot.waitUntil(window.open_vault.isVisible, timeout=LONG)
        assert not window.top.capture.isEnabled()
        other.communicate("\n", timeout=300)
    window.open_vault.click()
    qtbot.waitUntil(lambda: window.bottom.recording.text() == "Ready to record", timeout=LONG)
    assert not window.trouble.isVisible()


def test_every_control_has_a_name(qtbot, window, site):
    visit(qtbot, window, f"{site}/light")
    capture(qtbot, window)
    nameless = [
        type(one).__name__
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not window._tab.view.isAncestorOf(one)
        and one is not window._tab.view
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
    assert nameless == []
