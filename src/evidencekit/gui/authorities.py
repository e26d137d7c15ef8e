"""The time authorities to choose from, each with where and when its address was seen."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from evidencekit.bootstrap.authority_choice import (
    AuthorityWish,
    add_authority,
    list_authorities,
    remove_authority,
)
from evidencekit.bootstrap.time_roots import TrustedRoot, trusted_roots
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.error_text import error_text
from evidencekit.gui.authority_dialog import AuthorityDialog
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import button, label, page_text, tip
from evidencekit.gui.roots_dialog import RootsDialog
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

_INSET = 26
_MOST_ROOTS = 6
_SCHEME = "https://"


class AuthorityList(QWidget):
    """A box for each authority; ticked are those that a person chose before, none by us.

    Below them the roots that are trusted, and what adds an authority of one's own, or its roots,
    or takes the trust in a root back.
    `boxes` are by name. Raises as `list_authorities`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self.dialog: AuthorityDialog | RootsDialog | None = None
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.roots = label("", "muted", wraps=True, selectable=True)
        self.add = button(_("Add an authority, or a root..."), self.ask)
        self.distrust = button(_("Trust a root no longer..."), self.ask_root)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.roots)
        layout.addLayout(FlowLayout(self.add, self.distrust))
        self._show()

    @property
    def chosen(self) -> list[str]:
        """Return what the ticked ones are called."""
        return [box.text() for box in self.boxes.values() if box.isChecked()]

    def ask(self) -> None:
        """Ask for an authority of one's own, or for the root of a listed one."""
        self.dialog = AuthorityDialog(self, list_authorities(), self._added)
        self.dialog.open()

    def ask_root(self) -> None:
        """Ask which root is trusted no longer."""
        self.dialog = RootsDialog(self, trusted_roots(), lambda: self._added(None))
        self.dialog.open()

    def keep(self) -> None:
        """Keep the choice in the settings. Raises as `add_authority`, `remove_authority`."""
        before = {str(row["name"]): bool(row["chosen"]) for row in list_authorities()}
        for name, box in self.boxes.items():
            if box.isChecked() and not before[name]:
                add_authority(AuthorityWish(name))
            elif before[name] and not box.isChecked():
                remove_authority(name)

    def _added(self, added: str | None) -> None:
        # What was ticked or not, and is not kept yet, stays as it was.
        ticked = {name: box.isChecked() for name, box in self.boxes.items()}
        ticked |= {added: True} if added is not None else {}
        self._show()
        for name, was in ticked.items():
            self.boxes[name].setChecked(was)

    def _show(self) -> None:
        inner, rows = QWidget(), list_authorities()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, EDGE, 0)
        column.setSpacing(GAP // 2)
        self.boxes.clear()
        for row in rows:
            box, told = _box(row), label(_seen(row, whole=False), "muted", wraps=True)
            told.setToolTip(tip(_seen(row)))
            told.setContentsMargins(_INSET, 0, 0, GAP)
            self.boxes[str(row["name"])] = box
            column.addWidget(box)
            column.addWidget(told)
        column.addStretch()
        self.area.setWidget(inner)
        self._show_roots()

    def _show_roots(self) -> None:
        try:
            roots = trusted_roots()
        except EvidenceKitError as error:
            self.roots.setText(error_text(error).message)
            roots = ()
        else:
            self.roots.setText(_trusted(roots))
        self.distrust.setEnabled(bool(roots))


def choice_words() -> str:
    """Return what a person should know before one is chosen."""
    return _(
        "None is chosen until you choose one. A chosen authority gets the hash of a list of "
        "hashes, never a page. Read its terms first; two of different houses are better than "
        "one. Its answers are checked by its root certificate, which you add below."
    )


def _trusted(roots: Sequence[TrustedRoot]) -> str:
    if not roots:
        return _(
            "No root certificate is trusted yet: nobody is asked for the time before there is one."
        )
    names = "; ".join(page_text(one.name, 80) for one in roots[:_MOST_ROOTS])
    left = len(roots) - _MOST_ROOTS
    names += f" (+{left})" if left > 0 else ""
    return _("Trusted root certificates: {names}").format(names=names)


def _box(row: dict[str, object]) -> QCheckBox:
    about = row["preset"]
    title = str(about["title"]) if isinstance(about, dict) else str(row["name"])
    address = f"  ({page_text(row['address'])})" if row["address"] is not None else ""
    box = QCheckBox(f"{page_text(title)}{address}")
    box.setAccessibleName(box.text())
    box.setAccessibleDescription(_seen(row))
    box.setChecked(bool(row["chosen"]))
    # Without an address here it is added with the one that its customers have.
    box.setEnabled(row["address"] is not None)
    return box


def _seen(row: dict[str, object], *, whole: bool = True) -> str:
    """Return where and when an address was seen: the whole address of that, or its host."""
    about = row["preset"]
    if not isinstance(about, dict):
        return _("Your own choice: nothing is known of it here.")
    place = str(about["seen_where"])
    place = place.removeprefix(_SCHEME) if whole else urlsplit(place).hostname or place
    words = _("Seen {date} at {place}; its terms were not read.").format(
        date=about["seen_on"], place=page_text(place)
    )
    return sentences(words, str(about.get("note") or ""))
