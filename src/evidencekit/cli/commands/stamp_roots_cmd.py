"""`evidencekit stamp roots`: the root certificates by which time tokens are checked."""

from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line


def roots(
    context: typer.Context,
    add: Annotated[
        Path | None, typer.Option(help="Trust the roots of this PEM or DER file.")
    ] = None,
    remove: Annotated[
        str | None, typer.Option(metavar="SHA256", help="Trust this one no longer.")
    ] = None,
) -> None:
    """List the root certificates that are trusted for time; trust one, or one no longer."""
    output: Output = context.obj
    if add and remove:
        raise WrongUse(detail="stamp roots --add FILE, or --remove SHA256")
    if add:
        found = bootstrap.trust_roots(add)
    elif remove:
        found = bootstrap.distrust_root(remove)
    else:
        found = bootstrap.trusted_roots()

    def say() -> None:
        for one in found:
            ends = _("until {day}").format(day=one.ends.date().isoformat())
            output.line(f"{one_line(one.name, 200)} ({ends})\n    SHA-256 {one.sha256}")
        if not found:
            output.line(_("No root certificate is trusted yet."))

    output.result([one.to_json() for one in found], say)
