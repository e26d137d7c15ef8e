"""Asks for one file of this computer, by the system's dialog."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from evidencekit.foundation.catalogue import _


def ask_file(parent: QWidget, title: str, then: Callable[[Path], object], kinds: str = "") -> None:
    """Do `then` with the file that is chosen; nothing where none is. It does not block.

    `kinds` are name filters as Qt writes them, `Forms (*.yaml *.yml)`; without, any file.
    """
    chooser = QFileDialog(parent, title)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
    if kinds:
        chooser.setNameFilter(kinds)
    chooser.fileSelected.connect(lambda name: then(Path(name)))
    chooser.finished.connect(chooser.deleteLater)
    chooser.open()


def ask_form(parent: QWidget, then: Callable[[Path], object]) -> None:
    """Ask for a form of ours that was filled in."""
    ask_file(parent, _("Choose the form"), then, _("Forms (*.yaml *.yml)"))
