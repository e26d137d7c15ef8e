"""Check a packet's folder: manifest, files, captures, tokens, and the PDF's signature.

Nothing raises: whatever is wrong is in the checks. Writes nothing, never goes online.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.check_wacz import CaptureFindings, check_capture
from evidencekit.evidence.child import check_in_child
from evidencekit.evidence.imported_token import file_digest
from evidencekit.evidence.report import (
    Check,
    Outcome,
    TimeTrust,
    failed,
    indeterminate,
    not_checked,
    passed_if,
)
from evidencekit.evidence.roots import Roots
from evidencekit.packet.model import ATTACHMENTS, MANIFEST, PDF
from evidencekit.packet.packet_folder import (
    MAX_READ,
    PacketFindings,
    as_objects,
    as_text,
    file_names,
    file_sha256,
    plain_file,
    read_file,
)
from evidencekit.packet.token_child import judge_in_child
from evidencekit.packet.tokens import HASHES, PacketToken, judge
from evidencekit.packet.verify_pdf import Pdfs, pdf_names

_WEAKEST = (TimeTrust.DEMO, TimeTrust.NONE, TimeTrust.FROM_BUNDLE, TimeTrust.KNOWN_ROOT)


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
    found.vault_id = as_text(document.get("vault_id"))
    if found.demo:
        found.checks.append(indeterminate("vault.demo", MANIFEST))
    hashes = _check_files(folder, document, found)
    Pdfs(folder, document, digest, found).check()
    ours = _is_ours(found, is_known)
    _check_captures(folder, document, hashes, _deep if ours else _in_child, found)
    _check_marks(document, hashes, found)
    tokens = _Tokens(folder, hashes, roots, judge if ours else judge_in_child, found)
    tokens.check(as_objects(document.get("exhibits")))
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
    place = plain_file(folder, MANIFEST)
    try:
        data = place.read_bytes() if place and place.stat().st_size <= MAX_READ else b""
        document = read_json(data, MAX_READ)
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
    for entry in as_objects(document.get("files")):
        name, expected = as_text(entry.get("name")), as_text(entry.get("sha256"))
        if name is None or expected is None or name in hashes or name in {MANIFEST, PDF}:
            found.checks.append(failed("packet.files", MANIFEST, None, "entry"))
            continue
        place = plain_file(folder, name)
        actual = file_sha256(place, found) if place else None
        hashes[name] = actual or ""
        found.checked += 1
        found.checks.append(
            passed_if(actual == expected, "packet.files", name, expected, actual or "missing")
        )
    known = {*hashes, MANIFEST, *pdf_names(document)}
    for name in sorted(file_names(folder) - known):
        found.checks.append(failed("packet.files", name, None, "unknown"))
    return hashes


def _check_captures(
    folder: Path,
    document: dict[str, object],
    hashes: dict[str, str],
    read: Callable[[Path, str], CaptureFindings],
    found: PacketFindings,
) -> None:
    for entry in as_objects(document.get("exhibits")):
        name = f"{ATTACHMENTS}/{entry.get('file')}"
        if entry.get("attached") is False:
            # A submission: the sender keeps the capture, and only its hash is told.
            found.checks.append(not_checked("wacz.hash", name))
            continue
        place = plain_file(folder, name)
        if place is None or name not in hashes:
            found.checks.append(failed("packet.files", name, None, "missing"))
            continue
        agrees = hashes[name] == entry.get("sha256")
        found.checks.append(passed_if(agrees, "wacz.hash", name, as_text(entry.get("sha256"))))
        findings = read(place, name)
        found.checks += findings.checks
        claims = findings.claims
        if claims is not None and claims.demo and not found.demo:
            found.checks.append(failed("vault.demo", name))
        if claims is not None and claims.vault_id != found.vault_id:
            found.checks.append(failed("wacz.metadata", name, found.vault_id, claims.vault_id))


def _check_marks(
    document: dict[str, object], hashes: dict[str, str], found: PacketFindings
) -> None:
    """Check pictures with marks: each is the one that is named, over a picture of its exhibit."""
    for exhibit in as_objects(document.get("exhibits")):
        if exhibit.get("attached") is False:
            continue
        originals = {shot.get("sha256") for shot in as_objects(exhibit.get("screenshots"))}
        for layer in as_objects(exhibit.get("marks")):
            pictures = as_objects(layer.get("pictures"))
            for one in (layer, *pictures):
                item = f"{ATTACHMENTS}/{one.get('file')}"
                expected, actual = as_text(one.get("sha256")), hashes.get(item, "missing")
                found.checks.append(passed_if(actual == expected, "packet.marks", item, expected))
            for one in pictures:
                item, source = f"{ATTACHMENTS}/{one.get('file')}", as_text(one.get("source_sha256"))
                over = source in originals
                found.checks.append(passed_if(over, "packet.marks", item, "original", source))


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
            for token in as_objects(exhibit.get("tokens")):
                self._check_stamp(exhibit, token, seen)
        for exhibit in exhibits:
            self._check_imported(exhibit)
        bare = any(not as_objects(one.get("tokens")) and not _brought(one) for one in exhibits)
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
        lines = read_file(self.folder, item).split(b"\n")
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
            name not in self.hashes or plain_file(self.folder, name) is None
            for name in (listed, *names)
        ):
            return None
        request, reply, chain = (read_file(self.folder, name) for name in names)
        digest = hashlib.sha256(read_file(self.folder, listed)).digest()
        # The revocation lists kept with it, by the place of the certificate (8.2).
        kept = {place: f"{stem}.{place}.crl" for place in range(1, 10)}
        lists = {
            place: read_file(self.folder, name)
            for place, name in kept.items()
            if name in self.hashes
        }
        return PacketToken(stem, reply, chain, {"sha256": digest}, request, lists)

    def _check_imported(self, exhibit: dict[str, object]) -> None:
        """Check what was got elsewhere for a capture; its bytes were held against the manifest."""
        brought = _brought(exhibit)
        digests = self._digests(exhibit) if brought else {}
        for one in as_objects(exhibit.get("imported")):
            item = f"{ATTACHMENTS}/{one.get('file')}"
            if one not in brought:
                self.found.checks.append(not_checked("stamp.certificate", item))
                continue
            chain = read_file(self.folder, f"{ATTACHMENTS}/{one.get('chain')}")
            told = as_text(one.get("gen_time"))
            data = read_file(self.folder, item)
            self._judge(PacketToken(item, data, chain, digests, told=told))

    def _digests(self, exhibit: dict[str, object]) -> dict[str, bytes]:
        capture = plain_file(self.folder, f"{ATTACHMENTS}/{exhibit.get('file')}")
        try:
            return {name: file_digest(capture, name) for name in HASHES} if capture else {}
        except OSError:
            return {}


def _brought(exhibit: dict[str, object]) -> list[dict[str, object]]:
    """Return the tokens got elsewhere over a capture."""
    return [one for one in as_objects(exhibit.get("imported")) if one.get("kind") == "token"]
