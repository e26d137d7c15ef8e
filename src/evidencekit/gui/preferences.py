"""What a person chose for the app: language, vaults, looks. Kept in the settings file."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evidencekit.foundation.catalogue import LANGUAGES, system_language
from evidencekit.foundation.paths import user_folders
from evidencekit.foundation.settings import Settings, load_settings, save_settings

_RECENT = 8
OFF = "off"
TEXT_SIZES = ("100", "125", "150", "175", "200")


def _file() -> Path:
    return user_folders().config / "settings.json"


def chosen_language() -> str:
    """Return the language to use: the chosen one, else the system's."""
    chosen = load_settings(_file()).language
    return chosen if chosen in LANGUAGES else system_language()


def choose_language(language: str) -> None:
    """Keep a language for the next start too. Raises OSError."""
    save_settings(_file(), replace(load_settings(_file()), language=language))


def last_vault() -> Path | None:
    """Return the vault that was open last, if it is still there."""
    name = load_settings(_file()).last_vault
    folder = Path(name) if name else None
    return folder if folder and (folder / "vault.json").is_file() else None


def recent_vaults() -> list[Path]:
    """Return the vaults that were open lately and are still there, the last one first."""
    folders = [Path(name) for name in load_settings(_file()).recent_vaults]
    return [folder for folder in folders if (folder / "vault.json").is_file()]


def remember_vault(folder: Path) -> None:
    """Keep which vault to open at the next start, and those before it. Raises OSError."""
    settings = load_settings(_file())
    if settings.last_vault != str(folder):
        others = [name for name in settings.recent_vaults if name != str(folder)]
        recent = (str(folder), *others[: _RECENT - 1])
        save_settings(_file(), replace(settings, last_vault=str(folder), recent_vaults=recent))


def chosen() -> Settings:
    """Return all settings."""
    return load_settings(_file())


def choose(**changes: object) -> None:
    """Keep these settings beside what stands. Raises OSError."""
    save_settings(_file(), replace(load_settings(_file()), **changes))  # type: ignore[arg-type]


def text_size() -> int:
    """Return the chosen size of everything in per cent; one that is none counts as 100."""
    text = load_settings(_file()).text_size or ""
    return int(text) if text in TEXT_SIZES else 100


def hidden_columns(known: Sequence[str]) -> list[str]:
    """Return those of the known columns that a person does not want to see."""
    unwanted = load_settings(_file()).hidden_columns
    return [name for name in known[1:] if name in unwanted]


def list_choice(place: str, what: str) -> str:
    """Return what was chosen of a list (its width, its order); empty: nothing."""
    found = (one.partition("=") for one in load_settings(_file()).lists)
    return next((value for name, _sign, value in found if name == f"{place}.{what}"), "")


def choose_list(place: str, what: str, value: str) -> None:
    """Keep a choice about a list. Raises OSError."""
    name = f"{place}.{what}="
    others = (one for one in load_settings(_file()).lists if not one.startswith(name))
    choose(lists=(*others, f"{name}{value}"))


def place_of(window: str) -> bytes:
    """Return where `window` or `browser_window` stood last, as Qt wrote it; empty: not known."""
    try:
        return base64.b64decode(getattr(load_settings(_file()), window) or "", validate=True)
    except ValueError:
        return b""


def remember_place(window: str, place: bytes) -> None:
    """Keep where a window stands. Raises OSError."""
    choose(**{window: base64.b64encode(place).decode("ascii")})
