"""The clock as an object, so that tests and the demo can hold it still."""

import functools
import hashlib
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Wall time, monotonic time and the boot they belong to."""

    def now(self) -> datetime:
        """Return the wall clock, aware, UTC."""

    def monotonic_ns(self) -> int:
        """Return nanoseconds that never run backwards within one boot."""

    def boot(self) -> str:
        """Return 16 hex characters that change with each boot of the computer."""


class SystemClock:
    """This computer's clock."""

    def now(self) -> datetime:
        """Return the wall clock, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251  # the one place that reads it

    def monotonic_ns(self) -> int:
        """Return nanoseconds that never run backwards within one boot."""
        return time.monotonic_ns()

    def boot(self) -> str:
        """Return a hash of the boot id: tells boots apart, names no machine."""
        return _boot()


@functools.cache
def _boot() -> str:
    """Return the mark once for all: where it hangs on the wall clock, one that is set moves it."""
    source = Path("/proc/sys/kernel/random/boot_id")
    if source.exists():
        text = source.read_text(encoding="ascii").strip()
    else:
        started = round((SystemClock().now().timestamp() - time.monotonic()) / 60)
        text = f"{platform.node()}/{started}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
