"""`evidencekit replay`: a stored page shown again by an engine that has no network."""

from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line


def replay(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    page: Annotated[
        str | None, typer.Option(help="The address to open, if it is not the main page.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="No window: load it, compare it, say how it went.")
    ] = False,
) -> None:
    """Show a stored page (a capture, WACZ, WARC, MHTML or HTML file) without any network."""
    output: Output = context.obj
    said = bootstrap.replay_file(file, page, check=check)
    output.result(said, lambda: say_replay(output, said))


def say_replay(output: Output, said: dict[str, object]) -> None:
    """Say how the requests were answered, and how like the sealed page it was."""
    text = _("{exact} exact, {approximate} approximate, {missing} missing")
    output.line(text.format(**{name: said[name] for name in ("exact", "approximate", "missing")}))
    for name, words in (("text", _("text")), ("pixels", _("pixels"))):
        share = said.get(name)
        if isinstance(share, dict) and share["of"]:
            percent = 100 * share["equal"] / share["of"]
            # Never rounded up to a whole hundred.
            shown = f"{int(percent * 1000) / 1000:g} %"
            output.line(f"{words}: {shown}  ({share['equal']} / {share['of']})")
    requests = said.get("requests")
    for one in requests if isinstance(requests, list) else ():
        output.line(f"    {one['match']:12} {one['method']} {one_line(str(one['url']))}")
