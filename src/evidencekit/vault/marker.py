"""`vault.json`: which vault this is, and in which format (`docs/vault-format.md` 3)."""

import re
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import VaultDamaged, VaultMissing, VaultNewer
from evidencekit.domain.ids import IdKind, is_id
from evidencekit.domain.times import parse_utc
from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.vault.layout import Layout

FORMAT = "1.0"
MAX_MARKER = 1 << 20
_MEMBERS = ("format", "vault_id", "demo", "created", "name", "operator", "authorities")
_FORMAT = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
_MAJOR, _MINOR = 1, 0


@dataclass(frozen=True, slots=True)
class VaultMarker:
    """The content of `vault.json`. `created` is UTC text with milliseconds."""

    format: str
    vault_id: str
    demo: bool
    created: str
    name: str
    operator: str
    authorities: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the file."""
        members = {name: getattr(self, name) for name in _MEMBERS}
        return indented(members | {"authorities": list(self.authorities)}) + b"\n"

    @property
    def is_newer_minor(self) -> bool:
        """Say whether a newer version of the same major wrote it: to be read, not written."""
        found = _FORMAT.fullmatch(self.format)
        return found is not None and int(found[2]) > _MINOR


def read_marker(root: Path) -> VaultMarker:
    """Read `vault.json` of the folder `root`.

    Raises VaultMissing (no such file), VaultNewer (newer major), VaultDamaged (anything else).
    """
    path = Layout(root).marker
    try:
        with path.open("rb") as file:
            data = file.read(MAX_MARKER + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise VaultMissing(path=root) from None
    except OSError as error:
        raise VaultDamaged(path=root, detail=f"vault.json: {error.strerror}") from error
    try:
        members = read_json(data, MAX_MARKER)
    except JsonFault as fault:
        raise VaultDamaged(path=root, detail=f"vault.json: {fault.code}") from fault
    _refuse_newer(root, members)
    marker = _marker(root, members)
    if not marker.is_newer_minor and marker.to_bytes() != data:
        raise VaultDamaged(path=root, detail="vault.json: form")
    return marker


def _refuse_newer(root: Path, members: dict[str, object]) -> None:
    version = members.get("format")
    found = _FORMAT.fullmatch(version) if isinstance(version, str) else None
    if found is None or int(found[1]) == 0:
        raise VaultDamaged(path=root, detail="vault.json: format")
    if int(found[1]) > _MAJOR:
        raise VaultNewer(path=root, format=version, known=FORMAT)


def _marker(root: Path, members: dict[str, object]) -> VaultMarker:
    demo, authorities = members.get("demo"), members.get("authorities")
    texts = {name: members.get(name) for name in _MEMBERS if name not in {"demo", "authorities"}}
    words = {name: text for name, text in texts.items() if isinstance(text, str)}
    if not isinstance(demo, bool) or not isinstance(authorities, list) or len(words) < len(texts):
        raise VaultDamaged(path=root, detail="vault.json: members")
    names = tuple(name for name in authorities if isinstance(name, str))
    sound = len(names) == len(authorities) and is_id(words["vault_id"], IdKind.VAULT)
    if not sound or not _is_time(words["created"]):
        raise VaultDamaged(path=root, detail="vault.json: values")
    return VaultMarker(demo=demo, authorities=names, **words)


def _is_time(text: str) -> bool:
    try:
        parse_utc(text)
    except ValueError:
        return False
    return True
