"""What the tables beside `complaints` hold: read once for all complaints, or for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import (
    ComplaintState,
    Declared,
    Enclosure,
    EnclosureKind,
    FiledRight,
    Reopening,
    Transition,
    ViewedIn,
    Viewing,
)
from evidencekit.casework.tables import (
    complaint_captures,
    complaint_declarations,
    complaint_enclosures,
    complaint_reopenings,
    complaint_rights,
    complaint_transitions,
    complaint_viewings,
)
from evidencekit.domain.times import parse_utc

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class ComplaintParts:
    """By the id of a complaint what belongs to it, in its order; whoever has none is absent.

    Of declarations and viewings those that were not taken back; `filed` once it is confirmed.
    """

    rights: Mapping[str, tuple[str, ...]]
    captures: Mapping[str, tuple[str, ...]]
    filed: Mapping[str, tuple[FiledRight, ...]]
    declared: Mapping[str, tuple[Declared, ...]]
    viewings: Mapping[str, tuple[Viewing, ...]]
    reopened: Mapping[str, tuple[Reopening, ...]]
    enclosures: Mapping[str, tuple[Enclosure, ...]]
    transitions: Mapping[str, tuple[Transition, ...]]


def read_parts(connection: sa.Connection, complaint_id: str | None = None) -> ComplaintParts:
    """Return what belongs to a complaint, or without an id to each there is."""

    def read(
        table: sa.Table, make: Callable[[sa.RowMapping], Part], *which: sa.ColumnElement[bool]
    ) -> dict[str, tuple[Part, ...]]:
        one = () if complaint_id is None else (table.c.complaint_id == complaint_id,)
        order = table.c.position if "position" in table.c else table.c.id
        query = table.select().where(*one, *which).order_by(order)
        found: dict[str, list[Part]] = {}
        for row in connection.execute(query).mappings():
            found.setdefault(row["complaint_id"], []).append(make(row))
        return {owner: tuple(parts) for owner, parts in found.items()}

    def standing(
        table: sa.Table, make: Callable[[sa.RowMapping], Part]
    ) -> dict[str, tuple[Part, ...]]:
        return read(table, make, table.c.undone_at.is_(None))

    return ComplaintParts(
        rights=read(complaint_rights, lambda row: str(row["right_id"])),
        captures=read(complaint_captures, lambda row: str(row["capture_id"])),
        filed=read(complaint_rights, _filed, complaint_rights.c.reg_no.is_not(None)),
        declared=standing(complaint_declarations, _declared),
        viewings=standing(complaint_viewings, _viewing),
        reopened=read(complaint_reopenings, _reopening),
        enclosures=read(complaint_enclosures, _enclosure),
        transitions=read(complaint_transitions, _transition),
    )


def _declared(row: sa.RowMapping) -> Declared:
    at = parse_utc(row["at"])
    return Declared(row["declaration"], row["text"], row["language"], row["by"], at)


def _viewing(row: sa.RowMapping) -> Viewing:
    return Viewing(row["capture_id"], row["by"], parse_utc(row["at"]), ViewedIn(row["how"]))


def _transition(row: sa.RowMapping) -> Transition:
    return Transition(ComplaintState(row["state"]), row["by"], parse_utc(row["at"]))


def _enclosure(row: sa.RowMapping) -> Enclosure:
    kind = EnclosureKind(row["kind"])
    return Enclosure(row["file"], row["name"], kind, row["language"], row["translator"])


def _reopening(row: sa.RowMapping) -> Reopening:
    return Reopening(
        row["confirmed_by"],
        parse_utc(row["confirmed_at"]),
        row["content_sha256"],
        row["by"],
        parse_utc(row["at"]),
    )


def _filed(row: sa.RowMapping) -> FiledRight:
    return FiledRight(
        row["right_id"],
        row["owner_as_registered"],
        row["reg_no"],
        rows.day(row["expiry"]),
        row["certificate"],
        row["power"],
    )
