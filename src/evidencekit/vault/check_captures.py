"""Checks of sealed captures against the log, of the heads that they witness, of derived files."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.check_wacz import CaptureFindings, Expected, check_capture
from evidencekit.evidence.hashing import WORKERS, Ahead
from evidencekit.evidence.report import Check, failed, not_checked, passed_if
from evidencekit.evidence.signature import PublicKey
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.sight import Sight

_Wanted = tuple[CaptureEntry, PublicKey]


def check_captures(
    sight: Sight, *, deep: bool, only: str | None = None, ahead: Ahead | None = None
) -> list[Check]:
    """Check each sealed capture that is there, or the `only` file; missing ones stand elsewhere.

    Several at a time unless `ahead` hashes them; checks come in the order of the log all the same.
    """
    keys = {log.key_id: log.key for log in sight.logs}
    entries = [one for one in sight.book.kept if only in (None, one.file)]
    checks: list[Check] = []
    there = []
    for entry in entries:
        if entry.file in sight.left_out:
            continue
        key = keys.get(entry.key_id)
        if key is None:
            checks += [not_checked(name, entry.file) for name in ("wacz.hash", "wacz.signature")]
        elif entry.file not in sight.missing:
            there.append((entry, key))
    find = partial(_findings, sight, deep=deep, ahead=ahead)
    # What is hashed elsewhere leaves nothing to do that threads could do at once.
    found = map(find, there) if ahead else _at_once(find, there)
    for (entry, _key), findings in zip(there, found, strict=True):
        checks += _checks_of(sight, entry, findings)
    return checks


def check_derived(sight: Sight) -> Iterator[Check]:
    """Check the hash of each derived file that is there."""
    for path, line in sight.book.derived.items():
        found = None if path in sight.book.gone else sight.hash_of(path)
        if found is not None:
            expected = str(line.body["sha256"])
            yield passed_if(found == expected, "derived.hash", path, expected, found)


def _at_once(
    find: Callable[[_Wanted], CaptureFindings | None], wanted: Sequence[_Wanted]
) -> Iterator[CaptureFindings | None]:
    pool = ThreadPoolExecutor(WORKERS)
    try:
        yield from pool.map(find, wanted)
    finally:
        # After Ctrl-C what is being read ends, and nothing else begins.
        pool.shutdown(cancel_futures=True)


def _findings(
    sight: Sight, wanted: _Wanted, *, deep: bool, ahead: Ahead | None
) -> CaptureFindings | None:
    entry, key = wanted
    marker = sight.marker
    expected = Expected(
        entry.sha256,
        key,
        vault_id=marker.vault_id if marker else None,
        demo=marker.demo if marker else None,
    )
    try:
        place = sight.layout.at(entry.file)
        return check_capture(place, entry.file, expected, deep=deep, ahead=ahead)
    except FileMissing:
        return None


def _checks_of(sight: Sight, entry: CaptureEntry, findings: CaptureFindings | None) -> list[Check]:
    if findings is None:
        return [failed("custody.file_missing", entry.file, None, "unreadable")]
    sight.hashes[entry.file] = findings.sha256
    sight.bytes_read += findings.size
    checks = [*findings.checks, _witness(sight, entry, findings)]
    if findings.claims and findings.claims.demo and not sight.demo:
        checks.append(failed("vault.demo", entry.file))
    return checks


def _witness(sight: Sight, entry: CaptureEntry, findings: CaptureFindings) -> Check:
    claims = findings.claims
    if claims is None:
        return not_checked("custody.witness", entry.file)
    found = sight.book.heads.get((claims.key_id, claims.custody_seq))
    begun = sight.book.sealing.get(entry.id, entry)
    before = claims.custody_seq < begun.seq or claims.key_id != begun.key_id
    good = found == claims.custody_head and before
    return passed_if(good, "custody.witness", entry.file, claims.custody_head, found)
