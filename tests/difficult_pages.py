"""What shops do and a plain web server does not: one page a trouble, raw bytes on a socket.

`Site.served` says of every answer that went out whole what its body was: (address, SHA-256 of the
body before content coding). Two names of one computer are two sites.
"""

import contextlib
import gzip
import hashlib
import socket
import struct
import threading
import zlib
from urllib.parse import urlsplit

from loopback_pages import picture

_OK = "HTTP/1.1 200 OK"
_HTML = "text/html; charset=utf-8"
_JSON = "application/json"
MP4 = hashlib.sha256(b"video").digest() * 4_000


def _stored_brotli(data):
    """Return `data` as a Brotli stream of one uncompressed metablock (RFC 7932, 9.2)."""
    # WBITS 16 is one zero bit; ISLAST 0, MNIBBLES 0 (four), MLEN - 1, ISUNCOMPRESSED 1.
    bits = (len(data) - 1) << 4 | 1 << 20
    head = struct.pack("<I", bits)[:3]
    return head + data + b"\x03"


PAGES = {
    "/shell": """<title>shell</title><style>html,body{margin:0;height:100%;overflow:hidden}
      #app{height:100vh;overflow-y:auto}.row{height:400px}</style><div id=app></div><script>
      for (let n = 0; n < 20; n++) app.insertAdjacentHTML('beforeend',
        `<div class=row>row-${n}<img data-src="/dot.png?shell=${n}" width=99 height=99></div>`);
      const seen = new IntersectionObserver(all => all.forEach(one => { if (one.isIntersecting) {
        one.target.src = one.target.dataset.src; seen.unobserve(one.target); } }), {root: app});
      document.querySelectorAll('img').forEach(one => seen.observe(one));</script>""",
    "/visibility": """<title>visibility</title><style>.c{content-visibility:auto;
      contain-intrinsic-size:auto 500px;height:500px}</style>"""
    + "".join(
        f'<div class=c>hidden-until-near-{n}<img src="/dot.png?cv={n}" loading=lazy width=50 '
        "height=50></div>"
        for n in range(30)
    ),
    "/narrows": """<title>narrows</title><img src="/dot.png?narrows=1">
      <div style="height:3000px"></div><script>
      for (const wide of [100, 600]) matchMedia(`(max-width:${wide}px)`).onchange = () => {
        new Image().src = '/dot.png?narrows=1'; };</script>""",
    "/modules": """<title>modules</title><link rel=modulepreload href="/m/a.mjs">
      <link rel=preload as=fetch href="/price.json?preload" crossorigin>
      <script type=importmap>{"imports": {"b": "/m/b.mjs"}}</script>
      <script type=module>import {a} from '/m/a.mjs'; const {b} = await import('b');
      document.title = a + b; const w = new Worker('/m/w.mjs', {type: 'module'});
      w.onmessage = e => document.body.append(e.data);</script>""",
    "/inline": """<title>inline</title><img id=i><script>
      fetch('/dot.png?blob').then(r => r.blob()).then(b => { i.src = URL.createObjectURL(b); });
      const w = new Worker(URL.createObjectURL(new Blob([
        `fetch('${location.origin}/price.json?blobworker').then(r => r.text())
          .then(postMessage)`])));
      w.onmessage = e => document.body.append('from-blob-worker ' + e.data);
      fetch('data:application/json,{"d":1}').then(r => r.text());</script>
      <iframe srcdoc="<p>words of srcdoc<img src='/dot.png?srcdoc'>"></iframe>
      <iframe sandbox src="/framed?sandbox"></iframe>
      <iframe sandbox="allow-scripts" src="OTHER/framed?scripts"></iframe>
      <iframe src="about:blank" id=b></iframe><script>
      b.contentDocument.body.innerHTML = "<p>written in<img src='/dot.png?written'>";</script>""",
    "/framed": "<p>framed words<img src='/dot.png?framed'><script>document.body.append(' run')"
    "</script>",
    "/codings": """<title>codings</title><script>Promise.all(['/br', '/deflate', '/rawdeflate',
      '/double', '/trailer', '/dup', '/latin', '/204', '/205', '/empty', '/close', '/early',
      '/nomime', '/folded'].map(u => fetch(u).then(r => r.text()).catch(e => 'error'))).then(
      all => { document.title = 'coded'; document.body.append(all.join('|')); });</script>""",
    "/short": """<title>short</title><script>fetch('/tooshort').then(r => r.text()).catch(
      e => 'cut').then(t => { document.title = 'over'; });</script>""",
    "/video": """<title>video</title><video src="/clip.mp4" preload=metadata width=200 height=100>
      </video><p>film</p><script>fetch('/clip.mp4', {headers: {Range: 'bytes=100-299'}})
      .then(r => r.arrayBuffer()).then(b => { document.title = 'part ' + b.byteLength; });
      </script>""",
    "/meta": "<title>meta</title><meta http-equiv=refresh content='0;url=/light?meta'>",
    "/replace": "<title>replace</title><script>location.replace('/meta')</script>",
    "/light": "<title>light</title><p>the goods<img src='/dot.png?light'>",
    "/pushed": """<title>pushed</title><p id=p>one</p><script>setTimeout(() => {
      history.pushState({}, '', '/item/77'); p.textContent = 'item of the route';
      fetch('/price.json?route').then(r => r.text()).then(t => p.append(t)); }, 150);</script>""",
    "/write": """<title>write</title><script>document.write('<p>writ' + 'ten<img src=/dot.png?w>');
      onload = () => setTimeout(() => { document.open(); document.write(
        '<title>again</title><p>written a' + 'gain<img src=/dot.png?again>'); document.close(); },
      100);</script>""",
    "/art": """<title>art</title><picture><source media="(min-width:1000px)" srcset="/dot.png?wide">
      <source srcset="/dot.png?narrow"><img src="/dot.png?plain"></picture>
      <img srcset="/dot.png?w100 100w, /dot.png?w900 900w" sizes="900px">
      <video poster="/dot.png?poster"></video><img src="/broken.png" width=20 height=20>
      <svg width=9 height=9><use href="/sprite.svg#a"/></svg>
      <link rel=stylesheet href="/sheet.css">""",
    "/storm": """<title>storm</title><p>many</p><script>let n = 0;
      for (let k = 0; k < 120; k++) fetch('/price.json?k=' + k).then(r => r.text()).then(() => {
        if (++n == 120) document.title = 'all'; });</script>""",
    "/stern": """<title>stern</title><meta http-equiv=Content-Security-Policy content="default-src
      'none';img-src 'self';require-trusted-types-for 'script'"><p>stern words
      <img src=/dot.png?csp><iframe srcdoc='<p>stern frame'></iframe>""",
    "/loop": "<title>loop</title><p>round</p><script>setTimeout(() => location.replace('/loop?' + "
    "(Number(location.search.slice(1)) + 1)), 60)</script>",
    "/leaver": "<title>leaver</title><div style='height:9000px'>going</div><script>"
    "setTimeout(() => { location = '/light?left' }, 900)</script>",
    "/parts": """<title>parts</title><style>#list{height:300px;overflow-y:scroll}.r{height:120px}
      #car{display:flex;overflow-x:auto;width:900px}#car img{flex:none;width:900px;height:99px}
      </style><div id=car></div><div id=list></div><div style='height:1500px'></div>
      <iframe loading=lazy width=600 height=300 src='OTHER/far'></iframe><script>
      const seen = new IntersectionObserver(all => all.forEach(one => { if (one.isIntersecting)
        one.target.src = one.target.dataset.src; }));
      for (let n = 0; n < 6; n++) { car.insertAdjacentHTML('beforeend',
        `<img data-src='/dot.png?car=${n}'>`); seen.observe(car.lastChild); }
      let n = 0;
      const more = () => { for (let k = 0; k < 5 && n < 30; k++, n++)
        list.insertAdjacentHTML('beforeend',
        `<div class=r>row ${n}.<img src='/dot.png?row=${n}' width=9 height=9></div>`); };
      list.onscroll = () => { if (list.scrollTop + 400 > list.scrollHeight) more(); };
      more();</script>""",
    "/far": "<p>outer words</p><div style='height:4000px'></div>"
    "<iframe loading=lazy src='/framed?far'></iframe>",
    "/virtual": """<title>virtual</title><style>body{margin:0}
      #l{position:relative;height:6000px}p{position:absolute;margin:0;width:100%;height:99px}
      </style><div id=l></div><script>
      const draw = () => { l.replaceChildren(); const first = Math.floor(scrollY / 100);
        for (let n = first; n < Math.min(60, first + innerHeight / 100 + 1); n++) {
          const p = document.createElement('p'); p.textContent = 'drawn-row-' + n + '.';
          p.style.top = n * 100 + 'px'; l.append(p); } };
      draw(); onscroll = onresize = draw;</script>""",
    "/debounced": """<title>debounced</title><style>div{height:300px}</style><script>
      document.write(Array.from({length: 16}, (_, n) => `<div><p data-n=${n}>placeholder ${n}</p>
        <img data-original='/dot.png?late=${n}' width=9 height=9></div>`).join(''));
      let timer = 0;
      const near = one => one.getBoundingClientRect().top < innerHeight &&
        one.getBoundingClientRect().bottom > 0;
      onscroll = () => { clearTimeout(timer); timer = setTimeout(() => {
        for (const one of document.querySelectorAll('[data-original]')) if (near(one)) {
          one.src = one.dataset.original; one.removeAttribute('data-original'); }
        for (const one of document.querySelectorAll('[data-n]')) if (near(one)) {
          const goods = document.createElement('p'); goods.textContent = `goods ${one.dataset.n}.`;
          one.replaceWith(goods); } }, 130); };
      onscroll();</script>""",
    "/locked": "<title>locked</title><style>html,body{overflow:hidden;height:100%;margin:0}"
    "b{position:fixed;inset:200px;background:#fff}</style><b>Sign up!</b>"
    + "".join(
        f"<div style='height:400px'>below-{n}.<img loading=lazy src='/dot.png?locked={n}' width=90 "
        "height=90></div>"
        for n in range(12)
    ),
    "/hero": """<title>hero</title><style>html,body{margin:0;height:100%;overflow:hidden}
      #s{position:absolute;inset:0;overflow:auto}b{display:block;height:100vh;background:#fdd}
      p{margin:0;height:300px}</style><div id=s><b>high as the screen</b>"""
    + "".join(f"<p>good-{n}<img loading=lazy src='/dot.png?hero={n}'>" for n in range(8)),
    "/herofar": """<title>herofar</title><style>body{margin:0}b{display:block;height:100vh}
      p{content-visibility:auto;contain-intrinsic-size:auto 300px;height:300px;margin:0}</style>
      <b>high as the screen</b>"""
    + "".join(f"<p>far-off-{n}" for n in range(20)),
    "/snap": """<title>snap</title><style>html{scroll-snap-type:y mandatory}body{margin:0}
      p{height:700px;scroll-snap-align:start;margin:0}</style>"""
    + "".join(f"<p>snap-{n}<img loading=lazy src='/dot.png?snap={n}'>" for n in range(9)),
    "/noscripts": "<title>noscripts</title><p>quiet words<div style='height:5000px'></div>"
    "<img loading=lazy src='/dot.png?quiet'><p>last quiet words",
    "/refreshes": "<title>refreshes</title><p>only on the way",
    "/shadows": """<title>shadows</title><x-open>light words</x-open><x-closed></x-closed><script>
      customElements.define('x-open', class extends HTMLElement { connectedCallback() {
        this.attachShadow({mode: 'open'}).innerHTML = '<style>p{color:red}</style><p>open ' +
          'words</p><slot></slot><p hidden>not sh' + 'own</p>'; } });
      customElements.define('x-closed', class extends HTMLElement { connectedCallback() {
        this.attachShadow({mode: 'closed'}).innerHTML = '<div>closed ' +
          'words<x-open></x-open></div>'; } });</script>""",
    "/beside": "<html dir=rtl><title>beside</title><style>body{margin:0;width:7000px}</style>"
    "<p>first words<img loading=lazy src='/dot.png?aside' style='margin-right:6500px'>",
    "/vanishes": "<title>vanishes</title><h1>goods</h1><p>"
    + "many words " * 40
    + """
      <div style='height:3000px'></div><script>onscroll = () => {
        document.body.textContent = 'nothing here'; };</script>""",
    "/leaves": "<title>leaves</title><p>words for a moment<script>setTimeout(() => {"
    "location.href = 'about:blank' }, 300)</script>",
    "/framesonly": "<title>framesonly</title><script>let noWords = 1</script>"
    "<iframe src='/framed?only'></iframe>",
    "/slowcss": "<title>slowcss</title><link rel=stylesheet href='/never.css'><p>behind a sheet",
}


