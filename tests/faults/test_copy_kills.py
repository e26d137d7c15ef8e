"""Backup, restore and export killed before every file call: never a half one that looks whole."""

import functools
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from evidencekit.evidence.roots import Roots
from evidencekit.services.casework import Casework
from evidencekit.services.exporting import Exporting
from evidencekit.services.verifying import verify_paths
from evidencekit.vault.backup import back_up
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.restore import Restoring
from fakes.vaults import VaultRoom

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

CALLS = ["open", "write", "fsync", "replace", "mkdir", "link", "rename", "rmdir"]

RIGHT = "kind: trademark\njurisdiction: CN\nowner_as_registered: X\nstatus: registered\n"


def die_before(number):
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


def killed(work, number):
    """Do the work in a child that dies before its n-th file call; say whether it died."""
    pid = os.fork()
    if not pid:
        try:
            die_before(number)
            work()
            os._exit(0)
        finally:
            os._exit(70)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def each_kill(work, sound):
    number, kills = 1, 0
    while killed(functools.partial(work, number), number):
        kills += 1
        sound(number)
        number += 1
    sound(number)
    return kills


@pytest.fixture
def room(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    room.sealed = room.seal()
    return room


def test_a_backup(room, tmp_path):
    def work(number):
        with room.writing() as vault:
            back_up(vault, tmp_path / "disk", room.clock, room.known, "ana")

    def sound(number):
        room.clock.advance(timedelta(seconds=2))
        assert check_vault(room.path, room.known, pause=lambda _s: None).ok
        whole = [path for path in (tmp_path / "disk").glob("*") if not path.suffix]
        for path in whole:
            done = subprocess.run(
                ["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=path, check=False
            )
            assert done.returncode == 0
            assert check_vault(path, KnownVaults(tmp_path / "none"), pause=lambda _s: None).ok

    assert each_kill(work, sound) > 15
    assert any(not path.suffix for path in (tmp_path / "disk").iterdir())


def test_a_restoring(room, tmp_path):
    with room.writing() as vault:
        made = back_up(vault, tmp_path / "disk", room.clock, room.known, "ana")
    room.seal()
    seen = room.known.of(room.made.vault_id).heads[room.made.key_id]

    def target(number):
        return tmp_path / f"v{number}"

    def work(number):
        restoring = Restoring(room.known, room.clock)
        restoring.restore(made.path, target(number), operator="ana", although_older=True)

    def sound(number):
        # Whole or not there; and this computer knows of the later entries or the log tells.
        if target(number).exists():
            assert check_vault(target(number), KnownVaults(tmp_path / "none")).ok
            report = check_vault(target(number), room.known, pause=lambda _s: None)
            told = b'"kind":"vault.restored"' in next(target(number).glob("custody/*")).read_bytes()
            assert told or [one.id for one in report.problems] == ["custody.remembered"]
        # The next round gives up the same entries again.
        room.known.forget_heads(room.made.vault_id)
        room.known.remember(room.made.vault_id, room.made.fingerprint, seen)

    assert each_kill(work, sound) > 15


def test_an_export(room, tmp_path):
    with room.writing() as vault:
        casework = Casework(vault, room.clock)
        form = tmp_path / "form.yaml"
        form.write_text(RIGHT)
        right = casework.add("right", form)["id"]
        form.write_text(f"name: n\nright: {right}\ncaptures: [{room.sealed[0].id}]\n")
        case = casework.add("case", form)["id"]

    def target(number):
        return tmp_path / f"{number}.zip"

    def work(number):
        with room.writing() as vault:
            Exporting(vault, room.clock).export(case, target(number), "ana")

    def sound(number):
        assert check_vault(room.path, room.known, pause=lambda _s: None).ok
        if target(number).exists():
            report = verify_paths(
                [target(number)], deep=True, fingerprint=None, roots=Roots(), known=room.known
            )
            assert report.verdict == "passed"

    assert each_kill(work, sound) > 10
    assert list(tmp_path.glob("*.zip"))
