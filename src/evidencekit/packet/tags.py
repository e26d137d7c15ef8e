"""The structure of a packet's PDF: what is a heading, a paragraph, a table, a figure.

A block carries its `Tag`; the canvas marks what is drawn for it. Whatever is drawn for no tag
(running heads, rules, rulers, a header row that is repeated) is an artifact. The order of reading
is the order of drawing (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7).
"""

from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase import pdfdoc

from evidencekit.packet.pdf_objects import Plain, reference, text_string


@dataclass(eq=False, slots=True)
class Tag:
    """A structure element: `role` is a standard type (`P`, `H1`, `Table`, `TD`, `Figure`, `Link`).

    Without a `parent` it stands in the document itself. `alt` are the words for whoever can't see
    a figure; `attributes` the PDF dictionary of its own attributes, if it has any.
    """

    role: str
    parent: "Tag | None" = None
    alt: str | None = None
    attributes: str = ""
    kids: "list[Tag | Marked | Annotated]" = field(default_factory=list)
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What was drawn for a tag: the page's place from 0, and its number on that page."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotation of a tag: the page's place from 0, and the object's name in the document."""

    page: int
    name: str


class Structure:
    """The structure tree of one document, filled while its pages are drawn."""

    def __init__(self) -> None:
        self.root = Tag("Document", attached=True)
        self._level = 0
        self._page = 0
        # Of the parent tree: the number of each page, and of each annotation, with its tags.
        self._of_page: dict[int, int] = {}
        self._parents: list[list[Tag] | Tag] = []

    def next_page(self) -> None:
        """Begin the next page."""
        self._page += 1

    def mark(self, tag: Tag) -> tuple[str, int]:
        """Return the role and the number under which `tag` is drawn now."""
        self._attach(tag)
        marks = self._marks()
        tag.kids.append(Marked(self._page, len(marks)))
        marks.append(tag)
        return tag.role, len(marks) - 1

    def annotate(self, tag: Tag, name: str) -> int:
        """Put the annotation of the object `name` on this page under `tag`; return its number."""
        self._attach(tag)
        tag.kids.append(Annotated(self._page, name))
        self._parents.append(tag)
        return len(self._parents) - 1

    def _marks(self) -> list[Tag]:
        if self._page not in self._of_page:
            self._of_page[self._page] = len(self._parents)
            self._parents.append([])
        marks = self._parents[self._of_page[self._page]]
        assert isinstance(marks, list)  # noqa: S101  # for the type checker
        return marks

    def _attach(self, tag: Tag) -> None:
        if tag.attached:
            return
        parent = tag.parent or self.root
        self._attach(parent)
        parent.kids.append(tag)
        tag.attached = True
        if tag.role[0] == "H" and tag.role[1:].isdigit():
            # No level is skipped (ISO 14289-1, 7.4.2), whatever a part begins with.
            self._level = min(int(tag.role[1:]), self._level + 1)
            tag.role = f"H{self._level}"

    def write(self, document: Any) -> None:  # noqa: ANN401  # reportlab has no types
        """Add the tree to a reportlab document whose pages are all drawn."""
        objects: dict[Tag, tuple[Plain, str]] = {}
        tree = Plain()
        root = reference(document, tree)
        pages = [reference(document, page) for page in document.Pages.pages]
        self._number(document, self.root, objects)
        for tag, (made, _place) in objects.items():
            parent = root if tag is self.root else objects[tag.parent or self.root][1]
            made.text = _element(tag, parent, pages, objects, document)
        parents = " ".join(
            f"{number} {_parent(one, objects)}" for number, one in enumerate(self._parents)
        )
        tree.text = (
            f"<< /Type /StructTreeRoot /K [{objects[self.root][1]}] "
            f"/ParentTree << /Nums [{parents}] >> /ParentTreeNextKey {len(self._parents)} >>"
        )
        for place, page in enumerate(document.Pages.pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents = self._of_page.get(place)
            page.Tabs = pdfdoc.PDFName("S")
        document.Catalog.StructTreeRoot = tree
        document.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})

    def _number(self, document: Any, tag: Tag, objects: dict[Tag, tuple[Plain, str]]) -> None:  # noqa: ANN401
        waiting = [tag]
        while waiting:
            one = waiting.pop()
            made = Plain()
            objects[one] = (made, reference(document, made))
            waiting += [kid for kid in reversed(one.kids) if isinstance(kid, Tag)]


def _element(
    tag: Tag,
    parent: str,
    pages: list[str],
    objects: dict[Tag, tuple[Plain, str]],
    document: Any,  # noqa: ANN401  # reportlab has no types
) -> str:
    kids = []
    for kid in tag.kids:
        if isinstance(kid, Tag):
            kids.append(objects[kid][1])
        elif isinstance(kid, Marked):
            kids.append(f"<< /Type /MCR /Pg {pages[kid.page]} /MCID {kid.number} >>")
        else:
            number, version = document.idToObjectNumberAndVersion[kid.name]
            annotation = f"{number} {version} R"
            kids.append(f"<< /Type /OBJR /Pg {pages[kid.page]} /Obj {annotation} >>")
    # An annotation alone stands as it is: so pyHanko knows the field that may be signed in.
    alone = len(kids) == 1 and isinstance(tag.kids[0], Annotated)
    whole = kids[0] if alone else f"[{' '.join(kids)}]"
    alt = f" /Alt {text_string(tag.alt)}" if tag.alt is not None else ""
    own = f" /A {tag.attributes}" if tag.attributes else ""
    return f"<< /Type /StructElem /S /{tag.role} /P {parent} /K {whole}{alt}{own} >>"


def _parent(one: list[Tag] | Tag, objects: dict[Tag, tuple[Plain, str]]) -> str:
    if isinstance(one, Tag):
        return objects[one][1]
    return f"[{' '.join(objects[tag][1] for tag in one)}]"
