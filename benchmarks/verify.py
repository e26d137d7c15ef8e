"""`verify` against its goals and its peers, all in one run on the same vault of 1 GB.

Wall time of the command against coreutils `sha256sum`, `bagit` and one hashing with the library
that it hashes with, over the same files, by turns; memory on a capture of 4.1 GiB; seal MB/s; log
lines a second; opening a vault of 10,000 captures. `growth`, on demand only, makes a vault of 4 GB
too, so that what a start costs and what each GB costs are told apart.
What is costly to make stays under `build/benchmarks` for the next run. The figures are appended to
`benchmarks/results.md`; `--no-results` only prints them. Returns 1 when a goal is missed.
"""

import argparse
import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
# Nobody's keyring is touched: keys lie in encrypted files, their passphrase is no secret.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.custody import Head, check_log, make_line, moment
from evidencekit.evidence.keys import VaultKey, make_key
from evidencekit.evidence.records import Artefact, BytesBody, FileBody
from evidencekit.evidence.signature import PublicKey
from evidencekit.evidence.wacz import seal, sign_file
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.create import NewVault, create_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import capture_file
from evidencekit.vault.vault import Vault, VaultWriter
from fakes.drafts import CAPTURE_ID, a_context, a_draft
from fakes.held_clock import HeldClock

KEPT, RESULTS = ROOT / "build" / "benchmarks", Path(__file__).with_name("results.md")
ROUNDS = 5
MEGABYTE = 1_000_000
PICTURE, PICTURES, MORE_PICTURES = 10 * MEGABYTE, 100, 400
BIG = 4_402_341_479  # 4.1 GiB
MANY, LINES, SIGNED_LINES = 10_000, 100_000, 10_000
PASSPHRASE = "benchmark"  # noqa: S105
# One hashing, with the library and in the pieces that `verify` hashes with.
HASH_ONCE = """
import sys
from evidencekit.evidence.hashing import hash_file
for name in sys.argv[1:]:
    with open(name, "rb", buffering=0) as file:
        hash_file(file)
"""


@dataclass(frozen=True)
class Row:
    """One figure and, where there is one, its goal: at most, or at least."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool:
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return f">= {self.at_least:g}" if self.at_least is not None else ""

    def __str__(self) -> str:
        mark = "" if not self.goal else "yes" if self.met else "**no**"
        return f"| {self.name} | {self.value:,.4g} {self.unit} | {self.goal} | {mark} |"


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of an earlier run, or make it; one that was not finished is made anew."""
    folder = KEPT / name
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        (folder / "whole").touch()
    return folder


def picture(number: int, size: int = PICTURE) -> Artefact:
    """Return a picture that no compression makes smaller."""
    body = BytesBody(hashlib.shake_256(str(number).encode()).digest(size))
    return Artefact("view", "urn:view:https://shop.example/", "image/jpeg", body)


def a_vault(folder: Path, clock: HeldClock) -> VaultWriter:
    """Make a vault in `folder` and open it for writing."""
    known = KnownVaults(folder / "known.json")
    create_vault(folder / "vault", NewVault("Benchmark", "nobody"), clock, known, PASSPHRASE)
    return Vault.open_writing(folder / "vault", known, clock, PASSPHRASE)


def capture_id(clock: HeldClock) -> str:
    clock.advance(timedelta(seconds=2))
    return new_id(IdKind.CAPTURE, clock.now())


def seal_pictures(folder: Path, count: int = PICTURES) -> float:
    """Seal pictures into a new vault; return the seconds that the sealing took."""
    clock, spent = HeldClock(), 0.0
    with a_vault(folder, clock) as vault:
        for number in range(count):
            draft = a_draft(capture_id=capture_id(clock), artefacts=(picture(number),))
            begun = time.perf_counter()
            vault.seal(draft)
            spent += time.perf_counter() - begun
    return spent


def signed_lines(head: Head, vault_id: str, key: VaultKey, clock: HeldClock, count: int) -> bytes:
    """Return the lines of `count` captures, two each, that follow `head`."""
    lines = []
    for _each in range(count):
        name = capture_id(clock)
        body: dict[str, object] = {
            "bytes": PICTURE,
            "file": capture_file(name),
            "id": name,
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
        }
        for kind, rest in (("capture.sealing", {}), ("capture.sealed", {"recovered": False})):
            line = make_line(head, kind, body | rest, moment(clock, vault_id), key)
            lines.append(line.raw + b"\n")
            head = line.head
    return b"".join(lines)


def many_captures(folder: Path) -> None:
    """Make a vault whose log tells of 10,000 captures; their files are empty."""
    clock = HeldClock()
    with a_vault(folder, clock) as vault:
        added = signed_lines(vault.head, vault.marker.vault_id, vault.key, clock, MANY)
    (log,) = (folder / "vault" / "custody").glob("*.jsonl")
    log.write_bytes(log.read_bytes() + added)
    for entry in Vault.open_reading(folder / "vault").captures():
        path = folder / "vault" / entry.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.with_name(f"{path.name}.sig").touch()


