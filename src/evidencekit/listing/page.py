"""A page made ready to be read, and what the readers say of it."""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import islice

from bs4 import BeautifulSoup, Comment, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString

from evidencekit.domain.capture import PageKind
from evidencekit.domain.facts import Reading
from evidencekit.listing.decoding import decode

# Old shops write XHTML; what is read of it is the same.
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

# A real shop page has 3,000 to 30,000 tags; beyond this a page only costs time and memory.
_MOST_TAGS = 120_000
_MOST_TEXT = 24_000_000
_SILENT = {"script", "style", "noscript", "template", "svg", "head", "title", "textarea"}
_INLINE = {"a", "b", "bdi", "em", "font", "i", "q", "s", "small", "span", "strong", "sup", "u"}
_HIDDEN_CLASS = re.compile(
    r"(?i)^(g-hdn|hidden|hide|sr-only|screen-reader-text|visually-?hidden|clipped)$"
)
_SIDE_REGION = re.compile(
    r"(?i)related|recommend|similar|sponsor|carousel|also-|compar|recently|upsell|cross-?sell"
    r"|(?:^|[-_ ])(?:nav|header-?cart|mini-?cart|footer|bundle|accessories|popover|modal|dialog"
    r"|reviews?)"
    r"(?:$|[-_ ])"
)
# A gallery is a carousel too, and holds the goods themselves.
_OWN_REGION = re.compile(r"(?i)image|gallery|photo|picture|media|thumb|trigger|summary")
_MOST_ABOVE = 12
_TEST_NAMES = (
    "data-testid",
    "data-test",
    "data-test-id",
    "data-qa",
    "data-automation-id",
    "data-hook",
    "data-qa-id",
    "data-cy",
    "data-pl",
    "data-widget",
    "data-e2e",
    "data-marker",
)
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class PageReading:
    """Facts of one page. `contradictions` holds what other readers say where they disagree.

    `address` is the shop's own (of a Wayback copy: the inner one); None when nothing names it.
    `cut` tells that the page was too large to be read to its end. `title` is the document's own,
    `text` what the page shows, one block a line.
    """

    page_kind: PageKind
    facts: dict[str, Reading] = field(default_factory=dict)
    contradictions: dict[str, list[Reading]] = field(default_factory=dict)
    encoding: str = "utf-8"
    address: str | None = None
    cut: bool = False
    title: str = ""
    text: str = ""


class Page:
    """The parsed document; whatever several readers need is made once."""

    def __init__(self, body: bytes, content_type: str | None) -> None:
        text, self.encoding = decode(body[:_MOST_TEXT], content_type)
        self.text = _within_limits(text.replace("\x00", ""))
        self.cut = len(body) > _MOST_TEXT or len(self.text) < len(text.replace("\x00", ""))
        self.soup = BeautifulSoup(self.text, "lxml")
        self._made: dict[str, set[Decimal]] = {}

    def once(self, name: str, make: Callable[[], set[Decimal]]) -> set[Decimal]:
        """Return what `make` makes of this page, made once."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def language(self) -> str:
        """Return the declared language, two or more letters, or the empty string."""
        root = self.soup.find("html")
        declared = root.get("lang") or root.get("xml:lang") if isinstance(root, Tag) else None
        found = re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?", str(declared or ""))
        return found[0] if found else ""

    @cached_property
    def metas(self) -> dict[str, str]:
        """Return the first content of each `meta`, by its lower-case property or name."""
        found: dict[str, str] = {}
        for tag in self.soup.find_all("meta", limit=500):
            name = str(tag.get("property") or tag.get("name") or "").strip().lower()
            content = str(tag.get("content") or "").strip()
            if name and content:
                found.setdefault(name, content)
        return found

    @cached_property
    def title(self) -> str:
        """Return the text of `title`, white space folded, or the empty string."""
        tag = self.soup.find("title")
        return folded(tag.get_text()) if isinstance(tag, Tag) else ""

    @cached_property
    def heading(self) -> Tag | None:
        """Return the first `h1` with text that stands in no side region, if there is one."""
        for tag in self.soup.find_all("h1", limit=40):
            if seen_text(tag, 300) and not hidden(tag) and not in_side_region(tag):
                return tag
        return None

    @cached_property
    def struck(self) -> set[str]:
        """Return the short texts that the page strikes through: what is no longer so."""
        crossed = self.soup.select("s, del, strike, [style*='line-through']", limit=100)
        return {seen_text(tag, 60) for tag in crossed}

    @cached_property
    def named(self) -> list[tuple[Tag, str]]:
        """Return each tag that has a name at all (see `names_of`), with its names."""
        pairs = ((tag, names_of(tag)) for tag in self.soup.find_all(True))
        return [(tag, names) for tag, names in pairs if len(names) > 1]

    @cached_property
    def lines(self) -> list[str]:
        """Return the visible text, one block a line, each folded and at most 400 characters."""
        return [line for line, _head in self._pieces]

    @cached_property
    def heads(self) -> list[str]:
        """Return of each line the first piece of text that a tag of its own holds."""
        return [head for _line, head in self._pieces]

    @cached_property
    def _pieces(self) -> list[tuple[str, str]]:
        return list(islice((one for one in _lines(self.soup) if one[0]), 20_000))


def folded(text: str) -> str:
    """Return `text` on one line, white space and invisible marks folded."""
    return " ".join(re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text).split())


def hidden(tag: Tag) -> bool:
    """Say whether the tag's own attributes hide it from the eye."""
    style = str(tag.get("style") or "").replace(" ", "").lower()
    if tag.has_attr("hidden") or "display:none" in style:
        return True
    return any(_HIDDEN_CLASS.match(name) for name in classes(tag))


