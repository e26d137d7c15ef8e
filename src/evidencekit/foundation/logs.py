"""Logging for people who look for a fault. Never page content, names, tokens or whole addresses."""

import logging
import sys


def set_up_logging(*, verbose: bool) -> None:
    """Send our log to standard error: warnings only, or everything with `verbose`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("evidencekit")
    logger.handlers = [handler]
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
