"""A disk that fails at the n-th call of one seal, for every n; and a disk that is really full."""

import contextlib
import errno
import io
import os
import resource

import pytest

from evidencekit.domain.errors import DiskFull, VaultNotWritable
from evidencekit.evidence.report import Verdict
from evidencekit.vault.check import check_vault
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, files

CALLS = ["open", "write", "fsync", "replace", "chmod", "mkdir", "ftruncate"]
# More than one seal makes; the last rounds run through and say so.
MOST_CALLS = 40


class FailingDisk:
    """The system's file calls; from the n-th on (or only there) they fail while `armed`."""

    def __init__(self, monkeypatch, number, code, *, lasting):
        self.calls = 0
        self.armed = False
        self._number, self._code, self._lasting = number, code, lasting
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))
        monkeypatch.setattr(io, "open", self._wrapped(io.open))

    def _wrapped(self, real):
        def call(*given, **named):
            if self.armed and (real is not io.open or "b" in str(given[1:2])):
                self.calls += 1
                late = self._lasting and self.calls > self._number
                if self.calls == self._number or late:
                    raise OSError(self._code, os.strerror(self._code))
            return real(*given, **named)

        return call

    @contextlib.contextmanager
    def failing(self):
        self.armed = True
        try:
            yield
        finally:
            self.armed = False


@pytest.fixture
def room(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    room.seal()
    return room


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
def test_a_seal_fails_whole_or_not_at_all(room, monkeypatch, code, lasting, expected_log):
    told = {errno.ENOSPC: DiskFull, errno.EIO: VaultNotWritable}[code]
    failed = sealed = number = 0
    while sealed < 2:
        number += 1
        assert number < MOST_CALLS
        with monkeypatch.context() as patch:
            disk = FailingDisk(patch, number, code, lasting=lasting)
            ran_through = _one_round(room, disk, told)
        sealed += ran_through and disk.calls < number
        failed += not ran_through
        _sound(room)
    assert failed >= 12


def _one_round(room, disk, told):
    draft = room.draft()
    with room.writing() as vault:
        assert not set(vault.recovery.lost)
        with disk.failing():
            try:
                vault.seal(draft)
                acknowledged = True
            except told:
                acknowledged = False
        _goes_on(vault, room.draft())
    if acknowledged:
        assert Vault.open_reading(room.path).find(draft.capture_id)
    return acknowledged


def _goes_on(vault, draft):
    """With a good disk again the open vault seals on, or says that it must be opened anew."""
    try:
        vault.seal(draft)
    except VaultNotWritable as error:
        assert error.facts["detail"] == "the log is closed"  # noqa: PT017  # both are right


def _sound(room):
    """Nothing is half-sealed, before the next opening and after it."""
    report = check_vault(room.path, room.known, deep=False, pause=lambda _s: None)
    assert report.ok, report.problems
    with room.writing():
        pass
    report = check_vault(room.path, room.known, pause=lambda _s: None)
    assert report.verdict is Verdict.PASSED, report.problems
    assert list((room.path / "staging").iterdir()) == []


def test_a_really_full_disk_leaves_no_trace(room):
    before = files(room.path / "evidence"), room.log.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with room.writing() as vault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, hard))
        try:
            with pytest.raises(DiskFull):
                vault.seal(room.draft())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert (files(room.path / "evidence"), room.log.read_bytes()) == before
        assert list((room.path / "staging").iterdir()) == []
        # And with space again the same open vault goes on.
        vault.seal(room.draft())
    _sound(room)


def test_a_line_that_is_cut_by_a_full_disk_is_taken_back(room):
    whole = room.log.read_bytes()
    note = {"about": None, "by": "ana", "text": "x"}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with room.writing() as vault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 100, hard))
        try:
            with pytest.raises(DiskFull):
                vault.record("note", dict(note))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert room.log.read_bytes() == whole
        assert vault.record("note", dict(note)).seq == whole.count(b"\n")
    _sound(room)
