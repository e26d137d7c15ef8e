"""Runs the child that captures pages with the real engine, the outer network shut."""

import json
import os
import subprocess
import sys
from pathlib import Path

CHILD = Path(__file__).with_name("session_child.py")
SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


class Captured:
    """What one address ended in, and its artefacts as bytes."""

    def __init__(self, folder, name):
        self.said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        self.folder = folder / name

    def __getitem__(self, name):
        return self.said[name]

    def bytes_of(self, kind):
        return (self.folder / kind).read_bytes()

    def text_of(self, kind):
        return self.bytes_of(kind).decode()


def capture_in_child(jobs, folder, timeout, flags=SHUT, engine="embedded"):
    """Capture all jobs in one process; return them by name."""
    environment = os.environ | {
        "EVIDENCEKIT_CHROMIUM_FLAGS": flags,
        "EVIDENCEKIT_HOME": str(folder / "home"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, str(CHILD), str(folder), engine],
        input=json.dumps(jobs),
        text=True,
        capture_output=True,
        env=environment,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {job["name"]: Captured(folder, job["name"]) for job in jobs}
