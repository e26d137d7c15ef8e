"""What every confined child does before it reads a stranger's file, and how it ends.

Loads little: each child names what it needs besides, and nothing can be loaded later.
"""

import codecs
import contextlib
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO

EXIT_MEMORY, EXIT_FAULT = 70, 71
MAX_TEXT = 1_000
# Beginnings of audit events (sys.audit) that nothing needs once everything is loaded.
_REFUSED = (
    *("socket.", "subprocess.", "os.", "shutil.", "ctypes.", "mmap.", "winreg.", "_winapi."),
    *("open", "urllib.", "http.", "ftplib.", "smtplib.", "tempfile.", "sqlite3."),
)


def serve(task: Callable[[BinaryIO, list[str]], bytes]) -> None:
    """Do the task as a child of `confined`: file and arguments in, the answer out.

    Every module that the task can want is loaded by then: none is afterwards.
    """
    memory, seconds, *arguments = sys.argv[4:]
    with os.fdopen(0, "rb") as file, os.fdopen(1, "wb") as answer:
        try:
            confine(int(memory), int(seconds))
            answer.write(task(file, arguments))
            answer.flush()
        except MemoryError:
            os._exit(EXIT_MEMORY)
        except BaseException:  # noqa: BLE001  # whatever it was, the parent says so
            os._exit(EXIT_FAULT)


def confine(memory: int, seconds: int) -> None:
    """Give up everything that reading one open file does not need, for good."""
    # Both load what would be refused later; names in certificates are written in these.
    datetime.strptime("1970", "%Y").replace(tzinfo=UTC)
    for name in ("idna", "latin-1", "utf-16-be", "utf-32-be"):
        codecs.lookup(name)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # Windows has none

        limits = {
            "RLIMIT_DATA": memory,
            "RLIMIT_AS": memory + (512 << 20),
            "RLIMIT_CPU": seconds,
            "RLIMIT_FSIZE": 0,
            "RLIMIT_CORE": 0,
            "RLIMIT_NOFILE": 0,
            "RLIMIT_NPROC": 0,
        }
        for name, limit in limits.items():
            # Not every system knows each of them or lets it be set; the parent's clock remains.
            with contextlib.suppress(AttributeError, ValueError, OSError):
                # At the soft limit of time the system says why it ends the process.
                hard = limit + (name == "RLIMIT_CPU")
                resource.setrlimit(getattr(resource, name), (limit, hard))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: object) -> None:
    if event == "import":
        # What is not loaded is not there: a reader that meets a strange character set goes on.
        raise ModuleNotFoundError(event)
    if event.startswith(_REFUSED):
        raise PermissionError(event)
