"""What the custody logs of a vault tell, folded: captures, lists, derived files, contradictions."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from evidencekit.domain.errors import VaultDamaged
from evidencekit.evidence.custody import CustodyLine, LogReport, check_log
from evidencekit.evidence.signature import PublicKey
from evidencekit.vault.kinds import body_is_sound
from evidencekit.vault.layout import Layout, capture_file, is_key_id
from evidencekit.vault.log import MAX_LOG
from evidencekit.vault.public_keys import read_public_key

# The report on a longer log is not kept: it would hold much memory for as long as the app runs.
_REMEMBERED = 4 << 20
_IMPORTED = re.compile(r"stamps/imported/[0-9a-f]{64}\.[a-z]{3}")


@dataclass(frozen=True, slots=True)
class LogFile:
    """One log as it was read; `key` is None if `keys/` does not hold exactly its key."""

    key_id: str
    key: PublicKey | None
    report: LogReport

    @property
    def item(self) -> str:
        """Return the log's path in the vault."""
        return f"custody/{self.key_id}.jsonl"

    @property
    def begun(self) -> dict[str, object]:
        """Return the body of `log.begun`; empty if the log does not begin with a sound one."""
        first = next(iter(self.report.lines), None)
        good = first is not None and first.kind == "log.begun" and body_is_sound(*_parts(first))
        return first.body if first is not None and good else {}

    @property
    def after(self) -> "After | None":
        """Return the place in another log where this one goes on; None for the first log."""
        told = self.begun.get("after")
        if not isinstance(told, dict):
            return None
        return After(str(told["key_id"]), int(told["seq"]), str(told["head"]))


@dataclass(frozen=True, slots=True)
class After:
    """A line of a log that another log succeeds: its key, its number, its hash."""

    key_id: str
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A capture as a log names it: by `capture.sealing`, or for good by `capture.sealed`.

    `file` is the path in the vault; `at` the time of the line, UTC text; `seq` its number.
    """

    id: str
    file: str
    sha256: str
    bytes: int
    key_id: str
    seq: int
    at: str
    recovered: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """A capture that a person removed on purpose; `at` is the time of the line, UTC text."""

    entry: CaptureEntry
    by: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class EventProblem:
    """A line that tells what can't have happened; `seq` counts from 0."""

    key_id: str
    seq: int
    code: str


