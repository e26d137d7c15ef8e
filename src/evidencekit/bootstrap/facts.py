"""Reading facts: of saved pages and archives without any vault, of captures in theirs."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import FileMissing
from evidencekit.domain.ids import IdKind, is_id
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.listing.page import PageReading


def read_facts(
    vault: Path | None, files: Sequence[Path], url: str | None
) -> list[dict[str, object]]:
    """Return the facts of files, and of captures named by their ids, in the order asked.

    A capture is read by these readers, its older reading kept beside. Raises FileMissing,
    NotAnAddress, ArchiveRefused; for captures NotFound and everything of `Vault.open_writing`.
    """
    from evidencekit.capture.addresses import web_address

    address = web_address(url) if url else None
    ids = [str(file) for file in files if is_id(str(file), IdKind.CAPTURE)]
    of_captures = _of_captures(vault, ids) if ids else {}
    return [of_captures.get(str(file)) or _of_file(file, address) for file in files]


def _of_captures(folder: Path | None, ids: Sequence[str]) -> dict[str, dict[str, object]]:
    from evidencekit.services.facts import FactReading
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(folder), known, clock, passphrase()) as writer:
        entries = [writer.find(one) for one in ids]
        reading = FactReading(writer, clock)
        return {entry.id: reading.read_again(entry).to_json() for entry in entries}


def _of_file(file: Path, address: str | None) -> dict[str, object]:
    from evidencekit.listing.report import facts_document

    try:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        reading = _reading(file, address)
    except OSError as error:
        raise FileMissing(path=file, detail=error.strerror or error) from error
    return facts_document(file, digest, reading)


def _reading(file: Path, address: str | None) -> "PageReading":
    """Read a saved page here, the page in an archive of anybody's out of a confined child."""
    from evidencekit.capture.importing import ImportKind, kind_of
    from evidencekit.capture.importing_child import examine_in_child
    from evidencekit.listing.reading import read_page
    from evidencekit.services.facts import read_wacz

    with file.open("rb") as opened:
        kind = kind_of(opened).kind
    if kind is ImportKind.WACZ:
        ours = read_wacz(file)
        if ours is not None:
            return ours
    if kind in {ImportKind.WACZ, ImportKind.WARC, ImportKind.MHTML}:
        found = examine_in_child(file)
        return read_page(found.page or b"", address or found.url, found.page_type)
    return read_page(file.read_bytes(), address, None)
