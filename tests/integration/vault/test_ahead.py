"""Captures are hashed ahead of the check: never another file's hash, nothing that has no end."""

import hashlib
import json
import os
import shutil

import pytest

from evidencekit.cli.main import run_command_line
from evidencekit.evidence.hashed_ahead import HashedAhead
from evidencekit.evidence.hashing import WORKERS
from evidencekit.vault.ahead import hash_captures_ahead
from evidencekit.vault.check import check_vault
from fakes.held_clock import HeldClock
from fakes.vaults import flipped, full_vault, put_bytes

posix = pytest.mark.skipif(os.name == "nt", reason="FIFOs, and links without asking")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room, _roots = full_vault(tmp_path_factory.mktemp("ahead"), HeldClock(), passphrase="x")
    return room


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(ahead, path):
    with path.open("rb") as file:
        return ahead.of(path, file).sha256


def settled(ahead):
    """Wait until all that was begun was read."""
    for begun in list(ahead._begun.values()):
        begun.result()


def test_a_report_is_the_same_with_hashes_taken_ahead(room):
    plain = check_vault(room.path, room.known)
    with hash_captures_ahead([room.path]) as ahead:
        assert len(ahead._begun) > 1
        assert check_vault(room.path, room.known, ahead=ahead) == plain
        assert not ahead._begun


def test_a_capture_changed_ahead_is_found(room, tmp_path):
    vault = tmp_path / "vault"
    shutil.copytree(room.path, vault)
    path = min(vault.glob("evidence/*/*/*.wacz"))
    put_bytes(path, flipped(path.read_bytes(), path.stat().st_size // 2, 3))
    with hash_captures_ahead([vault]) as ahead:
        settled(ahead)
        report = check_vault(vault, room.known, ahead=ahead)
    (wrong,) = [one for one in report.problems if one.id == "wacz.hash"]
    assert (wrong.item, wrong.found) == (path.relative_to(vault).as_posix(), sha256(path))


def test_another_file_in_the_place_of_the_one_read_is_hashed_itself(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"one")
    other.write_bytes(b"two")
    with HashedAhead([path]) as ahead:
        settled(ahead)
        other.replace(path)
        assert told(ahead, path) == hashlib.sha256(b"two").hexdigest()


def test_what_could_not_be_read_ahead_and_what_nobody_named_is_hashed_when_asked(tmp_path):
    late, other = tmp_path / "late", tmp_path / "other"
    other.write_bytes(b"other")
    with HashedAhead([late]) as ahead:
        settled(ahead)
        late.write_bytes(b"late")
        assert told(ahead, late) == hashlib.sha256(b"late").hexdigest()
        assert told(ahead, other) == hashlib.sha256(b"other").hexdigest()


def test_an_answer_serves_once(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    with HashedAhead([path]) as ahead:
        assert [told(ahead, path), told(ahead, path)] == [sha256(path)] * 2


@posix
def test_a_thread_that_is_held_up_holds_nobody_up(tmp_path):
    """Whoever opens a pipe waits for its other end: the file behind them is hashed all the same."""
    pipes = [tmp_path / f"pipe{number}" for number in range(WORKERS)]
    for pipe in pipes:
        os.mkfifo(pipe)
    path = tmp_path / "a"
    path.write_bytes(b"a")
    with HashedAhead([*pipes, path]) as ahead:
        assert told(ahead, path) == sha256(path)
        for pipe in pipes:
            os.close(os.open(pipe, os.O_WRONLY))


def test_what_nobody_asks_for_is_given_up(tmp_path):
    path = tmp_path / "endless"
    with path.open("wb") as file:
        file.truncate(1 << 36)
    with HashedAhead([path]) as ahead:
        begun = ahead._begun[path]
    assert begun.cancelled() or begun.result() is None


@posix
def test_no_link_and_nothing_without_an_end_is_read_ahead(tmp_path):
    month = tmp_path / "vault" / "evidence" / "2026" / "11"
    month.mkdir(parents=True)
    real = month / "c.wacz"
    real.write_bytes(b"x")
    (month / "c.wacz.sig").write_bytes(b"x")
    (month / "link.wacz").symlink_to(real)
    os.mkfifo(month / "pipe.wacz")
    (month.parent / "linked").symlink_to(month)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "evidence").symlink_to(tmp_path / "vault" / "evidence")
    folders = [tmp_path / "vault", elsewhere, tmp_path / "absent", real]
    with hash_captures_ahead(folders) as ahead:
        assert list(ahead._begun) == [real]


def test_a_path_that_nothing_can_be_asked_of_is_told_in_words(capsys):
    words = ["verify", "x" * 5000, "--json"]
    assert run_command_line(words) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "file.missing"
