"""Checking one capture file; never raises for a bad one, names what is wrong (section 12)."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.evidence.check_manifest import (
    CaptureClaims,
    Measured,
    Measuring,
    Package,
    check_digest,
    check_members,
    check_metadata,
    check_signature,
    check_zip,
    read_package,
)
from evidencekit.evidence.check_pages import check_pages
from evidencekit.evidence.hashing import Ahead, Hashed, hash_file
from evidencekit.evidence.members import WARC
from evidencekit.evidence.report import Check, failed, not_checked, passed_if
from evidencekit.evidence.signature import PublicKey
from evidencekit.evidence.zip_strict import StrictZip

_INNER = (
    *("wacz.metadata", "wacz.zip", "wacz.members", "wacz.pages", "wacz.digest"),
    "wacz.inner_signature",
)
_RECORDS = ("warc.records", "warc.index", "warc.artefacts")
_MAX_SIGNATURE = 256


@dataclass(frozen=True, slots=True)
class CaptureFindings:
    """The checks of one file. `sha256` and `size` are of the file as it lies there.

    `claims` is None for files of others and where they can't be read; `key` is the key inside.
    """

    checks: tuple[Check, ...]
    sha256: str
    size: int
    claims: CaptureClaims | None
    key: PublicKey | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the vault knows of a capture: the hash in the log, the key, and what it says of itself.

    `vault_id` and `demo` are compared where they are given.
    """

    sha256: str
    key: PublicKey
    vault_id: str | None = None
    demo: bool | None = None


def check_capture(
    path: Path,
    item: str,
    expected: Expected | None = None,
    *,
    deep: bool = False,
    ahead: Ahead | None = None,
) -> CaptureFindings:
    """Check the capture at `path`; `item` is the name used in the report.

    With `expected`: `wacz.hash`, `wacz.signature` and `wacz.metadata`, the rest when `deep` or when
    one of the first two failed (else `not_checked`). Without: on its own, everything, `.sig` if it
    lies beside it, against the key inside. `wacz.metadata` compares format, inner key, and with
    `expected` the file's name, vault and demo mark; `claims` has the witnessed head for the vault
    to look up. `ahead` may know the hash of the file. Raises FileMissing when
    the file can't be read.
    """
    subject = _Subject(path, item, signature_beside(path))
    try:
        with path.open("rb") as file:
            hashed = ahead.of(path, file) if ahead else hash_file(file)
            return _check(file, subject, expected, hashed, deep=deep)
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error


def check_lone_capture(file: BinaryIO, item: str, signature: bytes | None) -> CaptureFindings:
    """Check an open file on its own; `signature` is what lies beside it as `.sig`, if anything."""
    return _check(file, _Subject(Path(item), item, signature), None, hash_file(file))


def signature_beside(path: Path) -> bytes | None:
    """Return the bytes of the `.sig` beside a file, at most 256; None if there is none."""
    try:
        with path.with_name(f"{path.name}.sig").open("rb") as file:
            return file.read(_MAX_SIGNATURE)
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class _Subject:
    path: Path
    item: str
    signature: bytes | None


def _check(
    file: BinaryIO,
    subject: _Subject,
    expected: Expected | None,
    hashed: Hashed,
    *,
    deep: bool = False,
) -> CaptureFindings:
    sha256 = hashed.sha256
    checks = _whole(subject, sha256, expected)
    wrong = expected is None or any(check.outcome == "failed" for check in checks)
    inside, package = _inside(file, subject, expected, quick=not (deep or wrong))
    key = package.key if package else None
    if expected is None:
        checks.append(_lone_signature(subject, sha256, key))
    claims = package.claims if package else None
    return CaptureFindings((*checks, *inside), sha256, hashed.size, claims, key)


def _whole(subject: _Subject, sha256: str, expected: Expected | None) -> list[Check]:
    if expected is None:
        return [not_checked("wacz.hash", subject.item)]
    good = sha256 == expected.sha256
    return [
        passed_if(good, "wacz.hash", subject.item, expected.sha256, sha256),
        _outer_signature(subject, sha256, expected.key),
    ]


def _outer_signature(subject: _Subject, sha256: str, key: PublicKey) -> Check:
    signature = subject.signature
    good = signature is not None and key.verifies_digest(bytes.fromhex(sha256), signature)
    found = "missing" if signature is None else "does not verify"
    return passed_if(good, "wacz.signature", f"{subject.item}.sig", key.key_id, found)


def _lone_signature(subject: _Subject, sha256: str, key: PublicKey | None) -> Check:
    if key is None or subject.signature is None:
        return not_checked("wacz.signature", f"{subject.item}.sig")
    return _outer_signature(subject, sha256, key)


def _inside(
    file: BinaryIO, subject: _Subject, expected: Expected | None, *, quick: bool
) -> tuple[list[Check], Package | None]:
    path, item = subject.path, subject.item
    rest = [not_checked(check, item) for check in (*_INNER, *_RECORDS)]
    try:
        archive = StrictZip(file, path)
        package = read_package(archive)
    except ArchiveRefused as refusal:
        found = ": ".join(str(refusal.facts[name]) for name in ("reason", "member"))
        wrong = failed("wacz.zip", item, None, found.removesuffix(": "))
        return [wrong, *(check for check in rest if check.id != wrong.id)], None
    if quick:
        return [*rest[1:], _metadata(path, item, package, expected)], package
    measured = {name: Measuring(archive, name) for name in archive.entries}
    records = _records(archive, item, package, measured)
    for one in measured.values():
        one.finish()
    checks = [
        check_zip(archive, item, package, measured),
        check_members(item, package, measured),
        check_pages(archive, item, package),
        check_digest(item, package),
        *_inner_signature(item, package, expected.key if expected else None),
        _metadata(path, item, package, expected),
    ]
    return [*checks, *records], package


def _inner_signature(item: str, package: Package, key: PublicKey | None) -> list[Check]:
    if package.ours or key is not None or "domain" not in package.signed:
        return [check_signature(item, package, key)]
    # Files of others, and so what only they need: a capture of ours is checked without it.
    from evidencekit.evidence import domain_signature  # noqa: PLC0415

    if set(package.signed) != domain_signature.MEMBERS:
        return [check_signature(item, package, key)]
    return domain_signature.check_domain(item, package.signed, package.digest.get("hash"))


def _metadata(path: Path, item: str, package: Package, expected: Expected | None) -> Check:
    if expected is None:
        return check_metadata(item, package, {})
    wanted: dict[str, object] = {"capture_id": path.stem, "key_id": expected.key.key_id}
    if expected.vault_id is not None:
        wanted["vault_id"] = expected.vault_id
    if expected.demo is not None:
        wanted["demo"] = expected.demo
    return check_metadata(item, package, wanted)


def _records(archive: StrictZip, item: str, package: Package, measured: Measured) -> list[Check]:
    if package.ours and WARC in measured:
        from evidencekit.evidence.check_warc import check_warc  # noqa: PLC0415  # deeply only

        artefacts = package.claimed.get("artefacts")
        return check_warc(archive, item, artefacts, measured[WARC].pieces())
    rest = [not_checked("warc.index", item), not_checked("warc.artefacts", item)]
    if package.ours:
        return [failed("warc.records", f"{item}!{WARC}", None, "missing"), *rest]
    from evidencekit.evidence.foreign_warc import check_foreign_warcs  # noqa: PLC0415

    return [check_foreign_warcs(archive, item, measured), *rest]
