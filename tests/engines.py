"""The two engines, for tests that hold for both; without an installed browser one is left out."""

import pytest

from evidencekit.chromium import InstalledWish, find_browser, run_with_installed
from evidencekit.domain.errors import BrowserMissing
from evidencekit.webengine import run_with_browser


def _absent():
    try:
        find_browser()
    except BrowserMissing:
        return True
    return False


needs_installed = pytest.mark.skipif(
    _absent(), reason="needs an installed Chrome, Edge or Chromium"
)
ENGINES = ["embedded", pytest.param("chromium", marks=needs_installed)]


def run_with(engine, work, **wish):
    """Run work beside the engine that is built in, or beside the installed browser."""
    if engine == "chromium":
        return run_with_installed(work, InstalledWish(**wish))
    return run_with_browser(work)
