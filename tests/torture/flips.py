"""Flipped bits in every class of bytes, by `verify` with and without `.sig`, and by `check.sh`."""

import shutil
import subprocess
import zipfile
from dataclasses import dataclass

from common import Tally, checked, failures, own_keyring

from evidencekit.evidence.check_wacz import check_capture
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.foundation.resources import resource
from fakes.held_clock import HeldClock
from fakes.vaults import flipped, full_vault, put_bytes

FLIPS, BY_SCRIPT = 1000, 100
_END_RECORD = 22
_LOCAL = 30


@dataclass(frozen=True)
class Region:
    """Bytes of one class: pieces of one file, each from its first byte to behind its last."""

    name: str
    path: str
    pieces: tuple[tuple[int, int], ...]

    @property
    def in_capture(self):
        return self.path.endswith(".wacz")

    def place(self, chance):
        """Draw a byte, all being as likely, and a bit."""
        drawn = chance.randrange(sum(end - begin for begin, end in self.pieces))
        for begin, end in self.pieces:
            if drawn < end - begin:
                return begin + drawn, chance.randrange(8)
            drawn -= end - begin
        raise AssertionError


def regions(vault, key_id):
    """Return the byte classes of a full vault."""
    capture = min(vault.glob("evidence/*/*/*.wacz"))
    found = _in_capture(capture, capture.relative_to(vault).as_posix())
    files = {
        ".sig": f"{found[0].path}.sig",
        "custody line": f"custody/{key_id}.jsonl",
        "key .pem": f"keys/{key_id}.pem",
    }
    kinds = {"list": "*.sha256", ".tsq": "*.tsq", ".tsr": "*.tsr", "chain": "*.chain.pem",
             "head": "heads/*"}  # fmt: skip
    for name, kind in kinds.items():
        files[name] = next(vault.glob(f"stamps/{kind}")).relative_to(vault).as_posix()
    files["derived"] = next(vault.glob("derived/*/*")).relative_to(vault).as_posix()
    for name, path in files.items():
        found.append(Region(name, path, ((0, (vault / path).stat().st_size),)))
    return found


def _in_capture(path, item):
    with zipfile.ZipFile(path) as archive:
        infos, directory = archive.infolist(), archive.start_dir
    size = path.stat().st_size
    headers, members = [], {}
    for info in infos:
        data = info.header_offset + _LOCAL + len(info.filename)
        headers.append((info.header_offset, data))
        members[info.filename] = (data, data + info.file_size)
    own = {"datapackage.json", "datapackage-digest.json"}
    rest = tuple(place for name, place in members.items() if name not in own)
    return [
        Region("member data", item, rest),
        Region("datapackage.json", item, (members["datapackage.json"],)),
        Region("digest", item, (members["datapackage-digest.json"],)),
        Region("local headers", item, tuple(headers)),
        Region("central directory", item, ((directory, size - _END_RECORD),)),
        Region("end record", item, ((size - _END_RECORD, size),)),
    ]


class Bench:
    """One full vault, and a place for its capture and key to lie alone."""

    def __init__(self, run, name):
        own_keyring()
        folder = run.folder / name
        folder.mkdir()
        self.room, roots = full_vault(folder, HeldClock())
        self.roots = read_certificates(roots.read_bytes())
        self.regions = regions(self.room.path, self.room.made.key_id)
        self.key = self.room.path / "keys" / f"{self.room.made.key_id}.pem"
        self.alone = folder / "alone"
        self.alone.mkdir()

    def missed(self, region, chance, *ways):
        """Flip one bit; return the way that does not notice it or does not name the file."""
        at, bit = region.place(chance)
        path = self.room.path / region.path
        whole = path.read_bytes()
        put_bytes(path, flipped(whole, at, bit))
        try:
            for way in ways:
                if trouble := way(region):
                    return f"{region.name} byte {at} bit {bit}: {way.__name__} {trouble}"
        finally:
            put_bytes(path, whole)
        return None

    def with_sig(self, region):
        report = checked(self.room, self.roots)
        named = [
            one for one in report.with_outcome(Outcome.FAILED) if one.item.startswith(region.path)
        ]
        return None if named else f"said {failures(report)[:3] or 'nothing'}"

    def without_sig(self, region):
        if not region.in_capture:
            return None
        found = check_capture(self._copy(region), region.path)
        return (
            None if any(one.outcome is Outcome.FAILED for one in found.checks) else "said nothing"
        )

    def script(self, region):
        return self._script(region.path, self.room.path)

    def script_alone(self, region):
        copy = self._copy(region)
        return self._script(copy.name, copy, self.key)

    def _copy(self, region):
        return shutil.copy(
            self.room.path / region.path, self.alone / region.path.rpartition("/")[2]
        )

    def _script(self, name, *words):
        command = ["sh", resource("vault", "check.sh"), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        named = any(line.startswith("BAD ") and name in line for line in lines)
        return None if done.returncode == 1 and named else f"said {done.returncode} {lines[-2:]}"


def by_verify(run):
    """Flip bits of each class; `verify` names the file, for captures without `.sig` too."""
    bench = Bench(run, "flips")
    rows = []
    for row, region, numbers in _shared_out(bench, "verify", FLIPS):
        for number in numbers:
            chance = run.chance("flip", region.name, number)
            row.add(bench.missed(region, chance, bench.with_sig, bench.without_sig))
        rows.append(row)
    good = Tally("good vault passes between flips")
    good.add(failures(checked(bench.room, bench.roots, deep=True)))
    return [*rows, good]


def by_script(run):
    """Flip bits of each class; `check.sh` names the file, given the vault or the capture alone."""
    bench = Bench(run, "script")
    rows = []
    for row, region, numbers in _shared_out(bench, "check.sh", FLIPS if run.long else BY_SCRIPT):
        for number in numbers:
            alone = region.in_capture and (run.long or number % 3)
            ways = [bench.script_alone] if alone else [bench.script]
            if run.long and region.in_capture:
                ways = [bench.script, bench.script_alone]
            row.add(bench.missed(region, run.chance("flip", region.name, number), *ways))
        rows.append(row)
    return rows


def _shared_out(bench, who, total):
    """Share the flips out over the classes as evenly as it goes."""
    count = len(bench.regions)
    for index, region in enumerate(bench.regions):
        numbers = range(total // count + (index < total % count))
        yield Tally(f"bit flips by {who}: {region.name}"), region, numbers
