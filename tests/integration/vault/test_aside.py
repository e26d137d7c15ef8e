"""Captures are hashed by children: never another file's hash, and no child is needed or left."""

import hashlib
import os
import shutil
import signal
import sys

import pytest

from evidencekit.vault.ahead import hash_captures_aside
from evidencekit.vault.check import check_vault
from fakes.held_clock import HeldClock
from fakes.vaults import flipped, full_vault, put_bytes

if sys.platform == "win32":
    pytest.skip("nothing can be forked there", allow_module_level=True)

from evidencekit.evidence.hashed_aside import HashedAside, serve

# Other tests may have left threads, which have nothing that a child of ours takes.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room, _roots = full_vault(tmp_path_factory.mktemp("aside"), HeldClock(), passphrase="x")
    return room


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(aside, path):
    with path.open("rb") as file:
        return aside.of(path, file).sha256


def settled(aside):
    """Wait until the children have done all."""
    while aside._hear():
        pass


def test_a_report_is_the_same_with_hashes_taken_aside(room):
    plain = check_vault(room.path, room.known)
    with hash_captures_aside(["verify", str(room.path)]) as aside:
        assert check_vault(room.path, room.known, ahead=aside) == plain


def test_a_capture_changed_is_found(room, tmp_path):
    vault = tmp_path / "vault"
    shutil.copytree(room.path, vault)
    path = min(vault.glob("evidence/*/*/*.wacz"))
    put_bytes(path, flipped(path.read_bytes(), path.stat().st_size // 2, 3))
    with hash_captures_aside([f"--vault={vault}", "verify"]) as aside:
        settled(aside)
        report = check_vault(vault, room.known, ahead=aside)
    (wrong,) = [one for one in report.problems if one.id == "wacz.hash"]
    assert (wrong.item, wrong.found) == (path.relative_to(vault).as_posix(), sha256(path))


def test_words_that_name_no_vault_with_captures_begin_nothing(room, tmp_path):
    (tmp_path / "vault.json").touch()
    for word in (
        "--quiet",
        "x" * 5000,
        str(tmp_path),
        str(room.path / "evidence"),
        str(tmp_path / "absent"),
    ):
        assert hash_captures_aside(["verify", word]) is None


def test_another_file_in_the_place_of_the_one_read_is_hashed_itself(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"one")
    other.write_bytes(b"two")
    with HashedAside([path]) as aside:
        settled(aside)
        other.replace(path)
        assert told(aside, path) == hashlib.sha256(b"two").hexdigest()


def test_what_could_not_be_read_and_what_nobody_named_is_hashed_when_asked(tmp_path):
    late, pipe, other = (tmp_path / name for name in ("late", "pipe", "other"))
    other.write_bytes(b"other")
    os.mkfifo(pipe)
    with HashedAside([late, pipe]) as aside:
        settled(aside)
        late.write_bytes(b"late")
        assert told(aside, late) == sha256(late)
        assert told(aside, other) == sha256(other)


def test_an_answer_serves_once(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    with HashedAside([path]) as aside:
        assert [told(aside, path), told(aside, path)] == [sha256(path)] * 2


def test_many_files_are_each_answered(tmp_path):
    paths = [tmp_path / str(number) for number in range(700)]
    for path in paths:
        path.write_bytes(path.name.encode())
    with HashedAside(paths) as aside:
        settled(aside)
        assert set(aside._found) == set(paths)
        assert {told(aside, path) for path in paths} == {sha256(path) for path in paths}


def test_children_that_die_take_only_what_they_knew(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * 20_000_000)
    with HashedAside([path] * 8) as aside:
        for child in aside._children:
            os.kill(child, signal.SIGKILL)
        assert told(aside, path) == sha256(path)


def test_without_children_whoever_asks_hashes(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"a")

    def refuse():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    with HashedAside([path]) as aside:
        assert told(aside, path) == sha256(path)


def test_no_child_outlives_whoever_asked(tmp_path):
    endless = tmp_path / "endless"
    with endless.open("wb") as file:
        file.truncate(1 << 40)
    with HashedAside([endless]) as aside:
        children = aside._children
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_a_child_that_nobody_hears_stops(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a")
    tasks, given = os.pipe()
    os.write(given, b"\0")
    heard, said = os.pipe()
    os.close(heard)
    with pytest.raises(BrokenPipeError):
        serve([path], tasks, said)
    for one in (tasks, given, said):
        os.close(one)


def test_a_child_tells_what_it_finds_and_passes_over_what_is_no_file(tmp_path):
    path, pipe = tmp_path / "a", tmp_path / "pipe"
    path.write_bytes(b"abc")
    os.mkfifo(pipe)
    (tasks, given), (heard, said) = os.pipe(), os.pipe()
    os.write(given, bytes(range(3)))
    os.close(given)
    serve([path, pipe, tmp_path / "gone"], tasks, said)
    os.close(said)
    with os.fdopen(heard) as answers:
        found, *rest = answers.read().splitlines()
    assert found.split()[:3] == ["0", sha256(path), "3"]
    assert rest == ["1", "2"]
    os.close(tasks)
