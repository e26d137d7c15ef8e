"""A log that is open: what it refuses, and that an error leaves it as it was or takes no more."""

import errno
import os

import pytest

from evidencekit.domain.errors import DiskFull, VaultNotWritable
from evidencekit.evidence.custody import check_log
from evidencekit.vault.log import CustodyLog
from fakes.vaults import VaultRoom

NOTE = {"about": None, "by": "ana", "text": "x"}


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


@pytest.fixture
def log(room):
    with room.writing() as vault:
        key = vault.key
    report = check_log(room.log.read_bytes(), None)
    log = CustodyLog(room.log, room.made.vault_id, key, room.clock, report.lines[-1], report.size)
    yield log
    log.close()


@pytest.mark.parametrize(
    ("kind", "body"),
    [("later.kind", {}), ("note", {}), ("note", NOTE | {"more": 1}), ("clock.step", {})],
)
def test_only_a_kinds_own_body_is_written(room, log, kind, body):
    before = room.log.read_bytes()
    with pytest.raises(ValueError, match=kind):
        log.append(kind, body)
    assert room.log.read_bytes() == before


def test_a_closed_log_takes_nothing_and_closes_once(room, log):
    before = room.log.read_bytes()
    log.close()
    log.close()
    with pytest.raises(VaultNotWritable) as refused:
        log.append("note", dict(NOTE))
    assert refused.value.facts["detail"] == "the log is closed"
    assert room.log.read_bytes() == before


def half_written(monkeypatch):
    """Let the disk take half of what is written and then be full."""
    write = os.write

    def half(handle, data):
        write(handle, bytes(data)[: len(data) // 2])
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", half)


def test_half_a_line_is_taken_back_and_the_next_one_follows(room, log, monkeypatch):
    head, before = log.head, room.log.read_bytes()
    with monkeypatch.context() as patch:
        half_written(patch)
        with pytest.raises(DiskFull):
            log.append("note", dict(NOTE))
    assert (log.head, room.log.read_bytes()) == (head, before)
    first, second = (log.append("note", dict(NOTE)) for _each in range(2))
    assert (first.seq, first.prev, second.prev) == (head.seq + 1, head.hash, first.hash)
    assert check_log(room.log.read_bytes(), None).problems == ()
    # What was taken on counts for the next time too.
    whole = room.log.read_bytes()
    with monkeypatch.context() as patch:
        half_written(patch)
        with pytest.raises(DiskFull):
            log.append("note", dict(NOTE))
    assert room.log.read_bytes() == whole


def test_half_a_line_that_can_not_be_taken_back_ends_the_writing(room, log, monkeypatch):
    def refused(_handle, _size):
        raise OSError(errno.EIO, "bad sector")

    with monkeypatch.context() as patch:
        half_written(patch)
        patch.setattr(os, "ftruncate", refused)
        with pytest.raises(DiskFull):
            log.append("note", dict(NOTE))
    torn = room.log.read_bytes()
    with pytest.raises(VaultNotWritable):
        log.append("note", dict(NOTE))
    assert room.log.read_bytes() == torn
    # The next opening puts it right.
    with room.writing() as vault:
        assert len(vault.recovery.set_aside) == 1


def test_no_log_is_written_through_a_link(room, tmp_path, log):
    room.log.rename(tmp_path / "elsewhere")
    room.log.symlink_to(tmp_path / "elsewhere")
    report = check_log(room.log.read_bytes(), None)
    with pytest.raises(VaultNotWritable):
        CustodyLog(room.log, "v", log._signer, room.clock, report.lines[-1], report.size)
