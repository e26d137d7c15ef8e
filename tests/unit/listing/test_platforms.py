"""Platforms as data: each address pattern, what it must not match, and addresses made plain."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from evidencekit.listing.platforms import canonical_address, platform_of, platforms

ITEMS = yaml.safe_load((Path(__file__).parent / "addresses.yaml").read_text(encoding="utf-8"))
NONE = [
    "https://www.amazon.com/s?k=lamp",
    "https://www.ebay.com/usr/somebody",
    "https://www.aliexpress.com/store/1100000001",
    "https://shopee.co.id/shop/10000001",
    "https://www.lazada.vn/shop-mobiles/",
    "https://www.etsy.com/shop/Somebody",
    "https://www.rakuten.co.jp/category/bags/",
    "https://search.rakuten.co.jp/search/mall/",
    "https://www.tiktok.com/@somebody/video/7000000000000000001",
    "https://shop100000001.taobao.com/",
    "https://mobile.yangkeduo.com/mall_page.html?mall_id=100000001",
]


@pytest.mark.parametrize(("url", "name", "item"), ITEMS)
def test_the_item_in_an_address(url, name, item):
    address = urlsplit(url)
    platform = platform_of(address.hostname)
    assert (platform.name, platform.item_id(address)) == (name, item)


def test_every_pattern_is_tested():
    untested = []
    for platform in platforms():
        urls = [urlsplit(url) for url, name, _item in ITEMS if name == platform.name]
        for pattern in platform.items:
            targets = [f"{url.path}?{url.query}" for url in urls]
            untested += [] if any(map(pattern.search, targets)) else [(platform.name, pattern)]
    known = {("temu", "goods_id"), ("jd", "^/product"), ("lazada", "^/products")}
    left = [(name, p.pattern) for name, p in untested]
    assert [one for one in left if not any(one[0] == n and w in one[1] for n, w in known)] == []


@pytest.mark.parametrize("url", NONE)
def test_an_address_that_is_no_item_names_none(url):
    address = urlsplit(url)
    assert platform_of(address.hostname).item_id(address) is None


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://www.amazon.de/-/en/T/dp/B000000001/ref=a", "https://www.amazon.de/dp/B000000001"),
        (
            "https://m.ebay.co.uk/itm/A/155000000001?hash=a#b",
            "https://www.ebay.co.uk/itm/155000000001",
        ),
        (
            "https://he.aliexpress.com/i/3200001.html",
            "https://www.aliexpress.com/item/3200001.html",
        ),
        (
            "https://item.taobao.com/item.htm?spm=1&id=500000000001&ns=1",
            "https://item.taobao.com/item.htm?id=500000000001",
        ),
        ("https://shopee.vn/A-i.1.500?sp_atk=1&page=2", "https://shopee.vn/A-i.1.500?page=2"),
        (
            "https://shop.example.com/p?a=1&utm_source=x&gclid=y#top",
            "https://shop.example.com/p?a=1",
        ),
        ("https://shop.example.com/p?a=1%2C2&b=", "https://shop.example.com/p?a=1%2C2&b="),
        # Only its shortener knows where it leads: it stays as it is.
        ("https://a.co/d/abc123", "https://a.co/d/abc123"),
    ],
)
def test_addresses_are_made_plain_without_the_network(url, plain):
    assert canonical_address(urlsplit(url)) == plain
    assert canonical_address(urlsplit(plain)) == plain


def test_every_platform_names_its_source_and_whether_it_was_tested():
    assert {one.name for one in platforms() if one.tested} == {
        *("1688", "aliexpress", "amazon", "bestbuy", "ebay", "newegg", "taobao", "walmart"),
    }
    names = [one.name for one in platforms()]
    assert len(names) == len(set(names)) >= 20
    domains = [domain for one in platforms() for domain in one.domains]
    assert len(domains) == len(set(domains))


def test_patterns_end_in_time():
    for platform in platforms():
        for pattern in platform.items:
            assert pattern.groups == 1
            pattern.search("/" + "a-1_" * 1000 + "?" + "id=1&" * 400)
            assert not re.search(r"(?<!\\)[*+]\)?[*+]", pattern.pattern)
