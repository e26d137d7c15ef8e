"""Lists of addresses as people have them: text, CSV and XLSX, hostile ones too."""

import zipfile
from xml.sax.saxutils import escape

import pytest

from evidencekit.domain.errors import AddressListRefused, ArchiveRefused, FileMissing
from evidencekit.services.address_list import read_addresses
from evidencekit.services.table_file import MAX_BYTES

A, B = "https://shop.example/1", "https://shop.example/2?a=1,2"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def listed(folder, name, data):
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_addresses(file)


def sheet(folder, rows):
    """A workbook as spreadsheets write it: texts in a list of their own, empty cells left out."""
    texts = sorted({cell for row in rows for cell in row if cell})
    cells = "".join(
        f'<row r="{y}">'
        + "".join(
            f'<c r="{"AB"[x]}{y}" t="s"><v>{texts.index(cell)}</v></c>'
            for x, cell in enumerate(row)
            if cell
        )
        + "</row>"
        for y, row in enumerate(rows, 1)
    )
    items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    file = raw_book(folder, f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>')
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{items}</sst>')
    return file


def raw_book(folder, sheet_xml):
    file = folder / "raw.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
            '2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r7"/></sheets>'
            "</workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r7" Type="t" Target="worksheets/one.xml"/></Relationships>',
        )
        book.writestr("xl/worksheets/one.xml", sheet_xml)
    return file


def test_text_has_one_address_a_line_and_remarks(tmp_path):
    text = f"\ufeff# ours\r\n{A}\r\n\r\n   {B}  \n"
    assert listed(tmp_path, "list.txt", text) == [A, B]


@pytest.mark.parametrize("heading", ["URL", "address", " Link ", "网址", "链接"])
def test_a_column_is_found_by_its_heading(tmp_path, heading):
    text = f'seller,{heading},home\nx,{A},https://x.example\n,,\ny,"{B}",https://y.example\n'
    assert listed(tmp_path, "list.csv", text) == [A, B]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_column_is_found_by_what_stands_in_it(tmp_path, mark):
    rows = [["no", "page"], ["1", A], ["2", "https://shop.example/3"]]
    text = "\n".join(mark.join(row) for row in rows)
    assert listed(tmp_path, "list.csv", text) == [A, "https://shop.example/3"]


def test_a_column_without_heading_begins_with_its_first_address(tmp_path):
    assert listed(tmp_path, "list.csv", f"1,{A}\n2,https://shop.example/3\n") == [
        A,
        "https://shop.example/3",
    ]


def test_what_is_no_address_in_the_column_is_not_passed_over(tmp_path):
    assert listed(tmp_path, "list.csv", f"url\n{A}\nshop.example\n") == [A, "shop.example"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_tables_in_the_encodings_of_spreadsheets(tmp_path, encoding):
    text = f"卖家,网址\n广州好货,{A}\n"
    assert listed(tmp_path, "list.csv", text.encode(encoding)) == [A]


def test_the_first_sheet_of_a_workbook(tmp_path):
    rows = [["卖家", "链接"], ["广州好货", A], ["", ""], ["x", B]]
    assert read_addresses(sheet(tmp_path, rows)) == [A, B]


def test_a_sheet_without_shared_texts(tmp_path):
    cells = (
        '<row><c r="B1" t="inlineStr"><is><t>url</t></is></c></row>'
        f'<row><c r="A2"><v>7</v></c><c r="B2" t="str"><f>x</f><v>{A}</v></c></row>'
        '<row><c r="B3" t="inlineStr"><is><r><t>https://shop.</t></r><r><t>example/3</t></r>'
        "<rPh><t>reading</t></rPh></is></c></row>"
    )
    file = raw_book(
        tmp_path, f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    )
    assert read_addresses(file) == [A, "https://shop.example/3"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,price\nbag,7\n", "no_column"),
        ("", "no_column"),
        (f"url\n{B}\n", "uneven"),
        (f'url\n"{A}\n', "broken"),
        (b"url\0\n\0", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_a_table_that_can_be_misread_is_refused(tmp_path, text, reason):
    with pytest.raises(AddressListRefused) as refused:
        listed(tmp_path, "list.csv", text)
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    "xml",
    [
        "<worksheet",
        '<!DOCTYPE w [<!ENTITY a "http://x.example/">]><worksheet>&a;</worksheet>',
        f'<worksheet xmlns="{MAIN}"><row><c r="A1" t="s"><v>4</v></c></row></worksheet>',
        f'<worksheet xmlns="{MAIN}"><row><c r="A1" t="s"><v>-1</v></c></row></worksheet>',
        f'<worksheet xmlns="{MAIN}"><row><c r="ZZZ1"><v>4</v></c></row></worksheet>',
        f'<worksheet xmlns="{MAIN}"><row><c r="../1"><v>4</v></c></row></worksheet>',
    ],
)
def test_a_broken_sheet_is_refused(tmp_path, xml):
    with pytest.raises(AddressListRefused) as refused:
        read_addresses(raw_book(tmp_path, xml))
    assert refused.value.facts["reason"] == "broken"


def test_what_only_begins_like_a_workbook_is_refused(tmp_path):
    with pytest.raises(ArchiveRefused):
        listed(tmp_path, "list.xlsx", b"PK\x03\x04 and no more")


def test_a_list_that_is_not_there(tmp_path):
    with pytest.raises(FileMissing):
        read_addresses(tmp_path / "none.csv")
