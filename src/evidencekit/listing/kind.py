"""What kind of page it is, from what the readers see. No facts are read from a wall."""

import re

from bs4 import Tag

from evidencekit.domain.capture import PageKind
from evidencekit.listing.address import Address, item_id
from evidencekit.listing.labels import BID, CART, LONE_PRICE, OUT_OF_STOCK, SIDE_HEADING
from evidencekit.listing.page import Page, classes, seen_text
from evidencekit.listing.structured import describes_product

_SHORT = 1500
_LITTLE = 500
_BELOW = 80
_CAPTCHA = re.compile(
    r"(?i)captcha|robot check|are you (?:a )?human|security check"
    r"|verify (?:you|that)|just a moment"
    r"|slide to (?:verify|complete)|not a robot"
    r"|验证码|滑块|滑动验证|安全验证|人机|ロボットではありません"
)
_LOGIN = re.compile(
    r"(?i)^\W*(?:sign|log) ?in\b|member login|(?:sign|log) in to (?:continue|your)"
    r"|密码登录|扫码登录"
    r"|请登录|^登录|anmelden|se connecter|iniciar sesión|ログイン"
)
_BLOCK = re.compile(
    r"(?i)access (?:is |has been )?denied|attention required|pardon our interruption"
    r"|forbidden"
    r"|too many requests|unusual traffic|service unavailable"
    r"|internal server error|访问被拒绝|访问受限"
)
_GONE = re.compile(
    r"(?i)^\W*(?:error )?404\b|\b404 (?:error|not found|page)|(?:error|fehler|erreur) 404\b"
    r"|(?:page|item|listing|product|offer).{0,40}(?:not found|no longer (?:available|exists))"
    r"|(?:was|has been) (?:removed|ended by)|couldn'?t find"
    r"|不存在|已下架|nicht gefunden|introuvable"
    r"|no encontrad|non trovat|見つかりません|ya no está disponible|nicht mehr verfügbar"
)
_SEARCH = re.compile(
    r"(?i)/(?:search|s|sch|wholesale|category|browse)(?:[/?.]|$)|[?&](?:q|k|keywords?|_nkw|query)="
)
_SHOP = re.compile(r"(?i)/(?:shop|store|stores|seller|usr|str|merchant)s?/|^https?://shop\d+\.")


def kind_of(page: Page, address: Address) -> PageKind:
    """Judge a page. A page that describes goods at length is never a wall because of a word."""
    describes = _describes(page)
    sells = not describes and _sells_one(page, address)
    if not describes and not sells:
        wall = _wall(page)
        if wall:
            return wall
    url = address.text or ""
    if describes or sells or item_id(address):
        return PageKind.LISTING
    if _SEARCH.search(url):
        return PageKind.SEARCH
    return PageKind.SHOP if _SHOP.search(url) else PageKind.OTHER


def _describes(page: Page) -> bool:
    kind = page.metas.get("og:type", "").lower()
    if re.search(r"(?:^|[.:])(?:product|item)", kind) or "product:price:amount" in page.metas:
        return True
    if any(re.search(r"price[:_](?:amount|value)$", key) for key in page.metas):
        return True
    if re.search(r"\stypeof=[\"'](?:schema:)?Product[\"']", page.text):
        return True
    if re.search(r'itemtype=["\']https?://(?:www\.)?schema\.org/Product["\']', page.text):
        return True
    return describes_product(page)


def _sells_one(page: Page, address: Address) -> bool:
    """Say whether the page has a price and one or two buttons to buy, below one heading or title.

    A front page has its buttons too, but no path; a list has many.
    """
    if address.url is not None and address.url.path.strip("/") in {"", "index.html", "index.php"}:
        return False
    words = (*CART, *BID, *OUT_OF_STOCK)
    below = _below_heading(page)
    counts = [
        sum(1 for line in lines if len(line) < 60 and any(p.match(line) for p in words))  # noqa: PLR2004
        for lines in (page.lines, below)
    ]
    told = any(0 < count < 4 for count in counts)  # noqa: PLR2004
    headings = page.soup.find_all("h1", limit=3)
    named = len(headings) == 1 and headings[0].select_one('[itemprop="name"]') is not None
    classed = re.search(r"single-product|product[-_]page|catalog-product-view", _body_class(page))
    return (told or named or bool(classed)) and any(map(LONE_PRICE.search, page.lines))


def _below_heading(page: Page) -> list[str]:
    """Return the lines from the one heading on, up to where other goods begin."""
    heading = seen_text(page.heading, 300) if page.heading else ""
    lines = page.lines
    if not heading or heading.casefold() not in page.title.casefold() or heading not in lines:
        return []
    first = lines.index(heading)
    own = lines[first + 1 : first + _BELOW]
    side = (n for n, line in enumerate(own) if any(p.match(line[:60]) for p in SIDE_HEADING))
    return own[: next(side, len(own))]


def _body_class(page: Page) -> str:
    body = page.soup.find("body")
    return " ".join(classes(body)) if isinstance(body, Tag) else ""


def _wall(page: Page) -> PageKind | None:
    text = " ".join(page.lines[:60])[: _SHORT + 1]
    head = f"{page.title}\n{text[:_SHORT] if len(text) <= _SHORT else ''}"
    password = page.soup.find("input", type="password") is not None
    if _CAPTCHA.search(head):
        return PageKind.CAPTCHA
    # Shops have a field to sign in at the head of each page: only a page of little else is a wall.
    if password and _LOGIN.search(page.title if len(text) > _LITTLE else head):
        return PageKind.LOGIN
    if _GONE.search(page.title) or (len(text) <= _SHORT and _GONE.search(text)):
        return PageKind.GONE
    return PageKind.ERROR if _BLOCK.search(head) else None
