"""Archives in the forms that other tools write, built by hand: no code of theirs or ours."""

import gzip
import hashlib
import io
import json
import uuid
import zipfile
from dataclasses import dataclass, field

AT = "2026-11-23T22:00:04.123Z"


@dataclass
class Answer:
    """One response of a site, as a crawler kept it."""

    url: str
    body: bytes = b""
    kind: str = "text/html"
    status: int = 200
    headers: list = field(default_factory=list)
    method: str = "GET"

    def head(self):
        lines = [f"HTTP/1.1 {self.status} X", f"Content-Type: {self.kind}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def record(kind, url, block, own=(), media="application/http; msgtype=response"):
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url}")
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{identity}>",
        f"WARC-Date: {AT}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        *(f"{name}: {value}" for name, value in own),
        f"Content-Type: {media}",
        f"Content-Length: {len(block)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def digest(body):
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def records(answers, software="Crawler 1.0"):
    """Give warcinfo, and of each answer the response and its request."""
    info = f"software: {software}\r\n".encode()
    yield record("warcinfo", "", info, media="application/warc-fields")
    for one in answers:
        own = [("WARC-Payload-Digest", digest(one.body))]
        yield record("response", one.url, one.head() + one.body, own)
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"response {one.url}")
        asked = f"{one.method} / HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        own = [("WARC-Concurrent-To", f"<urn:uuid:{identity}>")]
        yield record("request", one.url, asked, own, "application/http; msgtype=request")


def warc_gz(answers, software="Crawler 1.0"):
    return b"".join(gzip.compress(one, mtime=0) for one in records(answers, software))


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def pages(main):
    lines = ({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}, {"url": main})
    return "".join(json.dumps(line) + "\n" for line in lines)


def package(**members):
    return json.dumps({"profile": "data-package", "wacz_version": "1.1.1", **members})


def browsertrix(answers, main):
    """Several gzipped WARCs, seeds in pages.jsonl, text pages beside, logs, no main page named."""
    half = len(answers) // 2
    return zipped(
        {
            "archive/rec-1.warc.gz": warc_gz(answers[:half], "Browsertrix-Crawler 1.5.0"),
            "archive/rec-2.warc.gz": warc_gz(answers[half:], "Browsertrix-Crawler 1.5.0"),
            "indexes/index.cdx.gz": gzip.compress(b""),
            "logs/crawl.log": "{}\n",
            "pages/pages.jsonl": pages(main),
            "pages/extraPages.jsonl": pages(main),
            "datapackage.json": package(resources=[], software="Browsertrix-Crawler 1.5.0"),
            "datapackage-digest.json": "{}",
        }
    )


def scoop(answers, main):
    """One WARC, the page's picture and provenance as `file:///` addresses, main page named."""
    extra = [
        Answer("file:///screenshot.png", b"\x89PNG", "image/png"),
        Answer("file:///provenance-summary.html", b"<h1>Provenance</h1>"),
    ]
    return zipped(
        {
            "archive/data.warc.gz": warc_gz([*extra, *answers], "Scoop 0.6.0"),
            "indexes/index.cdx": "",
            "pages/pages.jsonl": pages(main),
            "datapackage.json": package(resources=[], mainPageUrl=main, software="Scoop 0.6.0"),
            "datapackage-digest.json": "{}",
        }
    )


def archive_web_page(answers, main):
    """The extension's form: plain main page, revisits for what it has seen before."""
    seen = answers[-1]
    again = seen.url + "?again"
    head = seen.head()
    own = [
        ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
        ("WARC-Payload-Digest", digest(seen.body)),
        ("WARC-Refers-To-Target-URI", seen.url),
        ("WARC-Refers-To-Date", AT),
    ]
    revisit = gzip.compress(record("revisit", again, head, own), mtime=0)
    return zipped(
        {
            "archive/data.warc.gz": warc_gz(answers, "ArchiveWeb.page 0.12.0") + revisit,
            "indexes/index.cdx.gz": gzip.compress(b""),
            "pages/pages.jsonl": pages(main),
            "datapackage.json": package(
                resources=[], mainPageURL=main, software="Webrecorder ArchiveWeb.page 0.12.0"
            ),
        }
    )
