"""Where everything in a vault lies (`docs/vault-format.md` 2): names in, paths out."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from evidencekit.domain.ids import IdKind, is_id

PART = ".part"
FOLDERS = (
    "keys",
    "custody",
    "evidence",
    "stamps",
    "stamps/heads",
    "derived",
    "packets",
    "attachments",
    "backups",
    "quarantine",
    "staging",
)
# In a backup: the hashes of all its files, in the form of `sha256sum`.
BACKUP_LIST = "SHA256SUMS"
# Systems leave these in any folder that a person opens.
IGNORED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_DIGITS = 10
_KEY_ID = re.compile(r"[0-9a-f]{16}")
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one vault. Only ids and names of the fixed forms become paths."""

    root: Path

    @property
    def marker(self) -> Path:
        """Return the path of `vault.json`."""
        return self.root / "vault.json"

    @property
    def staging(self) -> Path:
        """Return the folder of everything that is being written."""
        return self.root / "staging"

    @property
    def quarantine(self) -> Path:
        """Return the folder of what recovery set aside for a person to look at."""
        return self.root / "quarantine"

    @property
    def lock(self) -> Path:
        """Return the path of the lock of the system."""
        return self.root / "vault.lock"

    @property
    def lock_holder(self) -> Path:
        """Return the path of the file that says who holds the lock."""
        return self.root / "vault.lock.json"

    def key(self, key_id: str, suffix: str = ".pem") -> Path:
        """Return the path of a key's `.pem`, `.crt` or `.enc.pem`."""
        return self.root / "keys" / f"{_checked_key_id(key_id)}{suffix}"

    def log(self, key_id: str) -> Path:
        """Return the path of the custody log of a key."""
        return self.root / "custody" / f"{_checked_key_id(key_id)}.jsonl"

    def staged(self, name: str) -> Path:
        """Return the path of the part of a file `name`; a name has no `/`."""
        if not is_vault_path(name) or "/" in name:
            raise ValueError(name)
        return self.staging / f"{name}{PART}"

    def at(self, path: str) -> Path:
        """Return the place of a path as the log writes it. Raises ValueError for any other form."""
        if not is_vault_path(path):
            raise ValueError(path)
        return self.root.joinpath(*path.split("/"))

    def plain_file(self, path: str) -> Path | None:
        """Return the place of `path` if a plain file is there, reached without any link."""
        place = self.root
        for part in path.split("/"):
            place /= part
            if place.is_symlink():
                return None
        return place if is_vault_path(path) and place.is_file() else None


def is_vault_path(path: str) -> bool:
    """Say whether `path` has the form of paths in the vault (section 1); the only safe one."""
    return _PATH.fullmatch(path) is not None


def is_key_id(text: str) -> bool:
    """Say whether `text` has the form of a key id."""
    return _KEY_ID.fullmatch(text) is not None


def capture_file(capture_id: str) -> str:
    """Return the path in the vault of a capture: its month is the UTC month of its ULID."""
    month = id_time(capture_id).strftime("%Y/%m")
    return f"evidence/{month}/{capture_id}.wacz"


def id_time(capture_id: str) -> datetime:
    """Return the time in the ULID of a capture id. Raises ValueError if it is none."""
    if not is_id(capture_id, IdKind.CAPTURE):
        raise ValueError(capture_id)
    milliseconds = 0
    for digit in capture_id[2 : 2 + _TIME_DIGITS]:
        milliseconds = milliseconds * 32 + _CROCKFORD.index(digit)
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise ValueError(capture_id) from None


def _checked_key_id(key_id: str) -> str:
    if not is_key_id(key_id):
        raise ValueError(key_id)
    return key_id
