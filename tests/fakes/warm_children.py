"""Confined children forked off a process that has loaded what they need.

To load it is nine tenths of what a child costs. Each is still a process of its own, loaded by
`main` of its module, and gives up what `child_main.serve` gives up. What that is, and how each end
of a child is told, is tested with children that the product starts (`test_child`, `test_children`).
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from evidencekit.evidence import confined
from evidencekit.evidence.confined import ChildEnded, ask_child

_OWN_START = confined._START
_LARGEST = 1 << 20
# `main` of the module loads what it wants and then serves: here, whoever asks, in a fork each.
_FORKING = """
import json, os, socket, sys
sys.path[:] = json.loads(sys.argv[1])
from importlib import import_module
entry = import_module(sys.argv[2])
serve = entry.serve
control = socket.socket(fileno=int(sys.argv[3]))
def forking(task):
    control.send(b"loaded")
    while True:
        said, handles, _flags, _address = socket.recv_fds(control, 1 << 20, 2)
        if not said:
            return
        child = os.fork()
        if child == 0:
            control.close()
            for place, handle in enumerate(handles):
                os.dup2(handle, place)
                os.close(handle)
            sys.argv[4:] = json.loads(said)
            serve(task)
            os._exit(0)
        for handle in handles:
            os.close(handle)
        status = os.waitpid(child, 0)[1]
        control.send(str(os.waitstatus_to_exitcode(status)).encode())
entry.serve = forking
entry.main()
"""


class WarmChildren:
    """Asks as `confined.ask_child` does; a module is loaded when it is asked for the first time."""

    def __init__(self):
        self._loaded = {}
        self._turn = threading.Lock()

    def ask(self, entry, file, arguments, limits):
        """Return what `main` of our module `entry` answers about a file, or raise ChildEnded.

        Where a test or `make coverage` has children start in a way of its own, they do.
        """
        if not hasattr(os, "fork") or confined._START is not _OWN_START:
            return ask_child(entry, file, arguments, limits)
        reading, writing = os.pipe()
        with self._turn, os.fdopen(reading, "rb") as answer:
            control = self._control(entry)
            said = json.dumps([str(limits.memory), str(limits.seconds), *arguments]).encode()
            assert len(said) < _LARGEST
            socket.send_fds(control, [said], [file.fileno(), writing])
            os.close(writing)
            told = answer.read(limits.answer + 1)
            # A child that says too much ends by itself when nobody listens any more.
            answer.close()
            reason = confined._ending(int(control.recv(16)), len(told) > limits.answer)
        if reason is not None:
            raise ChildEnded(reason)
        return told

    def _control(self, entry):
        if entry not in self._loaded:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            places = json.dumps([place for place in sys.path if Path(place).is_absolute()])
            words = [places, entry, str(theirs.fileno())]
            process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", _FORKING, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={},
                cwd="/",
            )
            theirs.close()
            assert ours.recv(16) == b"loaded"
            self._loaded[entry] = ours, process
        return self._loaded[entry][0]

    def close(self):
        """End the processes."""
        for control, process in self._loaded.values():
            control.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(60)
