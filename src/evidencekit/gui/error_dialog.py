"""An error as a person reads it: what happened, what it means for the evidence, what to do."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.error_text import ErrorText, error_text
from evidencekit.gui.parts import label
from evidencekit.gui.theme import EDGE, GAP


def words_of(error: Exception) -> ErrorText:
    """Return the three parts of any error; one that nobody foresaw is said to be that."""
    if isinstance(error, EvidenceKitError):
        return error_text(error)
    return ErrorText(
        _("Something went wrong that this program did not foresee ({kind}).").format(
            kind=type(error).__name__
        ),
        _("Nothing is half-sealed; evidence already sealed is not affected."),
        _("Try again. If it comes back, the log file says where it happened."),
    )


class ErrorDialog(QDialog):
    """Shows one error."""

    def __init__(self, error: Exception, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = words_of(error)
        self.setWindowTitle(_("That did not work"))
        self.setMinimumWidth(520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        for heading, words in (
            (_("What happened"), text.message),
            (_("What it means for the evidence"), text.meaning),
            (_("What to do"), text.action),
        ):
            layout.addWidget(label(heading, "heading"))
            layout.addWidget(label(words, wraps=True, selectable=True))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        close.setAccessibleName(_("Close"))
        layout.addWidget(box)
