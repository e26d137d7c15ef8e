"""A line for several papers of this computer, with its chooser; and what is wrong with them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_file import ask_files
from evidencekit.gui.parts import page_text, with_chooser

_BETWEEN = "; "
_ENDINGS = {".pdf", ".png", ".jpg", ".jpeg"}


class PapersLine(QLineEdit):
    """The paths of papers, one behind the other; `row` is the line with its button."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._title = title
        self.row: QWidget = with_chooser(self, name, self._choose)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return what is named."""
        names = (name.strip() for name in self.text().split(_BETWEEN.strip()))
        return tuple(Path(name).expanduser() for name in names if name)

    @property
    def fault(self) -> str:
        """Return what is wrong with the first that is no paper, or nothing."""
        wrong = [one for one in self.paths if one.suffix.lower() not in _ENDINGS]
        if wrong:
            told = _("{file} is no paper: PDF, PNG or JPEG.")
            return told.format(file=page_text(wrong[0].name, 80))
        gone = [one for one in self.paths if not one.is_file()]
        return _("{file} is not there.").format(file=page_text(gone[0], 200)) if gone else ""

    def take(self, names: Sequence[str]) -> None:
        """Name these, in place of what stood there."""
        # The same again is looked at anew: what was not there may be by now.
        self.clear()
        self.setText(_BETWEEN.join(names))

    def _choose(self) -> None:
        kinds = _("Papers (*.pdf *.png *.jpg *.jpeg)")
        ask_files(self, self._title, lambda files: self.take([str(one) for one in files]), kinds)
