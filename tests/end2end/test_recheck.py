"""Reported listings visited again with the real engine, on a shop that changes in between."""

import io
import json
import sqlite3
import threading
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from end2end.terminal import Terminal

pytestmark = pytest.mark.timeout(400)
TITLE = "Meridian leather tote, brown"
RIGHT = """kind: trademark
jurisdiction: CN
reg_no: '0123'
owner_as_registered: Brand X
expiry: 2030-01-01
status: registered
"""
CAPTCHA = """<title>Security check</title><div id=captcha style="width:300px;height:90px">
<h1>Please verify you are a human</h1><p>Complete the captcha to continue</p></div>"""


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(out, "PNG")
    return out.getvalue()


PICTURES = {"/a.png": picture("brown"), "/b.png": picture("navy"), "/copy.png": picture("brown")}


def listing(title, price, seller, image):
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": title,
        "image": [image, f"/label{image}"],
        "offers": {
            "@type": "Offer",
            "price": price,
            "priceCurrency": "USD",
            "availability": "https://schema.org/InStock",
            "seller": {"@type": "Organization", "name": seller},
        },
    }
    return (
        "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'>"
        f"<title>{title}</title><h1>{title}</h1><p>US ${price}</p><img src={image}>"
        f"<script type=application/ld+json>{json.dumps(product)}</script>"
        + "<p>A bag of brown leather with a zip, lined, with two handles.</p>"
        * 20
    )


