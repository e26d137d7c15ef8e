"""Our own subset of the rules of PDF/A-3u (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), by pikepdf.

`python tests/pdf_rules.py FILE...` prints the findings. It is no validator of either standard.
"""

import re
import sys
from collections.abc import Iterator

import pikepdf
from lxml import etree

_PAINTS = re.compile(r"[fFsSBb]\*?|sh|Do|T[jJ]|['\"]|EI|INLINE IMAGE")
_INFO = ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer")
_NS = {
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "pdf": "{http://ns.adobe.com/pdf/1.3/}",
    "xmp": "{http://ns.adobe.com/xap/1.0/}",
    "pdfaid": "{http://www.aiim.org/pdfa/ns/id/}",
    "pdfuaid": "{http://www.aiim.org/pdfua/ns/id/}",
}
_SAID_IN = {
    "/Title": "dc:title",
    "/Author": "dc:creator",
    "/Subject": "dc:description",
    "/Keywords": "pdf:Keywords",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
}
_STANDARD = re.compile(
    "Document|Part|Sect|Div|H[1-6]|P|L|LI|Lbl|LBody|Table|TR|TH|TD|Figure|Link|Form|Span|Note"
)
_PARENTS = {"TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "LBody": {"LI"}}


def findings(path) -> list[str]:
    """Return what is against a rule, each with its place; none is what is wanted."""
    with pikepdf.open(path) as pdf:
        return [*_whole(pdf), *_objects(pdf), *_tree(pdf), *_pages(pdf)]


def _whole(pdf) -> Iterator[str]:
    root, trailer = pdf.Root, pdf.trailer
    if pdf.is_encrypted:
        yield "encrypted"
    if "/ID" not in trailer:
        yield "no file identifier"
    for name in ("/StructTreeRoot", "/MarkInfo", "/Lang", "/Metadata", "/OutputIntents"):
        if name not in root:
            yield f"catalog lacks {name}"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    for intent in root.get("/OutputIntents", []):
        if intent.get("/DestOutputProfile") is None:
            yield "output intent without profile"
    if "/EmbeddedFiles" in root.get("/Names", {}) and "/AF" not in root:
        yield "embedded files that are associated with nothing"
    yield from _metadata(pdf)


def _metadata(pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        return
    if "/Filter" in stream:
        yield "metadata is filtered"
    tree = etree.fromstring(stream.read_raw_bytes(), etree.XMLParser(resolve_entities=False))

    def said(name):
        kind, _colon, word = name.partition(":")
        found = next(tree.iter(_NS[kind] + word), None)
        if found is None:
            return None
        inner = [one for one in found.iter() if one.tag.endswith("}li")]
        return (inner[0] if inner else found).text or ""

    wanted = {"pdfaid:part": "3", "pdfaid:conformance": "U", "pdfuaid:part": "1"}
    for name, value in wanted.items():
        if said(name) != value:
            yield f"metadata says {name} {said(name)}"
    info = pdf.trailer.get("/Info", {})
    for key in _INFO:
        if key in info and str(info[key]) != (said(_SAID_IN[key]) or ""):
            yield f"information {key} is not what the metadata says"
    made = re.sub(r"\D", "", str(info.get("/CreationDate", "")))[:14]
    if made != re.sub(r"\D", "", said("xmp:CreateDate") or "")[:14]:
        yield "the date is not what the metadata says"


def _objects(pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream):
            yield from _stream(one)
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield from _dictionary(one)


def _stream(one) -> Iterator[str]:
    filters = one.get("/Filter")
    if "/LZWDecode" in str(filters) or "/Crypt" in str(filters):
        yield f"filter {filters}"
    if any(key in one for key in ("/F", "/FFilter")):
        yield "data outside of the file"
    if one.get("/Subtype") == "/Image":
        if one.get("/Interpolate"):
            yield "interpolated picture"
        if "/SMask" in one:
            yield "transparent picture"


def _dictionary(one) -> Iterator[str]:
    kind = one.get("/Type")
    if kind == "/Font":
        yield from _font(one)
    elif kind == "/Annot":
        yield from _annotation(one)
    elif kind == "/Filespec":
        for key in ("/F", "/UF", "/AFRelationship", "/Desc"):
            if key not in one:
                yield f"file specification lacks {key}"
        if "/Subtype" not in one.EF.F or "/Params" not in one.EF.F:
            yield "embedded file without its kind or its numbers"
    if "/JS" in one or one.get("/S") in ("/JavaScript", "/Launch", "/URI", "/GoToR"):
        yield f"action {one.get('/S')}"


def _font(one) -> Iterator[str]:
    name, about = one.get("/BaseFont"), one.get("/FontDescriptor")
    if one.get("/Subtype") == "/Type0":
        return
    if about is None or not any(f"/FontFile{n}" in about for n in ("", 2, 3)):
        yield f"font {name} is not embedded"
    if "/ToUnicode" not in one:
        yield f"font {name} has no characters"
        return
    symbolic = about is not None and int(about.get("/Flags", 0)) & 4
    if one.get("/Subtype") == "/TrueType" and symbolic and "/Encoding" in one:
        yield f"font {name} is symbolic and has an encoding"


def _annotation(one) -> Iterator[str]:
    kind, flags = one.get("/Subtype"), int(one.get("/F", 0))
    if not flags & 4 or flags & (1 | 2 | 32):
        yield f"annotation {kind} is not printed, or hidden"
    if "/StructParent" not in one:
        yield f"annotation {kind} is in no structure"
    if kind == "/Link" and not str(one.get("/Contents", "")):
        yield "a link without words"
    if kind == "/Widget":
        if "/TU" not in one and "/TU" not in one.get("/Parent", {}):
            yield "a field without words"
        left, bottom, right, top = (float(edge) for edge in one.Rect)
        if (right > left or top > bottom) and "/AP" not in one:
            yield "a field without appearance"


def _tree(pdf) -> Iterator[str]:
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return
    level = 0
    for role, parent, one in _elements(root):
        yield from _element(role, parent, one)
        if role[0] == "H":
            if int(role[1:]) > level + 1:
                yield f"{role} after level {level}"
            level = int(role[1:])
    for row_lengths in _tables(root):
        if len(set(row_lengths)) > 1:
            yield f"a table of rows of {sorted(set(row_lengths))} cells"


def _element(role, parent, one) -> Iterator[str]:
    if not _STANDARD.fullmatch(role):
        yield f"role {role}"
    if role == "Figure" and not str(one.get("/Alt", "")):
        yield "a figure without words"
    if parent not in _PARENTS.get(role, {parent}):
        yield f"{role} in {parent}"
    if role == "TH" and "/Scope" not in one.get("/A", {}):
        yield "a header cell of neither row nor column"


def _elements(root) -> Iterator[tuple[str, str, pikepdf.Dictionary]]:
    waiting = [("", kid) for kid in reversed(list(root.K))]
    while waiting:
        parent, one = waiting.pop()
        if not isinstance(one, pikepdf.Dictionary) or "/S" not in one:
            continue
        role = str(one.S)[1:]
        yield role, parent, one
        waiting += [(role, kid) for kid in reversed(_kids(one))]


def _kids(one) -> list:
    """Return the kids of an element; one may stand alone."""
    kids = one.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tables(root) -> Iterator[list[int]]:
    for role, _parent, one in _elements(root):
        if role == "Table":
            yield [len(_kids(row)) for row in _kids(one)]


def _pages(pdf) -> Iterator[str]:
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        return
    numbers = list(tree.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for place, page in enumerate(pdf.pages, 1):
        yield from (f"page {place}: {said}" for said in _page(page, parents))


def _page(page, parents) -> Iterator[str]:
    if page.obj.get("/Tabs") != "/S":
        yield "the order of its fields is not that of the structure"
    if "/Group" in page.obj:
        yield "transparency"
    owners = parents.get(int(page.obj.get("/StructParents", -1)))
    yield from _content(page, len(owners) if owners is not None else 0)
    yield from _characters(page)
    for number, owner in enumerate(owners if owners is not None else ()):
        kids = [
            one for one in _kids(owner) if isinstance(one, pikepdf.Dictionary) and "/MCID" in one
        ]
        if not any(number == one.MCID and one.Pg.objgen == page.obj.objgen for one in kids):
            yield f"the owner of mark {number} does not own it"
    for one in page.obj.get("/Annots", []):
        owner = parents.get(int(one.get("/StructParent", -1)))
        if owner is None:
            yield "an annotation of nothing"
            continue
        owned = [kid.Obj.objgen for kid in _kids(owner) if kid.get("/Type") == "/OBJR"]
        if one.objgen not in owned:
            yield "an annotation whose element does not own it"


def _characters(page) -> Iterator[str]:
    """Give the codes that are drawn and say no character (ISO 19005-3, 6.2.11.7.2)."""
    fonts, used = page.Resources.get("/Font", {}), {}
    name = None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            name = str(operands[0])
        elif str(operator) == "Tj":
            used.setdefault(name, set()).update(bytes(operands[0]))
    for name, codes in used.items():
        table = fonts[name].ToUnicode.read_bytes().decode("latin-1")
        said = dict(re.findall(r"^<([0-9A-F]+)> <([0-9A-F]+)>", table, re.MULTILINE))
        bad = [code for code in codes if said.get(f"{code:02X}") in (None, "0000", "FEFF", "FFFE")]
        if bad:
            yield f"font {name} draws {bad}, which say nothing"


def _content(page, marks: int) -> Iterator[str]:
    open_marks: list[int | None] = []
    seen = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BMC":
            open_marks.append(None)
        elif name == "BDC":
            number = operands[1].get("/MCID")
            open_marks.append(None if number is None else int(number))
            if number is not None:
                seen.append(int(number))
        elif name == "EMC":
            open_marks.pop()
        elif _PAINTS.fullmatch(name) and not open_marks:
            yield f"{name} is neither content nor artifact"
    if open_marks:
        yield "marks that do not end"
    if sorted(seen) != list(range(marks)):
        yield f"marks {sorted(seen)} of {marks}"


if __name__ == "__main__":
    found = [f"{path}: {said}" for path in sys.argv[1:] for said in findings(path)]
    sys.stdout.write("".join(f"{line}\n" for line in found) + f"{len(found)} findings\n")
    sys.exit(bool(found))
