"""A plugin of `make coverage`: counts branches in the child that reads files of others, too.

That child starts with no environment, may open nothing once it has begun, and writes no file. So it
keeps its figures in memory and sends them through a socket that it had before; here they are added
up and laid beside those of pytest. What kills the child kills its figures, which is no loss: the
lines up to there run in other tests as well.
"""

import os
import socket
import socketserver
import sqlite3.dump  # noqa: F401 - what the child would load too late
import sys
import tempfile
import threading
from importlib import import_module
from pathlib import Path

import coverage
import pytest

from evidencekit.evidence import confined

EVIDENCE = Path(confined.__file__).parent
START = (
    "import sys; sys.path[:] = sys.argv[1].split(sys.argv[2]);"
    "from measured_child import counted_main; counted_main({!r})"
)


def counted_main(address):
    """In the child: do what its own start does, and tell what ran."""
    way_out = socket.socket(socket.AF_UNIX)
    way_out.connect(address)
    counted = coverage.Coverage(
        data_file=None, config_file=False, branch=True, include=[f"{EVIDENCE}/*"]
    )
    counted.start()
    counted.get_data().dumps()  # opens what it needs

    def tell():
        counted.stop()
        way_out.sendall(counted.get_data().dumps())
        way_out.close()

    def leave(code, leave_now=os._exit):
        try:
            tell()
        finally:
            leave_now(code)

    os._exit = leave
    from evidencekit.evidence import child_main

    # Python looks into no hook of this kind unless it is marked so.
    child_main._refuse.__cantrace__ = True
    import_module(sys.argv[3]).main()
    tell()


class _Receiver(socketserver.StreamRequestHandler):
    def handle(self):
        said = self.rfile.read()
        if said:
            one = coverage.CoverageData(no_disk=True)
            one.loads(said)
            with self.server.one_at_a_time:
                self.server.figures.append({name: one.arcs(name) for name in one.measured_files()})


@pytest.fixture(scope="session", autouse=True)
def _count_in_the_child():
    with tempfile.TemporaryDirectory() as folder:
        address = str(Path(folder) / "figures")
        with socketserver.ThreadingUnixStreamServer(address, _Receiver) as server:
            server.one_at_a_time, server.figures = threading.Lock(), []
            threading.Thread(target=server.serve_forever).start()
            before, confined._START = confined._START, START.format(address)
            yield
            confined._START = before
            server.shutdown()
    own = coverage.Coverage.current()
    total = coverage.CoverageData(f"{own.config.data_file}.child")
    for figures in server.figures:
        total.add_arcs(figures)
    total.write()
