"""The command line: the same use cases as the app, for all that needs no eyes."""

from evidencekit.cli.main import run_command_line

__all__ = ["run_command_line"]
