"""Pages that load in many ways, on loopback, by a server that writes down what it served.

`Site.served` is the truth of the recorder's tests: method, address, status, SHA-256 of the body
before content coding, and whether all of it went out. Two names of one computer are two sites.
"""

import base64
import contextlib
import gzip
import hashlib
import json
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
CANARIES = {
    "cookie": "CANARY-COOKIE-51c0",
    "authorization": "CANARY-BEARER-77ab",
    "post": "CANARY-POST-9d1e",
    "token": "CANARY-TOKEN-c3f2",
    "csrf": "CANARY-CSRF-08aa",
    "ws": "CANARY-FRAME-44de",
    "fragment": "CANARY-FRAGMENT-6b6b",
    "password": "CANARY-TYPED-2e7c",
    "hidden": "CANARY-HIDDEN-a5d0",
}
TICKS = b"".join(f"data: tick {n} 价\n\n".encode() for n in range(5))
FRAMES = ("price 66.31", "价格")
BINARY = hashlib.sha256(b"binary").digest() * 2188
BIG = b"".join(hashlib.sha256(struct.pack(">I", n)).digest() for n in range(163_840))
GBK = "价格￥128".encode("gbk") + b"\xff\xfe\x00"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


@dataclass
class Served:
    """One response that went out."""

    method: str
    url: str
    status: int
    sha256: str
    whole: bool = True


