"""What became of what was filed: the main figures as tiles, the rates as bars."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from evidencekit.bootstrap.desk_following import names_of_rights, track_record, write_paper
from evidencekit.foundation.catalogue import _, current_language, ngettext
from evidencekit.gui.bars import BarRow, bars_card
from evidencekit.gui.cases.recheck_dialog import RecheckDialog
from evidencekit.gui.cases.says import rule_words
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.outcomes.submission_dialog import SubmissionDialog
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.quiet_page import QuietPage
from evidencekit.gui.theme import GAP
from evidencekit.services.track_words import days, group_words, percent, standing_words

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.following import Submission
    from evidencekit.casework.outcomes import Rate
    from evidencekit.casework.track_record import RecipientStanding
    from evidencekit.services.following import TrackRecord

_TILES = 4
_MOST_BARS = 8
_TONES = {"holds": "good", "lost": "bad", "unknown": "plain"}


class OutcomesPage(QuietPage):
    """Shows the record of a vault; it is read anew whenever casework changes."""

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(vault, _("Outcomes"), parent)
        self.record: TrackRecord | None = None
        self.dialog: RecheckDialog | SubmissionDialog | None = None
        self.names: dict[str, str] = {}
        self.reload()

    def reload(self) -> None:
        """Read the record again."""
        self._newest.read(_read, lambda found: self._show(*found), self._fail)

    def ask_again(self) -> None:
        """Ask whether the listings of all complaints under way are to be visited again."""
        # Of the window: what is shown here is made anew when the visits end.
        self.dialog = RecheckDialog(self._vault, None, self.window())
        self.dialog.open()

    def ask_submission(self) -> None:
        """Ask for which version of a submission the figures by market are saved, and where."""
        self.dialog = SubmissionDialog(self.window(), self._ask_where)
        self.dialog.open()

    def save(self, path: Path, submission: "Submission | None" = None) -> None:
        """Write the figures as a PDF or a table; those of a submission are told by market."""
        self._write(path, lambda desk, to: write_paper(desk, to, desk.now(), submission))

    def _show(self, record: "TrackRecord", names: dict[str, str]) -> None:
        self.record, self.names = record, names
        if not record.totals.reported:
            self._put(empty_page("outcomes", _("No outcomes yet"), _what_it_is(), _how_to_begin()))
            return
        self.export = button(_("Save as PDF or table..."), self._ask_where)
        self.submission = button(_("For a submission..."), self.ask_submission)
        self.again = button(_("Visit reported listings again..."), self.ask_again)
        area, layout = self._column(self.again, self.submission, self.export)
        layout.addLayout(_tiles(record))
        for one in record.standings:
            layout.addWidget(_standing_card(one, names.get(one.recipient, one.recipient)))
        for by, rates in record.rates:
            if rates:
                layout.addWidget(self._rates_card(by, list(rates)))
        layout.addStretch(1)
        self._put(area)

    def _rates_card(self, by: str, rates: "list[Rate]") -> QFrame:
        head = (
            "", _("Reported"), _("Answered"), _("Removed"), _("Refused"), _("Back again"),
            _("Success"), _("Days"),
        )  # fmt: skip
        most = max(one.reported for one in rates)
        rows = []
        for one in rates[:_MOST_BARS]:
            # Of reasons and rules all are refusals: how many there are is what is to be seen.
            counts = by in {"reason", "rule"}
            words = str(one.reported) if counts else f"{percent(one.success)} ({one.answered})"
            part = one.reported / most if counts else one.success
            cells = (
                str(one.reported), str(one.answered), str(one.removed), str(one.rejected),
                str(one.reappeared), percent(one.success), days(one.median_days),
            )  # fmt: skip
            rows.append(BarRow(self._key_words(by, one.key), part, words, cells))
        return bars_card(group_words(by), head, rows)

    def _key_words(self, by: str, key: str) -> str:
        if key == "?":
            return _("unknown")
        if by in {"recipient", "right"}:
            return page_text(self.names.get(key, key), 60)
        return rule_words(key) if by == "rule" else page_text(key, 60)

    def _ask_where(self, submission: "Submission | None" = None) -> None:
        chooser = QFileDialog(self, _("Save the figures"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters(["PDF (*.pdf)", "XLSX (*.xlsx)"])
        chooser.setDefaultSuffix("pdf")
        chooser.filterSelected.connect(
            lambda name: chooser.setDefaultSuffix(name[:4].strip().lower())
        )
        chooser.fileSelected.connect(lambda name: self.save(Path(name), submission))
        chooser.open()


def _read(desk: "Desk") -> "tuple[TrackRecord, dict[str, str]]":
    names = {one.id: one.called(current_language()) for one in desk.rules().recipients}
    return track_record(desk), names | names_of_rights(desk)


def _tiles(record: "TrackRecord") -> QGridLayout:
    whole = record.totals
    answered = _("of {count} answered").format(count=whole.answered)
    leads = ngettext("of {count} lead", "of {count} leads", whole.leads).format(count=whole.leads)
    told = (
        (str(whole.reported), _("addresses reported"), ""),
        (percent(whole.success), _("removed or accepted"), answered),
        (days(whole.median_days), _("days to removal, median"), ""),
        (str(whole.rejected), _("refused"), answered),
        (str(whole.reappeared), _("back again"), answered),
        (percent(whole.led_share), _("led to action"), leads),
        (str(len(whole.authority_cases)), _("cases of authorities"), ""),
        (str(whole.pieces), _("pieces seized"), _value(record)),
    )
    grid = QGridLayout()
    grid.setSpacing(GAP + 4)
    for at, (figure, words, more) in enumerate(told):
        grid.addWidget(_tile(figure, words, more), at // _TILES, at % _TILES)
    return grid


def _tile(figure: str, words: str, more: str) -> QFrame:
    frame, layout = card()
    layout.setSpacing(2)
    layout.addWidget(label(figure, "title"))
    layout.addWidget(label(words, wraps=True))
    layout.addWidget(label(more, "muted", wraps=True))
    layout.addStretch(1)
    frame.setAccessibleName(f"{words}: {figure} {more}".strip())
    return frame


def _value(record: "TrackRecord") -> str:
    return ", ".join(f"{amount:,f} {currency}" for currency, amount in record.totals.seized)


def _standing_card(one: "RecipientStanding", name: str) -> QFrame:
    frame, layout = card()
    top = QHBoxLayout()
    top.addWidget(
        label(_("Standing with {recipient}").format(recipient=page_text(name)), "heading")
    )
    top.addStretch(1)
    words = {
        "holds": _("holds"), "lost": _("lost"), "unknown": _("unknown: no answer yet"),
    }  # fmt: skip
    top.addWidget(badge(words[one.state], _TONES[one.state]))
    layout.addLayout(top)
    layout.addWidget(_line(standing_words(one)))
    if one.fact.is_open:
        layout.addWidget(_line(_("The line itself is not confirmed."), "muted"))
    return frame


def _line(text: str, role: str = "") -> QLabel:
    made = label(text, role, wraps=True)
    made.setAccessibleName(text)
    return made


def _what_it_is() -> str:
    return _(
        "Here you see how complaints end: what was removed, what was refused and why, what came "
        "back, and how recipients count you."
    )


def _how_to_begin() -> str:
    return _(
        "Make the packet of a confirmed complaint, file it, and record that in its case: "
        "Record what happened. What re-checks find is counted by itself."
    )
