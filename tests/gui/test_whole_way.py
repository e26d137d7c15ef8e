"""The whole way in each language: from no vault to a verified packet and what became of it.

By the keyboard alone: Tab, letters, Return and Space, with Ctrl+K for what a menu holds. And by the
mouse: what has a button, a row or a line in a menu is clicked, the keys write and end dialogs.
"""

import pytest
import yaml
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QScrollArea,
    QTableView,
)

from evidencekit.foundation.catalogue import LANGUAGES, _, use_language
from evidencekit.gui.beginning import VaultWizard
from evidencekit.gui.cases.add import AddButton
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.palette import Palette, plain
from evidencekit.gui.tools.verify_dialog import VerifyDialog
from evidencekit.services.sample_shop import SampleShop

SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
# The engine itself warns of what this computer's graphics lack.
pytestmark = pytest.mark.qt_log_level_fail("CRITICAL")
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Person(QObject):
    """Presses keys alone, and waits for what they should have brought about."""

    def __init__(self, qtbot, window):
        super().__init__(window)
        self.bot, self.window = qtbot, window

    def press(self, key, held=NONE):
        # A key for nobody would end the process.
        self.bot.waitUntil(lambda: QApplication.activeWindow() is not None)
        self.bot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, held)

    def type(self, text):
        self.press(Qt.Key.Key_A, CONTROL)
        field = QApplication.focusWidget()
        if text.isascii():
            self.bot.keyClicks(field, text)
        else:
            # As an input method hands over what no key of the keyboard stands for.
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(field, event)

    def tab_to(self, wanted):
        self.bot.waitUntil(lambda: wanted.window().isActiveWindow() and wanted.isEnabled())
        for _step in range(120):
            if QApplication.focusWidget() is wanted:
                return
            self.press(Qt.Key.Key_Tab)
        pytest.fail(f"Tab does not reach {wanted.accessibleName() or wanted}")

    def fill(self, field, text):
        self.tab_to(field)
        self.type(text)

    def push(self, button):
        self.tab_to(button)
        self.press(Qt.Key.Key_Space)

    def capture(self, browser):
        self.bot.keyClick(browser, Qt.Key.Key_Return, CONTROL)

    def go_to(self, room):
        self.home()
        self.press(Qt.Key(Qt.Key.Key_1 + list(self.window.rail.buttons).index(room)), CONTROL)

    def choose_first(self, view):
        """Choose the first row of a list or a table."""
        self.tab_to(view)
        self.press(Qt.Key.Key_Home, CONTROL if isinstance(view, QTableView) else NONE)
        self.press(Qt.Key.Key_Space)

    def open_first(self, view):
        self.choose_first(view)
        self.press(Qt.Key.Key_Return)

    def dialog(self, kind, parent=None):
        """Wait for a dialog that has the keyboard; return it."""
        parent = parent or self.window
        self.bot.waitUntil(lambda: any(d.isActiveWindow() for d in parent.findChildren(kind)))
        return next(d for d in parent.findChildren(kind) if d.isActiveWindow())

    def command(self, name):
        """Do what Ctrl+K finds under these words."""
        self.home()
        self.press(Qt.Key.Key_K, CONTROL)
        palette = self.dialog(Palette)
        self.bot.waitUntil(palette.field.hasFocus)
        self.type(plain(name))
        assert palette.names, name
        self.press(Qt.Key.Key_Return)

    def add(self, name):
        """Begin to add something from a file."""
        self.command(_("Add from a file: {what}").format(what=name))

    def give_file(self, path, parent=None):
        chooser = self.dialog(QFileDialog, parent)
        self.fill(chooser.findChild(QLineEdit), str(path))
        self.press(Qt.Key.Key_Return)
        self.bot.waitUntil(lambda: not chooser.isVisible())

    def home(self):
        """Come back to the main window, as a system gives it the keyboard when a dialog closes."""
        self.settled()
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow)

    def settled(self):
        self.bot.waitUntil(lambda: self.window.jobs.idle)


