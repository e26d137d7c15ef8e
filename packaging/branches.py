"""Counts the branches of `domain`, `evidence` and `vault` that no test takes: `make coverage`.

Only the tests that belong to these rooms run; more arguments go to pytest, so that
`make coverage ARGS="-k signature"` is quick (and fails, for then branches are missing). The figures
lie under `build/coverage`. Ends with 1 when a test fails or a branch is missing. Not for Windows,
where `tests/measured_child.py` has no socket to send its figures by.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNIT = ("domain", "evidence", "vault")
INTEGRATION = ("evidence", "vault", "stamps", "copies", "importing", "library")
TESTS = [f"tests/unit/{name}" for name in UNIT] + [f"tests/integration/{n}" for n in INTEGRATION]
# Counting slows the longest tests down beyond the limit that they have else.
STEPS = (
    ("erase",),
    ("run", "-m", "pytest", "-q", "--timeout=600", "-p", "measured_child", *TESTS),
    ("combine", "-q"),
    ("report",),
)


def main(arguments: list[str]) -> int:
    """Run the steps up to the first that fails, and return its status."""
    around = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests")))}
    for step in STEPS:
        words = [*step, *arguments] if step[0] == "run" else step
        status = subprocess.run(
            [sys.executable, "-m", "coverage", *words], cwd=ROOT, env=around, check=False
        ).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
