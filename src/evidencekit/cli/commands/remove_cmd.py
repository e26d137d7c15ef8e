"""`evidencekit remove` and `hide`: a capture taken out for good, or out of sight."""

from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _

_Id = Annotated[str, typer.Argument(metavar="ID")]
_Reason = Annotated[str, typer.Option(help="Why; it is kept, signed, for ever.")]


def remove(
    context: typer.Context,
    capture_id: _Id,
    reason: _Reason,
    although_in_packet: Annotated[
        bool,
        typer.Option("--although-in-packet", help="Also if a packet that was made holds it."),
    ] = False,
) -> None:
    """Delete a sealed capture for good. A signed line stays: who, when, why, which hash."""
    output: Output = context.obj
    done = bootstrap.remove_capture(
        output.options.vault,
        capture_id,
        reason,
        operator=output.options.operator,
        although_in_packet=although_in_packet,
    )

    def say() -> None:
        output.line(_("Removed for good: {id}").format(id=done.id))
        output.line(_("The custody log keeps its SHA-256: {hash}").format(hash=done.sha256))
        for folder in done.packets:
            output.line(_("A copy stays in the packet {folder}.").format(folder=folder))

    output.result(done.to_json(), say)


def hide(
    context: typer.Context,
    capture_id: _Id,
    reason: _Reason,
    undo: Annotated[bool, typer.Option("--undo", help="Show it again.")] = False,
) -> None:
    """Leave a capture out of `list`; the evidence stays as it is."""
    output: Output = context.obj
    options = output.options
    bootstrap.hide_capture(
        options.vault, capture_id, reason, operator=options.operator, hidden=not undo
    )
    words = _("Shown again: {id}") if undo else _("Hidden: {id}. The evidence stays as it is.")
    document = {"id": capture_id, "hidden": not undo, "reason": reason.strip()}
    output.result(document, lambda: output.line(words.format(id=capture_id)))
