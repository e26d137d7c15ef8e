"""Checks of the records, the index and the artefacts of a capture of ours (section 12)."""

import zlib
from collections.abc import Iterator

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.canonical import read_json
from evidencekit.evidence.cdxj import IndexEntry, index_of_members
from evidencekit.evidence.members import CDX, IDX, WARC
from evidencekit.evidence.report import Check, failed, not_checked, passed, passed_if
from evidencekit.evidence.warc_read import ReadRecord, WarcFault, read_records
from evidencekit.evidence.zip_strict import StrictZip

MAX_INDEX = 128 << 20

_GZIP = 16 + zlib.MAX_WBITS


def check_warc(
    archive: StrictZip, item: str, artefacts: object, pieces: Iterator[bytes]
) -> list[Check]:
    """Return `warc.records`, `.index` and `.artefacts`.

    `artefacts` as the manifest lists them, `pieces` the bytes of the WARC.
    """
    try:
        records = [_light(record) for record in read_records(pieces)]
    except WarcFault as fault:
        wrong = failed("warc.records", f"{item}!{WARC}", None, f"{fault.code} at {fault.offset}")
        return [wrong, not_checked("warc.index", item), not_checked("warc.artefacts", item)]
    return [
        passed("warc.records", item),
        _index(archive, item, records),
        _artefacts(item, records, artefacts),
    ]


def _light(record: ReadRecord) -> ReadRecord:
    """Forget all of a head but its first line: there may be a million records."""
    first = record.head[:64]
    return ReadRecord(
        record.headers,
        first,
        record.payload_size,
        record.payload_sha256,
        record.offset,
        record.length,
        record.member_sha256,
    )


def _index(archive: StrictZip, item: str, records: list[ReadRecord]) -> Check:
    try:
        members = list(_members(archive.read(CDX, MAX_INDEX)))
        listed = archive.read(IDX, MAX_INDEX)
        lines = [line for _key, _data, part in members for line in part]
        wanted = sorted(_wanted_lines(records, lines))
    except ArchiveRefused as refusal:
        return failed("warc.index", f"{item}!{CDX}", None, str(refusal.facts["reason"]))
    except (ValueError, KeyError, zlib.error):
        return failed("warc.index", f"{item}!{CDX}", None, "unreadable")
    if lines != wanted:
        return failed("warc.index", f"{item}!{CDX}", None, _index_fault(lines, records))
    same = listed == index_of_members((key, data) for key, data, _part in members)
    return passed_if(same, "warc.index", f"{item}!{IDX}" if not same else item, None, "other_index")


def _index_fault(lines: list[str], records: list[ReadRecord]) -> str:
    """Say in one word how the index differs from the one that the records call for."""
    if lines != sorted(lines):
        return "unsorted"
    by_place = {str(record.offset): record for record in records}
    for line in lines:
        said = read_json(line[line.index(" {") + 1 :].encode("ascii"))
        record = by_place.get(str(said.get("offset")))
        if record is None:
            return "offset"
        if said.get("digest") != f"sha256:{record.payload_sha256}":
            return "digest"
    return "other_records"


def _members(data: bytes) -> Iterator[tuple[str, bytes, list[str]]]:
    """Give first key, bytes and lines of each gzip member of the index."""
    while data:
        inflate = zlib.decompressobj(_GZIP)
        plain = inflate.decompress(data, MAX_INDEX)
        if not inflate.eof or not plain.endswith(b"\n"):
            raise ValueError("index cut")
        rest = inflate.unused_data
        lines = plain.decode("ascii").split("\n")[:-1]
        yield lines[0].partition(" {")[0], data[: len(data) - len(rest)], lines
        data = rest


def _wanted_lines(records: list[ReadRecord], lines: list[str]) -> Iterator[str]:
    """Give the lines that the records call for; media type and method are the index's own word."""
    said = {}
    for line in lines:
        members = read_json(line[line.index(" {") + 1 :].encode("ascii"))
        said[str(members["offset"])] = members
    for record in records:
        if record.kind not in {"response", "resource"}:
            continue
        members = said.get(str(record.offset), {})
        yield IndexEntry(
            url=record.uri,
            at=record.headers["warc-date"],
            mime=str(members.get("mime")),
            status=record.status,
            digest=f"sha256:{record.payload_sha256}",
            offset=record.offset,
            length=record.length,
            record_digest=f"sha256:{record.member_sha256}",
            method=str(members.get("method", "GET")),
            filename=WARC.rpartition("/")[2],
        ).line()


def _artefacts(item: str, records: list[ReadRecord], artefacts: object) -> Check:
    there = [
        [
            record.uri,
            record.headers.get("content-type"),
            record.payload_sha256,
            record.payload_size,
        ]
        for record in records
        if record.kind == "resource"
    ]
    listed = artefacts if isinstance(artefacts, list) else []
    named = [
        [entry.get(name) for name in ("urn", "type", "sha256", "bytes")]
        for entry in listed
        if isinstance(entry, dict)
    ]
    good = named == there and len({str(one[0]) for one in there}) == len(there)
    expected, found = f"{len(named)} named", f"{len(there)} records"
    return passed_if(good, "warc.artefacts", item, expected, found)
