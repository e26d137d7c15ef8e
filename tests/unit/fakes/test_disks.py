"""The disks of the tests: they fail where they should, and forget only what was not flushed."""

import contextlib
import errno
import os
import random  # noqa: TID251  # seeded
import sys

import pytest

from evidencekit.foundation.files import write_whole
from fakes.disks import FailingDisk, RememberingDisk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def test_each_call_of_a_whole_write_can_fail(tmp_path):
    failed, disk = 0, None
    while disk is None or disk.calls >= disk.number:
        disk = FailingDisk(failed + 1, errno.ENOSPC)
        with contextlib.suppress(OSError), disk:
            write_whole(tmp_path / "f", b"x" * 2000)
        failed += disk.calls >= disk.number
    # Opened twice (number and file), written, flushed, named; its folder opened and flushed.
    assert failed == 7
    assert (tmp_path / "f").read_bytes() == b"x" * 2000


def test_a_short_write_writes_half(tmp_path):
    target = tmp_path / "f"
    with FailingDisk(2, None):
        handle = os.open(target, os.O_WRONLY | os.O_CREAT)
        assert os.write(handle, b"abcd") == 2
        os.close(handle)
    assert target.read_bytes() == b"ab"


def remembered(folder, work):
    disk = RememberingDisk(folder)
    with disk:
        work()
        os.mkdir(folder / "end")  # noqa: PTH102  # a call to look before
    disk.close()
    return disk.moments[-1]


def states(moment, folder, shares=(0, 0.5, 1)):
    found = []
    for number, share in enumerate(shares):
        target = folder / f"state{number}"
        target.mkdir()
        moment.put_down(target, random.Random(1), share)  # noqa: S311
        found.append({path.name: path.read_bytes() for path in target.rglob("*")})
    return found


def test_what_was_flushed_stays_and_what_was_not_may_go(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "old").write_bytes(b"old")

    def work():
        write_whole(folder / "new", b"new")
        with (folder / "old").open("ab") as file:
            file.write(b" and more")

    nothing, _some, everything = states(remembered(folder, work), tmp_path)
    assert nothing == {"old": b"old", "new": b"new"}
    assert everything == {"old": b"old and more", "new": b"new"}


def test_a_name_that_was_not_flushed_may_be_the_old_one(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a").write_bytes(b"1")

    def work():
        (folder / "a").replace(folder / "b")

    nothing, everything = states(remembered(folder, work), tmp_path, (0, 1))
    assert (nothing, everything) == ({"a": b"1"}, {"b": b"1"})


def test_the_middle_of_a_write_may_be_missing(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "log").write_bytes(b"")

    def work():
        with (folder / "log").open("ab") as file:
            file.write(b"x" * 5000)

    (state,) = states(remembered(folder, work), tmp_path, (0.5,))
    assert set(state["log"]) <= set(b"x\0")
    assert state["log"] != b"x" * 5000
