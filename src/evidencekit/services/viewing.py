"""One capture as a person looks at it: one reading of all that stands around its pictures."""

from dataclasses import dataclass, field
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused, EvidenceKitError, FileMissing
from evidencekit.evidence.text_boxes import Box
from evidencekit.packet.token_files import TokenFiles
from evidencekit.services.facts_kept import kept_facts, read_by_these
from evidencekit.services.looking import show_capture
from evidencekit.services.reviewing import reviewed_facts
from evidencekit.services.text_places import sealed_boxes
from evidencekit.services.time_bracket import read_times
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class CaptureView:
    """What is known of a capture.

    `shown` is the object of `show --json`; `contradictions` by the name of the fact; `tokens` are
    those the log has over it, not checked here. `boxes` are the lines of text of the full page, in
    pixels of a page that is `page_width` wide. `trouble` is why the sealed file can't
    be read. `earlier` is a token that was there before the capture, not checked here either.
    `standing` says by fact what a person said of it, as `facts review --json`. `is_read` says
    whether the readers of this program have read it; else its facts are of older ones, or none.
    """

    shown: dict[str, object]
    contradictions: dict[str, tuple[dict[str, object], ...]]
    tokens: tuple[TokenFiles, ...]
    boxes: tuple[Box, ...]
    page_width: int
    trouble: EvidenceKitError | None
    earlier: TokenFiles | None = None
    standing: dict[str, dict[str, object]] = field(default_factory=dict)
    is_read: bool = True


def view_capture(folder: Path, capture_id: str) -> CaptureView:
    """Read a capture of the vault at `folder`; a file that can't be read is said in `trouble`.

    Raises NotFound, VaultMissing, VaultNewer, VaultDamaged.
    """
    vault = Vault.open_reading(folder)
    entry = vault.find(capture_id)
    boxes, width, trouble = _boxes(vault, entry)
    shown = show_capture(vault, capture_id)
    about = shown["provenance"]
    times = read_times(vault, entry, about if isinstance(about, dict) else {})
    return CaptureView(
        shown,
        _contradictions(vault, entry),
        times.tokens,
        boxes,
        width,
        trouble,
        times.earlier,
        {name: fact.to_json() for name, fact in reviewed_facts(vault, entry).items()},
        read_by_these(vault, entry.sha256),
    )


def _contradictions(vault: Vault, entry: CaptureEntry) -> dict[str, tuple[dict[str, object], ...]]:
    named = (kept_facts(vault, entry.sha256) or {}).get("contradictions")
    known = named if isinstance(named, dict) else {}
    return {
        str(name): tuple(one for one in others if isinstance(one, dict))
        for name, others in known.items()
        if isinstance(others, list)
    }


def _boxes(
    vault: Vault, entry: CaptureEntry
) -> tuple[tuple[Box, ...], int, EvidenceKitError | None]:
    try:
        with vault.open_capture(entry) as capture:
            return (*sealed_boxes(capture), None)
    except (ArchiveRefused, FileMissing) as error:
        return (), 0, error
