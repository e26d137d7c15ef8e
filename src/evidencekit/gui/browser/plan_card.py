"""What the next capture will take, before it begins, and what may be wished beside it."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from evidencekit.capture.plan import CapturePlan
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import card, label
from evidencekit.gui.words import size_words


class PlanCard(QWidget):
    """Says how far a capture goes; `plan` is what it is to be."""

    def __init__(self) -> None:
        super().__init__()
        usual = CapturePlan()
        frame, inside = card()
        inside.addWidget(label(_("The next capture"), "heading"))
        told = _(
            "The page as it stands: scrolled to its end, photos at full size, pictures, text, and "
            "all it loaded. At most {seconds} s and {size}; what is cut off is named."
        )
        limits = told.format(seconds=round(usual.seconds), size=size_words(usual.bytes))
        inside.addWidget(label(limits, "muted", wraps=True))
        self.documents = QCheckBox(_("Keep files that stand alone"))
        self.documents.setAccessibleName(self.documents.text())
        about = _("A PDF, and an MHTML with all its pictures: about as large again.")
        self.documents.setAccessibleDescription(about)
        self.documents.setToolTip(about)
        inside.addWidget(self.documents)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(frame)

    @property
    def plan(self) -> CapturePlan:
        """Return the plan as it is chosen now."""
        return CapturePlan(documents=self.documents.isChecked())
