"""What the installed browser is to be like."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptFolder:
    """A kept profile by name; the browser's part of it lies in a folder of its own in `folder`."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class InstalledWish:
    """How sites see the browser: `languages` as in `Accept-Language`, best first; the profile.

    The browser makes its own list of them: with the languages that a region belongs to, and, off
    the record, of the first alone. Without a profile each page is off the record. `program` is the
    browser to take, an absolute path, None for the one that is found. `hidden`: no window.
    """

    languages: str = "en-US,en;q=0.9"
    profile: KeptFolder | None = None
    program: str | None = None
    hidden: bool = True
