"""Writers killed (SIGKILL) before every file call, and at any moment: nothing told is lost."""

import functools
import os
import select
import signal
import sys

import pytest

from evidencekit.evidence.report import Verdict
from evidencekit.vault.check import check_vault
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

CALLS = ["open", "write", "fsync", "replace", "chmod", "mkdir", "ftruncate", "unlink"]
AT_ANY_MOMENT = 12


def die_before(number):
    """Make this process kill itself before its n-th file call."""
    left = [number]

    def wrapped(real):
        def call(*given, **named):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call

    for name in CALLS:
        setattr(os, name, wrapped(getattr(os, name)))


def seal_in_a_child(room, drafts, prepare):
    """Fork a writer; return its pid and the pipe on which it tells each sealed id."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        return pid, told
    try:
        write = os.write
        prepare()
        with room.writing() as vault:
            for draft in drafts:
                write(tell, f"{vault.seal(draft).id}\n".encode())
        os._exit(0)
    finally:
        os._exit(70)


def ended(pid, told):
    with os.fdopen(told) as pipe:
        ids = pipe.read().split()
    _pid, status = os.waitpid(pid, 0)
    return ids, os.WIFSIGNALED(status)


def require_sound(room, told):
    # As it lies there after the kill: perhaps unfinished, never wrong. A torn line is no alarm
    # of the kind that a kill before a call can leave.
    assert check_vault(room.path, room.known, pause=lambda _s: None).ok
    with room.writing() as vault:
        assert vault.recovery.lost == []
    with room.writing() as vault:
        assert not vault.recovery.happened
    there = {entry.id for entry in Vault.open_reading(room.path).captures()}
    assert set(told) <= there
    assert list((room.path / "staging").iterdir()) == []
    return there


def test_a_writer_killed_before_every_call(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    told, number, kills = [], 0, 0
    while True:
        number += 1
        drafts = [room.draft(), room.draft()]
        ids, killed = ended(*seal_in_a_child(room, drafts, functools.partial(die_before, number)))
        told += ids
        require_sound(room, told)
        kills += killed
        if not killed:
            break
    assert kills > 40
    report = check_vault(room.path, room.known, deep=True, pause=lambda _s: None)
    assert report.verdict is Verdict.PASSED


def test_a_writer_killed_at_any_moment(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    everything = []
    for number in range(AT_ANY_MOMENT):
        drafts = [room.draft() for _each in range(40)]
        pid, told = seal_in_a_child(room, drafts, lambda: None)
        first = os.read(told, 29 * (1 + number % 3))
        # Not a pause for anything to happen: only so that kills fall on different places.
        select.select([], [], [], number * 0.0011)
        os.kill(pid, signal.SIGKILL)
        ids, killed = ended(pid, told)
        everything += (first.decode() + "\n".join(["", *ids])).split()
        assert killed
        require_sound(room, [one for one in everything if len(one) == 28])
    report = check_vault(room.path, room.known, pause=lambda _s: None)
    assert report.verdict is Verdict.PASSED
    assert len(everything) >= AT_ANY_MOMENT
