"""A small shop on loopback whose pages are hard to capture; for the session's tests."""

import contextlib
import html
import socket
import ssl
import struct
import tempfile
import threading
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BAND = 100
LAZY = 30
TITLE = "<b>Best &amp; bag</b>\u202egpj\x00 " + "x" * 10_000
SECRETS = (
    "hunter2-password",
    "hidden-csrf-9f3",
    "shadow-pass-77",
    "framed-pass-55",
    "tok-4711-secret",
)


def band_colour(number):
    """The colour of the n-th 100 px of a tall page."""
    return (number * 7 % 256, number * 53 % 256, number % 2 * 200 + 20)


def tall(pixels):
    bands = "".join(
        "<div style='height:100px;background:rgb({},{},{})'></div>".format(*band_colour(k))
        for k in range(pixels // BAND)
    )
    return f"<title>tall</title><style>body{{margin:0}}</style>{bands}"


def picture(red, green, blue):
    """A PNG of 8 x 8 pixels of one colour."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + bytes((red, green, blue)) * 8) * 8
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


_LAZY_PAGE = "<title>lazy</title><style>body{margin:0}</style>" + "".join(
    f"<div style='height:400px'><img loading=lazy width=400 height=300 src='/dot.png?n={n}'></div>"
    for n in range(LAZY)
)
# Laid out from both edges: a picture that is cut, or laid out anew for the camera, shows here.
_EDGES_PAGE = (
    "<title>edges</title><style>body{margin:0;height:3000px;position:relative}"
    "div{position:absolute;height:100px;width:40px;top:0}</style>"
    "<div style='left:0;background:rgb(200,0,0)'></div>"
    "<div style='right:0;background:rgb(0,200,0)'></div>"
    "<div style='left:calc(50% - 20px);background:rgb(0,0,200)'>mid</div>"
)
# What scripts ask of any part of a page; a form answers with its fields of such names.
MEMBERS = (
    *("getBoundingClientRect", "getAttribute", "checkVisibility", "childNodes", "matches"),
    *("closest", "querySelector", "querySelectorAll", "innerText", "textContent", "nodeType"),
    *("parentElement", "getRootNode", "firstElementChild", "childElementCount", "scrollTo"),
    *("scrollHeight", "clientHeight", "scrollWidth", "clientWidth", "scrollLeft", "scrollTop"),
    *("previousElementSibling", "scrollIntoView", "shadowRoot", "style", "isConnected"),
)
_PRODUCT = (
    "<script type='application/ld+json'>"
    '{"@type": "Product", "name": "Bag", "offers": {"@type": "Offer", "price": "9"}}</script>'
)
PAGES = {
    "/light": "<title>light</title><p id=t>Plain bag</p><p style='visibility:hidden'>unseen</p>",
    "/lazy": _LAZY_PAGE,
    "/edges": _EDGES_PAGE,
    "/item/1": f"<title>Bag</title>{_PRODUCT}<h1>Bag</h1><p>Sign in or captcha t-shirt, ¥9</p>",
    "/login": "<title>登录</title><form><input name=u><input type=password name=p></form>请登录",
    "/account": "<title>Your account</title><p>Nothing to see</p>",
    "/captcha": "<title>Robot Check</title><p>Type the characters you see in this image</p><input>",
    "/opens": "<title>opens</title><a href='/item/1' target=_blank "
    "style='display:block;height:600px'>Look</a>",
    # Solved by a click, or by what it leads to.
    "/robot": (
        "<title>Robot Check</title><p id=t>Type the characters you see in this image</p>"
        "<button onclick=\"location='/item/1'\" style='width:100%;height:300px'>I am here</button>"
    ),
    "/gone": "<title>Page not found</title><p>This listing was removed.</p>",
    "/title": f"<title>{html.escape(TITLE)}</title><p>x</p>",
    "/form": (
        "<title>form</title><form id=f><input type=password name=pw value='hunter2-password'>"
        "<input type=hidden name=csrf value='hidden-csrf-9f3'>"
        "<input name=q value='kept-text'></form>"
        "<template><input type=password value='hunter2-password'></template>"
        "<div id=host></div>"
        "<script>document.getElementById('host').attachShadow({mode:'open'}).innerHTML="
        "'<p>in the shadow</p><input type=pass'+'word name=sh>';"
        "host.shadowRoot.querySelector('input').setAttribute('value',['shadow','pass','77'].join('-'))"
        "</script><iframe src='/framed'></iframe>"
    ),
    "/framed": "<p>in the frame</p><script>document.write('<input type=password value='+"
    "['framed','pass','55'].join('-')+'>')</script>",
    "/sold": (
        "<title>sold</title><h1>Brand X bag</h1><p class=price>¥129.00</p>"
        "<p class=seller>Happy shop</p><img src='/dot.png?n=1' width=300 height=300>"
    ),
    # Edited after load, as a person with developer tools would: no word of it was sent.
    "/edited": (
        "<title>edited</title><h1>Brand X bag</h1><p class=price>¥129.00</p>"
        "<p class=seller>Happy shop</p><img src='/dot.png?n=1' width=300 height=300>"
        "<script>onload=()=>{const put=(q,codes)=>{document.querySelector(q).textContent="
        "String.fromCharCode(...codes)};put('h1',[70,97,107,101,33]);put('.price',[165,55,55]);"
        "put('.seller',[69,118,105,108]);const c=document.createElement('canvas');"
        "c.getContext('2d').fillRect(0,0,9,9);document.querySelector('img').src=c.toDataURL()}"
        "</script>"
    ),
    # 1 is shown; 2 to 6, in a frame 0, are named as larger ones, 7 never comes, 8 and 9 are none of
    # our business.
    "/photos": (
        "<title>photos</title><meta property=og:image content='/dot.png?n=6'>"
        '<script type=\'application/ld+json\'>{"@graph": [{"@type": "Product", "image": '
        '["/dot.png?n=5", {"url": "/dot.png?n=1"}]}, {"@type": "Thing", "image": '
        "\"/dot.png?n=8\"}]}</script><img src='/dot.png?n=1' width=300 height=300 sizes=300px "
        "srcset='/dot.png?n=1 300w, /dot.png?n=3 1200w' data-zoom-image='/dot.png?n=2#x' "
        "data-large='javascript:alert(1)' data-full='data:image/png,x' data-original='/never?7'>"
        "<a href='/dot.png?n=4'><img src='/dot.png?n=1' width=50></a>"
        "<img src='/dot.png?n=1' width=20 height=20 srcset='/dot.png?n=1 1x, /dot.png?n=9 2x'>"
        "<iframe src='/photos-inside'></iframe>"
    ),
    "/photos-inside": "<img data-zoom-image='/dot.png?n=0' alt='large'>",
    # Two tiles high, with bars that stay in view.
    "/sticky": (
        "<title>sticky</title><style>body{margin:0;height:20000px;background:#fff}"
        "div{position:fixed;left:0;width:40px;height:60px}</style>"
        "<div style='top:0;background:rgb(200,0,0)'></div>"
        "<div style='bottom:0;background:rgb(0,0,200)'></div>"
        "<p style='position:sticky;top:0;margin:0 0 0 60px;width:40px;height:60px;"
        "background:rgb(0,200,0)'></p>"
    ),
    # Text in the layout that nobody sees.
    "/unpainted": (
        "<title>unpainted</title><p>seen</p><div style='height:600px;overflow:hidden;color:#fff'>"
        "white on white<br>and more<br>and more<br>and more</div><p>seen</p>"
        "<img src='/nothing.png' width=90 height=90>"
    ),
    "/font": (
        "<title>font</title><style>@font-face{font-family:late;src:url(/never?font)}"
        "p{font-family:late}</style><p>in a font that never comes</p>"
    ),
    "/more": (
        "<title>none</title><div id=rows></div><button id=more>Load more (9)</button>"
        "<a href='/light'>Show more</a><form action='/light'><button>View more</button></form>"
        "<div style='position:fixed'><a onclick=\"document.title='TOUCHED'\">See more</a></div>"
        "<p><a href='#' onclick='this.parentNode.innerHTML=`whole words`;return false'>展开全文</a>"
        "<script>let n=0;more.onclick=()=>{n++;for(let k=0;k<9;k++)rows.insertAdjacentHTML("
        "'beforeend',`<p style='height:300px'>row ${n}-${k}`);if(n==3)more.remove()}</script>"
    ),
    "/closed": (
        "<title>closed</title><div id=host></div><script>"
        "host.attachShadow({mode:'closed'}).innerHTML='<p>behind '+'closed doors</p>';"
        "document.write('<iframe src=http://localhost:'+location.port+'/closed-frame></iframe>')"
        "</script>"
    ),
    "/closed-frame": "<p>of another site</p><span id=host></span><script>"
    "host.attachShadow({mode:'closed'}).innerHTML='<i>deep '+'inside</i>'</script>",
    "/clobber": (
        "<title>clobber</title><p>honest text</p><img name=body><img name=documentElement>"
        "<form name=querySelectorAll></form><form name=createTreeWalker><input name=shadowRoot>"
        "<input name=nodeName><input name=attributes></form><form name=title></form>"
        "<a id=evidencekitParts></a><a id=evidencekitVain></a><iframe name=scheduler></iframe>"
        "<form class='price-box cookie' id=document style='overflow:auto'>"
        + "".join(f"<input name={name} type=hidden>" for name in MEMBERS)
        + "<p class=price>¥41.20</p><button type=button>Load more</button></form>"
        "<div style='height:2000px'></div><img loading=lazy src='/dot.png?n=1'>"
        "<script>window.scrollTo=()=>{throw 1};Array.from=()=>{throw 1};"
        "Element.prototype.getBoundingClientRect=()=>{throw 1}</script>"
    ),
    "/token": (
        "<title>token</title><img src='/dot.png?n=1&amp;token=tok-4711-secret'>"
        "<a href='/light?a=1'>link</a>"
    ),
    "/busy": "<title>busy</title><p>before</p><script>setTimeout(()=>{for(;;);},50)</script>",
    "/away": "<title>away</title><script>setTimeout(()=>location.replace('/light'),100)</script>",
    "/wide": "<title>wide</title><div style='width:20000px;height:50px'>w</div>",
    "/endless": (
        "<title>endless</title><div id=d style='height:2000px'></div>"
        "<script>let h=2000;onscroll=()=>{"
        "if(scrollY+innerHeight>h-50)d.style.height=(h+=1500)+'px'}</script>"
    ),
}
STATUSES = {"/missing": 404, "/broken": 500, "/blocked": 403}
WORDS = {"utf-16-le": "早安", "shift_jis": "カバン", "gb18030": "货\U00020000", "cp1251": "сумка"}
PAGES |= {
    "/missing": "<title>Oops</title><p>Nothing here</p>",
    "/broken": "<title>Error</title><p>Our fault</p>",
    "/blocked": "<title>Access denied</title><p>You don't have permission to access this</p>",
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        pass

    def answer(self, body, kind="text/html; charset=utf-8", status=200, headers=()):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with contextlib.suppress(ConnectionError):
            self.serve(parts.path, query)

    def serve(self, path, query):
        if path == "/tall":
            self.answer(tall(int(query["px"])))
        elif path == "/dot.png":
            number = int(query.get("n", 0))
            self.answer(picture(255, number, 128), "image/png")
        elif path == "/never":
            self.server.stopping.wait(60)
        elif path == "/file":
            self.answer(b"PK", "application/zip", headers=[("Content-Disposition", "attachment")])
        elif path == "/coded":
            coding, words = query["in"], WORDS[query["in"]]
            page = f"<!doctype html><title>{words}</title>\n<p>{words}\n<input type=hidden value=s3"
            self.answer(
                f"{page}>".encode(coding), f"text/html; charset={coding.replace('-le', 'le')}"
            )
        elif path == "/nothing":
            self.answer("", status=404)
        elif path == "/site":
            self.answer((self.server.folder / query["file"]).read_bytes())
        elif path in PAGES:
            text = f"<!doctype html><meta charset=utf-8>{PAGES[path]}"
            self.answer(text, status=STATUSES.get(path, 200))
        else:
            self.answer("no", status=404)


@contextlib.contextmanager
def loopback_pages(folder=None, *, tls=False):
    """Serve the pages; gives the address of the site. `folder` is served under /site?file=."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.folder, server.stopping = folder, threading.Event()
    if tls:
        server.socket = _self_signed().wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_words: None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _self_signed():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "both.pem")
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        pem = key.private_bytes(serialization.Encoding.PEM, form, plain)
        file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)
    return context


def closed_port():
    """The number of a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
