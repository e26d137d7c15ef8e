"""Every registered screen: named for a screen reader, reached by Tab, nothing cut, nothing empty.

`make screens` holds more states against the same measures; here each screen is met once a language.
"""

import gettext
import importlib
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from evidencekit.foundation import catalogue
from evidencekit.foundation.catalogue import LANGUAGES, use_language
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.pages import PAGES

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))
looks = importlib.import_module("looks")
studio = importlib.import_module("screen_list")
sys.path.remove(str(PACKAGING))
CALM = 5


class Pseudo(gettext.NullTranslations):
    """A language whose words are almost half as long again: what is cut in it is too narrow."""

    def gettext(self, message):
        # In words of five letters, which wrap as words do.
        more = len(message) * 2 // 30 + 1
        return message + " \u00e9\u00e8\u00ea\u00eb\u0113" * more

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)

    def pgettext(self, _context, message):
        return self.gettext(message)


@pytest.fixture(params=[*LANGUAGES, "pseudo"])
def window(request, qtbot, demo_folder, monkeypatch):
    use_language(request.param)
    if request.param == "pseudo":
        # The one object that all have, not the function: a module loaded meanwhile would keep it.
        plain, wordy = catalogue.catalogue("en"), Pseudo()
        for name in ("gettext", "ngettext", "pgettext"):
            monkeypatch.setattr(plain, name, getattr(wordy, name))
    made = MainWindow()
    qtbot.addWindow(made)
    made.resize(1280, 800)
    made.show()
    made.open_vault(demo_folder / "vault")
    qtbot.waitUntil(lambda: made.vault is not None and made.jobs.idle)
    return made


def rest(qtbot, window, shown):
    """Wait until no job is under way and nothing of a screen has moved for some turns."""
    seen = []

    def calm():
        # A turn counts only when no job could still change what is shown.
        if not window.jobs.idle:
            seen.clear()
            return False
        seen.append([one.geometry() for one in shown.findChildren(QWidget) if one.isVisible()])
        return len(seen) >= CALM and seen[-CALM:] == [seen[-1]] * CALM

    qtbot.waitUntil(calm)


def test_nothing_is_nameless_cut_or_empty(qtbot, window):
    found = {}
    for name, shown in studio.screens(window, window.vault.desk):
        rest(qtbot, window, shown)
        if faults := looks.faults_of(shown):
            found[name] = faults
        if shown is not window:
            shown.close()
    assert found == {}


def test_tab_leads_through_a_page_and_out_of_it_again(qtbot, window):
    window.activateWindow()
    for page in PAGES:
        window.show_room(page.name)
        qtbot.waitUntil(lambda: window.jobs.idle and QApplication.focusWidget() is not None)
        start, seen = QApplication.focusWidget(), []
        for _step in range(200):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            seen.append(QApplication.focusWidget())
            if seen[-1] is start:
                break
        assert seen[-1] is start, f"Tab does not come back to {start} on {page.name}"
        assert len(set(seen)) > 1


def test_the_measures_see_what_is_wrong(qtbot):
    from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

    made = QWidget()
    qtbot.addWidget(made)
    layout = QHBoxLayout(made)
    cut, narrow, field = QLabel("many words of a label"), QPushButton("a long name"), QLineEdit()
    for part in (cut, narrow, field):
        layout.addWidget(part)
    cut.setFixedWidth(20)
    narrow.setFixedWidth(20)
    made.show()
    field.setGeometry(narrow.geometry().adjusted(0, 0, 40, 0))
    found = " ".join(looks.faults_of(made))
    for word in ("label 'many words", "button 'a long name'", "overlap", "nameless: QLineEdit"):
        assert word in found
    blank = QWidget()
    qtbot.addWidget(blank)
    blank.show()
    assert "empty" in " ".join(looks.faults_of(blank))
