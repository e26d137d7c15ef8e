"""`evidencekit capture`: captures pages with the browser engine, no window of ours."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus, FileMissing, WrongUse
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.capturing import CaptureResult


def capture(
    context: typer.Context,
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL...")] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from", help="A text file with one address a line.")
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait after loading.", min=0)] = 0,
    engine: Annotated[
        str, typer.Option(help="embedded, or requests: no browser, no picture.")
    ] = "embedded",
    profile: Annotated[
        str | None, typer.Option(help="A browser profile that keeps its cookies, by platform.")
    ] = None,
) -> int:
    """Capture pages as sealed evidence."""
    output: Output = context.obj
    addresses = [*(urls or []), *_addresses_in(from_file)]
    if not addresses:
        raise WrongUse(detail=_("no address was given"))

    def told(result: "CaptureResult") -> None:
        output.progress(f"{result.outcome.state:18} {one_line(result.outcome.url)}")

    def said(line: str) -> None:
        if line:
            output.progress(line)

    where, by = output.options.vault, output.options.operator
    if engine == "requests" and profile is None:
        results = bootstrap.capture_plainly(where, addresses, operator=by, told=told)
    elif engine == "embedded":
        results = bootstrap.capture_pages(
            where, addresses, operator=by, wait=wait, profile=profile, told=told, said=said
        )
    else:
        raise WrongUse(detail=f"--engine {engine}" + (" --profile" if profile else ""))
    output.result([result.to_json() for result in results], lambda: _say(output, results))
    return ExitStatus(max(result.exit_status for result in results))


def _say(output: Output, results: "list[CaptureResult]") -> None:
    for result in results:
        outcome = result.outcome
        name = result.sealed.id if result.sealed else "-"
        output.line(f"{outcome.state:18} {name:28} {one_line(outcome.url)}")
        if outcome.error:
            output.line(f"    {outcome.error}: {one_line(outcome.error_detail or '')}")
        if outcome.gaps:
            many = len(outcome.gaps)
            text = ngettext("{n} response was not kept", "{n} responses were not kept", many)
            output.line("    " + text.format(n=many))
        for warning in outcome.warnings:
            output.line(f"    {warning}")


def _addresses_in(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileMissing(path=file, detail=error) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
