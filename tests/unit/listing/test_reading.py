"""Pages as shops write them, small: which fact comes from where, and what is left out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError

from evidencekit.domain.capture import PageKind
from evidencekit.listing import platforms
from evidencekit.listing.decoding import decode
from evidencekit.listing.reading import read_page
from evidencekit.listing.report import fact_document, facts_document

PRODUCT = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "Product", "name": "Other"}]},
        {
            "@type": ["Product"],
            "name": "Brand X bag",
            "sku": "BX-77012",
            "image": ["https://i.example.com/1.jpg", "https://i.example.com/2.jpg"],
            "aggregateRating": {"ratingValue": 4.5, "reviewCount": "1,204"},
            "offers": {
                "@type": "AggregateOffer",
                "lowPrice": "12.50",
                "highPrice": "20",
                "priceCurrency": "EUR",
                "availability": "https://schema.org/InStock",
                "itemCondition": "https://schema.org/UsedCondition",
                "seller": {"@type": "Organization", "name": "Fine Goods Ltd"},
            },
        },
    ],
}


def page(body, head=""):
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def ld(document):
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


def values(reading):
    return {name: fact.value for name, fact in reading.facts.items()}


def test_a_json_ld_graph():
    url = "https://shop.example.co.uk/goods/bag-550012.html?x=1"
    reading = read_page(page("<h1>Brand X bag</h1>", ld(PRODUCT)), url, None)
    assert reading.page_kind is PageKind.LISTING
    assert values(reading) == {
        "platform": "example",
        "site_country": "GB",
        "canonical_url": "https://shop.example.co.uk/goods/bag-550012.html?x=1",
        "listing_id": "550012",
        "title": "Brand X bag",
        "image_urls": ["https://i.example.com/1.jpg", "https://i.example.com/2.jpg"],
        "images": 2,
        "currency": "EUR",
        "price": "12.50",
        "price_max": "20",
        "price_kind": "range",
        "condition": "used",
        "seller": "Fine Goods Ltd",
        "in_stock": True,
        "rating": "4.5",
        "reviews": 1204,
    }
    assert reading.facts["price"].where == (
        'script[type="application/ld+json"][0].@graph[1].offers.price'
    )
    assert [fact.value for fact in reading.contradictions["listing_id"]] == ["BX-77012"]


def test_a_contradiction_between_readers_is_kept():
    body = '<h1>Brand X bag</h1><span class="product-price">€99.00</span>'
    reading = read_page(page(body, ld(PRODUCT)), None, None)
    assert reading.facts["price"].value == "12.50"
    (other,) = reading.contradictions["price"]
    assert (other.value, other.raw, other.reader) == ("99.00", "€99.00", "markup")
    assert other.where == "span.product-price"


def test_microdata_and_rdfa_say_the_same():
    microdata = """<div itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">Lamp</h1>
      <div itemprop="offers" itemscope itemtype="http://schema.org/Offer">
      <meta itemprop="priceCurrency" content="USD"><b itemprop="price">$5.99</b>
      <link itemprop="availability" href="http://schema.org/OutOfStock"></div></div>"""
    rdfa = """<div vocab="http://schema.org/" typeof="Product"><h1 property="name">Lamp</h1>
      <div property="offers" typeof="Offer"><meta property="priceCurrency" content="USD">
      <b property="price" content="5.99">$5.99</b>
      <link property="availability" href="http://schema.org/OutOfStock"></div></div>"""
    for markup in (microdata, rdfa):
        found = values(read_page(page(markup), None, None))
        wanted = {"title": "Lamp", "price": "5.99", "currency": "USD", "in_stock": False}
        assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("now", "before", "value"),
    [
        ("US $74.00", "Was US $96.00", "74.00"),
        ("¥59.90", "原价：¥89.00", "59.90"),
        ("€ 12.50", "UVP € 20.00", "12.50"),
    ],
)
def test_a_former_price_beside_the_only_one_is_no_second_price(now, before, value):
    body = f"<h1>Brand X bag</h1><p>{now}</p><p>{before}</p><button>Add to basket</button>"
    reading = read_page(page(body, ld({"@type": "Product", "name": "Brand X bag"})), None, None)
    assert reading.facts["price"].value == value
    assert reading.facts["price"].raw == now


def test_two_amounts_of_which_none_is_a_former_price_are_no_price():
    body = "<h1>Brand X bag</h1><p>US $74.00</p><p>US $96.00</p><button>Add to basket</button>"
    reading = read_page(page(body, ld({"@type": "Product", "name": "Brand X bag"})), None, None)
    assert "price" not in reading.facts


def test_script_json_only_where_it_names_the_item():
    item = {"item": {"itemId": "800123456", "saleCount": 77, "recommend": {"stockQuantity": 5}}}
    other = {"item": {"itemId": "900", "saleCount": 12}}
    scripts = f"<script>window.a = {json.dumps(other)}</script>"
    scripts += f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(item)}</script>'
    reading = read_page(page(scripts), "https://www.example.com/item/800123456.html", None)
    assert reading.facts["sold"].value == 77
    assert reading.facts["sold"].where == "script#__NEXT_DATA__.item.saleCount"
    assert "stock" not in reading.facts


@pytest.mark.parametrize(
    ("line", "name", "value", "low", "high"),
    [
        ("294 sold", "sold", 294, 294, 294),
        ("已售 1万+ 件", "sold", None, 10_000, None),
        ("2000+ sold", "sold", None, 2000, None),
        ("3.000+ verkauft", "sold", None, 3000, None),
        ("More than 10 available", "stock", None, 10, None),
        ("Only 20 left in stock - order soon.", "stock", 20, 20, 20),
        ("库存2件", "stock", 2, 2, 2),
        ("12 vendus", "sold", 12, 12, 12),
    ],
)
def test_labels_and_buckets(line, name, value, low, high):
    body = f"<h1>Brand X bag</h1><p>{line}</p>"
    reading = read_page(page(body), "https://www.example.com/item/800123456.html", None)
    document = fact_document(reading.facts[name])
    assert (document["value"], document["low"], document["high"]) == (value, low, high)
    assert line.strip(".")[:10] in document["raw"]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Item location: Port Haven, Maine", "location", "Port Haven, Maine"),
        ("所在地：浙江杭州", "location", "浙江杭州"),
        ("Zustand: Gebraucht", "condition", "used"),
        ("Condition: Brand new", "condition", "new"),
        ("Sold by Blue Sea Trading", "seller", "Blue Sea Trading"),
        ("卖家：蓝海商行", "seller", "蓝海商行"),
        ("Vendu par Mer Bleue", "seller", "Mer Bleue"),
        ("Add to cart", "in_stock", True),
        ("Ausverkauft", "in_stock", False),
    ],
)
def test_labelled_words(line, name, value):
    body = f"<h1>Brand X bag</h1><div>{line}</div>"
    reading = read_page(page(body), "https://www.example.com/item/800123456.html", None)
    assert reading.facts[name].value == value
    assert reading.facts[name].raw == line


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Robot check</title><p>Enter the captcha</p>", PageKind.CAPTCHA),
        ("<title>验证码拦截</title><p>请按住滑块</p>", PageKind.CAPTCHA),
        ("<title>Sign in</title><form><input type=password></form>", PageKind.LOGIN),
        ("<title>商品不存在</title><p>很抱歉</p>", PageKind.GONE),
        ("<title>Access Denied</title>", PageKind.ERROR),
    ],
)
def test_a_wall_has_no_facts(body, kind):
    price = "<p class='price-now'>€5.00</p><p>12 sold</p>"
    reading = read_page(
        (body + price).encode(), "https://item.taobao.com/item.htm?id=500000000001", None
    )
    assert (reading.page_kind, reading.facts, reading.contradictions) == (kind, {}, {})


def test_a_long_listing_that_speaks_of_captchas_is_a_listing():
    body = "<h1>Captcha: the novel</h1>" + "<p>a long story</p>" * 300
    reading = read_page(page(body, ld(PRODUCT)), None, None)
    assert reading.page_kind is PageKind.LISTING


@pytest.mark.parametrize(
    ("url", "platform", "listing_id"),
    [
        ("https://item.taobao.com/item.htm?spm=1&id=500000000001", "taobao", "500000000001"),
        ("https://detail.1688.com/offer/900000000001.html", "1688", "900000000001"),
        ("https://www.amazon.de/Some-thing/dp/B000000001/ref=sr_1?x=1", "amazon", "B000000001"),
        ("http://www.ebay.com/itm/Sofa-/381000000001", "ebay", "381000000001"),
        ("https://www.etsy.com/listing/123456789/hat", "etsy", "123456789"),
        (
            "https://web.archive.org/web/20161126090544/http://www.ebay.com/itm/x/381000000001",
            "ebay",
            "381000000001",
        ),
        ("https://www.example.com.au/product/1600001-REG/a_b.html", "example", "1600001"),
        ("https://www.example.com/about", "example", None),
        ("https://localhost/item/12345", None, "12345"),
    ],
)
def test_addresses(url, platform, listing_id):
    reading = read_page(page("", ld(PRODUCT)), url, None)
    assert reading.facts.get("platform") == (platform and reading.facts["platform"])
    assert (reading.facts["platform"].value if platform else None) == platform
    found = reading.facts["listing_id"]
    assert (found.value if found.reader == "address" else None) == listing_id


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.example.com/item/1234567.html">',
        '<meta property="og:url" content="//www.example.com/item/1234567.html">',
        "<!-- saved from url=(0043)https://www.example.com/item/1234567.html -->",
    ],
)
def test_a_saved_file_says_where_it_stood(head):
    reading = read_page(page("<p>goods", head), None, None)
    assert values(reading)["platform"] == "example"
    assert values(reading)["listing_id"] == "1234567"
    given = read_page(page("<p>goods", head), "https://other.example.org/item/7654321", None)
    assert values(given)["listing_id"] == "7654321"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("外壳".encode(), "text/html; charset=gbk", "外壳"),
        (b'<meta charset="gbk">' + "键盘外壳".encode("gbk"), None, '<meta charset="gbk">键盘外壳'),
        ("22,50 €".encode("cp1252"), "text/html; charset=iso-8859-1", "22,50 €"),
        ("é".encode("utf-16"), None, "\ufeffé"),
        (b"\xff\xfa", "text/html; charset=rot13", "\ufffd\ufffd"),
    ],
)
def test_bytes_count_for_more_than_declarations(body, content_type, text):
    assert decode(body, content_type)[0].lstrip("\ufeff") == text.lstrip("\ufeff")


def test_a_monthly_rate_is_no_price():
    offer = {"@type": "Product", "name": "Phone", "offers": {"price": "24.96"}}
    reading = read_page(page("<h1>Phone</h1><p>$24.96/mo.</p>", ld(offer)), None, None)
    assert "price" not in reading.facts


def test_the_document_of_a_page(tmp_path):
    document = facts_document(
        tmp_path / "a.html", "0" * 64, read_page(page("", ld(PRODUCT)), None, None)
    )
    assert {"file", "sha256", "page_kind", "facts"} <= set(document)
    assert set(document["facts"]["price"]) == {"value", "raw", "where", "reader"}
    assert set(document["facts"]["reviews"]) == {"value", "raw", "where", "reader", "low", "high"}
    json.dumps(document)


def test_a_platform_file_with_a_wrong_word_is_refused(tmp_path, monkeypatch):
    schema = platforms.resource("platforms", "schema.json").read_text(encoding="utf-8")
    (tmp_path / "schema.json").write_text(schema, encoding="utf-8")
    text = "{name: x, domains: [x.com], items: [], source: s, itms: []}"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(platforms, "resource", lambda *_parts: tmp_path)
    with pytest.raises(ValidationError):
        platforms.platforms.__wrapped__()


PIECES = st.sampled_from(
    [
        *(
            "<div itemscope itemtype='http://schema.org/Product'>",
            "<p itemprop=price>",
            "\x00",
            "<!--",
        ),
        *(
            '<script type="application/ld+json">',
            "</script>",
            '{"@type":"Product","offers":[',
            "]}",
        ),
        *(
            "<h1>",
            "€ 1.2,3",
            "<title>",
            "</title>",
            "sold 1万+",
            "<a href='http://[::1'>",
            "\ud7ff",
        ),
        *(
            "<link rel=canonical href='//x:99999/'>",
            "<script>x={a:",
            "<meta property=og:url content=':'>",
        ),
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES | st.text(max_size=20), max_size=30), st.text(max_size=40))
def test_any_page_is_read_without_failing(pieces, url):
    reading = read_page("".join(pieces).encode("utf-8", "replace"), url, None)
    assert "price" not in reading.facts or reading.facts["price"].value


def test_what_is_said_of_the_stock_counts_before_a_button():
    body = "<h1>Brand X bag</h1><a>Add to cart</a><p>$5.00</p><p>Sold out</p>"
    reading = read_page(page(body), "https://www.example.com/item/800123456.html", None)
    assert reading.facts["in_stock"].value is False


def test_goods_on_their_way_are_neither_in_nor_out_of_stock():
    body = "<h1>Brand X bag</h1><p>More on the way</p><p>$5.00</p><a>Add to cart</a>"
    reading = read_page(page(body), "https://www.example.com/item/800123456.html", None)
    assert "in_stock" not in reading.facts


def test_a_field_to_sign_in_makes_no_wall_of_a_shop():
    body = "<form>Sign in <input type=password></form><h1>Bag</h1><p>$5.00</p><a>Add to cart</a>"
    head = "<title>Bag</title>"
    reading = read_page(page(body, head), "https://www.example.com/goods/800123456.html", None)
    assert reading.page_kind is PageKind.LISTING
    assert reading.facts["price"].value == "5.00"


@pytest.mark.parametrize(
    ("lang", "host", "line", "code"),
    [
        ("en-US", "www.example.com", "$5.00", "USD"),
        ("en", "www.example.com.au", "$5.00", "AUD"),
        ("en", "www.example.com", "$5.00", None),
        ("en", "www.example.com", "$5.00</p><p>Ships to the United States only", "USD"),
        ("en", "www.example.com", "$5.00</p><p>United States and Canada", None),
        ("zh-CN", "www.example.com", "￥5.00", "CNY"),
        ("sv", "www.example.se", "199 kr", "SEK"),
        ("en-US", "www.example.com", "€5.00", "EUR"),
    ],
)
def test_a_sign_of_many_lands_is_told_by_the_site_or_left_open(lang, host, line, code):
    body = f"<title>Bag</title><h1>Bag</h1><p>{line}</p><button>Add to cart</button>"
    html = f"<html lang={lang}>{body}".encode()
    reading = read_page(html, f"https://{host}/item/800123456.html", None)
    found = reading.facts.get("currency")
    assert (found.value if found else None) == code


@pytest.mark.parametrize(
    ("line", "low", "high", "period"),
    [
        ("月销量 230 件", 230, 230, "month"),
        ("500+ bought in past month", 500, None, "month"),
        ("1,204 sold", 1204, 1204, None),
    ],
)
def test_what_was_sold_in_a_month_says_so(line, low, high, period):
    body = f"<h1>Brand X bag</h1><p>{line}</p>"
    facts = read_page(page(body), "https://www.example.com/item/800123456.html", None).facts
    assert (facts["sold"].low, facts["sold"].high) == (low, high)
    assert (facts["sold_period"].value if "sold_period" in facts else None) == period


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("公司名称：海蓝商贸有限公司", "company", "海蓝商贸有限公司"),
        ("统一社会信用代码：91310000MA1FL00000", "licence_no", "91310000MA1FL00000"),
        ("Business address: 1 Quay Street, Whitby", "company_address", "1 Quay Street, Whitby"),
        ("Ships to: Worldwide", "ships_to", "Worldwide"),
        ("Brand: Fotolux", "brand", "Fotolux"),
        ("品牌：云岭", "brand", "云岭"),
        ("Member since: 2014", "shop_age", "2014"),
    ],
)
def test_labelled_words_of_the_seller(line, name, value):
    body = f"<h1>Brand X bag</h1><div>{line}</div>"
    reading = read_page(page(body), "https://www.example.com/item/800123456.html", None)
    assert reading.facts[name].value == value
    assert reading.facts[name].raw == line


@pytest.mark.parametrize("line", ["4.9 out of 5 148 reviews", "4,9 von 5 148 Bewertungen"])
def test_the_scale_is_no_part_of_the_count(line):
    body = f"<h1>Brand X bag</h1><p>{line}</p>"
    reading = read_page(page(body), "https://www.example.com/item/800123456.html", None)
    assert reading.facts["reviews"].value == 148


_BOX = '<aside class="card seller"><div><a href="/shop/north">North Outlet</a></div>%s</aside>'
_TESTED = '<section data-testid="seller-card"><a href="/member/88-anna">anna_k</a>%s</section>'
_ONE, _OTHER = (f'<div class="seller"><a href="/shop/{n}">{n} Store</a></div>' for n in "ab")


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (_BOX % "<p>Items sold</p><p>23K</p><a href='/shop/north'>Visit shop</a>", "North Outlet"),
        (_TESTED % "<a href='/member/88-anna/reviews'>212 reviews</a>", "anna_k"),
        # A list of sellers, or a link to none, names nobody.
        (_ONE + _OTHER, None),
        ('<div class="seller"><a href="/help/selling">Sell with us</a></div>', None),
    ],
)
def test_the_box_of_the_seller_names_who_sells(card, name):
    body = f"<h1>Brand X bag</h1><p>$12.00</p><button>Add to basket</button>{card}"
    reading = read_page(page(body, ld({"@type": "Product", "name": "Brand X bag"})), None, None)
    assert values(reading).get("seller") == name
    assert "sold" not in reading.facts


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("From $12.00", "Add to basket"), "from"),
        (("Aktuelles Gebot:", "€ 12,00", "Bieten"), "bid"),
        (("Starting bid: $12.00", "Place bid"), "starting_bid"),
        (("$12.00", "Place bid"), "bid"),
        (("$12.00", "7 bids", "Place bid", "Buy now"), "bid"),
        (("$12.00", "Add to basket"), "fixed"),
        # Offers of others are no price of this one; without a button nothing is told.
        (("$12.00", "4 new from $12.00"), None),
    ],
)
def test_what_kind_of_price_it_is(lines, kind):
    body = "<h1>Brand X bag</h1>" + "".join(f"<p>{line}</p>" for line in lines)
    product = {"@type": "Product", "name": "Brand X bag", "offers": {"price": "12.00"}}
    assert values(read_page(page(body, ld(product)), None, None)).get("price_kind") == kind


def test_a_range_is_a_kind_of_price_too():
    assert values(read_page(page("<h1>Brand X bag</h1>", ld(PRODUCT)), None, None))[
        "price_kind"
    ] == ("range")


def test_contacts_on_the_page_but_not_those_in_its_foot():
    body = (
        "<h1>Brand X bag</h1><p>$12.00</p><button>Add to basket</button>"
        "<p>加微信：Star_Bags88</p><p>WhatsApp: +86 138 0013 8000</p><p>VX Gaming keyboard</p>"
        "<p>mail: help@shop.example.com</p><footer>Call +44 20 7946 0958</footer>"
    )
    url = "https://www.shop.example.com/item/1"
    reading = read_page(page(body, ld({"@type": "Product", "name": "Brand X bag"})), url, None)
    assert reading.facts["contacts"].value == "wechat star_bags88; whatsapp +8613800138000"


def test_a_rating_keeps_its_scale_and_another_reader_gives_it_none():
    rated = {"@type": "Product", "name": "Brand X bag", "aggregateRating": {"ratingValue": "4.1"}}
    told = values(read_page(page("<h1>Brand X bag</h1><p>8.7/10</p>", ld(rated)), None, None))
    assert (told["rating"], "rating_scale" in told) == ("4.1", False)
    rated["aggregateRating"]["bestRating"] = 10
    told = values(read_page(page("<h1>Brand X bag</h1>", ld(rated)), None, None))
    assert (told["rating"], told["rating_scale"]) == ("4.1", "10")


def test_the_price_by_the_heading_before_the_cheapest_of_an_aggregate():
    offers = {"@type": "AggregateOffer", "lowPrice": "7.50", "highPrice": "19.00"}
    product = {"@type": "Product", "name": "Brand X bag", "offers": offers}
    body = '<h1>Brand X bag</h1><span class="product-price">$19.00</span><p>4 used from $7.50</p>'
    reading = read_page(page(body, ld(product)), None, None)
    assert reading.facts["price"].value == "19.00"
    assert "price_max" not in reading.facts
    assert [one.value for one in reading.contradictions["price"]] == ["7.50"]


def test_a_label_without_a_value_does_not_take_the_next_row():
    body = "<h1>Brand X bag</h1><p>发货地</p><p>数量 − 1 +</p><p><b>成色</b><span>全新</span></p>"
    told = values(
        read_page(page(body, ld({"@type": "Product", "name": "Brand X bag"})), None, None)
    )
    assert ("location" in told, told["condition"]) == (False, "new")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        # A gallery's counter, the scale of a model, a rating of other goods.
        ("<p>Bild 1 von 5</p><p>RC car 1/10</p><p>1 / 5</p>", "rating"),
        ('</div></main><section><b class="rating">4.1</b> Another</section>', "rating"),
        # Where a shop has its branches, and where one may become a seller.
        ("<p>Location</p><p>Springfield</p>", "location"),
        ("<p>Location: Find a store near you</p>", "location"),
        ('<a href="/seller/register">Become a seller</a>', "seller"),
        ('<div class="seller"><a href="/sellers/start">Start selling</a></div>', "seller"),
    ],
)
def test_what_only_looks_like_a_fact(body, name):
    whole = f"<main><div><h1>Brand X bag</h1><p>$12.00</p>{body}</div></main>"
    reading = read_page(page(whole, ld({"@type": "Product", "name": "Brand X bag"})), None, None)
    assert name not in reading.facts


@pytest.mark.parametrize(
    ("line", "rating", "scale"),
    [("4,4/5 (23)", "4.4", "5"), ("8.7/10", "8.7", "10"), ("3 von 5 Sternen", "3", "5"),
     ("Rated 5 out of 5", "5", "5")],
)  # fmt: skip
def test_a_rating_and_its_scale_in_words(line, rating, scale):
    body = f"<h1>Brand X bag</h1><p>{line}</p>"
    told = values(
        read_page(page(body, ld({"@type": "Product", "name": "Brand X bag"})), None, None)
    )
    assert (told.get("rating"), told.get("rating_scale")) == (rating, scale)
