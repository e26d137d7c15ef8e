"""Reads the lines of the recorder script into `channel_messages`.

The script relays what the engine tells it of a hostile page: texts may be anything, and what has
not the form of a message is none.
"""

import base64
import binascii
from collections.abc import Callable

from evidencekit.capture.channel_messages import (
    Answered,
    Cached,
    Certificate,
    Committed,
    Finished,
    Loaded,
    LoadFailed,
    Message,
    NetworkBody,
    Paused,
    Payload,
    Piece,
    RawHeaders,
    Ready,
    Received,
    Reply,
    Sent,
    SessionEnded,
    SocketFrame,
    SocketStep,
    StreamPiece,
)
from evidencekit.capture.connection import Json
from evidencekit.evidence.records import Headers


def read_message(message: Json) -> Message | None:
    """Return the message as a type, or None for one that is not the recorder's. Never raises."""
    kind = message.get("k")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    return reader(message) if reader else None


def _text(m: Json, name: str) -> str:
    value = m.get(name)
    return value if isinstance(value, str) else ""


def _whole(m: Json, name: str) -> int:
    return int(_real(m, name))


def _count(m: Json, name: str) -> int | None:
    return None if m.get(name) is None else max(0, _whole(m, name))


def _real(m: Json, name: str) -> float:
    value = m.get(name)
    # The comparison is false of NaN and infinity too.
    return float(value) if isinstance(value, (int, float)) and abs(value) < 2**53 else 0.0


def _inner(m: Json, name: str) -> Json:
    value = m.get(name)
    return value if isinstance(value, dict) else {}


def _headers(m: Json, name: str) -> Headers:
    value = m.get(name)
    if not isinstance(value, list):
        return ()
    return tuple(
        (pair[0], pair[1])
        for pair in value
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, str) for x in pair)  # noqa: PLR2004  # name, value
    )


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _bytes(m: Json, text: str) -> tuple[bytes, bool]:
    """Return the bytes of a text of the engine, and whether they are not those of the server."""
    if m.get("b64") is True:
        data = _from_base64(text)
        return (b"", True) if data is None else (data, False)
    return text.encode("utf-8", "replace"), "\ufffd" in text


def _payload(m: Json) -> Payload | None:
    if "pieces" in m:
        return Payload(b"", _whole(m, "pieces"), m.get("b64") is True, repaired=False)
    if not isinstance(m.get("body"), str):
        return None
    data, repaired = _bytes(m, m["body"])
    return Payload(data, None, m.get("b64") is True, repaired)


def _reply(m: Json) -> Reply:
    origins = (("worker", "service_worker"), ("prefetch", "prefetch"), ("disk", "disk_cache"))
    origin = next((word for name, word in origins if m.get(name) is True), "network")
    tls = _text(m, "tls").lower()
    protocols = [_text(m, "protocol").lower()]
    if tls.startswith("tls "):
        protocols.append(tls.replace(" ", "/"))
    return Reply(
        url=_text(m, "url"),
        status=_whole(m, "status"),
        reason=_text(m, "reason"),
        headers=_headers(m, "headers"),
        mime=_text(m, "mime").lower(),
        charset=_text(m, "charset").lower(),
        origin=origin,
        ip=_text(m, "ip").strip("[]"),
        protocols=tuple(word for word in protocols if word),
        wire=_count(m, "wire"),
        certificate=_certificate(m),
    )


def _certificate(m: Json) -> Certificate | None:
    told = m.get("security")
    if not isinstance(told, dict):
        return None
    return Certificate(
        protocol=_text(m, "tls"),
        cipher=_text(told, "cipher"),
        subject=_text(told, "subject"),
        issuer=_text(told, "issuer"),
        valid_from=_whole(told, "from"),
        valid_to=_whole(told, "to"),
    )


def _post(m: Json) -> bytes | None:
    if not m.get("has_body"):
        return b""
    entries = m.get("post")
    if not isinstance(entries, list) or not entries:
        return None
    parts = [_from_base64(entry) if isinstance(entry, str) else None for entry in entries]
    return None if None in parts else b"".join(part for part in parts if part)


