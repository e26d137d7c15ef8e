"""Identifiers in running text: each in one form, with its words and its place."""

import time

import pytest
from stdnum.cn import uscc

from evidencekit.listing.identifiers import IdentifierKind as Kind
from evidencekit.listing.identifiers import find_identifiers

LICENCE = "91110000600037341L"
DIGITS = next(
    code
    for n in range(1000)
    if (code := (stem := f"91440300{123456789 + n}") + uscc.calc_check_digit(stem)).isdigit()
)


def found(text, region="CN"):
    return {(one.kind, one.value) for one in find_identifiers(text.split("\n"), region)}


@pytest.mark.parametrize(
    ("text", "region", "kind", "value"),
    [
        ("联系电话：138 0013 8000", "CN", Kind.PHONE, "+8613800138000"),
        ("１３８００１３８０００", "CN", Kind.PHONE, "+8613800138000"),
        ("138\u200b0013\u200b8000", "CN", Kind.PHONE, "+8613800138000"),
        ("call us (212) 555-0123 now", "US", Kind.PHONE, "+12125550123"),
        ("Tel.\n030 901820", "DE", Kind.PHONE, "+4930901820"),
        ("+44 20 7946 0958", None, Kind.PHONE, "+442079460958"),
        ("write to Sales@Example.COM.", None, Kind.EMAIL, "sales@example.com"),
        ("加微信：Star_Bags88", "CN", Kind.WECHAT, "star_bags88"),
        ("WeChat ID: star-bags88", None, Kind.WECHAT, "star-bags88"),
        ("vx 13800138000", "CN", Kind.WECHAT, "+8613800138000"),
        ("QQ：123456789", "CN", Kind.QQ, "123456789"),
        ("WhatsApp: +86 138 0013 8000", None, Kind.WHATSAPP, "+8613800138000"),
        ("https://wa.me/8613800138000", None, Kind.WHATSAPP, "+8613800138000"),
        (f"营业执照 {LICENCE.lower()[:17]}l", "CN", Kind.LICENCE, LICENCE),
        (f"统一社会信用代码：{DIGITS}", "CN", Kind.LICENCE, DIGITS),
        ("paypal.me/StarBags", None, Kind.PAYPAL, "starbags"),
        ("PayPal: pay@star.example", None, Kind.PAYPAL, "pay@star.example"),
        ("支付宝账号：13800138000", "CN", Kind.ALIPAY, "+8613800138000"),
        ("Venmo @Star-Bags", "US", Kind.VENMO, "star-bags"),
        ("Cash App: $StarBags", "US", Kind.CASHAPP, "starbags"),
    ],
)
def test_what_is_found(text, region, kind, value):
    assert (kind, value) in found(text, region)


@pytest.mark.parametrize(
    "text",
    [
        "商品编号 601234567890",
        f"itm {DIGITS}",
        f"营业执照 {LICENCE[:-1]}M",
        "已售 13800 件",
        "¥1 299.00 2026-11-27",
        "微信支付",
        "wechat pay accepted",
        "qq 12",
        "swx1234567",
        "user@localhost",
    ],
)
def test_what_is_none(text):
    assert found(text) == set()


def test_without_a_country_only_international_numbers_are_read():
    assert found("Tel 020 7946 0958", None) == set()
    assert found("Tel 020 7946 0958", "GB") == {(Kind.PHONE, "+442079460958")}


def test_an_account_that_is_a_phone_is_compared_as_one():
    (one,) = [
        each for each in find_identifiers(["WhatsApp +86 138 0013 8000"], None)
        if each.kind is Kind.WHATSAPP
    ]  # fmt: skip
    assert one.key == ("phone", "+8613800138000")
    assert (one.where, one.raw) == ("line 1", "WhatsApp +86 138 0013 8000")


def test_a_page_without_end_is_looked_at_up_to_a_limit():
    lines = [f"a{n}@example.com" for n in range(10_000)]
    assert len(find_identifiers(lines, "CN")) == 300


@pytest.mark.parametrize(
    "text",
    [
        "whatsapp" + " " * 200_000,
        "wechat" + "\n" * 200_000,
        "tel((((((((" * 20_000,
        "a.b@" * 50_000,
        "paypal" + "a" * 200_000 + "@",
        "alipay " + "1 " * 100_000,
    ],
    ids=["blanks", "lines", "signs", "ats", "letters", "digits"],
)
def test_a_page_made_to_keep_us_busy_does_not(text):
    begun = time.process_time()
    find_identifiers([text], "CN")
    assert time.process_time() - begun < 10
