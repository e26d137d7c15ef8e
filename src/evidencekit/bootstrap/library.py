"""Lists, searches and tables for the command line, all from the vault's index."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.packet.tables import Written
    from evidencekit.services.library import Wish
    from evidencekit.vault.library import Filter, Found, Library
    from evidencekit.vault.vault import Vault


TABLES = (".xlsx", ".csv", ".jsonl")
"""The endings of the files that rows are written into."""


class Listing:
    """What one command asks of the index, which is brought up to date before.

    Raises VaultMissing, VaultNewer, VaultDamaged, IndexUnavailable, NotFound, WrongUse.
    """

    def __init__(self, vault: Path | None, wish: "Wish", saved: str | None = None) -> None:
        from evidencekit.services.library import SavedSearches, filter_of

        opened, self._library = open_library(vault)
        kept = SavedSearches(opened, SystemClock()).wish(saved) if saved else {}
        asked = {**kept, **{name: value for name, value in wish.items() if value}}
        self._wanted: Filter = filter_of(opened, asked)
        self.damaged_at = self._library.refresh().damaged_at

    def rows(self, after: str | None, limit: int | None) -> list[dict[str, object]]:
        """Return the rows of `list --json`, newest first, behind `after`, at most `limit`."""
        if limit is not None:
            return self._library.page(self._wanted, after, limit)
        return list(self._library.rows(self._wanted, after))

    def count(self) -> "Found":
        """Count what is let through, up to a thousand."""
        return self._library.count(self._wanted)

    def write_table(self, path: Path, after: str | None, limit: int | None) -> "Written":
        """Write the rows into a table; what stood at `path` is replaced when it is whole.

        The ending says which: .xlsx, .csv, .jsonl. Raises WrongUse for another, DiskFull,
        VaultNotWritable.
        """
        return write_rows(path, islice(self._library.rows(self._wanted, after), limit))


def write_rows(path: Path, rows: Iterator[dict[str, object]]) -> "Written":
    """Write rows of `list --json` into a table. Raises as `Listing.write_table`."""
    from evidencekit.foundation.files import written_aside
    from evidencekit.packet import tables
    from evidencekit.vault.library import FIELDS
    from evidencekit.vault.staged import told_as_ours

    writers = (tables.write_xlsx, tables.write_csv, tables.write_jsonl)
    write = dict(zip(TABLES, writers, strict=True)).get(path.suffix.lower())
    if write is None:
        raise WrongUse(detail=f"--table {path.name}")
    with told_as_ours(path.parent), written_aside(path) as file:
        return write(file, FIELDS, rows)


def open_library(vault: Path | None) -> tuple["Vault", "Library"]:
    """Open a vault for reading, and its index. Raises VaultMissing, VaultNewer, VaultDamaged."""
    from evidencekit.services.library import library_of
    from evidencekit.vault.vault import Vault

    opened = Vault.open_reading(vault_folder(vault))
    return opened, library_of(opened, user_folders().cache, SystemClock())


def rebuild_index(vault: Path | None) -> dict[str, object]:
    """Make the index anew; return the object of `index rebuild --json`.

    Raises as `Listing`.
    """
    _opened, library = open_library(vault)
    done = library.rebuild()
    return {
        "path": str(library.path),
        "captures": done.read,
        "bytes": library.path.stat().st_size,
        "damaged_at": done.damaged_at,
    }


def list_searches(vault: Path | None) -> list[dict[str, object]]:
    """Return the kept questions. Raises as opening for reading."""
    from evidencekit.services.library import SavedSearches

    opened, _library = open_library(vault)
    return [
        {"name": one.name, "wanted": dict(one.wanted), "by": one.by, "at": one.at}
        for one in SavedSearches(opened, SystemClock()).listed()
    ]


def save_search(vault: Path | None, name: str, wish: "Wish", by: str | None) -> None:
    """Keep a question. Raises as `SavedSearches.save` and opening for writing."""
    from evidencekit.services.library import SavedSearches
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        SavedSearches(writer, clock).save(name, wish, by)


def forget_search(vault: Path | None, name: str) -> None:
    """Forget a question. Raises NotFound and as opening for writing."""
    from evidencekit.services.library import SavedSearches
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        SavedSearches(writer, clock).forget(name)
