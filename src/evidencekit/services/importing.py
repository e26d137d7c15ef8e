"""Bring files from elsewhere into the vault: byte for byte, sealed, marked as not ours."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from evidencekit.capture.environment import Started
from evidencekit.capture.importing import Examined
from evidencekit.capture.importing_draft import (
    DAMAGED,
    IMPORTED,
    ImportedFile,
    Shown,
    claimed_address,
    take_original,
)
from evidencekit.domain.errors import ArchiveRefused, ExitStatus, FileMissing
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.records import FileBody
from evidencekit.foundation.clock import Clock
from evidencekit.listing.reading import read_page
from evidencekit.services.facts import FactReading
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

HERE = "already_here"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file; the fields are those of `import --json`.

    `sha256` is the original's; `captured` the sealed file that holds it.
    """

    file: Path
    sha256: str
    kind: str
    records: int | None
    captured: CaptureEntry
    warnings: tuple[str, ...]

    @property
    def exit_status(self) -> ExitStatus:
        """Return 1 for an original that could not be read to its end; it is kept all the same."""
        return ExitStatus.FOUND_WRONG if DAMAGED in self.warnings else ExitStatus.DONE

    def to_json(self) -> dict[str, object]:
        """Return the object of `import --json`."""
        return {
            "id": self.captured.id,
            "file": str(self.file),
            "sha256": self.sha256,
            "kind": self.kind,
            "records": self.records,
            "warnings": list(self.warnings),
            "capture_file": self.captured.file,
            "capture_sha256": self.captured.sha256,
        }


@dataclass(frozen=True, slots=True)
class Importing:
    """The use case. `examine` looks at a hostile file and returns plain data."""

    vault: VaultWriter
    clock: Clock
    operator: str
    examine: Callable[[Path], Examined]
    told: Callable[[ImportResult], None]

    def bring_all(self, files: Iterable[Path], url: str | None = None) -> list[ImportResult]:
        """Bring each file in, in turn. `url` is the address their pages had, as a person says it.

        Raises FileMissing, CaptureTooLarge, DiskFull, VaultNotWritable; what came before stays.
        """
        here = originals(self.vault)
        return [self._bring(file, url, here) for file in files]

    def _bring(self, file: Path, url: str | None, here: dict[str, CaptureEntry]) -> ImportResult:
        capture_id = new_id(IdKind.CAPTURE, self.clock.now())
        spool = self.vault.spool_folder(capture_id)
        try:
            body = take_original(file, spool)
            known = here.get(body.sha256)
            result = (
                self._known(file, body, known)
                if known
                else self._sealed(file, body, url, capture_id)
            )
        finally:
            shutil.rmtree(spool, ignore_errors=True)
        here[body.sha256] = result.captured
        FactReading(self.vault, self.clock).read(result.captured)
        self.told(result)
        return result

    def _known(self, file: Path, body: FileBody, entry: CaptureEntry) -> ImportResult:
        about = _about(self.vault, entry)
        origin = _object(about.get("origin"))
        said = about.get("warnings")
        warnings = {str(code) for code in said} if isinstance(said, list) else set()
        records = origin.get("records")
        return ImportResult(
            file,
            body.sha256,
            # Without an origin it is a capture of this vault itself.
            str(origin.get("kind") or "wacz"),
            records if isinstance(records, int) else None,
            entry,
            tuple(sorted(warnings & {IMPORTED, DAMAGED} | {HERE})),
        )

    def _sealed(self, file: Path, body: FileBody, url: str | None, capture_id: str) -> ImportResult:
        started = Started.now(self.clock)
        try:
            examined = self.examine(body.path)
        except OSError as error:
            raise FileMissing(path=file, detail=error.strerror or error) from error
        imported = self._imported(file.name, body, examined, url)
        draft = imported.draft(capture_id, started, self.clock, self.operator)
        sealed = self.vault.seal(draft)
        return ImportResult(
            file,
            body.sha256,
            examined.kind.value,
            examined.records,
            self.vault.find(sealed.id),
            tuple(sorted(imported.warnings())),
        )

    @staticmethod
    def _imported(name: str, body: FileBody, examined: Examined, url: str | None) -> ImportedFile:
        if examined.page is None:
            address = url or claimed_address(examined, None)
            return ImportedFile(name, body, examined, address, Shown())
        page = read_page(examined.page, url or examined.url, examined.page_type)
        address = url or claimed_address(examined, page.address)
        return ImportedFile(name, body, examined, address, Shown(page.title, page.page_kind))


def originals(vault: Vault) -> dict[str, CaptureEntry]:
    """Return the captures by the SHA-256 of what was imported, and by their own."""
    found: dict[str, CaptureEntry] = {}
    for entry in vault.captures():
        found[entry.sha256] = entry
        origin = _object(_about(vault, entry).get("origin"))
        if origin:
            found[str(origin.get("sha256"))] = entry
    return found


def _about(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    try:
        with vault.open_capture(entry) as capture:
            return capture.evidencekit
    except (ArchiveRefused, FileMissing):
        return {}


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
