"""The sample shop over real sockets: what it serves, what it writes down, what it refuses."""

import gzip
import hashlib
import http.client
import json
import re
import socket
import threading
import time
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.foundation.resources import resource
from evidencekit.services.sample_shop import SampleShop

OTHER_HOST = "sample.invalid"


class Answer:
    """A response as it came over the wire, and its body with the coding undone."""

    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.wire = response.read()
        coded = self.headers["Content-Encoding"] == "gzip" and self.wire
        self.body = gzip.decompress(self.wire) if coded else self.wire

    @property
    def text(self):
        return self.body.decode()


def ask(shop, address, method="GET", host=None):
    parts = urlsplit(urljoin(shop.origin, address))
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=10)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, headers={"Host": host or parts.netloc})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def raw(shop, data):
    with socket.create_connection(("127.0.0.1", urlsplit(shop.origin).port), timeout=10) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.fixture(scope="module")
def shop():
    with SampleShop() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(shop):
    def follow(address):
        answer = ask(shop, address)
        return follow(answer.headers["Location"]) if answer.status == 302 else answer

    return [follow(address).text for address in shop.listings]


def test_there_are_five_listings_and_one_is_behind_a_short_address(shop):
    statuses = [ask(shop, address).status for address in shop.listings]
    assert sorted(statuses) == [200, 200, 200, 200, 302]
    assert len(set(shop.listings)) == 5


def test_each_page_has_habits_of_its_own(pages):
    tote, wallet, loafer, sneaker, crossbody = pages
    assert [page.count('"@type": "AggregateOffer"') for page in pages] == [1, 0, 0, 0, 0]
    assert [page.count("window.__ITEM__ =") for page in pages] == [0, 1, 0, 0, 0]
    assert [page.count("product:price:amount") for page in pages] == [0, 0, 0, 1, 0]
    assert [page.count("<li>卖家：晨星旗舰店</li>") for page in pages] == [0, 0, 1, 0, 0]
    assert [page.count("<iframe") for page in pages] == [0, 0, 0, 1, 0]
    assert ("1万+" in tote, "2,000+ sold" in sneaker) == (True, True)
    assert "74.00" not in crossbody
    assert all(page.count("data-src=") for page in pages)
    assert all('loading="lazy"' in page and 'class="consent"' in page for page in pages)
    assert "¥199.00" in loafer
    assert 'lang="zh-CN"' in wallet


def test_what_a_page_says_twice_agrees(shop, pages):
    tote, wallet, _loafer, _sneaker, crossbody = pages
    product = json.loads(re.search(r'ld\+json">(.*?)</script>', tote, re.DOTALL)[1])
    offers = product["offers"]
    assert f"{offers['lowPrice']} - {offers['highPrice']}" in tote
    assert (offers["priceCurrency"], offers["seller"]["name"]) == ("CNY", "晨星旗舰店")
    item = json.loads(re.search(r"__ITEM__ = (\{.*?\n\});?\n", wallet, re.DOTALL)[1])
    assert (item["price"], item["currency"], item["shop"]["name"]) == ("59.90", "CNY", "晨星旗舰店")
    json.loads(re.search(r'ld\+json">(.*?)</script>', crossbody, re.DOTALL)[1])
    offer = json.loads(ask(shop, "/api/offer/204689").body)
    assert (offer["price"], offer["currency"]) == ("74.00", "USD")


def test_every_address_that_a_page_names_is_served(shop, pages):
    home = ask(shop, "/").text
    shops = [ask(shop, f"/shop/{name}").text for name in ("morningstar", "northgate")]
    named = {
        found
        for page in [*pages, home, *shops]
        for found in re.findall(r'(?:href|src|action)="([^"]+)"', page)
    }
    assert len(named) > 20
    assert {address: ask(shop, address).status for address in named} == dict.fromkeys(named, 200)
    assert not [page for page in [*pages, home, *shops] if "{{" in page]


def test_nothing_is_fetched_from_anywhere_else(shop, pages):
    port = urlsplit(shop.origin).port
    ours = {f"127.0.0.1:{port}", f"localhost:{port}"}
    wanted = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', "".join(pages))
    assert {urlsplit(address).netloc for address in wanted} == ours


def test_the_log_says_what_was_sent(shop):
    before = len(shop.served)
    answers = [ask(shop, path) for path in ("/itm/204417?x=1", "/pictures/tote-1.jpg", "/nothing")]
    said = shop.served[before:]
    assert [(one.method, one.path, one.status) for one in said] == [
        ("GET", "/itm/204417?x=1", 200),
        ("GET", "/pictures/tote-1.jpg", 200),
        ("GET", "/nothing", 404),
    ]
    assert [one.sha256 for one in said] == [hashlib.sha256(a.body).hexdigest() for a in answers]
    assert said[0].url == f"{shop.origin}/itm/204417?x=1"


def test_text_goes_out_as_gzip_with_a_cookie(shop):
    answer = ask(shop, shop.listings[0])
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.wire) < len(answer.body)
    assert answer.headers["Set-Cookie"].startswith("visit=")


def test_head_gives_the_headers_only(shop):
    answer = ask(shop, "/", "HEAD")
    assert (answer.status, answer.wire) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0
    assert (shop.served[-1].method, shop.served[-1].bytes) == ("HEAD", 0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_but_get_and_head(shop, method):
    answer = ask(shop, "/", method)
    assert (answer.status, answer.body) == (501, b"")


def test_a_page_of_another_name_gets_nothing(shop):
    answer = ask(shop, "/", host=OTHER_HOST)
    assert (answer.status, answer.body) == (421, b"")


_TRICKS = st.lists(
    st.sampled_from(["..", ".", "", "%2e%2e", "..%2f", "etc", "passwd", "parts", "home.html"])
    | st.text("abc.%/\\:~", max_size=6),
    max_size=6,
).map("/".join)


@given(st.sampled_from(["//", "/../", "/pictures/", "/shop/", "/x/"]), _TRICKS)
def test_no_path_leads_to_a_file(shop, start, path):
    host = urlsplit(shop.origin).netloc.encode()
    # The letter at the end keeps it from being the home page by chance.
    request = f"GET {start}{path}x HTTP/1.1".encode() + b"\r\nHost: " + host + b"\r\n\r\n"
    assert raw(shop, request).startswith(b"HTTP/1.1 404 ")


@given(st.binary(max_size=200))
def test_bytes_that_are_not_http_are_no_trouble(shop, data):
    answer = raw(shop, data + b"\r\n\r\n")
    assert b"Traceback" not in answer
    assert ask(shop, "/icon.svg").status == 200


def test_closing_waits_for_nobody():
    before = set(threading.enumerate())
    with SampleShop() as shop:
        kept = http.client.HTTPConnection("127.0.0.1", urlsplit(shop.origin).port, timeout=10)
        kept.request("GET", "/icon.svg")
        kept.getresponse().read()
        assert set(threading.enumerate()) - before
        begun = time.monotonic()
    assert time.monotonic() - begun < 10
    assert not set(threading.enumerate()) - before
    kept.close()
    assert len(shop.served) == 1


def test_the_pictures_are_small_enough_to_keep():
    sizes = [path.stat().st_size for path in resource("sample-shop", "pictures").iterdir()]
    assert len(sizes) == 15
    assert all(20_000 <= size <= 80_000 for size in sizes)
    assert sum(p.stat().st_size for p in resource("sample-shop").rglob("*") if p.is_file()) < 1.5e6
