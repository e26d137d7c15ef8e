"""A group whose first command is meant where none is named: `facts FILE`, `recipients ID`."""

from typing import Any

from typer.core import TyperGroup
from typing_extensions import override


class DefaultGroup(TyperGroup):
    """Takes what is no name of a command for arguments of its first one."""

    # Of the types of the parser inside typer nothing is promised.
    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        named = bool(args) and args[0] in self.commands
        return super().resolve_command(ctx, args if named else [next(iter(self.commands)), *args])


class DefaultGroupAlone(DefaultGroup):
    """The same where the first command needs no argument: the group's bare name means it."""

    @override
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or [next(iter(self.commands))])