@dataclass
class Answer:
    """What a path answers."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict = field(default_factory=dict)
    coding: str | None = None
    drip: int = 0
    delay: float = 0.0


def page(body, script=""):
    head = "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><body>"
    return f"{head}{body}<script>{script}</script>".encode()


def everything(site):
    other = site.other
    script = f"""
      document.cookie = 'sid={CANARIES["cookie"]}';
      const get = (u, o) => fetch(u, o)
        .then(r => r.arrayBuffer()).catch(() => 0);
      const stop = new AbortController();
      const worker = new Promise(f => {{ new Worker('/w.js').onmessage = f; }});
      const socket = new Promise(f => {{
        const w = new WebSocket('ws://' + location.host + '/ws'); let n = 0;
        w.onopen = () => w.send('{CANARIES["ws"]}');
        w.onmessage = () => {{ if (++n == 3) f(); }}; }});
      const events = new Promise(f => {{
        let n = 0; const e = new EventSource('/events');
        e.onmessage = () => {{ if (++n == 5) f(); }}; }});
      const x = new XMLHttpRequest(); x.open('GET', '/sync.json', false); x.send();
      Promise.all([worker, socket, events, get('/gone'), get('/204'), get('/drip'), get('/gbk'),
        get('/binary'), get('/big'), get('/head', {{method: 'HEAD'}}), get('/cached'),
        get('/never', {{signal: stop.signal}}),
        get('/post', {{method: 'POST', body: 'password={CANARIES["post"]}'}}),
        get('/data.json?access_token={CANARIES["token"]}&page=2#{CANARIES["fragment"]}'),
        get('/private', {{headers: {{Authorization: 'Bearer {CANARIES["authorization"]}',
          'X-CSRF-Token': '{CANARIES["csrf"]}'}}}})
          // Asked for later and answered: by now the server has been asked for what never comes.
          .then(() => stop.abort()),
        get('{other}/cors', {{headers: {{'X-A': '1'}}}}),
      ]).then(() => {{ document.title = 'done'; }});"""
    body = (
        "<link rel=stylesheet href=/style.css><img src=/hop1><img src=/p.png>"
        f"<img src=/p.png?2><iframe src='{other}/frame'></iframe>"
    )
    return Answer(page(body, script))


def secrets(site):
    """A page that uses every secret and holds none in what the server sends: all are reversed."""
    script = """
      const t = name => [...SECRETS[name]].reverse().join('');
      document.cookie = 'mine=' + t('cookie');
      const pw = document.querySelector('[type=password]'); pw.focus();
      document.execCommand('insertText', false, t('password'));
      document.querySelector('[type=hidden]').setAttribute('value', t('hidden'));
      const get = (u, o) => fetch(u, o).then(r => r.arrayBuffer()).catch(() => 0);
      const socket = new Promise(f => {
        const w = new WebSocket('ws://' + location.host + '/ws'); let n = 0;
        w.onopen = () => w.send(t('ws'));
        w.onmessage = () => { if (++n == 3) f(); }; });
      localStorage.setItem('kept', t('csrf'));
      Promise.all([socket,
        get('/post', {method: 'POST', body: 'password=' + t('post')}),
        get('/data.json?access_token=' + t('token') + '&page=2#' + t('fragment')),
        get('/private', {headers: {Authorization: 'Bearer ' + t('authorization'),
          'X-CSRF-Token': t('csrf')}}),
      ]).then(() => { document.title = pw.value == t('password') ? 'typed' : 'not typed'; });"""
    backwards = json.dumps({name: one[::-1] for name, one in CANARIES.items()})
    form = "<h1>Brand X</h1><form><input type=password name=p><input type=hidden name=h></form>"
    return Answer(page(form, script.replace("SECRETS", backwards)))


ANSWERS = {
    "/secrets": secrets,
    "/all": everything,
    "/start": lambda s: Answer(status=302, headers={"Location": f"/all?sid={CANARIES['token']}"}),
    "/first": lambda s: Answer(page("<img src=/p.png?first><h1>first</h1>")),
    "/second": lambda s: Answer(page("<img src=/p.png?second><h1>second</h1>")),
    "/style.css": lambda s: Answer(b"body{color:#123}" * 200, "text/css", coding="gzip"),
    "/hop1": lambda s: Answer(status=302, headers={"Location": "/hop2?token=abc"}),
    "/hop2": lambda s: Answer(status=307, headers={"Location": f"{s.other}/p.png?hopped"}),
    "/p.png": lambda s: Answer(PNG, "image/png", headers={"Cache-Control": "max-age=9999"}),
    "/frame": lambda s: Answer(page("frame", f"fetch('{s.main}/cors');fetch('/infra.json')")),
    "/w.js": lambda s: Answer(
        b"fetch('/w.json').then(r=>r.text()).then(t=>postMessage(t))", "text/javascript"
    ),
    "/drip": lambda s: Answer(b"chunk" * 3000, "text/plain", drip=4000),
    "/gbk": lambda s: Answer(GBK, "text/plain; charset=gbk"),
    "/binary": lambda s: Answer(BINARY, "application/octet-stream"),
    "/big": lambda s: Answer(BIG, "application/octet-stream"),
    "/204": lambda s: Answer(status=204),
    "/gone": lambda s: Answer(b'{"e":404}', "application/json", 404),
    "/cors": lambda s: Answer(
        b'{"cors":1}',
        "application/json",
        headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"},
    ),
    "/never": lambda s: Answer(b"late", "text/plain", delay=60),
    "/login": lambda s: Answer(b"who?", status=401, headers={"WWW-Authenticate": "Basic realm=x"}),
    "/file": lambda s: Answer(
        BINARY, "application/zip", headers={"Content-Disposition": "attachment; filename=a.zip"}
    ),
    "/spec": lambda s: Answer(
        page(
            '<script type=speculationrules>{"prefetch":[{"urls":["/second"],"eagerness":'
            '"immediate"}]}</script>spec',
            "document.title='done'",
        )
    ),
    "/wishes": lambda s: Answer(
        page(
            "<a id=d href=/file>file</a>",
            "onload=()=>{open('/second');alert('a');confirm('c');prompt('p');"
            "Notification.requestPermission();d.click();document.title='done'}",
        )
    ),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        site = self.server.site
        path = urlsplit(self.path).path
        if path == "/ws":
            self._socket(site)
        elif path == "/events":
            self._events(site)
        else:
            make = ANSWERS.get(path, lambda s: Answer(b'{"price":1}', "application/json"))
            self._answer(site, make(site))

    def do_HEAD(self):
        self.do_GET()

    def do_OPTIONS(self):
        self.do_GET()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def _note(self, site, status, body, *, whole=True):
        sent = b"" if self.command == "HEAD" else body
        url = f"http://{self.headers['Host']}{self.path}"
        one = Served(self.command, url, status, hashlib.sha256(sent).hexdigest(), whole)
        site.served.append(one)
        return one

    def _answer(self, site, answer):
        one = self._note(site, answer.status, answer.body, whole=not answer.delay)
        site.stopping.wait(answer.delay)
        wire = gzip.compress(answer.body) if answer.coding == "gzip" else answer.body
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Set-Cookie", f"session={CANARIES['cookie']}")
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.coding:
                self.send_header("Content-Encoding", answer.coding)
            if answer.drip:
                self.send_header("Transfer-Encoding", "chunked")
            elif answer.status != 204:
                self.send_header("Content-Length", str(len(wire)))
            self.end_headers()
            if self.command != "HEAD":
                self._body(wire, answer.drip)
        except OSError:
            one.whole, self.close_connection = False, True

    def _body(self, wire, drip):
        if not drip:
            self.wfile.write(wire)
            return
        for start in range(0, len(wire), drip):
            piece = wire[start : start + drip]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
            time.sleep(0.02)
        self.wfile.write(b"0\r\n\r\n")

    def _events(self, site):
        self._note(site, 200, TICKS)
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(TICKS)
            self.wfile.flush()
            site.stopping.wait(60)

    def _socket(self, site):
        self._note(site, 101, b"")
        self.close_connection = True
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest())
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept.decode())
        self.end_headers()
        with contextlib.suppress(OSError):
            self.rfile.read(6)  # the page's frame begins: it is open
            for opcode, data in [*((1, text.encode()) for text in FRAMES), (2, b"\x00\xff")]:
                self.wfile.write(bytes([0x80 | opcode, len(data)]) + data)
            self.wfile.flush()
            site.stopping.wait(60)

    def log_message(self, *args):
        """Say nothing."""


class Site:
    """The pages on two names. `main` and `other` are their beginnings."""

    def __init__(self):
        self.served = []
        self.stopping = threading.Event()
        self._servers = [ThreadingHTTPServer(("127.0.0.1", 0), _Handler) for _name in range(2)]
        ports = [server.server_address[1] for server in self._servers]
        self.main, self.other = f"http://127.0.0.1:{ports[0]}", f"http://localhost:{ports[1]}"
        for server in self._servers:
            server.site, server.daemon_threads, server.block_on_close = self, True, False
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def close(self):
        self.stopping.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()


@contextlib.contextmanager
def loopback_site():
    """Give a running site."""
    site = Site()
    try:
        yield site
    finally:
        site.close()
