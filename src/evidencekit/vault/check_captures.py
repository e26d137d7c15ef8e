"""Checks of the sealed captures against the log, and of the heads that they witness."""

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.check_wacz import CaptureFindings, Expected, check_capture
from evidencekit.evidence.report import Check, failed, not_checked, passed_if
from evidencekit.evidence.signature import PublicKey
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.sight import Sight


def check_captures(sight: Sight, *, deep: bool, only: str | None = None) -> list[Check]:
    """Check each sealed capture that is there, or the `only` file; missing ones stand elsewhere."""
    keys = {log.key_id: log.key for log in sight.logs}
    checks: list[Check] = []
    for entry in sight.book.kept:
        if only not in (None, entry.file):
            continue
        key = keys.get(entry.key_id)
        if key is None:
            checks += [not_checked(name, entry.file) for name in ("wacz.hash", "wacz.signature")]
        elif entry.file not in sight.missing:
            checks += _check_entry(sight, entry, key, deep=deep)
    return checks


def _check_entry(sight: Sight, entry: CaptureEntry, key: PublicKey, *, deep: bool) -> list[Check]:
    marker = sight.marker
    expected = Expected(
        entry.sha256,
        key,
        vault_id=marker.vault_id if marker else None,
        demo=marker.demo if marker else None,
    )
    try:
        findings = check_capture(sight.layout.at(entry.file), entry.file, expected, deep=deep)
    except FileMissing:
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
