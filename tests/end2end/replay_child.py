"""Replays a file as `evidencekit replay --check` does, but with the network left open.

The control of the test that counts contacts: without the barrier the same page reaches out.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from evidencekit.capture.replay_source import open_source
from evidencekit.foundation.clock import SystemClock
from evidencekit.webengine.replay import replay_off_screen

with tempfile.TemporaryDirectory() as folder:
    source = open_source(Path(sys.argv[1]), Path(folder))
    said = replay_off_screen(source, Path(folder) / "visit", SystemClock())
    sys.stdout.write(json.dumps(said))
sys.stdout.flush()
# Qt's own end is not what is under test here.
os._exit(0)
