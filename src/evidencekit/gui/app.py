"""Starts the app: Qt, the language, the main window."""

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from evidencekit.domain.errors import DisplayMissing
from evidencekit.foundation.catalogue import _, system_language, use_language
from evidencekit.foundation.error_text import error_text
from evidencekit.gui.main_window import MainWindow


def run_app() -> int:
    """Open the main window and run until it is closed; return the exit code."""
    use_language(system_language())
    if not _has_display():
        error = DisplayMissing()
        text = error_text(error)
        sys.stderr.write(f"{text.message}\n{text.meaning}\n{text.action}\n")
        return error.exit_status
    # Must be set before QApplication: QtWebEngine is loaded later, when a page is wanted.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("evidencekit")
    app.setApplicationDisplayName(_("evidencekit"))
    window = build_main_window()
    window.show()
    return app.exec()


def build_main_window() -> MainWindow:
    """Return the main window as it opens, not yet shown. Needs a QApplication."""
    return MainWindow()


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)
