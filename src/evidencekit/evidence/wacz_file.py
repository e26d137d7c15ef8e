"""Reading a WACZ, ours or another's: manifest, pages, responses, artefacts.

Reading is not checking (`check_wacz`), but nothing is given out that contradicts its own hash.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from warcio.recordloader import ArcWarcRecord

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.check_manifest import MAX_MANIFEST
from evidencekit.evidence.foreign_warc import READ_FAULTS, warc_names, warc_records
from evidencekit.evidence.members import MANIFEST
from evidencekit.evidence.records import Headers
from evidencekit.evidence.zip_strict import StrictZip

MAX_BODY = 256 << 20
MAX_PAGES = 16 << 20
MAX_INDEX = 128 << 20
_PAGES = "pages/pages.jsonl"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ArtefactEntry:
    """An artefact as the manifest names it; `details` are its numbers (`width`, `order`, ...)."""

    kind: str
    urn: str
    content_type: str
    sha256: str
    size: int
    details: dict[str, int]


@dataclass(frozen=True, slots=True)
class Response:
    """A response that was recorded. `at` is the WARC-Date; `body` the bytes the page was given.

    Of a file of others the content coding is undone here. `cut`: the body exceeds the limit that
    was asked for and ends there, or the record itself says it was truncated.
    """

    url: str
    at: str
    status: int
    headers: Headers
    media_type: str
    body: bytes
    cut: bool


class WaczFile:
    """An open WACZ. Use as a context manager; not for several threads at once."""

    def __init__(self, archive: StrictZip, path: Path) -> None:
        self._archive = archive
        self._path = path
        self.manifest: dict[str, object] = self._read_manifest()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file. Raises FileMissing when it can't be read, ArchiveRefused when it is bad."""
        archive = StrictZip.open(path)
        try:
            return cls(archive, path)
        except BaseException:
            archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    @property
    def names(self) -> list[str]:
        """Return the names of the members; never use them as paths."""
        return list(self._archive.entries)

    @property
    def evidencekit(self) -> dict[str, object]:
        """Return what the capture says of itself (6.7); `{}` for files of others."""
        value = self.manifest.get("evidencekit")
        return value if isinstance(value, dict) else {}

    def pages(self) -> list[dict[str, object]]:
        """Return the pages, without the header line. Raises ArchiveRefused."""
        if _PAGES not in self._archive.entries:
            return []
        try:
            lines = self._archive.read(_PAGES, MAX_PAGES).split(b"\n")
            read = [read_json(line) for line in lines if line.strip()]
        except JsonFault as fault:
            raise self._refusal(fault.code, _PAGES) from fault
        return [page for page in read if "url" in page]

    def artefacts(self) -> list[ArtefactEntry]:
        """Return the artefacts that the manifest of a capture of ours names, in their order."""
        listed = self.evidencekit.get("artefacts")
        entries = listed if isinstance(listed, list) else []
        return [_entry(entry) for entry in entries if _is_entry(entry)]

    def artefact(self, kind: str, limit: int = MAX_BODY) -> bytes | None:
        """Return the bytes of the first artefact of a kind; None if there is none.

        Raises ArchiveRefused if they are not there, not those of the manifest, or over `limit`.
        """
        for entry in self.artefacts():
            if entry.kind == kind:
                return self.artefact_body(entry, limit)
        return None

    def tiles(self, kind: str = "fullpage") -> list[ArtefactEntry]:
        """Return the tiles of the whole page (or `fullpage-before`), top to bottom."""
        found = [one for one in self.artefacts() if _is_tile(one.kind, kind)]
        return sorted(found, key=lambda one: one.details.get("order", 0))

    def artefact_body(self, entry: ArtefactEntry, limit: int = MAX_BODY) -> bytes:
        """Return the bytes of an artefact; raises as `artefact` does."""
        if entry.size > limit:
            raise self._refusal("too_large", entry.urn)
        body = self._by_index(entry) or self._by_search(entry)
        if len(body) != entry.size or hashlib.sha256(body).hexdigest() != entry.sha256:
            raise self._refusal("artefact", entry.urn)
        return body

    def artefact_pieces(self, entry: ArtefactEntry) -> Iterator[bytes]:
        """Give the bytes of an artefact of any size; raises as `artefact` does, at its end too."""
        record = self._record_of(entry)
        digest, size = hashlib.sha256(), 0
        while piece := record.raw_stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if size > entry.size:
                break
            yield piece
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise self._refusal("artefact", entry.urn)

    def body_digests(self, addresses: Collection[str]) -> dict[str, str]:
        """Return the SHA-256 of the bodies that answered these addresses with 200, by the index.

        The index of a capture that is whole says it truly (`warc.index` of `verify`); in a file of
        others it is what they say. Addresses that it lacks are left out.
        """
        found: dict[str, str] = {}
        for said in self._index_lines():
            url, digest = str(said.get("url")), str(said.get("digest"))
            fits = url in addresses and str(said.get("status")) == "200" and "method" not in said
            if fits and digest.startswith("sha256:"):
                found[url] = digest.removeprefix("sha256:")
        return found

    def responses(self, limit: int = MAX_BODY) -> Iterator[Response]:
        """Give the responses of all WARC files in their order, bodies cut at `limit` bytes.

        Raises ArchiveRefused where a WARC can't be read on.
        """
        for name in warc_names(self._archive):
            for record in warc_records(self._archive, name):
                if record.rec_type == "response" and record.http_headers is not None:
                    yield self._response(record, name, limit)

    def _response(self, record: ArcWarcRecord, name: str, limit: int) -> Response:
        header = record.rec_headers.get_header
        try:
            body = record.content_stream().read(limit + 1)
            status = int(record.http_headers.get_statuscode() or 0)
        except READ_FAULTS as error:
            raise self._refusal("warc", name) from error
        media = record.http_headers.get_header("Content-Type") or ""
        return Response(
            url=header("WARC-Target-URI") or "",
            at=header("WARC-Date") or "",
            status=status,
            headers=tuple((str(n), str(v)) for n, v in record.http_headers.headers),
            media_type=media.split(";")[0].strip().lower(),
            body=body[:limit],
            cut=len(body) > limit or header("WARC-Truncated") is not None,
        )

    def _read_manifest(self) -> dict[str, object]:
        try:
            return read_json(self._archive.read(MANIFEST, MAX_MANIFEST))
        except JsonFault as fault:
            raise self._refusal(fault.code, MANIFEST) from fault

    def _by_index(self, entry: ArtefactEntry) -> bytes:
        """Return the body from where the index says it lies; empty if that leads nowhere.

        Whether it is the right one is seen by its hash, so a wrong index costs only time.
        """
        for offset, length in self._places().get(entry.urn, ()):
            packed = self._archive.part("archive/data.warc.gz", offset, length)
            inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                plain = inflate.decompress(packed, entry.size + (64 << 10))
            except zlib.error:
                continue
            body = plain.partition(b"\r\n\r\n")[2][: entry.size]
            if hashlib.sha256(body).hexdigest() == entry.sha256:
                return body
        return b""

    def _places(self) -> dict[str, list[tuple[int, int]]]:
        places: dict[str, list[tuple[int, int]]] = {}
        try:
            for said in self._index_lines("urn:"):
                place = int(str(said["offset"])), int(str(said["length"]))
                places.setdefault(str(said["url"]), []).append(place)
        except (ValueError, KeyError):
            return {}
        return places

    def _index_lines(self, begin: str = "") -> list[dict[str, object]]:
        """Return what the lines say that begin so; nothing of an index that can't be read."""
        name = "indexes/index.cdx.gz"
        if name not in self._archive.entries:
            return []
        try:
            with gzip.open(io.BytesIO(self._archive.read(name, MAX_INDEX))) as file:
                lines = file.read(MAX_INDEX).decode("ascii").split("\n")
            return [
                read_json(line[line.index(" {") + 1 :].encode("ascii"))
                for line in lines
                if line and line.startswith(begin)
            ]
        except (ValueError, EOFError, gzip.BadGzipFile, zlib.error):
            return []

    def _by_search(self, entry: ArtefactEntry) -> bytes:
        body: bytes = self._record_of(entry).raw_stream.read(entry.size + 1)
        return body

    def _record_of(self, entry: ArtefactEntry) -> ArcWarcRecord:
        for name in warc_names(self._archive):
            for record in warc_records(self._archive, name):
                here = record.rec_headers.get_header("WARC-Target-URI")
                if record.rec_type == "resource" and here == entry.urn:
                    return record
        raise self._refusal("missing", entry.urn)

    def _refusal(self, reason: str, member: str) -> ArchiveRefused:
        return ArchiveRefused(path=self._path, reason=reason, member=member)


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(name), str) for name in ("kind", "urn", "type", "sha256"))
        and isinstance(entry.get("bytes"), int)
    )


def _entry(entry: dict[str, object]) -> ArtefactEntry:
    said = {"kind", "urn", "type", "sha256", "bytes"}
    rest = {n: v for n, v in entry.items() if n not in said and isinstance(v, int)}
    size = entry["bytes"]
    return ArtefactEntry(
        kind=str(entry["kind"]),
        urn=str(entry["urn"]),
        content_type=str(entry["type"]),
        sha256=str(entry["sha256"]),
        size=size if isinstance(size, int) else 0,
        details=rest,
    )


def _is_tile(kind: str, wanted: str) -> bool:
    rest = kind.removeprefix(wanted)
    return rest != kind and (not rest or (rest[0] == "-" and rest[1:].isdigit()))
