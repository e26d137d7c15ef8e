"""Rights from a table, CSV or XLSX: looked at row by row, then all of them added or none."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from evidencekit.casework import database, rights
from evidencekit.casework.attachments import Paper, keep_paper, read_paper
from evidencekit.casework.entry import right_of
from evidencekit.casework.forms import Form
from evidencekit.casework.model import Right
from evidencekit.domain.errors import ExitStatus, RegisterTableRefused, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator
from evidencekit.services.table_child import table_rows
from evidencekit.services.table_file import Row, TableFault, read_bytes
from evidencekit.vault.vault import Vault, VaultWriter

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

MOST_ROWS = 5_000
_MOST_FAULTS = 20
_REMARK = "#"
_DAYS = frozenset({"reg_date", "expiry"})
_LISTS = frozenset({"classes", "territories"})
_NUMBERS = frozenset({"reg_no", "app_no"})
_CUT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
_PARTS = re.compile(r"[,;，；、\s]+")
_SERIAL = re.compile(r"[1-9][0-9]{0,6}(?:\.0+)?")
# Spreadsheets count days from here, because one of them held 1900 for a leap year.
_DAY_ZERO = date(1899, 12, 30)
_WHOLE = re.compile(r"([0-9]+)\.0+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: the field, its headings in both languages, what it takes."""

    field: str
    headings: frozenset[str]
    hints: dict[str, str]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read: the right it would make, or what is wrong, by field.

    `here` is the id of a right of the same kind, country and number (without a number: of the same
    names too), which is then left as it is.
    """

    number: int
    right: Right | None
    papers: tuple[Paper, ...]
    faults: tuple[tuple[str, str], ...]
    here: str | None = None

    @property
    def state(self) -> str:
        """Return `wrong`, `already_here` or `new`."""
        if self.faults:
            return "wrong"
        return "already_here" if self.here else "new"


@dataclass(frozen=True, slots=True)
class RightImport:
    """What a table holds, and what was added of it: ids in the order of the rows."""

    rows: tuple[ReadRow, ...]
    added: tuple[str, ...] | None

    @property
    def wrong(self) -> int:
        """Return how many rows can't be taken."""
        return sum(row.state == "wrong" for row in self.rows)

    @property
    def exit_status(self) -> ExitStatus:
        """Return 1 while a row is wrong."""
        return ExitStatus.FOUND_WRONG if self.wrong else ExitStatus.DONE

    def to_json(self) -> dict[str, object]:
        """Return the object of `right import --json`."""
        return {
            "rows": [_row_json(row) for row in self.rows],
            "new": sum(row.state == "new" for row in self.rows),
            "already_here": sum(row.state == "already_here" for row in self.rows),
            "wrong": self.wrong,
            "added": list(self.added) if self.added is not None else None,
        }


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of the template, in its order."""
    text = resource("casework", "right-columns.yaml").read_text(encoding="utf-8")
    return tuple(
        Column(
            one["field"],
            frozenset({one["field"], one["en"].casefold(), one["zh"].casefold()}),
            {"en": one["hint_en"], "zh_CN": one["hint_zh"]},
            tuple(one.get("values", ())),
        )
        for one in yaml.safe_load(text)
    )


def preview(vault: Vault, file: Path, clock: Clock) -> RightImport:
    """Read a table and say what its rows would make; nothing is written.

    Raises FileMissing, RegisterTableRefused, ArchiveRefused, VaultNewer, VaultDamaged.
    """
    with database.reading(vault) as connection:
        known = {_same(one): one.id for one in rights.list_rights(connection)}
    return RightImport(tuple(_read_rows(file, known, clock)), None)


def import_rights(vault: VaultWriter, file: Path, clock: Clock) -> RightImport:
    """Add the rights of a table: all that are new, or none while a row is wrong.

    Raises as `preview`, DiskFull, VaultNotWritable.
    """
    found = preview(vault, file, clock)
    if found.wrong:
        return found
    new = [row for row in found.rows if row.state == "new"]
    for row in new:
        for paper in row.papers:
            keep_paper(vault, paper)
    at = clock.now()
    with database.writing(vault, clock) as connection:
        for row in new:
            assert row.right is not None  # noqa: S101  # a row without faults makes one
            rights.add_right(connection, row.right, at)
    return replace(found, added=tuple(row.right.id for row in new if row.right))


def _read_rows(file: Path, known: dict[tuple[str, ...], str], clock: Clock) -> list[ReadRow]:
    try:
        rows = table_rows(file, read_bytes(file), formulas=True)
        return _rows(file, rows, known, clock)
    except TableFault as fault:
        raise RegisterTableRefused(path=file, reason=fault.reason) from fault


def _rows(
    file: Path, rows: list[Row] | None, known: dict[tuple[str, ...], str], clock: Clock
) -> list[ReadRow]:
    if rows is None:
        raise TableFault("no_table")
    if not rows:
        raise TableFault("empty")
    if len(rows) > MOST_ROWS:
        raise TableFault("too_large")
    fields = _headings(rows[0][1])
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for number, cells in rows[1:]:
        if cells[0].strip().startswith(_REMARK):
            continue
        read = _read_row(file, number, dict(zip(fields, cells, strict=False)), clock)
        if read.right is not None:
            key = _same(read.right)
            first = seen.setdefault(key, number)
            if first != number:
                text = _("the same right stands in row {row}").format(row=first)
                read = replace(read, faults=(*read.faults, ("reg_no", text)))
            read = replace(read, here=known.get(key))
        found.append(read)
    return found


def _headings(cells: list[str]) -> list[str]:
    """Return the field of each column. Raises TableFault for one that is unknown or there twice."""
    by_heading = {heading: one.field for one in columns() for heading in one.headings}
    fields = [by_heading.get(cell.strip().casefold(), "") for cell in cells]
    if any(not field and cell.strip() for field, cell in zip(fields, cells, strict=True)):
        raise TableFault("unknown_column")
    named = [field for field in fields if field]
    if len(set(named)) != len(named):
        raise TableFault("column_twice")
    if "kind" not in named:
        raise TableFault("no_column")
    return fields


def _read_row(file: Path, number: int, cells: dict[str, str], clock: Clock) -> ReadRow:
    form: Form = {
        field: value
        for field, text in cells.items()
        if field and (value := _value(field, text.strip()))
    }
    faults = [(one[0], one[1]) for one in _faults(form)]
    if faults:
        return ReadRow(number, None, (), tuple(faults[:_MOST_FAULTS]))
    try:
        right = right_of(file, form, new_id(IdKind.RIGHT, clock.now()))
        papers: tuple[Paper, ...] = ()
        if "certificate" in form:
            papers = (read_paper(file, "certificate", form["certificate"]),)
            right = replace(right, certificate=papers[0].path)
    except WrongUse as error:
        # One of a day or of the certificate; the words name the field.
        detail = str(error.facts["detail"]).removeprefix(f"{file.name}: ")
        field, _colon, told = detail.removeprefix("$.").partition(": ")
        return ReadRow(number, None, (), ((field, one_line(told, 300)),))
    return ReadRow(number, right, papers, ())


def _value(field: str, text: str) -> object:
    """Return what a cell says in its field; a day may be the number that a spreadsheet keeps."""
    if field in _DAYS and _SERIAL.fullmatch(text):
        days = int(text.partition(".")[0])
        return (_DAY_ZERO + timedelta(days=min(days, 2_900_000))).isoformat()
    if field in _LISTS:
        return [_plain_number(part) for part in _PARTS.split(text) if part]
    return text


def _plain_number(text: str) -> str:
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def _faults(form: Form) -> list[tuple[str, str]]:
    found = []
    for field, value in form.items():
        texts = value if isinstance(value, list) else [value]
        if any(str(one).startswith("=") for one in texts):
            found.append((field, _("a formula, where a value is due")))
        elif field in _NUMBERS and _CUT.fullmatch(str(value)):
            text = _("a number that the spreadsheet cut short: format the cell as text")
            found.append((field, text))
    if found:
        return found
    for error in sorted(_schema().iter_errors(form), key=lambda one: one.json_path):
        field = error.json_path.removeprefix("$").removeprefix(".").partition("[")[0]
        if error.validator == "required":
            found += [(one, _("is missing")) for one in error.validator_value if one not in form]
        else:
            found.append((field, _hint(field)))
    return list(dict.fromkeys(found))


def _hint(field: str) -> str:
    """Return what a column takes, for who filled in something else."""
    hint = next((one.hints[current_language()] for one in columns() if one.field == field), "")
    return _("wanted: {hint}").format(hint=hint)


@cache
def _schema() -> "Draft202012Validator":
    schema = json.loads(resource("casework", "forms.json").read_text(encoding="utf-8"))
    return validator(schema | {"$ref": "#/$defs/right_row"})


def _same(right: Right) -> tuple[str, ...]:
    """Return what two rows of one right have alike: the number, or else all that names it."""
    if right.reg_no:
        return right.kind.value, right.jurisdiction, right.reg_no
    named = (right.app_no, right.mark_text, right.goods, right.owner_as_registered)
    return right.kind.value, right.jurisdiction, "", *named


def _row_json(row: ReadRow) -> dict[str, object]:
    right = row.right
    return {
        "row": row.number,
        "state": row.state,
        "id": row.here,
        "kind": right.kind.value if right else None,
        "jurisdiction": right.jurisdiction if right else None,
        "reg_no": right.reg_no if right else None,
        "mark_text": right.mark_text if right else None,
        "owner_as_registered": right.owner_as_registered if right else None,
        "faults": [{"field": field, "words": words} for field, words in row.faults],
    }
