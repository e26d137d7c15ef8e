from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.capture.withholding import MARK, WithholdRules
from evidencekit.evidence.records import Withheld

RULES = WithholdRules.from_lists(["X-Shop-Key"], ["PIN"], ["https://a.test/kept"])
SECRET = "s3cr3t-canary"


@pytest.mark.parametrize(
    ("url", "clean", "names"),
    [
        ("https://a.test/p?token=abc&q=1", f"https://a.test/p?token={MARK}&q=1", ["token"]),
        ("https://a.test/p?q=1&Access_Token=x", f"https://a.test/p?q=1&Access_Token={MARK}", 1),
        ("https://a.test/p?to%6Ben=x", f"https://a.test/p?to%6Ben={MARK}", ["token"]),
        ("https://a.test/p#auth=x&y=2", f"https://a.test/p#auth={MARK}&y=2", ["auth"]),
        ("https://a.test/p?pin=1", f"https://a.test/p?pin={MARK}", ["pin"]),
        ("/p?sid=1", f"/p?sid={MARK}", ["sid"]),
        ("https://a.test/p?token=&token", "https://a.test/p?token=&token", []),
        ("https://a.test/p?tokens=1&mytoken=2", "https://a.test/p?tokens=1&mytoken=2", []),
        ("https://u:p@a.test/p", "https://a.test/p", ["user_info"]),
        ("https://u@a.test", "https://a.test", ["user_info"]),
        ("https://u:p@x@a.test/?e=a@b", "https://a.test/?e=a@b", ["user_info"]),
        ("https://a.test/@u?e=a@b", "https://a.test/@u?e=a@b", []),
        ("https://[::1/?token=x", f"https://[::1/?{MARK}", [""]),
    ],
)
def test_addresses_of_sub_requests(url, clean, names):
    found, taken = RULES.sub_address(url)
    assert found == clean
    assert len(taken) == names if isinstance(names, int) else [t.name for t in taken] == names


def test_the_pages_own_address_loses_only_its_user_info():
    url = "https://u:päss@a.test/p?token=abc#x"
    clean, taken = RULES.own_address(url)
    assert clean == "https://a.test/p?token=abc#x"
    assert taken == (Withheld("user_info", "user_info", len("u:päss".encode())),)


@given(
    st.text(alphabet="abcXYZ019/._-~%&=?#;价", max_size=30),
    st.sampled_from(["token", "TOKEN", "access_token", "sid", "Auth", "session", "pin"]),
    st.text(alphabet="abc019=/价+", max_size=8),
)
def test_a_credential_never_survives_wherever_it_stands(before, name, after):
    prefix = quote(before, safe="/._-~&=;")
    url = f"https://a.test/{prefix}?{name}={SECRET}{quote(after)}"
    clean, taken = RULES.sub_address(url)
    assert SECRET not in clean
    assert any(one.where == "address_parameter" for one in taken)
    assert RULES.sub_address(clean)[0] == clean


@given(st.text(max_size=60))
def test_any_text_as_an_address_is_survived(text):
    clean, _taken = RULES.sub_address("https://a.test/?" + text)
    names = {name.lower() for name, value in parse_qsl(urlsplit(clean).query) if value != MARK}
    assert not names & {"token", "access_token", "sid", "auth", "session", "pin"}


def test_headers_are_left_out_by_name():
    headers = (
        ("Cookie", "a=é"),
        ("X-CSRF", "1"),
        ("x-shop-key", "2"),
        ("X-Amz-Security-Token", "3"),
        ("Accept", "*/*"),
    )
    kept, taken = RULES.clean_headers("request_header", headers, "https://a.test/", frozenset())
    assert kept == (("Accept", "*/*"),)
    assert taken[0] == Withheld("request_header", "cookie", len("a=é".encode()))
    assert [one.name for one in taken] == ["cookie", "x-csrf", "x-shop-key", "x-amz-security-token"]


@pytest.mark.parametrize(
    ("name", "value", "clean"),
    [
        ("Location", "/next?token=1", f"/next?token={MARK}"),
        ("Location", "/own?token=1", "/own?token=1"),
        ("Referer", "https://a.test/own?token=1", "https://a.test/own?token=1"),
        ("Referer", "https://b.test/own?token=1", f"https://b.test/own?token={MARK}"),
        ("Refresh", "0; url=/x?sid=9&a=1", f"0; url=/x?sid={MARK}&a=1"),
        ("Link", "<https://b.test/?auth=1>; rel=next", f"<https://b.test/?auth={MARK}>; rel=next"),
        ("Location", "https://[::1", "https://[::1"),
    ],
)
def test_addresses_in_headers_are_those_of_everywhere_else(name, value, clean):
    own = frozenset({"https://a.test/own?token=1"})
    kept, _taken = RULES.clean_headers("response_header", ((name, value),), "https://a.test/x", own)
    assert kept == ((name, clean),)


def test_request_bodies_are_kept_for_named_addresses_only():
    assert RULES.keeps_request_body("GET", "https://a.test/")
    assert RULES.keeps_request_body("POST", "https://a.test/kept")
    assert not RULES.keeps_request_body("POST", "https://a.test/kept?x=1")
    assert not RULES.keeps_request_body("PUT", "https://a.test/")