def long_log(folder: Path) -> None:
    """Make a log of 100,000 lines and its key."""
    clock = HeldClock()
    with a_vault(folder, clock) as vault:
        begun = (folder / "vault" / "custody" / f"{vault.key.key_id}.jsonl").read_bytes()
        count = (LINES - 1) // 2
        lines = signed_lines(vault.head, vault.marker.vault_id, vault.key, clock, count)
        (folder / "key.pem").write_bytes(vault.key.public.pem)
    (folder / "log.jsonl").write_bytes(begun + lines)


def big_capture(folder: Path) -> None:
    """Seal a capture of 4.1 GiB, beyond the usual limit, from a sparse file."""
    body = folder / "body"
    with body.open("wb") as file:
        file.truncate(BIG)
    with body.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    whole = Artefact("view", "urn:view:x", "image/jpeg", FileBody(body, BIG, digest))
    path, key = folder / f"{CAPTURE_ID}.wacz", make_key()
    sealed = seal(path, a_draft(artefacts=(whole,)), key, a_context(), limit=BIG * 2)
    path.with_name(f"{path.name}.sig").write_bytes(sign_file(sealed, key))
    body.unlink()


def command(words: list[str], home: Path) -> tuple[float, float, float]:
    """Run a command to its end: wall and processor time in seconds, the most memory in MB."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, env=os.environ | {"EVIDENCEKIT_HOME": str(home)}
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    spent = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{words[:6]} ended with {process.returncode}")
    return spent, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MEGABYTE


def verify_command(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "evidencekit", "verify", *words]


def bag(source: Path) -> list[str] | None:
    """Return the command that validates a bag of the same files; None without bagit."""
    try:
        import bagit  # noqa: PLC0415  # only these rows need it
    except ImportError:
        print("bagit is not installed: not compared")
        return None

    def make(folder: Path) -> None:
        for path in source.glob("vault/evidence/*/*/*.wacz"):
            os.link(path, folder / path.name)
        bagit.make_bag(str(folder), checksums=["sha256"], processes=os.cpu_count() or 1)

    folder = kept("bag" + source.name.removeprefix("pictures"), make)
    (folder / "whole").unlink(missing_ok=True)  # a bag holds only its own
    words = [sys.executable, "-m", "bagit", "--validate", "--quiet"]
    return [*words, "--processes", str(os.cpu_count() or 1), str(folder)]


@dataclass(frozen=True)
class Spent:
    """Medians of a command's seconds: by the wall, of processor."""

    wall: float
    processor: float