@dataclass(slots=True)
class Book:
    """The folded logs. `requested`, `received`, `refused`, `imported`: bodies of `stamp.` lines.

    `succeeded` has, by the id of a key that ended in order, the number of that line and the SPKI
    (base64 DER) of the next key; `revoked`, by the id of a revoked key, whose log says so.
    """

    sealing: dict[str, CaptureEntry] = field(default_factory=dict)
    sealed: dict[str, CaptureEntry] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    removed: dict[str, Removal] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    succeeded: dict[str, tuple[int, str]] = field(default_factory=dict)
    revoked: dict[str, str] = field(default_factory=dict)
    derived: dict[str, CustodyLine] = field(default_factory=dict)
    requested: list[dict[str, object]] = field(default_factory=list)
    received: list[dict[str, object]] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)
    imported: list[dict[str, object]] = field(default_factory=list)
    heads: dict[tuple[str, int], str] = field(default_factory=dict)
    problems: list[EventProblem] = field(default_factory=list)
    _now: tuple[str, int] = ("", 0)
    _asked: set[tuple[object, ...]] = field(default_factory=set)
    _folds: dict[str, Callable[[str, CustodyLine], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._folds = {
            "capture.sealing": self._take_sealing,
            "capture.sealed": self._take_sealed,
            "capture.lost": self._take_lost,
            "capture.removed": self._take_removed,
            "capture.hidden": self._take_hidden,
            "key.succeeded": self._take_succeeded,
            "key.revoked": self._take_revoked,
            "derived.made": self._take_derived,
            "stamp.requested": self._take_requested,
            "stamp.received": self._take_received,
            "stamp.failed": self._take_refused,
            "stamp.imported": self._take_imported,
        }

    @property
    def unfinished(self) -> list[CaptureEntry]:
        """Return what was being sealed when its writer stopped."""
        ended = self.sealed.keys() | self.lost
        return [entry for entry in self.sealing.values() if entry.id not in ended]

    @property
    def kept(self) -> list[CaptureEntry]:
        """Return what was sealed and not removed on purpose."""
        return [entry for entry in self.sealed.values() if entry.id not in self.removed]

    def listed(self, *, hidden: bool = False) -> list[CaptureEntry]:
        """Return what was kept, newest first; with `hidden` also what lists leave out."""
        shown = [entry for entry in self.kept if hidden or entry.id not in self.hidden]
        return sorted(shown, key=lambda entry: entry.id[2:], reverse=True)

    @property
    def gone(self) -> dict[str, str]:
        """Return, by path, the SHA-256 of each file that went with a removed capture."""
        files = {one.entry.file: one.entry.sha256 for one in self.removed.values()}
        sources = set(files.values())
        derived = {
            path: str(line.body["sha256"])
            for path, line in self.derived.items()
            if line.body["source"] in sources
        }
        # A signature is known by the file beside it.
        return files | {f"{file}.sig": "" for file in files} | derived

    def take(self, key_id: str, line: CustodyLine) -> None:
        """Fold one line in; lines of a log come in their order."""
        self._now = (key_id, line.seq)
        self.heads[self._now] = line.hash
        if key_id in self.succeeded:
            self._wrong("after_the_end")
        if not body_is_sound(line.kind, line.body):
            self._wrong("body")
            return
        # What is not among these is of no consequence for files.
        fold_in = self._folds.get(line.kind)
        if fold_in is not None:
            fold_in(key_id, line)

    def _wrong(self, code: str) -> None:
        self.problems.append(EventProblem(*self._now, code))

    def _take_sealing(self, key_id: str, line: CustodyLine) -> None:
        entry = _entry(key_id, line)
        if entry.id in self.sealing:
            self._wrong("sealing_twice")
        elif entry.file != _file_of(entry.id):
            self._wrong("file")
        self.sealing.setdefault(entry.id, entry)

    def _take_sealed(self, key_id: str, line: CustodyLine) -> None:
        entry = _entry(key_id, line)
        begun = self.sealing.get(entry.id)
        if entry.id in self.sealed:
            self._wrong("sealed_twice")
            return
        if begun is None:
            self._wrong("never_sealing")
        elif (begun.file, begun.sha256, begun.bytes) != (entry.file, entry.sha256, entry.bytes):
            self._wrong("other_than_sealing")
        elif entry.id in self.lost:
            self._wrong("lost_before")
        self.sealed[entry.id] = entry

    def _take_lost(self, _key_id: str, line: CustodyLine) -> None:
        capture_id = str(line.body["id"])
        if capture_id not in self.sealing or capture_id in self.sealed:
            self._wrong("nothing_to_lose")
        self.lost.add(capture_id)

    def _take_removed(self, _key_id: str, line: CustodyLine) -> None:
        capture_id = str(line.body["id"])
        entry = self.sealed.get(capture_id)
        if entry is None or entry.sha256 != line.body["sha256"]:
            self._wrong("nothing_to_remove")
        elif capture_id in self.removed:
            self._wrong("removed_twice")
        else:
            by, reason = str(line.body["by"]), str(line.body["reason"])
            self.removed[capture_id] = Removal(entry, by, reason, line.at)

    def _take_hidden(self, _key_id: str, line: CustodyLine) -> None:
        body = line.body
        capture_id = str(body["id"])
        if capture_id not in self.sealed:
            self._wrong("nothing_to_hide")
        elif body["hidden"]:
            self.hidden.add(capture_id)
        else:
            self.hidden.discard(capture_id)

    def _take_succeeded(self, key_id: str, line: CustodyLine) -> None:
        self.succeeded.setdefault(key_id, (line.seq, str(line.body["spki"])))

    def _take_revoked(self, key_id: str, line: CustodyLine) -> None:
        if line.body["key_id"] == key_id:
            self._wrong("revokes_itself")
        self.revoked.setdefault(str(line.body["key_id"]), key_id)

    def _take_derived(self, _key_id: str, line: CustodyLine) -> None:
        self.derived[str(line.body["file"])] = line

    def _take_requested(self, _key_id: str, line: CustodyLine) -> None:
        self.requested.append(line.body)
        self._asked.add(_asked(line.body))

    def _take_refused(self, _key_id: str, line: CustodyLine) -> None:
        self.refused.append(line.body)

    def _take_received(self, _key_id: str, line: CustodyLine) -> None:
        body = line.body
        if _asked(body) not in self._asked:
            self._wrong("never_requested")
        self.received.append(body)

    def _take_imported(self, _key_id: str, line: CustodyLine) -> None:
        body = line.body
        if _IMPORTED.fullmatch(str(body["file"])) and str(body["sha256"]) in str(body["file"]):
            self.imported.append(body)
        else:
            self._wrong("file")


def read_logs(layout: Layout, *, signatures: bool) -> list[LogFile]:
    """Read all logs, each behind the one that it succeeds. Raises VaultDamaged.

    With `signatures` each line's is verified.
    """
    logs = []
    for path in sorted(layout.root.glob("custody/*.jsonl")):
        if not is_key_id(path.stem) or layout.plain_file(f"custody/{path.name}") is None:
            continue
        key = read_public_key(layout, path.stem)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_LOG)
        except OSError as error:
            detail = f"custody/{path.name}: {error.strerror}"
            raise VaultDamaged(path=layout.root, detail=detail) from error
        report = check_log(data, key) if signatures else _form_of(data)
        logs.append(LogFile(path.stem, key, report))
    return _in_order(logs)


def _form_of(data: bytes) -> LogReport:
    return _known_form(data) if len(data) <= _REMEMBERED else check_log(data, None)


@lru_cache(maxsize=2)
def _known_form(data: bytes) -> LogReport:
    """Return the report on these very bytes: nearly every question to a vault begins with them."""
    return check_log(data, None)


def first_problem(logs: list[LogFile]) -> str | None:
    """Return the first place where a log can't be read as ours, or None.

    From there on its lines count for nothing, so that captures may be missing from every list.
    """
    if not logs:
        return "custody"
    broken = (f"{log.item}:{one.line}" for log in logs for one in log.report.problems)
    return next(broken, None)


def _in_order(logs: list[LogFile]) -> list[LogFile]:
    ordered: list[LogFile] = []
    left = logs
    while left:
        waiting = {log.key_id for log in left}
        ready = [log for log in left if log.after is None or log.after.key_id not in waiting]
        # None is ready in a circle, which only a forger makes: any order will do.
        ordered += ready or left
        left = [log for log in left if ready and log not in ready]
    return ordered


def fold(logs: Iterable[LogFile]) -> Book:
    """Return what the logs tell together."""
    return _folded((log.key_id, log.report) for log in logs)


def known_book(logs: Iterable[LogFile]) -> Book:
    """Return what the logs tell together, to be looked at only: who asks next gets the same."""
    parts = tuple((log.key_id, log.report) for log in logs)
    short = sum(report.size for _key_id, report in parts) <= _REMEMBERED
    return _known_fold(parts) if short else _folded(parts)


@lru_cache(maxsize=2)
def _known_fold(parts: tuple[tuple[str, LogReport], ...]) -> Book:
    return _folded(parts)


def badly_signed(report: LogReport, key: PublicKey) -> tuple[int, ...]:
    """Return the lines of a log, the first is 1, that this key did not sign."""
    short = report.size <= _REMEMBERED
    return _known_badly_signed(report, key) if short else _badly_signed(report, key)


@lru_cache(maxsize=2)
def _known_badly_signed(report: LogReport, key: PublicKey) -> tuple[int, ...]:
    """Return what was found of this report, which is the same as long as the bytes of a log are."""
    return _badly_signed(report, key)


def _badly_signed(report: LogReport, key: PublicKey) -> tuple[int, ...]:
    return tuple(line.seq + 1 for line in report.lines if not line.is_signed_by(key))


def _folded(parts: Iterable[tuple[str, LogReport]]) -> Book:
    book = Book()
    for key_id, report in parts:
        for line in report.lines:
            book.take(key_id, line)
    return book


def _parts(line: CustodyLine) -> tuple[str, dict[str, object]]:
    return line.kind, line.body


def _asked(body: dict[str, object]) -> tuple[object, ...]:
    return body["authority"], body["list"], body["list_sha256"]


def _file_of(capture_id: str) -> str | None:
    try:
        return capture_file(capture_id)
    except ValueError:
        return None


def _entry(key_id: str, line: CustodyLine) -> CaptureEntry:
    size = line.body["bytes"]
    return CaptureEntry(
        id=str(line.body["id"]),
        file=str(line.body["file"]),
        sha256=str(line.body["sha256"]),
        bytes=size if isinstance(size, int) else 0,
        key_id=key_id,
        seq=line.seq,
        at=line.at,
        recovered=line.body.get("recovered") is True,
    )
