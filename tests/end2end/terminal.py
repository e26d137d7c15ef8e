"""A person's terminal: the product as a process, its network shut to all but loopback."""

import json
import os
import subprocess
import sys

from fakes.quick_keys import open_quickly

SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


class Terminal:
    """A home of its own, a passphrase file, one vault."""

    def __init__(self, folder):
        self.folder = folder
        self.vault = folder / "vault"
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text("correct horse battery\n", encoding="utf-8")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEKIT_")}
        self.environment = kept | {
            "EVIDENCEKIT_HOME": str(folder / "home"),
            "EVIDENCEKIT_CHROMIUM_FLAGS": SHUT,
            "EVIDENCEKIT_PASSPHRASE_FILE": str(self.passphrase),
            "QT_QPA_PLATFORM": "offscreen",
            "LC_ALL": "C.UTF-8",
        }

    def start(self, *words, **environment):
        return subprocess.Popen(
            [sys.executable, "-m", "evidencekit", *map(str, words)],
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words, limit=100, **environment):
        process = self.start(*words, "--vault", self.vault, "--json", **environment)
        out, err = process.communicate(timeout=limit)
        assert b"Traceback" not in err, err.decode()
        return process.returncode, json.loads(out)

    def init(self):
        code, document = self.run("init", self.vault, "--name", "Brand X", "--operator", "Ana")
        if code == 0:
            open_quickly(self.vault, self.passphrase.read_bytes().strip())
        return code, document
