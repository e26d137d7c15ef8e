"""A new vault: everything is in place before `vault.json` makes the folder one."""

import base64
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import evidencekit
from evidencekit.domain.errors import FileMissing, FolderNotEmpty
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.domain.times import utc_text
from evidencekit.evidence.custody import EMPTY, CustodyLine, make_line, moment
from evidencekit.evidence.keys import VaultKey, make_key
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import fsync_folder
from evidencekit.foundation.resources import resource
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.key_store import KeyStore, keep_key
from evidencekit.vault.layout import FOLDERS, IGNORED, Layout
from evidencekit.vault.marker import FORMAT, VaultMarker
from evidencekit.vault.place import require_local, require_writable
from evidencekit.vault.staged import put, told_as_ours

PROGRAM = f"evidencekit {evidencekit.__version__}"
COMPANIONS = ("README.txt", "README.zh.txt", "check.sh", "check.ps1")


@dataclass(frozen=True, slots=True)
class NewVault:
    """What a person says of a new vault. `demo` marks it for ever as proving nothing."""

    name: str
    operator: str
    demo: bool = False


@dataclass(frozen=True, slots=True)
class MadeVault:
    """A vault that was just made. `fingerprint` is the one to note down and hand out."""

    path: Path
    vault_id: str
    key_id: str
    fingerprint: str
    key_store: KeyStore


def create_vault(
    path: Path, wish: NewVault, clock: Clock, known: KnownVaults, passphrase: str | None = None
) -> MadeVault:
    """Make a vault and its key in `path`, which is absent or empty.

    The key goes into the keyring; with a `passphrase`, and always in a demo, into an encrypted
    file. Raises FolderNotEmpty, VaultNotLocal, VaultNotWritable, DiskFull, PassphraseMissing.
    On an error nothing of it is left; a crash leaves no `vault.json`, so nothing that opens.
    """
    require_local(path)
    fresh = _claim(path)
    try:
        require_writable(path)
        with told_as_ours(path):
            return _fill(Layout(path.resolve()), wish, clock, known, passphrase)
    except BaseException:
        _clear(path, whole=fresh)
        raise


def _claim(path: Path) -> bool:
    if path.is_dir():
        with told_as_ours(path):
            names = {entry.name for entry in path.iterdir()} - IGNORED
        if names:
            raise FolderNotEmpty(path=path)
        return False
    if path.exists() or path.is_symlink():
        raise FileMissing(path=path, detail="not a folder")
    with told_as_ours(path):
        path.mkdir(parents=True)
    return True


def _clear(path: Path, *, whole: bool) -> None:
    # The folder was empty when it was claimed: what is there now is ours.
    if whole:
        shutil.rmtree(path, ignore_errors=True)
        return
    for entry in path.iterdir():
        if entry.name in IGNORED:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _fill(
    layout: Layout, wish: NewVault, clock: Clock, known: KnownVaults, passphrase: str | None
) -> MadeVault:
    for folder in FOLDERS:
        layout.at(folder).mkdir(exist_ok=True)
    fsync_folder(layout.root)
    now = clock.now()
    marker = VaultMarker(
        format=FORMAT,
        vault_id=new_id(IdKind.VAULT, now),
        demo=wish.demo,
        created=utc_text(now),
        name=wish.name,
        operator=wish.operator,
    )
    key = make_key(demo=wish.demo)
    store = keep_key(layout, marker.vault_id, key, passphrase)
    begun = begin_log(layout, marker, key, clock)
    add_companions(layout)
    put(layout, "vault.json", marker.to_bytes())
    known.remember(marker.vault_id, key.public.fingerprint, begun.head)
    return MadeVault(layout.root, marker.vault_id, key.key_id, key.public.fingerprint, store)


def add_companions(layout: Layout) -> None:
    """Write what tells people how to check, where it is absent; never replace. Raises OSError."""
    for companion in COMPANIONS:
        if not os.path.lexists(layout.at(companion)):
            put(layout, companion, resource("vault", companion).read_bytes())


def begin_log(
    layout: Layout,
    marker: VaultMarker,
    key: VaultKey,
    clock: Clock,
    after: dict[str, object] | None = None,
) -> CustodyLine:
    """Write the public files of a key, then the first line of its log, and return that line.

    `after` is the `{head,key_id,seq}` of the log that it succeeds. Raises OSError.
    """
    put(layout, f"keys/{key.key_id}.pem", key.public.pem)
    certificate = key.certificate(marker.operator, marker.name, clock.now())
    put(layout, f"keys/{key.key_id}.crt", certificate)
    body: dict[str, object] = {
        "after": after,
        "demo": marker.demo,
        "format": marker.format,
        "key_id": key.key_id,
        "program": PROGRAM,
        "spki": base64.b64encode(key.public.spki).decode("ascii"),
        "vault_id": marker.vault_id,
    }
    line = make_line(EMPTY, "log.begun", body, moment(clock, marker.vault_id), key)
    put(layout, f"custody/{key.key_id}.jsonl", line.raw + b"\n")
    return line
