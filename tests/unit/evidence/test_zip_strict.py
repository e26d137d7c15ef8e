"""Hostile ZIP files, each refused with its own reason."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence import zip_store, zip_strict
from evidencekit.evidence.zip_store import StoreZip
from evidencekit.evidence.zip_strict import StrictZip

HERE = Path("x.zip")


def made(**entries):
    out = io.BytesIO()
    archive = StoreZip(out)
    for name, data in (entries or {"a": b"alpha", "b": b"beta"}).items():
        archive.add(name, [data])
    archive.finish()
    return out.getvalue()


def zipped(build, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        build(archive)
    return out.getvalue()


def reason(data):
    """Return why `data` is refused: on opening, or when everything in it is read."""
    try:
        archive = StrictZip(io.BytesIO(data), HERE)
        for name in archive.entries:
            for _piece in archive.pieces(name):
                pass
    except ArchiveRefused as refusal:
        return refusal.facts["reason"]
    return None


def named(name, mode=stat.S_IFREG | 0o644, system=3):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = system
    return zipped(lambda archive: archive.writestr(info, b"target"))


def patched(data, at, new):
    return data[:at] + new + data[at + len(new) :]


ONE = made(a=b"alpha")
CENTRAL_AT = 30 + 1 + 5
TWO = made()
END_AT = len(TWO) - 22


def in_both(value, local, central):
    """Set a field in the local and in the central header alike."""
    return patched(patched(ONE, local, value), CENTRAL_AT + central, value)


def shifted(data, by):
    """Put `by` bytes before a one-entry file and correct its offsets."""
    start = struct.pack("<I", CENTRAL_AT + by)
    moved = patched(data, len(data) - 6, start)
    return bytes(by) + patched(moved, CENTRAL_AT + 42, struct.pack("<I", by))


def with_gap():
    start = struct.unpack("<I", ONE[-6:-2])[0]
    return ONE[:start] + b"hidden" + patched(ONE[start:], 46 + 1 + 16, struct.pack("<I", start + 6))


def bomb():
    return zipped(lambda archive: archive.writestr("z", bytes(4 << 20)), zipfile.ZIP_DEFLATED)


def many():
    def build(archive):
        for number in range(zip_strict.MAX_ENTRIES + 1):
            archive.writestr(str(number), b"")

    return zipped(build)


BAD = {
    "no_end": b"PK\x05\x06 too short",
    "two_ends": TWO + TWO[END_AT:],
    "bytes_after": TWO + b"junk",
    "bytes_before": shifted(ONE, 7),
    "gap": with_gap(),
    "directory": patched(TWO, END_AT + 12, struct.pack("<I", 200)),
    "too_many": many(),
    "ratio": bomb(),
    "name_not_utf8": in_both(b"\xff", 30, 46),
    "symlink": named("link", stat.S_IFLNK | 0o777),
    "encrypted": in_both(b"\x01\x08", 6, 8),
    "method": in_both(b"\x0c\x00", 8, 10),
    "headers_differ": patched(ONE, 30, b"b"),
    "size": patched(ONE, CENTRAL_AT + 24, struct.pack("<I", 6)),
    "crc": patched(ONE, 31, b"b"),
}


@pytest.mark.parametrize("wanted", BAD)
def test_each_fault_has_its_reason(wanted):
    assert reason(BAD[wanted]) == wanted


def test_two_entries_over_the_same_bytes_overlap():
    data = made(a=b"alpha", b=b"")
    # The second entry's header is read from inside the data of the first.
    inner = data[36 : 36 + 31]
    host = made(a=inner, b=b"")
    at = host.index(b"PK\x01\x02", host.index(b"PK\x01\x02") + 1)
    assert reason(patched(host, at + 42, struct.pack("<I", 31))) == "overlap"


def test_more_than_8_gib_declared_are_refused():
    data = bomb()
    central = data.index(b"PK\x01\x02")
    huge = struct.pack("<I", 0xFFFFFFFE)
    names = ("a", "b", "c")
    # By place: the time of day in the header may hold the letter of the name, too.
    parts = [patched(patched(data[:central], 22, huge), 30, name.encode()) for name in names]
    body, directory = b"", b""
    for part, name in zip(parts, names, strict=True):
        header = patched(data[central : central + 47], 24, huge)
        header = patched(header, 42, struct.pack("<I", len(body)))
        directory += header[:46] + name.encode()
        body += part
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 3, 3, len(directory), len(body), 0)
    assert reason(body + directory + end) == "too_large"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up", "a/../b", "a\\b", "C:x", "a//b", "", "./a"]
)
def test_names_that_lead_elsewhere(name):
    data = zipped(lambda archive: archive.writestr("n" * max(1, len(name)), b""))
    raw = name.encode() or b"/"
    assert reason(data.replace(b"n" * max(1, len(name)), raw)) == "name"


def test_a_refusal_names_the_file_and_the_member():
    archive = StrictZip(io.BytesIO(made(a=b"hello")), Path("x.wacz"))
    for read, word in ((lambda: archive.read("b", 9), "missing"),
                       (lambda: archive.read("a", 4), "too_large")):  # fmt: skip
        with pytest.raises(ArchiveRefused) as refused:
            read()
        member = "b" if word == "missing" else "a"
        assert refused.value.facts == {"path": Path("x.wacz"), "reason": word, "member": member}


def test_modes_are_believed_of_writers_that_have_them():
    fat = 0
    assert reason(named("x", 0, system=fat)) is None
    assert reason(named("x", stat.S_IFLNK | 0o777, system=fat)) is None


def test_a_name_with_nul():
    assert reason(in_both(b"\0", 30, 46)) == "name"


def test_a_name_that_occurs_twice():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(lambda archive: [archive.writestr("a", t) for t in (b"1", b"2")])
    assert reason(data) == "duplicate"


def test_a_deflated_entry_that_is_cut_or_goes_on():
    data = zipped(lambda archive: archive.writestr("a", b"text " * 99), zipfile.ZIP_DEFLATED)
    assert reason(data) is None
    assert reason(patched(data, 32, b"\xff\xff\xff")) == "deflate"


@pytest.mark.parametrize("by", [-1, 1])
def test_a_deflated_entry_has_the_size_that_its_headers_say(by):
    text = b"text " * 99
    data = zipped(lambda archive: archive.writestr("a", text), zipfile.ZIP_DEFLATED)
    size, central = struct.pack("<I", len(text) + by), data.index(b"PK\x01\x02")
    assert reason(patched(patched(data, 22, size), central + 24, size)) == "size"


def test_files_of_other_writers_are_read():
    def build(archive):
        archive.writestr("folder/", b"")
        archive.writestr("folder/ü.txt", "müller".encode() * 50)

    assert reason(zipped(build, zipfile.ZIP_DEFLATED)) is None

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("streamed", b"with a data descriptor")
    data = out.getvalue()
    assert reason(data) is None
    at = data.index(b"PK\x07\x08")
    assert reason(patched(data, at + 4, b"\0")) == "headers_differ"


def test_entries_can_be_read_in_turns():
    archive = StrictZip(io.BytesIO(made(a=b"a" * 200_000, b=b"b" * 200_000)), HERE)
    pairs = list(zip(archive.pieces("a"), archive.pieces("b"), strict=True))
    assert b"".join(first for first, _second in pairs) == b"a" * 200_000
    assert b"".join(second for _first, second in pairs) == b"b" * 200_000
    assert archive.part("a", 199_990, 99) == b"a" * 10
    with pytest.raises(ArchiveRefused):
        archive.read("a", 10)


def test_big_entries_have_zip64_in_both_headers():
    out = io.BytesIO()
    archive = StoreZip(out)
    archive.add("big", [b"x" * 10], big=True)
    archive.finish()
    data = out.getvalue()
    assert reason(data) is None
    with zipfile.ZipFile(io.BytesIO(data)) as theirs:
        assert theirs.read("big") == b"x" * 10
        assert len(theirs.getinfo("big").extra) == 20
    assert data[28:30] == struct.pack("<H", 20)


def test_an_entry_beyond_4_gib_is_found_again():
    class Sparse(io.BytesIO):
        """Says that 5 GiB lie before what is written."""

        def tell(self):
            return super().tell() + (5 << 30)

        def seek(self, offset, whence=0):
            return super().seek(offset - (5 << 30), whence)

    out = Sparse()
    archive = StoreZip(out)
    archive.add("far", [b"x"])
    archive.finish()
    data = out.getvalue()
    header = data[34 : 34 + 46 + 3 + 12]
    assert struct.unpack_from("<I", header, 42) == (0xFFFFFFFF,)
    assert struct.unpack("<HHQ", header[49:]) == (1, 8, 5 << 30)
    assert data[-22:][12:20] == b"\xff" * 8


def test_an_entry_of_4_gib_must_be_announced(monkeypatch):
    monkeypatch.setattr(zip_store, "LIMIT_32", 10)
    with pytest.raises(ValueError, match="4 GiB"):
        StoreZip(io.BytesIO()).add("a", [b"x" * 10])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    reason(data)
    reason(TWO + data)
    reason(data + TWO)


@given(st.integers(0, len(TWO) - 1), st.integers(1, 255))
def test_any_changed_byte_is_read_or_refused(at, by):
    reason(patched(TWO, at, bytes([TWO[at] ^ by])))


def end_of(data, **fields):
    """Return `data` with fields of its end record changed."""
    places = {"here": (8, "<H"), "count": (10, "<H"), "size": (12, "<I"), "start": (16, "<I")}
    places |= {"disk": (4, "<H"), "first": (6, "<H"), "comment": (20, "<H")}
    for name, value in fields.items():
        at, form = places[name]
        data = patched(data, len(data) - 22 + at, struct.pack(form, value))
    return data


def test_an_end_record_inside_the_comment_of_another_is_two_ends():
    assert reason(end_of(TWO, comment=22) + TWO[END_AT:]) == "two_ends"
    assert reason(end_of(TWO, comment=4) + b"text") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"disk": 1},
        {"first": 1},
        {"here": 1},
        # More entries than the directory holds, or fewer.
        {"here": 3, "count": 3},
        {"here": 1, "count": 1},
    ],
)
def test_an_end_record_that_does_not_fit_its_directory(fields):
    assert reason(end_of(TWO, **fields)) == "directory"


def test_sizes_that_refer_to_nothing_are_refused():
    assert reason(patched(ONE, CENTRAL_AT + 42, b"\xff" * 4)) == "directory"
    assert reason(end_of(TWO, start=0xFFFFFFFF)) == "directory"
    # An end record alone, which refers to a record before the beginning of the file.
    assert reason(end_of(TWO[END_AT:], start=0xFFFFFFFF)) == "directory"


def wide(data, record=(), locator=()):
    """Put zip64 end records before the end record; both with fields changed by their number."""
    _sign, _disk, _first, here, count, size, start, _c = struct.unpack("<IHHHHIIH", data[-22:])
    one = [0x06064B50, 44, 45, 45, 0, 0, here, count, size, start]
    other = [0x07064B50, 0, len(data) - 22, 1]
    for fields, changes in ((one, dict(record)), (other, dict(locator))):
        for number, value in changes.items():
            fields[number] = value
    ends = struct.pack("<IQHHIIQQQQ", *one) + struct.pack("<IIQI", *other)
    return data[:-22] + ends + end_of(data[-22:], start=0xFFFFFFFF)


@pytest.mark.parametrize(
    ("number", "value"), [(0, 1), (1, 45), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1)]
)
def test_a_wide_end_record_that_lies(number, value):
    assert reason(wide(TWO)) is None
    assert reason(wide(TWO, record={number: value})) in {"directory", "gap"}


@pytest.mark.parametrize(("number", "value"), [(0, 1), (1, 1), (2, 0), (3, 2), (3, 0)])
def test_a_wide_locator_that_lies(number, value):
    assert reason(wide(TWO, locator={number: value})) == "directory"


def test_a_part_is_of_stored_bytes_only():
    data = zipped(lambda archive: archive.writestr("a", b"text " * 99), zipfile.ZIP_DEFLATED)
    archive = StrictZip(io.BytesIO(data), HERE)
    with pytest.raises(ArchiveRefused) as refused:
        archive.part("a", 0, 5)
    assert (refused.value.facts["reason"], refused.value.facts["member"]) == ("method", "a")
    stored = StrictZip(io.BytesIO(TWO), HERE)
    assert (stored.part("a", 1, 3), stored.part("a", 3, 9), stored.part("a", 9, 9)) == (
        b"lph",
        b"ha",
        b"",
    )
    with pytest.raises(ArchiveRefused) as missing:
        stored.part("c", 0, 1)
    assert missing.value.facts["reason"] == "missing"


def test_a_file_cut_after_it_was_opened_is_noticed():
    file = io.BytesIO(TWO)
    archive = StrictZip(file, HERE)
    file.truncate(33)
    with pytest.raises(ArchiveRefused) as refused:
        archive.read("a", 99)
    assert refused.value.facts["reason"] == "size"


def test_a_limit_is_the_most_that_is_read():
    archive = StrictZip(io.BytesIO(TWO), HERE)
    assert archive.read("a", 5) == b"alpha"
    with pytest.raises(ArchiveRefused) as refused:
        archive.read("a", 4)
    assert refused.value.facts["reason"] == "too_large"


def streamed_of_4_gib(path, form="<IIQQ"):
    """Write a stored entry of 4 GiB of nothing, its sizes told behind it and in the directory."""
    size = 1 << 32
    crc = 0
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0x808, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    behind = struct.pack(form, *([0x08074B50] if form == "<IIQQ" else []), crc, size, size)
    extra = struct.pack("<HHQQ", 1, 16, size, size)
    limit = 0xFFFFFFFF
    sizes = (crc, limit, limit, 1, len(extra), 0, 0, 0, 0, 0)
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 0x314, 45, 0x808, 0, 0, 33, *sizes)
    central += b"a" + extra
    start = len(local) + size + len(behind)
    with path.open("wb") as file:
        file.write(local)
        file.seek(size, io.SEEK_CUR)
        file.write(behind + central)
        file.write(
            struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(central), start)
        )
        file.write(struct.pack("<IIQI", 0x07064B50, 0, start + len(central), 1))
        file.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central), limit, 0))


@pytest.mark.parametrize("form", ["<IIQQ", "<IQQ"])
def test_sizes_of_4_gib_told_behind_an_entry_are_wide(tmp_path, form):
    path = tmp_path / "big.zip"
    streamed_of_4_gib(path, form)
    with StrictZip.open(path) as archive:
        assert archive.entries["a"].size == 1 << 32
        assert archive.entries["a"].end == archive.start_of_directory
