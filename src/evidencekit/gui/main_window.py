"""The main window. It assembles; pages do the work."""

import os

from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _


class MainWindow(QMainWindow):
    """One window: a banner where one is due, and the pages."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(_("evidencekit"))
        self.resize(1200, 800)
        content = QWidget()
        layout = QVBoxLayout(content)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            layout.addWidget(QLabel(_("The browser sandbox is off: running as root.")))
        layout.addWidget(QLabel(_("No vault is open.")))
        layout.addStretch()
        self.setCentralWidget(content)
