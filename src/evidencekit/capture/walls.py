"""What kind of page it is, and whether it is a wall: by at least two signs of different sorts.

Cheap signs only; the readers of `listing` know more. Words are of the languages that marketplaces
speak; a long page that describes a product is never taken for a wall because of its words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from evidencekit.capture.connection import Json
from evidencekit.domain.capture import PageKind

_SHORT = 4_000
_ERROR, _BLOCKING = 400, frozenset({403, 405, 429, 430, 451, 503})
GONE = frozenset({404, 410})


class Wall(StrEnum):
    """The walls, as `reason` of a capture."""

    CAPTCHA = "captcha"
    LOGIN = "login"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a page shows of itself; texts are page content, cut short."""

    url: str
    status: int | None
    title: str
    text: str
    text_length: int
    passwords: int
    frames: tuple[str, ...]
    marks: tuple[str, ...]
    types: tuple[str, ...]
    og_type: str
    prices: int

    @classmethod
    def of(cls, facts: Json, status: int | None) -> "PageSigns":
        """Take the answer of the script `facts`. Raises KeyError, TypeError, ValueError."""
        return cls(
            url=str(facts["url"]),
            status=status,
            title=str(facts["title"])[:1000],
            text=str(facts["text"]),
            text_length=int(facts["text_length"]),
            passwords=int(facts["passwords"]),
            frames=tuple(map(str, facts["frames"])),
            marks=tuple(map(str, facts["marks"])),
            types=tuple(map(str, facts["types"])),
            og_type=str(facts["og_type"]),
            prices=int(facts["prices"]),
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind of page, the wall if it is one, and the signs that said so."""

    kind: PageKind
    wall: Wall | None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of one sort of wall: in the address, in the title, in a short text."""

    url: re.Pattern[str]
    title: re.Pattern[str]
    text: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_CAPTCHA = _Words(
    _any(r"captcha", r"/_____tmd_____", r"\bpunish\b", r"/challenge", r"cdn-cgi/chl", r"x5sec"),
    _any(
        *(r"captcha", r"robot check", r"\b(not|a) (a )?robot", r"are you (a )?human"),
        *(r"just a moment", r"verify (that )?you", r"human verification", r"security check"),
        *(
            "验证码",
            "滑动验证",
            "人机验证",
            "安全验证",
            "身份验证",
            "訪問驗證",
            "访问验证",
            "驗證碼",
        ),
        *("sicherheitsüberprüfung", "vérification de sécurité", "verificación", "verifica di"),
        *("проверка безопасности", "認証が必要", "보안 문자", "verificação de segurança"),
    ),
    _any(
        *(r"type the characters you see", r"enter the characters", r"press (&|and) hold"),
        *(
            r"verify (that )?you are (a )?human",
            r"(i'?m|you'?re|are) not a robot",
            r"slide to verify",
        ),
        *(
            r"slide to complete",
            r"complete the (captcha|security check)",
            r"solve (this|the) puzzle",
        ),
        *(
            "请按住滑块",
            "拖动滑块",
            "向右滑动",
            "请完成验证",
            "请输入验证码",
            "点击验证",
            "拖動滑塊",
        ),
        *(r"kein roboter", r"pas un robot", r"no (soy|eres) un robot", r"não (é|sou) um robô"),
        *("не робот", "ロボットではありません", "로봇이 아닙니다", r"non sono un robot"),
    ),
)
_LOGIN = _Words(
    _any(r"[./]log-?in\b", r"[./]sign-?in\b", r"/signin", r"[./]passport\.", r"/(ap|account)/sign"),
    _any(
        *(r"\b(log|sign)[ -]?in\b", r"member login", r"登录", r"登錄", r"登入", r"anmelden"),
        *(
            r"einloggen",
            r"connexi",
            r"se connecter",
            r"identifiez-vous",
            r"iniciar sesi[oó]n",
        ),
        *(r"accedi", r"entrar", r"inloggen", r"войти", r"вход", r"ログイン", r"로그인", r"zaloguj"),
    ),
    _any(
        *(
            r"(log|sign) ?in to (continue|see|view|your)",
            r"please (log|sign) ?in",
            r"forgot.{0,12}password",
        ),
        *("密码登录", "扫码登录", "请登录", "忘记密码", "忘記密碼", "passwort vergessen"),
        *(
            r"de passe oublié",
            r"olvidaste tu contraseña",
            r"password dimenticata",
        ),
        *("забыли пароль", "パスワードをお忘れ", "비밀번호 찾기", r"esqueceu (a|sua) senha"),
    ),
)
_BLOCK = _Words(
    _any(r"/(blocked|denied|forbidden|deny)\b", r"/error(_|-)?403", r"distil_r_blocked"),
    _any(
        *(
            r"access (is |was |has been )?(denied|blocked|restricted)",
            r"\bforbidden\b",
            r"^blocked\b",
        ),
        *(
            r"attention required",
            r"pardon our interruption",
            r"too many requests",
            r"unusual traffic",
        ),
        *("拒绝访问", "访问被拒绝", "访问受限", "禁止访问", "访问过于频繁", "拒絕訪問", "存取被拒"),
        *(r"zugriff verweigert", r"accès (refusé|interdit)", r"acceso denegado", r"acesso negado"),
        *("доступ (запрещ|ограничен)", "アクセスが拒否", "접근이 거부", r"accesso negato"),
    ),
    _any(
        *(r"don'?t have permission to access", r"you have been blocked", r"unusual traffic"),
        *(r"your (ip|request) (address )?(has been|was|is) (blocked|denied)", r"too many requests"),
        *(
            "访问过于频繁",
            "您的访问被",
            "网络环境存在异常",
            "检测到.{0,6}异常",
            "ip.{0,8}被(限制|封)",
        ),
        *(r"keine berechtigung", r"n'avez pas (la permission|accès)", r"no tiene permiso"),
    ),
)
_GONE_WORDS = _Words(
    _any(r"\b404\b", r"not-?found", r"notfound", r"item-?removed", r"noitem"),
    _any(
        *(
            r"\bnot found\b",
            r"\b404\b",
            r"(isn'?t|no longer) available",
            r"does(n.?t| not) exist",
            r"removed",
        ),
        *("不存在", "已下架", "找不到", "页面丢失", "已失效", "nicht gefunden", "introuvable"),
        *(r"no encontrad", r"non trovat", r"não encontrad", "не найден", "見つかりません"),
    ),
    _any(
        r"(page|item|listing|product|offer).{0,40}(not found|no longer (available|exists))",
        *(r"(was|has been|is) (removed|taken down|deleted)", r"we couldn'?t find"),
        *(
            "商品不存在",
            "宝贝不存在",
            "已下架",
            "很抱歉.{0,20}(不存在|找不到|下架)",
            "nicht mehr verfügbar",
        ),
        *(r"n'est plus disponible", r"ya no está disponible", r"non è più disponibile"),
        *("больше не доступ", "商品は存在", "판매가 종료"),
    ),
)
_CAPTCHA_FRAMES = _any(
    *(r"hcaptcha\.com", r"recaptcha", r"challenges\.cloudflare", r"arkoselabs", r"funcaptcha"),
    *(r"geetest", r"captcha-delivery", r"/punish", r"captcha"),
)
_LISTING_URL = _any(
    *(
        r"/dp/[a-z0-9]{10}",
        r"/itm/",
        r"/item[/.]",
        r"/ip/",
        r"/offer/\d",
        r"/product",
        r"/listing/",
    ),
    *(r"item\.htm", r"/i\.\d+\.\d+", r"/p/\d", r"-p-?\d{3,}", r"[?&](item_?id|sku|pid)="),
)
_SHOP_URL = _any(r"/(shop|store|stores|seller|usr|str|merchant)s?/", r"^https?://shop\d+\.")
_SEARCH_URL = _any(
    *(r"/(search|s|sch|category|wholesale)([/?.]|$)", r"[?&](q|k|keyword|_nkw|query|searchtext)="),
)


def judge(signs: PageSigns) -> Judgement:
    """Say what the page is. A wall needs two signs of different sorts; so does a page gone."""
    kind = _kind(signs)
    walls = (
        (Wall.CAPTCHA, PageKind.CAPTCHA, _captcha(signs)),
        (Wall.LOGIN, PageKind.LOGIN, _login(signs)),
        (Wall.BLOCK, PageKind.ERROR, _sorts(signs, _BLOCK, _BLOCKING)),
    )
    if not (_describes_product(signs) and signs.text_length > _SHORT):
        for wall, page, seen in walls:
            if len(seen) > 1:
                return Judgement(page, wall, tuple(seen))
    gone = _sorts(signs, _GONE_WORDS, GONE)
    if signs.status in GONE or len(gone) > 1:
        return Judgement(PageKind.GONE, None, tuple(gone))
    if signs.status is not None and signs.status >= _ERROR:
        return Judgement(PageKind.ERROR, None, ("status",))
    return Judgement(kind, None)


def _sorts(signs: PageSigns, words: _Words, statuses: Iterable[int | None] = ()) -> list[str]:
    """Return which sorts of signs speak for `words`: address, title, text, status."""
    parts = urlsplit(signs.url)
    # The query is often the address that the person wanted, and says nothing of this page.
    place = f"{parts.scheme}://{parts.netloc}{parts.path}"
    found = {
        "address": words.url.search(place),
        "title": words.title.search(signs.title),
        "text": signs.text_length <= _SHORT and words.text.search(signs.text),
        "status": signs.status in statuses,
    }
    return [name for name, seen in found.items() if seen]


def _captcha(signs: PageSigns) -> list[str]:
    # Hidden widgets stand on many a good page; `facts` tells of visible ones only.
    widget = bool(signs.marks) or any(map(_CAPTCHA_FRAMES.search, signs.frames))
    return _sorts(signs, _CAPTCHA, _BLOCKING) + ["form"] * widget


def _login(signs: PageSigns) -> list[str]:
    return _sorts(signs, _LOGIN, {401}) + ["form"] * (signs.passwords > 0)


def _describes_product(signs: PageSigns) -> bool:
    return "Product" in signs.types or signs.og_type.endswith("product") or signs.prices > 0


def _kind(signs: PageSigns) -> PageKind:
    url = signs.url
    if _describes_product(signs):
        many = signs.types.count("Product") > 5 and _SEARCH_URL.search(url)  # noqa: PLR2004
        return PageKind.SEARCH if many else PageKind.LISTING
    if _LISTING_URL.search(url):
        return PageKind.LISTING
    if _SEARCH_URL.search(url):
        return PageKind.SEARCH
    return PageKind.SHOP if _SHOP_URL.search(url) else PageKind.OTHER
