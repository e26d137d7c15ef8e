"""What the browser tells of requests, in the words of `capture.channel_reading`."""

import base64
from typing import Any

from evidencekit.capture.connection import Json

_TEXT = 1


def header(headers: list[Json] | None, name: str) -> str:
    """Return the value of the first header of that (lower-case) name, or nothing."""
    return next((str(one["value"]) for one in headers or () if one["name"].lower() == name), "")


def pairs(headers: dict[str, Any] | None) -> list[list[str]]:
    """Return headers as name and value, those that came more than once one by one."""
    return [
        [name, line] for name, value in (headers or {}).items() for line in str(value).split("\n")
    ]


def reply(r: Json) -> Json:
    """Return the head of a response."""
    details = r.get("securityDetails") or {}
    return {
        "url": r.get("url"),
        "status": r.get("status"),
        "reason": r.get("statusText") or "",
        "headers": pairs(r.get("headers")),
        "mime": r.get("mimeType") or "",
        "charset": r.get("charset") or "",
        "disk": bool(r.get("fromDiskCache")),
        "worker": bool(r.get("fromServiceWorker")),
        "prefetch": bool(r.get("fromPrefetchCache")),
        "ip": r.get("remoteIPAddress") or "",
        "protocol": r.get("protocol") or "",
        "tls": details.get("protocol") or "",
        "security": _security(details) if details else None,
        "wire": r.get("encodedDataLength"),
    }


def _security(details: Json) -> Json:
    return {
        "cipher": details.get("cipher") or "",
        "subject": details.get("subjectName") or "",
        "issuer": details.get("issuer") or "",
        "from": details.get("validFrom") or 0,
        "to": details.get("validTo") or 0,
    }


def sent(session: str, target: str, p: Json) -> Json:
    """Return the message of a request that goes out."""
    request = p["request"]
    redirect = p.get("redirectResponse")
    return {
        "k": "sent",
        "nid": p["requestId"],
        "session": session,
        "target": target,
        "url": request["url"],
        "method": request["method"],
        "headers": pairs(request.get("headers")),
        "type": p.get("type") or "Other",
        "frame": p.get("frameId") or "",
        "loader": p.get("loaderId") or "",
        "wall": p.get("wallTime"),
        "ts": p.get("timestamp"),
        "initiator": (p.get("initiator") or {}).get("type") or "",
        "has_body": bool(request.get("hasPostData")),
        "post": _post(request),
        "extra": bool(p.get("redirectHasExtraInfo")),
        "redirect": reply(redirect) if redirect else None,
    }


def _post(request: Json) -> list[str]:
    entries = [entry.get("bytes") for entry in request.get("postDataEntries") or ()]
    return entries if all(entries) else []


def paused(nid: str, target: str, p: Json) -> Json:
    """Return the message of a response at the pause, without its body and `what` it is."""
    request = p["request"]
    return {
        "k": "paused",
        "nid": nid,
        "own": not p.get("networkId"),
        "target": target,
        "url": request["url"],
        "method": request["method"],
        "status": p["responseStatusCode"],
        "reason": p.get("responseStatusText") or "",
        "type": p.get("resourceType"),
        "frame": p.get("frameId"),
        "headers": [[one["name"], one["value"]] for one in p.get("responseHeaders") or ()],
        "sent": pairs(request.get("headers")),
    }


def socket_frame(p: Json, way: str) -> Json:
    """Return the message of a WebSocket's frame; of one that the page sent its size alone."""
    opcode, data = p["response"]["opcode"], p["response"]["payloadData"]
    size = len(data.encode()) if opcode == _TEXT else len(base64.b64decode(data))
    message = {"k": "ws_frame", "nid": p["requestId"], "dir": way, "ts": p.get("timestamp")}
    message |= {"opcode": opcode, "bytes": size}
    return message | {"d": data} if way == "in" else message


def socket_step(method: str, p: Json) -> Json | None:
    """Return the message of a WebSocket's life, or None for another event."""
    nid = p.get("requestId")
    match method:
        case "Network.webSocketCreated":
            return {"k": "ws", "nid": nid, "url": p["url"]}
        case "Network.webSocketWillSendHandshakeRequest":
            heads = {"wall": p.get("wallTime"), "headers": pairs(p["request"].get("headers"))}
            return {"k": "ws_sent", "nid": nid, "ts": p.get("timestamp")} | heads
        case "Network.webSocketHandshakeResponseReceived":
            return {
                "k": "ws_received",
                "nid": nid,
                "ts": p.get("timestamp"),
                "status": p["response"]["status"],
                "reason": p["response"].get("statusText") or "",
                "headers": pairs(p["response"].get("headers")),
            }
        case "Network.webSocketFrameError":
            return {"k": "ws_error", "nid": nid, "error": p.get("errorMessage") or ""}
        case "Network.webSocketClosed":
            return {"k": "ws_closed", "nid": nid}
        case _:
            return None
