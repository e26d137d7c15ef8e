"""A list of addresses captured one after the other: the list, the ground, the table of results."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_bringing import (
    ListWish,
    capture_list,
    ground_stated,
    read_list,
    read_list_file,
    unfinished_list,
)
from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.bring.command_run import CommandRun, Row, RunWords
from evidencekit.gui.bring.dropping import DropZone
from evidencekit.gui.bring.list_manner import MannerFields
from evidencekit.gui.bring.result_table import Outcome, ResultTable
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, label
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import in_a_row, state_words

_SIZE = (840, 600)


class BatchDialog(QDialog):
    """A list that is captured. Closing it stops nothing; the job in the status bar does.

    `ended` gives a sentence once the list is done.
    """

    ended = Signal(str)

    def __init__(self, vault: OpenVault, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self._addresses: tuple[str, ...] = ()
        self.setWindowTitle(_("Capture a list"))
        help_by_key(self, "lists")
        self.resize(*_SIZE)
        self.note = Bar("warn")
        self.run = CommandRun(vault, _run_words(), self)
        self.trouble, self.progress = self.run.trouble, self.run.progress
        self.said, self.stop = self.run.said, self.run.stop
        self.field = QPlainTextEdit()
        self.field.setPlaceholderText(_("One address a line, or drop a list here"))
        self.field.setAccessibleName(_("Addresses, one a line"))
        self.field.setTabChangesFocus(True)
        self.counts = label("", "muted", wraps=True)
        self.person = QLineEdit(vault.desk.operator)
        vault.person_changed.connect(self.person.setText)
        self.person.setAccessibleName(_("Who captures"))
        self.ground = _ground_field()
        self.table = ResultTable(
            _("What became of each address"), [_("Address"), _("What became of it"), _("Remark")]
        )
        self.from_file = button(_("From a file..."), self.choose)
        self.anew = button(_("Another list"), self.begin)
        self.go = button(_("Capture the list"), self.start, primary=True)
        self._pages = QStackedWidget()
        self._arrange()
        dropped = DropZone(self.field.viewport())
        dropped.texts.connect(self.add)
        dropped.lists.connect(self._add_files)
        self.run.changed.connect(self._look)
        self.field.textChanged.connect(self._look)
        self.person.textChanged.connect(self._look)
        self.ground.currentIndexChanged.connect(self._look)
        self.begin()

    @property
    def busy(self) -> bool:
        """Say whether a list is being captured."""
        return self.run.busy

    def begin(self) -> None:
        """Show the list, to be filled; one that was stopped is offered again."""
        self.trouble.say("")
        self._pages.setCurrentIndex(0)
        self._vault.read(self, ground_stated, lambda stated: self._ask_ground(not stated))
        left = unfinished_list(self._vault.desk)
        words = _(
            "This list was not brought to its end. What it captured already is not visited again."
        )
        self.note.say(words if left else "")
        self.manner.offer_anew(stopped=bool(left))
        self.field.setPlainText("\n".join(left))
        self._look()

    def add(self, texts: Sequence[str]) -> None:
        """Put lines below those that stand in the list."""
        if not self.busy:
            self._pages.setCurrentIndex(0)
            before = self.field.toPlainText().splitlines()
            self.field.setPlainText("\n".join([*filter(None, before), *texts]))

    def add_file(self, file: Path) -> None:
        """Put the addresses of a list below those that stand here."""
        try:
            found = read_list_file(file)
        except EvidenceKitError as error:
            self._vault.jobs.report(error)
            return
        self.add([*found.addresses, *found.not_addresses])

    def _add_files(self, files: Sequence[Path]) -> None:
        for file in files:
            self.add_file(file)

    def choose(self) -> None:
        """Ask for a file that holds a list."""
        kinds = _("Lists (*.txt *.csv *.tsv *.xlsx)")
        ask_file(self, _("Choose a list of addresses"), self.add_file, kinds)

    def start(self) -> None:
        """Capture the list, off screen."""
        ground = None if self.ground.isHidden() else self.ground.currentData()
        by, manner = self.person.text().strip(), self.manner.manner
        wish = ListWish(self._addresses, by, ground, manner)
        self.note.say("")
        self._pages.setCurrentIndex(1)
        self.table.fill([Outcome(one, _("waits")) for one in wish.addresses])
        self.run.start(lambda desk, task: capture_list(desk, wish, task), self._show)

    def _show(self, rows: Sequence[Row]) -> None:
        self.table.fill([outcome_of(row) for row in rows])
        captured = sum(row.get("id") is not None for row in rows)
        text = ngettext("{n} of {count} captured", "{n} of {count} captured", len(rows))
        text = text.format(n=captured, count=len(rows))
        self.said.setText(text)
        self.ended.emit(_("The list is done: {words}").format(words=text))

    def _ask_ground(self, wanted: bool) -> None:
        self.ground.setVisible(wanted)
        self._ground_caption.setVisible(wanted)
        self._look()

    def _look(self) -> None:
        lines = [line for line in self.field.toPlainText().splitlines() if line.strip()]
        found = read_list(lines)
        self._addresses = found.addresses
        self.counts.setText(_count_words(found.addresses, found.not_addresses, found.twice))
        missing = not self.ground.isHidden() and self.ground.currentData() is None
        ready = bool(found.addresses and self.person.text().strip()) and not missing
        first = self._pages.currentIndex() == 0
        self.go.setVisible(first)
        self.go.setEnabled(ready and not self.busy)
        self.from_file.setVisible(first)
        self.stop.setVisible(self.busy)
        self.anew.setVisible(not first and not self.busy)

    def _arrange(self) -> None:
        first, second = QWidget(), QWidget()
        told = _(
            "Each address is visited once, off screen, with a pause between pages of one host, and "
            "sealed like any other capture. A log-in page or a captcha is sealed as a wall."
        )
        form = QFormLayout()
        person = QLabel(_("Who captures"))
        person.setBuddy(self.person)
        form.addRow(person, self.person)
        self._ground_caption = QLabel(_("Ground"))
        self._ground_caption.setBuddy(self.ground)
        form.addRow(self._ground_caption, self.ground)
        self.manner = MannerFields(self._vault, form)
        about = label(told, "muted", wraps=True)
        _column(first, about, self.field, self.counts, form, self.manner)
        _column(second, self.progress, self.said, self.table.view)
        self._pages.addWidget(first)
        self._pages.addWidget(second)
        end = QHBoxLayout()
        for part in (self.from_file, self.anew):
            end.addWidget(part)
        end.addStretch()
        for part in (self.stop, button(_("Close"), self.reject), self.go):
            end.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(_("Capture a list"), "title"))
        layout.addWidget(self.note)
        layout.addWidget(self.trouble)
        layout.addWidget(self._pages, 1)
        layout.addLayout(end)


def _run_words() -> RunWords:
    return RunWords(
        _("Capturing a list"),
        _("How far the list is"),
        _("Stopped. What was captured stays; the list can be gone on with."),
        _("The list came to no end."),
        _("What was captured stays. Start the list again to go on."),
    )


def _ground_field() -> QComboBox:
    field = QComboBox()
    field.setAccessibleName(_("Ground for capturing"))
    field.setAccessibleDescription(_("Said once of a vault; it stands in its custody log."))
    field.addItem(_("Choose why you may capture..."), None)
    field.addItem(_("Our own right is concerned"), Ground.OWN_RIGHT)
    field.addItem(_("The owner of the right has mandated us"), Ground.MANDATE)
    return field


def _column(place: QWidget, *parts: QWidget | QFormLayout) -> None:
    layout = QVBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def _count_words(addresses: Sequence[str], wrong: Sequence[str], twice: int) -> str:
    count = len(addresses)
    parts = [ngettext("{n} address", "{n} addresses", count).format(n=count)]
    if wrong:
        words = ngettext(
            "{n} line is no address and is left out",
            "{n} lines are no addresses and are left out",
            len(wrong),
        )
        parts.append(words.format(n=len(wrong)))
    if twice:
        words = ngettext("{n} is listed twice", "{n} are listed twice", twice)
        parts.append(words.format(n=twice))
    return in_a_row(parts)


def outcome_of(row: Row) -> Outcome:
    """Return the line of an address; `row` is one of `capture --json`."""
    address, warnings = str(row.get("url") or ""), row.get("warnings")
    remark = str(row.get("error") or row.get("earlier") or row.get("id") or "")
    if isinstance(warnings, list) and "profile_not_kept" in warnings:
        # The capture lacks nothing; the next visit may stand before the log-in again.
        remark = in_a_row([_("a log-in of this profile may be gone at the next visit"), remark])
    if row.get("state") == "skipped":
        return Outcome(address, _("not visited: its host refuses"), "bad", remark)
    words, tone = state_words(row.get("state"))
    return Outcome(address, words, tone, remark)