def _plain(body, kind=_JSON, *heads):
    return [
        _OK,
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        *heads,
    ], body


def _raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _answers(path, site):
    text = b'{"price": "41.20", "of": "' + path.encode() + b'"}'
    coded = {
        "/br": ("br", _stored_brotli(text)),
        "/deflate": ("deflate", zlib.compress(text)),
        "/rawdeflate": ("deflate", _raw_deflate(text)),
        "/double": ("gzip, gzip", gzip.compress(gzip.compress(text))),
    }
    if path in coded:
        coding, wire = coded[path]
        heads = [_OK, f"Content-Type: {_JSON}", f"Content-Encoding: {coding}"]
        return [*heads, f"Content-Length: {len(wire)}"], wire, text
    if path in PAGES:
        body = b"<!doctype html><meta charset=utf-8><link rel=icon href='data:,'>"
        body += PAGES[path].replace("OTHER", site.other).encode()
        heads = {
            "/noscripts": ["Content-Security-Policy: sandbox"],
            "/refreshes": ["Refresh: 1; url=/light?refreshed"],
        }.get(path, [])
        return (*_plain(body, _HTML, *heads), body)
    if path in {"/204", "/205"}:
        word = {"/204": "204 No Content", "/205": "205 Reset Content"}[path]
        return [f"HTTP/1.1 {word}", "Content-Length: 0"], b"", b""
    kinds = {
        "/dot.png": ("image/png", picture(200, 30, 60)),
        "/broken.png": ("image/png", picture(1, 2, 3)[:40]),
        "/m/a.mjs": ("text/javascript", b"export const a = 'a';"),
        "/m/b.mjs": ("text/javascript", b"export const b = 'b';"),
        "/m/w.mjs": (
            "text/javascript",
            b"import {a} from '/m/a.mjs?w'; postMessage('module-worker ' + a);",
        ),
        "/sprite.svg": (
            "image/svg+xml",
            b"<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><rect height='9'/></g></svg>",
        ),
        "/sheet.css": ("text/css", b"@import '/sheet2.css';body{cursor:url(/dot.png?cur),auto}"),
        "/sheet2.css": ("text/css", b".x{color:red}"),
        "/empty": ("text/plain", b""),
        "/strict.xhtml": (
            "application/xhtml+xml",
            (
                b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>strict</h:title>"
                b"<h:style/></h:head><h:body><h:p>strict words</h:p><h:input type='password' "
                b"value='XHTML-SECRET-1'/><h:input type='hidden' name='t' value='XHTML-SECRET-2'/>"
                b"</h:body></h:html>"
            ),
        ),
        "/page.svg": (
            "image/svg+xml",
            (
                b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><text y='40'>drawn"
                b"</text></svg>"
            ),
        ),
    }
    kind, body = kinds.get(path, (_JSON, text))
    heads = {
        "/dup": ["X-Twice: one", "X-Twice: two", "Set-Cookie: a=1", "Set-Cookie: b=2"],
        "/latin": ["X-Shop: Caf\xe9", "X-Raw: \xff\xfe"],
        "/folded": ["X-Long: " + "v" * 9_000],
        "/m/a.mjs": ["Access-Control-Allow-Origin: *"],
    }.get(path, [])
    answer, wire = _plain(body, kind, *heads)
    if path == "/nomime":
        answer = [line for line in answer if not line.startswith("Content-Type")]
    return answer, wire, body


