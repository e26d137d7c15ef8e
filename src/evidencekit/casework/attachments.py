"""Papers that a form names, kept in the vault under the hash of their bytes."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evidencekit.casework.forms import wrong
from evidencekit.vault.staged import put, told_as_ours
from evidencekit.vault.vault import Vault, VaultWriter

MOST_BYTES = 50 << 20
_BEGINNINGS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper read, not yet kept."""

    data: bytes
    suffix: str

    @property
    def path(self) -> str:
        """Return the path in the vault: `attachments/<sha256>.<ext>`."""
        return f"attachments/{hashlib.sha256(self.data).hexdigest()}.{self.suffix}"


def read_paper(form: Path, field: str, name: str) -> Paper:
    """Read the paper that `field` of a form names: beside the form or below, never elsewhere.

    A form may have come from somebody else; it must not pull in other files of this computer.
    Raises WrongUse.
    """
    suffix = name.rpartition(".")[2].lower()
    if suffix not in _BEGINNINGS:
        raise wrong(form, f"$.{field}: a paper is one of {', '.join(_BEGINNINGS)}")
    folder = form.parent.resolve()
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise wrong(form, f"$.{field}: {name!r} is not in the folder of the form")
        if not path.is_file():
            raise wrong(form, f"$.{field}: {name!r} is not there")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise wrong(form, f"$.{field}: {name!r} can't be read") from error
    if len(data) > MOST_BYTES:
        raise wrong(form, f"$.{field}: {name!r} is larger than {MOST_BYTES} bytes")
    if not data.startswith(_BEGINNINGS[suffix]):
        raise wrong(form, f"$.{field}: {name!r} is not what its name says")
    return Paper(data, "jpg" if suffix == "jpeg" else suffix)


def is_whole(vault: Vault, path: str) -> bool:
    """Say whether a kept paper is there and its bytes are those that its name promises."""
    file = vault.layout.plain_file(path)
    if file is None:
        return False
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == PurePosixPath(path).stem
    except OSError:
        return False


def keep_paper(vault: VaultWriter, paper: Paper) -> None:
    """Keep a paper durably; the same bytes stand once. Raises DiskFull, VaultNotWritable."""
    if vault.layout.plain_file(paper.path) is None:
        with told_as_ours(vault.layout.at("attachments")):
            put(vault.layout, paper.path, paper.data, 0o444)
