"""What a vault holds, for lists and single views. Reads only; takes no lock."""

from collections.abc import Callable

from evidencekit.domain.capture import Stamped
from evidencekit.services.about import about_capture
from evidencekit.services.custody_table import CustodyRow, custody_rows
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.time_bracket import read_times
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

_SHOWN = ("platform", "listing_id", "seller", "price", "currency")


def capture_row(vault: Vault, entry: CaptureEntry, stamped: Stamped) -> dict[str, object]:
    """Return the row of one capture."""
    about = about_capture(vault, entry)
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
    """Return one capture whole: what it says of itself, tokens, custody. Raises NotFound.

    Of one that was removed there is what the log says; `removed` says by whom and why.
    """
    gone = vault.removed().get(capture_id)
    entry = gone.entry if gone else vault.find(capture_id)
    stamped = vault.stamped().get(entry.sha256, Stamped.NONE)
    about = about_capture(vault, entry)
    times = read_times(vault, entry, about)
    return {
        "id": entry.id,
        "file": entry.file,
        "sha256": entry.sha256,
        "bytes": entry.bytes,
        "sealed": entry.at,
        "stamped": stamped.value,
        "engine": engine_kind(about),
        "removed": {"at": gone.at, "by": gone.by, "reason": gone.reason} if gone else None,
        "hidden": entry.id in vault.hidden(),
        "time": times.bracket.to_json(),
        "imported": [_imported(body) for body in times.imported],
        "clock_steps": list(times.steps),
        "provenance": about,
        "facts": (kept_facts(vault, entry.sha256) or {}).get("facts"),
        "custody": [
            {"seq": line.seq, "at": line.at, "kind": line.kind, "body": line.body}
            for line in vault.custody_of(entry)
        ],
    }


def _imported(body: dict[str, object]) -> dict[str, object]:
    return {name: body[name] for name in ("kind", "file", "sha256", "gen_time", "by")}


def custody_of(vault: Vault, capture_id: str, say: Callable[[str], str]) -> list[CustodyRow]:
    """Return the custody lines of a capture as rows in the language of `say`. Raises NotFound."""
    gone = vault.removed().get(capture_id)
    entry = gone.entry if gone else vault.find(capture_id)
    return custody_rows(vault.custody_of(entry), say)


def _facts_of(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    known = facts if isinstance(facts, dict) else {}
    return {name: known[name]["value"] if name in known else None for name in _SHOWN}
