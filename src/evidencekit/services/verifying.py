"""Check a vault, captures, packets, exports. Writes nothing, needs no key, never goes online."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused, FileMissing, NotAnArchive, WrongUse
from evidencekit.evidence.check_stamp import Roots
from evidencekit.evidence.child import check_in_child
from evidencekit.evidence.lone_file import HEAD, ArchiveKind, kind_of
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
from evidencekit.evidence.signature import read_fingerprint
from evidencekit.services.laying_out import is_export_zip, is_pdf, laid_out
from evidencekit.services.time_bracket import check_earlier, read_times
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import Layout
from evidencekit.vault.scope import is_export
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
    for time. Of several paths the items begin with the path. Raises WrongUse when the fingerprint
    is none, FileMissing, VaultMissing; for a ZIP that has to be laid out DiskFull too.
    """
    wanted = read_fingerprint(fingerprint) if fingerprint else None
    if fingerprint and wanted is None:
        raise WrongUse(detail=f"--key {fingerprint}")
    reports = [_verify_path(path, wanted, roots, known, deep=deep) for path in paths]
    if len(reports) == 1:
        return reports[0]
    return _joined([_below(report, path) for report, path in zip(reports, paths, strict=True)])


def _verify_path(
    path: Path, wanted: str | None, roots: Roots, known: KnownVaults, *, deep: bool
) -> VerificationReport:
    if _is_packet(path):
        return _verify_packet(path, wanted=wanted, roots=roots, known=known)
    if path.is_dir():
        return _verify_folder(path, wanted, roots, known, deep=deep)
    if is_pdf(path):
        from evidencekit.services.lone_packet import unpacked  # noqa: PLC0415

        with unpacked(path) as folder:
            return _verify_packet(folder, wanted=wanted, roots=roots, known=known)
    if not is_export_zip(path):
        return _verify_file(path, wanted=wanted, known=known)
    try:
        with laid_out(path) as folder:
            return _verify_folder(folder, wanted, roots, known, deep=deep)
    except ArchiveRefused as refusal:
        found = ": ".join(str(refusal.facts[name]) for name in ("reason", "member"))
        wrong = failed("export.zip", str(path), None, found.removesuffix(": "))
        size = path.stat().st_size
        return VerificationReport((wrong,), KeyTrust.FROM_BUNDLE, TimeTrust.NONE, (), 1, size)


def _verify_folder(
    path: Path, wanted: str | None, roots: Roots, known: KnownVaults, *, deep: bool
) -> VerificationReport:
    """Check a vault; of an export the packets in it too."""
    report = check_vault(path, known, fingerprint=wanted, roots=roots, deep=deep)
    if not is_export(Layout(path)):
        return report
    for manifest in sorted(path.glob("packets/*/manifest.json")):
        found = _verify_packet(manifest.parent, wanted=wanted, roots=roots, known=known)
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


def verify_one(
    vault: Vault, capture_id: str, roots: Roots, known: KnownVaults
) -> VerificationReport:
    """Check one capture of a vault deeply, with the log and the tokens over it. Raises NotFound."""
    # Only here are the readers of pages wanted: loading them takes longer than a small vault.
    from evidencekit.services.looking import about_capture  # noqa: PLC0415

    entry = vault.find(capture_id)
    report = check_vault(vault.root, known, roots=roots, deep=True, only=entry.file)
    earlier = read_times(vault, entry, about_capture(vault, entry)).earlier
    # A list that names the capture too was checked with it.
    done = {one.item for one in report.checks if one.id == "stamp.token"}
    if earlier is None or f"{earlier.stem}.tsr" in done:
        return report
    return replace(report, checks=(*report.checks, *check_earlier(vault, earlier, roots)))


def _verify_file(path: Path, *, wanted: str | None, known: KnownVaults) -> VerificationReport:
    findings = check_in_child(path, _kind(path))
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


def _verify_packet(
    path: Path, *, wanted: str | None, roots: Roots, known: KnownVaults
) -> VerificationReport:
    # Only here are the rules of packets wanted; a vault is checked without them.
    from evidencekit.packet.verify import check_packet  # noqa: PLC0415

    def is_known(found: str, vault_id: str | None) -> bool:
        return _key_check(found, wanted, vault_id, "", known).outcome is Outcome.PASSED

    found = check_packet(path, roots, is_known)
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
    if found in remembered or found in known.trusted:
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
