"""A page in a window of the installed browser, which is the person's to use."""

from dataclasses import replace

from PySide6.QtCore import Signal
from typing_extensions import override

from evidencekit.bootstrap.browsing import installed_wish
from evidencekit.capture.plan import CapturePlan
from evidencekit.chromium import InstalledBrowser
from evidencekit.chromium.page import PageConnection
from evidencekit.gui.browser.recorded_tab import RecordedTab
from evidencekit.gui.browser.recording import RecordingNeeds
from evidencekit.gui.jobs import Job
from evidencekit.gui.open_vault import OpenVault


class InstalledTab(RecordedTab):
    """The browser starts when the vault is open, and ends with the recording.

    `placed`: address and title of what the page shows now.
    """

    placed = Signal(str, str)

    def __init__(self, vault: OpenVault, profile: str | None = None) -> None:
        """`profile` names a kept one. Raises WrongUse, BrowserMissing."""
        self._browser = InstalledBrowser(replace(installed_wish(profile), hidden=False))
        super().__init__(vault, self._browser)
        self._page: PageConnection | None = None
        self._address = ""
        self.placed.connect(self._remember)

    @property
    def name(self) -> str:
        """Return what the browser is called."""
        return self._browser.name

    @property
    @override
    def address(self) -> str:
        return self._address

    def load(self, address: str) -> None:
        """Load an address that was found to be one."""
        if self._page is not None:
            self._page.load(address)

    def reload(self) -> None:
        """Load the page again."""
        self.load(self._address)

    def stop(self) -> None:
        """Stop the load."""
        if self._page is not None:
            self._page.stop()

    @override
    def capture(self, plan: CapturePlan) -> Job | None:
        if self._page is not None:
            self._page.bring_to_front()
        return super().capture(plan)

    @override
    def _begin(self, needs: RecordingNeeds) -> None:
        # In the recording's thread, before the vault is given back: its end takes a while.
        needs.release.callback(self._browser.end)
        super()._begin(needs)

    @override
    def _connect(self) -> PageConnection:
        page = self._browser.open_page()
        page.noted, page.placed = self.noted.emit, self.placed.emit
        self._page = page
        return page

    @override
    def _free(self) -> None:
        self.freed.emit()

    def _remember(self, address: str, _title: str) -> None:
        self._address = address
