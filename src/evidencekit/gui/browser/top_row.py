"""The row above the page: history, address, whether the connection is encrypted, Capture."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from evidencekit.foundation.catalogue import _, pgettext
from evidencekit.gui.browser.profile_choice import ProfileChoice
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import badge, button, set_role
from evidencekit.gui.theme import EDGE, GAP, colours

_ICON = QSize(18, 18)
_TALL = 36


class TopRow(QFrame):
    """Shows where the page is and takes what the person wants of it."""

    address_given = Signal(str)
    back_wanted = Signal()
    forward_wanted = Signal()
    reload_wanted = Signal()
    stop_wanted = Signal()
    capture_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._loading = False
        self.back = self._tool("back", _("Back"), self.back_wanted.emit)
        self.forward = self._tool("forward", _("Forward"), self.forward_wanted.emit)
        self.reload = self._tool("reload", _("Load again"), self._reload_or_stop)
        self.address = QLineEdit()
        self.address.setPlaceholderText(_("Type the address of a page"))
        self.address.setAccessibleName(_("Address"))
        self.address.setMinimumHeight(_TALL)
        self.address.returnPressed.connect(lambda: self.address_given.emit(self.address.text()))
        self.sign = badge("", "plain")
        self.sign.hide()
        self.profile = ProfileChoice()
        self.profile.setMinimumHeight(_TALL)
        self.capture = button(pgettext("button", "Capture"), self.capture_wanted.emit, primary=True)
        # The blank keeps icon and word apart.
        self.capture.setText(" " + pgettext("button", "Capture"))
        self.capture.setIcon(icon("capture", colours().on_accent))
        self.capture.setToolTip(_("Seal what is shown as evidence (Ctrl+Enter)"))
        self.capture.setMinimumSize(120, _TALL)
        self._lay_out()
        self._add_keys()

    def show_place(self, address: str, *, encrypted: bool | None, vouched: bool = True) -> None:
        """Show an address; `encrypted` None where there is no page.

        `vouched` False: the person took a certificate that is not valid.
        """
        if not (self.address.hasFocus() and self.address.isModified()):
            self.address.setText(address)
            self.address.setCursorPosition(0)
        if encrypted is not None:
            words = _("encrypted") if encrypted else _("not encrypted")
            self.sign.setText(words if vouched else _("certificate not valid"))
            set_role(self.sign, "badge-good" if encrypted and vouched else "badge-warn")
        self.sign.setVisible(encrypted is not None)

    def show_loading(self, loading: bool) -> None:
        """Turn the reload button into the stop button and back."""
        self._loading = loading
        words = _("Stop loading") if loading else _("Load again")
        self.reload.setIcon(icon("stop" if loading else "reload"))
        self.reload.setAccessibleName(words)
        self.reload.setToolTip(words)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE, GAP + 2, EDGE, GAP + 2)
        layout.setSpacing(GAP)
        for tool in (self.back, self.forward, self.reload):
            layout.addWidget(tool)
        layout.addWidget(self.address, 1)
        layout.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.profile)
        layout.addWidget(self.capture)

    def _add_keys(self) -> None:
        for keys, act in (
            ("Alt+Left", self.back.click),
            ("Alt+Right", self.forward.click),
            ("F5", self._reload),
            ("Ctrl+R", self._reload),
            ("Ctrl+L", self._to_address),
            ("Ctrl+Return", self.capture.click),
            ("Ctrl+Enter", self.capture.click),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _tool(self, name: str, words: str, act: object) -> QPushButton:
        made = button("", act)  # type: ignore[arg-type]
        made.setIcon(icon(name))
        made.setIconSize(_ICON)
        made.setFixedSize(44, _TALL)
        made.setAccessibleName(words)
        made.setToolTip(words)
        return made

    def _reload_or_stop(self) -> None:
        (self.stop_wanted if self._loading else self.reload_wanted).emit()

    def _reload(self) -> None:
        if self.reload.isEnabled():
            self.reload_wanted.emit()

    def _to_address(self) -> None:
        self.address.setFocus()
        self.address.selectAll()
