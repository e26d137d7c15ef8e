"""Checks of a capture's container, its manifest and the signature inside (section 12)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.evidence.members import DIGEST, FORMAT, MANIFEST, MEMBERS
from evidencekit.evidence.report import Check, failed, indeterminate, not_checked, passed, passed_if
from evidencekit.evidence.signature import KeyRefused, PublicKey, raw_fault
from evidencekit.evidence.zip_store import LIMIT_32, StoredEntry, directory, local_header
from evidencekit.evidence.zip_strict import StrictZip

MAX_MANIFEST = 16 << 20
MAX_DIGEST = 64 << 10
_MAX_CLAIM = 200
_PROFILES = ("data-package", "wacz-package", "multi-wacz-package")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")

_ANONYMOUS = ["hash", "created", "software", "version", "signature", "publicKey"]


@dataclass(frozen=True, slots=True)
class CaptureClaims:
    """What a capture says of itself, for the vault to compare with the log."""

    format: str
    capture_id: str
    vault_id: str
    key_id: str
    demo: bool
    custody_seq: int
    custody_head: str


@dataclass(frozen=True, slots=True)
class Package:
    """Manifest and digest file as read: `{}` and a fault where they can't be."""

    raw: bytes
    members: dict[str, object]
    fault: str | None
    digest_raw: bytes
    digest: dict[str, object]
    digest_fault: str | None
    key: PublicKey | None
    key_fault: str | None
    claims: CaptureClaims | None
    claimed: dict[str, object] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Say whether the file says that it is ours: stricter rules hold for it then."""
        return "evidencekit" in self.members

    @property
    def signed(self) -> dict[str, object]:
        """Return `signedData`, empty if there is none."""
        return _object(self.digest.get("signedData"))


def read_package(archive: StrictZip) -> Package:
    """Read manifest and digest file. Raises ArchiveRefused if their bytes can't be had."""
    raw = archive.read(MANIFEST, MAX_MANIFEST) if MANIFEST in archive.entries else b""
    digest_raw = archive.read(DIGEST, MAX_DIGEST) if DIGEST in archive.entries else b""
    members, fault = _read(raw)
    digest, digest_fault = _read(digest_raw)
    claimed = _object(members.get("evidencekit"))
    key, key_fault = _key(_object(digest.get("signedData")).get("publicKey"))
    said = (raw, members, fault, digest_raw, digest, digest_fault, key, key_fault)
    return Package(*said, _claims(claimed), claimed)


class Measuring:
    """Measures an entry while somebody else, or nobody, uses its bytes: one read for all checks.

    `size` and `sha256` (with its prefix) hold once `finish` was called; `fault` is why the bytes
    could not be read to their end.
    """

    def __init__(self, archive: StrictZip, name: str) -> None:
        self._pieces = archive.pieces(name)
        self._digest = hashlib.sha256()
        self.size = 0
        self.fault: str | None = None

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes; ends early at a fault."""
        try:
            for piece in self._pieces:
                self._digest.update(piece)
                self.size += len(piece)
                yield piece
        except ArchiveRefused as refusal:
            self.fault = str(refusal.facts["reason"])

    def finish(self) -> Self:
        """Read whatever nobody wanted."""
        for _piece in self.pieces():
            pass
        return self

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes as a manifest writes it."""
        return f"sha256:{self._digest.hexdigest()}"


Measured = dict[str, Measuring]


def check_zip(archive: StrictZip, item: str, package: Package, measured: Measured) -> Check:
    """Check the framing: of ours, rebuild all headers and compare them byte for byte."""
    for name, one in measured.items():
        if one.fault is not None:
            return failed("wacz.zip", f"{item}!{name}", None, one.fault)
    if not package.ours:
        return passed("wacz.zip", item)
    if tuple(archive.entries) != MEMBERS:
        return failed("wacz.zip", item, ", ".join(MEMBERS), ", ".join(archive.entries))
    stored = [
        StoredEntry(entry.name, entry.offset, entry.crc, entry.size, "", entry.size >= LIMIT_32)
        for entry in archive.entries.values()
    ]
    for entry in stored:
        header = local_header(entry)
        if archive.raw(entry.offset, len(header)) != header:
            return failed("wacz.zip", f"{item}!{entry.name}", None, "local_header")
    start = archive.start_of_directory
    wanted = directory(stored, start)
    same = archive.raw(start, len(wanted) + 1) == wanted
    return passed_if(same, "wacz.zip", item, None, "central_directory")


def check_members(item: str, package: Package, measured: Measured) -> Check:
    """Check that the files are those of the manifest, each with its hash and size."""
    resources = package.members.get("resources")
    if package.fault is not None or not isinstance(resources, list):
        return failed("wacz.members", f"{item}!{MANIFEST}", None, package.fault or "resources")
    named = [_object(resource) for resource in resources[: len(measured) + 1]]
    paths = [str(resource.get("path")) for resource in named]
    if package.members.get("profile", _PROFILES[0]) not in _PROFILES:
        return failed("wacz.members", f"{item}!{MANIFEST}", _PROFILES[0], "profile")
    if len(set(paths)) != len(resources):
        return failed("wacz.members", f"{item}!{MANIFEST}", None, "twice")
    there = {name for name in measured if not name.endswith("/")}
    odd = sorted(there - {MANIFEST, DIGEST} ^ set(paths))
    if odd:
        word = "unlisted" if odd[0] in there else "missing"
        return failed("wacz.members", f"{item}!{odd[0]}", None, word)
    for resource, path in zip(named, paths, strict=True):
        found = _resource_fault(resource, measured[path])
        if found is not None:
            expected = str(resource.get("hash"))
            return failed("wacz.members", f"{item}!{path}", expected, found)
    return passed("wacz.members", item)


