"""Asks for files of this computer, there or new, by the system's dialog."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
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


def ask_files(
    parent: QWidget, title: str, then: Callable[[Sequence[Path]], object], kinds: str
) -> None:
    """Do `then` with the files that are chosen, one or many; nothing where none is."""
    chooser = QFileDialog(parent, title)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
    chooser.setNameFilter(kinds)
    chooser.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    chooser.finished.connect(chooser.deleteLater)
    chooser.open()


def ask_new_file(
    parent: QWidget, title: str, name: str, kinds: str, then: Callable[[Path], object]
) -> None:
    """Do `then` with the file that is to be written, `name` unless another is typed.

    `kinds` as in `ask_file`; empty: any name. What is there already is the caller's to refuse.
    """
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chooser = QFileDialog(parent, title, place)
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setNameFilters([kinds] if kinds else [])
    chooser.selectFile(name)
    # What is there already is refused, never replaced.
    chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)
    chooser.fileSelected.connect(lambda chosen: then(Path(chosen)))
    chooser.finished.connect(chooser.deleteLater)
    chooser.open()


def ask_form(parent: QWidget, then: Callable[[Path], object]) -> None:
    """Ask for a form of ours that was filled in."""
    ask_file(parent, _("Choose the form"), then, _("Forms (*.yaml *.yml)"))
