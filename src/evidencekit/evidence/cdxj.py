"""The index of a capture: CDXJ in gzip members, and the list of these (6.6)."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CDX_NAME = "index.cdx.gz"
LINES_A_MEMBER = 3_000

_META = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Where the record of an address lies: a gzip member at `offset` of `length` bytes.

    `at` is the time of the record, `digest` that of the body, `record_digest` of the member.
    """

    url: str
    at: str
    mime: str
    status: int
    digest: str
    offset: int
    length: int
    record_digest: str
    method: str
    filename: str

    def line(self) -> str:
        """Return the CDXJ line."""
        said: dict[str, str] = {
            "url": self.url,
            "mime": self.mime,
            "status": str(self.status),
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
            "recordDigest": self.record_digest,
        }
        if self.method != "GET":
            said |= {"method": self.method, "requestBody": ""}
        return f"{self._key()} {_digits(self.at)} {json.dumps(said)}"

    def _key(self) -> str:
        if self.method == "GET":
            return sort_key(self.url)
        joint = "&" if "?" in self.url else "?"
        return sort_key(f"{self.url}{joint}__wb_method={self.method}")


def sort_key(address: str) -> str:
    """Return the SURT of an address; of what has none, and of `urn:`, the address itself."""
    if address.startswith("urn:"):
        return address
    # It brings a web client with it, a third of what a plain `verify` would have to load.
    import surt  # noqa: PLC0415

    try:
        key: str = surt.surt(address)
    except ValueError:
        return address
    fit = key and key.isascii() and key.isprintable() and " " not in key
    return key if fit else address


def index_members(entries: Iterable[IndexEntry]) -> Iterator[tuple[str, bytes]]:
    """Give the first key and the bytes of each gzip member of `index.cdx.gz`."""
    lines = sorted(entry.line() for entry in entries)
    for start in range(0, len(lines), LINES_A_MEMBER):
        part = lines[start : start + LINES_A_MEMBER]
        key = part[0].partition(" {")[0]
        yield key, gzip.compress(("\n".join(part) + "\n").encode("ascii"), 9, mtime=0)


def index_of_members(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return `index.idx`: a line for each gzip member."""
    lines, offset = [_META], 0
    for key, data in members:
        said = {
            "offset": offset,
            "length": len(data),
            "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "filename": CDX_NAME,
        }
        lines.append(f"{key} {json.dumps(said)}")
        offset += len(data)
    return ("\n".join(lines) + "\n").encode("ascii")


def _digits(at: str) -> str:
    return "".join(char for char in at if char.isdigit())
