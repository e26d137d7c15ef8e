"""A time token of a stranger's packet, read in a child process: it can at worst end that.

The child gets one JSON document of the token's bytes and the roots that are trusted, from us.
"""

import json
import tempfile
from base64 import b64decode, b64encode
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.child import Nonsense, read_check
from evidencekit.evidence.child_main import check_to_json, serve
from evidencekit.evidence.confined import ChildEnded, Limits, ask_child
from evidencekit.evidence.report import Check, TimeTrust, failed
from evidencekit.evidence.roots import Roots
from evidencekit.packet.tokens import PacketToken, judge

_ENTRY = "evidencekit.packet.token_child"
_MAX_ANSWER = 64 << 10
LIMITS = Limits(memory=384 << 20, seconds=30, answer=_MAX_ANSWER)
_CHECKS = {"stamp.request", "stamp.token", "stamp.chain", "stamp.revocation", "vault.demo"}
_MOST_CHECKS = 16


def judge_in_child(
    token: PacketToken, roots: Roots, *, demo: bool, limits: Limits = LIMITS
) -> tuple[list[Check], TimeTrust]:
    """Do as `judge` does, in a child. One without an answer is the failed check `stamp.token`.

    It is found child_memory, child_time, child_crash or child_answer. Nothing raises but OSError,
    when no child can be started.
    """
    try:
        with tempfile.TemporaryFile() as file:
            file.write(_written(token, roots, demo))
            file.seek(0)
            return _read(ask_child(_ENTRY, file, [], limits), token.item)
    except ChildEnded as ended:
        reason = ended.reason
    except (JsonFault, Nonsense, ValueError):
        reason = "child_answer"
    return [failed("stamp.token", token.item, None, reason)], TimeTrust.NONE


def _written(token: PacketToken, roots: Roots, demo: bool) -> bytes:
    certificates = [one.public_bytes(Encoding.DER) for one in roots.certificates]
    said = {
        "reply": _text(token.reply),
        "chain": _text(token.chain),
        "digests": {name: _text(digest) for name, digest in token.digests.items()},
        "request": None if token.request is None else _text(token.request),
        "lists": {str(place): _text(data) for place, data in token.lists.items()},
        "told": token.told,
        "roots": [_text(one) for one in certificates],
        "strict": roots.strict,
        "demo": demo,
    }
    return json.dumps(said).encode()


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _read(answer: bytes, item: str) -> tuple[list[Check], TimeTrust]:
    said = read_json(answer, _MAX_ANSWER)
    checks = said.get("checks")
    if set(said) != {"checks", "trust"} or not isinstance(checks, list):
        raise Nonsense
    if not 0 < len(checks) <= _MOST_CHECKS:
        raise Nonsense
    return [read_check(one, item, _CHECKS) for one in checks], TimeTrust(str(said["trust"]))


def main() -> None:
    """Judge the token on standard input."""
    serve(_judged)


def _judged(file: BinaryIO, _arguments: list[str]) -> bytes:
    said = json.loads(file.read())
    # Its name is added by whoever asked.
    token = PacketToken(
        "",
        b64decode(said["reply"]),
        b64decode(said["chain"]),
        {name: b64decode(text) for name, text in said["digests"].items()},
        None if said["request"] is None else b64decode(said["request"]),
        {int(place): b64decode(text) for place, text in said["lists"].items()},
        said["told"],
    )
    trusted = tuple(x509.load_der_x509_certificate(b64decode(one)) for one in said["roots"])
    checks, trust = judge(token, Roots(trusted, said["strict"]), demo=said["demo"])
    told = {"checks": [check_to_json(one) for one in checks], "trust": trust.value}
    return json.dumps(told).encode()
