"""The checksums of an index's pages: kept in step with what SQLite writes, absent when unsure."""

import sqlite3
import struct
import zlib

import pytest

from evidencekit.vault.library.opening import Opening

HEAD = b"evidencekit index sums 1\n"


@pytest.fixture
def opening(tmp_path):
    opening = Opening(tmp_path / "index.db")
    write(opening, "CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(40000))")
    opening.sum_all()
    yield opening
    opening.close()


def write(opening, *statements):
    with opening.written() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement).close()


def kept(opening):
    """Return the sums as they lie on the disk: the page size, then one a page."""
    data = opening.sums._file.read_bytes()
    assert data.startswith(HEAD)
    size, whole = struct.unpack_from("<II", data, len(HEAD))
    sums = data[len(HEAD) + 8 :]
    assert whole == zlib.crc32(sums)
    return size, list(struct.unpack(f"<{len(sums) // 4}I", sums))


def true_sums(opening):
    size, _sums = kept(opening)
    data = opening.sums._path.read_bytes()
    return [zlib.crc32(data[at : at + size]) for at in range(0, len(data), size)]


def test_what_is_written_is_summed_page_by_page(opening):
    assert kept(opening)[1] == true_sums(opening)
    before = len(true_sums(opening))
    write(opening, "INSERT INTO t VALUES (zeroblob(90000))")
    assert len(true_sums(opening)) > before
    assert kept(opening)[1] == true_sums(opening)
    assert opening.sums.agree() is True


def test_pages_that_the_log_names_and_the_file_has_no_more(opening):
    other = sqlite3.connect(opening.sums._path, isolation_level=None)
    other.execute("PRAGMA wal_autocheckpoint = 0")
    for statement in ("INSERT INTO t VALUES (zeroblob(90000))", "DELETE FROM t", "VACUUM"):
        other.execute(statement)
    write(opening, "INSERT INTO t VALUES (1)")
    other.close()
    assert kept(opening)[1] == true_sums(opening)
    assert len(true_sums(opening)) < max(opening.sums._written())
    assert opening.sums.agree() is True


def test_while_somebody_reads_an_older_state_there_are_no_sums(opening):
    reader = sqlite3.connect(opening.sums._path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchone()
    write(opening, "INSERT INTO t VALUES (1)")
    assert opening.sums.agree() is None
    opening.sum_all()
    assert opening.sums.agree() is None
    reader.close()
    opening.sum_all()
    assert opening.sums.agree() is True


@pytest.mark.parametrize("log", [None, b"", b"short"])
def test_without_a_log_nobody_knows_what_was_written(opening, log):
    place = opening.sums._path.with_name("index.db-wal")
    opening.close()
    place.unlink(missing_ok=True)
    if log is not None:
        place.write_bytes(log)
    assert opening.sums._written() == (None if log is None else set())


def spoilt(at, to):
    return lambda data: data[:at] + to + data[at + len(to) :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[: len(HEAD) + 7],
        lambda data: data[:-1],
        lambda data: data[:-4],
        spoilt(0, b"E"),
        spoilt(len(HEAD), struct.pack("<I", 511)),
        spoilt(len(HEAD) + 4, b"\0\0\0\0"),
        spoilt(len(HEAD) + 8, b"\0\0\0\0"),
    ],
)
def test_sums_that_are_spoilt_tell_nothing(opening, spoil):
    place = opening.sums._file
    place.write_bytes(spoil(place.read_bytes()))
    assert opening.sums.agree() is None
    write(opening, "INSERT INTO t VALUES (1)")
    assert not place.exists()


def test_a_page_too_many_or_another_is_no_agreement(opening):
    opening.close()
    path = opening.sums._path
    good = path.read_bytes()
    size, _sums = kept(opening)
    for bad in (good + bytes(size), good[:-size], good[:-1] + b"x"):
        path.write_bytes(bad)
        assert opening.sums.agree() is False
    path.write_bytes(good)
    assert opening.sums.agree() is True
