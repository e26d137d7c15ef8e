"""Asks for which version of a submission on notorious markets figures are saved."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from evidencekit.bootstrap import Submission
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.parts import label


class SubmissionDialog(AskDialog):
    """Asks whether the figures by market are for the public; `then` gets the version."""

    def __init__(self, parent: QWidget, then: Callable[[Submission], None]) -> None:
        told = _(
            "Market by market: how many notices and listings, what was removed and how soon, what "
            "came back, how many sellers repeat. It is saved as a PDF or a table; a person reads "
            "it before it is sent."
        )
        super().__init__(_("Figures for a submission on notorious markets"), told, parent)
        self._then = then
        self.version = QComboBox()
        self.version.addItem(_("Public"), Submission.PUBLIC.value)
        self.version.addItem(_("Business confidential"), Submission.CONFIDENTIAL.value)
        self.add_field(_("Version"), self.version)
        self.about = label("", "muted", wraps=True)
        self.fields.addRow(self.about)
        self.version.currentIndexChanged.connect(self._look)
        self.add_end(_("Save as..."), self._finish)
        self._look()

    @property
    def _chosen(self) -> Submission:
        return Submission(self.version.currentData())

    def _look(self) -> None:
        public = self._chosen is Submission.PUBLIC
        self.about.setText(
            _("It names no seller and no complaint.")
            if public
            else _(
                "It names the sellers and your complaints. Each page of the PDF says that it is "
                "business confidential; the table does not."
            )
        )
        self.fit()

    def _finish(self) -> None:
        self.accept()
        self._then(self._chosen)
