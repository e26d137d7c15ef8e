"""Making a packet: where it goes, and what came of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.packets import Leaving
from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.packet_signing import SigningFields
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import badge, button, label, page_text, set_role, with_chooser
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.packet.model import PacketResult

_WIDTH = 600
_last_place: list[str] = []


class PacketDialog(QDialog):
    """Asks for the new folder of a packet, its form and how it is signed; `then` gets all of it.

    Says first whether it is a draft, which nobody signs.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        then: Callable[[Leaving], None],
        authorities: Sequence[str] = (),
        *,
        draft: bool,
    ) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Make packet"))
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Make packet"), "title"))
        layout.addWidget(words(kind_of_packet(draft=draft)))
        self.place, self.name = QLineEdit(_place()), QLineEdit()
        self.name.setText(_free_name(Path(self.place.text()), name))
        layout.addLayout(self._fields())
        self.marks = QCheckBox(_("With what persons drew over pictures"))
        self.marks.setChecked(True)
        self.redacted = QCheckBox(_("The copy for strangers: pictures and texts as redacted"))
        layout.addWidget(self.marks)
        layout.addWidget(self.redacted)
        self.signing = SigningFields(authorities)
        layout.addWidget(self.signing)
        self.signing.setVisible(not draft)
        self.whole = words("", "muted")
        layout.addWidget(self.whole)
        self._add_end(layout)
        for field in (self.place, self.name):
            field.textChanged.connect(self._look)
        self.name.setFocus()
        self._look()

    @property
    def folder(self) -> Path:
        """Return the folder that is named."""
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    def _fields(self) -> QVBoxLayout:
        fields = QVBoxLayout()
        fields.setSpacing(GAP)
        chosen = with_chooser(self.place, _("In the folder"), self._choose)
        for caption, field in (
            (_("In the folder"), self.place),
            (_("Name of the new folder"), self.name),
        ):
            named = QLabel(caption)
            named.setBuddy(field)
            field.setAccessibleName(caption)
            fields.addWidget(named)
            if field is self.place:
                fields.addWidget(chosen)
            else:
                fields.addWidget(field)
        return fields

    def _add_end(self, layout: QVBoxLayout) -> None:
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(button(_("Cancel"), self.reject))
        self.act = button(_("Make packet"), self._finish, primary=True)
        self.act.setDefault(True)
        end.addWidget(self.act)
        layout.addLayout(end)

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
        text = said if whole else _("A folder and a name are needed.")
        self.whole.setText(words(text).text())
        self.whole.setAccessibleName(text)

    def _finish(self) -> None:
        _last_place[:] = [self.place.text().strip()]
        signing = self.signing
        self._then(
            Leaving(
                self.folder,
                self.marks.isChecked(),
                self.redacted.isChecked(),
                signing.authority,
                signing.certificate,
                signing.words.text() or None,
            )
        )
        self.accept()


class ResultCard(QFrame):
    """What was made: how much, where, under which hash. `look` opens its PDF."""

    def __init__(self, made: "PacketResult", look: Callable[[Path], None]) -> None:
        super().__init__()
        set_role(self, "card")
        self._made = made
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        top = QHBoxLayout()
        top.addWidget(label(_("The packet is made"), "heading"))
        top.addStretch()
        top.addWidget(badge(_("DRAFT"), "warn") if made.draft else badge(_("confirmed"), "good"))
        layout.addLayout(top)
        if made.draft:
            layout.addWidget(words(_draft_words(), "muted"))
        layout.addLayout(named_values(self._pairs()))
        self.trouble = words("", "muted")
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.look = button(_("Look at the PDF"), lambda: look(made.out / "packet.pdf"))
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

    def _show_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.out))):
            self.trouble.setText(_("No program here shows folders. The path stands above."))
            self.trouble.show()


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
