"""The capture window beside a window of the installed browser, where the page is."""

from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.browser.installed_tab import InstalledTab
from evidencekit.gui.browser.recorded_window import RecordedWindow
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, card, label, page_text
from evidencekit.gui.theme import EDGE

_WIDE = 520


class InstalledWindow(RecordedWindow):
    """Takes the address, shows the state and captures; the page is in the browser's own window.

    `profile` names a kept one. Raises WrongUse, BrowserMissing.
    """

    def __init__(
        self, vault: OpenVault, parent: QWidget | None = None, profile: str | None = None
    ) -> None:
        self._tab = InstalledTab(vault, profile)
        # What was shown last of the web, for another window in the place of this one.
        self._last = ""
        super().__init__(self._tab, vault, parent, profile)
        for tool in (self.top.back, self.top.forward):
            # They are in the browser's own window.
            tool.hide()
        self._tab.placed.connect(self._show_place, Qt.ConnectionType.QueuedConnection)
        self.anew = button(_("Open the browser again"), self._open_again)
        self.trouble.add_button(self.anew)
        self.anew.hide()
        self.begin()

    @property
    @override
    def _place(self) -> str:
        return "browser_window"

    @override
    def _middle(self) -> QWidget:
        frame, inside = card()
        inside.setContentsMargins(EDGE * 2, EDGE * 2, EDGE * 2, EDGE * 2)
        inside.setSpacing(EDGE)
        frame.setFixedWidth(_WIDE)
        self.shown = label("", "muted", wraps=True)
        title = _("The page is in a window of {browser}").format(browser=self._tab.name)
        told = (
            _("Type an address above, or use the window itself: log in, choose a variant."),
            _("Press Capture here. What that window shows is sealed, without loading it again."),
            _(
                "It is a profile of its own: nothing of your everyday browser is in it. A new tab "
                "that you open there is not recorded."
            ),
            _(
                "Nothing keeps developer tools from being opened there; each capture says whether "
                "they were seen."
            ),
        )
        inside.addWidget(label(title, "title", wraps=True))
        for text in told:
            inside.addWidget(label(text, wraps=True))
        inside.addWidget(self.shown)
        middle = QWidget()
        column = QVBoxLayout(middle)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(frame)
        across.addStretch()
        column.addStretch(2)
        column.addLayout(across)
        column.addStretch(3)
        return middle

    # ---- the page ------------------------------------------------------------------------------

    @override
    def _load(self, address: str) -> None:
        self._tab.load(address)

    @override
    def _reload(self) -> None:
        self._tab.reload()

    @override
    def _stop(self) -> None:
        self._tab.stop()

    @override
    def _shown(self) -> str:
        return self._last or self._pending

    @override
    def _shows_page(self) -> bool:
        return urlsplit(self._tab.address).scheme in {"http", "https"}

    @override
    def _give_page(self, *, given: bool) -> None:
        """The window is another program's: what a person does there meanwhile is in the picture."""

    @override
    def _page_has_focus(self) -> bool:
        return False

    @override
    def _focus_page(self) -> None:
        """The person goes to the other window by themselves."""

    def _show_place(self, address: str, title: str) -> None:
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"}
        place = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if known else ""
        self._last = place or self._last
        self.top.show_place(place, encrypted=parts.scheme == "https" if known else None)
        words = _("Shown there now: {title}").format(title=page_text(title, 80))
        self.shown.setText(words if known else "")
        self._look()

    # ---- the browser's end ---------------------------------------------------------------------

    @override
    def _lost(self) -> None:
        self._dead = True
        words = _("The browser's window is closed. Nothing that is sealed is affected.")
        self._show_trouble(words)
        self.anew.show()
        self._look()

    def _open_again(self) -> None:
        """Put another window in the place of this one, whose browser is gone."""
        self.profile_wanted.emit(self.top.profile.currentData() or "", self._shown())

    @override
    def _look(self) -> None:
        self.top.reload.setEnabled(self._tab.job is None and self._shows_page() and not self._dead)
        super()._look()