def _resource_fault(resource: dict[str, object], one: Measuring) -> str | None:
    if one.fault:
        return one.fault
    if not _SHA256.fullmatch(str(resource.get("hash"))):
        return "hash_form"
    if resource.get("hash") != one.sha256:
        return one.sha256
    return None if resource.get("bytes") == one.size else "bytes"


def check_digest(item: str, package: Package) -> Check:
    """Check that the digest file names this manifest, and that both have their one form."""
    found = f"sha256:{hashlib.sha256(package.raw).hexdigest()}"
    where = f"{item}!{DIGEST}"
    if package.digest_fault is not None:
        return failed("wacz.digest", where, found, package.digest_fault)
    if package.digest.get("path") != MANIFEST or package.digest.get("hash") != found:
        return failed("wacz.digest", where, str(package.digest.get("hash")), found)
    if package.ours and not _in_form(package):
        return failed("wacz.digest", where, None, "form")
    return passed("wacz.digest", item)


def _in_form(package: Package) -> bool:
    signed = package.signed
    return (
        indented(package.members) == package.raw
        and indented(package.digest) == package.digest_raw
        and list(package.digest) == ["path", "hash", "signedData"]
        and list(signed) == _ANONYMOUS
        and signed["version"] == "0.1.0"
        and all(signed[name] == package.members.get(name) for name in ("created", "software"))
    )


def check_signature(item: str, package: Package, key: PublicKey | None) -> Check:
    """Check the signature inside, with the key inside, which must be `key` if one is given."""
    where = f"{item}!{DIGEST}"
    signed = package.signed
    inner, raw = package.key, _base64(signed.get("signature"))
    if {"publicKey", "domainCert"} <= set(signed):
        return failed("wacz.inner_signature", where, None, "two_forms")
    if not package.ours and (inner is None or raw is None or set(signed) != set(_ANONYMOUS)):
        found = "domain" if "domain" in signed else "other" if signed else "none"
        return indeterminate("wacz.inner_signature", where, None, found)
    if inner is None:
        return failed("wacz.inner_signature", where, None, package.key_fault)
    fault = "base64" if raw is None else raw_fault(raw)
    if raw is None or fault:
        return failed("wacz.inner_signature", where, None, fault)
    if key is not None and inner != key:
        return failed("wacz.inner_signature", where, key.fingerprint, inner.fingerprint)
    text = str(signed.get("hash"))
    same = package.digest.get("hash") == text
    good = same and inner.verifies_raw(text.encode(), raw)
    return passed_if(good, "wacz.inner_signature", where, inner.fingerprint, "does not verify")


def check_metadata(item: str, package: Package, wanted: dict[str, object]) -> Check:
    """Check what a capture of ours says of itself: format, its key, and `wanted` of its claims."""
    if not package.ours:
        return not_checked("wacz.metadata", item)
    claims = package.claims
    if claims is None:
        return failed("wacz.metadata", f"{item}!{MANIFEST}", None, "evidencekit")
    if claims.format.partition(".")[0] != FORMAT.partition(".")[0]:
        return failed("wacz.metadata", item, FORMAT, claims.format)
    for name, value in wanted.items():
        if package.claimed[name] != value:
            return failed("wacz.metadata", item, str(value), str(package.claimed[name]))
    if package.key is not None and claims.key_id != package.key.key_id:
        return failed("wacz.metadata", item, claims.key_id, package.key.key_id)
    same = package.members.get("mainPageUrl") == package.claimed.get("final_url")
    return passed_if(same, "wacz.metadata", item, None, "mainPageUrl")


def _read(raw: bytes) -> tuple[dict[str, object], str | None]:
    if not raw:
        return {}, "missing"
    try:
        return read_json(raw), None
    except JsonFault as fault:
        return {}, fault.code


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _base64(value: object) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode("ascii") == value else None


def _key(value: object) -> tuple[PublicKey | None, str | None]:
    der = _base64(value)
    if not der:
        return None, "no_key"
    try:
        return PublicKey.from_spki(der), None
    except KeyRefused as refused:
        return None, str(refused).replace(" ", "_")


def _claims(claimed: dict[str, object]) -> CaptureClaims | None:
    custody = _object(claimed.get("custody"))
    texts = [claimed.get(name) for name in ("format", "capture_id", "vault_id", "key_id")]
    demo, seq, head = claimed.get("demo"), custody.get("seq"), custody.get("head")
    said = [one for one in (*texts, head) if isinstance(one, str) and len(one) <= _MAX_CLAIM]
    numbered = isinstance(seq, int) and not isinstance(seq, bool)
    if len(said) != len(texts) + 1 or not isinstance(demo, bool) or not numbered:
        return None
    return CaptureClaims(said[0], said[1], said[2], said[3], demo, int(str(seq)), said[4])
