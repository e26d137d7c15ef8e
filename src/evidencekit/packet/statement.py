"""The statement as a document for editors (DOCX, ISO/IEC 29500): the words of the PDF, unsigned.

Made of the blocks that the PDF's pages are made of, so both say the same. Whatever a page of others
says goes through the same door as there: nothing in it is markup, a field or a link.
"""

import re
from collections.abc import Callable, Iterator
from functools import singledispatch
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from evidencekit import __version__
from evidencekit.foundation.catalogue import N_
from evidencekit.packet import wording
from evidencekit.packet.model import PacketContent
from evidencekit.packet.parts.blocks import (
    Blanks,
    Block,
    Notice,
    Pairs,
    Points,
    SealBox,
    Sub,
    Table,
    Text,
    Title,
)
from evidencekit.packet.parts.table import PARTS
from evidencekit.packet.parts.telling import unplaced
from evidencekit.packet.profiles import Part
from evidencekit.packet.text import shown

DOCX = "statement.docx"
_SIGNED = frozenset(
    {
        Part.NARRATIVE,
        Part.VIEWING,
        Part.CERTIFICATE,
        Part.DECLARATION,
        Part.TRANSLATOR,
        Part.SEAL,
    }
)
_FOR_EDITING = N_(
    "For editing: the words of packet.pdf, to be changed by whoever signs them. What is signed and "
    "kept is the PDF; no changed copy of this file is part of the packet."
)
_LINE = "_" * 40
_LATIN, _HAN = "Times New Roman", "SimSun"
_RED, _BLACK = RGBColor(0xB3, 0x1A, 0x1A), RGBColor(0, 0, 0)
_NEVER = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FIELDS = {"page": "PAGE", "total": "NUMPAGES"}
_SEAL_HIGH = Mm(42)


def statement_docx(content: PacketContent, say: Callable[[str], str]) -> bytes:
    """Return the statement of facts and the drafts that persons sign, in the packet's language.

    The same content gives the same bytes.
    """
    plan = content.plan
    paper = Document()
    _drop_thumbnail(paper)
    _look(paper, plan.language.replace("_", "-"))
    _named(paper, content)
    _around(paper, content, say)
    paper.add_paragraph(shown(plan.title, 300), "Title")
    for block in _blocks(content, say):
        _put(block, paper)
    return _packed(paper)


def _blocks(content: PacketContent, say: Callable[[str], str]) -> Iterator[Block]:
    plan, tell = content.plan, unplaced(content, say)
    yield Notice(say(_FOR_EDITING))
    yield Text(say(wording.UNREVIEWED), small=True)
    known = (
        (wording.RECIPIENT, plan.recipient or ""),
        (wording.REFERENCE, plan.reference or ""),
        *plan.parties,
        (wording.PACKET_ID, content.packet_id),
    )
    yield Pairs([(say(name), value) for name, value in known if value])
    if plan.statement:
        yield Sub(say(wording.STATEMENT))
        yield Text(plan.statement)
    for part in plan.shape.parts:
        if part in _SIGNED:
            yield from PARTS[part](tell)


@singledispatch
def _put(block: object, _paper: Paper) -> None:
    raise TypeError(type(block))


@_put.register
def _title(block: Title, paper: Paper) -> None:
    paper.add_paragraph(shown(block.text), "Heading 1")


@_put.register
def _sub(block: Sub, paper: Paper) -> None:
    paper.add_paragraph(shown(block.text), "Heading 2")


@_put.register
def _text(block: Text, paper: Paper) -> None:
    for run in paper.add_paragraph(shown(block.text)).runs:
        run.font.size = Pt(9) if block.small else None


@_put.register
def _notice(block: Notice, paper: Paper) -> None:
    grid = _grid(paper, 1, 1)
    grid.cell(0, 0).text = shown(block.text)
    _strong(grid.cell(0, 0))
    paper.add_paragraph()


@_put.register
def _points(block: Points, paper: Paper) -> None:
    for text in block.texts:
        paper.add_paragraph(shown(text), "List Number" if block.numbered else "List Bullet")


@_put.register
def _pairs(block: Pairs, paper: Paper) -> None:
    if not block.rows:
        return
    grid = _grid(paper, len(block.rows), 2)
    for row, (name, value) in zip(grid.rows, block.rows, strict=True):
        row.cells[0].text, row.cells[1].text = shown(name), shown(value)
        _strong(row.cells[0])
        row.cells[0].width, row.cells[1].width = Mm(45), Mm(115)
    paper.add_paragraph()


@_put.register
def _table(block: Table, paper: Paper) -> None:
    grid = _grid(paper, len(block.rows) + 1, len(block.head))
    for row, texts in zip(grid.rows, (block.head, *block.rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = shown(text)
    for cell in grid.rows[0].cells:
        _strong(cell)
    # Repeated on each page, and read out with each row.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    paper.add_paragraph()


@_put.register
def _blanks(block: Blanks, paper: Paper) -> None:
    for label in block.labels:
        paper.add_paragraph(f"{shown(label)}  {_LINE}")


@_put.register
def _seal(block: SealBox, paper: Paper) -> None:
    grid = _grid(paper, 1, 1)
    grid.rows[0].height = _SEAL_HIGH
    grid.alignment = WD_TABLE_ALIGNMENT.RIGHT
    grid.cell(0, 0).width = Mm(60)
    paper.add_paragraph(shown(block.text))


def _strong(cell: Cell) -> None:
    for run in cell.paragraphs[0].runs:
        run.bold = True


def _grid(paper: Paper, rows: int, columns: int) -> Grid:
    grid: Grid = paper.add_table(rows, columns, "Table Grid")
    return grid


def _look(paper: Paper, language: str) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = paper.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101  # so it is in the template
        style.font.name, style.font.color.rgb = _LATIN, _BLACK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _HAN)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            # A theme's font would win over the one that is named.
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    for told in paper.styles.element.iter(qn("w:lang")):
        told.set(qn("w:val"), language)
        told.set(qn("w:eastAsia"), language if language.startswith("zh") else "zh-CN")


def _named(paper: Paper, content: PacketContent) -> None:
    about = paper.core_properties
    about.title, about.author = shown(content.plan.title, 200), f"evidencekit {__version__}"
    about.subject, about.language = content.packet_id, content.plan.language.replace("_", "-")
    about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = content.made.replace(tzinfo=None)


def _around(paper: Paper, content: PacketContent, say: Callable[[str], str]) -> None:
    section = paper.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    mark = wording.watermark(content)
    if mark:
        run = head.add_run(f"{say(wording.status(content))}  ")
        run.bold, run.font.color.rgb = True, _RED
    head.add_run(content.packet_id)
    for piece in re.split(r"\{(page|total)\}", say(wording.PAGE_OF)):
        _field(foot, _FIELDS[piece]) if piece in _FIELDS else foot.add_run(piece)


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)  # noqa: SLF001  # fields have no other door


def _drop_thumbnail(paper: Paper) -> None:
    """Drop the picture of another document that comes with the template."""
    relations = paper.part.package.rels
    for name in [
        one.rId for one in relations.values() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[name]


def _packed(paper: Paper) -> bytes:
    """Return the file with no clock in it, whatever system it is made on."""
    given, out = BytesIO(), BytesIO()
    paper.save(given)
    with ZipFile(given) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = ZipInfo(name, _NEVER)
            member.compress_type, member.create_system = ZIP_DEFLATED, _UNIX
            new.writestr(member, old.read(name))
    return out.getvalue()
