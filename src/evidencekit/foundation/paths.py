"""The folders of this computer that are ours. `EVIDENCEKIT_HOME` moves them all."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things outside a vault live; none of them is evidence.

    `data`: default vaults; `cache`: derived indexes; `state`: logs, remembered heads and
    fingerprints; `config`: settings.
    """

    data: Path
    cache: Path
    state: Path
    config: Path


def user_folders() -> Folders:
    """Return the folders of this user, none of them created."""
    home = os.environ.get("EVIDENCEKIT_HOME")
    if home:
        base = Path(home)
        return Folders(base / "data", base / "cache", base / "state", base / "config")
    dirs = platformdirs.PlatformDirs("evidencekit", appauthor=False, roaming=False)
    return Folders(
        Path(dirs.user_data_dir),
        Path(dirs.user_cache_dir),
        Path(dirs.user_state_dir),
        Path(dirs.user_config_dir),
    )
