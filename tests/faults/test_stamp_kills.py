"""A stamping program killed (SIGKILL) before every file call: the next one ends what it began."""

import os
import shutil
import signal
import sys

import pytest

from evidencekit.evidence.report import Outcome
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.stamping import Stamping
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

CALLS = ["open", "write", "fsync", "replace", "chmod", "mkdir", "ftruncate", "unlink"]


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


def stamp(folder, clock, authority, number=None):
    """Stamp, in a child that dies before its n-th file call once the vault is open."""
    known = KnownVaults(folder / "known.json")
    with Vault.open_writing(folder / "vault", known, clock, "x") as vault:
        if number:
            die_before(number)
        return vault.recovery, Stamping(vault, clock).stamp([authority])


def killed(folder, clock, authority, number):
    """Say whether the child was killed before it came to an end."""
    pid = os.fork()
    if pid == 0:
        try:
            stamp(folder, clock, authority, number)
            os._exit(0)
        finally:
            os._exit(70)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_whenever_it_is_killed_the_next_run_ends_with_one_token_and_a_sound_vault(tmp_path, clock):
    (tmp_path / "first").mkdir()
    room = VaultRoom(tmp_path / "first", clock, NewVault("Demo", "nobody", demo=True), "x")
    room.seal()
    authority = DemoAuthority(clock)
    number, adopted = 1, 0
    while True:
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "first", folder)
        if not killed(folder, clock, authority, number):
            break
        recovery, result = stamp(folder, clock, authority)
        adopted += len(recovery.stamped)
        assert (len(recovery.stamped) + result.received, result.waiting) == (1, 0) or (
            # It died after the line was written: there was nothing left to do.
            (result.requested, result.waiting) == (0, 0)
        )
        assert result.problems == []
        known = KnownVaults(folder / "known.json")
        report = check_vault(folder / "vault", known, pause=lambda _s: None)
        assert report.with_outcome(Outcome.FAILED) == [], number
        assert len(list((folder / "vault/stamps").glob("*.tsr"))) == 1
        shutil.rmtree(folder)
        number += 1
    assert number > 20
    assert adopted > 0
