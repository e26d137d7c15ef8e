"""The child process that reads files of others: takes one as standard input, answers once.

Started by `confined` with nothing but arguments; see there for what it may not do.
"""

import base64
import codecs
import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from typing import BinaryIO

from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.canonical import indented
from evidencekit.evidence.cdxj import sort_key
from evidencekit.evidence.check_wacz import CaptureFindings
from evidencekit.evidence.lone_file import check_lone
from evidencekit.evidence.report import Check

EXIT_MEMORY, EXIT_FAULT = 70, 71
MAX_TEXT = 1_000
# Beginnings of audit events (sys.audit) that nothing needs once everything is loaded.
_REFUSED = (
    *("socket.", "subprocess.", "os.", "shutil.", "ctypes.", "mmap.", "winreg.", "_winapi."),
    *("open", "urllib.", "http.", "ftplib.", "smtplib.", "tempfile.", "sqlite3."),
)


def main() -> None:
    """Check an archive; arguments are its kind and its `.sig` in hex."""
    # Loads what would be refused later.
    sort_key("http://example.com/")
    for name in ("check_warc", "domain_signature"):
        import_module(f"evidencekit.evidence.{name}")
    serve(_archive)


def _archive(file: BinaryIO, arguments: list[str]) -> bytes:
    kind, signature = arguments
    beside = bytes.fromhex(signature) if signature else None
    return indented(to_json(check_lone(file, ArchiveKind(kind), "", beside)))


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


def to_json(findings: CaptureFindings) -> dict[str, object]:
    """Return the answer, as `child` reads it."""
    return {
        "checks": [check_to_json(one) for one in findings.checks],
        "sha256": findings.sha256,
        "size": findings.size,
        "claims": asdict(findings.claims) if findings.claims else None,
        "key": base64.b64encode(findings.key.spki).decode() if findings.key else None,
    }


def check_to_json(one: Check) -> list[str | None]:
    """Return one check of an answer, as `child.read_check` reads it."""
    texts = map(_cut, (one.item, one.outcome.value, one.expected, one.found))
    return [one.id, *texts, one.meaning_code]


def _cut(text: str | None) -> str | None:
    """Keep a stranger's words short: they are shown to a person, and the answer is bounded."""
    return text if text is None or len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."
