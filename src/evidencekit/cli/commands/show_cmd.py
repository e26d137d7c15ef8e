"""`evidencekit show`: one capture whole."""

import json
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands.replay_cmd import say_replay
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.origin_text import origin_note


def show(
    context: typer.Context,
    capture_id: Annotated[str, typer.Argument(metavar="ID")],
    replay: Annotated[
        bool, typer.Option("--replay", help="Show the page again in a window, without any network.")
    ] = False,
    score: Annotated[
        bool,
        typer.Option(
            "--score", help="Replay without a window, compare with what was sealed, keep that."
        ),
    ] = False,
) -> int:
    """Show one capture whole: provenance, facts, tokens, custody; or replay its page."""
    output: Output = context.obj
    if replay and not score and not output.options.json:
        return bootstrap.open_replay(output.options.vault, capture_id)
    document = bootstrap.show_capture(output.options.vault, capture_id)
    if replay or score:
        measured = bootstrap.score_replay(output.options.vault, capture_id)
        output.result(document | {"replay": measured}, lambda: say_replay(output, measured))
        return ExitStatus.DONE

    output.result(document, lambda: _say(output, document))
    return ExitStatus.DONE


def _say(output: Output, document: dict[str, object]) -> None:
    note = origin_note(document["engine"])
    if note:
        output.line(_(note))
    if document["removed"]:
        output.line(_("This capture was removed on purpose: its file is gone."))
    for name, value in document.items():
        if name == "custody":
            continue
        if isinstance(value, str | int | float | bool) or value is None:
            output.line(f"{name:18} {one_line(str(value))}")
        else:
            output.line(f"{name:18} {json.dumps(value, ensure_ascii=False)[:300]}")
    for one in bootstrap.time_words(document):
        output.line(one_line(one, 300))
    output.line("")
    for row in bootstrap.custody_table(output.options.vault, str(document["id"])):
        line = f"{row['seq']:>5}  {row['at']}  {row['words']}"
        output.line(f"{line}  ({row['by']})" if row["by"] else line)
