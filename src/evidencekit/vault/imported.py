"""Tokens and certificates got elsewhere: kept as they came, bound to a capture (8.4)."""

from dataclasses import dataclass
from enum import StrEnum

from evidencekit.vault.book import CaptureEntry, known_book, read_logs
from evidencekit.vault.layout import Layout
from evidencekit.vault.staged import put, told_as_ours
from evidencekit.vault.stamp_files import sha256_hex
from evidencekit.vault.tree import read_small
from evidencekit.vault.vault import VaultWriter

MAX_CERTIFICATE = 64 << 20
_READ_ONLY = 0o444


class ImportedKind(StrEnum):
    """What was imported. A chain is what a token was checked with, signer first, root last."""

    TOKEN = "token"  # noqa: S105  # no password
    CHAIN = "chain"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be kept. `gen_time` is a token's second, UTC text; None of all else."""

    kind: ImportedKind
    data: bytes
    extension: str
    gen_time: str | None = None

    @property
    def sha256(self) -> str:
        """Return the hash under which it is kept, 64 hex digits."""
        return sha256_hex(self.data)

    @property
    def path(self) -> str:
        """Return its path in the vault."""
        return f"stamps/imported/{self.sha256}.{self.extension}"


def imported_for(layout: Layout, entry: CaptureEntry) -> list[dict[str, object]]:
    """Return the bodies of the `stamp.imported` lines of a capture, in their order."""
    book = known_book(read_logs(layout, signatures=False))
    return [body for body in book.imported if body["capture_sha256"] == entry.sha256]


def keep_import(vault: VaultWriter, entry: CaptureEntry, one: Import, by: str) -> bool:
    """Keep a file for a capture: the file, then its line; return False if it was here already.

    Raises DiskFull, VaultNotWritable.
    """
    if read_small(vault.layout, one.path, MAX_CERTIFICATE) != one.data:
        with told_as_ours(vault.layout.at(one.path)):
            put(vault.layout, one.path, one.data, _READ_ONLY)
    if any(body["sha256"] == one.sha256 for body in imported_for(vault.layout, entry)):
        return False
    body = {
        "by": by,
        "capture_sha256": entry.sha256,
        "file": one.path,
        "gen_time": one.gen_time,
        "id": entry.id,
        "kind": one.kind.value,
        "sha256": one.sha256,
    }
    vault.record("stamp.imported", dict(body))
    return True
