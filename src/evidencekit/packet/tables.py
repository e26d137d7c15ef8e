"""Tables for spreadsheets and programs: XLSX, CSV, JSON Lines; no cell is ever a formula.

In XLSX a text is a text whatever it begins with, so evidence stays exact. A CSV file says nothing
of types: there a cell that a spreadsheet could take for a formula is altered, and the table says
which rows were.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

import xlsxwriter

Row = Mapping[str, object]

_ALTERED = "altered"
# Excel takes no more in a cell; the rest is cut and marked.
_MOST_CELL = 32_767
_CUT = "…"
_NARROWEST, _WIDEST, _SIZED_BY = 8, 60, 1_000
_MOST_ROWS = 1_048_575
# XML has no place for these, in no writing.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# At the start of any line of a cell, behind blanks, full-width signs included.
_FORMULA = re.compile(
    "(?:^|(?<=[\n\x85\u2028\u2029]))[^\\S\n]*[\u00a0\ufeff\u200b]*"
    "[=+\\-@|\uff1d\uff0b\uff0d\uff20\u2212]"
)
_BLANK_FIRST = re.compile("[\t\n]")


@dataclass(frozen=True, slots=True)
class Written:
    """What went into a table: `altered` rows hold a cell that is not as the page had it."""

    rows: int
    altered: int


def write_xlsx(
    file: BinaryIO, columns: Sequence[str], rows: Iterable[Row], made: datetime | None = None
) -> Written:
    """Write one sheet: frozen bold header, sized columns, each text a string, links as text.

    Text that no cell can hold (control characters, over 32,767 characters) is replaced or cut, and
    the row is counted as altered. Rows beyond the 1,048,575 of a sheet are left out: see `rows`.
    With `made` (aware) that is the date in the file, and the same rows give the same bytes.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options | {"strings_to_numbers": False, "in_memory": False})
    if made is not None:
        book.set_properties({"created": made.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    rest = iter(rows)
    first = list(islice(rest, _SIZED_BY))
    for number, name in enumerate(columns):
        sheet.set_column(number, number, _width(name, first))
        sheet.write_string(0, number, name, bold)
    written = altered = 0
    for row in islice((one for some in (first, rest) for one in some), _MOST_ROWS):
        written += 1
        altered += _xlsx_row(sheet, written, [row.get(name) for name in columns])
    sheet.autofilter(0, 0, written, len(columns) - 1)
    book.close()
    return Written(written, altered)


def write_csv(file: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> Written:
    """Write UTF-8 with a mark, all cells quoted; a last column says of each row if it was altered.

    A cell that a spreadsheet could take for a formula, in any of its lines, gets a `'` in front of
    that line; control characters become U+FFFD.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow([*columns, _ALTERED])
    written = altered = 0
    for row in rows:
        cells = [_plain(row.get(name)) for name in columns]
        safe = [_safe(cell) for cell in cells]
        changed = safe != cells
        table.writerow([*safe, "yes" if changed else ""])
        written, altered = written + 1, altered + changed
    text.detach()
    return Written(written, altered)


def write_jsonl(file: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> Written:
    """Write one JSON object a line, UTF-8, exactly as it is known: null where nothing was read."""
    written = 0
    for row in rows:
        line = json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False)
        file.write(line.encode(errors="backslashreplace") + b"\n")
        written += 1
    return Written(written, 0)


def _xlsx_row(sheet: Any, number: int, values: Sequence[object]) -> bool:  # noqa: ANN401  # no types
    altered = False
    for column, value in enumerate(values):
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value)
            continue
        text = _plain(value)
        fit = _fit(text)
        altered = altered or fit != text
        sheet.write_string(number, column, fit)
    return altered


def _fit(text: str) -> str:
    text = _UNFIT.sub("\ufffd", text)
    return text if len(text) <= _MOST_CELL else text[: _MOST_CELL - 1] + _CUT


def _safe(text: str) -> str:
    text = _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    mark = "'" if _BLANK_FIRST.match(text) else ""
    return mark + _FORMULA.sub(lambda found: f"'{found[0]}", text)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _width(name: str, rows: Sequence[Row]) -> int:
    texts = [name, *(_plain(row.get(name)) for row in rows)]
    widest = max(sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in t[:99]) for t in texts)
    return min(max(widest + 1, _NARROWEST), _WIDEST)
