"""Runs one folder of tests again and again: `make rounds ARGS="--times 20 tests/gui"`.

The tests of a round are shared by as many processes as there are cores (`tests/sharing.py`), in an
order of its own. `build/rounds/rounds.log` gets a line a round (counts, seconds, processor, load,
seed); what the processes of a round that failed said is kept beside it, each test in its order.
Ends with 1 when a round was not green.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from suite import SURROUNDINGS, Counts, own_folder, read_report

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = ROOT / "build" / "rounds"
_SEEDS = 1 << 31


def main() -> int:
    """Run the rounds; return 0 when all were green."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("tests", nargs="*", default=["tests/gui"])
    wish = parser.parse_args()
    ROUNDS.mkdir(parents=True, exist_ok=True)
    green = 0
    for number in range(1, wish.times + 1):
        counts, words = one_round(number, wish.tests, wish.processes)
        green += not counts.failures
        with (ROUNDS / "rounds.log").open("a", encoding="utf-8") as log:
            for line in (words, *counts.failures):
                print(line, file=log)
                print(line, flush=True)
    print(f"{green} of {wish.times} rounds green")
    return int(green < wish.times)


def one_round(number: int, tests: list[str], processes: int) -> tuple[Counts, str]:
    """Run the tests once; return the counts and the line that tells of them."""
    seed, counts = secrets.randbelow(_SEEDS), Counts()
    for old in ROUNDS.glob("round-*"):
        old.unlink()
    before, start = os.times(), time.monotonic()
    with ExitStack() as folders:
        share = folders.enter_context(tempfile.TemporaryDirectory(prefix="evidencekit-round-"))
        surroundings = [folders.enter_context(own_folder()) for _place in range(processes)]
        running = [
            _begin(place, tests, seed, env | {"TESTS_SHARE": share})
            for place, env in enumerate(surroundings)
        ]
        ended = [process.wait() for process in running]
    seconds, after = time.monotonic() - start, os.times()
    for place, status in enumerate(ended):
        report = ROUNDS / f"round-{place}.xml"
        counts.add(read_report(f"process {place}", status, seconds, report))
    if counts.failures:
        for output in ROUNDS.glob("round-*.log"):
            output.replace(ROUNDS / f"failed-{seed}-{output.name}")
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    figures = f"{seconds:.0f} s, {used:.0f} s of processor, load {os.getloadavg()[0]:.1f}"
    at = time.strftime("%Y-%m-%d %H:%M:%S")
    return counts, f"{at} round {number}: {counts}; {figures}, seed {seed}"


def _begin(place: int, tests: list[str], seed: int, own: dict[str, str]) -> subprocess.Popen[bytes]:
    report, output = ROUNDS / f"round-{place}.xml", ROUNDS / f"round-{place}.log"
    command = [sys.executable, "-m", "pytest", "-v", *tests, f"--junit-xml={report}"]
    command += ["-p", "no:cacheprovider", f"--randomly-seed={seed}"]
    env = os.environ | SURROUNDINGS | own
    with output.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)


if __name__ == "__main__":
    sys.exit(main())
