"""What leaves with a whole case: a bundle of exhibits, a ZIP for a stranger, steps for a notary."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QFrame, QMessageBox, QVBoxLayout

from evidencekit.bootstrap import desk_leaving
from evidencekit.bootstrap.desk_packets import authorities
from evidencekit.bootstrap.packets import Leaving
from evidencekit.domain.errors import ExportLoggedIn
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.gui.ask_file import ask_new_file
from evidencekit.gui.cases.packet import PacketDialog, ResultCard, bundle_asked
from evidencekit.gui.cases.packet_form import Offered
from evidencekit.gui.cases.steps import StepsDialog
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text, set_role
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.packet.model import PacketResult

T = TypeVar("T")


class LeavingCard(QFrame):
    """Makes what a case can leave as. `dialog` and `question` are what was asked last."""

    def __init__(self, vault: OpenVault, case_id: str) -> None:
        super().__init__()
        set_role(self, "card")
        self._vault, self._case = vault, case_id
        self.question: QMessageBox | None = None
        self.dialog: PacketDialog | StepsDialog | None = None
        self.result: ResultCard | None = None
        self.bundle = button(_("Bundle of exhibits..."), self.ask_bundle)
        self.export = button(_("Export for a stranger..."), self.ask_export)
        self.steps = button(_("Steps for a notary..."), self.ask_steps)
        self.told = words("", "muted")
        self.told.hide()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("The whole case, to be handed on"), "heading", wraps=True))
        layout.addWidget(words(_what_they_are(), "muted"))
        layout.addLayout(FlowLayout(self.bundle, self.export, self.steps))
        layout.addWidget(self.told)

    def ask_bundle(self) -> None:
        """Ask for whom the bundle is, in which language, and for its new folder."""
        desk = self._vault.desk
        asked = bundle_asked(desk.now().astimezone())
        offered = Offered.for_case(current_language())
        self.dialog = PacketDialog(self, asked, offered, self.make_bundle, authorities(desk))
        self.dialog.open()

    def ask_export(self) -> None:
        """Ask for the new file of the export."""
        ask_new_file(
            self, _("New file for the export"), "case.zip", "ZIP (*.zip)", self.make_export
        )

    def ask_steps(self) -> None:
        """Ask in which language and file the steps are to be."""
        self.dialog = StepsDialog(self, "steps.html", self.make_steps)
        self.dialog.open()

    def make_bundle(self, leaving: Leaving) -> None:
        """Make the bundle in a new folder, and show what was made."""
        case_id = self._case
        self._vault.write(
            self,
            _("Making the bundle"),
            lambda desk, _task: desk_leaving.bundle(desk, case_id, leaving),
            self._show,
        )

    def make_export(self, out: Path, *, although_logged_in: bool = False) -> None:
        """Write the export to a new file; what was captured while logged in is asked about."""
        case_id = self._case
        self._make(
            _("Exporting the case"),
            lambda desk: desk_leaving.export_case(
                desk, case_id, out, although_logged_in=although_logged_in
            ),
            out,
        )

    def make_steps(self, out: Path, language: str) -> None:
        """Write the steps to a new file."""
        case_id = self._case
        self._make(
            _("Writing the steps"),
            lambda desk: desk_leaving.case_steps(desk, case_id, out, language),
            out,
        )

    def _show(self, made: "PacketResult") -> None:
        if self.result is not None:
            self.result.hide()
            self.result.deleteLater()
        self.told.hide()
        self.result = ResultCard(made, self, bundle=True)
        self._layout.addWidget(self.result)
        self.result.show()

    def _make(self, title: str, work: "Callable[[Desk], T]", out: Path) -> None:
        def end(_made: T) -> None:
            self._say(_("Written: {path}").format(path=page_text(out, 400)))

        def failed(error: Exception) -> None:
            if isinstance(error, ExportLoggedIn):
                self._ask_logged_in(error, out)
            else:
                self._vault.jobs.report(error)

        self._vault.write(self, title, lambda desk, _task: work(desk), end, failed)

    def _ask_logged_in(self, error: ExportLoggedIn, out: Path) -> None:
        told = words_of(error)
        asked = QMessageBox(self)
        asked.setIcon(QMessageBox.Icon.Warning)
        asked.setText(told.message)
        asked.setInformativeText(told.meaning)
        anyway = asked.addButton(_("Export all the same"), QMessageBox.ButtonRole.AcceptRole)
        asked.setDefaultButton(asked.addButton(QMessageBox.StandardButton.Cancel))
        asked.buttonClicked.connect(
            lambda chosen: (
                self.make_export(out, although_logged_in=True) if chosen is anyway else None
            )
        )
        asked.finished.connect(asked.deleteLater)
        self.question = asked
        asked.open()

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
        self.told.show()


def _what_they_are() -> str:
    return _(
        "A bundle is a numbered PDF of all captures for the reader you choose: a court, an "
        "authority, a platform. An export is the sealed captures themselves, with what a stranger "
        "needs to verify them. Steps tell a notary what to open, and what was seen there."
    )
