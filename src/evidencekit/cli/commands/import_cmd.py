"""`evidencekit import`: files of others become sealed captures, marked as not captured by us."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.origin_text import IMPORTED_NOTE

if TYPE_CHECKING:
    from evidencekit.services.importing import ImportResult


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    url: Annotated[
        str | None, typer.Option(help="The address that the saved page had, if you know it.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="Add what is imported to this case.")] = None,
) -> int:
    """Import archives, saved pages, pictures, PDF, video or certificates, byte for byte."""
    output: Output = context.obj

    def told(result: "ImportResult") -> None:
        output.progress(f"{result.kind:11} {one_line(str(result.file))}")

    results = bootstrap.import_files(
        output.options.vault,
        files,
        operator=output.options.operator,
        url=url,
        case=case,
        told=told,
    )
    output.result([result.to_json() for result in results], lambda: _say(output, results))
    return ExitStatus(max(result.exit_status for result in results))


def _say(output: Output, results: "list[ImportResult]") -> None:
    for result in results:
        output.line(f"{result.captured.id}  {result.kind:11} {one_line(str(result.file))}")
        for warning in result.warnings:
            if warning != "imported":
                output.line(f"    {warning}")
    output.line(_(IMPORTED_NOTE))
