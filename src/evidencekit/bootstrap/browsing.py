"""How sites see the browser: languages of the settings, and a kept profile if one is named.

Kept profiles lie in the user's data folder, never in a vault.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.domain.errors import BrowserMissing, NotFound, WrongUse
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.chromium import InstalledWish
    from evidencekit.foundation.settings import Settings
    from evidencekit.webengine import BrowserWish

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A kept profile: its name, where it lies, the bytes in it."""

    name: str
    folder: Path
    size: int

    def to_json(self) -> dict[str, object]:
        """Return an element of `profile list --json`."""
        return {"name": self.name, "folder": str(self.folder), "bytes": self.size}


def browser_wish(profile: str | None = None) -> "BrowserWish":
    """Return what the settings say; `profile` is a platform's name, whose cookies are kept.

    Raises WrongUse, EngineMissing.
    """
    from evidencekit.webengine import BrowserWish, KeptProfile

    languages = _languages()
    if profile is None:
        return BrowserWish(languages)
    return BrowserWish(languages, KeptProfile(profile, profile_folder(profile)))


def installed_wish(profile: str | None = None) -> "InstalledWish":
    """Return what the settings say of the installed browser. Raises WrongUse."""
    from evidencekit.chromium import InstalledWish, KeptFolder

    kept = KeptFolder(profile, profile_folder(profile)) if profile else None
    return InstalledWish(_languages(), kept, _settings().chromium_path)


def installed_browser() -> str | None:
    """Return what the installed browser is called, None where there is none."""
    from evidencekit.chromium import find_browser

    try:
        return find_browser(_settings().chromium_path).name
    except BrowserMissing:
        return None


def chosen_engine() -> str | None:
    """Return which engine the settings name, None when they leave it open."""
    return _settings().engine


def _languages() -> str:
    from evidencekit.capture.languages import accept_language

    return accept_language(_settings().page_languages, current_language())


def _settings() -> "Settings":
    from evidencekit.foundation.settings import load_settings

    return load_settings(user_folders().config / "settings.json")


def profile_folder(name: str) -> Path:
    """Return where the kept profile of this name lies, be it there or not. Raises WrongUse."""
    if not _NAME.fullmatch(name):
        raise WrongUse(detail=f"--profile {name}: a-z, 0-9, -")
    return _profiles() / name


def list_profiles() -> list[ProfileView]:
    """Return the kept profiles by name."""
    found = sorted(_profiles().glob("*/")) if _profiles().is_dir() else []
    return [
        ProfileView(folder.name, folder, _size(folder))
        for folder in found
        if _NAME.fullmatch(folder.name) and not folder.is_symlink()
    ]


def make_profile(name: str) -> Path:
    """Begin a kept profile; one that is there stays as it is. Raises WrongUse, OSError."""
    folder = profile_folder(name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def forget_profile(name: str) -> int:
    """Delete the cookies, log-ins and storage of a kept profile; return how many bytes went.

    Raises NotFound, WrongUse (no name of one), ProfileInUse, EngineMissing, OSError.
    """
    from evidencekit.chromium import KeptFolder, held
    from evidencekit.webengine import forget_kept

    folder = profile_folder(name)
    if not folder.is_dir() or folder.is_symlink():
        raise NotFound(what="profile", id=name)
    size = _size(folder)
    # Neither engine may be at it.
    with held(KeptFolder(name, folder)):
        forget_kept(name, folder)
    return size


def _profiles() -> Path:
    return user_folders().data / "profiles"


def _size(folder: Path) -> int:
    # What the engine takes away meanwhile counts no more.
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files if path.exists())
