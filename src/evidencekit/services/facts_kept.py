"""Facts that were read of a capture before and kept beside it; nothing here reads a page."""

import json

from evidencekit.listing.versions import READER_VERSION
from evidencekit.vault.vault import Vault

FILE = f"facts-{READER_VERSION}.json"
_FIRST = 1


def kept_facts(vault: Vault, sha256: str) -> dict[str, object] | None:
    """Return the newest facts kept for the capture with this hash, if any.

    A file that can't be read as ours counts as none here; `verify` names it.
    """
    newest = facts_in(vault, sha256, FILE)
    if newest:
        return newest
    older = older_facts(vault, sha256)
    return older[1] if older else None


def older_facts(vault: Vault, sha256: str) -> tuple[str, dict[str, object]] | None:
    """Return the newest facts of readers before these, if any, behind the version of those."""
    for version in range(int(READER_VERSION) - 1, _FIRST - 1, -1):
        kept = facts_in(vault, sha256, f"facts-{version}.json")
        if kept is not None:
            return str(version), kept
    return None


def facts_in(vault: Vault, sha256: str, name: str) -> dict[str, object] | None:
    """Return what a derived file of a capture holds; None if it is absent or no object."""
    path = vault.layout.plain_file(f"derived/{sha256}/{name}")
    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
