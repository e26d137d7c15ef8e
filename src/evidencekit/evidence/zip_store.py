"""Our ZIP files: stored, bare, reproducible; made of bytes that can be computed again.

`docs/vault-format.md` 6.1. Readers such as wabac.js find an entry's data by the central header
alone, so both headers have an extra field (zip64) or neither has.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

LIMIT_32 = 0xFFFFFFFF
LOCAL = struct.Struct("<IHHHHHIIIHH")
CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
END = struct.Struct("<IHHHHIIH")
END_64 = struct.Struct("<IQHHIIQQQQ")
LOCATOR_64 = struct.Struct("<IIQI")
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN = 0x04034B50, 0x02014B50, 0x06054B50
END_64_SIGN, LOCATOR_64_SIGN = 0x06064B50, 0x07064B50
UTF8_NAMES = 0x800

_PLAIN, _ZIP64, _UNIX = 20, 45, 3 << 8
_MIDNIGHT, _FIRST_DAY = 0, (1 << 5) | 1  # 1980-01-01 00:00:00: the container says no time
_READ_ONLY = 0o100444 << 16


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it was written. `big`: its headers have the zip64 form."""

    name: str
    offset: int
    crc: int
    size: int
    sha256: str
    big: bool = False


class StoreZip:
    """Writes entries one after the other to a seekable file that it does not close."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[StoredEntry] = []

    def add(self, name: str, pieces: Iterable[bytes], *, big: bool = False) -> StoredEntry:
        """Stream an entry; its header is completed afterwards, so no descriptor is needed.

        Say `big` if it may reach 4 GiB: without it such an entry raises ValueError.
        """
        offset = self._file.tell()
        self._file.write(local_header(StoredEntry(name, offset, 0, 0, "", big)))
        crc = size = 0
        digest = hashlib.sha256()
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            digest.update(piece)
            self._file.write(piece)
        if size >= LIMIT_32 and not big:
            raise ValueError("an entry of 4 GiB that was not said to be big")
        entry = StoredEntry(name, offset, crc, size, digest.hexdigest(), big)
        end = self._file.tell()
        self._file.seek(offset)
        self._file.write(local_header(entry))
        self._file.seek(end)
        self._entries.append(entry)
        return entry

    def finish(self) -> None:
        """Write the central directory and the end record."""
        self._file.write(directory(self._entries, self._file.tell()))


def local_header(entry: StoredEntry) -> bytes:
    """Return the local header of an entry of ours."""
    name = entry.name.encode()
    size = LIMIT_32 if entry.big else entry.size
    extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.size) if entry.big else b""
    version = _ZIP64 if entry.big else _PLAIN
    when = (_MIDNIGHT, _FIRST_DAY)
    sizes = (entry.crc, size, size, len(name), len(extra))
    return LOCAL.pack(LOCAL_SIGN, version, UTF8_NAMES, 0, *when, *sizes) + name + extra


def directory(entries: list[StoredEntry], start: int) -> bytes:
    """Return the central directory and end record of a file of ours; they begin at `start`."""
    headers = [_central_header(entry) for entry in entries]
    central = b"".join(headers)
    count, size = len(entries), len(central)
    if start < LIMIT_32 and not any(entry.big for entry in entries):
        return central + END.pack(END_SIGN, 0, 0, count, count, size, start, 0)
    end_64 = END_64.pack(
        END_64_SIGN, END_64.size - 12, _ZIP64, _ZIP64, 0, 0, count, count, size, start
    )
    locator = LOCATOR_64.pack(LOCATOR_64_SIGN, 0, start + size, 1)
    end = END.pack(END_SIGN, 0, 0, count, count, LIMIT_32, LIMIT_32, 0)
    return central + end_64 + locator + end


def _central_header(entry: StoredEntry) -> bytes:
    name = entry.name.encode()
    far = entry.offset >= LIMIT_32
    wide = [entry.size, entry.size] if entry.big else []
    wide += [entry.offset] if far else []
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    version = _ZIP64 if extra else _PLAIN
    size = LIMIT_32 if entry.big else entry.size
    when = (_MIDNIGHT, _FIRST_DAY)
    sizes = (entry.crc, size, size, len(name), len(extra), 0)
    place = (0, 0, _READ_ONLY, LIMIT_32 if far else entry.offset)
    made = _UNIX | version
    return (
        CENTRAL.pack(CENTRAL_SIGN, made, version, UTF8_NAMES, 0, *when, *sizes, *place)
        + name
        + extra
    )
