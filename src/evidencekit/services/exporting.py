"""A case for a stranger: one ZIP that checks itself with common tools (`docs/vault-format.md` 14).

It looks like a vault: the captures of the case, everything that proves them, and the whole log.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import (
    ArchiveRefused,
    ExportLoggedIn,
    ExportTooLarge,
    FileMissing,
    WrongUse,
)
from evidencekit.domain.times import utc_text
from evidencekit.evidence.custody import CustodyLine
from evidencekit.evidence.zip_store import LIMIT_32, StoreZip
from evidencekit.evidence.zip_strict import MAX_DECLARED, MAX_ENTRIES
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import written_aside
from evidencekit.foundation.resources import resource
from evidencekit.services.casework import CaseworkReading
from evidencekit.vault.book import Book, CaptureEntry, LogFile, fold, read_logs
from evidencekit.vault.create import PROGRAM
from evidencekit.vault.layout import is_vault_path
from evidencekit.vault.scope import (
    EXPORT,
    ExportedFile,
    export_body,
    left_out,
    scope_document,
)
from evidencekit.vault.staged import told_as_ours
from evidencekit.vault.tree import known_files, tree
from evidencekit.vault.vault import Vault, VaultWriter

_PIECE = 1 << 20
_CHECKERS = ("check.sh", "check.ps1")
_READMES = (("README.txt", "export.txt"), ("README.zh.txt", "export.zh.txt"))


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What went out. `logged`: the log has the line, and vouches for what was left out."""

    path: Path
    case: str
    captures: tuple[str, ...]
    removed: tuple[str, ...]
    files: int
    bytes: int
    sha256: str
    logged: bool

    def to_json(self) -> dict[str, object]:
        """Return the object of `export --json`."""
        return {
            "path": str(self.path),
            "case": self.case,
            "captures": list(self.captures),
            "removed": list(self.removed),
            "files": self.files,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "logged": self.logged,
        }


