"""Opens a replay's window off screen, photographs it once its page is there, and closes it.

`<file> <png>`; prints what the window says.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from evidencekit.capture.replay_source import open_source
from evidencekit.webengine import replay_window
from evidencekit.webengine.replay_page import shut_network

shut_network()
said = {}


class Watched(replay_window.ReplayWindow):
    """Closes itself when the page and its misses are told, or after 30 s."""

    def __init__(self, source):
        super().__init__(source)
        self._left = 300
        self._watch = QTimer(self, interval=100)
        self._watch.timeout.connect(self._look)
        self._watch.start()

    def _look(self):
        self._left -= 1
        shown = self._stage.view.title() == "Shown"
        if (shown and self.unanswered.count() and self._left < 290) or self._left <= 0:
            self._watch.stop()
            self.grab().save(sys.argv[2])
            rows = [self.unanswered.item(n).text() for n in range(self.unanswered.count())]
            said.update(
                title=self.windowTitle(),
                banner=self.banner.text(),
                counts=self.counts.text(),
                rows=rows,
                page=self._stage.view.title(),
            )
            self.close()


replay_window.ReplayWindow = Watched
with tempfile.TemporaryDirectory() as folder:
    report = replay_window.replay_in_window(open_source(Path(sys.argv[1]), Path(folder)))
QApplication.processEvents()
sys.stdout.write(json.dumps(said | {"report": report}))
sys.stdout.flush()
# Qt's own end is not what is under test here.
os._exit(0)
