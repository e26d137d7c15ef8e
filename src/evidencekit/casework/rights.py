"""Rights in the database, with their papers, powers of attorney and history."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.document import document
from evidencekit.casework.model import RegisterKind, Right, RightKind, RightStatus
from evidencekit.casework.right_parts import (
    ClassGoods,
    Holder,
    HolderType,
    LanguageVersion,
    Licensee,
    MarkType,
    PaperKind,
    PowerOfAttorney,
    Recordal,
    RegistryId,
    RightChange,
    RightPaper,
    Work,
)
from evidencekit.casework.tables import powers_of_attorney, rights
from evidencekit.casework.tables_register import right_changes, right_papers
from evidencekit.domain.times import parse_utc, utc_text

# Fields that stand in tables of their own, or are never changed.
_ELSEWHERE = frozenset({"id", "papers", "powers"})
FIELDS = tuple(one.name for one in fields(Right) if one.name not in _ELSEWHERE)


def add_right(connection: sa.Connection, right: Right, at: datetime) -> None:
    """Add a right and the powers of attorney that came with it."""
    row = {"id": right.id} | _row(right) | rows.stamped(at)
    connection.execute(rights.insert().values(row))
    for power in right.powers:
        add_power(connection, right.id, power, at)


def change_right(connection: sa.Connection, right: Right, by: str, at: datetime) -> RightChange:
    """Have a right say what `right` does, and keep what it said before; return the change.

    Papers and powers are not touched. Raises NotFound.
    """
    changed = differing(find_right(connection, right.id), right)
    change = RightChange(changed, by, at)
    if changed:
        row = _row(right) | {"changed": utc_text(at)}
        connection.execute(rights.update().where(rights.c.id == right.id).values(row))
        add_change(connection, right.id, change)
    return change


def differing(before: Right, after: Right) -> dict[str, list[object]]:
    """Return by field what stood there and what does now, where that is not the same."""
    stood, stands = document(before), document(after)
    return {one: [stood[one], stands[one]] for one in FIELDS if stood[one] != stands[one]}


def add_change(connection: sa.Connection, right_id: str, change: RightChange) -> None:
    """Keep in a right's history what changed."""
    said = {"by": change.by, "at": utc_text(change.at)}
    row = {"right_id": right_id, "fields": change.fields} | said | rows.stamped(change.at)
    connection.execute(right_changes.insert().values(row))


def changes_of(connection: sa.Connection, right_id: str) -> list[RightChange]:
    """Return a right's history, the first change first."""
    table = right_changes
    query = table.select().where(table.c.right_id == right_id).order_by(table.c.id)
    return [
        RightChange(row["fields"], row["by"], parse_utc(row["at"]))
        for row in connection.execute(query).mappings()
    ]


def add_paper(connection: sa.Connection, right_id: str, paper: RightPaper) -> None:
    """Add a paper of a right that is there."""
    row = {
        "right_id": right_id,
        "kind": paper.kind.value,
        "file": paper.file,
        "name": paper.name,
        "language": paper.language or None,
        "valid_to": rows.day_text(paper.valid_to),
        "remark": paper.remark or None,
        "by": paper.by,
        "at": utc_text(paper.at),
    }
    connection.execute(right_papers.insert().values(row | rows.stamped(paper.at)))


def add_power(
    connection: sa.Connection, right_id: str, power: PowerOfAttorney, at: datetime
) -> None:
    """Add a power of attorney that came with a right that is there."""
    row = {
        "right_id": right_id,
        "file": power.file,
        "agent": power.agent,
        "valid_from": rows.day_text(power.valid_from),
        "valid_to": rows.day_text(power.valid_to),
        "rights": list(power.rights),
        "recipients": list(power.recipients),
        "language": power.language or None,
        "scope": power.scope or None,
        "translation": power.translation,
        "notarised": power.notarised,
        "apostille": power.apostille,
        "ended_on": rows.day_text(power.ended_on),
    }
    connection.execute(powers_of_attorney.insert().values(row | rows.stamped(at)))


def find_right(connection: sa.Connection, right_id: str) -> Right:
    """Return a right. Raises NotFound."""
    row = rows.row_of(connection, rights, "right", right_id)
    return _right(row, _papers(connection, right_id), _powers(connection))


def list_rights(connection: sa.Connection) -> list[Right]:
    """Return the rights, newest first."""
    found = connection.execute(rights.select().order_by(rights.c.id.desc())).mappings().all()
    papers, powers = _papers(connection), _powers(connection)
    return [_right(row, papers, powers) for row in found]


