"""Messages of the recorder script, as it writes them; for tests of the recorder without engine."""

import base64


def ready(frame="F"):
    return {"k": "ready", "frame": frame}


def sent(nid, url, **members):
    return {
        "k": "sent", "nid": nid, "session": "", "target": "page", "url": url, "method": "GET",
        "headers": [["Accept", "*/*"]], "type": "Other", "frame": "F", "loader": "L", "wall": 1e9,
        "ts": 10.0, "initiator": "parser", "has_body": False, "post": [], "extra": False,
        "redirect": None, **members,
    }  # fmt: skip


def reply(url, status=200, **members):
    return {
        "url": url, "status": status, "reason": "OK", "headers": [["Content-Type", "text/plain"]],
        "mime": "text/plain", "charset": "", "disk": False, "worker": False, "prefetch": False,
        "ip": "192.0.2.1", "protocol": "h2", "tls": "TLS 1.3", "wire": 99, **members,
    }  # fmt: skip


def received(nid, url, status=200, *, extra=False, **members):
    answer = reply(url, status, **members)
    return {"k": "received", "nid": nid, "ts": 10.25, "extra": extra, "type": "", "reply": answer}


def paused(nid, url, body=b"", what="body", status=200, **members):
    message = {
        "k": "paused", "nid": nid, "own": False, "target": "page", "url": url, "method": "GET",
        "status": status, "reason": "OK", "type": "Other", "frame": "F", "sent": [],
        "headers": [["Content-Type", "text/plain"]], "what": what, **members,
    }  # fmt: skip
    if what == "body" and "pieces" not in members:
        message |= {"b64": True, "body": base64.b64encode(body).decode()}
    return message


def piece(number, data):
    return {"k": "piece", "to": number, "b64": True, "d": base64.b64encode(data).decode()}


def network(nid, text):
    return {"k": "network", "nid": nid, "b64": False, "body": text}


def finished(nid, *, asks=False, length=0):
    return {"k": "finished", "nid": nid, "wire": 120, "asks": asks, "length": length}


def failed(nid, error="net::ERR_FAILED"):
    return {"k": "failed", "nid": nid, "error": error, "blocked": ""}


def extra(nid, *headers, response=False):
    kind = "received_headers" if response else "sent_headers"
    return {"k": kind, "nid": nid, "headers": [list(pair) for pair in headers]}


def committed(loader, url, frame="F"):
    params = {"frame": {"id": frame, "loaderId": loader, "url": url}}
    return {"k": "event", "method": "Page.frameNavigated", "params": params, "sid": ""}


def document(nid, url, body=b"<p>", **members):
    """A main document, whole: request, pause, head, commit, end."""
    return [
        sent(nid, url, type="Document", loader=nid, **members),
        paused(nid, url, body),
        received(nid, url),
        committed(nid, url),
        finished(nid),
    ]
