"""Shares and synced folders are refused, by their own words."""

from pathlib import PurePosixPath

import pytest

from evidencekit.domain.errors import VaultNotLocal, VaultNotWritable
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
    ("place", "kind"),
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
def test_shares(place, kind):
    assert share_among(PurePosixPath(place), MOUNTS) == kind


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
