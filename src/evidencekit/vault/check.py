"""Checking a whole vault: reads only, needs no key, goes nowhere (`docs/vault-format.md` 12)."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from evidencekit.domain.errors import VaultDamaged, VaultNewer
from evidencekit.evidence.hashing import Ahead
from evidencekit.evidence.report import (
    Check,
    KeyTrust,
    Outcome,
    TimeTrust,
    VerificationReport,
    failed,
    indeterminate,
    noted,
    passed,
)
from evidencekit.evidence.roots import Roots
from evidencekit.foundation.clock import Clock, SystemClock
from evidencekit.vault.check_captures import check_captures, check_derived
from evidencekit.vault.check_logs import check_identity, check_keys, check_log_files
from evidencekit.vault.heads import KnownVaults, Remembered
from evidencekit.vault.layout import BACKUP_LIST, Layout
from evidencekit.vault.marker import FORMAT, VaultMarker, read_marker
from evidencekit.vault.scope import check_scope
from evidencekit.vault.sight import WATCHED, Sight, look
from evidencekit.vault.tree import known_files, list_paths

# Long enough for a writer to finish the file or line that it is in the middle of.
SECOND_LOOK = 0.2
# The weakest token decides.
_WEAKEST_FIRST = (TimeTrust.DEMO, TimeTrust.FROM_BUNDLE, TimeTrust.KNOWN_ROOT)
_NO_ROOTS = Roots()
_CLOCK = SystemClock()


def check_vault(  # noqa: PLR0913  # what a check may be told, none of it needed
    path: Path,
    known: KnownVaults,
    *,
    fingerprint: str | None = None,
    roots: Roots = _NO_ROOTS,
    deep: bool = False,
    only: str | None = None,
    ahead: Ahead | None = None,
    pause: Callable[[float], None] = time.sleep,
    clock: Clock = _CLOCK,
) -> VerificationReport:
    """Check everything in the vault at `path`.

    `fingerprint` (64 hex digits) is the one the person was given; else the key counts as known if
    this computer remembers it for this vault. `roots` are those trusted for time. Of captures whose
    hash and signature are right the inside is read only when `deep`. `only` names one sealed file
    by its path in the vault: of captures and lists those that concern it are checked. `ahead` may
    know hashes of captures. `clock` tells which certificates have ended. Raises VaultMissing,
    FileMissing; anything bad is in the report.
    """
    marker, form = _marker_and_check(path)
    if form.outcome is Outcome.FAILED and form.found != "damaged":
        return _report([form], KeyTrust.FROM_BUNDLE, TimeTrust.NONE, (), 0)
    layout = Layout(path.resolve())
    sight = look(layout, marker)
    if not sight.settled:
        pause(SECOND_LOOK)
        sight = look(layout, marker)
    remembered = _remembered(sight, known)
    keys = check_keys(sight.logs, sight.book, remembered, fingerprint, demo=sight.demo)
    checks = [form, *check_identity(layout, marker, sight.logs), *keys]
    later = _seen_later(sight)
    checks += check_log_files(sight.logs, sight.book, remembered, seen_later=later)
    checks += [indeterminate("custody.unfinished", path) for path in _unfinished(sight)]
    checks += _presence(sight)
    if sight.scope is not None:
        checks += check_scope(sight.scope, layout, sight.logs, sight.book)
    checks += check_captures(sight, deep=deep, only=only, ahead=ahead)
    times, trusts = _check_times(sight, roots, clock, only)
    checks += times
    checks += check_derived(sight)
    if sight.demo:
        checks.append(indeterminate("vault.demo", "vault.json"))
    prints = tuple(log.key.fingerprint for log in sight.logs if log.key)
    time_trust = min(trusts, key=_WEAKEST_FIRST.index, default=TimeTrust.NONE)
    return _report(checks, _key_trust(sight, keys), time_trust, prints, sight.bytes_read)


def _marker_and_check(path: Path) -> tuple[VaultMarker | None, Check]:
    try:
        return read_marker(path), passed("vault.format", "vault.json")
    except VaultNewer as error:
        found = str(error.facts["format"])
        return None, failed("vault.format", "vault.json", FORMAT, found)
    except VaultDamaged:
        return None, failed("vault.format", "vault.json", FORMAT, "damaged")


def _remembered(sight: Sight, known: KnownVaults) -> Remembered:
    if sight.marker is not None:
        return known.of(sight.marker.vault_id)
    names = (log.begun.get("vault_id") for log in sight.logs)
    return next((known.of(name) for name in names if isinstance(name, str)), Remembered())


def _seen_later(sight: Sight) -> Outcome:
    """Return how it ends that this computer remembers later entries than the log has.

    An export ends at the entry that names it. What lies in a backup may be all right; but the list
    in it is not signed, and a vault that was put back could be made to look like one.
    """
    if sight.scope is not None:
        return Outcome.NOT_CHECKED
    backup = sight.layout.plain_file(BACKUP_LIST) is not None
    return Outcome.INDETERMINATE if backup else Outcome.FAILED


def _check_times(
    sight: Sight, roots: Roots, clock: Clock, only: str | None
) -> tuple[list[Check], list[TimeTrust]]:
    book = sight.book
    if not (list_paths(sight.layout) or book.requested or book.received or book.imported):
        return [], []
    # What reads tokens takes as long to load as 150 MB take to be hashed.
    from evidencekit.vault.check_imported import check_imported  # noqa: PLC0415
    from evidencekit.vault.check_stamps import check_stamps  # noqa: PLC0415

    stamps = check_stamps(sight, roots, clock.now(), only)
    imported = check_imported(sight, roots, only)
    return [*stamps.checks, *imported.checks], [*stamps.trusts, *imported.trusts]


def _unfinished(sight: Sight) -> list[str]:
    # What was being sealed while a case was exported is no matter of that case.
    files = [entry.file for entry in sight.book.unfinished]
    return [path for path in files if path not in sight.left_out]


def _presence(sight: Sight) -> list[Check]:
    away = sight.left_out | sight.book.gone.keys() | set(sight.missing)
    there = sorted(known_files(sight.layout, sight.book) - away)
    checks = [failed("custody.file_missing", path) for path in sight.missing]
    checks += [passed("custody.file_missing", path) for path in there]
    checks += [failed("custody.file_unknown", _shown(path)) for path in sight.unknown]
    checks += [
        indeterminate("custody.unfinished", path, meaning_code="custody.removal_unfinished")
        for path in sight.lingering
    ]
    checks += [
        noted("custody.removed", one.entry.file, f"{one.at} {one.by}: {one.reason}")
        for one in sight.book.removed.values()
    ]
    good = not sight.unknown
    checks += [passed("custody.file_unknown", top) for top in WATCHED if good]
    return checks


def _shown(name: str) -> str:
    # A name on the disk may be no UTF-8; a report is.
    return os.fsencode(name).decode("utf-8", "replace")


def _key_trust(sight: Sight, keys: list[Check]) -> KeyTrust:
    if sight.demo:
        return KeyTrust.DEMO
    asked = [check for check in keys if check.id == "key.known"]
    good = bool(asked) and all(check.outcome is Outcome.PASSED for check in asked)
    return KeyTrust.KNOWN if good else KeyTrust.FROM_BUNDLE


def _report(
    checks: list[Check], key: KeyTrust, when: TimeTrust, prints: tuple[str, ...], size: int
) -> VerificationReport:
    items = {check.item.partition("!")[0].partition(":")[0] for check in checks}
    return VerificationReport(tuple(checks), key, when, prints, len(items), size)
