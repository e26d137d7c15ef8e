"""The capture browser of a main window: one at a time, with the profile that was chosen last."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from evidencekit.bootstrap import chosen_engine
from evidencekit.domain.errors import BrowserMissing, WrongUse
from evidencekit.gui.open_vault import OpenVault

if TYPE_CHECKING:
    from evidencekit.gui.browser.recorded_window import RecordedWindow


class CaptureWindow(QObject):
    """Opens the browser, and another in its place when the person wants another profile.

    `failed`: the settings hold something that is none. `open_wanted`: a capture to be shown.
    `profiles_wanted`: the kept profiles are to be managed.
    """

    failed = Signal(object)
    open_wanted = Signal(str)
    profiles_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._profile: str | None = None
        self._vault: OpenVault | None = None
        self.browser: RecordedWindow | None = None

    def follow(self, vault: OpenVault | None) -> None:
        """Work at this vault from now on; a browser at another one is closed."""
        self.close()
        self._vault = vault

    def open(self) -> "RecordedWindow | None":
        """Show the browser and return it; None where it can't be."""
        if self.browser is None and self._vault is not None:
            self.browser = self._built(self._vault)
        if self.browser is not None:
            self.browser.show()
            self.browser.raise_()
            self.browser.activateWindow()
        return self.browser

    def close(self) -> None:
        """Close the browser; what it seals is sealed first."""
        if self.browser is not None:
            self.browser.close()

    def _built(self, vault: OpenVault) -> "RecordedWindow | None":
        try:
            made = self._chosen(vault)
        except (WrongUse, BrowserMissing) as error:
            # Languages in the settings that are none; a browser that is not there.
            self.failed.emit(error)
            return None
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open_wanted.connect(self.open_wanted)
        made.profile_wanted.connect(self._change_profile)
        made.profiles_wanted.connect(self.profiles_wanted)
        made.destroyed.connect(lambda: self._gone(made))
        return made

    def _chosen(self, vault: OpenVault) -> "RecordedWindow":
        """Return a window with the engine of the settings. Raises WrongUse, BrowserMissing."""
        # After the first paint, and no more of the two than is wanted.
        if chosen_engine() == "chromium":
            from evidencekit.gui.browser.installed_window import (  # noqa: PLC0415
                InstalledWindow,
            )

            return InstalledWindow(vault, self._window, self._profile)
        from evidencekit.gui.browser.window import BrowserWindow  # noqa: PLC0415

        return BrowserWindow(vault, self._window, self._profile)

    def _change_profile(self, name: str, address: str) -> None:
        """Put another window in the place of the one that is open, at the same page."""
        before, self.browser = self.browser, None
        self._profile = name or None
        if before is not None:
            before.close()
        after = self.open()
        if before is not None and after is not None:
            after.setGeometry(before.geometry())
        if after is not None and address:
            after.open_address(address)

    def _gone(self, browser: "RecordedWindow") -> None:
        if self.browser is browser:
            self.browser = None
