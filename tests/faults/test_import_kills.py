"""An import killed (SIGKILL) before every file call: nothing half stays, and the next one works."""

import os
import shutil
import sys

import pytest
from asn1crypto import tsp

from evidencekit.evidence.report import Outcome
from evidencekit.services.demo_authority import DemoAuthority
from evidencekit.services.stamp_import import import_stamp
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom
from faults.test_stamp_kills import die_before

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


def bring(folder, clock, source, roots, number=None):
    """Import, in a child that dies before its n-th file call once the vault is open."""
    known = KnownVaults(folder / "known.json")
    with Vault.open_writing(folder / "vault", known, clock, "x") as vault:
        entry = vault.captures()[0]
        if number:
            die_before(number)
        return import_stamp(vault, source, entry.id, roots, "nobody")


def killed(*given):
    """Say whether the child was killed before it came to an end."""
    pid = os.fork()
    if pid == 0:
        try:
            bring(*given)
            os._exit(0)
        finally:
            os._exit(70)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_a_kill_before_any_file_call_leaves_a_sound_vault(tmp_path, clock):
    whole = tmp_path / "whole"
    whole.mkdir()
    room = VaultRoom(whole, clock, NewVault("Demo", "nobody", demo=True), "x")
    (sealed,) = room.seal()
    authority, source = DemoAuthority(clock), tmp_path / "got.tsr"
    imprint = {
        "hash_algorithm": {"algorithm": "sha256"},
        "hashed_message": bytes.fromhex(sealed.sha256),
    }
    asked = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
    source.write_bytes(authority.ask(asked.dump()))
    number = 1
    while True:
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        if not killed(folder, clock, source, authority.roots, number):
            break
        kept = bring(folder, clock, source, authority.roots)
        assert kept.kind == "token"
        report = check_vault(folder / "vault", room.known, pause=lambda _s: None)
        assert not report.with_outcome(Outcome.FAILED)
        log = (folder / "vault" / "custody" / room.log.name).read_text()
        assert log.count('"kind":"token"') == 1
        shutil.rmtree(folder)
        number += 1
    assert number > 10
