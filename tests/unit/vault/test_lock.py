"""One writer at a time: who else wants in is told who; what a killed one left bars nobody."""

import json
import os

import filelock
import pytest

from evidencekit.domain.errors import VaultLocked, VaultNotWritable
from evidencekit.domain.times import utc_text
from evidencekit.vault.layout import Layout
from evidencekit.vault.lock import WriterLock


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path)


def test_the_second_is_told_who_holds_it(layout, clock):
    with WriterLock(layout).take("evidencekit 1", clock):
        told = json.loads(layout.lock_holder.read_bytes())
        since = utc_text(clock.now())
        assert told == {"program": "evidencekit 1", "pid": os.getpid(), "since": since}
        with pytest.raises(VaultLocked) as locked:
            WriterLock(layout).take("evidencekit 2", clock)
        assert locked.value.facts["program"] == "evidencekit 1"
        assert locked.value.facts["pid"] == os.getpid()
        assert json.loads(layout.lock_holder.read_bytes())["program"] == "evidencekit 1"
    assert not layout.lock_holder.exists()
    WriterLock(layout).take("evidencekit 2", clock).release()


@pytest.mark.parametrize("left", [b"", b"\xff", b"[1]", b" " * 5000 + b'{"pid": 1}', None])
def test_a_holder_that_can_not_be_read_is_unknown(layout, clock, left):
    with WriterLock(layout).take("evidencekit 1", clock):
        layout.lock_holder.unlink()
        if left is not None:
            layout.lock_holder.write_bytes(left)
        with pytest.raises(VaultLocked) as locked:
            WriterLock(layout).take("evidencekit 2", clock)
    assert (locked.value.facts["program"], locked.value.facts["pid"]) == (None, None)


def test_what_a_killed_writer_left_keeps_nobody_out(layout, clock):
    layout.lock_holder.write_text('{"program": "killed", "pid": 1}')
    layout.lock.touch()
    with WriterLock(layout).take("evidencekit", clock):
        assert json.loads(layout.lock_holder.read_bytes())["program"] == "evidencekit"


def test_who_can_not_say_who_it_is_lets_go_again(layout, clock):
    layout.lock_holder.mkdir()
    with pytest.raises(VaultNotWritable):
        WriterLock(layout).take("evidencekit", clock)
    layout.lock_holder.rmdir()
    WriterLock(layout).take("evidencekit", clock).release()


def test_letting_go_twice_lets_go_once(layout, clock):
    first = WriterLock(layout).take("one", clock)
    first.release()
    with WriterLock(layout).take("two", clock):
        first.release()
        assert json.loads(layout.lock_holder.read_bytes())["program"] == "two"
        with pytest.raises(VaultLocked):
            WriterLock(layout).take("three", clock)


def test_a_file_system_without_locks_is_said_to_be_one(layout, clock, monkeypatch):
    def none(_lock):
        raise NotImplementedError

    # No such file system is at hand.
    monkeypatch.setattr(filelock.FileLock, "_acquire", none)
    with pytest.raises(VaultNotWritable) as refused:
        WriterLock(layout).take("evidencekit", clock)
    assert "no locks" in str(refused.value.facts["detail"])
    assert not layout.lock_holder.exists()