class Shop:
    """Listings by path: HTML, or a status."""

    def __init__(self, port):
        self.origin = f"http://127.0.0.1:{port}"
        self.pages = {
            "/item/1001001": listing(TITLE, "49.90", "Morningstar", "/a.png"),
            "/item/1001002": listing("Another belt of ours", "10.00", "Morningstar", "/b.png"),
            "/item/1001003": listing("Third purse of ours", "30.00", "Morningstar", "/b.png"),
            "/item/1001004": listing("Fourth wallet of ours", "40.00", "Morningstar", "/b.png"),
        }


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.split("?", 1)[0]
        page = self.server.shop.pages.get(path, 404)
        self.server.visits.append(path)
        if path in PICTURES:
            self._send(200, "image/png", PICTURES[path])
        elif isinstance(page, int):
            words = b"Item not found" if page == 404 else b"Too busy"
            self._send(page, "text/html", b"<title>%s</title><h1>%s</h1>" % (words, words))
        else:
            self._send(200, "text/html; charset=utf-8", page.encode())

    def _send(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


class Run:
    """A case of four listings; three change, and the first one's goods come back elsewhere."""

    def __init__(self, folder):
        self.folder, self.server = folder, self.serve(0)
        self.shop = self.server.shop = Shop(self.server.server_port)
        self.terminal = Terminal(folder)
        assert self.terminal.init()[0] == 0
        self.urls = [self.shop.origin + path for path in self.shop.pages]
        code, self.before = self.terminal.run("capture", *self.urls)
        assert code == 0, self.before
        self.right = self.new("right", RIGHT)
        self.case = self.case_of(*(one["id"] for one in self.before))
        self.change()
        code, _again = self.terminal.run("capture", self.shop.origin + "/item/2002002")
        assert code == 0
        self.code, self.found = self.terminal.run("recheck", "--case", self.case, "--as", "Bo")

    def serve(self, port):
        server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        server.daemon_threads, server.block_on_close = True, False
        server.visits = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    @contextmanager
    def shut(self):
        """The shop does not answer, and opens again at the same address."""
        self.server.shutdown()
        self.server.server_close()
        try:
            yield
        finally:
            self.server = self.serve(self.server.server_port)
            self.server.shop = self.shop

    def change(self):
        pages = self.shop.pages
        pages["/item/1001001"] = 404
        pages["/item/1001002"] = listing("Another belt of ours", "12.50", "Morningstar", "/b.png")
        pages["/item/1001003"] = CAPTCHA
        pages["/item/2002002"] = listing(TITLE.upper(), "45.00", "Southgate", "/copy.png")

    def new(self, noun, text):
        form = self.folder / "form.yaml"
        form.write_text(text, encoding="utf-8")
        code, made = self.terminal.run(noun, "new", "--from", form)
        assert code == 0, made
        return made["id"]

    def case_of(self, *captures):
        return self.new("case", f"name: K\nright: {self.right}\ncaptures: {list(captures)}\n")

    def rows(self):
        with closing(sqlite3.connect(self.terminal.vault / "casework.db")) as db:
            return db.execute(
                'SELECT capture_before, capture_now, result, reason, "by", at FROM rechecks'
                " ORDER BY id"
            ).fetchall()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    made = Run(tmp_path_factory.mktemp("recheck"))
    yield made
    made.close()


def test_each_listing_is_held_against_what_it_was(run):
    assert run.code == 1  # one of them stands behind a wall
    assert [one["listing"]["url"] for one in run.found] == run.urls
    said = [(one["result"], one["reason"], one["changed"]) for one in run.found]
    assert said == [
        ("gone", None, []),
        ("changed", None, ["price"]),
        ("unknown", "wall", []),
        ("there", None, []),
    ]
    belt = run.found[1]
    assert (belt["before"]["price"], belt["now"]["price"]) == ("10.00", "12.50")
    assert (belt["before"]["seller"], belt["now"]["in_stock"]) == ("Morningstar", True)
    assert belt["not_comparable"] is None
    assert run.found[0]["now"]["http_status"] == 404


def test_the_visits_are_captures_and_their_outcome_is_kept(run):
    rows = run.rows()[:4]
    for row, one, before in zip(rows, run.found, run.before, strict=True):
        assert row[:5] == (before["id"], one["capture_id"], one["result"], one["reason"], "Bo")
        code, shown = run.terminal.run("show", one["capture_id"])
        assert (code, shown["provenance"]["operator"]) == (0, "Bo")
        assert shown["provenance"]["started"] == row[5] == one["now"]["captured"]
    code, report = run.terminal.run("verify", "--deep")
    assert (code, report["ok"]) == (0, True)


def test_goods_under_another_id_and_seller_are_offered(run):
    (candidate,) = run.found[0]["candidates"]
    assert candidate["reason"] == ["title", "picture"]
    assert candidate["listing"]["seller"] == "Southgate"
    assert candidate["listing"]["url"].endswith("/item/2002002")
    others = [(one["listing"]["listing_id"], one["reason"]) for one in run.found[3]["candidates"]]
    assert set(map(str, others)) == {"('1001002', ['picture'])", "('1001003', ['picture'])"}


def test_captures_made_otherwise_are_not_compared_and_the_last_visit_is_told(run):
    folder = run.terminal.folder / "home" / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text('{"page_languages": ["de"]}', encoding="utf-8")
    case = run.case_of(run.before[1]["id"])
    # Other tests may have visited it since: in vain, where the shop was shut or refused.
    last = [row[2] for row in run.rows() if run.before[1]["id"] in row[:2]][-1]
    code, (one,) = run.terminal.run("recheck", "--case", case)
    (folder / "settings.json").unlink()
    assert (code, one["result"], one["not_comparable"]) == (0, "there", "settings"), one
    assert (one["changed"], one["before"]["price"], one["now"]["price"]) == ([], "10.00", "12.50")
    assert one["earlier"]["result"] == last


def test_a_shop_that_does_not_answer_is_unknown(run):
    case = run.case_of(run.before[3]["id"])
    with run.shut():
        code, (one,) = run.terminal.run("recheck", "--case", case)
    assert (code, one["result"], one["reason"]) == (1, "unknown", "no_answer")
    assert (one["now"], one["capture_id"]) == (None, None)
    assert run.rows()[-1][1:4] == (None, "unknown", "no_answer")


def test_with_nothing_reported_there_is_nothing_to_visit(run):
    code, said = run.terminal.run("recheck")
    assert (code, said["error"]["code"]) == (2, "use.wrong")


def test_the_new_captures_belong_to_the_case_and_are_the_next_before(run):
    code, case = run.terminal.run("case", "show", run.case)
    made = [one["capture_id"] for one in run.found]
    assert (code, case["captures"]) == (0, [one["id"] for one in run.before] + made)
    newest = run.found[1]["capture_id"]
    last = [row[2] for row in run.rows() if newest in row[:2]][-1]
    code, again = run.terminal.run("recheck", "--case", run.case)
    assert code == 1
    belt = next(one for one in again if one["listing"]["listing_id"] == "1001002")
    assert belt["before"]["capture_id"] == run.found[1]["capture_id"]
    assert (belt["result"], belt["earlier"]["result"]) == ("there", last)


def test_a_shop_that_refuses_is_visited_three_times_only(run):
    kept = dict(run.shop.pages)
    for path in kept:
        run.shop.pages[path] = 429
    case = run.case_of(*(one["id"] for one in run.before))
    del run.server.visits[:]
    try:
        code, found = run.terminal.run("recheck", "--case", case)
    finally:
        run.shop.pages.update(kept)
    said = [(one["result"], one["reason"]) for one in found]
    assert (code, sorted(said)) == (
        1,
        [("unknown", "error")] * 3 + [("unknown", "host_refuses")],
    )
    assert len([path for path in run.server.visits if path.startswith("/item/")]) == 3
