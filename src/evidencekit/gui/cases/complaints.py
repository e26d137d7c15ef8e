"""The complaints of a case: one is chosen, held against the rules, confirmed, made a packet."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_following import complaint_with_history
from evidencekit.bootstrap.desk_packets import authorities
from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import _, current_language, ngettext
from evidencekit.gui.cases.after import AfterPart
from evidencekit.gui.cases.confirm import Confirmable, ConfirmDialog
from evidencekit.gui.cases.packet import Asked, PacketDialog, ResultCard, kind_of_packet
from evidencekit.gui.cases.packet_form import Offered
from evidencekit.gui.cases.preflight import DECLARATIONS, PreflightList, counts_of, way_to
from evidencekit.gui.cases.reopen import ReopenDialog
from evidencekit.gui.cases.says import language_words, or_unknown, state_of_complaint
from evidencekit.gui.icons import icon
from evidencekit.gui.jobs import Job
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text, set_role
from evidencekit.gui.pieces import Newest, Trouble, words
from evidencekit.gui.rows import Row, RowList
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import local_time

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaseView, Desk
    from evidencekit.bootstrap.desk_following import ComplaintHistory
    from evidencekit.bootstrap.desk_views import ComplaintView
    from evidencekit.bootstrap.packets import Leaving
    from evidencekit.casework.model import Complaint
    from evidencekit.casework.rulebook import Rulebook
    from evidencekit.packet.model import PacketResult
    from evidencekit.services.confirming import Confirmation

T = TypeVar("T")
_MOST_ROWS = 4


class ComplaintsCard(QFrame):
    """The card of complaints of one case.

    `made` gives the card of a packet that was just made, `said` words for what was done,
    `place_wanted` the id of the capture or right that a finding is about, `write_wanted` the id of
    a complaint to be written, empty for a new one.
    """

    made = Signal(QWidget)
    said = Signal(str)
    write_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        set_role(self, "card")
        self._vault = vault
        self._newest = Newest(vault, self)
        self._case: CaseView | None = None
        self._chosen: str | None = None
        self._job: Job | None = None
        self._packets: dict[str, PacketResult] = {}
        self._fresh = False
        self.view: ComplaintView | None = None
        self.preflight: PreflightList | None = None
        self.result: ResultCard | None = None
        self.dialog: QDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        top = QHBoxLayout()
        top.addWidget(label(_("Complaints"), "heading"))
        top.addStretch(1)
        self.new = button(_("New complaint"), lambda: self.write_wanted.emit(""))
        self.new.setIcon(icon("add"))
        top.addWidget(self.new)
        layout.addLayout(top)
        self.none = words(_no_complaint(), "muted")
        self.list = RowList(_("Complaints"), _MOST_ROWS)
        self.list.chosen.connect(self.choose)
        self._body = QVBoxLayout()
        self._end = QVBoxLayout()
        layout.addWidget(self.none)
        layout.addWidget(self.list)
        layout.addLayout(self._body)
        self._actions = self._make_actions()
        layout.addWidget(self._actions)
        self.after = AfterPart(vault)
        self.after.done.connect(self.said)
        layout.addWidget(self.after)
        layout.addLayout(self._end)
        layout.addStretch(1)

    def show_case(self, case: "CaseView", names: dict[str, str]) -> None:
        """Show the complaints of a case; `names` are those of recipients, by id."""
        self._case = case
        rows = [_row(one, names) for one in case.complaints]
        keys = [row.key for row in rows]
        chosen = self._chosen if self._chosen in keys else next(iter(keys), None)
        self.list.show_rows(rows, chosen)
        self.list.setVisible(bool(rows))
        self.none.setVisible(not rows)
        if chosen is None:
            self._clear()
            self._actions.hide()
        else:
            self.choose(chosen)

    def prefer(self, complaint_id: str) -> None:
        """Have this complaint be the chosen one when the case is next shown."""
        self._chosen = complaint_id

    def choose(self, complaint_id: str) -> None:
        """Hold a complaint against the rules and show what they say."""
        if complaint_id != self._chosen:
            self._clear()
            self._actions.hide()
            self.after.hide()
        self._chosen = complaint_id
        self._newest.read(
            lambda desk: complaint_with_history(desk, complaint_id),
            lambda both: self._show(*both),
            self._say_trouble,
        )

    def ask_confirm(self) -> None:
        """Ask who confirms the chosen complaint."""
        if self.view is None:
            return
        complaint = self.view.complaint
        what = Confirmable(self.view, self._names_of_rights(complaint))
        self.dialog = ConfirmDialog(
            self, self._vault, what, lambda said: self._confirm(complaint.id, said)
        )
        self.dialog.open()

    def ask_reopen(self) -> None:
        """Ask who takes the confirmation of the chosen complaint back."""
        if self.view is None:
            return
        complaint_id = self.view.complaint.id
        self.dialog = ReopenDialog(self, lambda by: self._reopen(complaint_id, by))
        self.dialog.open()

    def ask_packet(self) -> None:
        """Ask where the packet of the chosen complaint is to go."""
        if self.view is None:
            return
        view, complaint = self.view, self.view.complaint
        draft = complaint.confirmed_by is None
        name = f"packet-{complaint.recipient}-{self._vault.desk.now().astimezone():%Y-%m-%d}"
        self.dialog = PacketDialog(
            self,
            Asked(_("Make packet"), kind_of_packet(draft=draft), name, signed=not draft),
            Offered(view.profiles, view.language),
            lambda leaving: self._make(complaint.id, leaving),
            authorities(self._vault.desk),
        )
        self.dialog.open()

    def _make_actions(self) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, GAP, 0, 0)
        grid.setHorizontalSpacing(EDGE)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        self.confirm = button(_("Confirm..."), self.ask_confirm)
        self.confirm.setIcon(icon("check"))
        self.packet = button(_("Make packet"), self.ask_packet, primary=True)
        self.why_confirm, self.why_packet = words("", "muted"), words("", "muted")
        self.write = button("", self._write)
        self.why_write = words("", "muted")
        self.reopen = button(_("Reopen..."), self.ask_reopen)
        self.why_reopen = words(
            _("Until a packet is made, a confirmation can be taken back."), "muted"
        )
        rows = (
            (self.write, self.why_write),
            (self.confirm, self.why_confirm),
            (self.reopen, self.why_reopen),
            (self.packet, self.why_packet),
        )
        for at, (act, why) in enumerate(rows):
            grid.addWidget(act, at, 0)
            grid.addWidget(why, at, 1)
        return row

    def _show(self, view: "ComplaintView", history: "ComplaintHistory") -> None:
        self._clear()
        self.after.show_history(history)
        self.view = view
        self.preflight = PreflightList(view, lambda one: way_to(one, self.place_wanted.emit))
        self._body.addWidget(self.preflight)
        # A layout shows what it was given at its own time.
        self.preflight.show()
        self._actions.show()
        self._offer()
        made = self._packets.get(view.complaint.id)
        if made is not None:
            self.result = ResultCard(made, self)
            self._end.addWidget(self.result)
            self.result.show()
            if self._fresh:
                self._fresh = False
                self.made.emit(self.result)

    def _say_trouble(self, error: Exception) -> None:
        self._clear()
        self.after.hide()
        self._actions.hide()
        self._body.addWidget(Trouble(error, self._again))

    def _again(self) -> None:
        if self._chosen is not None:
            self.choose(self._chosen)

    def _clear(self) -> None:
        self.view = self.preflight = self.result = None
        for layout in (self._body, self._end):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()

    def _offer(self) -> None:
        """Set what can be done, and say beside it why not, or what it will be."""
        if self.view is None:
            return
        complaint, blocks = self.view.complaint, counts_of(self.view.findings)["block"]
        busy = self._job is not None and not self._job.state.is_over
        blocked = ngettext(
            "{count} finding must be mended first.",
            "{count} findings must be mended first.",
            blocks,
        ).format(count=blocks)
        at = complaint.confirmed_at
        confirmed = complaint.confirmed_by is not None
        others = [one for one in self.view.findings if one.rule != DECLARATIONS]
        unmended = counts_of(others)["block"]
        self.write.setText(_("See it whole") if confirmed else _("Write..."))
        self.write.setAccessibleName(self.write.text())
        _say(self.why_write, _what_looking_gives() if confirmed else _what_writing_gives())
        self.confirm.setEnabled(not (unmended or confirmed or busy))
        for part in (self.reopen, self.why_reopen):
            part.setVisible(complaint.state == "confirmed")
        self.reopen.setEnabled(not busy)
        self.packet.setEnabled(not (blocks or busy))
        kind = _("Under way...") if busy else kind_of_packet(draft=not confirmed)
        _say(self.why_packet, blocked if blocks else kind)
        if confirmed:
            text = _("Confirmed by {name}, {time}").format(
                name=page_text(complaint.confirmed_by),
                time=local_time(utc_text(at) if at else None),
            )
        else:
            text = _(
                "A named person looks at each listing and stands by the complaint; only then is a "
                "packet signed."
            )
        _say(self.why_confirm, blocked if unmended and not confirmed else text)

    def _write(self) -> None:
        if self._chosen is not None:
            self.write_wanted.emit(self._chosen)

    def _confirm(self, complaint_id: str, said: "Confirmation") -> None:
        self._work(
            _("Confirming the complaint"),
            lambda desk: desk.confirm(complaint_id, said),
            lambda _none: self._vault.casework_changed.emit(),
        )

    def _reopen(self, complaint_id: str, by: str) -> None:
        self._work(
            _("Reopening the complaint"),
            lambda desk: desk.reopen(complaint_id, by),
            lambda _none: self._vault.casework_changed.emit(),
        )

    def _make(self, complaint_id: str, leaving: "Leaving") -> None:
        def then(made: "PacketResult") -> None:
            self._packets[complaint_id] = made
            self._fresh = True
            self._vault.casework_changed.emit()

        title = _("Making the packet")
        self._work(title, lambda desk: desk.make_packet(complaint_id, leaving), then)

    def _work(self, title: str, work: "Callable[[Desk], T]", then: Callable[[T], None]) -> None:
        self._job = self._vault.write(self, title, lambda desk, _task: work(desk), then)
        self._job.changed.connect(self._offer)
        self._offer()

    def _names_of_rights(self, complaint: "Complaint") -> tuple[str, ...]:
        known = {self._case.right.id: self._case.right} if self._case else {}
        found = ((one, known.get(one)) for one in complaint.rights)
        return tuple(
            or_unknown(right.mark_text or right.reg_no) if right else page_text(one)
            for one, right in found
        )


def recipient_names(rules: "Rulebook", complaints: "Sequence[Complaint]") -> dict[str, str]:
    """Return the names of the recipients by id. One that is not known keeps its id."""
    known = {one.id: one.called(current_language()) for one in rules.recipients}
    return {one.recipient: known.get(one.recipient, one.recipient) for one in complaints}


def _row(complaint: "Complaint", names: dict[str, str]) -> Row:
    count = len(complaint.captures)
    about = _("{language}, {captures}, filed by {filer}").format(
        language=language_words(complaint.language),
        filer=page_text(complaint.filer.name),
        captures=ngettext("{count} capture", "{count} captures", count).format(count=count),
    )
    if complaint.batch:
        part = _("batch {number} of {of}").format(
            number=complaint.batch.number, of=complaint.batch.of
        )
        about = f"{about}, {part}"
    name = page_text(names.get(complaint.recipient, complaint.recipient))
    return Row(complaint.id, name, about, *state_of_complaint(complaint.state))


def _say(where: QLabel, text: str) -> None:
    where.setText(text)
    where.setAccessibleName(text)


def _no_complaint() -> str:
    return _(
        "No complaint names a capture of this case yet. Write one here, or add one from a file: it "
        "says who is to get it, which rights and which captures."
    )


def _what_writing_gives() -> str:
    return _("Recipient, listings and wording, with the packet as it would look beside them.")


def _what_looking_gives() -> str:
    return _("What was confirmed, with the packet as it would look beside it.")
