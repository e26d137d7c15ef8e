"""Which cookies the page is visited with: none that last, or those of a kept profile."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from evidencekit.foundation.catalogue import _

_MANAGE = "\0"


class ProfileChoice(QComboBox):
    """`wanted`: the name of a kept profile, "" for none. `managed`: the list of them is wanted."""

    wanted = Signal(str)
    managed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now = ""
        self.setAccessibleName(_("Browser profile"))
        told = _("A kept profile remembers log-ins on this computer, never in a vault.")
        self.setAccessibleDescription(told)
        self.setToolTip(told)
        self.activated.connect(self._choose)

    def offer(self, names: Sequence[str], now: str | None) -> None:
        """List the kept profiles; `now` is the one in use, None: nothing is kept."""
        self._now = now or ""
        self.clear()
        self.addItem(_("Nothing is kept"), "")
        for name in dict.fromkeys([*names, *filter(None, [now])]):
            self.addItem(_("Profile: {name}").format(name=name), name)
        self.insertSeparator(self.count())
        self.addItem(_("Profiles..."), _MANAGE)
        self.setCurrentIndex(self.findData(self._now))

    def _choose(self, _index: int) -> None:
        name = str(self.currentData())
        self.setCurrentIndex(self.findData(self._now))
        if name == _MANAGE:
            self.managed.emit()
        elif name != self._now:
            self.wanted.emit(name)
