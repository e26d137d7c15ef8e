"""`evidencekit case note|task|done|counsel|archive|reopen|merge|separate`."""

from datetime import datetime
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands.case_board_cmd import add_board_commands
from evidencekit.cli.commands.confirming_cmd import say_whole
from evidencekit.cli.output import Output

_Id = Annotated[str, typer.Argument(metavar="ID")]
_Text = Annotated[str, typer.Argument(metavar="TEXT")]


def add_case_commands(group: typer.Typer) -> None:
    """Add to `case` what no other noun has."""
    add_board_commands(group)
    for command in (note, task, done, counsel, archive, reopen, merge, separate):
        group.command(command.__name__)(command)


def note(context: typer.Context, case_id: _Id, text: _Text) -> None:
    """Add a note to a case, as the person named by --as."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.note(case_id, text, output.options.operator))


def task(
    context: typer.Context,
    case_id: _Id,
    text: _Text,
    person: Annotated[str, typer.Option(help="Who is to do it.")],
    due: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="By which day.")
    ] = None,
) -> None:
    """Add a task to a case; with a day it comes up in `deadlines`."""
    output: Output = context.obj
    day = due.date() if due else None
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.task(case_id, text, person, day, output.options.operator))


def done(
    context: typer.Context,
    case_id: _Id,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the task.")],
    undo: Annotated[bool, typer.Option(help="It is not done after all.")] = False,
) -> None:
    """Say that a task is done, as the person named by --as."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.done(case_id, number, output.options.operator, done=not undo))


def counsel(context: typer.Context, case_id: _Id, text: _Text) -> None:
    """Say who is counsel in a case; empty takes it back."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.counsel(case_id, text, output.options.operator))


def archive(
    context: typer.Context,
    case_id: _Id,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
) -> None:
    """Put a case away: it is left out of `case list` without --all."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.archive(case_id, reason, output.options.operator))


def reopen(context: typer.Context, case_id: _Id) -> None:
    """Take an archived case out again."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.reopen(case_id, output.options.operator))


def merge(
    context: typer.Context,
    case_id: _Id,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The case that it will show in.")],
    reason: Annotated[str, typer.Option(help="On what grounds; it is kept.")],
) -> None:
    """Have a case show in another, as the person named by --as; `separate` takes it back."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.merge(case_id, into, reason, output.options.operator))


def separate(context: typer.Context, case_id: _Id) -> None:
    """Take a merge back: the case stands by itself again, as it was."""
    output: Output = context.obj
    with bootstrap.case_work(output.options.vault) as work:
        say_whole(output, work.separate(case_id, output.options.operator))
