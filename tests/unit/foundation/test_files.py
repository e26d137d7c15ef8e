"""Files of a vault are whole or not there."""

import os
import sys

import pytest

from evidencekit.foundation.files import fsync_folder, write_whole, written_aside


class Trouble(Exception):
    pass


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def write_half(path, error):
    with written_aside(path) as file:
        file.write(b"half")
        file.flush()
        raise error


def test_a_file_is_written_whole(tmp_path):
    path = tmp_path / "a.json"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.json"]


@pytest.mark.parametrize("kind", [Trouble, KeyboardInterrupt])
def test_an_error_in_the_middle_leaves_the_old_file_and_no_part(tmp_path, kind):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    with pytest.raises(kind):
        write_half(path, kind)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


def test_an_error_in_the_middle_leaves_nothing_where_nothing_was(tmp_path):
    with pytest.raises(Trouble):
        write_half(tmp_path / "a.json", Trouble)
    assert names(tmp_path) == []


def test_nothing_is_visible_before_the_end(tmp_path):
    path = tmp_path / "a.json"
    with written_aside(path) as file:
        file.write(b"x")
        assert not path.exists()
    assert path.read_bytes() == b"x"


def test_a_name_that_cannot_be_taken_leaves_no_part(tmp_path):
    path = tmp_path / "a.json"
    path.mkdir()
    (path / "kept").touch()
    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        write_whole(path, b"x")
    assert names(tmp_path) == ["a.json"]
    assert names(path) == ["kept"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_mode_is_the_one_asked_for(tmp_path):
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "key", b"x", mode=0o600)
        write_whole(tmp_path / "plain", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "plain").stat().st_mode & 0o777 == 0o644


def test_a_folder_can_be_made_durable(tmp_path):
    fsync_folder(tmp_path)
