"""What is due: the overdue first, each with what it rests on."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from evidencekit.bootstrap.desk_following import Due, deadlines_of, write_deadlines
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.quiet_page import QuietPage
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFrame

    from evidencekit.casework.deadlines import Deadline

SOON_DAYS = 14


class DeadlinesPage(QuietPage):
    """Shows the deadlines of a vault; they are read anew whenever casework changes."""

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
            layout.addWidget(_deadline_card(one, due))
        layout.addStretch(1)
        self._put(area)

    def _ask_where(self) -> None:
        chooser = QFileDialog(self, _("Save a calendar file"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("ics")
        chooser.setNameFilter("iCalendar (*.ics)")
        chooser.fileSelected.connect(lambda name: self.save(Path(name)))
        chooser.open()


def _deadline_card(one: "Deadline", due: Due) -> "QFrame":
    frame, layout = card()
    frame.setProperty("subject", one.subject)
    top = QHBoxLayout()
    top.setSpacing(GAP)
    when, tone = _when(one, due)
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
    layout.addWidget(label(_ground(one), "muted", wraps=True))
    frame.setAccessibleName(f"{when}: {said}")
    return frame


def _when(one: "Deadline", due: Due) -> tuple[str, str]:
    if one.due is None:
        return _("look it up"), "warn"
    left = (one.due - due.today).days
    if left < 0:
        told = ngettext("overdue by {count} day", "overdue by {count} days", -left)
        return told.format(count=-left), "bad"
    if left == 0:
        return _("today"), "bad"
    told = ngettext("in {count} day", "in {count} days", left).format(count=left)
    return told, "warn" if left <= SOON_DAYS else "plain"


def _ground(one: "Deadline") -> str:
    subject = page_text(one.subject)
    if one.fact is None:
        return subject
    titles = "; ".join(source.title for source in one.fact.sources)
    status = one.fact.status.words
    text = _("{subject}; rule: {status}, {source}")
    return text.format(subject=subject, status=status, source=page_text(titles, 160))


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
    return "; ".join(told)


def _what_it_is() -> str:
    return _(
        "Here stand the days that must not be missed: clocks that a counter-notice starts, rights "
        "and powers of attorney that end."
    )


def _how_to_begin() -> str:
    return _("Give rights their last day, and record counter-notices on the day they come.")
