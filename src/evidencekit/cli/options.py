"""The global options, accepted before and after the command's name alike."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidencekit.evidence.hashing import Ahead

_WITH_VALUE = {"--vault", "--as", "--lang"}
_FLAGS = {"--json", "--quiet", "--verbose"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for, whatever the command; `ahead` is what was begun before that was known."""

    vault: Path | None = None
    json: bool = False
    operator: str | None = None
    lang: str | None = None
    quiet: bool = False
    verbose: bool = False
    ahead: "Ahead | None" = None


def hoist_global_options(arguments: Sequence[str]) -> list[str]:
    """Move global options to the front, where the parser wants them; keep the rest in order.

    Nothing after a bare `--` is touched.
    """
    front: list[str] = []
    rest: list[str] = []
    todo = list(arguments)
    while todo:
        word = todo.pop(0)
        if word == "--":
            rest += [word, *todo]
            break
        if word in _FLAGS or (word.split("=", 1)[0] in _WITH_VALUE and "=" in word):
            front.append(word)
        elif word in _WITH_VALUE and todo:
            front += [word, todo.pop(0)]
        else:
            rest.append(word)
    return front + rest


def named_command(words: Sequence[str]) -> str | None:
    """Return the first word that is no option; None where help is asked for before it."""
    todo = list(words)
    while todo:
        word = todo.pop(0)
        if word in _WITH_VALUE:
            del todo[:1]
        elif not word.startswith("-"):
            return word
        elif word == "--help":
            return None
    return None


def vault_from_environment() -> Path | None:
    """Return the vault named by `EVIDENCEKIT_VAULT`, if any."""
    name = os.environ.get("EVIDENCEKIT_VAULT")
    return Path(name) if name else None
