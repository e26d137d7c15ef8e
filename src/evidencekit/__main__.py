"""The entry point: no arguments open the app, anything else is the command line.

Looks at `sys.argv` with the standard library only, so that neither side pays for the other.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidencekit.evidence.hashing import Ahead

# Loading makes many things and no garbage: looking for it each 700 takes a tenth of a start.
_WORTH_LOOKING = 200_000
_ENGINE = "PySide6.QtWebEngineCore"


def main() -> int:
    """Run the app or the command line; return the exit code."""
    if len(sys.argv) == 1:
        from evidencekit.gui import run_app

        return run_app()
    gc.set_threshold(_WORTH_LOOKING)
    arguments = sys.argv[1:]
    with _hashing_begun(arguments) as ahead:
        from evidencekit.cli import run_command_line

        status = run_command_line(arguments, ahead)
    # Nor is there any use in looking for it once more at the end.
    gc.freeze()
    if _ENGINE in sys.modules:
        _leave(status)
    return status


def _hashing_begun(arguments: Sequence[str]) -> AbstractContextManager["Ahead | None"]:
    """Begin to hash what `verify` is going to check: all that it loads takes as long as 300 MB."""
    if "verify" in arguments and "--deep" not in arguments:
        from evidencekit.vault.ahead import hash_captures_aside

        return hash_captures_aside(arguments) or contextlib.nullcontext()
    return contextlib.nullcontext()


def _leave(status: int) -> None:
    """End at once: all is written, and the engine's own end only takes a person's time."""
    import logging

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        # Whoever read it may be gone.
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
