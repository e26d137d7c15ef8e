"""`evidencekit stamp`: gets the time tokens that are waiting; `stamp authorities`: from whom."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands.stamp_import_cmd import import_stamp
from evidencekit.cli.commands.stamp_roots_cmd import roots as show_roots
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus, WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.stamping import StampResult


def stamp_commands() -> typer.Typer:
    """Return `stamp` itself and the commands below it."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True)(stamp)
    group.command("authorities")(authorities)
    group.command("import")(import_stamp)
    group.command("roots")(show_roots)
    return group


def stamp(
    context: typer.Context,
    authority: Annotated[
        list[str] | None,
        typer.Option(help="An RFC 3161 address, or the name of an authority; may be repeated."),
    ] = None,
    roots: Annotated[
        Path | None, typer.Option(help="A PEM or DER file with the authority's root certificates.")
    ] = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="Stamp anew, too, what will end within a year.")
    ] = False,
) -> int:
    """Get time tokens for the captures that wait for one."""
    output: Output = context.obj
    if context.invoked_subcommand is not None:
        if authority or roots or renew:
            raise WrongUse(detail=f"stamp {context.invoked_subcommand}")
        return ExitStatus.DONE
    result = bootstrap.stamp(output.options.vault, authority or (), roots, renew=renew)
    output.result(result.to_json(), lambda: _say(output, result))
    return result.exit_status


def authorities(  # one parameter an option: that is how typer declares them
    context: typer.Context,
    add: Annotated[
        str | None, typer.Option(metavar="NAME|ADDRESS", help="Choose this one.")
    ] = None,
    remove: Annotated[
        str | None, typer.Option(metavar="NAME", help="Give this one up, and its password.")
    ] = None,
    user: Annotated[str | None, typer.Option(help="The user name that it knows you by.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="Its first line is the password, for the keyring.")
    ] = None,
    roots: Annotated[
        Path | None, typer.Option(help="A PEM or DER file with its root certificates.")
    ] = None,
) -> None:
    """List the time authorities that are chosen, and those that could be; choose one."""
    output: Output = context.obj
    if add and not remove:
        password = bootstrap.password_in(password_file) if password_file else None
        rows = bootstrap.add_authority(bootstrap.AuthorityWish(add, user, password, roots))
    elif user or password_file or roots or (add and remove):
        raise WrongUse(detail="stamp authorities --add NAME|ADDRESS, or --remove NAME")
    else:
        rows = bootstrap.remove_authority(remove) if remove else bootstrap.list_authorities()
    output.result(rows, lambda: _say_authorities(output, rows))


def _say_authorities(output: Output, rows: list[dict[str, object]]) -> None:
    for row in rows:
        mark = "*" if row["chosen"] else " "
        where = one_line(str(row["address"] or "-"))
        output.line(f"{mark} {row['name']:40} {where}")
        if row["user"]:
            kept = _("password kept") if row["password_kept"] else _("no password kept")
            output.line(f"    {one_line(str(row['user']))}: {kept}")
        about = row["preset"]
        if isinstance(about, dict):
            output.line(f"    {about['title']}. {about['note']}")
            output.line("    " + _("Seen {seen_on} at {seen_where}").format(**about))
    output.line(
        _(
            "* chosen. Nobody else is asked. The terms of these were not read, and none is said to "
            "be qualified: read both before you choose."
        )
    )


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
