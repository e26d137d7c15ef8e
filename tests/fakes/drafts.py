"""A capture draft as `capture` would hand it over: a small shop page with what belongs to it."""

from datetime import UTC, datetime, timedelta

from evidencekit.evidence.keys import make_key
from evidencekit.evidence.manifest import SealContext
from evidencekit.evidence.records import (
    Artefact,
    BytesBody,
    CaptureDraft,
    Exchange,
    FailedRequest,
    Gap,
    Withheld,
)

CAPTURE_ID = "c-01jdbq3zgmkx5w0r2t4y6a8b1d"
VAULT_ID = "v-01jdbq3vqn6t8k2m4y7x9p0r5c"
PAGE = "https://shop.example/item/1001.html?color=红#top"
AT = datetime(2026, 11, 23, 22, 0, 4, 123_000, tzinfo=UTC)
HTML = "<html><title>假货 listing</title><h1>Listing 1001</h1></html>".encode()
COOKIE = Withheld("request_header", "cookie", 812)
PICTURE = bytes(range(256)) * 80


def a_context(**changes):
    given = {
        "vault_id": VAULT_ID,
        "custody_seq": 1,
        "custody_head": "3" * 64,
        "created": AT + timedelta(seconds=2),
        "software": "evidencekit 0.1.0",
    }
    return SealContext(**given | changes)


def an_exchange(url=PAGE, body=HTML, content_type="text/html; charset=utf-8", **changes):
    given = {
        "url": url,
        "method": "GET",
        "status": 200,
        "reason": "OK",
        "request_headers": (("Host", "shop.example"), ("User-Agent", "Mozilla/5.0")),
        "response_headers": (
            ("Content-Type", content_type),
            ("Content-Encoding", "br"),
            ("Content-Length", "17"),
        ),
        "body": BytesBody(body),
        "at": AT,
        "resource_type": "Document",
        "remote_ip": "203.0.113.7",
        "protocols": ("h2", "tls/1.3"),
    }
    return Exchange(**given | changes)


def exchanges():
    picture = "https://cdn.example/p.png"
    return (
        an_exchange(
            "https://shop.example/old", b"", status=302, reason="Found", body_state="redirect"
        ),
        an_exchange(withheld=(COOKIE,)),
        an_exchange(picture, PICTURE, "image/png", remote_ip="2001:db8::7"),
        an_exchange(
            "https://shop.example/api",
            b'{"price":"12.50"}',
            "application/json",
            method="POST",
            source="network",
            exact=False,
        ),
        an_exchange(
            "https://shop.example/live",
            b"data: 1\n\n",
            "text/event-stream",
            source="stream",
            body_state="truncated",
            truncated_by="time",
        ),
    )


def artefacts():
    tile = {"width": 20, "height": 30, "of": 2}
    return (
        Artefact("view", f"urn:view:{PAGE}", "image/png", BytesBody(PICTURE)),
        Artefact(
            "fullpage",
            f"urn:fullpage:{PAGE}",
            "image/png",
            BytesBody(PICTURE[:999]),
            tile | {"order": 1, "y": 0},
        ),
        Artefact(
            "fullpage-2",
            f"urn:fullpage-2:{PAGE}",
            "image/png",
            BytesBody(PICTURE[:555]),
            tile | {"order": 2, "y": 30},
        ),
        Artefact("dom", f"urn:dom:{PAGE}", "text/html", BytesBody(HTML)),
        Artefact(
            "text", f"urn:text:{PAGE}", "text/plain; charset=utf-8", BytesBody(b"Listing 1001")
        ),
        Artefact(
            "actions",
            f"urn:actions:{PAGE}",
            "application/x-ndjson",
            BytesBody(b'{"n":1}\n{"n":2}\n'),
        ),
    )


def an_about(**changes):
    about = {
        "url": "https://shop.example/old",
        "final_url": PAGE,
        "title": "假货 listing",
        "state": "complete_with_gaps",
        "reason": None,
        "page_kind": "listing",
        "http_status": 200,
        "logged_in": None,
        "started": "2026-11-23T22:00:00.004Z",
        "finished": "2026-11-23T22:00:04.123Z",
        "clock": {"time_zone": "UTC", "utc_offset_minutes": 0},
        "engine": {"kind": "embedded", "name": "QtWebEngine", "version": "6.11.3"},
        "environment": {"platform": "Linux", "locale": "en", "proxy": False},
        "sandbox": True,
        "operator": "ana",
        "limits": {"stopped_by": None, "scrolled_to": 1200, "open_at_end": 1},
        "screen_wire": {"title": "found", "price": "found", "seller": "not_found"},
        "warnings": ["clock"],
    }
    return about | changes


def a_draft(**changes):
    given = {
        "capture_id": CAPTURE_ID,
        "about": an_about(),
        "exchanges": exchanges(),
        "artefacts": artefacts(),
        "gaps": (Gap("https://shop.example/live", "GET", "EventSource", 200, "open_at_end"),),
        "failed_requests": (
            FailedRequest("https://ads.example/x", "GET", "Script", "net::ERR_BLOCKED"),
        ),
        "withheld": (COOKIE, Withheld("form_value", "password", 9)),
    }
    return CaptureDraft(**given | changes)


def a_key(*, demo=False):
    return make_key(demo=demo)
