"""Shares and synced folders are refused, by their own words."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from evidencekit.domain.errors import VaultNotLocal, VaultNotWritable
from evidencekit.vault import place
from evidencekit.vault.place import require_local, require_writable, share_among, synced_by

MOUNTS = r"""none / 9p rw 0 0
/dev/sda1 /home ext4 rw 0 0
srv:/x /home/ana/net nfs4 rw 0 0
//srv/y /mnt/with\040blank cifs rw 0 0
ana@h: /home/ana/ssh fuse.sshfs rw 0 0
/dev/sdb /home/ana/net/local ext4 rw 0 0
host /wsl 9p rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ana/v", None),
        ("/home/ana/net/v", "nfs4"),
        ("/home/ana/network", None),
        ("/mnt/with blank/a", "cifs"),
        ("/home/ana/ssh", "fuse.sshfs"),
        ("/home/ana/net/local/v", None),
        ("/wsl/c", "9p"),
        ("/srv", None),
    ],
)
def test_shares(folder, kind):
    assert share_among(PurePosixPath(folder), MOUNTS) == kind


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive - Müller IP/v", "OneDrive"),
        ("OneDrive/v", "OneDrive"),
        ("Dropbox (Firm)/v", "Dropbox"),
        ("Library/CloudStorage/Box-x/v", "CloudStorage"),
        ("Library/Mobile Documents/com~apple~CloudDocs/v", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Google Drive/v", "Google Drive"),
        ("Nextcloud2/a/v", "Nextcloud"),
        ("OneDriver", None),
        ("my-dropbox", None),
        ("plain", None),
    ],
)
def test_synced_folders_by_name(tmp_path, folder, service):
    assert synced_by(tmp_path / folder) == service


@pytest.mark.parametrize(
    ("mark", "service"),
    [(".sync_0f3a.db", "Nextcloud"), (".dropbox", "Dropbox"), (".stfolder", "Syncthing")],
)
def test_synced_folders_by_what_lies_in_them(tmp_path, mark, service):
    (tmp_path / mark).touch()
    with pytest.raises(VaultNotLocal) as error:
        require_local(tmp_path / "not" / "there yet")
    assert error.value.facts["detail"] == service


def test_a_link_into_a_synced_folder_is_seen_through(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to("Dropbox")
    with pytest.raises(VaultNotLocal):
        require_local(tmp_path / "plain" / "v")


def test_a_trial_write_leaves_nothing(tmp_path):
    require_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(VaultNotWritable):
        require_writable(tmp_path / "absent")


def test_a_share_is_refused_by_the_kind_that_the_system_names(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    # Where the system tells nothing, nothing is known against the folder.
    require_local(tmp_path / "v")
    mounts.write_text(f"srv:/x {tmp_path.resolve()} nfs4 rw 0 0\n")
    with pytest.raises(VaultNotLocal) as error:
        require_local(tmp_path / "v")
    assert error.value.facts["detail"] == "nfs4"
    mounts.write_bytes(b"/dev/sda1 /caf\xe9 ext4 rw 0 0\n")
    require_local(tmp_path / "v")


@pytest.mark.parametrize(
    ("folder", "share"), [(r"\\srv\cases\v", r"\\srv\cases"), (r"C:\cases\v", None)]
)
def test_a_share_of_windows_is_known_by_its_name(folder, share):
    assert place._windows_share(PureWindowsPath(folder)) == share


def test_a_disk_that_gives_back_other_bytes_is_refused(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data).swapcase()))
    with pytest.raises(VaultNotWritable) as error:
        require_writable(tmp_path)
    assert error.value.facts["detail"] == "other bytes came back"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_keeps_what_was_tried_is_refused(tmp_path, monkeypatch):
    def kept(_path, **_how):
        raise PermissionError(13, "may not be deleted")

    monkeypatch.setattr(Path, "unlink", kept)
    with pytest.raises(VaultNotWritable) as error:
        require_writable(tmp_path)
    assert error.value.facts == {"path": tmp_path, "detail": "may not be deleted"}


def test_a_mark_in_the_name_of_another_service_comes_first(tmp_path):
    inner = tmp_path / "Dropbox" / "v"
    inner.mkdir(parents=True)
    (inner / ".stfolder").touch()
    assert synced_by(inner) == "Dropbox"
    assert synced_by(tmp_path / "elsewhere") is None