def by_turns(runs: dict[str, list[str]], home: Path) -> dict[str, Spent]:
    """Run the commands by turns and return what each of them takes."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for number in range(ROUNDS + 1):
        for name, words in runs.items():
            wall, processor, _memory = command(words, home)
            # The first round only fills the system's cache.
            if number:
                spent[name].append((wall, processor))
    return {
        name: Spent(*(statistics.median(column) for column in zip(*each, strict=True)))
        for name, each in spent.items()
    }


def against_peers(home: Path) -> list[Row]:
    """Measure the wall time of `verify`, plain and deep, against others over the same files."""
    folder = kept("pictures", lambda made: void(seal_pictures(made)))
    files = sorted(map(str, folder.glob("vault/evidence/*/*/*.wacz")))
    vault = str(folder / "vault")
    runs = {
        "verify": verify_command(vault),
        "verify --deep": verify_command("--deep", vault),
        "hashing once": [sys.executable, "-P", "-c", HASH_ONCE, *files],
        "sha256sum": ["sha256sum", *files],
    }
    if peer := bag(folder):
        runs["bagit"] = peer
    spent = by_turns(runs, home)
    rows = [Row(f"{n}, 1 GB in {PICTURES} captures", one.wall, "s") for n, one in spent.items()]
    rows += [Row(f"{name}, processor", one.processor, "s") for name, one in spent.items()]
    # evidence-format.md, section 9: 1.1 and 2.2 are of one hashing "with the same library".
    goals = (
        ("verify", "sha256sum", 1.0),
        ("verify", "bagit", 1.0),
        ("verify", "hashing once", 1.1),
        ("verify --deep", "hashing once", 2.2),
        ("verify --deep", "sha256sum", None),
    )
    rows += [
        Row(f"{ours} / {other}", spent[ours].wall / spent[other].wall, "", goal)
        for ours, other, goal in goals
        if other in spent
    ]
    return rows


def growth(home: Path) -> list[Row]:
    """Measure `verify` and `bagit` on 1 and on 4 GB: what a start costs, and each GB."""
    small = kept("pictures", lambda made: void(seal_pictures(made)))
    large = kept("pictures-more", lambda made: void(seal_pictures(made, MORE_PICTURES)))
    runs = {}
    for folder in (small, large):
        runs[f"verify {folder.name}"] = verify_command(str(folder / "vault"))
        if peer := bag(folder):
            runs[f"bagit {folder.name}"] = peer
    spent = by_turns(runs, home)
    further = (MORE_PICTURES - PICTURES) * PICTURE / 1e9
    rows = []
    for name in dict.fromkeys(run.partition(" ")[0] for run in runs):
        little, much = (spent[f"{name} {folder.name}"].wall for folder in (small, large))
        each = (much - little) / further
        rows += [
            Row(f"{name}, 4 GB in {MORE_PICTURES} captures", much, "s"),
            Row(f"{name}, each further GB", each, "s"),
            Row(f"{name}, the rest: start and end", little - each * PICTURES * PICTURE / 1e9, "s"),
        ]
    if "bagit pictures" in spent:
        four = spent[f"verify {large.name}"].wall / spent[f"bagit {large.name}"].wall
        rows.append(Row("verify / bagit, 4 GB", four, "", 1.0))
    return rows


def void(_value: object) -> None:
    """Take a value and make nothing of it."""


def memory(home: Path) -> list[Row]:
    """Measure what a capture of 4.1 GiB takes, read whole and inside."""
    path = next(kept("big", big_capture).glob("*.wacz"))
    spent, _processor, most = command(verify_command(str(path)), home)
    return [
        Row("memory of verify, a capture of 4.1 GiB", most, "MB", 200),
        Row("verify of that capture, everything inside", BIG / MEGABYTE / spent, "MB/s"),
    ]


def sealing(_home: Path) -> list[Row]:
    """Measure how quickly pictures are sealed, flushes included."""
    folder = KEPT / "sealing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spent = seal_pictures(folder, 20)
    shutil.rmtree(folder)
    return [Row("seal, pictures", 20 * PICTURE / MEGABYTE / spent, "MB/s", at_least=100)]


def log_lines(_home: Path) -> list[Row]:
    """Measure the check of a log: form and chain of all lines, then signatures."""
    folder = kept("log", long_log)
    data = (folder / "log.jsonl").read_bytes()
    spent = []
    # One thread that only computes: its processor time is the wall time of a computer at rest.
    for _round in range(ROUNDS):
        report = None  # the one before takes memory that the next one would go round
        begun = time.process_time()
        report = check_log(data, None)
        spent.append(time.process_time() - begun)
    count = len(report.lines)
    chain = statistics.median(spent) * LINES / count
    key = PublicKey.from_pem((folder / "key.pem").read_bytes())
    begun = time.process_time()
    if report.problems or not all(one.is_signed_by(key) for one in report.lines[:SIGNED_LINES]):
        raise RuntimeError(f"the log is not good: {report.problems[:3]}")
    signatures = (time.process_time() - begun) * LINES / SIGNED_LINES
    return [
        Row("log of 100,000 lines: form and chain, processor", chain, "s", 1.0),
        Row("log lines a second: form and chain", LINES / chain, "lines/s"),
        Row("log of 100,000 lines: signatures, processor", signatures, "s", 60),
        Row("log lines a second: signatures", LINES / signatures, "lines/s"),
    ]


def opening(_home: Path) -> list[Row]:
    """Measure opening a vault of 10,000 captures for writing, key and recovery included."""
    folder, spent = kept("many", many_captures), []
    known = KnownVaults(folder / "known.json")
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        with Vault.open_writing(folder / "vault", known, HeldClock(), PASSPHRASE):
            spent.append(time.perf_counter() - begun)
    return [Row("open a vault of 10,000 captures for writing", statistics.median(spent), "s", 2.0)]


def machine() -> str:
    """Return what the figures hang on: processor, cores, system, Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    python = f"Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {python}"


PARTS = {
    "peers": against_peers,
    "memory": memory,
    "seal": sealing,
    "log": log_lines,
    "open": opening,
}
ON_DEMAND = {"growth": growth}


def main() -> int:
    """Measure, print, append to the results."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS | ON_DEMAND))
    options.add_argument("--no-results", action="store_true", help="print only")
    chosen = options.parse_args()
    home = KEPT / "home"
    home.mkdir(parents=True, exist_ok=True)
    before = os.getloadavg()[0]
    rows = [row for part in chosen.parts or PARTS for row in (PARTS | ON_DEMAND)[part](home)]
    load = f"load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
    text = [
        f"## benchmarks/verify.py, {SystemClock().now():%Y-%m-%d %H:%M} UTC",
        f"{machine()}; {load}.",
        "",
        "| figure | measured | goal | met |",
        "|---|---|---|---|",
        *map(str, rows),
    ]
    print("\n".join(text))
    if not chosen.no_results:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(text) + "\n")
    return int(not all(row.met for row in rows))


if __name__ == "__main__":
    sys.exit(main())
