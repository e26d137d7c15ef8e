"""The capture browser: a live recorded page, and one button that makes it evidence.

Loads QtWebEngine, so it is imported only when a page is wanted. Raises EngineMissing.
"""

from evidencekit.gui.browser.window import BrowserWindow

__all__ = ["BrowserWindow"]
