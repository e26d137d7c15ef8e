"""What a vault holds, for lists and single views. Reads only; takes no lock."""

from datetime import date, datetime

from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import ArchiveRefused
from evidencekit.services.facts import kept_facts
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

_SHOWN = ("platform", "listing_id", "seller", "price", "currency")


def list_captures(vault: Vault, since: date | None = None) -> list[dict[str, object]]:
    """Return a row a capture, newest first; fields of `list --json`.

    A capture whose file can't be read keeps its row, with null where the file would tell.
    """
    stamped = vault.stamped()
    rows = (
        capture_row(vault, entry, stamped.get(entry.sha256, Stamped.NONE))
        for entry in vault.captures()
    )
    return [row for row in rows if since is None or _day(row) >= since]


def capture_row(vault: Vault, entry: CaptureEntry, stamped: Stamped) -> dict[str, object]:
    """Return the row of one capture."""
    about = _about(vault, entry)
    return {
        "id": entry.id,
        "url": about.get("final_url"),
        "captured": str(about.get("started") or entry.at),
        "title": about.get("title"),
        **_facts_of(vault, entry),
        "state": about.get("state"),
        "page_kind": about.get("page_kind"),
        "stamped": stamped.value,
        "engine": engine_kind(about),
    }


def engine_kind(about: dict[str, object]) -> object:
    """Return what made a capture: embedded, installed, requests or import; None if unknown."""
    engine = about.get("engine")
    return engine.get("kind") if isinstance(engine, dict) else None


def show_capture(vault: Vault, capture_id: str) -> dict[str, object]:
    """Return one capture whole: what it says of itself, tokens, custody. Raises NotFound."""
    entry = vault.find(capture_id)
    stamped = vault.stamped().get(entry.sha256, Stamped.NONE)
    about = _about(vault, entry)
    return {
        "id": entry.id,
        "file": entry.file,
        "sha256": entry.sha256,
        "bytes": entry.bytes,
        "sealed": entry.at,
        "stamped": stamped.value,
        "engine": engine_kind(about),
        "provenance": about,
        "facts": (kept_facts(vault, entry.sha256) or {}).get("facts"),
        "custody": [
            {"seq": line.seq, "at": line.at, "kind": line.kind, "body": line.body}
            for line in vault.custody_of(entry)
        ],
    }


def _day(row: dict[str, object]) -> date:
    return datetime.fromisoformat(str(row["captured"])).date()


def _facts_of(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    known = facts if isinstance(facts, dict) else {}
    return {name: known[name]["value"] if name in known else None for name in _SHOWN}


def _about(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    path = vault.layout.plain_file(entry.file)
    if path is None:
        return {}
    try:
        with vault.open_capture(entry) as capture:
            return capture.evidencekit
    except ArchiveRefused:
        # A list is no verification: what can't be read is shown as unknown here, named there.
        return {}