@dataclass(frozen=True, slots=True)
class Exporting:
    """The use case. Over a `VaultWriter` the log tells of the export; over a `Vault` it can't."""

    vault: Vault
    clock: Clock

    def export(
        self, case_id: str, out: Path, operator: str, *, although_logged_in: bool = False
    ) -> ExportResult:
        """Write the case to the new file `out`: whole, or not there.

        The line is written before the ZIP has its name: an export that nobody has may be in the
        log, one that the log does not know can't leave. Raises NotFound, WrongUse (`out` is there,
        or a case without captures), ExportLoggedIn, ExportTooLarge, FileMissing, ArchiveRefused (a
        file that is not what was sealed, by name), DiskFull, VaultNotWritable.
        """
        if out.exists() or out.is_symlink():
            raise WrongUse(detail=f"--out {out}: it exists")
        if out.resolve().is_relative_to(self.vault.root):
            raise WrongUse(detail=f"--out {out}: inside the vault")
        contents = _contents(self.vault, CaseworkReading(self.vault).case(case_id).captures)
        if not contents.entries:
            raise WrongUse(detail=f"--case {case_id}: no captures")
        if not although_logged_in:
            self._refuse_logged_in(contents.entries)
        gone = {one for one, _digest in contents.removed}
        paths = [*contents.paths, *_packets(self.vault, case_id, gone)]
        _require_fitting(self.vault, paths)
        with told_as_ours(out.parent):
            out.parent.mkdir(parents=True, exist_ok=True)
            with written_aside(out) as file:
                files = self._write(file, case_id, operator, contents, paths)
                size = file.tell()
        return ExportResult(
            path=out,
            case=case_id,
            captures=tuple(entry.id for entry in contents.entries),
            removed=tuple(one for one, _digest in contents.removed),
            files=files,
            bytes=size,
            sha256=_sha256(out),
            logged=isinstance(self.vault, VaultWriter),
        )

    def _refuse_logged_in(self, entries: Sequence[CaptureEntry]) -> None:
        seen = []
        for entry in entries:
            with self.vault.open_capture(entry) as capture:
                if capture.evidencekit.get("logged_in") is True:
                    seen.append(entry.id)
        if seen:
            raise ExportLoggedIn(ids=", ".join(seen))

    def _write(
        self,
        file: BinaryIO,
        case_id: str,
        operator: str,
        contents: "_Contents",
        paths: Sequence[str],
    ) -> int:
        archive = StoreZip(file)
        files = [_add_resource(archive, name, source) for name, source in _READMES]
        files += [_add_resource(archive, name, name) for name in _CHECKERS]
        sealed = {entry.file: entry.sha256 for entry in contents.entries}
        for path in paths:
            added = self._add(archive, path)
            if sealed.get(path, added.sha256) != added.sha256:
                raise ArchiveRefused(path=self.vault.layout.at(path), reason="changed", member="")
            files.append(added)
        data = scope_document(
            vault_id=self.vault.marker.vault_id,
            demo=self.vault.marker.demo,
            case=case_id,
            made=utc_text(self.clock.now()),
            captures=[entry.id for entry in contents.entries],
            removed=[{"id": one, "sha256": digest} for one, digest in contents.removed],
            files=files,
            program=PROGRAM,
        )
        archive.add(EXPORT, [data])
        line = None
        if isinstance(self.vault, VaultWriter):
            line = self.vault.record("export.made", export_body(operator, case_id, data))
        for log in contents.logs:
            archive.add(log.item, [_until(self.vault.layout.at(log.item), log, line)])
        archive.finish()
        return len(files) + 1 + len(contents.logs)

    def _add(self, archive: StoreZip, path: str) -> ExportedFile:
        place = self.vault.layout.plain_file(path)
        if place is None:
            raise FileMissing(path=self.vault.layout.at(path), detail="missing")
        big = place.stat().st_size >= LIMIT_32
        entry = archive.add(path, _pieces(place), big=big)
        return ExportedFile(path, entry.size, entry.sha256)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What goes into the ZIP: the captures, id and hash of removed ones, all paths but packets."""

    entries: tuple[CaptureEntry, ...]
    removed: tuple[tuple[str, str], ...]
    paths: tuple[str, ...]
    logs: tuple[LogFile, ...]


def _contents(vault: Vault, captures: Sequence[str]) -> _Contents:
    logs = read_logs(vault.layout, signatures=False)
    book = fold(logs)
    gone = {
        str(line.body["id"]): str(line.body["sha256"])
        for log in logs
        for line in log.report.lines
        if line.kind == "capture.removed"
    }
    removed = tuple((one, gone[one]) for one in sorted(captures) if one in gone)
    entries = tuple(vault.find(one) for one in sorted(captures) if one not in gone)
    ids = frozenset(entry.id for entry in entries)
    proofs = known_files(vault.layout, book) - left_out(book, ids)
    keys = [f"keys/{log.key_id}{suffix}" for log in logs for suffix in (".pem", ".crt")]
    there = [path for path in keys if vault.layout.plain_file(path) is not None]
    paths = ("vault.json", *there, *sorted(_in_vault(book, proofs)))
    return _Contents(entries, removed, paths, tuple(logs))


def _until(place: Path, log: LogFile, line: CustodyLine | None) -> bytes:
    """Return the log up to `line` if it is in it, else as far as the contents were made from."""
    data = place.read_bytes()
    end = data.find(line.raw + b"\n", log.report.size) if line else -1
    return data[: log.report.size] if end < 0 or not line else data[: end + len(line.raw) + 1]


def _in_vault(book: Book, paths: set[str]) -> set[str]:
    # A capture that is being sealed at this moment belongs to no case yet.
    begun = {entry.file for entry in book.unfinished}
    return {path for path in paths if path.removesuffix(".sig") not in begun}


def _packets(vault: Vault, case_id: str, gone: Collection[str]) -> Iterator[str]:
    """Give the files of the frozen packets of this case, by the log; none with a capture `gone`."""
    for log in read_logs(vault.layout, signatures=False):
        for line in log.report.lines:
            folder = str(line.body.get("folder"))
            sound = folder.startswith("packets/") and is_vault_path(folder)
            if line.kind == "packet.made" and line.body.get("case") == case_id and sound:
                names = sorted(tree(vault.layout, folder))
                if not any(name.endswith(f"/{one}.wacz") for name in names for one in gone):
                    yield from names


def _require_fitting(vault: Vault, paths: Sequence[str]) -> None:
    """Refuse what our own reader would refuse. Raises ExportTooLarge."""
    places = [vault.layout.plain_file(path) for path in paths]
    size = sum(place.stat().st_size for place in places if place is not None)
    if len(paths) + 16 > MAX_ENTRIES or size > MAX_DECLARED - (64 << 20):
        raise ExportTooLarge(files=len(paths), bytes=size)


def _add_resource(archive: StoreZip, name: str, source: str) -> ExportedFile:
    entry = archive.add(name, [resource("vault", source).read_bytes()])
    return ExportedFile(name, entry.size, entry.sha256)


def _pieces(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _sha256(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
