"""WebSockets of a page: what the site sent, line by line; of what the page sent, only the size."""

import base64
import binascii
import json
from datetime import UTC, datetime

from evidencekit.capture.channel_messages import Reply, SocketFrame, SocketStep
from evidencekit.capture.loads import Socket, hop_of_socket
from evidencekit.capture.spool import EMPTY, SpoolFile
from evidencekit.evidence.records import Artefact, Body
from evidencekit.foundation.clock import Clock

_TEXT = 1
_LATEST = 4e9


def open_socket(step: SocketStep, began: int, file: SpoolFile, clock: Clock) -> Socket:
    """Return the socket that `step` opens."""
    return Socket(step.nid, began, hop_of_socket(step.url, clock.now()), file)


def step_socket(socket: Socket, step: SocketStep) -> None:
    """Take a step of the handshake or the end."""
    hop = socket.hop
    if step.what == "sent":
        hop.headers, hop.wall, hop.ts = step.headers, step.wall, step.ts
        socket.offset = step.wall - step.ts
    elif step.what == "received":
        hop.reply_ts = step.ts
        hop.body, hop.what = EMPTY, "body"
        hop.reply = Reply(
            url=hop.url,
            status=step.status,
            reason=step.reason,
            headers=step.headers,
            mime="",
            charset="",
            origin="network",
            ip="",
            protocols=("http/1.1",),
            wire=None,
        )
    elif step.what == "error":
        socket.error = step.reason or "error"


def add_frame(socket: Socket, frame: SocketFrame, clock: Clock) -> None:
    """Write a frame's line (vault-format 6.5). Raises DiskFull."""
    at = time_of(socket.offset + frame.ts) or clock.now()
    line: dict[str, object] = {
        "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "dir": "in" if frame.incoming else "out",
        "opcode": frame.opcode,
        "bytes": frame.size,
    }
    if not frame.incoming:
        socket.sent.append((frame.opcode, frame.size))
    elif frame.opcode == _TEXT:
        line["text"] = frame.data or ""
    else:
        line["base64"] = _checked_base64(frame.data or "")
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    socket.file.write(text.encode("utf-8", "replace") + b"\n")
    socket.frames += 1


def socket_artefact(address: str, number: int, body: Body) -> Artefact:
    """Return the frames as an artefact; a second socket to one address has a number."""
    kind = "ws" if number == 1 else f"ws-{number}"
    return Artefact("ws", f"urn:{kind}:{address}", "application/x-ndjson", body)


def time_of(seconds: float) -> datetime | None:
    """Return the time of the engine's seconds since 1970, or None when it said nothing."""
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST else None


def _checked_base64(text: str) -> str:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
