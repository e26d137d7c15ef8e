"""What a capture keeps, and what it costs: our own command, cold, over the difficult pages.

    python benchmarks/capture.py [CASE ...] [--rounds N] [--keep DIR] [--results] [--engine E]

Runs `evidencekit capture` on the cases of `../shared/testsite`, judges from the sealed file alone
(`capture_judge`), and prints a table. With `--rounds` the cases with a time goal run N times, each
beside the floor (`qt_floor.py`: the same engine merely loads, scrolls and photographs; with
`--engine chromium`, the installed browser, `cdp_floor.py` does that). With `--results` the tables
are appended to `benchmarks/results.md`. Ends 1 when a goal is missed.
"""

import argparse
import contextlib
import http.client
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from capture_judge import Verdict, judge

HERE = Path(__file__).resolve().parent
SITE = HERE.parents[1] / "shared" / "testsite"
if not SITE.is_dir():
    SITE = HERE.parents[2] / "shared" / "testsite"
SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
# Seconds, or a ratio to the floor; c13 to c21 must end by themselves.
ENDS_WITHIN = {"c13_endless": 30, "c19_neveridle": 30, "c20_neveridle2": 30, "c21_popups": 30}
TIMES = {"c02_listing": 1.6, "r02_taobao": 1.6, "c16_tall12k": 1.6}
# Against a Chromium of the computer, if there is one: what a right picture costs at least.
CHROMIUM_TIMES = {"c17_tall40k": 1.5}
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SECONDS = {"c01_light": 3.6, "c18_big30": 8.0}
MEMORY = ("c02_listing", 1.2)
SIZE = 1.25


@dataclass
class Run:
    """One capture: wall seconds, exit status, peak proportional memory in MB, judgement."""

    seconds: float
    status: int
    memory: float
    verdict: Verdict | None
    words: str


class Site:
    """The test site on free ports, and its control calls."""

    def __init__(self) -> None:
        ports = [str(_free_port()) for _name in range(2)]
        command = [sys.executable, str(SITE / "site.py"), "--port", ports[0], "--port2", ports[1]]
        self._process = subprocess.Popen([*command, "--no-heldout"], stdout=subprocess.PIPE)
        if self._process.stdout:
            self._process.stdout.readline()
        self.address = f"http://127.0.0.1:{ports[0]}"

    def ask(self, path: str) -> Any:  # noqa: ANN401  # whatever JSON the site tells
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return json.load(connection.getresponse())

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Watched:
    """A command run to its end, the proportional memory of its whole process tree looked at."""

    def __init__(self, command: list[str], environment: dict[str, str], limit: float) -> None:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.peak = 0.0
        self._ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(process.pid,))
        watcher.start()
        try:
            self.out, self.err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            self.out, self.err = process.communicate()
        self.seconds, self.status = time.perf_counter() - started, process.returncode
        self._ended.set()
        watcher.join()

    def _watch(self, pid: int) -> None:
        while not self._ended.wait(0.25):
            self.peak = max(self.peak, sum(map(_memory, _family(pid))))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> float:
    with contextlib.suppress(OSError):
        found = re.search(
            r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE
        )
        return int(found[1]) / 1e3 if found else 0.0
    return 0.0