def in_side_region(tag: Tag) -> bool:
    """Say whether a tag stands where other goods, or nothing of these, are shown."""
    for number, above in enumerate(tag.parents):
        if number > _MOST_ABOVE or above.name == "body":
            return False
        if above.name in {"nav", "footer", "aside"} or hidden(above):
            return True
        names = f"{above.get('id') or ''} {' '.join(classes(above))}"[:300]
        if _SIDE_REGION.search(names) and not _OWN_REGION.search(names):
            return True
    return False


def names_of(tag: Tag) -> str:
    """Return by what a tag is called: id, classes, and the names that shops give it for tests."""
    given = (tag.get(key) for key in ("id", "itemprop", *_TEST_NAMES))
    parts = [str(name) for name in given if name]
    return " ".join([*parts, *classes(tag)])[:300]


def classes(tag: Tag) -> list[str]:
    """Return the class names of a tag."""
    names = tag.get("class")
    return [str(name) for name in names] if isinstance(names, list) else str(names or "").split()


def seen_text(tag: Tag, limit: int = 600) -> str:
    """Return the text of a tag without what its own markup hides, folded and cut."""
    skipped: set[int] = set()
    parts: list[str] = []
    for node in tag.descendants:
        if node.parent is not None and id(node.parent) in skipped:
            skipped.add(id(node))
        elif isinstance(node, Tag):
            if node.name in _SILENT or hidden(node):
                skipped.add(id(node))
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            parts.append(str(node))
        if len(parts) > limit:
            break
    return folded("".join(parts))[:limit]


def place(tag: Tag) -> str:
    """Return a short CSS selector that says where a tag stands."""
    if tag.get("id"):
        return f"{tag.name}#{str(tag['id'])[:80]}"
    names = "".join(f".{name[:60]}" for name in classes(tag)[:2])
    if names:
        return tag.name + names
    parent = tag.parent
    above = place(parent) + " > " if parent and parent.name not in {"body", "[document]"} else ""
    return (above + tag.name)[-200:]


def _button(tag: Tag) -> str:
    """Return what a button made of `input` says on its face."""
    is_button = tag.name == "input" and tag.get("type") in {"button", "submit"}
    return (
        folded(str(tag.get("value") or tag.get("title") or ""))[:_LONGEST_LINE] if is_button else ""
    )


def _within_limits(text: str) -> str:
    marks = islice(re.finditer("<", text), _MOST_TAGS, None)
    after = next(marks, None)
    return text[: after.start()] if after else text


def _lines(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Yield the text block by block: where a block begins, and where what follows it begins.

    Beside each block its first piece: a label and its value are often two tags in one line.
    """
    parts: list[str] = []
    skipped: set[int] = set()
    block = 0
    for node in soup.descendants:
        if node.parent is not None and id(node.parent) in skipped:
            skipped.add(id(node))
        elif isinstance(node, Tag):
            if node.name in _SILENT or hidden(node):
                skipped.add(id(node))
            elif node.name not in _INLINE:
                yield _line(parts)
                yield _button(node), ""
                parts = []
        elif type(node) is NavigableString and node.strip():
            inside = _block_of(node)
            if inside != block:
                yield _line(parts)
                parts, block = [], inside
            parts.append(f"{node} ")
    yield _line(parts)


def _line(parts: list[str]) -> tuple[str, str]:
    return folded("".join(parts))[:_LONGEST_LINE], folded(parts[0][:80]) if parts else ""


def _block_of(node: NavigableString) -> int:
    for above in node.parents:
        if above.name not in _INLINE:
            return id(above)
    return 0
