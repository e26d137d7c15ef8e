"""What the custody logs of a vault tell, folded: captures, lists, derived files, contradictions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from evidencekit.domain.errors import VaultDamaged
from evidencekit.evidence.custody import CustodyLine, LogReport, check_log
from evidencekit.evidence.signature import PublicKey
from evidencekit.vault.key_store import read_public_key
from evidencekit.vault.kinds import body_is_sound
from evidencekit.vault.layout import Layout, capture_file, is_key_id
from evidencekit.vault.log import MAX_LOG

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
class EventProblem:
    """A line that tells what can't have happened; `seq` counts from 0."""

    key_id: str
    seq: int
    code: str


@dataclass(slots=True)
class Book:
    """The folded logs. `requested`, `received`, `refused`, `imported`: bodies of `stamp.` lines."""

    sealing: dict[str, CaptureEntry] = field(default_factory=dict)
    sealed: dict[str, CaptureEntry] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    derived: dict[str, CustodyLine] = field(default_factory=dict)
    requested: list[dict[str, object]] = field(default_factory=list)
    received: list[dict[str, object]] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)
    imported: list[dict[str, object]] = field(default_factory=list)
    heads: dict[tuple[str, int], str] = field(default_factory=dict)
    problems: list[EventProblem] = field(default_factory=list)
    _now: tuple[str, int] = ("", 0)
    _asked: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def unfinished(self) -> list[CaptureEntry]:
        """Return what was being sealed when its writer stopped."""
        ended = self.sealed.keys() | self.lost
        return [entry for entry in self.sealing.values() if entry.id not in ended]

    def take(self, key_id: str, line: CustodyLine) -> None:
        """Fold one line in; lines of a log come in their order."""
        self._now = (key_id, line.seq)
        self.heads[self._now] = line.hash
        if not body_is_sound(line.kind, line.body):
            self._wrong("body")
            return
        match line.kind:
            case "capture.sealing":
                self._take_sealing(_entry(key_id, line))
            case "capture.sealed":
                self._take_sealed(_entry(key_id, line))
            case "capture.lost":
                self._take_lost(str(line.body["id"]))
            case "derived.made":
                self.derived[str(line.body["file"])] = line
            case "stamp.requested":
                self.requested.append(line.body)
                self._asked.add(_asked(line.body))
            case "stamp.received":
                self._take_received(line.body)
            case "stamp.failed":
                self.refused.append(line.body)
            case "stamp.imported":
                self._take_imported(line.body)
            case _:
                # Of no consequence for files.
                pass

    def _wrong(self, code: str) -> None:
        self.problems.append(EventProblem(*self._now, code))

    def _take_sealing(self, entry: CaptureEntry) -> None:
        if entry.id in self.sealing:
            self._wrong("sealing_twice")
        elif entry.file != _file_of(entry.id):
            self._wrong("file")
        self.sealing.setdefault(entry.id, entry)

    def _take_sealed(self, entry: CaptureEntry) -> None:
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

    def _take_lost(self, capture_id: str) -> None:
        if capture_id not in self.sealing or capture_id in self.sealed:
            self._wrong("nothing_to_lose")
        self.lost.add(capture_id)

    def _take_received(self, body: dict[str, object]) -> None:
        if _asked(body) not in self._asked:
            self._wrong("never_requested")
        self.received.append(body)

    def _take_imported(self, body: dict[str, object]) -> None:
        if _IMPORTED.fullmatch(str(body["file"])) and str(body["sha256"]) in str(body["file"]):
            self.imported.append(body)
        else:
            self._wrong("file")


def read_logs(layout: Layout, *, signatures: bool) -> list[LogFile]:
    """Read all logs, by key id; with `signatures` each is verified. Raises VaultDamaged."""
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
        logs.append(LogFile(path.stem, key, check_log(data, key if signatures else None)))
    return logs


def fold(logs: Iterable[LogFile]) -> Book:
    """Return what the logs tell together."""
    book = Book()
    for log in logs:
        for line in log.report.lines:
            book.take(log.key_id, line)
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
