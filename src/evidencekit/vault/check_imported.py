"""Checks of tokens and certificates got elsewhere (`docs/vault-format.md` 8.4 and 12)."""

from datetime import timedelta

from cryptography import x509

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.check_stamp import check_root, root_trust
from evidencekit.evidence.imported_token import check_by_any, file_digest, read_imported
from evidencekit.evidence.report import (
    Check,
    TimeTrust,
    failed,
    indeterminate,
    not_checked,
    passed,
    passed_if,
)
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import (
    MAX_REPLY,
    ReplyFault,
    TimeToken,
    read_certificates,
)
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.check_stamps import StampReport
from evidencekit.vault.imported import ImportedKind
from evidencekit.vault.layout import id_time
from evidencekit.vault.sight import Sight
from evidencekit.vault.tree import read_small

_TOLERANCE = timedelta(minutes=5)


def check_imported(sight: Sight, roots: Roots, only: str | None = None) -> StampReport:
    """Check the hash of each imported file, and each token again. `only`: those of this capture.

    A certificate of others is not ours to check: `stamp.certificate` is always not checked.
    """
    checks: list[Check] = []
    trusts: list[TimeTrust] = []
    for body in sight.book.imported:
        path, entry = str(body["file"]), _capture(sight, body)
        if only is not None and (entry is None or entry.file != only):
            continue
        found = sight.hash_of(path)
        if found is None:
            continue
        good = found == body["sha256"]
        checks.append(passed_if(good, "stamp.imported", path, str(body["sha256"]), found))
        if entry is None:
            checks.append(failed("stamp.imported", path, str(body["id"]), "no such capture"))
        elif good and body["kind"] == ImportedKind.TOKEN:
            report = _check_token(sight, body, entry, roots)
            checks += report.checks
            trusts += report.trusts
        elif body["kind"] == ImportedKind.CERTIFICATE:
            checks.append(not_checked("stamp.certificate", path))
    return StampReport(tuple(checks), tuple(trusts))


def _capture(sight: Sight, body: dict[str, object]) -> CaptureEntry | None:
    entry = sight.book.sealed.get(str(body["id"]))
    return entry if entry is not None and entry.sha256 == body["capture_sha256"] else None


def _check_token(
    sight: Sight, body: dict[str, object], entry: CaptureEntry, roots: Roots
) -> StampReport:
    path = str(body["file"])
    try:
        read = read_imported(read_small(sight.layout, path, MAX_REPLY) or b"")
        digest = _digest(sight, entry, read.hash_name)
        if digest is None:
            ids = ("stamp.token", "stamp.chain", "stamp.revocation")
            return StampReport(tuple(not_checked(one, path) for one in ids), ())
        token = check_by_any(read, digest, (roots.certificates, _kept_roots(sight, entry)))
    except ReplyFault as fault:
        return StampReport((failed("stamp.token", path, None, fault.reason.value),), ())
    return StampReport(_token_checks(sight, body, token, roots), (root_trust(token, roots),))


def _token_checks(
    sight: Sight, body: dict[str, object], token: TimeToken, roots: Roots
) -> tuple[Check, ...]:
    path, gen_time = str(body["file"]), utc_seconds(token.gen_time)
    logged = str(body["gen_time"])
    checks = [
        passed_if(gen_time == logged, "stamp.token", path, logged, gen_time),
        check_root(path, token, roots),
        not_checked("stamp.revocation", path),
    ]
    begun = id_time(str(body["id"]))
    if token.gen_time + _TOLERANCE < begun:
        checks.append(indeterminate("stamp.order", path, utc_seconds(begun), gen_time))
    else:
        checks.append(passed("stamp.order", path))
    if token.demo and not sight.demo:
        checks.append(failed("vault.demo", path))
    return tuple(checks)


def _digest(sight: Sight, entry: CaptureEntry, name: str) -> bytes | None:
    """Return the digest of the capture's file; None if that file is not as it was sealed."""
    if name == "sha256":
        return bytes.fromhex(entry.sha256)
    place = sight.layout.plain_file(entry.file)
    if place is None or sight.hash_of(entry.file) != entry.sha256:
        return None
    return file_digest(place, name)


def _kept_roots(sight: Sight, entry: CaptureEntry) -> list[x509.Certificate]:
    """Return the last certificate of each chain that is kept for the capture, as it was logged."""
    found: list[x509.Certificate] = []
    for body in sight.book.imported:
        path = str(body["file"])
        mine = body["capture_sha256"] == entry.sha256 and body["kind"] == ImportedKind.CHAIN
        if mine and sight.hash_of(path) == body["sha256"]:
            try:
                found += read_certificates(read_small(sight.layout, path) or b"")[-1:]
            except ValueError:
                continue
    return found
