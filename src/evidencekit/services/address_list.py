"""The addresses that a file lists: text, CSV or XLSX, each anybody's file and read so.

XLSX is read by our strict ZIP reader and lxml: one column of texts is wanted, and a spreadsheet
library would bring its own ZIP reader, formulas and styles for it.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from evidencekit.domain.errors import AddressListRefused, FileMissing
from evidencekit.evidence.zip_strict import StrictZip

MAX_BYTES = 20 << 20
MAX_ROWS = 100_000

_HEADINGS = frozenset({"url", "address", "link", "网址", "链接"})
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_MAX_COLUMNS = 16_384
_ZIP = b"PK"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Rows = list[list[str]]


def read_addresses(file: Path) -> list[str]:
    """Return the addresses of a list in their order, not yet checked to be addresses.

    Text has one a line, `#` before a remark. A table (CSV with `,`, `;` or tabs, or the first sheet
    of an XLSX file) has a column headed url, address, link, 网址 or 链接, else the column with the
    most http and https addresses is taken. Raises FileMissing, AddressListRefused, ArchiveRefused.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileMissing(path=file, detail=error.strerror or error) from error
    if len(data) > MAX_BYTES:
        raise AddressListRefused(path=file, reason="too_large")
    if data.startswith(_ZIP):
        return _column(file, _sheet_rows(file))
    text = _decoded(file, data)
    if file.suffix.lower() in {".csv", ".tsv"}:
        return _column(file, _csv_rows(file, text))
    return [line.strip() for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]


def _decoded(file: Path, data: bytes) -> str:
    """Read UTF-8, what has a mark of UTF-16, and the Chinese of spreadsheets without a mark."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AddressListRefused(path=file, reason="not_text")


def _csv_rows(file: Path, text: str) -> Rows:
    lines = text.splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise AddressListRefused(path=file, reason="broken") from error
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if any(len(row) > len(filled[0]) for row in filled):
        # An address with a comma and without quotes would be cut, and another page captured.
        raise AddressListRefused(path=file, reason="uneven")
    return filled


def _column(file: Path, rows: Rows) -> list[str]:
    if len(rows) > MAX_ROWS:
        raise AddressListRefused(path=file, reason="too_large")
    headings = [cell.strip().lower() for cell in rows[0]] if rows else []
    number = next((n for n, name in enumerate(headings) if name in _HEADINGS), None)
    if number is not None:
        return _filled(rows[1:], number)
    counts = Counter(
        n for row in rows for n, cell in enumerate(row) if _ADDRESS.match(cell.strip())
    )
    if not counts:
        raise AddressListRefused(path=file, reason="no_column")
    number = max(sorted(counts), key=lambda n: counts[n])
    named = number < len(headings) and not _ADDRESS.match(headings[number])
    return _filled(rows[1:] if named else rows, number)


def _filled(rows: Rows, number: int) -> list[str]:
    cells = (row[number].strip() for row in rows if number < len(row))
    return [cell for cell in cells if cell]


def _sheet_rows(file: Path) -> Rows:
    try:
        with StrictZip.open(file) as archive:
            return _rows_of(_Book(file, archive))
    except (etree.XMLSyntaxError, ValueError, IndexError) as error:
        raise AddressListRefused(path=file, reason="broken") from error


class _Book:
    """The parts of an XLSX file, each parsed without entities, network or huge trees."""

    def __init__(self, file: Path, archive: StrictZip) -> None:
        self._file, self._archive = file, archive

    def part(self, name: str) -> etree._Element:
        data = self._archive.read(name, MAX_BYTES)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise ValueError("a document type")
        return root

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


def _rows_of(book: _Book) -> Rows:
    strings = book.strings()
    rows: Rows = []
    for row in book.first_sheet().iter(f"{_MAIN}row"):
        cells: list[str] = []
        for at, text in _cells(row, strings):
            column = len(cells) if at is None else at
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
        if any(cell.strip() for cell in cells):
            rows.append(cells)
    return rows


def _cells(row: etree._Element, strings: list[str]) -> Iterator[tuple[int | None, str]]:
    for cell in row.iter(f"{_MAIN}c"):
        kind, value = cell.get("t"), cell.findtext(f"{_MAIN}v") or ""
        if kind == "inlineStr":
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
