"""The entry point: no arguments open the app, anything else is the command line.

Looks at `sys.argv` with the standard library only, so that neither side pays for the other.
"""

import contextlib
import gc
import logging
import os
import sys

# Loading makes many things and no garbage: looking for it each 700 takes a tenth of a start.
_WORTH_LOOKING = 50_000
_ENGINE = "PySide6.QtWebEngineCore"


def main() -> int:
    """Run the app or the command line; return the exit code."""
    if len(sys.argv) == 1:
        from evidencekit.gui import run_app

        return run_app()
    gc.set_threshold(_WORTH_LOOKING)
    from evidencekit.cli import run_command_line

    status = run_command_line(sys.argv[1:])
    # Nor is there any use in looking for it once more at the end.
    gc.freeze()
    if _ENGINE in sys.modules:
        _leave(status)
    return status


def _leave(status: int) -> None:
    """End at once: all is written, and the engine's own end only takes a person's time."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        # Whoever read it may be gone.
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