def _row(right: Right) -> dict[str, object]:
    said: dict[str, Any] = document(right)
    for name in ("class_goods", "versions", "licensees", "recordals", "registry_ids"):
        said[name] = said[name] or None
    for name in ("app_no", "own_work_url"):
        said[name] = said[name] or None
    return {name: said[name] for name in FIELDS}


def _right(
    row: sa.RowMapping,
    papers: dict[str, list[RightPaper]],
    powers: dict[str, dict[int, PowerOfAttorney]],
) -> Right:
    here, number = row["id"], row["reg_no"]
    naming = powers.get(here, {}) | (powers.get(number, {}) if number else {})
    return Right(
        id=here,
        kind=RightKind(row["kind"]),
        jurisdiction=row["jurisdiction"],
        office=row["office"],
        reg_no=row["reg_no"],
        mark_text=row["mark_text"],
        classes=tuple(row["classes"]),
        goods=row["goods"],
        owner_as_registered=row["owner_as_registered"],
        reg_date=rows.day(row["reg_date"]),
        expiry=rows.day(row["expiry"]),
        status=RightStatus(row["status"]),
        territories=tuple(row["territories"]),
        certificate=row["certificate"],
        register_kind=RegisterKind(kind) if (kind := row["register_kind"]) else None,
        own_work_url=row["own_work_url"] or "",
        app_no=row["app_no"] or "",
        mark_type=MarkType(mark) if (mark := row["mark_type"]) else None,
        register_extract=row["register_extract"],
        papers=tuple(papers.get(here, ())),
        powers=tuple(naming[one] for one in sorted(naming)),
        **_parts(row),
    )


def _parts(row: sa.RowMapping) -> dict[str, Any]:
    """Return the fields that are lists or objects in their row."""
    holder = dict(row["holder"]) if row["holder"] else None
    if holder is not None:
        holder["type"] = HolderType(holder["type"]) if holder["type"] else None
    return {
        "class_goods": tuple(ClassGoods(**one) for one in row["class_goods"] or ()),
        "versions": tuple(LanguageVersion(**one) for one in row["versions"] or ()),
        "licensees": tuple(
            Licensee(**(one | {"until": rows.day(one["until"])})) for one in row["licensees"] or ()
        ),
        "recordals": tuple(
            Recordal(**(one | {"expiry": rows.day(one["expiry"])}))
            for one in row["recordals"] or ()
        ),
        "registry_ids": tuple(RegistryId(**one) for one in row["registry_ids"] or ()),
        "work": Work(**row["work"]) if row["work"] else None,
        "holder": Holder(**holder) if holder else None,
    }


def _papers(connection: sa.Connection, right_id: str | None = None) -> dict[str, list[RightPaper]]:
    """Return the papers of one right, or of all, by right."""
    table = right_papers
    query = table.select().order_by(table.c.id)
    if right_id is not None:
        query = query.where(table.c.right_id == right_id)
    found: dict[str, list[RightPaper]] = {}
    for row in connection.execute(query).mappings():
        paper = RightPaper(
            PaperKind(row["kind"]),
            row["file"],
            row["name"],
            row["language"] or "",
            rows.day(row["valid_to"]),
            row["remark"] or "",
            row["by"],
            parse_utc(row["at"]),
        )
        found.setdefault(row["right_id"], []).append(paper)
    return found


def _powers(connection: sa.Connection) -> dict[str, dict[int, PowerOfAttorney]]:
    """Return all powers with their numbers, by each right that one came with or names."""
    query = powers_of_attorney.select().order_by(powers_of_attorney.c.id)
    found: dict[str, dict[int, PowerOfAttorney]] = {}
    for row in connection.execute(query).mappings():
        power = _power(row)
        for name in (row["right_id"], *power.rights):
            found.setdefault(name, {})[row["id"]] = power
    return found


def _power(row: sa.RowMapping) -> PowerOfAttorney:
    return PowerOfAttorney(
        file=row["file"],
        agent=row["agent"],
        valid_from=rows.day(row["valid_from"]),
        valid_to=rows.day(row["valid_to"]),
        rights=tuple(row["rights"]),
        recipients=tuple(row["recipients"]),
        language=row["language"] or "",
        scope=row["scope"] or "",
        translation=row["translation"],
        notarised=row["notarised"],
        apostille=row["apostille"],
        ended_on=rows.day(row["ended_on"]),
    )


def end_power(connection: sa.Connection, file: str, on: date | None, at: datetime) -> None:
    """Record when a power of attorney, named by its file, was withdrawn; None: it was not."""
    table = powers_of_attorney
    row = {"ended_on": rows.day_text(on), "changed": utc_text(at)}
    connection.execute(table.update().where(table.c.file == file).values(row))
