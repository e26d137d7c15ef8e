"""`evidencekit stamp import`: a token or certificate got elsewhere, bound to a capture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.services.stamp_import import StampImported


def import_stamp(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE")],
    capture_id: Annotated[str, typer.Argument(metavar="ID")],
    roots: Annotated[
        Path | None, typer.Option(help="A PEM or DER file with the authority's root certificates.")
    ] = None,
) -> None:
    """Keep a time token or a certificate got elsewhere for a capture."""
    output: Output = context.obj
    options = output.options
    kept = bootstrap.import_stamp(options.vault, source, capture_id, roots, options.operator)
    output.result(kept.to_json(), lambda: _say(output, kept))


def _say(output: Output, kept: "StampImported") -> None:
    output.line(f"{kept.kind.value:12} {kept.file}")
    if kept.gen_time:
        said = _("Checked: the capture existed by {time}, says the token.")
        output.line("    " + said.format(time=kept.gen_time))
    else:
        output.line("    " + _("A certificate of others, not checked by us."))
    for warning in kept.warnings:
        output.line(f"    {warning}")
