"""A file from elsewhere is looked at in a child process: a bad one can at worst end that.

The child gets the file as its standard input and answers once: the length of a JSON document, the
document, the bytes of the page. It has limits of memory, of processor time and of time by the
clock, can write no file and open no further one (where the system knows such limits), and is
believed no further than the answer's form.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from evidencekit.capture.importing import MAX_PAGE, Examined, ImportKind, examine, kind_of
from evidencekit.evidence.canonical import JsonFault, read_json

MEMORY = 1 << 30
SECONDS = 60
_BYTES_A_SECOND = 10 << 20  # what a large file gets besides
_LENGTH = 8
_MAX_JSON = 64 << 10
_TEXTS = ("media_type", "fault", "page_type", "url", "time", "software")
_START = (
    "import sys; sys.path[:] = sys.argv[1].split(sys.argv[2]);"
    "from evidencekit.capture.importing_child import main; main()"
)


def examine_in_child(path: Path, memory: int = MEMORY, seconds: int = SECONDS) -> Examined:
    """Do as `examine` does, in a child. One that ends without an answer is the file's fault.

    The fault is then child_time or child_crash, and nothing but the kind is known. `memory` in
    bytes; `seconds` for a small file, a large one gets more. Raises OSError.
    """
    with path.open("rb") as file:
        found = kind_of(file)
        file.seek(0)
        allowed = seconds + os.fstat(file.fileno()).st_size // _BYTES_A_SECOND
        fault, answer = _run(file, memory, allowed)
    if fault is None:
        try:
            return _read(answer)
        except (JsonFault, KeyError, TypeError, ValueError):
            fault = "child_crash"
    return replace(found, fault=fault)


def _run(file: BinaryIO, memory: int, seconds: int) -> tuple[str | None, bytes]:
    places = os.pathsep.join(place for place in sys.path if Path(place).is_absolute())
    command = [sys.executable, "-I", "-B", "-c", _START, places, os.pathsep]
    command += [str(memory), str(seconds)]
    # Windows starts no process without knowing where it is itself.
    around = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    most = _LENGTH + _MAX_JSON + MAX_PAGE
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
        clock.start()
        try:
            answer = child.stdout.read(most + 1) if child.stdout else b""
            code = child.wait() if len(answer) <= most else 1
        finally:
            clock.cancel()
            child.kill()
    if late.is_set():
        return "child_time", b""
    return ("child_crash" if code else None), answer


def _read(answer: bytes) -> Examined:
    """Take an answer apart. Raises JsonFault, KeyError, TypeError, ValueError."""
    length = int.from_bytes(answer[:_LENGTH], "big")
    said = read_json(answer[_LENGTH : _LENGTH + length], _MAX_JSON)
    page = answer[_LENGTH + length :]
    records, has_page = said["records"], said["has_page"]
    if not (records is None or type(records) is int) or type(has_page) is not bool:
        raise TypeError(records)
    texts = {name: _text(said[name]) for name in _TEXTS}
    media = str(texts.pop("media_type"))
    kind = ImportKind(str(said["kind"]))
    return Examined(kind, media, records=records, page=page if has_page else None, **texts)


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return value


def main() -> None:
    """Look at standard input; arguments are the bytes and seconds allowed."""
    memory, seconds = map(int, sys.argv[-2:])
    with os.fdopen(0, "rb") as file, os.fdopen(1, "wb") as out:
        _confine(memory, seconds)
        found = examine(file)
        said: dict[str, object] = {name: _short(getattr(found, name)) for name in _TEXTS}
        said |= {"kind": found.kind.value, "records": found.records}
        text = json.dumps(said | {"has_page": found.page is not None}).encode("ascii")
        out.write(len(text).to_bytes(_LENGTH, "big") + text + (found.page or b""))


def _short(text: str | None) -> str | None:
    return text if text is None else text[:4096]


def _confine(memory: int, seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # Windows has none

    limits = {
        "RLIMIT_DATA": memory,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }
    for name, limit in limits.items():
        # Not every system lets each of them be set; the parent's clock remains.
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (limit, limit))
