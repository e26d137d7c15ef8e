"""Records a page of known bytes before the first capture: a recorder that loses one is not used.

capture-targets.md, section 6: a page, a fetch, a worker script and the worker's fetch, on a scheme
of our own or answered by us, so that no network and no port is needed.
"""

import base64
import hashlib
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from evidencekit.capture.connection import DevToolsConnection, DevToolsError
from evidencekit.capture.recorder import Recorder
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.errors import EngineSelfTestFailed
from evidencekit.foundation.clock import SystemClock

_SECONDS = 5.0
_KNOWN = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(160))
_FILES = {
    "/data": ("application/octet-stream", _KNOWN),
    "/worker.js": ("text/javascript", b"fetch('/worker-data',{cache:'no-store'});//" + b"w" * 64),
    "/worker-data": ("application/octet-stream", _KNOWN[::-1] + _KNOWN),
}
SITE: dict[str, tuple[str, bytes]] = {
    "/": ("text/html", b"<!doctype html><script>fetch('/data');new Worker('/worker.js')</script>"),
    **_FILES,
}


def test_page(path: str) -> tuple[str, str] | None:
    """Return media type and content (base64) of a path of the known page, None for another."""
    found = SITE.get(path)
    return (found[0], base64.b64encode(found[1]).decode("ascii")) if found else None


def run_self_test(connection: DevToolsConnection, address: str) -> None:
    """Load the known page at `address` and compare every body; raises EngineSelfTestFailed."""
    expected = {path: hashlib.sha256(data).hexdigest() for path, (_type, data) in SITE.items()}
    with tempfile.TemporaryDirectory(prefix="evidencekit-") as folder:
        found = _recorded(connection, address, Path(folder))
    wrong = sorted(path for path in expected if found.get(path) != expected[path])
    if wrong:
        engine = f"{connection.engine.name} {connection.engine.version}"
        detail = "not recorded as served: " + ", ".join(wrong)
        raise EngineSelfTestFailed(engine=engine, detail=detail)


def _recorded(connection: DevToolsConnection, address: str, spool: Path) -> dict[str, str]:
    recorder = Recorder(spool, WithholdRules(), SystemClock())
    due = sum(len(data) for _type, data in SITE.values())
    deadline = time.monotonic() + _SECONDS
    try:
        connection.call("Page.navigate", {"url": address})
        while recorder.bytes_kept < due and time.monotonic() < deadline:
            recorder.take(connection.messages(0.05))
    except (DevToolsError, TimeoutError):
        return {}
    recording = recorder.finish([])
    return {urlsplit(one.url).path: one.body.sha256 for one in recording.exchanges}
