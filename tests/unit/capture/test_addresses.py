"""What may be asked of an engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.capture.addresses import web_address
from evidencekit.domain.errors import NotAnAddress


@pytest.mark.parametrize(
    "text",
    [
        "https://www.ebay.com/itm/1?x=a#b",
        "http://127.0.0.1:8801/p",
        "https://例子.测试/商品?q=假货",
        "http://user:pw@shop.example/",
        "HTTP://SHOP.example",
        "http://[::1]/x?a=\\b",
    ],
)
def test_a_web_address_is_kept_as_it_was_given(text):
    assert web_address(f" {text}\n") == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "shop.example/item", "file:///etc/passwd", "javascript:alert(1)", "data:,x"),
        *("chrome://version", "http://", "http:///x", "http://shop.example:99999/", "ftp://x/"),
        *("http://good.example\\@evil.example/", "http://a b/", "http://a/\x00", "http://a/\nb"),
        *("http://[::1", "view-source:http://a/", "http://a/\u202eb", "http://a/" + "x" * 70_000),
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(NotAnAddress):
        web_address(text)


@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    for given_text in (text, f"http://{text}"):
        try:
            assert web_address(given_text).lower().startswith("http")
        except NotAnAddress:
            continue
