"""Import a token or certificate got elsewhere: bound to a capture by its hash, kept as it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from evidencekit.domain.errors import (
    DemoMixed,
    FileMissing,
    RootsMissing,
    StampTooLarge,
    TokenOfOther,
    TokenRefused,
    TokenRootUnknown,
)
from evidencekit.domain.times import parse_utc, utc_seconds
from evidencekit.evidence.imported_token import ImportedToken, file_digest, read_imported
from evidencekit.evidence.timestamp import MAX_REPLY, Reason, ReplyFault, TimeToken
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.imported import (
    MAX_CERTIFICATE,
    Import,
    ImportedKind,
    imported_for,
    keep_import,
)
from evidencekit.vault.layout import id_time
from evidencekit.vault.vault import VaultWriter

ALREADY_HERE, CLOCK = "already_here", "clock"
# A computer's clock may be this far from an authority's (section 12).
_TOLERANCE = timedelta(minutes=5)
_TOKEN_NAMES = {".tsr", ".tst"}
_MAGIC = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))


@dataclass(frozen=True, slots=True)
class StampImported:
    """What was kept for the capture `id`. `gen_time` is a token's second, None of a certificate."""

    id: str
    file: str
    sha256: str
    kind: ImportedKind
    gen_time: str | None
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `stamp import --json`."""
        return {
            "id": self.id,
            "file": self.file,
            "sha256": self.sha256,
            "kind": self.kind.value,
            "gen_time": self.gen_time,
            "warnings": list(self.warnings),
        }


def import_stamp(
    vault: VaultWriter,
    source: Path,
    capture_id: str,
    roots: Sequence[x509.Certificate],
    by: str,
) -> StampImported:
    """Keep the file at `source` for a capture. A token is checked first, by 8.4.

    Raises NotFound, FileMissing, StampTooLarge, DemoMixed, RootsMissing, TokenOfOther,
    TokenRefused, TokenRootUnknown (then nothing is written), DiskFull, VaultNotWritable.
    """
    entry = vault.find(capture_id)
    data = _read(source)
    token = _token(source, data)
    if token is None:
        certificate = Import(ImportedKind.CERTIFICATE, data, _extension(data))
        return _kept(vault, entry, certificate, by)
    if token.demo is not vault.marker.demo:
        raise DemoMixed(what=source)
    one = Import(ImportedKind.TOKEN, data, "tst" if token.bare else "tsr")
    known = _known(vault, entry, one)
    if known is not None:
        return known
    found = _checked(vault, source, token, entry, roots)
    # The chain first: who finds a token finds what it was checked with.
    keep_import(vault, entry, Import(ImportedKind.CHAIN, found.chain_pem, "pem"), by)
    one = Import(one.kind, data, one.extension, utc_seconds(found.gen_time))
    return _kept(vault, entry, one, by)


def _read(source: Path) -> bytes:
    if not source.is_file():
        raise FileMissing(path=source, detail="no such file")
    try:
        with source.open("rb") as file:
            data = file.read(MAX_CERTIFICATE + 1)
    except OSError as error:
        raise FileMissing(path=source, detail=error.strerror) from error
    if len(data) > MAX_CERTIFICATE:
        raise StampTooLarge(path=source, limit=MAX_CERTIFICATE)
    if not data:
        raise TokenRefused(path=source, reason="empty")
    return data


def _token(source: Path, data: bytes) -> ImportedToken | None:
    """Return the token that the file is; None for what is none and is not named as one."""
    named = source.suffix.lower() in _TOKEN_NAMES
    if len(data) > MAX_REPLY:
        if named:
            raise StampTooLarge(path=source, limit=MAX_REPLY)
        return None
    try:
        return read_imported(data)
    except ReplyFault as fault:
        if named or fault.reason is not Reason.NOT_A_REPLY:
            raise TokenRefused(path=source, reason=fault.reason.value) from fault
        return None


def _checked(
    vault: VaultWriter,
    source: Path,
    token: ImportedToken,
    entry: CaptureEntry,
    roots: Sequence[x509.Certificate],
) -> TimeToken:
    place = vault.path_of(entry)
    try:
        # A file that was changed since is not the capture, whatever a token says of it.
        intact = file_digest(place, "sha256").hex() == entry.sha256
        digest = file_digest(place, token.hash_name)
    except OSError as error:
        raise FileMissing(path=place, detail=error.strerror) from error
    if not intact:
        raise FileMissing(path=place, detail="changed")
    if not token.is_over(digest):
        raise TokenOfOther(path=source, id=entry.id)
    if not roots:
        raise RootsMissing(path="--roots")
    try:
        return token.check(digest, roots)
    except ReplyFault as fault:
        if fault.reason is Reason.CHAIN:
            raise TokenRootUnknown(path=source) from fault
        raise TokenRefused(path=source, reason=fault.reason.value) from fault


def _known(vault: VaultWriter, entry: CaptureEntry, one: Import) -> StampImported | None:
    for body in imported_for(vault.layout, entry):
        if body["sha256"] == one.sha256:
            gen_time = body["gen_time"]
            again = Import(one.kind, one.data, one.extension, str(gen_time) if gen_time else None)
            return _kept(vault, entry, again, "")
    return None


def _kept(vault: VaultWriter, entry: CaptureEntry, one: Import, by: str) -> StampImported:
    fresh = keep_import(vault, entry, one, by)
    warnings = [] if fresh else [ALREADY_HERE]
    if one.gen_time and parse_utc(one.gen_time) + _TOLERANCE < id_time(entry.id):
        warnings.append(CLOCK)
    return StampImported(entry.id, one.path, one.sha256, one.kind, one.gen_time, tuple(warnings))


def _extension(data: bytes) -> str:
    for begin, extension in _MAGIC:
        if data.startswith(begin):
            return extension
    return "xml" if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml") else "bin"
