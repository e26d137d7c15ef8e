"""Words on a page that belong to persons who have no part in the offer: to be kept from others.

Reviewers, chats, where the goods are to go, who is logged in. It proposes, no more: names that a
shop gives its markup are habits, not promises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from bs4 import Tag

from evidencekit.listing.items import types_of_node
from evidencekit.listing.js_values import Json, documents_in
from evidencekit.listing.page import Page, folded, names_of, seen_text


class PersonPart(StrEnum):
    """What the words are of."""

    REVIEWER = "reviewer"
    CHAT = "chat"
    DELIVERY = "delivery_address"
    ACCOUNT = "test_buyer_account"


@dataclass(frozen=True, slots=True)
class PersonWords:
    """Words as the page shows them, on one line; `pictured`: a picture belongs to them."""

    part: PersonPart
    words: str
    pictured: bool = False


# Names of markup, as in `names_of`: parted by blanks, `-` and `_`, or in camel case.
_REVIEW = re.compile(r"(?i)review|feedback|comment|testimonial|rating-?item|评价|評價")
_AUTHOR = re.compile(
    r"(?i)(?:^|[ _-])(?:author|reviewer|nick-?name|user-?name|buyer-?name|customer-?name"
    r"|profile-?name|display-?name|reviewer-?name|review-?author|reviewed-?by)(?:$|[ _-])"
    r"|review-?(?:item-?)?author(?:$|[ _-])"
)
_CHAT = re.compile(
    r"(?i)(?:^|[ _-])(?:chat|im|message|msg|conversation|dialogue)-?"
    r"(?:list|log|history|bubble|thread|body|content|text|record)s?(?:$|[ _-])"
)
_DELIVERY = re.compile(
    r"(?i)(?:deliver|ship)(?:y|ping)?[_-]?(?:to|address|location)(?:$|[ _-])"
    r"|glow-ingress-line2|receiver-?(?:name|address|info)|consignee"
)
# In the text itself, whatever the markup is called.
_DELIVER_TO = re.compile(
    r"(?i)^(?:deliver(?:ing)? to|delivery to|ships? to|shipping to|send to|配送至|送至|送货至"
    r"|送貨至|收货地址|收貨地址|收货人|收貨人|lieferung nach|liefern an|livrer à|livraison à"
    r"|enviar a|entregar en|お届け先)\s*[:：]?\s*(?P<where>\S.*)?$"
)
_GREETING = re.compile(
    r"(?i)^(?:hello|hi|welcome(?: back)?(?! to\b)|您好|你好|欢迎您?|歡迎您?|hallo|bonjour|hola)"
    r"[,，!！ ]+(?P<name>[^,，!！?？]{2,40})[!！,，]?$"
)
# What stands there when nobody is logged in.
_NOBODY = re.compile(
    r"(?i)sign ?in|log ?in|guest|visitor|register|登录|登錄|登入|注册|註冊|anmelden|there$|select"
    r"|my account"
)
# `t***1`, `匿**户`: a name that the shop itself hid in part is still a reviewer's.
_MASKED = re.compile(r"(?<![\w*])\w\*{2,8}\w?(?![\w*])")
_BY = re.compile(r"(?i)^(?:by|von|par|por|reviewed by)(?:\s+|$)")
_LETTER = re.compile(r"[^\W\d_]")
_MOST, _LONGEST, _DEEPEST = 300, 200, 8
_LONGEST_NAME, _LONGEST_PLACE = 60, 80
_MOST_PICTURES, _DEEPEST_TAKEN = 5_000, 40
_NEAR = 4
_NO_TALK = {"a", "button", "input", "nav"}


def persons_on(body: bytes, content_type: str | None) -> list[PersonWords]:
    """Return such words in the page's own order, each of a part once; at most 300 of them."""
    found: dict[PersonWords, None] = {}
    for one in _Finding(Page(body, content_type)).words():
        found[one] = None
        if len(found) == _MOST:
            break
    pictured = {(one.part, one.words) for one in found if one.pictured}
    return [one for one in found if one.pictured or (one.part, one.words) not in pictured]


