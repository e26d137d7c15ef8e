"""What this computer remembers of its vaults, outside them (`docs/vault-format.md` 4.3).

It makes a fingerprint known and a vault that was put back visible.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.evidence.custody import Head
from evidencekit.foundation.files import rename, write_whole
from evidencekit.vault.staged import free_name

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Remembered:
    """Of one vault: fingerprints by key id, and the last head of each log.

    `trusted` are the fingerprints that a person trusts, of whatever vault.
    """

    keys: dict[str, str] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    trusted: frozenset[str] = frozenset()


class KnownVaults:
    """The file `known.json`. Several programs may use it: each change reads it anew."""

    def __init__(self, path: Path, trusted: frozenset[str] = frozenset()) -> None:
        self._path = path
        self.trusted = trusted

    def of(self, vault_id: str) -> Remembered:
        """Return what is remembered; nothing if the file is absent or can't be read."""
        vault = _object(self._vaults().get(vault_id))
        keys = {name: text for name, text in _object(vault.get("keys")).items() if _is_text(text)}
        heads = {}
        for key_id, value in _object(vault.get("heads")).items():
            members = _object(value)
            seq, digest = members.get("seq"), members.get("hash")
            if isinstance(seq, int) and isinstance(digest, str):
                heads[key_id] = Head(seq, digest)
        fingerprints = {name: str(text) for name, text in keys.items()}
        return Remembered(fingerprints, heads, self.trusted)

    def remember(self, vault_id: str, fingerprint: str, head: Head) -> None:
        """Remember the key and the head of its log, durably. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._remember(vault_id, fingerprint, head)

    def without_heads(self) -> "KnownVaults":
        """Return the same memory as it looks to somebody who gives up what was seen later."""
        return _WithoutHeads(self._path)

    def forget_heads(self, vault_id: str) -> None:
        """Forget the heads of a vault, durably; its keys stay known. Raises OSError."""
        with self._alone():
            vaults = self._vaults()
            if vault_id in vaults:
                vaults[vault_id] = _object(vaults[vault_id]) | {"heads": {}}
                write_whole(self._path, indented({"v": _VERSION, "vaults": vaults}), 0o600)

    def _alone(self) -> AbstractContextManager[object]:
        # Reading needs no lock: `verify` does without what makes one.
        import filelock  # noqa: PLC0415

        return filelock.FileLock(self._path.with_suffix(".lock"), timeout=10)

    def _remember(self, vault_id: str, fingerprint: str, head: Head) -> None:
        key_id = fingerprint[:16]
        vaults = self._vaults()
        if not vaults and self._path.exists():
            # What can't be read is kept for a person, not written over.
            rename(self._path, free_name(self._path.parent, f"{self._path.name}.bad"))
        vault = _object(vaults.get(vault_id))
        vaults[vault_id] = {
            "keys": _object(vault.get("keys")) | {key_id: fingerprint},
            "heads": _object(vault.get("heads")) | {key_id: {"seq": head.seq, "hash": head.hash}},
        }
        write_whole(self._path, indented({"v": _VERSION, "vaults": vaults}), 0o600)

    def _vaults(self) -> dict[str, object]:
        try:
            return _object(read_json(self._path.read_bytes()).get("vaults"))
        except (OSError, JsonFault):
            return {}


class _WithoutHeads(KnownVaults):
    def of(self, vault_id: str) -> Remembered:
        return Remembered(super().of(vault_id).keys)


def _object(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str)
