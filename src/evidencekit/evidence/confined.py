"""One way to have a file of others read in a child process, so that a bad one can at worst end it.

The child gets the file as its standard input and a handful of arguments, and answers once, in
bytes; whoever asked believes the answer no further than its form. It has a limit of memory (Linux;
elsewhere the system's own), of processor time and of time by the clock; it can open no file or
socket and start nothing: after loading, an audit hook refuses these, and where the system knows
such limits it may hold no new descriptor (`threat-model.md` 8). Its standard error leads nowhere.

What it does is the `main` of one of our modules, which hands its work to `child_main.serve`.
"""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidencekit.evidence.child_main import EXIT_MEMORY

_BYTES_A_SECOND = 10 << 20  # what a large file gets besides
_START = (
    "import sys; sys.path[:] = sys.argv[1].split(sys.argv[2]);"
    "from importlib import import_module; import_module(sys.argv[3]).main()"
)


class ChildEnded(Exception):  # it says what happened
    """No answer. `reason`: child_memory, child_time, child_crash or child_answer (too long)."""

    def __init__(self, reason: str) -> None:
        """Name the reason, one word."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory, seconds for a small file, bytes of answer."""

    memory: int
    seconds: int
    answer: int


def ask_child(entry: str, file: BinaryIO, arguments: list[str], limits: Limits) -> bytes:
    """Return what `main` of our module `entry` answers about a file; it is read from its place.

    A large file gets more seconds. Raises ChildEnded, and OSError when no child can be started.
    """
    seconds = limits.seconds + os.fstat(file.fileno()).st_size // _BYTES_A_SECOND
    places = os.pathsep.join(place for place in sys.path if Path(place).is_absolute())
    command = [sys.executable, "-I", "-B", "-c", _START, places, os.pathsep, entry]
    command += [str(limits.memory), str(seconds), *arguments]
    # Windows starts no process without knowing where it is itself.
    around = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603  # our own interpreter, a list, no shell
        command,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=around,
        cwd=Path(sys.executable).anchor,
    ) as child:

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(seconds, stop)
        try:
            clock.start()
            answer = child.stdout.read(limits.answer + 1) if child.stdout else b""
            if len(answer) > limits.answer:
                child.kill()
            code = child.wait()
        except BaseException:
            child.kill()
            raise
        finally:
            clock.cancel()
    reason = "child_time" if late.is_set() else _ending(code, len(answer) > limits.answer)
    if reason is not None:
        raise ChildEnded(reason)
    return answer


def _ending(code: int, too_long: bool) -> str | None:
    if too_long:
        return "child_answer"
    if code == EXIT_MEMORY:
        return "child_memory"
    if code == -getattr(signal, "SIGXCPU", 0) != 0:
        return "child_time"
    return "child_crash" if code else None
