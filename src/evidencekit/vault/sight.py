"""A vault as it lies there at one moment: logs, and files that are missing or unknown."""

import hashlib
from dataclasses import dataclass, field

from evidencekit.vault.book import Book, LogFile, fold, read_logs
from evidencekit.vault.layout import Layout
from evidencekit.vault.marker import VaultMarker
from evidencekit.vault.scope import Scope, read_scope
from evidencekit.vault.tree import known_files, tree

WATCHED = ("evidence", "stamps", "derived")
_PIECE = 1 << 20


@dataclass(slots=True)
class Sight:
    """The vault as it was seen at one moment, and what was found out since.

    `lingering` are files of removed captures that are still there.
    """

    layout: Layout
    marker: VaultMarker | None
    logs: list[LogFile]
    book: Book
    unknown: list[str]
    missing: list[str]
    lingering: list[str] = field(default_factory=list)
    scope: Scope | None = None
    hashes: dict[str, str] = field(default_factory=dict)
    bytes_read: int = 0

    @property
    def settled(self) -> bool:
        """Say whether nothing looks as if a writer were in the middle of it."""
        torn = any(log.report.torn for log in self.logs)
        return not (torn or self.unknown or self.missing or self.lingering)

    @property
    def left_out(self) -> frozenset[str]:
        """Return the paths that an export leaves out on purpose; none of a whole vault."""
        return self.scope.left_out if self.scope else frozenset()

    @property
    def demo(self) -> bool:
        """Say whether anything says that this is a demo."""
        marked = self.marker is not None and self.marker.demo
        return marked or any(log.begun.get("demo") is True for log in self.logs)

    def hash_of(self, path: str) -> str | None:
        """Return the SHA-256 of a plain file, taken once; None if it is not there."""
        if path in self.hashes:
            return self.hashes[path]
        place = self.layout.plain_file(path)
        if place is None:
            return None
        digest = hashlib.sha256()
        try:
            with place.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    self.bytes_read += len(piece)
        except OSError:
            return None
        self.hashes[path] = digest.hexdigest()
        return self.hashes[path]


def look(layout: Layout, marker: VaultMarker | None) -> Sight:
    """Look at the vault once. Raises VaultDamaged when a log can't be read."""
    # Folders before logs: a file gets its name after its line, so a writer at work is no trouble.
    there = tree(layout, *WATCHED)
    logs = read_logs(layout, signatures=False)
    book = fold(logs)
    scope = read_scope(layout, book)
    left_out = scope.left_out if scope else frozenset()
    known = known_files(layout, book) - left_out
    named = known - {entry.file for entry in book.unfinished}
    named -= {f"{entry.file}.sig" for entry in book.unfinished}
    named -= _files_of_the_lost(book)
    gone = book.gone
    named -= gone.keys()
    return Sight(
        layout=layout,
        marker=marker,
        logs=logs,
        book=book,
        unknown=sorted(there - (known - _files_of_the_lost(book))),
        missing=sorted(path for path in named if layout.plain_file(path) is None),
        lingering=sorted(there & gone.keys()),
        scope=scope,
    )


def _files_of_the_lost(book: Book) -> set[str]:
    entries = [book.sealing[lost] for lost in book.lost if lost in book.sealing]
    gone = [entry.file for entry in entries if entry.id not in book.sealed]
    return {name for file in gone for name in (file, f"{file}.sig")}
