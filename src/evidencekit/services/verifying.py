"""Check a vault, captures, packets. Writes nothing, needs no key, never goes online."""

from collections.abc import Sequence
from pathlib import Path

from evidencekit.domain.errors import FileMissing, WrongUse
from evidencekit.evidence.check_stamp import Roots
from evidencekit.evidence.check_wacz import check_capture
from evidencekit.evidence.report import (
    Check,
    KeyTrust,
    TimeTrust,
    VerificationReport,
    failed,
    indeterminate,
    passed,
)
from evidencekit.evidence.signature import read_fingerprint
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault

# The weakest part decides what a report over several things may claim.
_KEYS = (KeyTrust.DEMO, KeyTrust.FROM_BUNDLE, KeyTrust.KNOWN)
_TIMES = (TimeTrust.DEMO, TimeTrust.NONE, TimeTrust.FROM_BUNDLE, TimeTrust.KNOWN_ROOT)


def verify_paths(
    paths: Sequence[Path],
    *,
    deep: bool,
    fingerprint: str | None,
    roots: Roots,
    known: KnownVaults,
) -> VerificationReport:
    """Check each path and return one report over all of them.

    `fingerprint` is the one the person was given, with or without blanks; `roots` are those trusted
    for time. Raises WrongUse when the fingerprint is none, FileMissing, VaultMissing.
    """
    wanted = read_fingerprint(fingerprint) if fingerprint else None
    if fingerprint and wanted is None:
        raise WrongUse(detail=f"--key {fingerprint}")
    reports = []
    for path in paths:
        if _is_packet(path):
            reports.append(_verify_packet(path, wanted=wanted, roots=roots, known=known))
        elif path.is_dir():
            reports.append(check_vault(path, known, fingerprint=wanted, roots=roots, deep=deep))
        else:
            reports.append(_verify_file(path, wanted=wanted, known=known))
    return reports[0] if len(reports) == 1 else _joined(reports)


def verify_one(
    vault: Vault, capture_id: str, roots: Roots, known: KnownVaults
) -> VerificationReport:
    """Check one capture of a vault deeply, with the log and the tokens over it. Raises NotFound."""
    file = vault.find(capture_id).file
    return check_vault(vault.root, known, roots=roots, deep=True, only=file)


def _verify_file(path: Path, *, wanted: str | None, known: KnownVaults) -> VerificationReport:
    if not path.is_file():
        raise FileMissing(path=path, detail="no such file or folder")
    findings = check_capture(path, str(path), deep=True)
    claims = findings.claims
    demo = claims is not None and claims.demo
    vault_id = claims.vault_id if claims else None
    key = findings.key.fingerprint if findings.key else None
    trusted = _key_check(key, wanted, vault_id, str(path), known)
    checks = [*findings.checks, trusted]
    if demo:
        checks.append(indeterminate("vault.demo", str(path)))
    trust = _trust(demo, trusted)
    prints = (findings.key.fingerprint,) if findings.key else ()
    return VerificationReport(tuple(checks), trust, TimeTrust.NONE, prints, 1, findings.size)


def _is_packet(path: Path) -> bool:
    return (path / "manifest.json").is_file() and not (path / "vault.json").exists()


def _verify_packet(
    path: Path, *, wanted: str | None, roots: Roots, known: KnownVaults
) -> VerificationReport:
    # Only here is pyHanko wanted; a vault is checked without it.
    from evidencekit.packet.verify import check_packet  # noqa: PLC0415

    found = check_packet(path, roots)
    trusted = _key_check(found.fingerprint, wanted, found.vault_id, "packet.pdf", known)
    return VerificationReport(
        checks=(*found.checks, trusted),
        key_trust=_trust(found.demo, trusted),
        time_trust=found.time_trust,
        fingerprints=(found.fingerprint,) if found.fingerprint else (),
        checked=found.checked,
        bytes_read=found.bytes_read,
    )


def _trust(demo: bool, trusted: Check) -> KeyTrust:
    if demo:
        return KeyTrust.DEMO
    return KeyTrust.KNOWN if trusted.outcome == "passed" else KeyTrust.FROM_BUNDLE


def _key_check(
    found: str | None, wanted: str | None, vault_id: str | None, item: str, known: KnownVaults
) -> Check:
    if wanted:
        if found == wanted:
            return passed("key.known", item)
        return failed("key.known", item, wanted, found)
    remembered = known.of(vault_id).keys.values() if vault_id else ()
    if found in remembered:
        return passed("key.known", item)
    return indeterminate("key.known", item, found=found)


def _joined(reports: Sequence[VerificationReport]) -> VerificationReport:
    return VerificationReport(
        checks=tuple(check for report in reports for check in report.checks),
        key_trust=min((report.key_trust for report in reports), key=_KEYS.index),
        time_trust=min((report.time_trust for report in reports), key=_TIMES.index),
        fingerprints=tuple(dict.fromkeys(p for report in reports for p in report.fingerprints)),
        checked=sum(report.checked for report in reports),
        bytes_read=sum(report.bytes_read for report in reports),
    )
