"""A sealed capture deleted for good: why and by whom is asked, and twice where packets hold it."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from evidencekit.bootstrap.desk_captures import remove
from evidencekit.domain.errors import CaptureInPacket
from evidencekit.foundation.catalogue import _
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.reason_dialog import ReasonDialog
from evidencekit.gui.words import sentences


class Removal(QObject):
    """Asks over `page`. Nothing brings back what was deleted, so there is nothing to undo."""

    def __init__(self, page: QWidget, vault: OpenVault) -> None:
        super().__init__(page)
        self._page, self._vault = page, vault
        self.dialog: ReasonDialog | None = None
        self.question: QMessageBox | None = None

    def ask(self, capture_id: str) -> None:
        """Ask why the capture is to be deleted, and who says so."""
        told = _(
            "The sealed file and all that was read from it are deleted; nothing brings them back. "
            "The signed log keeps that the capture was there, its hash, who deleted it and why. "
            "To leave it out of lists alone, hide it."
        )
        operator = self._vault.desk.operator
        name = _("Delete for good")
        self.dialog = ReasonDialog(self._page, name, told, operator, does=name)
        self.dialog.said.connect(lambda reason, by: self._remove(capture_id, reason, by))
        self.dialog.open()

    def _remove(
        self, capture_id: str, reason: str, by: str, *, although_in_packet: bool = False
    ) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, CaptureInPacket):
                self._ask_again(capture_id, reason, by, str(error.facts["packets"]))
            else:
                self._vault.jobs.report(error)

        def done(_none: None) -> None:
            self._vault.captures_changed.emit()
            self._vault.casework_changed.emit()

        self._vault.write(
            self,
            _("Deleting a capture"),
            lambda desk, _task: remove(
                desk, capture_id, reason, by, although_in_packet=although_in_packet
            ),
            done,
            failed,
        )

    def _ask_again(self, capture_id: str, reason: str, by: str, packets: str) -> None:
        asked = QMessageBox(self._page)
        asked.setIcon(QMessageBox.Icon.Warning)
        asked.setText(_("A packet that was made holds this capture."))
        asked.setInformativeText(
            sentences(
                _("Packets stay as they are: {packets}.").format(packets=packets),
                _("Without the sealed file here they can be checked from their own copy alone."),
            )
        )
        anyway = asked.addButton(_("Delete all the same"), QMessageBox.ButtonRole.DestructiveRole)
        keep = asked.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(keep)
        anyway.clicked.connect(
            lambda: self._remove(capture_id, reason, by, although_in_packet=True)
        )
        asked.finished.connect(asked.deleteLater)
        self.question = asked
        asked.open()