class Hand(Person):
    """Clicks what is seen; writes what is written."""

    def tab_to(self, wanted):
        self.click(wanted)
        self.bot.waitUntil(lambda: wanted.hasFocus() or wanted.focusProxy() is not None)

    def push(self, button):
        # A box is as wide as its row, but hears only what falls on its mark and its words.
        mark = QPoint(8, button.height() // 2) if isinstance(button, QCheckBox) else None
        self.click(button, mark)

    def capture(self, browser):
        self.click(browser.top.capture)

    def go_to(self, room):
        self.home()
        self.click(self.window.rail.buttons[room])

    def choose_first(self, view):
        self.click(view.viewport(), self._first(view))

    def open_first(self, view):
        self.choose_first(view)
        left = Qt.MouseButton.LeftButton
        self.bot.mouseDClick(view.viewport(), left, pos=self._first(view))

    def command(self, name):
        """Click a line of the menus of the window."""
        self.home()
        bar = self.window.menuBar()
        title = next(one for one in bar.actions() if self._line(one.menu(), name))
        self.click(bar, bar.actionGeometry(title).center())
        self._pick(title.menu(), name)

    def add(self, name):
        self.home()
        page = self.window.stack.currentWidget()
        button = next(one for one in page.findChildren(AddButton) if one.isVisible())
        self.click(button)
        self._pick(button.menu(), name)

    def click(self, wanted, at=None):
        """Click where it is seen; what lies further down is brought up by the wheel."""
        self.bot.waitUntil(lambda: wanted.isVisible() and wanted.isEnabled())
        if not isinstance(wanted, QMenu):
            self.bot.waitUntil(wanted.window().isActiveWindow)
        at = at or wanted.rect().center()
        self._scroll_to(wanted, at)
        self.bot.mouseClick(wanted, Qt.MouseButton.LeftButton, pos=at)

    def _pick(self, menu, name):
        self.bot.waitUntil(menu.isVisible)
        self.click(menu, menu.actionGeometry(self._line(menu, name)).center())
        self.bot.waitUntil(lambda: not menu.isVisible())

    def _scroll_to(self, wanted, at):
        above = wanted
        while not (above.isWindow() or isinstance(above, QScrollArea)):
            above = above.parentWidget()
        if above.isWindow():
            assert wanted.visibleRegion().contains(at), wanted
            return
        for _turn in range(200):
            down = wanted.mapTo(above.viewport(), at).y()
            if 0 <= down < above.viewport().height() and wanted.visibleRegion().contains(at):
                return
            self._turn_wheel(above.viewport(), 120 if down < 0 else -120)
        pytest.fail(f"the wheel does not bring up {wanted.accessibleName() or wanted}")

    def _turn_wheel(self, view, by):
        middle = QPointF(view.rect().center())
        told = QWheelEvent(
            middle, view.mapToGlobal(middle), QPoint(), QPoint(0, by),
            Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, told)
        QApplication.processEvents()

    def _first(self, view):
        return view.visualRect(view.model().index(0, 0)).center()

    def _line(self, menu, name):
        return next((one for one in menu.actions() if plain(one.text()) == plain(name)), None)


NAMES = [f"{by}-{one}" for by in ("keys", "mouse") for one in LANGUAGES]


@pytest.fixture(params=[(kind, one) for kind in (Person, Hand) for one in LANGUAGES], ids=NAMES)
def person(request, qtbot, monkeypatch):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHUT)
    kind, language = request.param
    use_language(language)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield kind(qtbot, window)
    window.jobs.cancel_all()
    qtbot.waitUntil(lambda: window.jobs.idle)
    window.close()


def test_from_no_vault_to_a_packet_that_verifies_and_its_outcome(person, tmp_path, own_demo):
    make_vault(person, tmp_path / "vault")
    with SampleShop() as shop:
        capture(person, shop.listings[0])
    confirm_facts(person)
    forms = Forms(own_demo / "forms", tmp_path)
    card = casework(person, forms)
    stand_for(person, card)
    packet = make_packet(person, card, tmp_path)
    verify(person, packet)
    record_outcome(person, card)


def make_vault(person, folder):
    person.command(_("Make a vault..."))
    wizard = person.dialog(VaultWizard)
    place, key = wizard.place, wizard.key
    for field, text in (
        (place.name, "Brand X"),
        (place.operator, "Ana"),
        (place.folder, folder),
    ):
        person.fill(field, str(text))
    reach(person, wizard, 1)
    person.tab_to(key.keyring if key.keyring.isChecked() else key.words)
    person.press(Qt.Key.Key_Down)
    for field in (key.first, key.again):
        person.fill(field, "one two three four")
    for step in range(2, len(wizard.steps)):
        reach(person, wizard, step)
    person.press(Qt.Key.Key_Escape)
    assert person.window.vault.desk.name == "Brand X"


def reach(person, wizard, step):
    """Go on by Return to a step of the wizard."""
    person.press(Qt.Key.Key_Return)
    person.bot.waitUntil(lambda: wizard.at == step)


def capture(person, address):
    person.command(_("Capture a page"))
    person.bot.waitUntil(lambda: person.window.browser is not None)
    browser = person.window.browser
    browser.activateWindow()
    person.bot.waitUntil(browser.isActiveWindow)
    person.fill(browser.top.address, address)
    person.press(Qt.Key.Key_Return)
    person.bot.waitUntil(browser.top.capture.isEnabled)
    with person.bot.waitSignal(browser.captured):
        person.capture(browser)
    person.settled()
    person.bot.keyClick(browser, Qt.Key.Key_W, CONTROL)
    person.bot.waitUntil(lambda: person.window.browser is None)


