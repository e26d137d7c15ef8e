"""Logging for people who look for a fault. Never page content, names, tokens or whole addresses."""

import logging
import sys
from pathlib import Path

_FORM = "%(levelname)s %(name)s: %(message)s"
_ENOUGH = 1 << 20


def set_up_logging(*, verbose: bool, file: Path | None = None) -> None:
    """Send our log to standard error: warnings only, or everything with `verbose`.

    The app, which nobody starts from a terminal, also writes warnings to `file`; one that grew
    over 1 MiB is begun anew. Raises OSError when it can't be written.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setFormatter(logging.Formatter(_FORM))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if file.exists() and file.stat().st_size > _ENOUGH else "a"
        handlers.append(logging.FileHandler(file, mode, encoding="utf-8"))
        handlers[1].setFormatter(logging.Formatter(f"%(asctime)s {_FORM}"))
    logger = logging.getLogger("evidencekit")
    logger.handlers = handlers
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
