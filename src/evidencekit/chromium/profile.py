"""The folder of a browser's profile: a temporary one, or one that is kept, outside any vault."""

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from evidencekit.capture.connection import Json
from evidencekit.chromium.wish import InstalledWish, KeptFolder
from evidencekit.domain.errors import ProfileInUse

_BLOCK = 2
_PREFIX, _LOCK, _YOUNG = "evidencekit-browser-", "held.lock", 60.0


@contextmanager
def profile_folder(wish: InstalledWish) -> Iterator[Path]:
    """Give the folder for the browser, this process's own while it lasts. Raises ProfileInUse."""
    if wish.profile is None:
        with _temporary() as folder:
            _write_choices(folder, wish.languages)
            yield folder
    else:
        with held(wish.profile) as folder:
            _write_choices(folder, wish.languages)
            yield folder


@contextmanager
def _temporary() -> Iterator[Path]:
    """Give a new folder that goes when it is left; first take away what dead processes left."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    for old in folder.parent.glob(f"{_PREFIX}*"):
        _sweep(old, folder.stat().st_mtime)
    try:
        with filelock.FileLock(folder / _LOCK, timeout=0, thread_local=False):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(old: Path, now: float) -> None:
    """Delete a folder of ours that nobody holds. One just made is about to be held."""
    try:
        facts = old.lstat()
        ours = os.name != "posix" or facts.st_uid == os.geteuid()
        if ours and stat.S_ISDIR(facts.st_mode) and now - facts.st_mtime > _YOUNG:
            with filelock.FileLock(old / _LOCK, timeout=0):
                pass
            shutil.rmtree(old, ignore_errors=True)
    except (OSError, filelock.Timeout):
        return


@contextmanager
def held(profile: KeptFolder) -> Iterator[Path]:
    """Hold a kept profile: no other process of ours uses it meanwhile. Raises ProfileInUse."""
    folder = profile.folder / "installed"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = filelock.FileLock(profile.folder / "installed.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise ProfileInUse(name=profile.name, path=profile.folder) from None
    try:
        yield folder
    finally:
        lock.release()


def _write_choices(folder: Path, languages: str) -> None:
    """Choose as a person would in the browser's settings; what else stands there stays."""
    file = folder / "Default" / "Preferences"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    choices = _merged(_read(file), _choices(languages))
    file.write_text(json.dumps(choices), encoding="utf-8")
    if os.name == "posix":
        file.chmod(0o600)


def _choices(languages: str) -> Json:
    tags = ",".join(part.partition(";")[0] for part in languages.split(","))
    refused = ("geolocation", "media_stream_camera", "media_stream_mic", "notifications")
    return {
        "intl": {"accept_languages": tags, "selected_languages": tags},
        "profile": {"default_content_setting_values": dict.fromkeys(refused, _BLOCK)},
        # A page that was loaded ahead never passes the recorder.
        "net": {"network_prediction_options": _BLOCK},
        "credentials_enable_service": False,
        "autofill": {"profile_enabled": False, "credit_card_enabled": False},
    }


def _merged(old: Json, new: Json) -> Json:
    inner = {
        name: _merged(old[name] if isinstance(old.get(name), dict) else {}, value)
        for name, value in new.items()
        if isinstance(value, dict)
    }
    return old | new | inner


def _read(file: Path) -> Json:
    try:
        choices = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return choices if isinstance(choices, dict) else {}