def confirm_facts(person):
    person.go_to("captures")
    page = person.window.stack.currentWidget()
    person.bot.waitUntil(lambda: page.model.rows_read == 1)
    person.open_first(page.grid)
    viewer = person.window.stack.currentWidget()
    assert viewer is not page
    person.bot.waitUntil(lambda: viewer.facts.count > 0)
    person.settled()
    person.choose_first(viewer.facts.table)
    name = viewer.facts._names[viewer.facts.table.currentIndex().row()]
    person.press(Qt.Key.Key_C)
    person.bot.waitUntil(
        lambda: (
            viewer._view.standing.get(name, {}).get("standing") == "confirmed"
            and person.window.jobs.idle
        )
    )
    person.push(viewer.facts.review.all)
    person.bot.waitUntil(
        lambda: not viewer.facts.review.all.isEnabled() and person.window.jobs.idle
    )


class Forms:
    """The demo's forms, rewritten for another vault."""

    def __init__(self, given, place):
        self.given, self.place = given, place

    def write(self, noun, **other):
        told = yaml.safe_load((self.given / f"{noun}.yaml").read_text("utf-8"))
        told = {name: value for name, value in (told | other).items() if value is not None}
        if noun == "right":
            told["certificate"] = str(self.given / "certificate.png")
        path = self.place / f"{noun}-{len(list(self.place.iterdir()))}.yaml"
        path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
        return path


def add(person, noun, form):
    names = {
        "right": _("A right..."),
        "seller": _("A seller..."),
        "case": _("A case..."),
        "complaint": _("A complaint..."),
    }
    person.add(names[noun])
    with person.bot.waitSignal(person.window.vault.casework_changed):
        person.give_file(form)
    person.settled()


def casework(person, forms):
    """Add right, seller, case; a complaint that pre-flight blocks, then one that it lets pass."""
    person.go_to("cases")
    desk = person.window.vault.desk
    ids = [one.id for one in desk.captures().entries]
    add(person, "right", forms.write("right"))
    from evidencekit.services.casework import CaseworkReading

    reading = CaseworkReading(desk._vault)
    right = str(reading.listed("right")[0]["id"])
    add(person, "seller", forms.write("seller"))
    seller = str(reading.listed("seller")[0]["id"])
    about = {"seller": seller, "rights": [right], "captures": ids}
    add(person, "case", forms.write("case", right=right, sellers=[seller], captures=ids))
    add(person, "complaint", forms.write("complaint", **about, recipient="alibaba_ipp"))
    page = person.window.stack.currentWidget()
    card = page.panel.complaints
    person.bot.waitUntil(lambda: card.view is not None and card.view.blocked)
    assert not card.confirm.isEnabled()
    add(person, "complaint", forms.write("complaint", **about))
    card = page.panel.complaints
    person.home()
    person.choose_first(card.list)
    person.bot.waitUntil(lambda: card.view is not None and not card.view.blocked)
    person.settled()
    return card


def stand_for(person, card):
    person.home()
    person.push(card.confirm)
    dialog = person.dialog(type(card.dialog))
    steps = dialog.walk
    person.bot.waitUntil(steps.infringes.isEnabled)
    person.push(steps.infringes)
    person.fill(dialog.name, "Ana")
    for field in dialog.declared.values():
        person.fill(field, "Ana")
    person.push(dialog.true)
    person.push(dialog.act)
    person.bot.waitUntil(lambda: card.view.complaint.state.value == "confirmed")
    person.settled()


def make_packet(person, card, folder):
    person.home()
    person.push(card.packet)
    dialog = person.dialog(type(card.dialog))
    person.fill(dialog.place, str(folder))
    person.fill(dialog.name, "packet")
    person.push(dialog.act)
    person.bot.waitUntil((folder / "packet" / "packet.pdf").exists)
    person.settled()
    return folder / "packet"


def verify(person, packet):
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.close()
    person.command(_("Verification report..."))
    dialog = person.dialog(VerifyDialog)
    person.bot.waitUntil(dialog.go.isEnabled)
    person.push(dialog.folder_button)
    person.give_file(packet, dialog)
    person.bot.waitUntil(lambda: "packet" in dialog.about.text() and dialog.go.isEnabled())
    assert dialog.verdict.text() != _("check failed")
    assert dialog.pdf_button.isEnabled()
    person.bot.keyClick(dialog, Qt.Key.Key_Escape)
    person.bot.waitUntil(lambda: not dialog.isVisible())


def record_outcome(person, card):
    person.home()
    person.push(card.after.record)
    dialog = person.dialog(type(card.after.dialog))
    person.fill(dialog.name, "Ana")
    person.push(dialog.act)
    person.bot.waitUntil(lambda: bool(card.after.history.steps))
    (step,) = card.after.history.steps
    assert (step.kind, step.by) == ("submitted", "Ana")
    person.settled()
