"""Words of the command line taken as they are.

typer has pydantic look at each, even where there is nothing to look at: a text is a text, and a
path is made of one; what was not given is nothing. Loading pydantic for that takes a third of the
start of a command.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

# A flag is no word: here it can only be one that was not given.
_ONE: dict[object, Callable[[str], object]] = {str: str, Path: Path, bool: bool}
_SEVERAL: dict[object, Callable[[str], object]] = {list[str]: str, list[Path]: Path}
_LOOKED_AT: set[object] = {int, float, datetime}


class _Plain:
    """What a parameter asks to make something of what was typed."""

    def __init__(self, make: Callable[[str], object], *, several: bool = False) -> None:
        self._make = make
        self._several = several

    def coerce(self, typed: Any, **_about: object) -> object:  # noqa: ANN401  # a word, or several
        if self._several:
            return [self._make(word) for word in typed or ()]
        return None if typed is None else self._make(typed)


class _Looked:
    """What a parameter asks that has only what was typed looked at: a default is right already."""

    def __init__(self, look: Callable[[], Any]) -> None:
        self._look = look

    def coerce(self, typed: Any, **about: Any) -> object:  # noqa: ANN401  # as above
        return self._look().coerce(typed, **about) if isinstance(typed, str) else typed


def take_plainly(command: Any) -> None:  # noqa: ANN401  # typer's own, of which nothing is promised
    """Have the texts and paths of a command, and of all below it, taken as they were typed.

    A parameter that asks elsewhere what to make of a word, in another typer, does as it did.
    """
    for below in getattr(command, "commands", {}).values():
        take_plainly(below)
    for parameter in command.get_params(typer.Context(command)):
        kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
        if kind in _ONE:
            parameter.get_runtime_param = _asked(_Plain(_ONE[kind]))
        elif kind in _SEVERAL:
            parameter.get_runtime_param = _asked(_Plain(_SEVERAL[kind], several=True))
        elif kind in _LOOKED_AT:
            parameter.get_runtime_param = _asked(_Looked(parameter.get_runtime_param))


def _asked(one: _Plain | _Looked) -> Callable[[], _Plain | _Looked]:
    return lambda: one
