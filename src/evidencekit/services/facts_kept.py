"""Facts that were read of a capture before and kept beside it; nothing here reads a page."""

from evidencekit.listing.versions import READER_VERSION
from evidencekit.vault.vault import Vault

FILE = f"facts-{READER_VERSION}.json"
_FIRST = 1


def kept_facts(vault: Vault, sha256: str) -> dict[str, object] | None:
    """Return the newest facts kept for the capture with this hash, if any.

    A file that can't be read as ours counts as none here; `verify` names it.
    """
    newest = vault.derived_json(sha256, FILE)
    if newest:
        return newest
    older = older_facts(vault, sha256)
    return older[1] if older else None


def read_by_these(vault: Vault, sha256: str) -> bool:
    """Say whether these readers have read the capture with this hash."""
    return vault.layout.plain_file(f"derived/{sha256}/{FILE}") is not None


def older_facts(vault: Vault, sha256: str) -> tuple[str, dict[str, object]] | None:
    """Return the newest facts of readers before these, if any, behind the version of those."""
    for version in range(int(READER_VERSION) - 1, _FIRST - 1, -1):
        kept = vault.derived_json(sha256, f"facts-{version}.json")
        if kept is not None:
            return str(version), kept
    return None
