"""Vaults of every format that was ever released are read, checked and written to for ever."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.foundation.resources import resource
from evidencekit.services.casework import Casework
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault
from fakes.drafts import a_draft

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "releases"
RELEASES = sorted(path.name for path in FIXTURES.iterdir() if (path / "vault").is_dir())


@pytest.fixture(params=RELEASES)
def release(request, tmp_path):
    """Return a copy of the vault of a release, and its authority's roots."""
    target = tmp_path / "vault"
    shutil.copytree(FIXTURES / request.param / "vault", target)
    # git keeps no mode but that of programs, and no empty folder.
    for sealed in target.glob("evidence/*/*/*"):
        sealed.chmod(0o444)
    roots = read_certificates((FIXTURES / request.param / "roots.pem").read_bytes())
    return target, Roots(roots, strict=True)


def test_there_is_one_of_each_format():
    assert "1.0" in RELEASES


def test_nothing_in_it_fails(release, tmp_path, clock):
    vault, roots = release
    known = KnownVaults(tmp_path / "known.json")
    report = check_vault(vault, known, roots=roots, deep=True, clock=clock)
    assert [check for check in report.problems if check.outcome == "failed"] == []
    assert {check.id for check in report.notes} == {"custody.removed"}
    assert report.time_trust == "known_root"


def test_check_sh_of_today_says_the_same(release):
    words = ["sh", resource("vault", "check.sh"), release[0]]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    assert "BAD" not in said.stdout


def test_it_is_opened_and_written_to(release, tmp_path, clock):
    vault, roots = release
    clock.advance(timedelta(days=400))
    known = KnownVaults(tmp_path / "known.json")
    with Vault.open_writing(vault, known, clock, "x") as writer:
        before = [entry.id for entry in writer.captures()]
        sealed = writer.seal(a_draft())
        cases = Casework(writer, clock).listed("case")
        assert {entry.id for entry in writer.captures()} == {sealed.id, *before}
    assert cases[0]["name"] == "北岸"
    report = check_vault(vault, known, roots=roots, deep=True, clock=clock)
    assert report.ok
