"""`evidencekit export`: a case as one ZIP for somebody who has nothing of ours."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _, ngettext

if TYPE_CHECKING:
    from evidencekit.services.exporting import ExportResult


def export(
    context: typer.Context,
    case: Annotated[str, typer.Option(help="The case, by its id.")],
    out: Annotated[Path, typer.Option(help="The new ZIP file.")],
    although_logged_in: Annotated[
        bool,
        typer.Option(
            "--although-logged-in", help="Also captures that may show an account's own data."
        ),
    ] = False,
) -> None:
    """Export a case as one ZIP: captures, signatures, log, time tokens, how to check them."""
    output: Output = context.obj
    options = output.options
    made = bootstrap.export_case(
        options.vault, case, out, operator=options.operator, although_logged_in=although_logged_in
    )
    output.result(made.to_json(), lambda: _say(output, made))


def _say(output: Output, made: "ExportResult") -> None:
    count = len(made.captures)
    words = ngettext("{n} capture, {files} files.", "{n} captures, {files} files.", count)
    output.line(str(made.path))
    output.line(words.format(n=count, files=made.files))
    if made.removed:
        output.line(_("Removed from the vault before: {ids}").format(ids=", ".join(made.removed)))
    output.line(_("SHA-256 of the ZIP: {hash}").format(hash=made.sha256))
    if not made.logged:
        output.line(
            _("Not logged: the vault can't be written now, so its log does not vouch for the list.")
        )
    output.line(_("Give the fingerprint of the key by another way, not with the ZIP."))
