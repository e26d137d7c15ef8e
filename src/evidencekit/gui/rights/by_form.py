"""A right changed by a form: saved as it stands, filled in with any editor, looked at, recorded."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import PersonDialog
from evidencekit.gui.parts import page_text
from evidencekit.gui.rights.tables import read_table
from evidencekit.gui.rights.values import change_headings, change_rows
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.services.register import Differing

_SIZE, _TABLE_HEIGHT = (820, 480), 240


class FormButton(QPushButton):
    """Offers to save a right as a form and to change it by one."""

    def __init__(self, save: Callable[[], None], change: Callable[[], None]) -> None:
        super().__init__(_("By a form"))
        self.setAccessibleName(_("The right as a form"))
        self.setAutoDefault(False)
        menu = QMenu(self)
        for text, act in ((save_text(), save), (change_text(), change)):
            menu.addAction(text).triggered.connect(act)
        self.setMenu(menu)


class FormChangeDialog(PersonDialog):
    """Shows what a form would change of a right; `then` gets the name of whoever changes it."""

    def __init__(  # what is asked about, and of whom
        self,
        parent: QWidget,
        right: str,
        form: Path,
        differing: "Differing",
        operator: str,
        then: Callable[[str], None],
    ) -> None:
        told = _("{file} changes this of {right}.").format(
            file=page_text(form.name, 120), right=page_text(right)
        )
        super().__init__(_("Change by a form"), sentences(told, _what_stays()), parent, then)
        rows = change_rows(differing)
        self.table = read_table(_("What the form changes"), change_headings(), rows, 2)
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.fields.addRow(self.table)
        self.end_with_person(operator, _("Change the right"))
        self.resize(*_SIZE)


def save_text() -> str:
    """Return what saving the form is called in menus."""
    return _("Save the right as a form...")


def change_text() -> str:
    """Return what the act is called there."""
    return _("Change by a form...")


def _what_stays() -> str:
    return _("What stood before stays in the history, and it can be undone.")
