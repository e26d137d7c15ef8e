"""`evidencekit list` and `show`: what is in the vault."""

import json
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line


def list_captures(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="Captured on or after, YYYY-MM-DD.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Those too that were hidden.")] = False,
) -> None:
    """List the captures of the vault, newest first."""
    output: Output = context.obj
    rows = bootstrap.list_captures(output.options.vault, since, hidden=hidden)
    damaged_at = bootstrap.log_damage(output.options.vault)
    if damaged_at:
        text = _("The custody log is damaged at {place}: captures may be missing from this list.")
        output.warning(text.format(place=damaged_at))

    def say() -> None:
        for row in rows:
            title = one_line(str(row["title"] or row["url"]), 70)
            output.line(f"{row['id']}  {row['captured']}  {row['state']:18}  {title}")

    output.result(rows, say)


def show(context: typer.Context, capture_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one capture whole: provenance, facts, tokens, custody."""
    output: Output = context.obj
    document = bootstrap.show_capture(output.options.vault, capture_id)
    words = bootstrap.time_words(document)

    def say() -> None:
        if document["removed"]:
            output.line(_("This capture was removed on purpose: its file is gone."))
        for name, value in document.items():
            if name == "custody":
                continue
            if isinstance(value, str | int | float | bool) or value is None:
                output.line(f"{name:18} {one_line(str(value))}")
            else:
                output.line(f"{name:18} {json.dumps(value, ensure_ascii=False)[:300]}")
        for one in words:
            output.line(one_line(one, 300))
        output.line("")
        for row in bootstrap.custody_table(output.options.vault, capture_id):
            line = f"{row['seq']:>5}  {row['at']}  {row['words']}"
            output.line(f"{line}  ({row['by']})" if row["by"] else line)

    output.result(document, say)
