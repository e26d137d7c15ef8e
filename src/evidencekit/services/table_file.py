"""The rows of a table in a file of anybody: CSV or XLSX, every cell as text; `table_child` asks.

XLSX is read by our strict ZIP reader and lxml: texts of one sheet are wanted, and a spreadsheet
library would bring its own ZIP reader, formulas, links and styles for it.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence.zip_strict import StrictZip

MAX_BYTES = 20 << 20
MAX_ROWS = 100_000
CSV, XLSX = "csv", "xlsx"

_CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_MAX_COLUMNS = 16_384
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Row = tuple[int, list[str]]  # its number in the file, from 1, and its cells
Rows = list[Row]


class TableFault(Exception):  # it says what is wrong
    """No table, or one that can be misread. `reason`: uneven, broken, not_text, too_large, ..."""

    def __init__(self, reason: str) -> None:
        """Name the reason, one word."""
        super().__init__(reason)
        self.reason = reason


def read_bytes(file: Path) -> bytes:
    """Return a file of at most `MAX_BYTES`. Raises FileMissing, TableFault."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileMissing(path=file, detail=error.strerror or error) from error
    if len(data) > MAX_BYTES:
        raise TableFault("too_large")
    return data


def rows_in(file: BinaryIO, kind: str, *, formulas: bool) -> Rows:
    """Return the rows of a `csv` or `xlsx` file that have anything in them.

    CSV has `,`, `;` or tabs, of XLSX it is the first sheet. With `formulas` a cell with a formula
    is that formula, `=` before it, and days must count from 1900; without, it is what the sheet
    says that it gave. Raises TableFault, ArchiveRefused.
    """
    if kind == XLSX:
        rows = _sheet_rows(file, formulas=formulas)
    else:
        rows = _csv_rows(decoded(file.read(MAX_BYTES)))
    if len(rows) > MAX_ROWS:
        raise TableFault("too_large")
    return rows


def decoded(data: bytes) -> str:
    """Read UTF-8, what has a mark of UTF-16, and the Chinese of spreadsheets without a mark.

    Raises TableFault.
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableFault("not_text")


def _csv_rows(text: str) -> Rows:
    lines = text.splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    reader, filled = csv.reader(lines, delimiter=delimiter, strict=True), []
    try:
        number = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                filled.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise TableFault("broken") from error
    if any(len(cells) > len(filled[0][1]) for _number, cells in filled):
        # A value with a comma and without quotes would be cut, and another one taken.
        raise TableFault("uneven")
    return filled


def _sheet_rows(file: BinaryIO, *, formulas: bool) -> Rows:
    try:
        book = _Book(StrictZip(file, Path("table.xlsx")))
        if formulas:
            book.require_days_of_1900()
        return _rows_of(book, formulas=formulas)
    except (etree.XMLSyntaxError, ValueError, IndexError) as error:
        raise TableFault("broken") from error


class _Book:
    """The parts of an XLSX file, each parsed without entities, network or huge trees."""

    def __init__(self, archive: StrictZip) -> None:
        self._archive = archive

    def part(self, name: str) -> etree._Element:
        data = self._archive.read(name, MAX_BYTES)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise ValueError("a document type")
        return root

    def require_days_of_1900(self) -> None:
        """Hold that days count from where most spreadsheets count them. Raises TableFault."""
        for settings in self.part("xl/workbook.xml").iter(f"{_MAIN}workbookPr"):
            if settings.get("date1904") not in {None, "0", "false"}:
                raise TableFault("days_of_1904")

    def strings(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self._archive.entries:
            return []
        return [_text(item) for item in self.part(name).iter(f"{_MAIN}si")]

    def first_sheet(self) -> etree._Element:
        sheet = next(self.part("xl/workbook.xml").iter(f"{_MAIN}sheet"), None)
        wanted = sheet.get(_RELATION_ID) if sheet is not None else None
        for relation in self.part("xl/_rels/workbook.xml.rels").iter(_RELATION):
            if wanted and relation.get("Id") == wanted:
                target = str(relation.get("Target"))
                return self.part(target[1:] if target.startswith("/") else f"xl/{target}")
        raise ValueError("no sheet")


def _rows_of(book: _Book, *, formulas: bool) -> Rows:
    strings = book.strings()
    rows: Rows = []
    for at, row in enumerate(book.first_sheet().iter(f"{_MAIN}row"), 1):
        cells: list[str] = []
        for place, text in _cells(row, strings, formulas=formulas):
            column = len(cells) if place is None else place
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
        if any(cell.strip() for cell in cells):
            rows.append((int(row.get("r") or at), cells))
    return rows


def _cells(
    row: etree._Element, strings: list[str], *, formulas: bool
) -> Iterator[tuple[int | None, str]]:
    for cell in row.iter(f"{_MAIN}c"):
        kind, value = cell.get("t"), cell.findtext(f"{_MAIN}v") or ""
        formula = cell.find(f"{_MAIN}f") if formulas else None
        if formula is not None:
            text = f"={formula.text or ''}"
        elif kind == "inlineStr":
            inline = cell.find(f"{_MAIN}is")
            text = "" if inline is None else _text(inline)
        elif kind == "s":
            number = int(value)
            if number < 0:
                raise ValueError("no such text")
            text = strings[number]
        else:
            text = value
        yield _column_number(cell.get("r")), text


def _column_number(reference: str | None) -> int | None:
    if reference is None:
        return None
    match = _CELL.fullmatch(reference)
    if match is None:
        raise ValueError("no cell")
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > _MAX_COLUMNS:
        raise ValueError("no column")
    return number - 1


def _text(item: etree._Element) -> str:
    # Plain or in runs; not the readings (rPh) that East Asian sheets put beside a text.
    parts = (*item.iterfind(f"{_MAIN}t"), *item.iterfind(f"{_MAIN}r/{_MAIN}t"))
    return "".join(part.text or "" for part in parts)