class Bench:
    """Our command and the floor on one site, everything else of the environment shut."""

    def __init__(self, site: Site, folder: Path, engine: str) -> None:
        self.site, self.folder, self.engine = site, folder, engine
        self.cases: dict[str, dict[str, Any]] = site.ask("/__cases")
        self.due: dict[str, list[str]] = json.loads((SITE / "reference.json").read_text())
        self._runs = 0
        secret = folder / "passphrase.txt"
        secret.write_text("correct horse battery\n")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEKIT_")}
        # As on a person's computer: what was compiled once is kept.
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        self.environment = kept | {
            "EVIDENCEKIT_HOME": str(folder / "home"),
            "EVIDENCEKIT_PASSPHRASE_FILE": str(secret),
            "EVIDENCEKIT_CHROMIUM_FLAGS": SHUT,
            "QT_QPA_PLATFORM": "offscreen",
        }

    def make_vault(self, vault: Path) -> list[str]:
        """Make a vault and return the beginning of every command on it."""
        command = [sys.executable, "-m", "evidencekit", "--json", "--vault", str(vault)]
        names = ["--name", "Benchmark", "--operator", "bench"]
        subprocess.run(
            [*command, "init", str(vault), *names],
            env=self.environment,
            check=True,
            capture_output=True,
        )
        return command

    def ours(self, case: str) -> Run:
        """Capture the page of a case into a vault of its own and judge it; init is not timed."""
        self._runs += 1
        vault = self.folder / f"{case}-{self._runs}"
        command = self.make_vault(vault)
        self.site.ask("/__reset")
        page = self.cases[case]
        address = self.site.address + page["path"]
        command += ["capture", address, "--engine", self.engine]
        run = Watched(command, self.environment, page["timeout"] + 60)
        log = self.site.ask("/__log")
        files = sorted(vault.glob("evidence/*/*/*.wacz"))
        verdict = judge(files[0], page, log, self.due.get(case)) if files else None
        words = "" if verdict else (run.out or run.err).decode("utf-8", "replace")[-300:]
        return Run(run.seconds, run.status, run.peak, verdict, words)

    def floor(self, case: str) -> Run:
        """Load, scroll and photograph the page with the bare engine."""
        with tempfile.TemporaryDirectory(dir=self.folder) as out:
            command = [sys.executable, str(SITE / "qt_floor.py")]
            installed = case in CHROMIUM_TIMES or self.engine == "chromium"
            if installed and CHROMIUM is not None:
                command = [sys.executable, str(SITE / "cdp_floor.py"), CHROMIUM]
            address = self.site.address + self.cases[case]["path"]
            self.site.ask("/__reset")
            run = Watched([*command, address, out], self.environment, 90)
            gets = [one["url"] for one in self.site.ask("/__log") if one["method"] == "GET"]
        return Run(run.seconds, run.status, run.peak, None, str(len(gets) - len(set(gets))))


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """Return rows as Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def fidelity(bench: Bench, cases: list[str]) -> tuple[str, bool]:
    """Capture each case once; return the table and whether every goal is met."""
    rows: list[tuple[object, ...]] = []
    right, kept, due = True, 0, 0
    for case in cases:
        run = bench.ours(case)
        verdict = run.verdict
        if verdict is None:
            rows.append((case, f"{run.seconds:.1f}", run.status, "nothing sealed", run.words))
            print(f"{case}: nothing sealed: {run.words}", file=sys.stderr)
            right = False
            continue
        kept, due = kept + verdict.bodies[0], due + verdict.bodies[1]
        in_time = run.seconds <= ENDS_WITHIN.get(case, 1e9)
        again = int(bench.floor(case).words) if verdict.refetched else 0
        good = verdict.whole and not verdict.strangers and in_time and verdict.refetched <= again
        right = right and good
        words = _words(verdict, again)
        rows.append((case, f"{run.seconds:.1f}", *words, "" if good else "MISSED"))
        print(f"{case}: {rows[-1]} {verdict.missing[:5]}", file=sys.stderr, flush=True)
    head = ("case", "s", "bodies", "all served", "hops", "ws", "tokens", "lazy", "picture")
    head += ("fetched again ours/floor", "other agents", "state", "stopped by", "gaps", "size", "")
    return f"{table(head, rows)}\n\nBodies of the reference: {kept}/{due}.", right


def _words(verdict: Verdict, again: int) -> tuple[object, ...]:
    pairs = (verdict.bodies, verdict.served, verdict.redirects, verdict.frames)
    pairs += (verdict.tokens, verdict.lazy)
    said = ["/".join(map(str, pair)) if pair[1] else "-" for pair in pairs]
    return (
        *said,
        verdict.picture,
        f"{verdict.refetched}/{again}",
        verdict.strangers,
        verdict.state,
        verdict.stopped_by or "-",
        verdict.gaps,
        verdict.size_ratio,
    )


def times(bench: Bench, rounds: int) -> tuple[str, bool]:
    """Run the cases with a time goal beside the floor, alternately; return table and verdict."""
    rows: list[tuple[object, ...]] = []
    right = True
    goals = TIMES | (CHROMIUM_TIMES if CHROMIUM is not None else {})
    for case in (*goals, *SECONDS):
        pairs = [(bench.ours(case), bench.floor(case)) for _round in range(rounds)]
        mine, floor = (statistics.median(run.seconds for run in runs) for runs in zip(*pairs))  # noqa: B905
        peak, least = (max(run.memory for run in runs) for runs in zip(*pairs))  # noqa: B905
        ratio = mine / floor
        good = ratio <= goals[case] if case in goals else mine <= SECONDS[case]
        if case == MEMORY[0]:
            good = good and peak <= MEMORY[1] * least
        goal = f"<= {goals[case]} x" if case in goals else f"<= {SECONDS[case]} s"
        memory = f"{peak:.0f} / {least:.0f} = {peak / max(least, 1):.2f} x"
        row = (case, f"{mine:.2f}", f"{floor:.2f}", f"{ratio:.2f} x", goal, memory)
        rows.append((*row, "" if good else "MISSED"))
        print(rows[-1], file=sys.stderr, flush=True)
        right = right and good
    head = ("case", "ours s", "floor s", "ratio", "goal", "peak PSS MB ours / floor", "")
    return table(head, rows), right


def main() -> int:
    """Print the tables; return 1 when a goal is missed."""
    words = argparse.ArgumentParser(description="What a capture keeps, and what it costs.")
    words.add_argument("cases", nargs="*")
    words.add_argument("--rounds", type=int, default=0)
    words.add_argument("--keep", type=Path)
    words.add_argument("--results", action="store_true")
    words.add_argument("--engine", default="embedded", choices=("embedded", "chromium"))
    given = words.parse_args()
    site = Site()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = given.keep or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            bench = Bench(site, folder, given.engine)
            parts = []
            if given.cases or not given.rounds:
                parts.append(fidelity(bench, given.cases or list(bench.cases)))
            if given.rounds:
                parts.append(times(bench, given.rounds))
    finally:
        site.close()
    text = "\n\n".join(part for part, _right in parts)
    print(text)
    if given.results:
        append(f"capture.py --engine {given.engine}", text)
    return int(not all(right for _part, right in parts))


def append(program: str, text: str) -> None:
    """Add a section to `results.md`: program, day, machine, load, and what it printed."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    day = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    with (HERE / "results.md").open("a", encoding="utf-8") as file:
        file.write(f"\n## benchmarks/{program}, {day} UTC, {machine}, load {load}\n\n{text}\n")


if __name__ == "__main__":
    sys.exit(main())
