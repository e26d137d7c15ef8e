"""A file from elsewhere as a capture before it is sealed (`docs/vault-format.md` 6.10)."""

import re
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evidencekit import __version__
from evidencekit.capture.addresses import web_address
from evidencekit.capture.environment import Started, clock_facts, environment_facts
from evidencekit.capture.importing import MAX_IMPORT, Examined
from evidencekit.capture.spool import Spool
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.domain.errors import CaptureTooLarge, DiskFull, FileMissing, NotAnAddress
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import repaired_text
from evidencekit.evidence.records import Artefact, BytesBody, CaptureDraft, FileBody
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.foundation.clock import Clock

IMPORTED, DAMAGED = "imported", "original_damaged"
ORIGINAL, PAGE = "import", "page"
_PIECE = 1 << 20
_NAME = 255
_SAID = 200
_MEDIA = re.compile(r"[\x20-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person reads of the original: title and kind of its page; empty, other without one."""

    title: str = ""
    page_kind: PageKind = PageKind.OTHER


def take_original(file: Path, spool: Path) -> FileBody:
    """Copy a file into the spool, hashed on the way; what is sealed is this copy.

    Raises FileMissing (also for what is no file, or empty), CaptureTooLarge, DiskFull.
    """
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            raise FileMissing(path=file, detail="not a file" if found.st_size else "empty")
        if found.st_size > MAX_IMPORT:
            raise CaptureTooLarge(limit=MAX_IMPORT)
        if shutil.disk_usage(spool).free < 2 * found.st_size + _PIECE:
            free = shutil.disk_usage(spool).free
            raise DiskFull(path=spool, needed=2 * found.st_size, free=free)
        return _copied(file, spool)
    except OSError as error:
        raise FileMissing(path=file, detail=error.strerror or error) from error


def _copied(file: Path, spool: Path) -> FileBody:
    body = Spool(spool).begin()
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            body.write(piece)
            if body.size > MAX_IMPORT:
                # It grew while it was read.
                raise CaptureTooLarge(limit=MAX_IMPORT)
    kept = body.close()
    if not isinstance(kept, FileBody):
        raise FileMissing(path=file, detail="empty")
    return kept


def save_original(capture: WaczFile, target: Path) -> bool:
    """Write what was imported to `target`, which must not exist; False if nothing was.

    Raises ArchiveRefused, OSError.
    """
    for artefact in capture.artefacts():
        if artefact.kind == ORIGINAL:
            with target.open("xb") as file:
                for piece in capture.artefact_pieces(artefact):
                    file.write(piece)
            return True
    return False


def claimed_address(examined: Examined, found: str | None) -> str | None:
    """Return the address that a file says its page had, user info gone; None for anything else.

    `found` is what the reader of listings finds in the page itself.
    """
    for said in (examined.url, found):
        with suppress(NotAnAddress):
            return WithholdRules().own_address(web_address(said or ""))[0]
    return None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file on its way in. `name` is what it was called, `address` what its page was."""

    name: str
    body: FileBody
    examined: Examined
    address: str | None
    shown: Shown

    def warnings(self) -> list[str]:
        """Return the codes that the capture carries."""
        return [IMPORTED, DAMAGED] if self.examined.fault else [IMPORTED]

    def draft(self, capture_id: str, started: Started, clock: Clock, operator: str) -> CaptureDraft:
        """Return what the sealer takes: no exchanges, the original as an artefact."""
        address = self.address or f"urn:import:{self.body.sha256}"
        engine = {"kind": ORIGINAL, "name": "evidencekit", "version": __version__}
        about: dict[str, object] = {
            "url": address,
            "final_url": address,
            "title": self.shown.title or self._name,
            "state": CaptureState.COMPLETE.value,
            "reason": None,
            "page_kind": self.shown.page_kind.value,
            "http_status": None,
            "logged_in": None,
            "started": utc_text(started.at),
            "finished": utc_text(clock.now()),
            "clock": clock_facts(clock, started, (), ""),
            "engine": engine | {"user_agent": "", "window": "none"},
            "environment": environment_facts({}, ()),
            "sandbox": None,
            "operator": operator,
            "limits": {"stopped_by": None, "scrolled_to": 0, "open_at_end": 0},
            "screen_wire": dict.fromkeys(
                ("title", "price", "seller", "main_picture"), "not_checked"
            ),
            "warnings": self.warnings(),
            "origin": self._origin(),
        }
        return CaptureDraft(capture_id, about, (), self._artefacts(address), (), (), ())

    @property
    def _name(self) -> str:
        return repaired_text(self.name)[:_NAME]

    def _origin(self) -> dict[str, object]:
        examined = self.examined
        return {
            "name": self._name,
            "bytes": self.body.size,
            "sha256": self.body.sha256,
            "kind": examined.kind.value,
            "records": examined.records,
            "fault": examined.fault,
            "time": _said(examined.time),
            "software": _said(examined.software),
        }

    def _artefacts(self, address: str) -> tuple[Artefact, ...]:
        examined = self.examined
        urn = f"urn:{ORIGINAL}:{self.body.sha256}"
        original = Artefact(ORIGINAL, urn, examined.media_type, self.body)
        if examined.page is None or examined.page_is_file:
            return (original,)
        media = examined.page_type or ""
        kind = media if _MEDIA.fullmatch(media) else "text/html"
        return (original, Artefact(PAGE, f"urn:{PAGE}:{address}", kind, BytesBody(examined.page)))


def _said(text: str | None) -> str | None:
    return " ".join(repaired_text(text).split())[:_SAID] if text else None
