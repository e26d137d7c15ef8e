"""`evidencekit facts`: reads listing facts of saved pages; no vault, no key, no browser."""

from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.display_text import one_line


def facts(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Saved HTML pages.")],
    url: Annotated[
        str | None, typer.Option(help="Where the page stood; else its own word is taken.")
    ] = None,
) -> None:
    """Read what saved pages say: who offers what, for how much, how many."""
    output: Output = context.obj
    answers = bootstrap.read_facts(files, url)

    def say() -> None:
        for answer in answers:
            output.line(f"{one_line(str(answer['file']))}  {answer['page_kind']}")
            found = answer["facts"]
            for name, fact in found.items() if isinstance(found, dict) else ():
                value = fact["value"] if fact["value"] is not None else f"{fact['low']}+"
                where = one_line(f"{fact['reader']}: {fact['where']}", 90)
                output.line(f"    {name:12} {one_line(str(value), 90)}  [{where}]")

    output.result(answers, say)
