"""Visits an address in the app's capture browser with a kept profile, captures it, ends in order.

Arguments: the vault, the address, the profile's name. Prints a JSON object.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from evidencekit.bootstrap.desk import Desk
from evidencekit.gui.app import end_engine_in_order
from evidencekit.gui.capturing import CaptureWindow
from evidencekit.gui.jobs import Jobs
from evidencekit.gui.open_vault import OpenVault

_TICK_MS = 50


def main(vault, address, profile):
    qInstallMessageHandler(lambda *_words: None)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(["child"])
    app.setQuitOnLastWindowClosed(False)
    jobs, told = Jobs(), {}
    open_vault = OpenVault(Desk.open(Path(vault)), jobs, lambda _wrong, _then: None, jobs)
    capturing = CaptureWindow(None)
    capturing.follow(open_vault)
    # From off the record into the profile, as a person would: in mid-visit.
    capturing.open().open_address(address)
    steps = [chosen, press, ended]

    def tick():
        if steps[0](capturing, profile, told):
            steps.pop(0)
        if not steps:
            timer.stop()
            capturing.close()
            from evidencekit.gui.browser.tab import _living

            end = QTimer(app, interval=_TICK_MS)
            end.timeout.connect(lambda: _living or app.quit())
            end.start()

    timer = QTimer(app, interval=_TICK_MS)
    timer.timeout.connect(tick)
    timer.start()
    app.exec()
    jobs.close()
    told["written"] = end_engine_in_order()
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()


def chosen(capturing, profile, _told):
    browser = capturing.browser
    if browser.top.capture.isEnabled():
        browser.top.profile.wanted.emit(profile)
        return True
    return False


def press(capturing, profile, told):
    browser = capturing.browser
    if not browser.top.capture.isEnabled():
        return False
    told["shown"] = browser.top.profile.currentData()
    browser.captured.connect(lambda made: told.setdefault("id", made))
    browser.start_capture()
    return True


def ended(_capturing, _profile, told):
    return "id" in told


if __name__ == "__main__":
    main(*sys.argv[1:])
