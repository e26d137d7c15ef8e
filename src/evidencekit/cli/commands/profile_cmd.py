"""`evidencekit profile`: the browser profiles that keep cookies and log-ins between visits."""

from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _


def list_profiles(context: typer.Context) -> None:
    """List the kept profiles."""
    output: Output = context.obj
    found = bootstrap.list_profiles()

    def say() -> None:
        for one in found:
            output.line(f"{one.name}  {one.size:,}  {one.folder}")
        if not found:
            output.line(_("None is kept: each page is visited without a past."))

    output.result([one.to_json() for one in found], say)


def forget(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The profile's name.")],
) -> None:
    """Delete the cookies, log-ins and stored data of a profile; captures stay as they are."""
    output: Output = context.obj
    size = bootstrap.forget_profile(name)
    words = _("Forgotten: {name}, {size} bytes").format(name=name, size=f"{size:,}")
    output.result({"name": name, "bytes": size}, lambda: output.line(words))


def profile_commands() -> typer.Typer:
    """Return the group of these commands."""
    group = typer.Typer(
        help="Kept browser profiles: cookies and log-ins that stay between visits.",
        rich_markup_mode=None,
    )
    group.command("list")(list_profiles)
    group.command("forget")(forget)
    return group
