"""The child process that reads one file of others: takes it as standard input, answers once.

Started by `child` with nothing but arguments; see there for what it may not do.
"""

import base64
import contextlib
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from evidencekit.evidence.canonical import indented
from evidencekit.evidence.cdxj import sort_key
from evidencekit.evidence.check_wacz import CaptureFindings
from evidencekit.evidence.lone_file import ArchiveKind, check_lone

EXIT_MEMORY, EXIT_FAULT = 70, 71
MAX_TEXT = 1_000
# Beginnings of audit events (sys.audit) that nothing needs once everything is loaded.
_REFUSED = (
    *("socket.", "subprocess.", "os.", "shutil.", "ctypes.", "mmap.", "winreg.", "_winapi."),
    *("open", "import", "urllib.", "http.", "ftplib.", "smtplib.", "tempfile.", "sqlite3."),
)


def main() -> None:
    """Check the file; arguments are its kind, its `.sig` in hex, bytes and seconds allowed."""
    kind, signature, memory, seconds = sys.argv[-4:]
    with os.fdopen(0, "rb") as file, os.fdopen(1, "wb") as answer:
        try:
            confine(int(memory), int(seconds))
            beside = bytes.fromhex(signature) if signature else None
            findings = check_lone(file, ArchiveKind(kind), "", beside)
            answer.write(indented(to_json(findings)))
            answer.flush()
        except MemoryError:
            os._exit(EXIT_MEMORY)
        except BaseException:  # noqa: BLE001  # whatever it was, the parent says so
            os._exit(EXIT_FAULT)


def confine(memory: int, seconds: int) -> None:
    """Give up everything that reading one open file does not need, for good."""
    # Both load what would be refused later.
    datetime.strptime("1970", "%Y").replace(tzinfo=UTC)
    sort_key("http://example.com/")
    if sys.platform != "win32":  # pragma: no branch - Windows has no such limits
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
    if event.startswith(_REFUSED):
        raise PermissionError(event)


def to_json(findings: CaptureFindings) -> dict[str, object]:
    """Return the answer, as `child` reads it."""
    return {
        "checks": [
            [
                one.id,
                *map(_cut, (one.item, one.outcome.value, one.expected, one.found)),
                one.meaning_code,
            ]
            for one in findings.checks
        ],
        "sha256": findings.sha256,
        "size": findings.size,
        "claims": asdict(findings.claims) if findings.claims else None,
        "key": base64.b64encode(findings.key.spki).decode() if findings.key else None,
    }


def _cut(text: str | None) -> str | None:
    """Keep a stranger's words short: they are shown to a person, and the answer is bounded."""
    return text if text is None or len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."
