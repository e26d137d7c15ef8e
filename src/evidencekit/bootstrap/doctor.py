"""What is missing on this computer, and how to get it."""

import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import (
    BrowserMissing,
    EvidenceKitError,
    IndexUnavailable,
    VaultMissing,
)
from evidencekit.foundation.catalogue import _, pgettext

_ADVICE = {"browser_sandbox", "keyring", "display", "search_index"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, what to do if not."""

    name: str
    ok: bool
    seen: str
    action: str = ""

    @property
    def is_lack(self) -> bool:
        """Say whether something is missing without which not all of the program works."""
        return not self.ok and self.name not in _ADVICE


def examine_computer(vault: Path | None = None) -> list[Finding]:
    """Look at Python, the engine, an installed browser, counts, keyring, display, search index.

    The index is that of `vault`, else of the only vault in the default folder, if there is one.
    """
    return [
        _python(),
        _engine(),
        _installed(),
        _counts(),
        _sandbox(),
        _keyring(),
        _display(),
        _index(vault),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python", sys.version_info >= (3, 11), version, _("Install Python 3.11 or newer.")
    )


def _engine() -> Finding:
    action = _("Run `make run` again, or install the named library.")
    try:
        from PySide6.QtWebEngineCore import qWebEngineChromiumVersion, qWebEngineVersion
    except ImportError as error:
        return Finding("browser_engine", ok=False, seen=str(error), action=action)
    seen = f"QtWebEngine {qWebEngineVersion()!s}, Chromium {qWebEngineChromiumVersion()!s}"
    return Finding("browser_engine", ok=True, seen=seen)


def _installed() -> Finding:
    """Nothing is wrong without one: it is for sites that mistrust the engine that is built in."""
    from evidencekit.bootstrap.browsing import installed_wish
    from evidencekit.chromium import find_browser

    chosen = installed_wish().program
    try:
        found = find_browser(chosen)
    except BrowserMissing as error:
        seen = _("none found: {detail}").format(detail=error.facts["detail"])
        action = _("Correct `chromium_path` in the settings, or take it out.")
        return Finding("installed_browser", chosen is None, seen, action if chosen else "")
    return Finding("installed_browser", ok=True, seen=f"{found.name}, {found.program}")


def _counts() -> Finding:
    """PySide6 6.12.0 on Python 3.11 loses references to True and aborts: hence the pin."""
    action = _("Install the pinned PySide6 again: this one would abort in mid-capture.")
    try:
        from PySide6.QtCore import QObject, Signal
    except ImportError as error:
        return Finding("signal_counts", ok=False, seen=str(error), action=action)

    class Probe(QObject):
        fired = Signal(bool)

    probe, before = Probe(), sys.getrefcount(True)
    for _round in range(100):
        probe.fired.emit(True)
    lost = before - sys.getrefcount(True)
    return Finding("signal_counts", abs(lost) < 50, f"{lost} of 100", action)  # noqa: PLR2004


def _sandbox() -> Finding:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Finding(
            "browser_sandbox",
            ok=False,
            seen=_("off: running as root"),
            action=_("Run as an ordinary user; each capture made now says that it was off."),
        )
    return Finding("browser_sandbox", ok=True, seen=pgettext("browser sandbox", "on"))


def _keyring() -> Finding:
    import keyring

    from evidencekit.evidence.os_keyring import keyring_works

    # A value goes in, comes back and is removed: a name alone says little.
    works = keyring_works()
    action = _("Keys are kept in an encrypted file: give --passphrase-file at init.")
    return Finding("keyring", works, str(keyring.get_keyring().name), action)


def _display() -> Finding:
    if sys.platform in {"win32", "darwin"}:
        return Finding("display", ok=True, seen=sys.platform)
    name = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    action = _("Without a display use the command line; everything but the app works.")
    return Finding("display", bool(name), name or pgettext("display", "none"), action)


def _index(vault: Path | None) -> Finding:
    from evidencekit.bootstrap.library import open_library
    from evidencekit.vault.library import Filter, sqlite_lacks

    lacks = sqlite_lacks()
    if lacks:
        action = _("Install a Python with SQLite 3.34 or newer and FTS5.")
        return Finding("search_index", ok=False, seen=lacks, action=action)
    engine = f"SQLite {sqlite3.sqlite_version}"
    try:
        _opened, library = open_library(vault)
        made = library.refresh().rebuilt
        count = library.count(Filter(hidden=True), None).count
    except VaultMissing:
        return Finding("search_index", ok=True, seen=engine)
    except IndexUnavailable as error:
        action = _("Free disk space, or close the other program; then try again.")
        return Finding("search_index", ok=False, seen=str(error.facts["detail"]), action=action)
    except EvidenceKitError as error:
        action = _("Run `evidencekit verify`: it says what is wrong with the vault.")
        return Finding("search_index", ok=False, seen=error.code, action=action)
    seen = f"{engine}, {count:,}, {library.path}"
    return Finding("search_index", ok=True, seen=f"{seen} (rebuilt: {made})" if made else seen)
