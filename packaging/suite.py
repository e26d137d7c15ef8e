"""Runs the tests in several processes, two at a time, and sums them up. Standard library only.

Qt's web engine wants a process of its own for each file that opens pages; the rest shares one a
folder. The two kinds run side by side: one mostly computes, the other mostly waits. Where one kind
is done, what is left of the other is shared.
"""

from __future__ import annotations

import os
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from computer import Machine, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# The longest first, so that no long one is left for the end.
WHOLE = ("integration", "gui", "unit", "faults", "conformance")
EACH_FILE = ("end2end",)
FOLDERS = (*WHOLE, *EACH_FILE)
# Thousands of processes load the same modules: each is compiled once, whatever this machine wishes.
SURROUNDINGS = {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
QUICK_FOLDERS = ("integration", "gui", "unit")


@dataclass(frozen=True)
class Ended:
    """One process of pytest, and what its JUnit file says; zeros where none was written."""

    label: str
    status: int
    seconds: float
    passed: int = 0
    skipped: int = 0
    failures: tuple[str, ...] = ()

    @property
    def trouble(self) -> str | None:
        """What is wrong with the process itself, beside the tests that failed in it."""
        if self.status in (0, 5) or (self.status == 1 and self.failures):
            return None
        how = f"signal {-self.status}" if self.status < 0 else f"status {self.status}"
        return f"{self.label}: pytest ended with {how}"


@dataclass
class Counts:
    """How many tests ended how, over several processes; a process that died counts as one."""

    passed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, ended: Ended) -> None:
        """Adds one process."""
        self.passed += ended.passed
        self.skipped += ended.skipped
        self.failures += ended.failures
        if ended.trouble:
            self.failures.append(ended.trouble)

    def __str__(self) -> str:
        return f"{self.passed} passed, {len(self.failures)} failed, {self.skipped} skipped"


def read_report(label: str, status: int, seconds: float, report: Path) -> Ended:
    """Reads the JUnit file of a process that ended."""
    if not report.exists():
        return Ended(label, status, seconds)
    passed = skipped = 0
    failures = []
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - our own file
        bad = [mark for mark in case if mark.tag in ("failure", "error")]
        if bad:
            why = (bad[0].get("message") or "").strip().splitlines()[:1]
            name = f"{case.get('classname')}::{case.get('name')}"
            failures.append(": ".join([name, *why]))
        elif any(mark.tag == "skipped" for mark in case):
            skipped += 1
        else:
            passed += 1
    return Ended(label, status, seconds, passed, skipped, tuple(failures))


@contextmanager
def own_folder() -> Iterator[dict[str, str]]:
    """Give the environment in which a process of pytest has a folder for its files to itself.

    In a shared one each clears away what older runs left, and fails where another does so too.
    """
    with tempfile.TemporaryDirectory(
        prefix="evidencekit-tests-", ignore_cleanup_errors=True
    ) as folder:
        yield {"PYTEST_DEBUG_TEMPROOT": folder}


def test_processes(root: Path, folders: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Label and path of each process, in the two rows that are begun side by side."""
    rows: dict[str, list[tuple[str, str]]] = {"whole": [], "each file": []}
    for name in folders:
        found = sorted((root / "tests" / name).rglob("test_*.py"))
        if name in EACH_FILE:
            paths = [file.relative_to(root).as_posix() for file in found]
            rows["each file"] += [(path[6:-3].replace("/", "-"), path) for path in paths]
        elif found:
            rows["whole"].append((name, f"tests/{name}"))
    return rows


def run_tests(
    machine: Machine, root: Path, python: Path, folders: Sequence[str], arguments: Sequence[str]
) -> int:
    """Runs the tests of some folders; the last line sums them up, those before it name failures."""
    reports = root / "build" / "tests"
    reports.mkdir(parents=True, exist_ok=True)

    def run(label: str, path: str) -> tuple[Ended, Path]:
        report, output = reports / f"{label}.xml", reports / f"{label}.log"
        report.unlink(missing_ok=True)
        command = [str(python), "-m", "pytest", path, f"--junit-xml={report}", *arguments]
        start = time.monotonic()
        with own_folder() as env:
            status = machine.call(command, SURROUNDINGS | env, output)
        return read_report(label, status, time.monotonic() - start, report), output

    rows = test_processes(root, folders)
    running, turn = Counter[str](), Lock()

    def run_next() -> tuple[Ended, Path]:
        """Runs the next process of the row of which the fewest run now."""
        with turn:
            row = min((one for one in rows if rows[one]), key=lambda one: running[one])
            process = rows[row].pop(0)
            running[row] += 1
        try:
            return run(*process)
        finally:
            with turn:
                running[row] -= 1

    # On one core two would only get into each other's way.
    pool = ThreadPoolExecutor(min(os.cpu_count() or 1, len(rows)))
    waiting = [pool.submit(run_next) for _process in range(sum(map(len, rows.values())))]
    all_ended = []
    try:
        for future in as_completed(waiting):
            ended, output = future.result()
            if output.exists():
                print(output.read_text(encoding="utf-8", errors="replace"), end="")
            say(f"== tests {ended.label}: {ended.seconds:.1f} s")
            all_ended.append(ended)
    finally:
        for future in waiting:
            future.cancel()
    counts = Counts()
    for ended in all_ended:
        counts.add(ended)
    for failure in counts.failures:
        print(f"FAILED {failure}")
    print(counts, flush=True)
    return 1 if counts.failures else 0
