"""One module a command; each imports no more than `bootstrap`, which imports the rest when used."""

import typer

from evidencekit.cli.commands import doctor_cmd


def register(app: typer.Typer) -> None:
    """Add every command to `app`."""
    app.command("doctor")(doctor_cmd.doctor)