class Site:
    """The pages on two names. `main` and `other` are their beginnings."""

    def __init__(self):
        self.served = []
        self.stopping = threading.Event()
        self._listeners = [socket.create_server(("127.0.0.1", 0)) for _name in range(2)]
        ports = [one.getsockname()[1] for one in self._listeners]
        self.main, self.other = f"http://127.0.0.1:{ports[0]}", f"http://localhost:{ports[1]}"
        for listener in self._listeners:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def close(self):
        self.stopping.set()
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener):
        while True:
            try:
                peer, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer):
        with peer, contextlib.suppress(OSError), peer.makefile("rb") as asked:
            while self._one(peer, asked):
                pass

    def _one(self, peer, asked):
        first = asked.readline().split()
        if len(first) < 2:
            return False
        heads = {}
        while (line := asked.readline().strip()) != b"":
            name, _colon, value = line.decode("latin-1").partition(":")
            heads[name.lower()] = value.strip()
        asked.read(int(heads.get("content-length") or 0))
        target = first[1].decode("latin-1")
        url = f"http://{heads['host']}{target}"
        path = urlsplit(target).path
        odd = getattr(self, "_send_" + path.strip("/").replace(".", "_"), None)
        if odd is not None:
            return odd(peer, url, heads)
        answer, wire, body = _answers(path, self)
        peer.sendall("\r\n".join([*answer, "", ""]).encode("latin-1") + wire)
        self._note(url, body)
        return True

    def _note(self, url, body):
        self.served.append((url, hashlib.sha256(body).hexdigest()))

    # ---- answers that no list of heads and a body describes ------------------------------------

    def _send_trailer(self, peer, url, _heads):
        body = b'{"price": "41.20", "with": "trailer"}'
        head = f"{_OK}\r\nContent-Type: {_JSON}\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n"
        chunk = b"%x;ext=1\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n" % (len(body), body)
        peer.sendall(head.encode() + b"\r\n" + chunk)
        self._note(url, body)
        return True

    def _send_close(self, peer, url, _heads):
        body = b"until the connection ends"
        peer.sendall(f"{_OK}\r\nContent-Type: text/plain\r\n\r\n".encode() + body)
        self._note(url, body)
        return False

    def _send_early(self, peer, url, _heads):
        body = b"after an early hint"
        early = "HTTP/1.1 103 Early Hints\r\nLink: </dot.png?hint>; rel=preload; as=image\r\n\r\n"
        answer, wire = _plain(body, "text/plain")
        peer.sendall(early.encode() + "\r\n".join([*answer, "", ""]).encode() + wire)
        self._note(url, body)
        return True

    def _send_tooshort(self, peer, _url, _heads):
        peer.sendall(f"{_OK}\r\nContent-Type: {_JSON}\r\nContent-Length: 900\r\n\r\n{{".encode())
        return False

    def _send_never_css(self, _peer, _url, _heads):
        self.stopping.wait(60)
        return False

    def _send_clip_mp4(self, peer, url, heads):
        start, _dash, end = heads.get("range", "bytes=0-").removeprefix("bytes=").partition("-")
        first, last = int(start), min(int(end or len(MP4)), len(MP4) - 1)
        body = MP4[first : last + 1]
        peer.sendall(
            "HTTP/1.1 206 Partial Content\r\nContent-Type: video/mp4\r\nAccept-Ranges: bytes\r\n"
            f"Content-Range: bytes {first}-{last}/{len(MP4)}\r\nContent-Length: {len(body)}\r\n\r\n"
            "".encode()
            + body
        )
        self._note(url, body)
        return True


@contextlib.contextmanager
def difficult_pages():
    """Give a running site."""
    site = Site()
    try:
        yield site
    finally:
        site.close()
