"""Tables out: what a page wrote stays text, whatever it begins with, and comes back exactly."""

import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from evidencekit.packet.tables import write_csv, write_jsonl, write_xlsx

HOSTILE = [
    *("=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1"),
    *('=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "|calc", "'=1", "-12.5", "1e5", "TRUE"),
    *("＝1+1", "＋1", "－1", "＠x", "−1", "a\n=1", "a\r\n=1", "a\r=1", "a\n\t =1", "a\n\n＠1"),
    *("001234567890123456", "123456789012345678", "{=1}", "https://shop.example/?a=1&b=2"),
    *("mailto:a@b.example", "internal:Sheet1!A1", "external:c:\\x.xlsx", "_x0041_", "<b>&amp;"),
]
UNFIT = ["\x00=1", "a\x0bb", "\x1b[31m", "half \ud800 pair", "\ufffe", "x" * 40_000]
STARTS = tuple("=+-@|＝＋－＠−\t\r\n")


def rows_of(texts):
    return [{"id": str(number), "text": text} for number, text in enumerate(texts)]


def sheet_of(texts):
    file = io.BytesIO()
    written = write_xlsx(file, ("id", "text"), rows_of(texts))
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active
    return written, sheet


def csv_of(texts):
    file = io.BytesIO()
    written = write_csv(file, ("id", "text"), rows_of(texts))
    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
    return written, lines[1:]


def test_in_xlsx_every_text_is_a_string_and_exact():
    written, sheet = sheet_of(HOSTILE)
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    # openpyxl leaves it to the caller to undo `_x000D_`, which spreadsheets do themselves.
    assert [unescape(cell.value) for cell in cells] == HOSTILE
    assert not any(cell.hyperlink for cell in cells)
    assert (written.rows, written.altered) == (len(HOSTILE), 0)


def test_what_no_cell_can_hold_is_replaced_and_counted():
    written, sheet = sheet_of(UNFIT)
    values = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert values[:3] == ["\ufffd=1", "a\ufffdb", "\ufffd[31m"]
    assert (len(values[5]), values[5][-1]) == (32_767, "…")
    assert {row[1].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
    assert written.altered == len(UNFIT)


def test_the_sheet_has_a_frozen_header_and_columns_that_fit():
    _written, sheet = sheet_of(["正品口红" * 5, "x" * 400, None])
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["id", "text"]
    assert sheet[1][0].font.bold
    assert sheet.column_dimensions["A"].width < 10
    assert 40 < sheet.column_dimensions["B"].width <= 61
    assert sheet.cell(4, 2).value is None


@pytest.mark.parametrize("text", HOSTILE + UNFIT[:-1])
def test_in_csv_no_line_of_a_cell_begins_as_a_formula(text):
    _written, [[_number, cell, altered]] = csv_of([text])
    # Half a surrogate pair is nothing that a file can hold.
    for line in cell.replace("\r", "\n").split("\n"):
        assert not line.lstrip(" \t\u00a0\ufeff").startswith(STARTS)
    assert altered == ("" if cell == text else "yes")


def test_csv_says_which_rows_are_not_as_the_page_had_them():
    written, lines = csv_of(["plain", "=1", "123456789012345678"])
    assert [line[2] for line in lines] == ["", "yes", ""]
    assert lines[2][1] == "123456789012345678"
    assert written.altered == 1


def test_json_lines_are_exact_even_for_half_a_pair():
    file = io.BytesIO()
    write_jsonl(file, ("id", "text"), rows_of([*HOSTILE, *UNFIT, None]))
    lines = file.getvalue().splitlines()
    assert [json.loads(line)["text"] for line in lines] == [*HOSTILE, *UNFIT, None]


@given(st.lists(st.text(), max_size=4))
def test_no_text_at_all_becomes_a_formula(texts):
    _written, sheet = sheet_of(texts)
    assert all(row[1].data_type in {"s", "n"} for row in sheet.iter_rows(min_row=2))
    assert all(
        row[1].data_type == "s" or row[1].value is None for row in sheet.iter_rows(min_row=2)
    )
    _written, lines = csv_of(texts)
    assert len(lines) == len(texts)
    assert not any(line[1].startswith(STARTS) for line in lines)
