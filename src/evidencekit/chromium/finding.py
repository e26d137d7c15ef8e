"""Finds the person's own Chrome, Edge or Chromium. Nothing is started for it."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import BrowserMissing

_COMMANDS = {
    "chromium": "Chromium",
    "chromium-browser": "Chromium",
    "google-chrome": "Google Chrome",
    "google-chrome-stable": "Google Chrome",
    "microsoft-edge": "Microsoft Edge",
    "microsoft-edge-stable": "Microsoft Edge",
}
_APPS = ("Google Chrome", "Microsoft Edge", "Chromium")
_WINDOWS = {
    "Google/Chrome/Application/chrome.exe": "Google Chrome",
    "Microsoft/Edge/Application/msedge.exe": "Microsoft Edge",
    "Chromium/Application/chrome.exe": "Chromium",
}
_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser of this computer: what it is called and its program."""

    name: str
    program: Path


def find_browser(chosen: str | None = None) -> FoundBrowser:
    """Return the browser at the path `chosen`, else the first one found where they are installed.

    Raises BrowserMissing.
    """
    if chosen is not None:
        program = Path(chosen)
        if not program.is_absolute() or not os.access(program, os.X_OK) or program.is_dir():
            raise BrowserMissing(detail=chosen)
        return FoundBrowser(_name_of(program), program)
    for found in _installed(sys.platform, os.environ):
        if os.access(found.program, os.X_OK):
            return found
    raise BrowserMissing(detail=", ".join(dict.fromkeys(_COMMANDS.values())))


def _installed(system: str, environment: Mapping[str, str]) -> Iterator[FoundBrowser]:
    if system == "win32":
        roots = [environment[name] for name in _ROOTS if name in environment]
        for path, name in _WINDOWS.items():
            yield from (FoundBrowser(name, Path(root, path)) for root in roots)
    elif system == "darwin":
        for name in _APPS:
            yield FoundBrowser(name, Path(f"/Applications/{name}.app/Contents/MacOS/{name}"))
    else:
        for command, name in _COMMANDS.items():
            program = shutil.which(command)
            if program is not None:
                yield FoundBrowser(name, Path(program))


def _name_of(program: Path) -> str:
    word = str(program).lower()
    if "edge" in word:
        return "Microsoft Edge"
    return "Google Chrome" if "chrome" in program.name.lower() else "Chromium"