def persons_in(line: str) -> Iterator[PersonWords]:
    """Give what a line of text shows by its own words: greetings, delivery, masked names."""
    to, greeted = _DELIVER_TO.search(line), _GREETING.match(line)
    if to and to["where"] and len(to["where"]) <= _LONGEST_PLACE:
        yield PersonWords(PersonPart.DELIVERY, to["where"])
    if greeted and not _NOBODY.search(greeted["name"]):
        yield PersonWords(PersonPart.ACCOUNT, greeted["name"])
    for masked in _MASKED.finditer(line):
        yield PersonWords(PersonPart.REVIEWER, masked[0])


class _Finding:
    """One page. What stands in an element that was taken is not taken again."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._taken: set[int] = set()
        pictures = page.soup.find_all("img", limit=_MOST_PICTURES)
        self._pictured = {id(up) for one in pictures for up in islice(one.parents, _NEAR)}

    def words(self) -> Iterator[PersonWords]:
        for tag, names in self._page.named:
            if not self._is_inside(tag):
                yield from self._of_markup(tag, names)
        for tag in self._page.soup.select("[role=log]", limit=_MOST):
            if not self._is_inside(tag):
                yield from self._talk(tag)
        for name in _structured_authors(self._page):
            yield PersonWords(PersonPart.REVIEWER, name)
        for line in self._page.lines:
            yield from persons_in(line)

    def _is_inside(self, tag: Tag) -> bool:
        return any(id(one) in self._taken for one in islice(tag.parents, _DEEPEST_TAKEN))

    def _of_markup(self, tag: Tag, names: str) -> Iterator[PersonWords]:
        if tag.name in _NO_TALK and not _AUTHOR.search(names):
            return
        if _AUTHOR.search(names) and (_REVIEW.search(names) or _in_reviews(tag)):
            self._taken.add(id(tag))
            name = _BY.sub("", seen_text(tag, _LONGEST))
            if len(name) <= _LONGEST_NAME and _LETTER.search(name):
                yield PersonWords(PersonPart.REVIEWER, name, self._has_picture(tag))
        elif _DELIVERY.search(names):
            self._taken.add(id(tag))
            where = seen_text(tag, _LONGEST)
            if where and not _DELIVER_TO.fullmatch(where):
                yield PersonWords(PersonPart.DELIVERY, where)
        elif _CHAT.search(names):
            yield from self._talk(tag)

    def _talk(self, tag: Tag) -> Iterator[PersonWords]:
        self._taken.add(id(tag))
        for text in islice(tag.stripped_strings, _MOST):
            yield PersonWords(PersonPart.CHAT, folded(text)[:_LONGEST])

    def _has_picture(self, tag: Tag) -> bool:
        """Say whether the one review that names its author shows a picture too."""
        for above in islice(tag.parents, _NEAR):
            if id(above) in self._pictured:
                return True
            if _REVIEW.search(names_of(above)):
                return False
        return False


def _in_reviews(tag: Tag) -> bool:
    above = islice(tag.parents, _DEEPEST)
    return any(_REVIEW.search(names_of(one)) for one in above if one.name != "body")


def _structured_authors(page: Page) -> Iterator[str]:
    scripts = page.soup.find_all("script", type=re.compile(r"(?i)^\s*application/ld\+json"))
    for script in scripts[:_MOST]:
        for document in documents_in(script.string or script.get_text()):
            yield from _authors(document, 0)


def _authors(value: Json, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:_MOST]:
            yield from _authors(one, depth + 1)
    elif isinstance(value, dict):
        if types_of_node(value) & {"review", "comment"}:
            author = value.get("author")
            name = author.get("name") if isinstance(author, dict) else author
            if isinstance(name, str) and folded(name):
                yield folded(name)[:_LONGEST]
        for part in value.values():
            yield from _authors(part, depth + 1)
