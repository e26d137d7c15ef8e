"""The sample shop's own listings: each names who sells, as the demo shows them."""

import gzip
from urllib.request import urlopen

import pytest

from evidencekit.listing.reading import read_page
from evidencekit.services.sample_shop import SampleShop

NORTH = "Northgate Outlet"


@pytest.mark.parametrize(
    ("path", "seller"),
    [("/item/6820417735", "晨星旗舰店"), ("/item/6820420914", "晨星旗舰店"), ("/itm/204417", NORTH),
     ("/itm/204689", NORTH)],
)  # fmt: skip
def test_a_listing_names_its_seller(path, seller):
    with SampleShop() as shop:
        with urlopen(shop.origin + path) as answer:  # noqa: S310  # our own, on loopback
            body = answer.read()
        coded = answer.headers.get("Content-Encoding") == "gzip"
        reading = read_page(gzip.decompress(body) if coded else body, shop.origin + path, None)
    assert reading.facts["seller"].value == seller
