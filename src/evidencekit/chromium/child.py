"""Starts a program with two handles of ours: 3 to read from and 4 to write to."""

import contextlib
import os
import subprocess
import sys
import time
from typing import Protocol

from evidencekit.chromium.pipe import Pipe

_TURN = 0.01
# What is lower is taken by standard streams and by the two handles themselves.
_HIGH = 16
_THEIRS = (3, 4)


class Child(Protocol):
    """A program that was started."""

    @property
    def pid(self) -> int:
        """Return its process id."""

    def wait(self, seconds: float) -> bool:
        """Wait for it to end; say whether it has."""

    def kill(self) -> None:
        """End it and what it has started, where there is still something."""


if sys.platform == "win32":
    import msvcrt

    class _WindowsChild:
        def __init__(self, process: "subprocess.Popen[bytes]") -> None:
            self._process, self.pid = process, process.pid

        def wait(self, seconds: float) -> bool:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return self._process.poll() is not None

        def kill(self) -> None:
            self._process.kill()

    def start_child(command: list[str]) -> tuple[Child, Pipe]:
        """Start it. Untested: there handles have numbers of their own, which it is told.

        Raises OSError.
        """
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        handles = [msvcrt.get_osfhandle(one) for one in (theirs_in, theirs_out)]
        try:
            for handle in handles:
                os.set_handle_inheritable(handle, True)
            startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})
            told = f"--remote-debugging-io-pipes={handles[0]},{handles[1]}"
            # The program is the one that a person installed or named.
            process = subprocess.Popen([*command, told], startupinfo=startup)  # noqa: S603
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return _WindowsChild(process), Pipe(ours_in, ours_out)

else:
    import fcntl
    import signal

    class _Child:
        """It has a process group of its own: Ctrl-C in the terminal is ours to answer."""

        def __init__(self, pid: int) -> None:
            self.pid = pid
            self._ended = False

        def wait(self, seconds: float) -> bool:
            deadline = time.monotonic() + seconds
            while not self._ended and time.monotonic() < deadline:
                with contextlib.suppress(ChildProcessError):
                    if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                        time.sleep(_TURN)
                        continue
                self._ended = True
            return self._ended

        def kill(self) -> None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def start_child(command: list[str]) -> tuple[Child, Pipe]:
        """Start it. Raises OSError."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        # They may lie where the child is to have them: higher ones are in nobody's way.
        high = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, _HIGH) for one in (theirs_in, theirs_out)]
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
        pairs = zip(high, _THEIRS, strict=True)
        handles = [(os.POSIX_SPAWN_DUP2, end, number) for end, number in pairs]
        try:
            pid = os.posix_spawn(
                command[0], command, os.environ, file_actions=[*quiet, *handles], setpgroup=0
            )
        except OSError:
            os.close(ours_in)
            os.close(ours_out)
            raise
        finally:
            for end in (*high, theirs_in, theirs_out):
                os.close(end)
        return _Child(pid), Pipe(ours_in, ours_out)
