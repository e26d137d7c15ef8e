"""Which vault, which passphrase, which operator: what a command did not say is found here."""

import os
from pathlib import Path

from evidencekit.domain.errors import FileMissing, VaultMissing
from evidencekit.foundation.paths import user_folders


def vault_folder(named: Path | None) -> Path:
    """Return the vault to use: the one named, else the only one in the default folder.

    Raises VaultMissing when none was named and there is not exactly one.
    """
    if named is not None:
        return named
    folder = user_folders().data / "vaults"
    found = [path.parent for path in folder.glob("*/vault.json")]
    if len(found) != 1:
        raise VaultMissing(path=folder)
    return found[0]


def passphrase(file: Path | None = None) -> str | None:
    """Return the first line of `file`, else of `EVIDENCEKIT_PASSPHRASE_FILE`; None without both.

    Raises FileMissing when the file named can't be read.
    """
    name = file or os.environ.get("EVIDENCEKIT_PASSPHRASE_FILE")
    return first_line(Path(name)) if name else None


def first_line(name: Path) -> str | None:
    """Return the first line of a file without its end; None if it is empty. Raises FileMissing."""
    try:
        text = name.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileMissing(path=name, detail=_reason(error)) from error
    return text.split("\n", 1)[0].rstrip("\r") or None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "not UTF-8 text"
