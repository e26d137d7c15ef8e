"""What an export leaves out on purpose: `export.json`, and the log line that vouches for it (14).

An export looks like a vault whose log names more than is there. Only what `export.json` says is
left out may be absent, and what that file says counts only if the last line of a log names it.
"""

import hashlib
from dataclasses import dataclass, field

from evidencekit.domain.ids import IdKind, is_id
from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.evidence.custody import CustodyLine
from evidencekit.evidence.report import Check, failed, indeterminate, not_checked, passed, passed_if
from evidencekit.vault.book import Book, LogFile
from evidencekit.vault.kinds import is_hash
from evidencekit.vault.layout import Layout, is_vault_path
from evidencekit.vault.tree import read_small

EXPORT = "export.json"
MAX_EXPORT = 16 << 20
FORMAT = "1.0"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of an export by its path in it."""

    name: str
    bytes: int
    sha256: str

    def to_json(self) -> dict[str, object]:
        """Return an element of `files`."""
        return {"name": self.name, "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Scope:
    """What `export.json` says. `sha256` is that of the file; `sound` false if it can't be read.

    `captures` are the ids of those inside; `files` all files but itself and the logs.
    """

    sha256: str
    captures: frozenset[str] = frozenset()
    files: tuple[ExportedFile, ...] = ()
    sound: bool = True
    left_out: frozenset[str] = field(default=frozenset())


def scope_document(  # noqa: PLR0913  # the members of the file, no more
    *,
    vault_id: str,
    demo: bool,
    case: str,
    made: str,
    captures: list[str],
    removed: list[dict[str, object]],
    files: list[ExportedFile],
    program: str,
) -> bytes:
    """Return `export.json`: members one a line, so that `sed` may read them."""
    return indented(
        {
            "format": FORMAT,
            "kind": "export",
            "vault_id": vault_id,
            "demo": demo,
            "case": case,
            "made": made,
            "program": program,
            "captures": captures,
            "removed": removed,
            "files": [file.to_json() for file in files],
        }
    )


def is_export(layout: Layout) -> bool:
    """Say whether the folder says that it is an export, whatever it says."""
    place = layout.root / EXPORT
    return place.exists() or place.is_symlink()


def read_scope(layout: Layout, book: Book) -> Scope | None:
    """Return what this export holds, None for a whole vault.

    What can't be read leaves nothing out, so that everything absent is missed.
    """
    if not is_export(layout):
        return None
    data = read_small(layout, EXPORT, MAX_EXPORT)
    if data is None:
        return Scope("", sound=False)
    digest = hashlib.sha256(data).hexdigest()
    try:
        document = read_json(data, MAX_EXPORT)
    except JsonFault:
        return Scope(digest, sound=False)
    captures, files = _captures(document), _files(document)
    known = document.get("kind") == "export" and str(document.get("format")).startswith("1.")
    if not known or captures is None or files is None or indented(document) != data:
        return Scope(digest, sound=False)
    return Scope(digest, captures, files, left_out=left_out(book, captures))


def left_out(book: Book, captures: frozenset[str]) -> frozenset[str]:
    """Return the paths that the log accounts for and an export of `captures` does not hold."""
    outside = [
        entry
        for entry in (*book.sealing.values(), *book.sealed.values())
        if entry.id not in captures
    ]
    inside = {book.sealed[one].sha256 for one in captures if one in book.sealed}
    paths = {name for entry in outside for name in (entry.file, f"{entry.file}.sig")}
    paths |= {path for path, line in book.derived.items() if line.body["source"] not in inside}
    bound = {str(body["file"]) for body in book.imported if body["capture_sha256"] in inside}
    paths |= {str(body["file"]) for body in book.imported} - bound
    return frozenset(paths)


def check_scope(scope: Scope, layout: Layout, logs: list[LogFile], book: Book) -> list[Check]:
    """Check `export.scope` (the log vouches for the file) and `export.files` (all are there)."""
    if not scope.sound:
        return [failed("export.scope", EXPORT, None, "form"), not_checked("export.files", EXPORT)]
    strangers = sorted(scope.captures - book.sealed.keys())
    checks = [failed("export.scope", EXPORT, None, name) for name in strangers]
    if not strangers:
        vouched = any(_names(_last(log), scope.sha256) for log in logs)
        open_ = indeterminate("export.scope", EXPORT, None, scope.sha256)
        checks.append(passed("export.scope", EXPORT) if vouched else open_)
    checks += [_check_file(layout, file) for file in scope.files]
    absent = [book.sealed[one].file for one in sorted(book.sealed.keys() - scope.captures)]
    return [*checks, *(not_checked("custody.file_missing", path) for path in absent)]


def export_body(operator: str, case: str, data: bytes) -> dict[str, object]:
    """Return the body of `export.made`: it names `export.json`, which names the rest."""
    named = ExportedFile(EXPORT, len(data), hashlib.sha256(data).hexdigest())
    return {"by": operator, "case": case, "files": [named.to_json()], "recipient": None}


def _last(log: LogFile) -> CustodyLine | None:
    return log.report.lines[-1] if log.report.lines else None


def _names(line: CustodyLine | None, sha256: str) -> bool:
    if line is None or line.kind != "export.made":
        return False
    files = line.body.get("files")
    named = files[0] if isinstance(files, list) and len(files) == 1 else None
    return isinstance(named, dict) and (named.get("name"), named.get("sha256")) == (EXPORT, sha256)


def _check_file(layout: Layout, file: ExportedFile) -> Check:
    place = layout.plain_file(file.name)
    if place is None:
        return failed("export.files", file.name, file.sha256, "missing")
    with place.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    return passed_if(found == file.sha256, "export.files", file.name, file.sha256, found)


def _captures(document: dict[str, object]) -> frozenset[str] | None:
    listed = document.get("captures")
    if not isinstance(listed, list):
        return None
    names = [name for name in listed if isinstance(name, str) and is_id(name, IdKind.CAPTURE)]
    return frozenset(names) if len(names) == len(listed) else None


def _files(document: dict[str, object]) -> tuple[ExportedFile, ...] | None:
    listed = document.get("files")
    if not isinstance(listed, list):
        return None
    found = [_file(one) for one in listed]
    files = tuple(file for file in found if file is not None)
    return files if len(files) == len(listed) == len({file.name for file in files}) else None


def _file(value: object) -> ExportedFile | None:
    members = value if isinstance(value, dict) else {}
    name, size, digest = members.get("name"), members.get("bytes"), members.get("sha256")
    good = isinstance(name, str) and is_vault_path(name) and is_hash(digest)
    if not good or not isinstance(size, int) or set(members) != {"name", "bytes", "sha256"}:
        return None
    return ExportedFile(str(name), size, str(digest))
