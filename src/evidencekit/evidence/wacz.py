"""Sealing: a capture draft becomes one signed WACZ 1.1.1 file (`docs/vault-format.md` 6)."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import CaptureTooLarge
from evidencekit.evidence.canonical import indented
from evidencekit.evidence.cdxj import index_members, index_of_members
from evidencekit.evidence.manifest import (
    SealContext,
    digest_file,
    manifest,
    pages,
)
from evidencekit.evidence.members import DIGEST, MANIFEST, MEMBERS
from evidencekit.evidence.records import CaptureDraft
from evidencekit.evidence.signature import Signer
from evidencekit.evidence.warc import WarcWriter
from evidencekit.evidence.zip_store import LIMIT_32, StoreZip

MAX_CAPTURE = 2 << 30
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file: `sha256` of all its bytes (hex), its size in `bytes`."""

    sha256: str
    bytes: int


def seal(
    target: Path,
    draft: CaptureDraft,
    signer: Signer,
    context: SealContext,
    limit: int = MAX_CAPTURE,
) -> SealedFile:
    """Write `draft` as a sealed file to `target`, which must not exist, flushed to disk.

    Bodies are streamed, of any size. `demo` of the manifest is the signer's. On any error no file
    is left. Raises CaptureTooLarge (`limit` in bytes of the WARC), BodyDamaged (a body is not what
    its size and hash say), OSError.
    """
    with target.open("x+b") as file:
        try:
            _write(file, draft, signer, context, limit)
            file.flush()
            os.fsync(file.fileno())
            return _measured(file)
        except BaseException:
            file.close()
            target.unlink(missing_ok=True)
            raise


def sign_file(sealed: SealedFile, signer: Signer) -> bytes:
    """Return the content of `<capture id>.wacz.sig`: DER over all bytes of the file (6.9)."""
    return signer.sign_digest(bytes.fromhex(sealed.sha256))


def _write(
    file: BinaryIO, draft: CaptureDraft, signer: Signer, context: SealContext, limit: int
) -> None:
    archive = StoreZip(file)
    warc = WarcWriter(draft.capture_id)
    # Only with the limit lifted: an entry that reaches 4 GiB has headers of another form (6.1).
    size = sum(one.body.size for one in draft.exchanges)
    size += sum(one.body.size for one in draft.artefacts)
    records = _limited(_records(warc, draft, context), limit)
    written = [archive.add(MEMBERS[0], records, big=size >= LIMIT_32)]
    index = list(index_members(warc.index))
    written.append(archive.add(MEMBERS[1], [data for _key, data in index]))
    written.append(archive.add(MEMBERS[2], [index_of_members(index)]))
    written.append(archive.add(MEMBERS[3], [pages(draft)]))
    package = manifest(draft, written, signer, context)
    stored = archive.add(MANIFEST, [indented(package)])
    digest = digest_file(stored.sha256, package["created"], context.software, signer)
    archive.add(DIGEST, [indented(digest)])
    archive.finish()


def _records(warc: WarcWriter, draft: CaptureDraft, context: SealContext) -> Iterator[bytes]:
    finished = str(draft.about["finished"])
    page = str(draft.about["final_url"])
    yield from warc.info(context.software, finished)
    for exchange in draft.exchanges:
        yield from warc.exchange(exchange)
    for artefact in draft.artefacts:
        yield from warc.artefact(artefact, page, finished)


def _limited(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise CaptureTooLarge(limit=limit)
        yield piece


def _measured(file: BinaryIO) -> SealedFile:
    """Read the file back: its headers were completed after their data, so no hash ran along."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return SealedFile(digest.hexdigest(), size)
