"""Small files of a vault: whole under their name or not there; what disks say, in our words."""

import errno

import pytest

from evidencekit.domain.errors import DiskFull, VaultNotWritable
from evidencekit.vault import staged
from evidencekit.vault.layout import Layout
from evidencekit.vault.staged import (
    free_name,
    make_folder,
    part_of,
    put,
    set_aside,
    told_as_ours,
    write_part,
)
from fakes.disks import FailingDisk


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path)
    layout.staged("x").parent.mkdir()
    return layout


def test_files_of_one_name_are_written_side_by_side(layout, monkeypatch):
    """Threads of a batch keep the text of their pages at the same moment."""
    real = staged.rename

    def another_comes_between(part, target):
        monkeypatch.setattr(staged, "rename", real)
        put(layout, "derived/b/text-1.txt", b"second")
        real(part, target)

    monkeypatch.setattr(staged, "rename", another_comes_between)
    put(layout, "derived/a/text-1.txt", b"first")
    assert layout.at("derived/a/text-1.txt").read_bytes() == b"first"
    assert layout.at("derived/b/text-1.txt").read_bytes() == b"second"
    assert not any(layout.staging.iterdir())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_to_be_full_and_how_much_is_free(tmp_path, number, monkeypatch):
    with pytest.raises(DiskFull) as full, told_as_ours(tmp_path):
        raise OSError(number, "full")
    assert full.value.facts["path"] == tmp_path
    assert full.value.facts["free"] > 0
    with pytest.raises(DiskFull) as full, told_as_ours(tmp_path / "not" / "yet"):
        raise OSError(number, "full")
    assert full.value.facts["free"] > 0

    def unknown(_place):
        raise OSError(errno.EIO, "no answer")

    monkeypatch.setattr(staged.shutil, "disk_usage", unknown)
    with pytest.raises(DiskFull) as full, told_as_ours(tmp_path):
        raise OSError(number, "full")
    assert full.value.facts["free"] is None


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "not yours"), OSError("not yours")])
def test_any_other_refusal_is_told_as_it_is(tmp_path, error):
    with pytest.raises(VaultNotWritable) as refused, told_as_ours(tmp_path):
        raise error
    assert "not yours" in str(refused.value.facts["detail"])


def test_a_link_in_staging_is_not_written_through(layout, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    part_of(layout, "stamps/a.txt").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"):
        put(layout, "stamps/a.txt", b"theirs")
    assert victim.read_bytes() == b"mine"
    assert not (tmp_path / "stamps" / "a.txt").exists()


def test_put_replaces_whole_and_leaves_no_part(layout, tmp_path):
    put(layout, "a/b/c.txt", b"one")
    put(layout, "a/b/c.txt", b"two", 0o444)
    place = tmp_path / "a" / "b" / "c.txt"
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"two", 0o444)
    assert list((tmp_path / "staging").iterdir()) == []


def test_what_can_not_get_its_name_leaves_no_part(layout, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    with pytest.raises(OSError, match="directory"):
        put(layout, "taken", b"data")
    assert list((tmp_path / "staging").iterdir()) == []
    assert (tmp_path / "taken" / "x").exists()


def test_a_part_that_stands_is_begun_anew(layout):
    part = layout.staged("x")
    part.write_bytes(b"long left over")
    write_part(part, b"new")
    assert part.read_bytes() == b"new"


def test_what_is_set_aside_keeps_its_name_or_gets_a_free_one(layout, tmp_path):
    for number, name in enumerate(("x", "x-2", "x-3"), 1):
        (tmp_path / "x").write_text(str(number))
        assert set_aside(layout, tmp_path / "x") == name
        assert (layout.quarantine / name).read_text() == str(number)
    (tmp_path / "y").touch()
    assert set_aside(layout, tmp_path / "y", "other") == "other"
    assert not (tmp_path / "y").exists()
    # A link without an end takes a name too.
    (tmp_path / "z").symlink_to(tmp_path / "nothing")
    assert free_name(tmp_path, "z").name == "z-2"


def test_a_folder_is_made_with_those_above_it_and_only_once(layout, tmp_path):
    make_folder(layout, tmp_path / "a" / "b")
    make_folder(layout, tmp_path / "a" / "b")
    make_folder(layout, tmp_path)
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="exists"):
        make_folder(layout, tmp_path / "file" / "c")


def test_a_part_that_is_gone_meanwhile_hides_no_other_error(layout, monkeypatch):
    part = layout.staged("x")

    def lost(_handle, _data):
        part.unlink()
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("evidencekit.vault.staged.write_all", lost)
    with pytest.raises(OSError, match="no space"):
        write_part(part, b"data")


@pytest.mark.parametrize("call", [2, 3])
def test_what_could_not_be_written_whole_is_not_there(layout, call):
    part = layout.staged("x")
    with FailingDisk(call, errno.ENOSPC), pytest.raises(OSError, match="space"):
        write_part(part, b"data")
    assert not part.exists()
