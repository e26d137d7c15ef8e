"""Making a packet: where it goes, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.packets import Leaving
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases.packet_form import Offered, PacketForm
from evidencekit.gui.cases.packet_signing import SigningFields
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import (
    badge,
    breakable,
    button,
    label,
    page_text,
    set_role,
    with_chooser,
)
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.packet.model import PacketResult

_last_place: list[str] = []


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be made: `title` says it, on the button too; `name` is that of its new folder.

    What is not `signed` is a draft.
    """

    title: str
    meaning: str
    name: str
    signed: bool = True


class PacketDialog(AskDialog):
    """Asks for the new folder of a packet, its form and how it is signed; `then` gets all of it."""

    def __init__(
        self,
        parent: QWidget,
        asked: Asked,
        offered: Offered,
        then: Callable[[Leaving], None],
        authorities: Sequence[str] = (),
    ) -> None:
        super().__init__(asked.title, asked.meaning, parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place, self.name = QLineEdit(_place()), QLineEdit()
        self.name.setText(_free_name(Path(self.place.text()), asked.name))
        inside = _("In the folder")
        self.add_field(inside, with_chooser(self.place, inside, self._choose))
        self.add_field(_("Name of the new folder"), self.name)
        self.form = PacketForm(self, offered)
        self.marks = QCheckBox(_("With what persons drew over pictures"))
        self.marks.setChecked(True)
        self.redacted = QCheckBox(_("The copy for strangers: pictures and texts as redacted"))
        self.redacted.toggled.connect(self.form.tell_redacted)
        self.fields.addRow(self.marks)
        self.fields.addRow(self.redacted)
        # Nobody signs a draft.
        self.signing = SigningFields(self, authorities) if asked.signed else None
        self.add_end(asked.title, self._finish)
        for field in (self.place, self.name):
            field.textChanged.connect(self._look)
        self.name.setFocus()
        self._look()

    @property
    def folder(self) -> Path:
        """Return the folder that is named."""
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    def _choose(self) -> None:
        chooser = QFileDialog(self, _("Folder in which the packet's folder is made"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(self.place.setText)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _look(self) -> None:
        whole = bool(self.place.text().strip() and self.name.text().strip())
        self.act.setEnabled(whole)
        said = _("The packet will be in {folder}").format(folder=page_text(self.folder, 400))
        self.say(breakable(said) if whole else _("A folder and a name are needed."))

    def _finish(self) -> None:
        _last_place[:] = [self.place.text().strip()]
        signing = self.signing
        self._then(
            Leaving(
                self.folder,
                self.marks.isChecked(),
                self.redacted.isChecked(),
                signing.authority if signing else None,
                signing.certificate if signing else None,
                (signing.words.text() or None) if signing else None,
                *self.form.chosen,
            )
        )
        self.accept()


class ResultCard(QFrame):
    """What was made: how much, where, under which hash. A `bundle` nobody had to confirm.

    `owner` outlives it, and has the window of its PDF.
    """

    def __init__(self, made: "PacketResult", owner: QWidget, *, bundle: bool = False) -> None:
        super().__init__()
        set_role(self, "card")
        self._made, self._owner = made, owner
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        top = QHBoxLayout()
        done = _("The bundle is made") if bundle else _("The packet is made")
        top.addWidget(label(done, "heading"))
        top.addStretch()
        if not bundle:
            state = (_("DRAFT"), "warn") if made.draft else (_("confirmed"), "good")
            top.addWidget(badge(*state))
        layout.addLayout(top)
        if made.draft:
            layout.addWidget(words(_draft_words(), "muted"))
        layout.addLayout(named_values(self._pairs()))
        self.trouble = words("", "muted")
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.look = button(_("Look at the PDF"), self._look)
        self.look.setIcon(icon("document"))
        self.show_folder = button(_("Show the folder"), self._show_folder)
        ends = QHBoxLayout()
        ends.setSpacing(GAP)
        ends.addWidget(self.look)
        ends.addWidget(self.show_folder)
        ends.addStretch()
        layout.addLayout(ends)

    def _pairs(self) -> list[tuple[str, QWidget]]:
        made = self._made
        pairs: list[tuple[str, QWidget]] = [
            (_("Pages"), words(str(made.pages))),
            (_("Files"), words(str(len(made.files)))),
            (_("Folder"), words(page_text(made.out, 400))),
            (_("SHA-256 of manifest.json"), self._digest()),
        ]
        if not made.draft:
            time = _("Timestamped: {time}").format(time=made.time)
            signed = time if made.time else _("The PDF is signed and not timestamped.")
            pairs.append((_("Signature"), words(signed)))
        if made.folder is not None:
            pairs.append((_("Frozen copy in the vault"), words(page_text(made.folder, 400))))
        return pairs

    def _digest(self) -> QWidget:
        digest = self._made.manifest_sha256
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        shown = label(f"{digest[:16]}...")
        shown.setAccessibleName(digest)
        shown.setToolTip(digest)
        copy = button(_("Copy all"), lambda: QGuiApplication.clipboard().setText(digest))
        layout.addWidget(shown)
        layout.addWidget(copy)
        layout.addStretch()
        return row

    def _look(self) -> None:
        """Show the PDF in a window of its own."""
        from evidencekit.gui.cases.pdf import PdfWindow  # noqa: PLC0415  # loads QtPdf

        window = PdfWindow(self._made.out / "packet.pdf", self._owner)
        window.setObjectName("pdf")
        window.show()
        window.activateWindow()

    def _show_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.out))):
            self.trouble.setText(_("No program here shows folders. The path stands above."))
            self.trouble.show()


def bundle_asked(day: datetime) -> Asked:
    """Return what the dialog says of the bundle of a whole case."""
    meaning = _(
        "All captures of the case as numbered exhibits, with the rights behind them. It is signed, "
        "and a frozen copy stays in the vault. It is no complaint, so nobody has to confirm it."
    )
    return Asked(_("Make the bundle"), meaning, f"bundle-{day:%Y-%m-%d}")


def kind_of_packet(*, draft: bool) -> str:
    """Return the words that say, before it is made, what a packet will be."""
    if draft:
        return _(
            "Nobody has confirmed this complaint: this makes a DRAFT, with a watermark, not "
            "signed and not kept in the vault."
        )
    return _("Confirmed: this makes the signed packet. A frozen copy stays in the vault.")


def _draft_words() -> str:
    return _("Not confirmed, so not signed and not kept. Do not file it.")


def _place() -> str:
    kind = QStandardPaths.StandardLocation.DocumentsLocation
    return _last_place[0] if _last_place else QStandardPaths.writableLocation(kind)


def _free_name(place: Path, name: str) -> str:
    """Return `name`, or with a number when something of that name is there."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next((one for one in names if not (place / one).exists()), name)
