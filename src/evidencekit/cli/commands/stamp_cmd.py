"""`evidencekit stamp`: gets the time tokens that are waiting."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.stamping import StampResult


def stamp(
    context: typer.Context,
    authority: Annotated[
        str | None, typer.Option(help="An RFC 3161 address, or the name of one in the settings.")
    ] = None,
    roots: Annotated[
        Path | None, typer.Option(help="A PEM file with the authority's root certificates.")
    ] = None,
) -> int:
    """Get time tokens for the captures that wait for one."""
    if context.invoked_subcommand:
        return ExitStatus.DONE
    output: Output = context.obj
    result = bootstrap.stamp(output.options.vault, authority, roots)
    output.result(result.to_json(), lambda: _say(output, result))
    return result.exit_status


def _say(output: Output, result: "StampResult") -> None:
    for problem in result.problems:
        output.line(f"{problem.reason:15} {problem.authority}  {problem.list}")
        output.line(f"    {problem.meaning}")
        if problem.detail:
            output.line(f"    {one_line(problem.detail)}")
    output.line(
        _("Tokens asked for: {requested}, received: {received}, still waiting: {waiting}.").format(
            requested=result.requested, received=result.received, waiting=result.waiting
        )
    )
