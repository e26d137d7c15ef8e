"""Walls need two signs of different sorts; a good page that has one is none."""

import pytest

from evidencekit.capture.walls import PageSigns, Wall, judge
from evidencekit.domain.capture import PageKind
from fakes.replayed_connection import facts


def judged(status=200, **said):
    said = {"types": [], "text": "", "title": "", "url": "http://shop.example/x"} | said
    said.setdefault("text_length", len(said["text"]))
    found = judge(PageSigns.of(facts(**said), status))
    return found.kind, found.wall


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        (Wall.CAPTCHA, {"title": "Robot Check", "text": "Type the characters you see"}),
        (Wall.CAPTCHA, {"title": "Just a moment...", "status": 403}),
        (Wall.CAPTCHA, {"title": "验证码拦截", "url": "https://s.1688.com/_____tmd_____/punish"}),
        (Wall.CAPTCHA, {"text": "请按住滑块，拖动到最右边", "marks": ["nc_1_wrapper"]}),
        (Wall.CAPTCHA, {"status": 405, "frames": ["https://geo.captcha-delivery.com/captcha/"]}),
        (Wall.CAPTCHA, {"title": "Sicherheitsüberprüfung", "text": "Ich bin kein Roboter"}),
        (Wall.LOGIN, {"title": "Sign in", "passwords": 1}),
        (Wall.LOGIN, {"url": "https://login.taobao.com/member/login.jhtml", "passwords": 1}),
        (Wall.LOGIN, {"title": "登录", "text": "密码登录 短信登录"}),
        (Wall.LOGIN, {"title": "Iniciar sesión", "text": "¿Olvidaste tu contraseña?"}),
        (Wall.BLOCK, {"title": "Access Denied", "status": 403}),
        (Wall.BLOCK, {"title": "访问被拒绝", "text": "您的访问过于频繁"}),
        (Wall.BLOCK, {"title": "Zugriff verweigert", "status": 429}),
    ],
)
def test_two_sorts_of_signs_make_a_wall(wall, said):
    kind, found = judged(**said)
    assert found is wall
    assert kind in {PageKind.CAPTCHA, PageKind.LOGIN, PageKind.ERROR}


@pytest.mark.parametrize(
    "said",
    [
        {"title": "Captcha t-shirt"},
        {"text": "sign in to continue"},
        {"passwords": 1},
        {"frames": ["https://www.google.com/recaptcha/api2/anchor"]},
        {"url": "http://shop.example/login"},
        {"url": "http://shop.example/x?next=/captcha/", "text": "slide to verify"},
        {"title": "Access denied: the board game"},
        # A listing whose header offers a log-in form and whose reviews speak of robots.
        {
            "types": ["Product"],
            "text_length": 90_000,
            "title": "Sign in sheet, I am not a robot",
            "passwords": 1,
            "frames": ["https://hcaptcha.com/x"],
        },
    ],
)
def test_one_sort_of_sign_makes_none(said):
    assert judged(**said)[1] is None


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PageKind.LISTING, {"types": ["Organization", "Product"]}),
        (PageKind.LISTING, {"url": "https://www.ebay.com/itm/12345"}),
        (PageKind.LISTING, {"url": "https://detail.1688.com/offer/610.html"}),
        (PageKind.SEARCH, {"url": "https://s.taobao.com/search?q=bag"}),
        (PageKind.SEARCH, {"url": "https://x.example/s?k=bag", "types": ["Product"] * 9}),
        (PageKind.SHOP, {"url": "https://www.ebay.com/str/bags"}),
        (PageKind.GONE, {"status": 410}),
        (PageKind.GONE, {"title": "宝贝不存在", "text": "很抱歉，您查看的宝贝不存在"}),
        (PageKind.ERROR, {"status": 502}),
        (PageKind.OTHER, {"title": "About us"}),
    ],
)
def test_the_kind_of_a_page_that_is_no_wall(kind, said):
    assert judged(**said) == (kind, None)
