"""`evidencekit photos show|genuine|decide`: pictures that may show the same; a person decides."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line


class Verdict(StrEnum):
    """What a person can say of two pictures."""

    SAME = "same"
    DIFFERENT = "different"
    OPEN = "open"


def photos_commands() -> typer.Typer:
    """Return the commands of `photos`."""
    group = typer.Typer(
        help="Photos of listings: which may show the same; a person decides.",
        rich_markup_mode=None,
    )
    group.command("show")(show)
    group.command("genuine")(genuine)
    group.command("decide")(decide)
    return group


def show(
    context: typer.Context,
    capture_id: Annotated[str, typer.Argument(metavar="ID", help="A capture.")],
) -> None:
    """List pictures of other listings, and genuine ones, near those of a capture."""
    output: Output = context.obj
    found: list[dict[str, Any]] = bootstrap.photo_candidates(output.options.vault, capture_id)

    def say() -> None:
        for one in found:
            other = one["other"]
            where = other["capture"] or _("genuine, {right}").format(right=other["right"])
            near = _("same bytes") if one["same_bytes"] else f"{one['bits']}/64"
            turned = _("mirrored") if one["mirrored"] else ""
            place = one_line(f"{where}  {other['place']}", 160)
            output.line(f"{near:12} {one['verdict']:10} {turned:10} {place}")
            output.line(f"    {one['picture']['sha256']}  {other['sha256']}")
        if not found:
            output.line(_("No other picture lies near. That is no proof that there is none."))

    output.result(found, say)


def genuine(
    context: typer.Context,
    right_id: Annotated[str, typer.Argument(metavar="RIGHT", help="A right.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PNG or JPEG.")],
) -> None:
    """Keep photos of the genuine product of a right, to hold others against them."""
    output: Output = context.obj
    options = output.options
    made: dict[str, Any] = bootstrap.add_genuine_photos(
        options.vault, right_id, files, options.operator
    )

    def say() -> None:
        for one in made["photos"]:
            output.line(str(one))

    output.result(made, say)


def decide(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="SHA256", help="A picture.")],
    second: Annotated[str, typer.Argument(metavar="SHA256", help="Another picture.")],
    verdict: Annotated[Verdict, typer.Argument(help="What you see.")],
) -> None:
    """Record what a person sees in two pictures, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    made = bootstrap.decide_photos(options.vault, first, second, verdict.value, options.operator)
    output.result(made, lambda: output.line(f"{made['verdict']}  {made['by']}"))
