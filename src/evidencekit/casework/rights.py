"""Rights in the database."""

from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import (
    PowerOfAttorney,
    RegisterKind,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.tables import powers_of_attorney, rights


def add_right(connection: sa.Connection, right: Right, at: datetime) -> None:
    """Add a right and its power of attorney."""
    row = {
        "id": right.id,
        "kind": right.kind.value,
        "jurisdiction": right.jurisdiction,
        "office": right.office,
        "reg_no": right.reg_no,
        "mark_text": right.mark_text,
        "classes": list(right.classes),
        "goods": right.goods,
        "owner_as_registered": right.owner_as_registered,
        "reg_date": rows.day_text(right.reg_date),
        "expiry": rows.day_text(right.expiry),
        "status": right.status.value,
        "territories": list(right.territories),
        "certificate": right.certificate,
        "register_kind": right.register_kind.value if right.register_kind else None,
        "own_work_url": right.own_work_url or None,
    }
    connection.execute(rights.insert().values(row | rows.stamped(at)))
    if right.poa:
        _add_poa(connection, right.id, right.poa, at)


def find_right(connection: sa.Connection, right_id: str) -> Right:
    """Return a right. Raises NotFound."""
    row = rows.row_of(connection, rights, "right", right_id)
    return Right(
        id=row["id"],
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
        poa=_poa(connection, right_id),
        register_kind=RegisterKind(kind) if (kind := row["register_kind"]) else None,
        own_work_url=row["own_work_url"] or "",
    )


def list_rights(connection: sa.Connection) -> list[Right]:
    """Return the rights, newest first."""
    return [find_right(connection, right_id) for right_id in rows.ids_of(connection, rights)]


def _add_poa(connection: sa.Connection, right_id: str, poa: PowerOfAttorney, at: datetime) -> None:
    row = {
        "right_id": right_id,
        "file": poa.file,
        "agent": poa.agent,
        "valid_from": rows.day_text(poa.valid_from),
        "valid_to": rows.day_text(poa.valid_to),
        "rights": list(poa.rights),
        "recipients": list(poa.recipients),
    }
    connection.execute(powers_of_attorney.insert().values(row | rows.stamped(at)))


def _poa(connection: sa.Connection, right_id: str) -> PowerOfAttorney | None:
    table = powers_of_attorney
    row = connection.execute(table.select().where(table.c.right_id == right_id)).mappings().first()
    if row is None:
        return None
    return PowerOfAttorney(
        file=row["file"],
        agent=row["agent"],
        valid_from=rows.day(row["valid_from"]),
        valid_to=rows.day(row["valid_to"]),
        rights=tuple(row["rights"]),
        recipients=tuple(row["recipients"]),
    )
