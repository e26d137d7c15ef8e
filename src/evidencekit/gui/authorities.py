"""The time authorities to choose from, each with where and when its address was seen."""

from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from evidencekit.bootstrap.authority_choice import (
    AuthorityWish,
    add_authority,
    list_authorities,
    remove_authority,
)
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import label, page_text, tip
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

_INSET = 26
_SCHEME = "https://"


class AuthorityList(QScrollArea):
    """A box for each authority; ticked are those that a person chose before, none by us.

    `boxes` are by name. Raises as `list_authorities`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, EDGE, 0)
        column.setSpacing(GAP // 2)
        for row in list_authorities():
            box, told = _box(row), label(_seen(row, whole=False), "muted", wraps=True)
            told.setToolTip(tip(_seen(row)))
            told.setContentsMargins(_INSET, 0, 0, GAP)
            self.boxes[str(row["name"])] = box
            column.addWidget(box)
            column.addWidget(told)
        column.addStretch()
        self.setWidget(inner)

    @property
    def chosen(self) -> list[str]:
        """Return what the ticked ones are called."""
        return [box.text() for box in self.boxes.values() if box.isChecked()]

    def keep(self) -> None:
        """Keep the choice in the settings. Raises as `add_authority`, `remove_authority`."""
        before = {str(row["name"]): bool(row["chosen"]) for row in list_authorities()}
        for name, box in self.boxes.items():
            if box.isChecked() and not before[name]:
                add_authority(AuthorityWish(name))
            elif before[name] and not box.isChecked():
                remove_authority(name)


def choice_words() -> str:
    """Return what a person should know before one is chosen."""
    return _(
        "None is chosen until you choose one. A chosen authority gets the hash of a list of "
        "hashes, never a page. Read its terms first; two of different houses are better than "
        "one. The roots that you trust for time are added by the command evidencekit stamp."
    )


def _box(row: dict[str, object]) -> QCheckBox:
    about = row["preset"]
    title = str(about["title"]) if isinstance(about, dict) else str(row["name"])
    address = f"  ({page_text(row['address'])})" if row["address"] is not None else ""
    box = QCheckBox(f"{page_text(title)}{address}")
    box.setAccessibleName(box.text())
    box.setAccessibleDescription(_seen(row))
    box.setChecked(bool(row["chosen"]))
    # Without an address of its own an authority is chosen by the command, which takes one.
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
