"""Every bad input of the reading rules (`docs/vault-format.md` 10), each made by a few lines.

`BAD` gives file name, maker, and the check that fails with what it finds.
"""

import base64
import gzip
import hashlib
import io
import json
import stat
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from evidencekit.evidence.canonical import indented
from evidencekit.evidence.manifest import digest_file
from evidencekit.evidence.wacz import seal
from evidencekit.evidence.zip_store import StoreZip
from fakes.drafts import a_context, a_draft, a_key

CDX, IDX, PAGES = "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
MANIFEST, DIGEST = "datapackage.json", "datapackage-digest.json"
ORDER = int(
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    16,
)
KEY = a_key()


@cache
def sealed():
    """Return the bytes of a good capture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.wacz"
        seal(path, a_draft(), KEY, a_context())
        return path.read_bytes()


def parts():
    with zipfile.ZipFile(io.BytesIO(sealed())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members):
    out = io.BytesIO()
    archive = StoreZip(out)
    for name, data in members.items():
        archive.add(name, [data])
    archive.finish()
    return out.getvalue()


def having(**changes):
    """Return the capture with members changed, named by the beginning of their names."""
    members = parts()
    for start, data in changes.items():
        name = next(name for name in members if name.rpartition("/")[2].replace("-", "_") == start)
        members[name] = data
    return packed({name: data for name, data in members.items() if data is not None})


def with_manifest(raw):
    return having(**{"datapackage.json": raw})


def with_package(change):
    """Return the capture with its manifest changed, and the manifest signed again."""
    package = json.loads(parts()[MANIFEST])
    change(package)
    raw = indented(package)
    digest = digest_file(hashlib.sha256(raw).hexdigest(), package["created"], "evidencekit", KEY)
    return having(**{"datapackage.json": raw, "datapackage_digest.json": indented(digest)})


def with_resource(change):
    return with_package(lambda package: change(package["resources"][0]))


def with_signed(change):
    digest = json.loads(parts()[DIGEST])
    change(digest["signedData"])
    return having(**{"datapackage_digest.json": indented(digest)})


def with_numbers(change):
    def both(signed):
        raw = base64.b64decode(signed["signature"])
        r, s = change(int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big"))
        new = r.to_bytes(48, "big") + s.to_bytes(48, "big")
        signed["signature"] = base64.b64encode(new).decode()

    return with_signed(both)


def with_key(der):
    return with_signed(lambda signed: signed.update(publicKey=base64.b64encode(der).decode()))


def spki(key):
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, kind)


def off_curve():
    der = bytearray(spki(ec.generate_private_key(ec.SECP384R1())))
    der[-1] ^= 1
    return bytes(der)


def with_index(change):
    lines = gzip.decompress(parts()[CDX]).decode().split("\n")[:-1]
    raw = "\n".join(change(lines)) + "\n"
    return having(**{"index.cdx.gz": gzip.compress(raw.encode(), mtime=0)})


def in_line(change):
    def changed(lines):
        key, said = lines[0].split(" {", 1)
        members = json.loads("{" + said)
        change(members)
        return [f"{key} {json.dumps(members)}", *lines[1:]]

    return with_index(changed)


@dataclass
class Entry:
    """An entry of a ZIP with whatever lies its headers tell."""

    name: bytes = b"a"
    data: bytes = b"alpha"
    flags: int = 0x800
    method: int = 0
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    local_name: bytes | None = None
    offset: int | None = None
    mode: int = stat.S_IFREG | 0o644
    hidden: bool = False


def raw_zip(*entries, before=b"", between=b"", after=b"", ends=1, shift=0):
    body, central = before, b""
    for entry in entries:
        size = len(entry.data) if entry.size is None else entry.size
        packed_size = len(entry.data) if entry.packed is None else entry.packed
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        common = (entry.flags, entry.method, 0, 33, crc, packed_size, size)
        name = entry.name if entry.local_name is None else entry.local_name
        offset = len(body) - shift if entry.offset is None else entry.offset
        if not entry.hidden:
            body += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, *common, len(name), 0)
            body += name + entry.data + between
        rest = (len(entry.name), 0, 0, 0, 0, entry.mode << 16, offset)
        central += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 0x314, 20, *common, *rest)
        central += entry.name
    sizes = (len(entries), len(entries), len(central), len(body) - shift, 0)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *sizes)
    return body + central + end * ends + after


def local_header(name):
    return (
        struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0x800, 0, 0, 33, 0, 0, 0, len(name), 0) + name
    )


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("z", bytes(64 << 20))
    return out.getvalue()


def record(block=b"hello", *, end=b"\r\n\r\n", **changes):
    headers = {
        "WARC-Type": "resource",
        "WARC-Record-ID": "<urn:uuid:0b0df851-e605-11e8-add9-7747936faa24>",
        "WARC-Date": "2026-11-23T22:00:04Z",
        "WARC-Target-URI": "http://a.example/",
        "Content-Type": "text/plain",
        "Content-Length": str(len(block)),
        "WARC-Block-Digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in headers.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + end


def http(body, head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", **changes):
    kind = {"WARC_Type": "response", "Content_Type": "application/http; msgtype=response"}
    return record(head + body, **kind | changes)


def small_record(kind="warcinfo"):
    return f"WARC/1.1\r\nWARC-Type: {kind}\r\nContent-Length: 0\r\n\r\n\r\n\r\n".encode()


def _resource(**members):
    return lambda: with_resource(lambda resource: resource.update(members))


def _package(**members):
    return lambda: with_package(lambda package: package.update(members))


def _twice(package):
    package["resources"][1] = package["resources"][0]


def _no_hash(resource):
    del resource["hash"]


def _json(raw):
    return lambda: with_manifest(raw)


def _named(name):
    return lambda: raw_zip(Entry(name))


_OTHER = "sha256:" + "0" * 64
ZIP = {
    "no end": ("no_end", lambda: b"PK\x03\x04" * 50),
    "cut": ("no_end", lambda: sealed()[:-9]),
    "two ends": ("two_ends", lambda: raw_zip(Entry(), ends=2)),
    "junk after": ("bytes_after", lambda: sealed() + b"junk"),
    "junk before": ("bytes_before", lambda: raw_zip(Entry(), before=b"MZ junk")),
    "junk between": ("gap", lambda: raw_zip(Entry(), Entry(b"b"), between=b"hid")),
    "overlap": (
        "overlap",
        lambda: raw_zip(Entry(data=local_header(b"b")), Entry(b"b", b"", offset=31, hidden=True)),
    ),
    "bomb": ("ratio", bomb),
    "8 GiB": (
        "too_large",
        lambda: raw_zip(*[Entry(b"%d" % n, method=8, size=2**32 - 2) for n in range(3)]),
    ),
    "10,001 entries": ("too_many", lambda: raw_zip(*[Entry(b"%d" % n) for n in range(10_001)])),
    "name twice": ("duplicate", lambda: raw_zip(Entry(), Entry())),
    "name ..": ("name", _named(b"archive/../../x")),
    "name \\": ("name", _named(b"archive\\x")),
    "name of a drive": ("name", _named(b"C:x")),
    "name /": ("name", _named(b"/etc/passwd")),
    "name NUL": ("name", _named(b"a\0.warc")),
    "name not UTF-8": ("name_not_utf8", _named(b"\xff")),
    "link": ("symlink", lambda: raw_zip(Entry(mode=stat.S_IFLNK | 0o777))),
    "encrypted": ("encrypted", lambda: raw_zip(Entry(flags=0x801))),
    "method": ("method", lambda: raw_zip(Entry(method=12))),
    "other local name": ("headers_differ", lambda: raw_zip(Entry(local_name=b"b"))),
    "size": ("size", lambda: raw_zip(Entry(size=4))),
    "crc": ("crc", lambda: raw_zip(Entry(crc=7))),
}
JSON = {
    "depth": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "duplicate": b'{"a":1,"a":1}',
    "number": b'{"a":1e400}',
    "surrogate": b'{"a":"\\ud800"}',
    "bom": b"\xef\xbb\xbf{}",
    "not_an_object": b"[]",
    "syntax": b"{",
    "not_utf8": b'{"a":"\xff"}',
    "too_large": b'{"a":[' + b"[]," * 1_500_000 + b"[]]}",
}
PACKAGE = {
    "twice": lambda: with_package(_twice),
    "unlisted": lambda: with_package(lambda package: package["resources"].pop()),
    "missing": _resource(path="archive/../datapackage.json"),
    "hash_form": _resource(hash="md5:" + "0" * 32),
    "bytes": _resource(bytes=7),
    "profile": _package(profile="tabular-data-package"),
    "resources": _package(resources={}),
}
HASH_FORM = {
    "no hash": lambda: with_resource(_no_hash),
    "empty hash": _resource(hash=""),
}
SIGNED = {
    "two_forms": lambda: with_signed(lambda signed: signed.update(domainCert="x")),
    "not_a_P-384_key": lambda: with_key(spki(rsa.generate_private_key(65537, 2048))),
    "not_a_key": lambda: with_key(off_curve()),
    "no_key": lambda: with_signed(lambda signed: signed.update(publicKey=7)),
    "range": lambda: with_numbers(lambda _r, s: (0, s)),
    "base64": lambda: with_signed(lambda signed: signed.update(signature="!")),
    "length": lambda: with_signed(lambda signed: signed.update(signature="AAAA")),
    "does not verify": lambda: with_numbers(lambda r, s: (r, s - 1)),
}
RANGE = {
    "s is 0": lambda: with_numbers(lambda r, _s: (r, 0)),
    "r is n": lambda: with_numbers(lambda _r, s: (ORDER, s)),
    "s over n": lambda: with_numbers(lambda r, _s: (r, ORDER + 1)),
}
WARC = {
    "short": ("length", lambda: record(Content_Length="4")),
    "long": ("cut", lambda: record(Content_Length="99")),
    "negative": ("length", lambda: record(Content_Length="-1")),
    "2^63": ("length", lambda: record(Content_Length=str(2**63))),
    "none": ("length", lambda: record(Content_Length=None)),
    "wrong digest": ("block_digest", lambda: record(WARC_Block_Digest=_OTHER)),
    "wrong payload": ("payload_digest", lambda: record(WARC_Payload_Digest=_OTHER)),
    "member cut": ("cut", lambda: gzip.compress(record())[:-4]),
    "member broken": ("gzip", lambda: gzip.compress(record()) + b"junk"),
    "two in one": ("two_in_one", lambda: gzip.compress(record() * 2)),
    "chunk lies": ("chunked", lambda: http(b"5\r\nhello\r\n9\r\nhello\r\n0\r\n\r\n")),
    "chunks without end": ("chunked", lambda: http(b"5\r\nhello\r\n")),
    "no head": ("head", lambda: http(b"hello", head=b"")),
    "no status": ("head", lambda: http(b"hello", head=b"<html>\r\n\r\n")),
    "no version": ("header", lambda: b"hello\r\n\r\n"),
    "a million empty": ("too_many", lambda: small_record() * 1_000_000),
    "a million packed": ("too_many", lambda: gzip.compress(small_record()) * 50_000),
    "empty file": ("empty", lambda: b""),
}
INDEX = {
    "unsorted": lambda: with_index(lambda lines: lines[::-1]),
    "offset": lambda: in_line(lambda said: said.update(offset="99999999")),
    "digest": lambda: in_line(lambda said: said.update(digest=_OTHER)),
    "other_records": lambda: with_index(lambda lines: lines[1:]),
    "unreadable": lambda: with_index(lambda lines: ["no json", *lines]),
}
PAGE_LISTS = {
    "header": b'{"url": "http://a/", "ts": "2026-11-23T22:00:00Z"}\n',
    "ts": b'{"format": "json-pages-1.0"}\n{"url": "http://a/", "ts": "yesterday"}\n',
    "url": b'{"format": "json-pages-1.0"}\n{"ts": "2026-11-23T22:00:00Z"}\n',
    "other_page": b'{"format": "json-pages-1.0"}\n{"url": "http://a/", "ts": "2026-11-23T22Z"}\n',
    "syntax": b"no json\n",
}


def _all():
    for name, (found, make) in ZIP.items():
        yield f"zip: {name}", "x.wacz", make, "wacz.zip", found
    for found, raw in JSON.items():
        yield f"json: {found}", "x.wacz", _json(raw), "wacz.members", found
    for found, make in PACKAGE.items():
        yield f"package: {found}", "x.wacz", make, "wacz.members", found
    for name, make in HASH_FORM.items():
        yield f"package: {name}", "x.wacz", make, "wacz.members", "hash_form"
    yield "package: wrong hash", "x.wacz", _resource(hash=_OTHER), "wacz.members", "sha256:"
    no_digest = {"datapackage_digest.json": None}
    yield "package: no digest", "x.wacz", lambda: having(**no_digest), "wacz.digest", "missing"
    extra = lambda: with_signed(lambda signed: signed.update(note="x"))  # noqa: E731
    yield "signed: extra member", "x.wacz", extra, "wacz.digest", "form"
    for found, make in SIGNED.items():
        yield f"signed: {found}", "x.wacz", make, "wacz.inner_signature", found
    for name, make in RANGE.items():
        yield f"signed: {name}", "x.wacz", make, "wacz.inner_signature", "range"
    for name, (found, make) in WARC.items():
        yield f"warc: {name}", "x.warc", make, "warc.records", found
    for found, make in INDEX.items():
        yield f"index: {found}", "x.wacz", make, "warc.index", found
    for found, raw in PAGE_LISTS.items():
        made = {"pages.jsonl": raw}
        yield f"pages: {found}", "x.wacz", (lambda made=made: having(**made)), "wacz.pages", found


BAD = {name: tuple(rest) for name, *rest in _all()}
