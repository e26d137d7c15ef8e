"""A reader for anybody's ZIP that refuses what could be read in two ways.

`docs/vault-format.md` 10. Nothing is ever written under a name from inside. Every refusal is an
`ArchiveRefused` whose `reason` is a `ZipFault`.
"""

import io
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Self

from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.evidence.zip_store import (
    CENTRAL,
    CENTRAL_SIGN,
    END,
    END_64,
    END_64_SIGN,
    END_SIGN,
    LIMIT_32,
    LOCAL,
    LOCAL_SIGN,
    LOCATOR_64,
    LOCATOR_64_SIGN,
)

MAX_ENTRIES = 10_000
MAX_RATIO = 200
MAX_DECLARED = 8 << 30

_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR = 0x0008
_DESCRIPTOR_SIGN = 0x08074B50
_SMALL = 1 << 20  # below this a high ratio is no bomb
# It stays in the core's own cache while it is hashed, four times where all is checked.
_PIECE = 1 << 18
_TAIL = END.size + 0xFFFF
_LIMIT_16 = 0xFFFF
_UNIX = 3


class ZipFault(StrEnum):
    """Why a ZIP is refused."""

    NO_END = "no_end"
    TWO_ENDS = "two_ends"
    AFTER = "bytes_after"
    BEFORE = "bytes_before"
    GAP = "gap"
    OVERLAP = "overlap"
    DIRECTORY = "directory"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    RATIO = "ratio"
    NAME = "name"
    NAME_NOT_UTF8 = "name_not_utf8"
    DUPLICATE = "duplicate"
    SYMLINK = "symlink"
    ENCRYPTED = "encrypted"
    METHOD = "method"
    HEADERS_DIFFER = "headers_differ"
    SIZE = "size"
    CRC = "crc"
    DEFLATE = "deflate"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """An entry by its central header; `start` is where its data begins, `end` where it ends."""

    name: str
    flags: int
    method: int
    when: int
    crc: int
    packed: int
    size: int
    offset: int
    start: int = 0
    end: int = 0


