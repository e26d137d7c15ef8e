"""A backup put where a vault is to be: copied, checked, and only then given its name (15)."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import (
    BackupDamaged,
    BackupOlder,
    FileMissing,
    FolderNotEmpty,
    KeyMissing,
    PassphraseMissing,
    PassphraseWrong,
    WrongUse,
)
from evidencekit.evidence.custody import Head
from evidencekit.evidence.report import Check, Outcome, VerificationReport
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import fsync_folder, rename
from evidencekit.vault.backup import PARTIAL, read_backup_list
from evidencekit.vault.book import LogFile, read_logs
from evidencekit.vault.check import check_vault
from evidencekit.vault.copying import Told, copy_file, flush_folders, place_in, tell_nobody
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.key_store import find_key
from evidencekit.vault.layout import BACKUP_LIST, IGNORED, Layout
from evidencekit.vault.marker import VaultMarker, read_marker
from evidencekit.vault.place import require_local
from evidencekit.vault.scope import EXPORT
from evidencekit.vault.staged import free_name, told_as_ours
from evidencekit.vault.vault import Vault

_NO_KEY = (KeyMissing, PassphraseMissing, PassphraseWrong)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A head that this computer remembers and the backup does not have."""

    key_id: str
    head: Head

    def to_json(self) -> dict[str, object]:
        """Return `remembered` of `vault.restored`."""
        return {"head": self.head.hash, "key_id": self.key_id, "seq": self.head.seq}


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """A vault that stands. `logged`: its key is here, so its log tells of the restoring."""

    path: Path
    vault_id: str
    files: int
    report: VerificationReport
    remembered: GivenUp | None
    logged: bool

    def to_json(self) -> dict[str, object]:
        """Return the object of `restore --json`."""
        return {
            "path": str(self.path),
            "vault_id": self.vault_id,
            "files": self.files,
            "remembered": self.remembered.to_json() if self.remembered else None,
            "logged": self.logged,
            "verification": self.report.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Restoring:
    """The use case: what this computer remembers and with what it opens the key.

    `told` hears of each file that is copied.
    """

    known: KnownVaults
    clock: Clock
    passphrase: str | None = None
    told: Told = tell_nobody

    def restore(
        self, backup: Path, to: Path, *, operator: str | None, although_older: bool = False
    ) -> RestoreResult:
        """Make the vault `to`, absent or empty, of a backup.

        Every file is compared with the backup's list, the whole checked as a vault; then it gets
        its name, then `vault.restored` is logged and the memory of this computer renewed. Raises
        BackupDamaged, BackupOlder (unless `although_older`), FolderNotEmpty, VaultMissing,
        VaultNewer, VaultDamaged, VaultNotLocal, DiskFull, VaultNotWritable; with `although_older`
        also KeyMissing, PassphraseMissing, PassphraseWrong, since the log must tell of it.
        """
        hashes = _listed(backup)
        marker = read_marker(backup)
        _require_free(backup, to)
        given_up = self._given_up(backup, marker)
        if given_up is not None and not although_older:
            last = max((log.report.head.seq for log in _logs(backup)), default=None)
            raise BackupOlder(path=backup, seq=given_up.head.seq, last=last)
        if given_up is not None:
            find_key(Layout(backup.resolve()), marker, self.passphrase)
        report = self._put_in_place(backup, hashes, to)
        logged = self._log(to, marker, operator or marker.operator, given_up)
        return RestoreResult(to, marker.vault_id, len(hashes), report, given_up, logged)

    def _given_up(self, backup: Path, marker: VaultMarker) -> GivenUp | None:
        logs = {log.key_id: tuple(log.report.lines) for log in _logs(backup)}
        for key_id, head in self.known.of(marker.vault_id).heads.items():
            lines = logs.get(key_id, ())
            if head.seq >= len(lines) or lines[head.seq].hash != head.hash:
                return GivenUp(key_id, head)
        return None

    def _put_in_place(self, backup: Path, hashes: dict[str, str], to: Path) -> VerificationReport:
        with told_as_ours(to.parent):
            to.parent.mkdir(parents=True, exist_ok=True)
            work = Layout(free_name(to.parent, f"{to.name}{PARTIAL}").resolve())
            work.root.mkdir()
            try:
                _copy(backup, hashes, work, self.told)
                report = check_vault(work.root, self.known)
                self.told(len(hashes), len(hashes))
                _require_sound(backup, report)
                if to.is_dir():
                    _clear(to)
                rename(work.root, to)
            except BaseException:
                shutil.rmtree(work.root, ignore_errors=True)
                raise
            fsync_folder(to.parent)
        return report

    def _log(self, to: Path, marker: VaultMarker, operator: str, given_up: GivenUp | None) -> bool:
        """Write the line and renew the memory; say whether the key is here to do so."""
        told = given_up.to_json() if given_up else None
        try:
            vault = Vault.open_writing(to, self.known.without_heads(), self.clock, self.passphrase)
        except _NO_KEY:
            return False
        with vault:
            vault.record("vault.restored", {"by": operator, "remembered": told})
            # Only now: until the line stands, what was seen later must stay known.
            self.known.forget_heads(marker.vault_id)
        return True


def _listed(backup: Path) -> dict[str, str]:
    if not backup.is_dir():
        raise FileMissing(path=backup, detail="no such folder")
    hashes = read_backup_list(Layout(backup.resolve()))
    if backup.name.endswith(PARTIAL):
        raise BackupDamaged(path=backup, detail="not finished")
    if hashes is None or EXPORT in hashes:
        raise BackupDamaged(path=backup, detail=EXPORT if hashes else BACKUP_LIST)
    return hashes


def _require_free(backup: Path, to: Path) -> None:
    require_local(to)
    if to.resolve().is_relative_to(backup.resolve()):
        raise WrongUse(detail=f"--to {to}: inside the backup")
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        raise FolderNotEmpty(path=to)
    if to.is_dir() and {entry.name for entry in to.iterdir()} - IGNORED:
        raise FolderNotEmpty(path=to)


def _logs(backup: Path) -> list[LogFile]:
    return read_logs(Layout(backup.resolve()), signatures=False)


def _copy(backup: Path, hashes: dict[str, str], work: Layout, told: Told) -> None:
    source = Layout(backup.resolve())
    for done, (path, expected) in enumerate(hashes.items()):
        told(done, len(hashes))
        place = source.plain_file(path)
        if place is None:
            raise BackupDamaged(path=backup, detail=f"{path}: missing")
        found, _size = copy_file(place, place_in(work, path), path)
        if found != expected:
            raise BackupDamaged(path=backup, detail=f"{path}: changed")
    flush_folders(work, hashes)


def _require_sound(backup: Path, report: VerificationReport) -> None:
    wrong = [one for one in report.with_outcome(Outcome.FAILED) if not _is_age(one)]
    if wrong:
        raise BackupDamaged(path=backup, detail=f"{wrong[0].item}: {wrong[0].id}")


def _is_age(check: Check) -> bool:
    # Asked before, and answered.
    return check.id == "custody.remembered"


def _clear(folder: Path) -> None:
    for name in IGNORED:
        (folder / name).unlink(missing_ok=True)
    folder.rmdir()
