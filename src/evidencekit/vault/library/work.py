"""What the index takes from the user's own work, and the door through which it comes.

The work itself is `casework.db`, on a floor above: whoever builds a `Library` hands it down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from evidencekit.domain.facts import FactValue


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says a fact of a capture is, whatever was read; None: not on the page."""

    capture_id: str
    fact: str
    value: FactValue | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A case, the right that it enforces, the captures that it names."""

    case: str
    right: str
    captures: tuple[str, ...]


class Work(Protocol):
    """The user's own work on one vault."""

    def state(self) -> str:
        """Return a text that changes whenever what the others return may have changed."""

    def scopes(self) -> Iterable[Scope]:
        """Return all cases."""

    def said(self) -> Iterable[Said]:
        """Return what holds today: for each fact of a capture the last word."""


class NoWork:
    """Nobody has done anything yet."""

    def state(self) -> str:
        """Return always the same."""
        return ""

    def scopes(self) -> Iterable[Scope]:
        """Return no case."""
        return ()

    def said(self) -> Iterable[Said]:
        """Return no word."""
        return ()
