"""What the app does with several captures at once, and the searches it keeps. All block."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.vault import Vault

if TYPE_CHECKING:
    from evidencekit.casework.searches import SavedSearch
    from evidencekit.services.library import Wish
    from evidencekit.services.stamp_import import StampImported


def add_to_case(desk: Desk, case_id: str, captures: Sequence[str]) -> None:
    """Add captures to a case; what it has already stays. Raises NotFound, as opening."""
    from evidencekit.services.casework import Casework

    with desk.writing() as writer:
        Casework(writer, SystemClock()).add_captures(case_id, captures)


def keep_stamp(desk: Desk, source: Path, capture_id: str) -> "StampImported":
    """Keep a token or certificate got elsewhere for a capture. Raises as `import_stamp`."""
    from evidencekit.bootstrap.time_authorities import roots_to_verify
    from evidencekit.services.stamp_import import import_stamp

    trusted = roots_to_verify(None).certificates
    with desk.writing() as writer:
        return import_stamp(writer, source, capture_id, trusted, desk.operator)


def remove(desk: Desk, capture_id: str, reason: str, by: str, *, although_in_packet: bool) -> None:
    """Delete a sealed capture for good. Raises as `Removing.remove` and opening."""
    from evidencekit.services.removing import Removing

    with desk.writing() as writer:
        Removing(writer).remove(capture_id, by, reason, although_in_packet=although_in_packet)


def saved_searches(desk: Desk) -> "list[SavedSearch]":
    """Return the searches that were kept, by name. Raises VaultNewer, VaultDamaged."""
    from evidencekit.services.library import SavedSearches

    return SavedSearches(Vault.open_reading(desk.folder), SystemClock()).listed()


def save_search(desk: Desk, name: str, wish: "Wish", by: str) -> None:
    """Keep a search, words and filters. Raises as `SavedSearches.save`, and as opening."""
    from evidencekit.services.library import SavedSearches

    with desk.writing() as writer:
        SavedSearches(writer, SystemClock()).save(name, wish, by)


def forget_search(desk: Desk, name: str) -> None:
    """Forget a search. Raises NotFound, and as opening."""
    from evidencekit.services.library import SavedSearches

    with desk.writing() as writer:
        SavedSearches(writer, SystemClock()).forget(name)


def rebuild_index(desk: Desk) -> int:
    """Make the search index anew; return how many captures were read.

    Raises IndexUnavailable, VaultDamaged.
    """
    return desk.library.rebuild().read
