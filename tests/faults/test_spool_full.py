"""A disk that is full in the middle of a body."""

import subprocess
import sys

import pytest

CHILD = """
import resource, signal, sys
from pathlib import Path
from evidencekit.capture.spool import Spool
from evidencekit.domain.errors import DiskFull
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
spool = Spool(Path(sys.argv[1]))
file = spool.begin()
try:
    for _piece in range(9):
        file.write(b"x" * 50_000)
    sys.exit("no error")
except DiskFull as error:
    print(sorted(error.facts), error.facts["free"] > 0)
file.drop()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
def test_a_full_disk_is_said_and_nothing_half_written_stays(tmp_path):
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "['free', 'needed', 'path'] True\n"
    assert list(tmp_path.iterdir()) == []
