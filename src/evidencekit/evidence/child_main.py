"""The child process that reads files of others: takes one as standard input, answers once.

Started by `confined` with nothing but arguments; see there for what it may not do.
"""

import base64
from dataclasses import asdict
from importlib import import_module
from typing import BinaryIO

from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.canonical import indented
from evidencekit.evidence.cdxj import sort_key
from evidencekit.evidence.check_wacz import CaptureFindings
from evidencekit.evidence.child_serving import MAX_TEXT, serve
from evidencekit.evidence.lone_file import check_lone
from evidencekit.evidence.report import Check


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
