"""Packets that were made and whose PDF carries no authority's time yet: listed, and stamped."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap import desk_packets
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.ask_file import ask_new_file
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.rows import Row, RowList
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import local_time

if TYPE_CHECKING:
    from evidencekit.services.frozen_packets import WaitingPacket
    from evidencekit.services.packet_stamping import StampedPacket

_SIZE = (720, 460)


class WaitingPacketsDialog(QDialog):
    """Lists the packets, and puts the time of a chosen authority on one."""

    def __init__(self, vault: OpenVault, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self.setWindowTitle(_("Packets without a time"))
        help_by_key(self, "cases")
        self.resize(*_SIZE)
        self.list = RowList(_("Packets without a time"))
        self.list.chosen.connect(self._choose)
        self._chosen: str | None = None
        self.authority = QComboBox()
        self.authority.setAccessibleName(_("Time authority"))
        self.said = words("", "muted")
        self.act = button(_("Put the time on it..."), self.ask_where, primary=True)
        self._arrange()
        self._look()
        vault.read(
            self,
            lambda desk: (desk_packets.authorities(desk), desk_packets.waiting(desk)),
            lambda found: self._show(*found),
            vault.jobs.report,
        )

    def ask_where(self) -> None:
        """Ask for the new folder in which the stamped packet is handed out."""
        packet = self._chosen
        if packet is not None:
            title = _("New folder for the packet")
            ask_new_file(self, title, f"{packet}-stamped", "", lambda out: self.stamp(packet, out))

    def stamp(self, packet_id: str, out: Path) -> None:
        """Ask the chosen authority for the time of a packet, as a job."""
        authority = str(self.authority.currentData())

        def told(made: "StampedPacket") -> None:
            text = _("Its time is {time}. Written: {path}")
            self.said.setText(
                text.format(time=local_time(made.time), path=page_text(made.out, 400))
            )
            self._vault.read(self, desk_packets.waiting, self._list, self._vault.jobs.report)

        self._vault.write(
            self,
            _("Getting the time of a packet"),
            lambda desk, _task: desk_packets.stamp(desk, packet_id, authority, out),
            told,
        )

    def _show(self, authorities: tuple[str, ...], found: "tuple[WaitingPacket, ...]") -> None:
        for name in authorities:
            self.authority.addItem(name, name)
        if not authorities:
            self.said.setText(_("Time authorities are chosen in the settings."))
        self._list(found)

    def _list(self, found: "tuple[WaitingPacket, ...]") -> None:
        self._chosen = found[0].packet_id if found else None
        self.list.show_rows([_row(one) for one in found], self._chosen)
        if not found and not self.said.text():
            self.said.setText(_("No packet waits for a time."))
        self._look()

    def _choose(self, packet_id: str) -> None:
        self._chosen = packet_id
        self._look()

    def _look(self) -> None:
        self.act.setEnabled(self._chosen is not None and self.authority.count() > 0)

    def _arrange(self) -> None:
        told = _(
            "The PDF of these packets is signed without an authority's time. A time proves that "
            "the packet existed by then; the authority gets a hash, nothing of the packet."
        )
        form = QFormLayout()
        named = QLabel(_("Time authority"))
        named.setBuddy(self.authority)
        form.addRow(named, self.authority)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(_("Close"), self.reject))
        end.addWidget(self.act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Packets without a time"), "title"))
        layout.addWidget(label(told, "muted", wraps=True))
        layout.addWidget(self.list, 1)
        layout.addLayout(form)
        layout.addWidget(self.said, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(end)


def _row(packet: "WaitingPacket") -> Row:
    count = len(packet.pdfs)
    pdfs = ngettext("{n} PDF", "{n} PDFs", count).format(n=count)
    made = _("made {time}").format(time=local_time(packet.made))
    return Row(packet.packet_id, page_text(packet.title), f"{made} · {pdfs}")
