"""What the tests leave behind is evidence too: each capture passes the tools of other people."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(sys.executable).parent
# One process for all: it takes longer to start than to look at a capture.
VALIDATE = (
    "import sys; from wacz.main import main; "
    "sys.exit(sum(main(['validate', '-f', path]) for path in sys.argv[1:]))"
)
_checked: set[Path] = set()


@pytest.fixture(scope="module", autouse=True)
def _captures_hold_before_strangers(tmp_path_factory):
    """After each module what was captured meanwhile is checked without our code.

    Not at the end of all: the last test of the session would answer for it within its own limit.
    """
    yield
    found = sorted(tmp_path_factory.getbasetemp().rglob("evidence/*/*/*.wacz"))
    captures = [one for one in found if (one.parents[3] / "vault.json").exists()]
    new = [one for one in captures if one not in _checked]
    _checked.update(new)
    if not new:
        return
    for vault in sorted({one.parents[3] for one in new}):
        passes("sh", vault / "check.sh")
    warcs = []
    for capture in new:
        passes("unzip", "-tq", capture)
        warcs.append(tmp_path_factory.mktemp("warc") / "data.warc.gz")
        with warcs[-1].open("wb") as out:
            command = ["unzip", "-p", capture, "archive/data.warc.gz"]
            subprocess.run(command, stdout=out, check=True)
    passes(sys.executable, "-c", VALIDATE, *new)
    passes(SCRIPTS / "warcio", "check", *warcs)


def passes(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