def _sent(m: Json) -> Sent:
    redirect = m.get("redirect")
    return Sent(
        nid=_text(m, "nid"),
        session=_text(m, "session"),
        target=_text(m, "target"),
        url=_text(m, "url"),
        method=_text(m, "method"),
        headers=_headers(m, "headers"),
        type=_text(m, "type"),
        frame=_text(m, "frame"),
        loader=_text(m, "loader"),
        wall=_real(m, "wall"),
        ts=_real(m, "ts"),
        initiator=_text(m, "initiator"),
        post=_post(m),
        redirect=_reply(redirect) if isinstance(redirect, dict) else None,
        redirect_has_extra=m.get("extra") is True,
    )


def _received(m: Json) -> Received:
    reply = _reply(_inner(m, "reply"))
    return Received(
        _text(m, "nid"), _real(m, "ts"), _text(m, "type"), m.get("extra") is True, reply
    )


def _paused(m: Json) -> Paused:
    return Paused(
        nid=_text(m, "nid"),
        own=m.get("own") is True,
        what=_text(m, "what"),
        target=_text(m, "target"),
        url=_text(m, "url"),
        method=_text(m, "method"),
        type=_text(m, "type"),
        sent=_headers(m, "sent"),
        reply=_reply(m),
        payload=_payload(m),
    )


def _piece(m: Json) -> Piece:
    data, repaired = _bytes(m, _text(m, "d"))
    return Piece(_whole(m, "to"), data, repaired)


def _stream(m: Json) -> StreamPiece:
    data = _from_base64(_text(m, "d"))
    return StreamPiece(_text(m, "nid"), data or b"", failed=data is None)


def _finished(m: Json) -> Finished:
    asks = m.get("asks") is True
    return Finished(_text(m, "nid"), _count(m, "wire"), asks, _whole(m, "length"))


def _failed(m: Json) -> LoadFailed:
    words = [_text(m, "error"), _text(m, "blocked")]
    return LoadFailed(_text(m, "nid"), " ".join(word for word in words if word))


def _socket(what: str) -> Callable[[Json], SocketStep]:
    def read(m: Json) -> SocketStep:
        return SocketStep(
            nid=_text(m, "nid"),
            what=what,
            url=_text(m, "url"),
            wall=_real(m, "wall"),
            ts=_real(m, "ts"),
            status=_whole(m, "status"),
            reason=_text(m, "reason") or _text(m, "error"),
            headers=_headers(m, "headers"),
        )

    return read


def _frame(m: Json) -> SocketFrame:
    incoming = m.get("dir") == "in"
    return SocketFrame(
        nid=_text(m, "nid"),
        incoming=incoming,
        ts=_real(m, "ts"),
        opcode=_whole(m, "opcode"),
        size=_whole(m, "bytes"),
        data=_text(m, "d") if incoming else None,
    )


def _event(m: Json) -> Committed | Loaded | None:
    params = _inner(m, "params")
    match _text(m, "method"):
        case "Page.frameNavigated":
            frame = _inner(params, "frame")
            if frame.get("parentId") or m.get("sid"):
                return None
            return Committed(_text(frame, "loaderId"), _text(frame, "id"), _text(frame, "url"))
        case "Page.navigatedWithinDocument":
            return Committed(None, _text(params, "frameId"), _text(params, "url"))
        case "Page.loadEventFired":
            return None if m.get("sid") else Loaded()
        case _:
            return None


_READERS: dict[str, Callable[[Json], Message | None]] = {
    "ready": lambda m: Ready(_text(m, "frame")),
    "sent": _sent,
    "sent_headers": lambda m: RawHeaders(_text(m, "nid"), True, _headers(m, "headers")),
    "received": _received,
    "received_headers": lambda m: RawHeaders(_text(m, "nid"), False, _headers(m, "headers")),
    "paused": _paused,
    "network": lambda m: NetworkBody(_text(m, "nid"), _payload(m)),
    "piece": _piece,
    "stream": _stream,
    "stream_error": lambda m: StreamPiece(_text(m, "nid"), b"", failed=True),
    "finished": _finished,
    "failed": _failed,
    "answered": lambda m: Answered(_text(m, "method"), _text(m, "url")),
    "cached": lambda m: Cached(_text(m, "nid")),
    "ws": _socket("opened"),
    "ws_sent": _socket("sent"),
    "ws_received": _socket("received"),
    "ws_error": _socket("error"),
    "ws_closed": _socket("closed"),
    "ws_frame": _frame,
    "detached": lambda m: SessionEnded(_text(m, "target")),
    "event": _event,
}
