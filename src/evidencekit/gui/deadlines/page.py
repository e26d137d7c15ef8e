"""What is due: the overdue first, each with what it rests on."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget

from evidencekit.bootstrap.desk_following import Due, deadlines_of, write_deadlines
from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.quiet_page import QuietPage
from evidencekit.gui.row_acts import copy_lines
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import SOON_DAYS, due_words, in_a_row

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFrame

    from evidencekit.casework.dated_facts import RuleFact
    from evidencekit.casework.deadlines import Deadline

_SUBJECTS = {
    "r-": N_("Show the right"),
    "k-": N_("Show the case"),
    "p-": N_("Show the complaint"),
}


class DeadlinesPage(QuietPage):
    """Shows the deadlines of a vault; they are read anew whenever casework changes.

    `subject_wanted` gives the id of the right, case or complaint that one is about.
    """

    subject_wanted = Signal(str)

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(vault, _("Deadlines"), parent)
        self.due: Due | None = None
        self.reload()

    def reload(self) -> None:
        """Read the deadlines again."""
        self._newest.read(deadlines_of, self._show, self._fail)

    def save(self, path: Path) -> None:
        """Write a calendar file."""
        self._write(path, write_deadlines)

    def _show(self, due: Due) -> None:
        self.due = due
        if not due.deadlines:
            self._put(empty_page("deadlines", _("Nothing is due"), _what_it_is(), _how_to_begin()))
            return
        self.calendar = button(_("Save for a calendar..."), self._ask_where)
        area, layout = self._column(self.calendar)
        layout.addWidget(label(_summary(due), "muted", wraps=True))
        for one in due.deadlines:
            layout.addWidget(self._card(one, due))
        layout.addStretch(1)
        self._put(area)

    def _card(self, one: "Deadline", due: Due) -> "QFrame":
        frame, top = _deadline_card(one, due)
        menu = QMenu(frame)
        if one.subject[:2] in _SUBJECTS:
            name = _(_SUBJECTS[one.subject[:2]])
            way = button(name, lambda: self.subject_wanted.emit(one.subject))
            way.setAccessibleName(f"{name}: {page_text(one.words, 200)}")
            top.addWidget(way)
            menu.addAction(name).triggered.connect(way.click)
        copy = menu.addAction(_("Copy the words"))
        copy.triggered.connect(lambda _checked: copy_lines([one.words]))
        frame.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        frame.customContextMenuRequested.connect(lambda at: menu.popup(frame.mapToGlobal(at)))
        return frame

    def _ask_where(self) -> None:
        chooser = QFileDialog(self, _("Save a calendar file"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("ics")
        chooser.setNameFilter("iCalendar (*.ics)")
        chooser.fileSelected.connect(lambda name: self.save(Path(name)))
        chooser.open()


def _deadline_card(one: "Deadline", due: Due) -> "tuple[QFrame, QHBoxLayout]":
    """Return the card, and its first row, which has room at its end."""
    frame, layout = card()
    layout.setSpacing(GAP // 2)
    frame.setProperty("subject", one.subject)
    top = QHBoxLayout()
    top.setSpacing(GAP)
    when, tone = due_words(one.due, due.today)
    top.addWidget(label(one.due.isoformat() if one.due else _("no day known"), "heading"))
    top.addWidget(badge(when, tone))
    if one.is_unverified:
        top.addWidget(badge(_("unverified, ask counsel"), "warn"))
    top.addStretch(1)
    layout.addLayout(top)
    said = page_text(one.words, 500)
    told = label(said, wraps=True)
    told.setAccessibleName(said)
    layout.addWidget(told)
    if one.fact is not None:
        layout.addWidget(label(_ground(one.fact), "muted", wraps=True))
    frame.setAccessibleName(f"{when}: {said}")
    return frame, top


def _ground(fact: "RuleFact") -> str:
    titles = "; ".join(source.title for source in fact.sources)
    text = _("Rule: {status}, {source}")
    return text.format(status=fact.status.words, source=page_text(titles, 160))


def _summary(due: Due) -> str:
    late, soon = due.overdue, due.within(SOON_DAYS)
    if not late and not soon:
        return _("Nothing is overdue or due within two weeks.")
    told = (
        ngettext("{count} is overdue", "{count} are overdue", late).format(count=late),
        ngettext(
            "{count} is due within two weeks", "{count} are due within two weeks", soon
        ).format(count=soon),
    )
    return in_a_row(told)


def _what_it_is() -> str:
    return _(
        "Here stand the days that must not be missed: clocks that a counter-notice starts, rights "
        "and powers of attorney that end."
    )


def _how_to_begin() -> str:
    return _("Give rights their last day, and record counter-notices on the day they come.")
