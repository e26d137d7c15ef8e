"""A batch of pages over two hosts: throughput beside one after another, memory over many pages.

    python benchmarks/batch.py [--pages 50] [--memory 200] [--no-results]

Runs `evidencekit capture --from` cold on the light page of `../shared/testsite`, delay 0, prints a
table that is appended to `benchmarks/results.md`. Memory is the proportional set of the command
and its children: the median while the pages 15 to 35 are captured, and that of the last 20. Ends 1
when a goal is missed. Linux.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
SITES = [folder / "shared" / "testsite" for folder in HERE.parents[1:3]]
SITE = next((folder for folder in SITES if folder.is_dir()), SITES[0])
SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
FASTER, GROWTH = 1.5, 1.1
FIRST, LAST = slice(15, 35), 20


class Room:
    """A home, a vault and the command, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "passphrase.txt").write_text("correct horse battery\n", encoding="utf-8")
        self.environment = os.environ | {
            "EVIDENCEKIT_HOME": str(folder / "home"),
            "EVIDENCEKIT_PASSPHRASE_FILE": str(folder / "passphrase.txt"),
            "EVIDENCEKIT_CHROMIUM_FLAGS": SHUT,
            "QT_QPA_PLATFORM": "offscreen",
        }
        vault = folder / "vault"
        self.start("init", vault, "--name", "B", "--operator", "bench").communicate()
        self.vault = vault

    def start(self, *words: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "evidencekit", *map(str, words)]
        return subprocess.Popen(
            command,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def batch(self, addresses: list[str], parallel: int) -> tuple[float, list[float]]:
        """Capture a list; return the seconds, and the memory in MB at each page's end."""
        name = self.folder / f"list-{time.monotonic_ns()}.txt"
        name.write_text("\n".join(addresses), encoding="utf-8")
        begun = time.perf_counter()
        words = ("--parallel", parallel, "--delay", 0, "--vault", self.vault)
        process = self.start("capture", "--from", name, *words)
        lines = process.stderr or ()
        memory = [tree_memory(process.pid) for line in lines if "complete" in line]
        if process.wait() or len(memory) != len(addresses):
            raise SystemExit(f"the batch ended with {process.returncode}, {len(memory)} pages")
        return time.perf_counter() - begun, memory


def tree_memory(pid: int) -> float:
    """Return the proportional set of a process and its descendants, MB."""
    total, todo = 0, [pid]
    while todo:
        one = todo.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
            children = [
                task.read_text(encoding="ascii")
                for task in Path(f"/proc/{one}/task").glob("*/children")
            ]
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:")
        todo += [int(child) for text in children for child in text.split()]
    return total / 1024


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def addresses(hosts: tuple[str, str], count: int) -> list[str]:
    return [f"{hosts[n % 2]}/p/c01_light?n={n}" for n in range(count)]


def measure(room: Room, hosts: tuple[str, str], pages: int, many: int) -> list[tuple[str, ...]]:
    listed = addresses(hosts, pages)
    single, _memory = room.batch(listed, 1)
    double, _memory = room.batch(listed, 2)
    ratio = single / double
    rows = [
        (f"{pages} pages one after another", f"{single:.1f} s", "", ""),
        (f"{pages} pages of two hosts, two at a time", f"{double:.1f} s", "", ""),
        ("throughput", f"{ratio:.2f}", f">= {FASTER}", "yes" if ratio >= FASTER else "**no**"),
    ]
    if many:
        _seconds, memory = room.batch(addresses(hosts, many), 2)
        first, last = statistics.median(memory[FIRST]), statistics.median(memory[-LAST:])
        good = last / first <= GROWTH
        rows += [
            ("memory, pages 15 to 35", f"{first:.0f} MB", "", ""),
            (f"memory, last {LAST} of {many}", f"{last:.0f} MB", "", ""),
            ("memory grown", f"{last / first:.3f}", f"<= {GROWTH}", "yes" if good else "**no**"),
        ]
    return rows


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--memory", type=int, default=200)
    parser.add_argument("--no-results", action="store_true")
    wish = parser.parse_args()
    ports = [free_port(), free_port()]
    command = [sys.executable, SITE / "site.py", "--port", str(ports[0]), "--port2", str(ports[1])]
    site = subprocess.Popen([*command, "--no-heldout"], stdout=subprocess.PIPE)
    if site.stdout:
        site.stdout.readline()
        threading.Thread(target=site.stdout.read, daemon=True).start()
    before = os.getloadavg()[0]
    try:
        with tempfile.TemporaryDirectory() as folder:
            hosts = (f"http://127.0.0.1:{ports[0]}", f"http://localhost:{ports[1]}")
            rows = measure(Room(Path(folder)), hosts, wish.pages, wish.memory)
    finally:
        site.terminate()
        site.wait(10)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"  # noqa: TID251  # the run's own moment
    load = f"load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
    lines = [f"\n## benchmarks/batch.py, {now}", f"{os.cpu_count()} cores; {load}.", ""]
    lines += ["| figure | measured | goal | met |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    print("\n".join(lines))
    if not wish.no_results:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    return 1 if any("no" in row[3] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
