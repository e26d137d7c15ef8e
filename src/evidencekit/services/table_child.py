"""A table of anybody is read in a child process: a hostile one can at worst end that.

The child gets the file as its standard input and answers with one JSON document. What it may not
do: `evidence.confined`.
"""

import codecs
import io
import tempfile
import zipfile
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.canonical import JsonFault, indented, read_json
from evidencekit.evidence.child_main import serve
from evidencekit.evidence.confined import ChildEnded, Limits, ask_child
from evidencekit.services.table_file import CSV, MAX_ROWS, XLSX, Rows, TableFault, rows_in

MEMORY, SECONDS = 1 << 30, 30
_MOST_ANSWER = 96 << 20
_ZIP = b"PK"
_ENTRY = "evidencekit.services.table_child"
_FORMULAS = "formulas"
_REASON = 40


def table_rows(file: Path, data: bytes, *, formulas: bool = False) -> Rows | None:
    """Return the rows of a table, read in a child; None when it is neither CSV nor XLSX.

    `data` are the bytes of `file`; `formulas` as in `rows_in`. A child that gives no answer is the
    fault child_memory, child_time, child_crash or child_answer. Raises TableFault, ArchiveRefused,
    OSError.
    """
    kind = XLSX if data.startswith(_ZIP) else CSV
    if kind == CSV and file.suffix.lower() not in {".csv", ".tsv"}:
        return None
    wish = [kind, _FORMULAS if formulas else ""]
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            answer = ask_child(_ENTRY, given, wish, Limits(MEMORY, SECONDS, _MOST_ANSWER))
            return _read(file, read_json(answer, _MOST_ANSWER))
        except ChildEnded as ended:
            raise TableFault(ended.reason) from ended
        except JsonFault as fault:
            large = fault.code == "too_large"
            raise TableFault("too_large" if large else "child_answer") from fault
        except (KeyError, TypeError, ValueError) as error:
            raise TableFault("child_answer") from error


def _read(file: Path, said: dict[str, object]) -> Rows:
    """Take an answer apart. Raises TableFault, ArchiveRefused, TypeError, KeyError."""
    if "fault" in said:
        raise TableFault(_word(said["fault"]))
    if "refused" in said:
        reason, member = _word(said["refused"]), str(said["member"])[:1000]
        raise ArchiveRefused(path=file, reason=reason, member=member)
    rows = said["rows"]
    if not isinstance(rows, list) or len(rows) > MAX_ROWS:
        raise TypeError(rows)
    return [(_number(number), [_text(cell) for cell in cells]) for number, cells in rows]


def _word(said: object) -> str:
    if not isinstance(said, str) or len(said) > _REASON:
        raise TypeError(said)
    return said


def _number(said: object) -> int:
    if type(said) is not int:
        raise TypeError(said)
    return said


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError(said)
    return said


def main() -> None:
    """Read the table on standard input; the arguments say how."""
    _warm_up()
    serve(_answered)


def _answered(file: BinaryIO, arguments: list[str]) -> bytes:
    kind, formulas = arguments
    try:
        rows = rows_in(file, kind, formulas=formulas == _FORMULAS)
    except TableFault as fault:
        return indented({"fault": fault.reason})
    except ArchiveRefused as refused:
        said = {name: str(refused.facts.get(name) or "") for name in ("reason", "member")}
        return indented({"refused": said["reason"], "member": said["member"]})
    return indented({"rows": [[number, cells] for number, cells in rows]})


def _warm_up() -> None:
    """Load what is loaded at its first use: later nothing can be."""
    for name in ("utf-8-sig", "utf-16", "gb18030"):
        codecs.lookup(name)
    rows_in(io.BytesIO(b"a,b\n"), CSV, formulas=False)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _SMALL.items():
            archive.writestr(name, text)
    rows_in(out, XLSX, formulas=True)


_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_FORMATS}/spreadsheetml/2006/main"'
_RELATION = f'xmlns:r="{_FORMATS}/officeDocument/2006/relationships"'
_SMALL = {
    "xl/workbook.xml": f'<workbook {_MAIN} {_RELATION}><sheet r:id="a"/></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_FORMATS}/package/2006/relationships">'
    '<Relationship Id="a" Target="worksheets/a.xml"/></Relationships>',
    "xl/sharedStrings.xml": f"<sst {_MAIN}><si><t>b</t></si></sst>",
    "xl/worksheets/a.xml": f"<worksheet {_MAIN}><row>"
    '<c r="A1" t="s"><v>0</v></c></row></worksheet>',
}
