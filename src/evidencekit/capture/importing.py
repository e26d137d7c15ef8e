"""What a file from elsewhere is, by its bytes, and which page it shows.

`examine` is a pure function over one hostile file that returns plain data: `importing_child` runs
it in a process with limits. A file that is broken is still what it is: its fault is told.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

from evidencekit.capture.importing_records import (
    ArchiveReading,
    ImportFault,
    StoredResponse,
    ends_whole,
)
from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.evidence.zip_strict import StrictZip

MAX_IMPORT = (2 << 30) - (16 << 20)
"""Most bytes of an imported file: with its record it must fit into one sealed file."""

MAX_PAGE = 24_000_000
_HEAD = 64 << 10
_HOPS = 10
_REDIRECTS = {301, 302, 303, 307, 308}
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_WACZ_PARTS = ("archive/", "indexes/", "pages/", "datapackage", "fuzzy.json", "logs/")


class ImportKind(StrEnum):
    """What an imported file is; `other` is kept like the rest, and nothing is read from it."""

    WACZ = "wacz"
    WARC = "warc"
    MHTML = "mhtml"
    SINGLE_FILE = "singlefile"
    HTML = "html"
    PDF = "pdf"
    IMAGE = "image"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file is and shows. Everything but `kind` and `media_type` is the file's own claim.

    `records`: WARC records or MHTML parts that were read, None for what has none. `fault`: why it
    could not be read to its end, one word, or None. `page`: the bytes of the main document, None
    where there is none; `page_type` its Content-Type, `url` its address, `time` when the file says
    it was saved, `software` what it says made it; None for what it does not say.
    """

    kind: ImportKind
    media_type: str
    records: int | None = None
    fault: str | None = None
    page: bytes | None = None
    page_type: str | None = None
    url: str | None = None
    time: str | None = None
    software: str | None = None

    @property
    def page_is_file(self) -> bool:
        """Say whether the page is the file itself, not a part of it."""
        return self.kind in {ImportKind.HTML, ImportKind.SINGLE_FILE}


def examine(file: BinaryIO) -> Examined:
    """Look at a file; never raises for what is in it. Raises OSError when it can't be read."""
    found = kind_of(file)
    if found.kind in {ImportKind.HTML, ImportKind.SINGLE_FILE}:
        file.seek(0)
        return replace(found, page=file.read(MAX_PAGE), page_type=found.media_type)
    if found.kind in _ARCHIVES:
        return _archive(file, found.kind, found.media_type)
    return found


def kind_of(file: BinaryIO) -> Examined:
    """Tell only what a file is, from its first bytes. Raises OSError."""
    file.seek(0)
    return Examined(*_kind_of(file.read(_HEAD)))


_ARCHIVES = {ImportKind.WACZ, ImportKind.WARC, ImportKind.MHTML}
_MAGIC: tuple[tuple[bytes, ImportKind, str], ...] = (
    (b"%PDF-", ImportKind.PDF, "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", ImportKind.IMAGE, "image/png"),
    (b"\xff\xd8\xff", ImportKind.IMAGE, "image/jpeg"),
    (b"\x1aE\xdf\xa3", ImportKind.VIDEO, "video/webm"),
    (b"WARC/", ImportKind.WARC, "application/warc"),
    (b"\x1f\x8b", ImportKind.WARC, "application/gzip"),
)
_HTML_START = re.compile(
    rb"(?is)\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title)[\s>]"
)
_HEADER_BLOCK = re.compile(rb"(?i)\A(?:[\x21-\x39\x3b-\x7e]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+")
_RELATED = re.compile(rb"(?im)^content-type:\s*multipart/related")
_SINGLE_FILE = re.compile(rb"(?i)<!--\s+Page saved with SingleFile")


def _kind_of(head: bytes) -> tuple[ImportKind, str]:
    for magic, kind, media in _MAGIC:
        if head.startswith(magic):
            return kind, media
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ImportKind.IMAGE, "image/webp"
    if head[4:8] == b"ftyp":
        quick = head[8:12] == b"qt  "
        return ImportKind.VIDEO, "video/quicktime" if quick else "video/mp4"
    if head[:4] == b"PK\x03\x04":
        return _zip_kind(head)
    return _text_kind(head)


def _zip_kind(head: bytes) -> tuple[ImportKind, str]:
    length = int.from_bytes(head[26:28], "little")
    first = head[30 : 30 + length].decode("utf-8", "replace")
    if first.startswith(_WACZ_PARTS):
        return ImportKind.WACZ, "application/wacz"
    return ImportKind.OTHER, "application/zip"


def _text_kind(head: bytes) -> tuple[ImportKind, str]:
    if _HTML_START.match(head):
        single = _SINGLE_FILE.search(head)
        return (ImportKind.SINGLE_FILE if single else ImportKind.HTML), "text/html"
    block = _HEADER_BLOCK.match(head)
    if block and _RELATED.search(block[0]):
        return ImportKind.MHTML, "multipart/related"
    return ImportKind.OTHER, "application/octet-stream"


def _archive(file: BinaryIO, kind: ImportKind, media: str) -> Examined:
    reading = ArchiveReading(MAX_PAGE)
    wanted, fault = _main_address(file) if kind is ImportKind.WACZ else (None, None)
    read = {
        ImportKind.WACZ: reading.wacz,
        ImportKind.WARC: reading.warc,
        ImportKind.MHTML: reading.mhtml,
    }[kind]
    search = _PageSearch(wanted)
    try:
        for response in read(file):
            search.take(response)
        if kind is ImportKind.WARC and not ends_whole(file):
            fault = "cut"
    except ImportFault as error:
        fault = fault or error.code
    if kind is ImportKind.WARC and media == "application/gzip" and not reading.records:
        # Something else was packed.
        return Examined(ImportKind.OTHER, media)
    page = search.page
    return Examined(
        kind,
        media,
        records=reading.records,
        fault=fault or reading.fault,
        page=page.body if page else None,
        page_type=(page.header("content-type") or None) if page else None,
        url=page.url if page else wanted,
        time=(page.at or None) if page else None,
        software=reading.software,
    )


def _main_address(file: BinaryIO) -> tuple[str | None, str | None]:
    """Return the page that a WACZ names as its main one, and a fault of its container."""
    try:
        archive = WaczFile(StrictZip(file, Path("import")), Path("import"))
        said = archive.manifest.get("mainPageUrl") or archive.manifest.get("mainPageURL")
        pages = archive.pages()
    except ArchiveRefused as refusal:
        return None, str(refusal.facts["reason"])
    first = said or (pages[0].get("url") if pages else None)
    return (first if isinstance(first, str) else None), None


class _PageSearch:
    """Finds the main document among responses given one by one: the wanted one, else the first."""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = _plain(wanted) if wanted else None
        self._hops = 0
        self._first: StoredResponse | None = None
        self._found: StoredResponse | None = None

    @property
    def page(self) -> StoredResponse | None:
        return self._found or self._first

    def take(self, response: StoredResponse) -> None:
        if self._found is not None or response.same_as or response.method != "GET":
            return
        wanted = self._wanted is not None and _plain(response.url) == self._wanted
        target = response.header("location")
        if wanted and response.status in _REDIRECTS and target and self._hops < _HOPS:
            self._hops += 1
            self._wanted = _plain(_joined(response.url, target))
        elif response.media_type in _HTML_TYPES and response.body:
            if wanted:
                self._found = response
            elif self._first is None and response.status < 300:  # noqa: PLR2004  # a page came
                self._first = response


def _plain(url: str) -> str:
    return url.partition("#")[0]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
