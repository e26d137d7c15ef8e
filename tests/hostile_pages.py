"""Pages that want to hang, flood, fool or leave the browser; for the tests of hostile pages."""

import contextlib
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PIECE = bytes(1 << 20)
LONG = 1024  # MiB of the endless body
EVENTS = "text/event-stream"
KEPT = "<h1>honest text</h1>"

SCRIPTS = {
    "/popups": "for (let n = 0; n < 70; n++) open('/light?' + n); document.title = 'stormed'",
    "/dialogs": "onbeforeunload = e => { e.preventDefault(); e.returnValue = 'x' };"
    "for (let n = 0; n < 40; n++) { alert(n); confirm(n); prompt(n) } document.title = 'asked'",
    "/downloads": "for (let n = 0; n < 20; n++) { const f = document.createElement('iframe');"
    "f.src = '/attachment?' + n; document.body.append(f) } document.title = 'bombed'",
    "/long": "fetch('/endless-body').then(r => r.arrayBuffer()).catch(() => 0);",
    "/streams": "fetch('/stream').then(async r => { const d = r.body.getReader(); for (;;) {"
    "const {value} = await d.read(); if (!document.title) document.title = 'flows'; } })",
    "/bomb": "fetch('/gzip-bomb').then(r => r.arrayBuffer()).catch(() => 0);",
    "/schemes": """
      const tell = word => { document.title += ' ' + word };
      document.title = 'tried';
      for (const address of ['file:///etc/passwd', 'evidencekit://x/', 'evidencekit-selftest://x/',
          'chrome://version/', 'devtools://devtools/bundled/inspector.html', 'qrc:/x'])
        fetch(address).then(() => tell('READ ' + address)).catch(() => 0);
      const frame = document.createElement('iframe'); frame.src = 'file:///etc/passwd';
      document.body.append(frame);
      try { open('file:///etc/passwd') } catch {}
      setTimeout(() => { try { location.href = 'file:///etc/passwd' } catch {} }, 200);""",
    "/wishes": """
      navigator.geolocation.getCurrentPosition(() => { document.title = 'GRANTED' }, () => 0);
      Notification.requestPermission().then(a => { if (a[0] == 'g') document.title = 'GRANTED' });
      navigator.mediaDevices && navigator.mediaDevices.getUserMedia({video: true})
        .then(() => { document.title = 'GRANTED' }, () => 0);
      document.body.requestFullscreen().then(() => { document.title = 'FULL' }, () => 0);""",
    "/busy": "setTimeout(() => { for (;;); }, 100)",
    "/freezes": "setTimeout(() => { for (;;); }, 2000)",
    "/hog": "const a = []; setTimeout(() => { for (;;) a.push(new Array(1e6).fill(0.5)) }, 900)",
    "/chatty": "for (let n = 0; n < 1e5; n++) console.log('line ' + n); document.title = 'talked'",
    "/forged": "document.title = '</title><b>' + '\\u202egpj' + '\\n \"state\": \"complete\"';"
    "history.pushState(0, '', '/forged?a=%0d%0aX-Evil:1&b=<script>');",
    "/wanders": "let n = 0; setInterval(() => { location.hash = n++ }, 20)",
    "/huge": "document.body.insertAdjacentHTML('beforeend', '<i></i>'.repeat(60000));"
    "document.title = 'built'",
    "/pours": "new EventSource('/pour').onmessage = () => { document.title = 'poured' }",
    "/reloads": "setTimeout(() => location.reload(), 300)",
    # Asked for under a name that only the resolver of the test knows to be this computer.
    "/public": "fetch('http://127.0.0.1:' + location.port + '/inside')"
    ".then(() => { document.title = 'READ' }, () => { document.title = 'refused' });"
    "const f = document.createElement('iframe'); document.body.append(f);"
    "f.src = 'http://localhost:' + location.port + '/in'",
}


def _bomb():
    """10 GiB of zeros as about 10 MB of gzip, made as they are sent."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _n in range(160):
        yield packer.compress(bytes(64 << 20)) or b""
    yield packer.flush()


def _numbers(stopping):
    """An answer to a script that goes on until the site is closed."""
    for n in range(1_000_000):
        yield f"number {n};".encode()
        if stopping.wait(0.2):
            return


def _drops(stopping):
    """A document that goes on until the site is closed."""
    yield f"<!doctype html><title>early words</title>{KEPT}<img src=/dot.svg>".encode()
    for n in range(1_000_000):
        yield f"<p>drop {n}</p>".encode()
        if stopping.wait(0.5):
            return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = urlsplit(self.path).path
        self.server.asked.append(self.path)
        with contextlib.suppress(OSError):
            self._serve(path)

    def _serve(self, path):
        if path == "/endless-body":
            self._stream(PIECE for _n in range(LONG))
        elif path == "/trickles":
            self._stream(_drops(self.server.stopping), kind="text/html; charset=utf-8")
        elif path == "/stream":
            self._stream(_numbers(self.server.stopping), kind="application/x-ndjson")
        elif path == "/pour":
            self._stream((b"data: %s\n\n" % (b"y" * 60_000) for _n in range(1_000)), kind=EVENTS)
        elif path == "/gzip-bomb":
            self._stream(_bomb(), "gzip")
        elif path == "/attachment":
            self._answer(b"MZ" * 5000, kind="application/x-msdownload")
        elif path == "/header":
            self._answer(KEPT.encode(), extra=[("X-Odd Name", "a"), ("X-Long", "v" * 9000)])
        elif path == "/led-inside":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif path in SCRIPTS:
            body = f"<!doctype html><meta charset=utf-8>{KEPT}<script>{SCRIPTS[path]}</script>"
            self._answer(body.encode())
        else:
            self._answer(b"<title>light</title>")

    def _answer(self, body, kind="text/html; charset=utf-8", extra=()):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, pieces, coding=None, kind="application/octet-stream"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if coding:
            self.send_header("Content-Encoding", coding)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in filter(None, pieces):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_words):
        """Say nothing."""


@contextlib.contextmanager
def hostile_pages():
    """Serve the pages; gives the address of the site and the list of what was asked of it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads, server.asked, server.stopping = True, [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
