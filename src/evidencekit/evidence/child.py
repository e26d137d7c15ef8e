"""An archive of others, or a capture on its own, checked in a child process (`confined`)."""

import base64
from collections.abc import Set as AbstractSet
from pathlib import Path

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.check_manifest import CaptureClaims
from evidencekit.evidence.check_wacz import CaptureFindings, signature_beside
from evidencekit.evidence.child_main import MAX_TEXT
from evidencekit.evidence.confined import ChildEnded, Limits, ask_child
from evidencekit.evidence.report import Check, Outcome, failed
from evidencekit.evidence.signature import KeyRefused, PublicKey

MEMORY = 384 << 20
SECONDS = 30
_MAX_ANSWER = 64 << 10
_ENTRY = "evidencekit.evidence.child_main"
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


class Nonsense(ValueError):
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
    arguments = [kind.value, (signature or b"").hex()]
    size = 0
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            answer = ask_child(_ENTRY, file, arguments, Limits(memory, seconds, _MAX_ANSWER))
        return _read(answer, str(path), size)
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror) from error
    except ChildEnded as ended:
        reason = ended.reason
    except Nonsense:
        reason = "child_answer"
    return CaptureFindings((failed("archive.read", str(path), None, reason),), "", size, None, None)


def _read(answer: bytes, item: str, size: int) -> CaptureFindings:
    try:
        said = read_json(answer, _MAX_ANSWER)
    except JsonFault:
        raise Nonsense from None
    checks, sha256 = said.get("checks"), said.get("sha256")
    if set(said) != {"checks", "sha256", "size", "claims", "key"} or said["size"] != size:
        raise Nonsense
    if not isinstance(sha256, str) or len(sha256) != len(_HEX) * 4 or set(sha256) - _HEX:
        raise Nonsense
    if not isinstance(checks, list) or not 0 < len(checks) <= len(_CHECKS):
        raise Nonsense
    read = tuple(read_check(one, item, _CHECKS) for one in checks)
    if len({one.id for one in read}) != len(read):
        raise Nonsense
    return CaptureFindings(read, sha256, size, _claims(said["claims"]), _key(said["key"]))


def read_check(said: object, item: str, known: AbstractSet[str]) -> Check:
    """Return a check that a child told, its item behind `item`. Raises Nonsense.

    `known`: the ids that this child may tell of.
    """
    if not isinstance(said, list) or len(said) != len(Check.__dataclass_fields__):
        raise Nonsense
    name, suffix, outcome, *texts = said
    if not all(isinstance(one, str) for one in (name, suffix, outcome)):
        raise Nonsense
    if name not in known or outcome not in set(Outcome):
        raise Nonsense
    if any(text is not None and not isinstance(text, str) for text in texts):
        raise Nonsense
    if any(len(text or "") > MAX_TEXT + 3 for text in (suffix, *texts)):
        raise Nonsense
    return Check(name, item + suffix, Outcome(outcome), *texts)


def _claims(said: object) -> CaptureClaims | None:
    if said is None:
        return None
    fields = CaptureClaims.__annotations__
    if not isinstance(said, dict) or set(said) != set(fields):
        raise Nonsense
    if any(type(said[name]) is not kind for name, kind in fields.items()):
        raise Nonsense
    return CaptureClaims(**said)


def _key(said: object) -> PublicKey | None:
    if said is None:
        return None
    try:
        return PublicKey.from_spki(base64.b64decode(str(said), validate=True))
    except (KeyRefused, ValueError):
        raise Nonsense from None
