"""`evidencekit facts`: reads listing facts of saved pages, archives and captures."""

from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.display_text import one_line


def facts(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE|ID...", help="Saved pages, WACZ, MHTML; or captures."),
    ],
    url: Annotated[
        str | None, typer.Option(help="Where the page stood; else its own word is taken.")
    ] = None,
) -> None:
    """Read what saved pages say: who offers what, for how much, how many."""
    output: Output = context.obj
    answers = bootstrap.read_facts(output.options.vault, files, url)

    def say() -> None:
        for answer in answers:
            output.line(f"{one_line(str(answer['file']))}  {answer['page_kind']}")
            found = answer["facts"]
            for name, fact in found.items() if isinstance(found, dict) else ():
                value = fact["value"] if fact["value"] is not None else f"{fact['low']}+"
                where = one_line(f"{fact['reader']}: {fact['where']}", 90)
                output.line(f"    {name:12} {one_line(str(value), 90)}  [{where}]")
            _say_changes(output, answer)

    output.result(answers, say)


def _say_changes(output: Output, answer: dict[str, object]) -> None:
    """Say what newer readers read otherwise; what they said before stays in its own file."""
    changed = answer.get("changed")
    for change in changed if isinstance(changed, list) else ():
        was, now = (_value(change[side]) for side in ("before", "after"))
        output.line(f"    {change['name']:12} {was} -> {now}")


def _value(fact: object) -> str:
    if not isinstance(fact, dict):
        return "-"
    value = fact["value"] if fact["value"] is not None else f"{fact['low']}+"
    return one_line(str(value), 60)
