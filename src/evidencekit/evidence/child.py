"""Files of others are read in a child process, so that a bad one can at worst end that.

The child gets the file as its standard input and a handful of arguments, answers with one JSON
document, and is believed no further than that document's form. It has a limit of memory (Linux;
elsewhere the system's own), of processor time and of time by the clock; it can open no file or
socket and start nothing: after loading, an audit hook refuses these, and where the system knows
such limits it may hold no new descriptor (`threat-model.md` 8). Its standard error leads nowhere.
"""

import base64
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.check_manifest import CaptureClaims
from evidencekit.evidence.check_wacz import CaptureFindings, signature_beside
from evidencekit.evidence.child_main import EXIT_MEMORY, MAX_TEXT
from evidencekit.evidence.lone_file import ArchiveKind
from evidencekit.evidence.report import Check, Outcome, failed
from evidencekit.evidence.signature import KeyRefused, PublicKey

MEMORY = 384 << 20
SECONDS = 30
_BYTES_A_SECOND = 10 << 20  # what a large file gets besides
_MAX_ANSWER = 64 << 10
_START = (
    "import sys; sys.path[:] = sys.argv[1].split(sys.argv[2]);"
    "from evidencekit.evidence.child_main import main; main()"
)
_CHECKS = {
    *("wacz.hash", "wacz.signature", "wacz.metadata", "wacz.zip", "wacz.members", "wacz.digest"),
    *(
        "wacz.pages",
        "wacz.inner_signature",
        "wacz.domain",
        "warc.records",
        "warc.index",
        "warc.artefacts",
    ),
}
_HEX = set("0123456789abcdef")


class _Nonsense(ValueError):
    """The answer has not the form of one."""


def check_in_child(
    path: Path, kind: ArchiveKind, *, memory: int = MEMORY, seconds: int = SECONDS
) -> CaptureFindings:
    """Check a file of anybody's in a child; its checks carry `path` as their item.

    A child that ends otherwise than by an answer is the failed check `archive.read` with found
    child_memory, child_time, child_crash or child_answer. `memory` in bytes; `seconds` for a small
    file, a large one gets more. Raises FileMissing when the file can't be read.
    """
    signature = signature_beside(path)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            allowed = seconds + size // _BYTES_A_SECOND
            arguments = [kind.value, (signature or b"").hex(), str(memory), str(allowed)]
            found, answer = run_confined(_START, file, arguments, allowed)
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error
    if found is None:
        try:
            return _read(answer, str(path), size)
        except _Nonsense:
            found = "child_answer"
    return CaptureFindings((failed("archive.read", str(path), None, found),), "", size, None, None)


def run_confined(
    start: str,
    file: BinaryIO,
    arguments: list[str],
    seconds: int,
    most_answer: int = _MAX_ANSWER,
) -> tuple[str | None, bytes]:
    """Run `start`, Python that confines itself; return why there is no answer, or None, and it.

    `start` finds the module search path in its first two arguments (joined, and by what). It has
    `seconds` by the clock. Why: child_memory, child_time, child_crash, child_answer (too long).
    """
    places = os.pathsep.join(place for place in sys.path if Path(place).is_absolute())
    command = [sys.executable, "-I", "-B", "-c", start, places, os.pathsep, *arguments]
    # Windows starts no process without knowing where it is itself.
    around = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    with subprocess.Popen(  # noqa: S603  # our own interpreter, a list, no shell
        command,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=around,
        cwd=Path(sys.executable).anchor,
    ) as child:
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(seconds, stop)
        clock.start()
        try:
            answer = child.stdout.read(most_answer + 1) if child.stdout else b""
            if len(answer) > most_answer:
                child.kill()
            code = child.wait()
        except BaseException:
            child.kill()
            raise
        finally:
            clock.cancel()
    if late.is_set():
        return "child_time", b""
    return ("child_answer" if len(answer) > most_answer else _ending(code)), answer


def _ending(code: int) -> str | None:
    if code == EXIT_MEMORY:
        return "child_memory"
    if code == -getattr(signal, "SIGXCPU", 0) != 0:
        return "child_time"
    return "child_crash" if code else None


def _read(answer: bytes, item: str, size: int) -> CaptureFindings:
    try:
        said = read_json(answer, _MAX_ANSWER)
    except JsonFault:
        raise _Nonsense from None
    checks, sha256 = said.get("checks"), said.get("sha256")
    if set(said) != {"checks", "sha256", "size", "claims", "key"} or said["size"] != size:
        raise _Nonsense
    if not isinstance(sha256, str) or len(sha256) != len(_HEX) * 4 or set(sha256) - _HEX:
        raise _Nonsense
    if not isinstance(checks, list) or not 0 < len(checks) <= len(_CHECKS):
        raise _Nonsense
    read = tuple(_check(one, item) for one in checks)
    if len({one.id for one in read}) != len(read):
        raise _Nonsense
    return CaptureFindings(read, sha256, size, _claims(said["claims"]), _key(said["key"]))


def _check(said: object, item: str) -> Check:
    if not isinstance(said, list) or len(said) != len(Check.__dataclass_fields__):
        raise _Nonsense
    name, suffix, outcome, *texts = said
    if not all(isinstance(one, str) for one in (name, suffix, outcome)):
        raise _Nonsense
    if name not in _CHECKS or outcome not in set(Outcome):
        raise _Nonsense
    if any(text is not None and not isinstance(text, str) for text in texts):
        raise _Nonsense
    if any(len(text or "") > MAX_TEXT + 3 for text in (suffix, *texts)):
        raise _Nonsense
    return Check(name, item + suffix, Outcome(outcome), *texts)


def _claims(said: object) -> CaptureClaims | None:
    if said is None:
        return None
    fields = CaptureClaims.__annotations__
    if not isinstance(said, dict) or set(said) != set(fields):
        raise _Nonsense
    if any(type(said[name]) is not kind for name, kind in fields.items()):
        raise _Nonsense
    return CaptureClaims(**said)


def _key(said: object) -> PublicKey | None:
    if said is None:
        return None
    try:
        return PublicKey.from_spki(base64.b64decode(str(said), validate=True))
    except (KeyRefused, ValueError):
        raise _Nonsense from None