class StrictZip:
    """A ZIP whose framing was checked on opening; the data of an entry when it is read."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._length = file.seek(0, io.SEEK_END)
        self.start_of_directory = 0
        self.entries: dict[str, ZipEntry] = {}
        self._read_framing()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open and check. Raises FileMissing when it can't be read, ArchiveRefused."""
        try:
            file = path.open("rb")
        except OSError as error:
            raise FileMissing(path=path, detail=error.strerror) from error
        try:
            return cls(file, path)
        except BaseException:
            file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give the data of an entry; raises ArchiveRefused at its end if size or CRC lie."""
        entry = self._entry(name)
        size = crc = 0
        for piece in self._unpacked(entry):
            size += len(piece)
            if size > entry.size:
                raise self._refusal(ZipFault.SIZE, name)
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != entry.size:
            raise self._refusal(ZipFault.SIZE, name)
        if crc != entry.crc:
            raise self._refusal(ZipFault.CRC, name)

    def read(self, name: str, limit: int) -> bytes:
        """Return the data of an entry. Raises ArchiveRefused, also if it exceeds `limit`."""
        if self._entry(name).size > limit:
            raise self._refusal(ZipFault.TOO_LARGE, name)
        return b"".join(self.pieces(name))

    def part(self, name: str, offset: int, length: int) -> bytes:
        """Return bytes from inside a stored entry; shorter at its end. No CRC is checked."""
        entry = self._entry(name)
        if entry.method != _STORED:
            raise self._refusal(ZipFault.METHOD, name)
        self._file.seek(entry.start + min(offset, entry.size))
        return self._file.read(max(0, min(length, entry.size - offset)))

    def raw(self, offset: int, length: int) -> bytes:
        """Return bytes of the file itself, for comparing its framing."""
        self._file.seek(offset)
        return self._file.read(length)

    def _entry(self, name: str) -> ZipEntry:
        if name not in self.entries:
            raise self._refusal(ZipFault.MISSING, name)
        return self.entries[name]

    def _refusal(self, fault: ZipFault, member: str = "") -> ArchiveRefused:
        return ArchiveRefused(path=self._path, reason=fault.value, member=member)

    def _unpacked(self, entry: ZipEntry) -> Iterator[bytes]:
        if entry.method == _STORED:
            yield from self._packed(entry)
            return
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in self._packed(entry):
                data = piece
                while data:
                    yield inflate.decompress(data, _PIECE)
                    data = inflate.unconsumed_tail
            yield inflate.flush()
        except zlib.error as error:
            raise self._refusal(ZipFault.DEFLATE, entry.name) from error
        if not inflate.eof or inflate.unused_data:
            raise self._refusal(ZipFault.DEFLATE, entry.name)

    def _packed(self, entry: ZipEntry) -> Iterator[bytes]:
        # Where we are is kept here, so that two entries can be read in turns.
        position, end = entry.start, entry.start + entry.packed
        while position < end:
            self._file.seek(position)
            piece = self._file.read(min(_PIECE, end - position))
            if not piece:
                raise self._refusal(ZipFault.SIZE, entry.name)
            position += len(piece)
            yield piece

    def _read_framing(self) -> None:
        count, start, size, end = self._end_record()
        if count > MAX_ENTRIES:
            raise self._refusal(ZipFault.TOO_MANY)
        if start + size < end:
            marks = (END_SIGN, END_64_SIGN)
            twice = self._sign_at(start + size) in marks
            raise self._refusal(ZipFault.TWO_ENDS if twice else ZipFault.GAP)
        if start + size > end:
            raise self._refusal(ZipFault.DIRECTORY)
        self.start_of_directory = start
        headers = self.raw(start, size)
        listed = [self._with_data(entry) for entry in self._central(headers, count)]
        self._check_declared(listed)
        self._check_tiling(listed)

    def _end_record(self) -> tuple[int, int, int, int]:
        """Return count, start and size of the directory, and where the end records begin."""
        base = max(0, self._length - _TAIL)
        tail = self.raw(base, _TAIL)
        sign = struct.pack("<I", END_SIGN)
        found = [at for at in _all(tail, sign) if at + END.size <= len(tail)]
        fitting = [at for at in found if at + END.size + _comment_length(tail, at) == len(tail)]
        if not fitting:
            raise self._refusal(ZipFault.AFTER if found else ZipFault.NO_END)
        if len(fitting) > 1:
            raise self._refusal(ZipFault.TWO_ENDS)
        at = fitting[0]
        _sign, disk, first, here, count, size, start, _comment = END.unpack_from(tail, at)
        if disk or first or here != count:
            raise self._refusal(ZipFault.DIRECTORY)
        if count != _LIMIT_16 and LIMIT_32 not in {size, start}:
            return count, start, size, base + at
        return self._end_record_64(base + at)

    def _end_record_64(self, end: int) -> tuple[int, int, int, int]:
        where = end - LOCATOR_64.size
        locator = self.raw(where, LOCATOR_64.size) if where >= 0 else b""
        if len(locator) < LOCATOR_64.size:
            raise self._refusal(ZipFault.DIRECTORY)
        sign, disk, at, disks = LOCATOR_64.unpack(locator)
        if sign != LOCATOR_64_SIGN or disk or disks != 1 or at + END_64.size != where:
            raise self._refusal(ZipFault.DIRECTORY)
        record = END_64.unpack(self.raw(at, END_64.size))
        sign, length, _made, _needed, disk, first, here, count, size, start = record
        if sign != END_64_SIGN or length != END_64.size - 12 or disk or first or here != count:
            raise self._refusal(ZipFault.DIRECTORY)
        return count, start, size, at

    def _sign_at(self, offset: int) -> int:
        return int.from_bytes(self.raw(offset, 4), "little")

    def _central(self, headers: bytes, count: int) -> Iterator[ZipEntry]:
        position = 0
        seen: set[str] = set()
        for _number in range(count):
            if position + CENTRAL.size > len(headers):
                raise self._refusal(ZipFault.DIRECTORY)
            fields = CENTRAL.unpack_from(headers, position)
            begin = position + CENTRAL.size
            name_end = begin + fields[10]
            extra_end = name_end + fields[11]
            position = extra_end + fields[12]
            if fields[0] != CENTRAL_SIGN or position > len(headers):
                raise self._refusal(ZipFault.DIRECTORY)
            name = self._name(headers[begin:name_end])
            if name in seen:
                raise self._refusal(ZipFault.DUPLICATE, name)
            seen.add(name)
            yield self._listed(name, fields, headers[name_end:extra_end])
        if position != len(headers):
            raise self._refusal(ZipFault.DIRECTORY)

    def _name(self, raw: bytes) -> str:
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise self._refusal(ZipFault.NAME_NOT_UTF8) from None
        parts = name.removesuffix("/").split("/")
        if any(part in {"", ".", ".."} for part in parts) or set(name) & set("\\:\0"):
            raise self._refusal(ZipFault.NAME, name)
        return name

    def _listed(self, name: str, fields: tuple[int, ...], extra: bytes) -> ZipEntry:
        _sign, made, _needed, flags, method, time, day, crc, packed, size = fields[:10]
        disk, _inner, outer, offset = fields[13:]
        if flags & _ENCRYPTED:
            raise self._refusal(ZipFault.ENCRYPTED, name)
        if method not in {_STORED, _DEFLATED}:
            raise self._refusal(ZipFault.METHOD, name)
        kind = stat.S_IFMT(outer >> 16) if made >> 8 == _UNIX else 0
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise self._refusal(ZipFault.SYMLINK, name)
        wide = iter(_zip64(extra))
        try:
            size = next(wide) if size == LIMIT_32 else size
            packed = next(wide) if packed == LIMIT_32 else packed
            offset = next(wide) if offset == LIMIT_32 else offset
        except StopIteration:
            raise self._refusal(ZipFault.DIRECTORY, name) from None
        if disk or (method == _STORED and packed != size):
            raise self._refusal(ZipFault.SIZE, name)
        return ZipEntry(name, flags, method, day << 16 | time, crc, packed, size, offset)

    def _check_declared(self, listed: list[ZipEntry]) -> None:
        if sum(entry.size for entry in listed) > MAX_DECLARED:
            raise self._refusal(ZipFault.TOO_LARGE)
        for entry in listed:
            if entry.size > _SMALL and entry.size > MAX_RATIO * entry.packed:
                raise self._refusal(ZipFault.RATIO, entry.name)

    def _with_data(self, entry: ZipEntry) -> ZipEntry:
        """Compare the local header with the central one and find where the data lies."""
        header = self.raw(entry.offset, LOCAL.size) if entry.offset < self._length else b""
        if len(header) < LOCAL.size:
            raise self._refusal(ZipFault.HEADERS_DIFFER, entry.name)
        sign, _needed, flags, method, time, day, crc, packed, size, names, extras = LOCAL.unpack(
            header
        )
        rest = self.raw(entry.offset + LOCAL.size, names + extras)
        wide = iter(_zip64(rest[names:]))
        size = next(wide, size) if size == LIMIT_32 else size
        packed = next(wide, packed) if packed == LIMIT_32 else packed
        described = bool(flags & _DESCRIPTOR)
        numbers = (crc, packed, size)
        agree = numbers == (entry.crc, entry.packed, entry.size) or (
            described and numbers in {(0, 0, 0), (entry.crc, entry.packed, entry.size)}
        )
        same = (flags, method, day << 16 | time) == (entry.flags, entry.method, entry.when)
        if sign != LOCAL_SIGN or rest[:names] != entry.name.encode() or not agree or not same:
            raise self._refusal(ZipFault.HEADERS_DIFFER, entry.name)
        start = entry.offset + LOCAL.size + names + extras
        end = start + entry.packed
        end += self._descriptor(entry, end) if described else 0
        place = (entry.packed, entry.size, entry.offset, start, end)
        return ZipEntry(entry.name, flags, method, entry.when, entry.crc, *place)

    def _descriptor(self, entry: ZipEntry, at: int) -> int:
        """Return the length of the data descriptor, in whichever of its four forms it is."""
        raw = self.raw(at, 24)
        sign = struct.pack("<I", _DESCRIPTOR_SIGN)
        for form in ("<III", "<IQQ"):
            sizes = (LIMIT_32, LIMIT_32) if form == "<III" else (1 << 64, 1 << 64)
            if entry.packed >= sizes[0] or entry.size >= sizes[1]:
                continue
            plain = struct.pack(form, entry.crc, entry.packed, entry.size)
            for wanted in (sign + plain, plain):
                if raw.startswith(wanted):
                    return len(wanted)
        raise self._refusal(ZipFault.HEADERS_DIFFER, entry.name)

    def _check_tiling(self, listed: list[ZipEntry]) -> None:
        position = 0
        for entry in sorted(listed, key=lambda entry: entry.offset):
            if entry.offset > position:
                raise self._refusal(ZipFault.GAP if position else ZipFault.BEFORE, entry.name)
            if entry.offset < position:
                raise self._refusal(ZipFault.OVERLAP, entry.name)
            position = entry.end
            self.entries[entry.name] = entry
        if position > self.start_of_directory:
            raise self._refusal(ZipFault.OVERLAP)
        if position < self.start_of_directory:
            raise self._refusal(ZipFault.GAP if position else ZipFault.BEFORE)


def _all(data: bytes, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)


def _comment_length(tail: bytes, at: int) -> int:
    return int.from_bytes(tail[at + END.size - 2 : at + END.size], "little")


def _zip64(extra: bytes) -> tuple[int, ...]:
    """Return the numbers of the zip64 extra field, none if there is no such field."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        data = extra[position + 4 : position + 4 + length]
        if kind == 1 and len(data) == length:
            return struct.unpack(f"<{length // 8}Q", data[: length // 8 * 8])
        position += 4 + length
    return ()
