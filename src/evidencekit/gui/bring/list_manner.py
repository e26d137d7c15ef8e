"""How a list is captured: the profile, and below "More" what is seldom wished."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.bootstrap.desk_bringing import ListManner
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.bring.profile_field import ProfileField
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button
from evidencekit.gui.theme import GAP

_WAITS_S = (2, 5, 10, 30)


class MannerFields(QWidget):
    """The fields. `manner` is what they say now."""

    def __init__(self, vault: OpenVault, form: QFormLayout) -> None:
        """Put the profile into `form`; the rest stands here, to be shown by a button."""
        super().__init__()
        self.profile = ProfileField(vault)
        self._add(form, _("Browser profile"), self.profile)
        self.more = button(_("More"), self._look)
        self.more.setCheckable(True)
        self.wait = QComboBox()
        self.wait.addItem(_("no longer than the page loads"), 0)
        for count in _WAITS_S:
            text = ngettext("{n} second", "{n} seconds", count).format(n=count)
            self.wait.addItem(text, count)
        self.documents = _tick(
            _("Keep files that stand alone"),
            _("A PDF, and an MHTML with all its pictures: about as large again."),
        )
        self.anew = _tick(
            _("Begin this list anew"),
            _("Visits again what was captured of it before it was stopped."),
        )
        self._less = QWidget()
        inside = QFormLayout(self._less)
        inside.setContentsMargins(0, 0, 0, 0)
        self._add(inside, _("Wait after loading"), self.wait)
        inside.addRow(self.documents)
        inside.addRow(self.anew)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._less)
        self.offer_anew(stopped=False)

    @property
    def manner(self) -> ListManner:
        """Return what is wished."""
        return ListManner(
            self.profile.chosen,
            int(self.wait.currentData()),
            self.documents.isChecked(),
            self.anew.isChecked(),
        )

    def offer_anew(self, *, stopped: bool) -> None:
        """Offer to begin anew where a list was stopped, in sight; else it means nothing."""
        self.anew.setChecked(False)
        self.anew.setVisible(stopped)
        self.more.setChecked(stopped)
        self._look()

    def _look(self) -> None:
        self._less.setVisible(self.more.isChecked())

    @staticmethod
    def _add(form: QFormLayout, caption: str, field: QWidget) -> None:
        field.setAccessibleName(caption)
        named = QLabel(caption)
        named.setBuddy(field)
        form.addRow(named, field)


def _tick(text: str, told: str) -> QCheckBox:
    made = QCheckBox(text)
    made.setAccessibleName(text)
    made.setAccessibleDescription(told)
    made.setToolTip(told)
    return made
