"""Check a packet's folder: manifest, files, captures, tokens, and the PDF's signature.

Nothing raises: whatever is wrong is in the checks. Writes nothing, never goes online.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.check_stamp import Roots
from evidencekit.evidence.check_wacz import CaptureFindings, check_capture
from evidencekit.evidence.child import check_in_child
from evidencekit.evidence.imported_token import file_digest
from evidencekit.evidence.lone_file import ArchiveKind
from evidencekit.evidence.report import (
    Check,
    Outcome,
    TimeTrust,
    failed,
    indeterminate,
    not_checked,
    noted,
    passed_if,
)
from evidencekit.packet.model import ATTACHMENTS, MANIFEST, PDF, EmbeddedData
from evidencekit.packet.pdf_child import check_pdf_in_child
from evidencekit.packet.token_child import judge_in_child
from evidencekit.packet.tokens import HASHES, PacketToken, judge

_MAX_MANIFEST = 16 << 20
_COPY = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_WEAKEST = (TimeTrust.DEMO, TimeTrust.NONE, TimeTrust.FROM_BUNDLE, TimeTrust.KNOWN_ROOT)


@dataclass(slots=True)
class PacketFindings:
    """What was found. `fingerprint` is of the key that signed the PDF, None if none did."""

    checks: list[Check] = field(default_factory=list)
    fingerprint: str | None = None
    vault_id: str | None = None
    demo: bool = False
    time_trust: TimeTrust = TimeTrust.NONE
    checked: int = 0
    bytes_read: int = 0


def check_packet(
    folder: Path, roots: Roots, is_known: Callable[[str, str | None], bool] | None = None
) -> PacketFindings:
    """Check the packet in `folder`; `roots` are those trusted for time.

    `is_known` says of the fingerprint that signed and the vault's id whether the key is known here.
    The PDF is read in a child, and so are captures and tokens of a packet whose key is not known or
    of which something failed.
    """
    found = PacketFindings()
    told = _read_manifest(folder, found)
    if told is None:
        return found
    document, digest = told
    found.demo = document.get("demo") is True
    found.vault_id = _text(document.get("vault_id"))
    if found.demo:
        found.checks.append(indeterminate("vault.demo", MANIFEST))
    hashes = _check_files(folder, document, found)
    _check_signature(folder, document, digest, found)
    ours = _is_ours(found, is_known)
    _check_captures(folder, document, hashes, _deep if ours else _in_child, found)
    tokens = _Tokens(folder, hashes, roots, judge if ours else judge_in_child, found)
    tokens.check(_objects(document.get("exhibits")))
    return found


def _is_ours(found: PacketFindings, is_known: Callable[[str, str | None], bool] | None) -> bool:
    failed_before = any(check.outcome is Outcome.FAILED for check in found.checks)
    if is_known is None or found.fingerprint is None or failed_before:
        return False
    return is_known(found.fingerprint, found.vault_id)


def _deep(place: Path, name: str) -> CaptureFindings:
    return check_capture(place, name, deep=True)


def _in_child(place: Path, name: str) -> CaptureFindings:
    """Read a capture of strangers where a bad one can at worst end a child."""
    try:
        found = check_in_child(place, ArchiveKind.WACZ)
    except FileMissing:
        wrong = failed("wacz.hash", name, None, "unreadable")
        return CaptureFindings((wrong,), "", 0, None, None)
    checks = (replace(one, item=name + one.item.removeprefix(str(place))) for one in found.checks)
    return replace(found, checks=tuple(checks))


def _read_manifest(folder: Path, found: PacketFindings) -> tuple[dict[str, object], str] | None:
    place = _plain(folder, MANIFEST)
    try:
        data = place.read_bytes() if place and place.stat().st_size <= _MAX_MANIFEST else b""
        document = read_json(data, _MAX_MANIFEST)
    except (JsonFault, OSError):
        found.checks.append(failed("packet.manifest", MANIFEST, None, "unreadable"))
        return None
    found.checked, found.bytes_read = 1, len(data)
    if document.get("kind") != "packet" or not str(document.get("format")).startswith("1."):
        found.checks.append(failed("packet.manifest", MANIFEST, "packet 1.x", "other"))
        return None
    return document, hashlib.sha256(data).hexdigest()


def _check_files(
    folder: Path, document: dict[str, object], found: PacketFindings
) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for entry in _objects(document.get("files")):
        name, expected = _text(entry.get("name")), _text(entry.get("sha256"))
        if name is None or expected is None or name in hashes or name in {MANIFEST, PDF}:
            found.checks.append(failed("packet.files", MANIFEST, None, "entry"))
            continue
        place = _plain(folder, name)
        actual = _sha256(place, found) if place else None
        hashes[name] = actual or ""
        found.checked += 1
        found.checks.append(
            passed_if(actual == expected, "packet.files", name, expected, actual or "missing")
        )
    known = {*hashes, MANIFEST, PDF}
    for name in sorted(_names(folder) - known):
        found.checks.append(failed("packet.files", name, None, "unknown"))
    return hashes


def _check_signature(
    folder: Path, document: dict[str, object], digest: str, found: PacketFindings
) -> None:
    place = _plain(folder, PDF)
    if place is None:
        found.checks.append(failed("packet.signature", PDF, None, "missing"))
        return
    found.checked += 1
    found.bytes_read += place.stat().st_size
    if document.get("draft") is True:
        # A draft is never signed: nobody answers for it.
        found.checks += [
            indeterminate("packet.signature", PDF, None, "draft"),
            not_checked("packet.manifest", MANIFEST),
        ]
        return
    pdf = check_pdf_in_child(place)
    if pdf.fault is not None or pdf.fingerprint is None:
        found.checks += [
            failed("packet.signature", PDF, None, pdf.fault),
            not_checked("packet.manifest", MANIFEST),
        ]
        return
    found.fingerprint = pdf.fingerprint
    _check_embedded(place, document, digest, pdf.embedded, found)
    found.checks += [noted("packet.signature", PDF, one) for one in (pdf.others or "").splitlines()]
    late = noted("packet.timestamp", PDF, pdf.time) if pdf.time else None
    found.checks.append(late or not_checked("packet.timestamp", PDF))
    person = document.get("signer")
    # Signed by a person's own certificate, if the manifest says so; else by the vault's key.
    signer = person if isinstance(person, dict) else document
    print_told = _text(signer.get("fingerprint"))
    if signer is person and print_told == pdf.fingerprint:
        found.checks.append(noted("packet.signature", PDF, f"{pdf.subject}; {pdf.fingerprint}"))
    found.checks += [
        passed_if(
            print_told == pdf.fingerprint,
            "packet.signature",
            PDF,
            print_told,
            pdf.fingerprint,
        ),
        passed_if(
            pdf.manifest_sha256 == digest, "packet.manifest", MANIFEST, pdf.manifest_sha256, digest
        ),
    ]


def _check_embedded(
    place: Path,
    document: dict[str, object],
    digest: str,
    within: Sequence[EmbeddedData],
    found: PacketFindings,
) -> None:
    """Hold the files inside the PDF against the manifest: all of them, or none in a submission."""
    if not within:
        found.checks.append(not_checked("packet.embedded", PDF))
        return
    listed = _objects(document.get("files"))
    named = {str(one.get("name")): _text(one.get("sha256")) for one in listed}
    named[MANIFEST] = digest
    for one in within:
        actual = _part_sha256(place, one, found)
        known = named.pop(one.name, None)
        check = passed_if(actual == known, "packet.embedded", f"{PDF}!{one.name}", known, actual)
        found.checks.append(check)
    found.checks += [failed("packet.embedded", f"{PDF}!{name}", None, "missing") for name in named]


def _part_sha256(place: Path, part: EmbeddedData, found: PacketFindings) -> str | None:
    digest, left = hashlib.sha256(), part.length
    try:
        with place.open("rb") as file:
            file.seek(part.offset)
            while left and (piece := file.read(min(left, _COPY))):
                digest.update(piece)
                left -= len(piece)
    except (OSError, ValueError):
        return None
    found.bytes_read += part.length - left
    return None if left else digest.hexdigest()


def _check_captures(
    folder: Path,
    document: dict[str, object],
    hashes: dict[str, str],
    read: Callable[[Path, str], CaptureFindings],
    found: PacketFindings,
) -> None:
    for entry in _objects(document.get("exhibits")):
        name = f"{ATTACHMENTS}/{entry.get('file')}"
        if entry.get("attached") is False:
            # A submission: the sender keeps the capture, and only its hash is told.
            found.checks.append(not_checked("wacz.hash", name))
            continue
        place = _plain(folder, name)
        if place is None or name not in hashes:
            found.checks.append(failed("packet.files", name, None, "missing"))
            continue
        agrees = hashes[name] == entry.get("sha256")
        found.checks.append(passed_if(agrees, "wacz.hash", name, _text(entry.get("sha256"))))
        findings = read(place, name)
        found.checks += findings.checks
        claims = findings.claims
        if claims is not None and claims.demo and not found.demo:
            found.checks.append(failed("vault.demo", name))
        if claims is not None and claims.vault_id != found.vault_id:
            found.checks.append(failed("wacz.metadata", name, found.vault_id, claims.vault_id))


class _Judge(Protocol):
    def __call__(
        self, token: PacketToken, roots: Roots, /, *, demo: bool
    ) -> tuple[list[Check], TimeTrust]: ...


@dataclass(slots=True)
class _Tokens:
    """The time tokens of a packet; `judge` reads one."""

    folder: Path
    hashes: dict[str, str]
    roots: Roots
    judge: _Judge
    found: PacketFindings
    trusts: list[TimeTrust] = field(default_factory=list)

    def check(self, exhibits: list[dict[str, object]]) -> None:
        seen: set[str] = set()
        for exhibit in exhibits:
            for token in _objects(exhibit.get("tokens")):
                self._check_stamp(exhibit, token, seen)
        for exhibit in exhibits:
            self._check_imported(exhibit)
        bare = any(not _objects(one.get("tokens")) and not _brought(one) for one in exhibits)
        if self.trusts and not bare:
            self.found.time_trust = min(self.trusts, key=_WEAKEST.index)

    def _check_stamp(
        self, exhibit: dict[str, object], said: dict[str, object], seen: set[str]
    ) -> None:
        item = f"{ATTACHMENTS}/{said.get('list')}"
        token = self._stamp(item, said)
        if token is None:
            self.found.checks.append(failed("stamp.list", item, None, "missing"))
            return
        lines = _read(self.folder, item).split(b"\n")
        line = f"{exhibit.get('sha256')}  {exhibit.get('file')}".encode()
        there = line in lines
        self.found.checks.append(passed_if(there, "stamp.list", item, line.decode(), "absent"))
        if token.item not in seen:
            seen.add(token.item)
            self._judge(token)

    def _judge(self, token: PacketToken) -> None:
        checks, trust = self.judge(token, self.roots, demo=self.found.demo)
        self.found.checks += checks
        self.trusts.append(trust)

    def _stamp(self, listed: str, said: dict[str, object]) -> PacketToken | None:
        stem = f"{listed.removesuffix('.sha256')}.{said.get('authority')}"
        names = (f"{stem}.tsq", f"{stem}.tsr", f"{stem}.chain.pem")
        if any(
            name not in self.hashes or _plain(self.folder, name) is None
            for name in (listed, *names)
        ):
            return None
        request, reply, chain = (_read(self.folder, name) for name in names)
        digest = hashlib.sha256(_read(self.folder, listed)).digest()
        # The revocation lists kept with it, by the place of the certificate (8.2).
        kept = {place: f"{stem}.{place}.crl" for place in range(1, 10)}
        lists = {
            place: _read(self.folder, name) for place, name in kept.items() if name in self.hashes
        }
        return PacketToken(stem, reply, chain, {"sha256": digest}, request, lists)

    def _check_imported(self, exhibit: dict[str, object]) -> None:
        """Check what was got elsewhere for a capture; its bytes were held against the manifest."""
        brought = _brought(exhibit)
        digests = self._digests(exhibit) if brought else {}
        for one in _objects(exhibit.get("imported")):
            item = f"{ATTACHMENTS}/{one.get('file')}"
            if one not in brought:
                self.found.checks.append(not_checked("stamp.certificate", item))
                continue
            chain = _read(self.folder, f"{ATTACHMENTS}/{one.get('chain')}")
            told = _text(one.get("gen_time"))
            data = _read(self.folder, item)
            self._judge(PacketToken(item, data, chain, digests, told=told))

    def _digests(self, exhibit: dict[str, object]) -> dict[str, bytes]:
        capture = _plain(self.folder, f"{ATTACHMENTS}/{exhibit.get('file')}")
        try:
            return {name: file_digest(capture, name) for name in HASHES} if capture else {}
        except OSError:
            return {}


def _brought(exhibit: dict[str, object]) -> list[dict[str, object]]:
    """Return the tokens got elsewhere over a capture."""
    return [one for one in _objects(exhibit.get("imported")) if one.get("kind") == "token"]


def _plain(folder: Path, name: str) -> Path | None:
    """Return the plain file `name` of the packet, reached without any link, or None."""
    if not _NAME.fullmatch(name):
        return None
    place = folder
    for part in name.split("/"):
        place /= part
        if place.is_symlink():
            return None
    return place if place.is_file() else None


def _names(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def _read(folder: Path, name: str) -> bytes:
    place = _plain(folder, name)
    try:
        return place.read_bytes() if place and place.stat().st_size <= _MAX_MANIFEST else b""
    except OSError:
        return b""


def _sha256(place: Path, found: PacketFindings) -> str | None:
    digest = hashlib.sha256()
    try:
        with place.open("rb") as file:
            while piece := file.read(_COPY):
                digest.update(piece)
                found.bytes_read += len(piece)
    except OSError:
        return None
    return digest.hexdigest()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _objects(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
