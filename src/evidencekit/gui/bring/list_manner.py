"""How a list is captured: the profile, and below "More" what is seldom wished."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.bootstrap.desk_bringing import ListManner
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.bring.profile_field import ProfileField
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button
from evidencekit.gui.theme import GAP

_WAITS_S, _PAUSES_S, _MOST_AT_ONCE = (2, 5, 10, 30), (2, 10, 30, 60), 4


class MannerFields(QWidget):
    """The fields. `manner` is what they say now."""

    def __init__(self, vault: OpenVault, form: QFormLayout) -> None:
        """Put the profile into `form`; the rest stands here, to be shown by a button."""
        super().__init__()
        self.profile = ProfileField(vault)
        self._add(form, _("Browser profile"), self.profile)
        self.more = button(_("More"), self._look)
        self.more.setCheckable(True)
        self.wait = _choice(_("no longer than the page loads"), _seconds(_WAITS_S))
        self.pause = _choice(_("5 seconds, as usual"), _seconds(_PAUSES_S))
        self.at_once = _choice(
            _("as many as this computer bears"),
            [(str(count), count) for count in range(1, _MOST_AT_ONCE + 1)],
        )
        _tell(self.at_once, _("Only pages of different hosts. With a profile it is always one."))
        self.plain = _tick(
            _("Without a browser: what the server sends, no picture"),
            _("Quick, and enough for a page that is its own text. Scripts are not run."),
        )
        self.plain.toggled.connect(self._take_plain)
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
        self._add(inside, _("Pause between pages of one host"), self.pause)
        self._add(inside, _("Pages at a time"), self.at_once)
        inside.addRow(self.plain)
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
        plain = self.plain.isChecked()
        return ListManner(
            None if plain else self.profile.chosen,
            0 if plain else int(self.wait.currentData() or 0),
            self.documents.isChecked() and not plain,
            self.anew.isChecked(),
            self.pause.currentData(),
            self.at_once.currentData(),
            plain,
        )

    def offer_anew(self, *, stopped: bool) -> None:
        """Offer to begin anew where a list was stopped, in sight; else it means nothing."""
        self.anew.setChecked(False)
        self.anew.setVisible(stopped)
        self.more.setChecked(stopped)
        self._look()

    def _take_plain(self, plain: bool) -> None:  # a signal's
        """Offer nothing that only a browser does."""
        for field in (self.profile, self.wait, self.documents):
            field.setEnabled(not plain)

    def _look(self) -> None:
        self._less.setVisible(self.more.isChecked())

    @staticmethod
    def _add(form: QFormLayout, caption: str, field: QWidget) -> None:
        field.setAccessibleName(caption)
        named = QLabel(caption)
        named.setBuddy(field)
        form.addRow(named, field)


def _seconds(counts: Iterable[int]) -> list[tuple[str, int]]:
    return [(ngettext("{n} second", "{n} seconds", n).format(n=n), n) for n in counts]


def _choice(usual: str, others: Iterable[tuple[str, int]]) -> QComboBox:
    """Return a field of numbers; what is usual stands first and is None."""
    made = QComboBox()
    made.addItem(usual, None)
    for text, value in others:
        made.addItem(text, value)
    return made


def _tick(text: str, told: str) -> QCheckBox:
    made = QCheckBox(text)
    made.setAccessibleName(text)
    _tell(made, told)
    return made


def _tell(field: QWidget, told: str) -> None:
    field.setAccessibleDescription(told)
    field.setToolTip(told)
