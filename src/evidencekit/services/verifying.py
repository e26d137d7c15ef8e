"""Check a vault, captures, packets, exports. Writes nothing, needs no key, never goes online."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused, FileMissing, NotAnArchive, WrongUse
from evidencekit.evidence.archive_kind import HEAD, ArchiveKind, kind_of
from evidencekit.evidence.hashing import Ahead
from evidencekit.evidence.report import (
    Check,
    KeyTrust,
    Outcome,
    TimeTrust,
    VerificationReport,
    failed,
    indeterminate,
    passed,
)
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.signature import read_fingerprint
from evidencekit.services.laying_out import is_export_zip, is_pdf, laid_out
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import Layout
from evidencekit.vault.scope import is_export

# The weakest part decides what a report over several things may claim.
_KEYS = (KeyTrust.DEMO, KeyTrust.FROM_BUNDLE, KeyTrust.KNOWN)
_TIMES = (TimeTrust.DEMO, TimeTrust.NONE, TimeTrust.FROM_BUNDLE, TimeTrust.KNOWN_ROOT)


@dataclass(frozen=True, slots=True)
class _How:
    """What holds for every path. `wanted` is the fingerprint that was given."""

    wanted: str | None
    roots: Roots
    known: KnownVaults
    deep: bool
    ahead: Ahead | None


def verify_paths(
    paths: Sequence[Path],
    *,
    deep: bool,
    fingerprint: str | None,
    roots: Roots,
    known: KnownVaults,
    ahead: Ahead | None = None,
) -> VerificationReport:
    """Check each path and return one report over all of them.

    `fingerprint` is the one the person was given, with or without blanks; `roots` are those trusted
    for time; `ahead` may know hashes of captures. Of several paths the items begin with the path.
    Raises WrongUse when the fingerprint is none, FileMissing, VaultMissing; for a ZIP that has to
    be laid out DiskFull too.
    """
    wanted = read_fingerprint(fingerprint) if fingerprint else None
    if fingerprint and wanted is None:
        raise WrongUse(detail=f"--key {fingerprint}")
    how = _How(wanted, roots, known, deep, ahead)
    for path in paths:
        _require_path(path)
    reports = [_verify_path(path, how) for path in paths]
    if len(reports) == 1:
        return reports[0]
    return _joined([_below(report, path) for report, path in zip(reports, paths, strict=True)])


def _require_path(path: Path) -> None:
    # What is not there is told in its place; what can't even be asked for is told here.
    try:
        path.exists()
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error


def _verify_path(path: Path, how: _How) -> VerificationReport:
    if _is_packet(path):
        return _verify_packet(path, how)
    if path.is_dir():
        return _verify_folder(path, how)
    if is_pdf(path):
        from evidencekit.services.lone_packet import unpacked  # noqa: PLC0415

        with unpacked(path) as folder:
            return _verify_packet(folder, how)
    if not is_export_zip(path):
        return _verify_file(path, how)
    try:
        with laid_out(path) as folder:
            return _verify_folder(folder, how)
    except ArchiveRefused as refusal:
        found = ": ".join(str(refusal.facts[name]) for name in ("reason", "member"))
        wrong = failed("export.zip", str(path), None, found.removesuffix(": "))
        size = path.stat().st_size
        return VerificationReport((wrong,), KeyTrust.FROM_BUNDLE, TimeTrust.NONE, (), 1, size)


def _verify_folder(path: Path, how: _How) -> VerificationReport:
    """Check a vault; of an export the packets in it too."""
    report = check_vault(
        path,
        how.known,
        fingerprint=how.wanted,
        roots=how.roots,
        deep=how.deep,
        ahead=how.ahead,
    )
    if not is_export(Layout(path)):
        return report
    for manifest in sorted(path.glob("packets/*/manifest.json")):
        found = _verify_packet(manifest.parent, how)
        report = _with_packet(report, found, f"packets/{manifest.parent.name}")
    return report


def _with_packet(
    report: VerificationReport, packet: VerificationReport, item: str
) -> VerificationReport:
    # Whose key it is, is asked once; a packet signed with another key asks again.
    same = set(packet.fingerprints) <= set(report.fingerprints)
    asked = [one for one in packet.checks if not (same and one.id == "key.known")]
    return replace(
        report,
        checks=(*report.checks, *(replace(one, item=f"{item}/{one.item}") for one in asked)),
        checked=report.checked + packet.checked,
        bytes_read=report.bytes_read + packet.bytes_read,
    )


def _below(report: VerificationReport, path: Path) -> VerificationReport:
    named = [
        one if one.item.startswith(str(path)) else replace(one, item=f"{path}/{one.item}")
        for one in report.checks
    ]
    return replace(report, checks=tuple(named))


def _verify_file(path: Path, how: _How) -> VerificationReport:
    # The child loads what reads files of others; who checks a vault needs neither.
    from evidencekit.evidence.child import check_in_child  # noqa: PLC0415

    findings = check_in_child(path, _kind(path))
    claims = findings.claims
    demo = claims is not None and claims.demo
    vault_id = claims.vault_id if claims else None
    key = findings.key.fingerprint if findings.key else None
    trusted = _key_check(key, how, vault_id, str(path))
    checks = [*findings.checks, trusted]
    if demo:
        checks.append(indeterminate("vault.demo", str(path)))
    trust = _trust(demo, trusted)
    prints = (findings.key.fingerprint,) if findings.key else ()
    return VerificationReport(tuple(checks), trust, TimeTrust.NONE, prints, 1, findings.size)


def _kind(path: Path) -> ArchiveKind:
    if not path.is_file():
        raise FileMissing(path=path, detail="no such file or folder")
    try:
        with path.open("rb") as file:
            kind = kind_of(path.name, file.read(HEAD))
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error
    if kind is None:
        raise NotAnArchive(path=path)
    return kind


def _is_packet(path: Path) -> bool:
    return (path / "manifest.json").is_file() and not (path / "vault.json").exists()


def _verify_packet(path: Path, how: _How) -> VerificationReport:
    # Only here are the rules of packets wanted; a vault is checked without them.
    from evidencekit.packet.verify import check_packet  # noqa: PLC0415

    def is_known(found: str, vault_id: str | None) -> bool:
        return _key_check(found, how, vault_id, "").outcome is Outcome.PASSED

    found = check_packet(path, how.roots, is_known)
    trusted = _key_check(found.fingerprint, how, found.vault_id, "packet.pdf")
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


def _key_check(found: str | None, how: _How, vault_id: str | None, item: str) -> Check:
    if how.wanted:
        if found == how.wanted:
            return passed("key.known", item)
        return failed("key.known", item, how.wanted, found)
    remembered = how.known.of(vault_id).keys.values() if vault_id else ()
    if found in remembered or found in how.known.trusted:
        return passed("key.known", item)
    if found is None:
        return Check("key.known", item, Outcome.INDETERMINATE, meaning_code="key.none")
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
