"""Pages made to cost: deep, large, broken, endless. Seconds each, never minutes or a traceback."""

import pytest

from evidencekit.listing.reading import read_page

MEGABYTE = 1_000_000
URL = "https://www.example.com/item/800123456.html"
TRAPS = {
    "deep": b"<div>" * 2 * MEGABYTE,
    "deep product": b"<div itemscope itemtype='http://schema.org/Product'>" * 100_000,
    "flat": b"<i></i>" * MEGABYTE,
    "prices": b"<b class=product-price>1.1.1.1,1</b>" * 200_000,
    "one line": b"<h1>x</h1><p>" + b"1 " * 4 * MEGABYTE,
    "digits": b"<p class=product-price>" + b"9" * 10 * MEGABYTE,
    "attributes": b"<p class='" + b"price " * MEGABYTE + b"'>",
    "scripts": b"<script>x={800123456:" * 200_000,
    "one script": b"<script>" + b'800123456={"a":[' * 600_000,
    "json-ld": b'<script type="application/ld+json">' + b'{"@type":"Product","a":' * 400_000,
    "text": b"<h1>x</h1>" + b"<p>sold by and shipped by 1,1,1, available</p>" * 200_000,
    "itemref": b"<p id=a></p>" + b"<p itemscope itemref='a a a'>" * 20_000,
    "rdfa": b"<p vocab='http://schema.org/' typeof='Product'>" * 20_000,
    "zeros": bytes(10 * MEGABYTE),
    "comments": b"<!-- saved from url=(0000)http" * 300_000,
    "entities": b"&amp" * 2 * MEGABYTE,
}


# What grows faster than the page takes hours at these sizes: the limit finds it on any machine.
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_ends_soon_and_without_a_traceback(name):
    reading = read_page(TRAPS[name], URL, "text/html; charset=\x00")
    assert reading.facts["listing_id"].value == "800123456"
