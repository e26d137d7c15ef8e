"""Torture of the vault: crashes, bad disks, flipped bits, edited logs. Prints a table; 1 on a miss.

`make torture` takes about three minutes on two free cores, `LONG=1 make torture` a quarter of
an hour.
`SEED=n` chooses other places and moments; the same seed chooses the same ones again. When a kill
falls is drawn by the seed too, but where the writer then is, the computer decides.
"""

import logging
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import disk
import edits
import flips
import kills
from common import Run, Tally

ROOT = Path(__file__).parents[2]
TABLE_OF_TAMPERING = "tests/integration/vault/test_tamper_table.py"


def table(_run):
    """Run the tamper table of the threat model, one test a row."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", TABLE_OF_TAMPERING]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (done.stdout.splitlines() or [""])[-1]
    row = Tally("tamper table of the threat model", note=last)
    row.add(None if done.returncode == 0 else done.stdout[-2000:] + done.stderr[-500:])
    return [row]


# The long ones first, so that no core waits for the last.
PARTS = (flips.by_script, kills.kills, disk.faults, disk.power, flips.by_verify, table, edits.edits,
         disk.full, disk.newer)  # fmt: skip


def _timed(number, run):
    begun = time.monotonic()
    return number, PARTS[number](run), time.monotonic() - begun


def main():
    """Run all parts, or those named."""
    # What is logged of bad disks is meant.
    logging.disable()
    seed = int(os.environ.get("SEED") or 1)
    wanted = [
        n for n, part in enumerate(PARTS) if part.__name__ in sys.argv[1:] or not sys.argv[1:]
    ]
    if not wanted:
        print("parts:", *(part.__name__ for part in PARTS))
        return 2
    begun, missed = time.monotonic(), 0
    print(f"seed {seed}{', long run' if os.environ.get('LONG') else ''}", flush=True)
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        # Children fork writers of their own: a pool of threads would not do.
        pool = ProcessPoolExecutor(min(2, os.cpu_count() or 1), get_context("fork"))
        with pool:
            run = Run(seed, bool(os.environ.get("LONG")), Path(folder))
            for ended in as_completed([pool.submit(_timed, number, run) for number in wanted]):
                number, rows, seconds = ended.result()
                print(f"\n{PARTS[number].__name__}, {seconds:.0f} s")
                for row in rows:
                    missed += len(row.misses)
                    _show(row)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n{missed} misses, {time.monotonic() - begun:.0f} s, load {load}, seed {seed}")
    return 1 if missed else 0


def _show(row):
    print(f"  {row.name:58} {row.done:6} done {len(row.misses):4} missed  {row.note}", flush=True)
    for miss in row.misses[:5]:
        print(f"      {miss}")


if __name__ == "__main__":
    sys.exit(main())
