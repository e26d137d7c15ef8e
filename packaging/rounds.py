"""Runs one folder of tests again and again: `make rounds ARGS="--times 20 tests/gui"`.

Each round is a process of its own with its own order of tests. `build/rounds/rounds.log` gets a
line a round (counts, seconds, processor, load, seed); the output of a round that failed is kept
beside it. Ends with 1 when a round was not green.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from suite import Counts, read_report

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = ROOT / "build" / "rounds"
_SEEDS = 1 << 31


def main() -> int:
    """Run the rounds; return 0 when all were green."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("tests", nargs="*", default=["tests/gui"])
    wish = parser.parse_args()
    ROUNDS.mkdir(parents=True, exist_ok=True)
    green = 0
    for number in range(1, wish.times + 1):
        counts, words = one_round(number, wish.tests)
        green += not counts.failures
        with (ROUNDS / "rounds.log").open("a", encoding="utf-8") as log:
            for line in (words, *counts.failures):
                print(line, file=log)
                print(line, flush=True)
    print(f"{green} of {wish.times} rounds green")
    return int(green < wish.times)


def one_round(number: int, tests: list[str]) -> tuple[Counts, str]:
    """Run the tests once; return the counts and the line that tells of them."""
    seed, report, output = secrets.randbelow(_SEEDS), ROUNDS / "round.xml", ROUNDS / "round.log"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *tests, f"--junit-xml={report}"]
    command += ["-p", "no:cacheprovider", f"--randomly-seed={seed}"]
    env = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    before, start = os.times(), time.monotonic()
    with output.open("wb") as out:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=out, stderr=out, check=False)
    seconds, after = time.monotonic() - start, os.times()
    counts = Counts()
    counts.add(read_report(" ".join(tests), done.returncode, seconds, report))
    if counts.failures:
        output.replace(ROUNDS / f"failed-{seed}.log")
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    figures = f"{seconds:.0f} s, {used:.0f} s of processor, load {os.getloadavg()[0]:.1f}"
    at = time.strftime("%Y-%m-%d %H:%M:%S")
    return counts, f"{at} round {number}: {counts}; {figures}, seed {seed}"


if __name__ == "__main__":
    sys.exit(main())
