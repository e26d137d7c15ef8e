"""Windows, pages, dialogs. Everything they do is one call on a service."""

from evidencekit.gui import before_qt  # noqa: F401  # the order is its purpose
from evidencekit.gui.app import AppShell, run_app

__all__ = ["AppShell", "run_app"]
