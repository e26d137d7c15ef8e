"""What a kept profile must remember: one process's own while it is used, shown to be on disk after.

The engine writes cookies and storage late, on threads of its own, and has written all of it only
when it has ended in order (`process.end_engine`): a process that leaves before loses a log-in.
"""

import contextlib
import shutil
import sqlite3
from pathlib import Path

from PySide6.QtCore import QDateTime, QLockFile
from PySide6.QtNetwork import QNetworkCookie
from PySide6.QtWebEngineCore import QWebEngineCookieStore

from evidencekit.domain.errors import ProfileInUse

# (domain, name, path): what makes a cookie another one.
_Cookie = tuple[str, str, str]
_LOCK = "lock"


class Keeper:
    """Holds the folder of the profile `name` for as long as it lives. Raises ProfileInUse."""

    def __init__(self, name: str, folder: Path) -> None:
        self._file = folder / "Cookies"
        self._lock = _locked(name, folder)
        self._lasting: dict[_Cookie, QDateTime] = {}

    def watch(self, store: QWebEngineCookieStore) -> None:
        """Follow the cookies of the profile. On the GUI thread."""
        store.cookieAdded.connect(self._added)
        store.cookieRemoved.connect(self._removed)
        store.loadAllCookies()

    def has_written(self) -> bool:
        """Say whether every lasting cookie is on disk. Call it when the engine has ended."""
        now = QDateTime.currentDateTimeUtc()
        due = {cookie for cookie, end in self._lasting.items() if end > now}
        try:
            return due <= _written(self._file)
        except sqlite3.Error:
            return not due

    def _added(self, cookie: QNetworkCookie) -> None:
        if not cookie.isSessionCookie():
            self._lasting[_key(cookie)] = cookie.expirationDate()

    def _removed(self, cookie: QNetworkCookie) -> None:
        self._lasting.pop(_key(cookie), None)


def forget_kept(name: str, folder: Path) -> None:
    """Delete all that the profile `name` keeps in `folder`. Raises ProfileInUse, OSError."""
    lock = _locked(name, folder)
    try:
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != _LOCK:
                entry.unlink()
    finally:
        lock.unlock()
    folder.rmdir()


def _key(cookie: QNetworkCookie) -> _Cookie:
    return cookie.domain(), bytes(cookie.name().data()).decode("utf-8", "replace"), cookie.path()


def _written(file: Path) -> set[_Cookie]:
    # Read and written: what the engine left half done is rolled back first.
    address = f"{file.absolute().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
        return set(database.execute("SELECT host_key, name, path FROM cookies"))


def _locked(name: str, folder: Path) -> QLockFile:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = QLockFile(str(folder / _LOCK))
    # A process that died left a lock that Qt sees through by itself.
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        raise ProfileInUse(name=name, path=folder)
    return lock
