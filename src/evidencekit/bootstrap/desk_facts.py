"""What the app does at its vault to have facts read again. All functions block."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.own_command import CommandEnd, Stoppable
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.error_text import error_text

if TYPE_CHECKING:
    from evidencekit.services.facts import FactReading
    from evidencekit.vault.book import CaptureEntry


def read_facts_again(desk: Desk, ids: Sequence[str] | None, task: Stoppable) -> CommandEnd:
    """Read captures with these readers, all that lists show without `ids`; older readings stay.

    A row has `id`, `title`, `url`, the number of `facts`, `before` and `changed` as `facts --json`,
    and whether these readers had `read` it before; of one that can't be read `id` and `error`, in
    words. What a person said of a fact is touched by nothing here. Raises Cancelled (what was read
    stays), NotFound and what `Vault.open_writing` raises.
    """
    from evidencekit.services.facts import FactReading

    rows = []
    with desk.writing() as writer:
        entries = writer.captures() if ids is None else [writer.find(one) for one in ids]
        reading = FactReading(writer, SystemClock())
        for number, entry in enumerate(entries, 1):
            task.check()
            rows.append(_read(reading, entry))
            task.say(f"{number}/{len(entries)}  {rows[-1].get('title') or entry.id}")
    return CommandEnd(tuple(rows))


def _read(reading: "FactReading", entry: "CaptureEntry") -> dict[str, object]:
    from evidencekit.services.facts_kept import read_by_these

    before = read_by_these(reading.vault, entry.sha256)
    try:
        read = reading.read_again(entry)
    except EvidenceKitError as error:
        return {"id": entry.id, "error": error_text(error).message}
    capture, facts = _object(read.document.get("capture")), _object(read.document.get("facts"))
    return {
        "id": entry.id,
        "title": capture.get("title"),
        "url": capture.get("url"),
        "facts": len(facts),
        "before": read.before,
        "changed": read.changed,
        "read": before,
    }


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
