"""`evidencekit capture`: captures pages with the browser engine, no window of ours."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import ExitStatus, WrongUse
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.batch import Progress, Row

_MINUTE = 60
_IN_SECONDS = 90

_ENGINES = {"embedded", "chromium", "requests"}


def capture(  # noqa: PLR0913, PLR0917  # one parameter an option: that is how typer declares them
    context: typer.Context,
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL...")] = None,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="A list of addresses: text (one a line), CSV or XLSX."),
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait after loading.", min=0)] = 0,
    engine: Annotated[
        str | None,
        typer.Option(help="embedded, chromium (installed), or requests: no browser, no picture."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="A browser profile that keeps its cookies, by platform.")
    ] = None,
    parallel: Annotated[
        int | None, typer.Option(help="Pages at a time, of different hosts.", min=1, max=4)
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option(help="Seconds between pages of a host (5; public hosts at least 2).", min=0),
    ] = None,
    ground: Annotated[
        str | None,
        typer.Option(metavar="own-right|mandate", help="Why you may capture; once, with --as."),
    ] = None,
    consent: Annotated[
        bool, typer.Option("--refuse-consent", help="Refuse consent banners, as --from does.")
    ] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Keep a PDF and a whole MHTML too (larger).")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Start the list over, not where it was stopped.")
    ] = False,
) -> int:
    """Capture pages as sealed evidence."""
    output: Output = context.obj
    engine = engine or bootstrap.chosen_engine() or "embedded"
    wish = bootstrap.CaptureWish(
        addresses=tuple(urls or ()),
        list_file=from_file,
        operator=output.options.operator,
        ground=_ground(ground),
        wait=wait,
        parallel=parallel,
        delay=delay,
        anew=anew,
        engine=engine,
        profile=profile,
        consent=consent,
        documents=documents,
    )
    if engine not in _ENGINES or (engine == "requests" and (profile or consent or documents)):
        raise WrongUse(detail=f"--engine {engine}" + (f" --profile {profile}" if profile else ""))

    def told(progress: "Progress") -> None:
        output.progress(_progress_line(progress))

    def said(line: str) -> None:
        if line:
            output.progress(line)

    rows = bootstrap.capture_pages(output.options.vault, wish, bootstrap.Listener(told, said))
    output.result([row.document for row in rows], lambda: _say(output, rows))
    return ExitStatus(max(row.exit_status for row in rows))


def _ground(text: str | None) -> Ground | None:
    if text is None:
        return None
    try:
        return Ground(text.replace("-", "_"))
    except ValueError:
        raise WrongUse(detail=f"--ground {text}") from None


def _progress_line(progress: "Progress") -> str:
    row = progress.row.document
    line = f"{row['state']:18} {one_line(str(row['url']))}"
    if progress.count == 1:
        return line
    left = progress.seconds_left
    rest = f"  ({_time_left(left)})" if left and progress.done < progress.count else ""
    return f"{progress.done}/{progress.count}  {line}{rest}"


def _time_left(seconds: float) -> str:
    if seconds < _IN_SECONDS:
        number = max(1, round(seconds))
        return ngettext("about {n} second left", "about {n} seconds left", number).format(n=number)
    number = round(seconds / _MINUTE)
    return ngettext("about {n} minute left", "about {n} minutes left", number).format(n=number)


def _say(output: Output, rows: "list[Row]") -> None:
    width = len(str(len(rows)))
    for number, row in enumerate(rows, 1):
        said = row.document
        place = f"{number:{width}}  " if len(rows) > 1 else ""
        output.line(
            f"{place}{said['state']:18} {said['id'] or '-':28} {one_line(str(said['url']))}"
        )
        for line in _remarks(row):
            output.line(f"    {line}")
    if len(rows) > 1:
        output.line(_summary(rows))


def _remarks(row: "Row") -> list[str]:
    said, lines = row.document, []
    if said.get("error"):
        lines.append(f"{said['error']}: {one_line(row.detail or '')}")
    gaps = int(str(said["gaps"]))
    if gaps:
        text = ngettext("{n} response was not kept", "{n} responses were not kept", gaps)
        lines.append(text.format(n=gaps))
    if said["state"] == "skipped":
        lines.append(_("not visited: the host refused three times"))
    if said["earlier"]:
        lines.append(_("captured before as {id}").format(id=said["earlier"]))
    warnings = said["warnings"]
    return lines + ([str(one) for one in warnings] if isinstance(warnings, list) else [])


def _summary(rows: "list[Row]") -> str:
    count = len(rows)
    states = Counter(str(row.document["state"]) for row in rows)
    parts = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    text = ngettext("{n} address: {states}", "{n} addresses: {states}", count)
    return text.format(n=count, states=parts)
