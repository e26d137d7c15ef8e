"""What stands on the screen, looked for in what was sent."""

import json
from datetime import UTC, datetime

import pytest

from evidencekit.capture.screen_wire import check_screen
from evidencekit.evidence.records import Artefact, BytesBody, Exchange

AT = datetime(2026, 11, 5, tzinfo=UTC)
PAGE = "http://shop.example/item/1"


def sent(body, kind="text/html; charset=utf-8", url=PAGE):
    data = body if isinstance(body, bytes) else body.encode()
    headers = (("Content-Type", kind),)
    return Exchange(url, "GET", 200, "OK", (), headers, BytesBody(data), AT, "Document")


def result(name, shown, *exchanges, sockets=()):
    return check_screen({name: shown}, exchanges, sockets).results[name]


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ("Brand X bag", "<h1>Brand  X\n <b>bag</b></h1>"),
        ("BRAND X BAG", "<h1>Brand X bag</h1>"),
        ("Bags & more", "<h1>Bags &amp; more</h1>"),
        ("名牌手袋", '{"name": "\\u540d\\u724c\\u624b\\u888b"}'),
        ("Size 5/6", '{"name": "Size 5\\/6"}'),
        ("ＡＢＣ bag", "<h1>ABC bag</h1>"),
    ],
)
def test_a_title_is_found_however_it_was_written(shown, body):
    assert result("title", shown, sent(body)) == "found"


def test_a_document_without_a_type_is_searched_as_it_is_shown():
    assert result("title", "Brand X bag", sent("<h1>Brand X bag</h1>", kind="")) == "found"


def test_a_title_in_another_charset_is_found():
    page = "<meta charset=gbk><h1>仿冒商品</h1>".encode("gbk")
    assert result("title", "仿冒商品", sent(page, "text/html")) == "found"
    assert result("title", "仿冒商品", sent(page, "text/html; charset=nonsense")) == "not_found"


@pytest.mark.parametrize("charset", ["gbk", "big5", "shift_jis", "utf-16"])
def test_a_title_in_a_charset_that_nobody_names_is_found(charset):
    page = "<h1>商品 13</h1>".encode(charset)
    assert result("title", "商品 13", sent(page, "text/html")) == "found"
    assert result("title", "商品 14", sent(page, "text/html")) == "not_found"


def test_a_title_that_nobody_sent_is_not_found():
    assert result("title", "Brand Y bag", sent("<h1>Brand X bag</h1>")) == "not_found"


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ("¥129.00", "<p class=price>¥<b>129</b>.00</p>"),
        ("¥ 1,299.00", '{"price": 1299}'),
        ("¥1,299.00", '{"priceCents":129900}'),
        ("$24.99", '<meta itemprop=price content="24.99">'),
        ("1.299,00 €", '{"amount":"1299.00"}'),
        ("￥88", "价格 88.00"),
        ("$10 - $20", "prices from $20"),
    ],
)
def test_a_price_is_found_in_its_usual_spellings(shown, body):
    assert result("price", shown, sent(body)) == "found"


@pytest.mark.parametrize(
    "body",
    [
        "<p class=price>¥129.00</p>",
        "<p class=price>¥1997</p>",
        "<p>founded in 99, sold to 99 people</p>" + " " * 200 + "<p class=price>¥5</p>",
        "<p class=price>¥0.99</p>",
    ],
)
def test_a_price_that_nobody_sent_is_not_found_in_other_numbers(body):
    assert result("price", "¥99", sent(body)) == "not_found"


def test_a_price_that_came_by_a_socket_is_found():
    frames = b'{"dir":"in","text":"{\\"price\\":\\"66.31\\"}"}'
    socket = Artefact("ws", "urn:ws:ws://shop.example/", "x", BytesBody(frames))
    assert result("price", "¥66.31", sent("<p>"), sockets=[socket]) == "found"


def test_a_picture_is_known_by_its_address():
    picture = sent(b"\x89PNG", "image/png", "http://shop.example/main.png")
    assert result("main_picture", "http://shop.example/main.png", picture) == "found"
    assert result("main_picture", "http://shop.example/other.png", picture) == "not_found"
    assert result("main_picture", "data:image/png;base64,AAAA", sent("<p>")) == "not_found"
    assert result("main_picture", "blob:http://shop.example/1", sent("<p>")) == "not_checked"


def test_what_was_not_seen_or_not_searched_is_not_checked():
    assert result("seller", "", sent("<p>")) == "not_checked"
    large = sent(b"x" * (9 << 20), "text/plain")
    assert result("seller", "Happy shop", large) == "not_checked"
    assert result("seller", "Happy shop", large, sent("by Happy Shop")) == "found"


def test_the_artefact_says_where_it_was_sent():
    told = check_screen({"title": "Bag"}, [sent("<h1>Bag</h1>")], [])
    assert json.loads(told.text())["title"] == {"shown": "Bag", "result": "found", "record": PAGE}
    assert json.loads(told.text())["price"]["shown"] is None
