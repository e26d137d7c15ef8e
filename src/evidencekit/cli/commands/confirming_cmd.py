"""`evidencekit complaint wording|confirm|declare|reopen|leave-out|split|amend`: what persons do."""

import json
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

_Id = Annotated[str, typer.Argument(metavar="ID")]


def add_confirming_commands(group: typer.Typer) -> None:
    """Add the commands to those of `complaint`."""
    for command in (wording, confirm, declare, reopen, leave_out, split, amend):
        group.command(command.__name__.replace("_", "-"))(command)


def wording(context: typer.Context, complaint_id: _Id) -> None:
    """Show a complaint in words, each sentence with its exhibits, and what is left out."""
    output: Output = context.obj
    done = bootstrap.complaint_wording(output.options.vault, complaint_id)

    def say() -> None:
        words = done.wording.words
        for text in (words.title, words.note, done.standing, ""):
            output.line(text)
        for number, text in enumerate(done.wording.paragraphs, 1):
            output.line(f"{number}. {text}")
        for text in filter(None, ("", done.wording.requests)):
            output.line(text)
        for text in done.lacks:
            output.line(f"- {text}")
        if done.limit is not None:
            told = _("The recipient's field takes {limit} characters: {used} of {of} sentences.")
            fitted = done.fitted
            output.line(told.format(limit=done.limit, used=fitted.used, of=fitted.of))

    output.result(done.to_json(), say)


def confirm(
    context: typer.Context,
    complaint_id: _Id,
    viewed: Annotated[
        list[str] | None,
        typer.Option(
            "--i-have-viewed",
            metavar="CAPTURE",
            help="A capture whose picture you looked at; once for each of the complaint.",
        ),
    ] = None,
) -> None:
    """Confirm a complaint, as the person named by --as, who looked at each listing."""
    output: Output = context.obj
    options = output.options
    done = bootstrap.confirm_complaint(options.vault, complaint_id, options.operator, viewed or [])
    say_whole(output, done)


def declare(
    context: typer.Context,
    complaint_id: _Id,
    declarations: Annotated[list[str], typer.Argument(metavar="DECLARATION...")],
) -> None:
    """Accept declarations, as the person named by --as; each is printed in full."""
    output: Output = context.obj
    options = output.options
    done = bootstrap.declare(options.vault, complaint_id, declarations, options.operator)

    def say() -> None:
        for one in done:
            output.line(one_line(str(one["text"]), 2000))
            told = _("    {id}, accepted by {by}")
            name = one_line(str(one["by"]), 200)
            output.line(told.format(id=one["declaration"], by=name))

    output.result(done, say)


def reopen(context: typer.Context, complaint_id: _Id) -> None:
    """Take a confirmation back before a packet is made, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    say_whole(output, bootstrap.reopen_complaint(options.vault, complaint_id, options.operator))


def leave_out(
    context: typer.Context,
    complaint_id: _Id,
    capture: Annotated[str, typer.Argument(metavar="CAPTURE")],
) -> None:
    """Take a capture out of a draft."""
    output: Output = context.obj
    say_whole(output, bootstrap.leave_out(output.options.vault, complaint_id, capture))


def split(context: typer.Context, complaint_id: _Id) -> None:
    """Split a draft into the notices that its recipient takes."""
    output: Output = context.obj
    done = bootstrap.split_complaint(output.options.vault, complaint_id)

    def say() -> None:
        for one in done:
            batch, captures = one["batch"], one["captures"]
            assert isinstance(batch, dict)  # noqa: S101  # each is a batch
            assert isinstance(captures, list)  # noqa: S101  # ids
            told = _("{id}  batch {number} of {of}, captures: {count}")
            output.line(told.format(id=one["id"], count=len(captures), **batch))

    output.result(done, say)


def amend(context: typer.Context, complaint_id: _Id) -> None:
    """Begin a new draft in the place of a complaint whose packet was made."""
    output: Output = context.obj
    say_whole(output, bootstrap.amend_complaint(output.options.vault, complaint_id))


def say_whole(output: Output, shown: dict[str, object]) -> None:
    """Print an object: its members, one a line."""

    def say() -> None:
        for name, value in shown.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            output.line(f"{name:20} {one_line(text, 300)}")

    output.result(shown, say)
