"""The entry point: no arguments open the app, anything else is the command line.

Looks at `sys.argv` with the standard library only, so that neither side pays for the other.
"""

import sys


def main() -> int:
    """Run the app or the command line; return the exit code."""
    if len(sys.argv) == 1:
        from evidencekit.gui import run_app

        return run_app()
    from evidencekit.cli import run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
