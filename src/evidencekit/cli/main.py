"""The root of the command line: global options, and the edge where errors become words."""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, cast

import typer

from evidencekit import __version__
from evidencekit.cli.commands import register
from evidencekit.cli.options import (
    Options,
    hoist_global_options,
    named_command,
    vault_from_environment,
)
from evidencekit.cli.output import Output
from evidencekit.cli.plain_words import take_plainly
from evidencekit.domain.errors import Cancelled, EvidenceKitError, ExitStatus, WrongUse
from evidencekit.evidence.hashing import Ahead
from evidencekit.foundation.catalogue import LANGUAGES, system_language, use_language
from evidencekit.foundation.logs import set_up_logging

# typer carries its own copy of click and exports only the leaf: its parent is every wrong use.
_UsageError = cast("type[Exception]", typer.BadParameter.__base__)


def make_app(command: str | None = None) -> typer.Typer:
    """Return the parser, of this command alone if it is one, else of all."""
    app = typer.Typer(
        name="evidencekit",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Capture suspect pages as evidence that anybody can verify; "
        "make complaint packets of it.",
        epilog="Global options may stand before or after the command.",
    )
    app.callback(invoke_without_command=True)(_global)
    register(app, command)
    return app


def _global(  # noqa: PLR0913, PLR0917  # one parameter an option: that is how typer declares them
    context: typer.Context,
    vault: Annotated[Path | None, typer.Option(help="The vault (or EVIDENCEKIT_VAULT).")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document, nothing else.")] = False,
    operator: Annotated[
        str | None, typer.Option("--as", help="Who acts (or EVIDENCEKIT_AS).")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="en or zh_CN.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="More on standard error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        sys.stdout.write(f"evidencekit {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        context.fail("No command was given.")
    if lang is not None and lang not in LANGUAGES:
        context.fail(f"--lang is one of {', '.join(LANGUAGES)}.")
    context.obj = Output(
        Options(
            vault=vault or vault_from_environment(),
            json=json,
            operator=operator or os.environ.get("EVIDENCEKIT_AS"),
            lang=lang,
            quiet=quiet,
            verbose=verbose,
            ahead=context.obj,
        )
    )


def run_command_line(arguments: Sequence[str], ahead: Ahead | None = None) -> int:
    """Carry out one command; return its exit code. Nothing but a bug raises from here.

    `ahead` hashes already what `verify` may want.
    """
    words = hoist_global_options(arguments)
    output = Output(_early_options(words))
    use_language(output.options.lang or system_language())
    set_up_logging(verbose=output.options.verbose)
    try:
        command = typer.main.get_command(make_app(named_command(words)))
        take_plainly(command)
        status = command(args=words, prog_name="evidencekit", standalone_mode=False, obj=ahead)
    except _UsageError as error:
        output.error(WrongUse(detail=_reason(error)))
        return ExitStatus.WRONG_USE
    except (typer.Abort, KeyboardInterrupt):
        output.error(Cancelled())
        return ExitStatus.INTERRUPTED
    except EvidenceKitError as error:
        output.error(error)
        return error.exit_status
    if status == ExitStatus.INTERRUPTED:
        # typer turns Ctrl-C into this status and says nothing.
        output.error(Cancelled())
    return int(status or ExitStatus.DONE)


def _early_options(words: Sequence[str]) -> Options:
    """What must be known before parsing can fail: how to speak, and in which language."""
    words = words[: words.index("--")] if "--" in words else words
    lang = next((b for a, b in pairwise(words) if a == "--lang"), None)
    lang = next((w.split("=", 1)[1] for w in words if w.startswith("--lang=")), lang)
    return Options(json="--json" in words, lang=lang, verbose="--verbose" in words)


def _reason(error: Exception) -> str:
    formatted = getattr(error, "format_message", None)
    return (formatted() if formatted else str(error)).rstrip(".")
