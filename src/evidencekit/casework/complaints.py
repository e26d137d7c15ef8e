"""Complaints in the database."""

from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.complaint_parts import ComplaintParts, read_parts
from evidencekit.casework.model import (
    Batch,
    Capacity,
    Claim,
    Complaint,
    ComplaintState,
    Declared,
    Filer,
    Right,
)
from evidencekit.casework.right_standing import power_for
from evidencekit.casework.tables import (
    complaint_captures,
    complaint_declarations,
    complaint_enclosures,
    complaint_reopenings,
    complaint_rights,
    complaint_transitions,
    complaint_viewings,
    complaints,
)
from evidencekit.domain.times import parse_utc, utc_text


def add_complaint(connection: sa.Connection, complaint: Complaint, at: datetime) -> None:
    """Add a draft whose rights and seller are there."""
    row = _said(complaint) | {
        "id": complaint.id,
        "batch": complaint.batch.number if complaint.batch else None,
        "batches": complaint.batch.of if complaint.batch else None,
        "amends": complaint.amends,
    }
    connection.execute(complaints.insert().values(row | rows.stamped(at)))
    _add_named(connection, complaint, at)
    _came_to(connection, complaint.id, ComplaintState.DRAFT, None, at)
    owner = {"complaint_id": complaint.id}
    enclosed = [
        {
            **owner,
            "position": position,
            "file": one.file,
            "name": one.name,
            "kind": one.kind.value,
            "language": one.language,
            "translator": one.translator,
            **rows.stamped(at),
        }
        for position, one in enumerate(complaint.enclosures)
    ]
    if enclosed:
        connection.execute(complaint_enclosures.insert(), enclosed)


def change_complaint(connection: sa.Connection, complaint: Complaint, at: datetime) -> None:
    """Have a draft say what `complaint` says; batch, enclosures and what it amends stay.

    Declarations that were accepted are taken back: they were accepted of what stood before.
    """
    here = complaints.c.id == complaint.id
    changed = _said(complaint) | {"changed": utc_text(at)}
    connection.execute(complaints.update().where(here).values(changed))
    for table in (complaint_rights, complaint_captures):
        connection.execute(table.delete().where(table.c.complaint_id == complaint.id))
    _add_named(connection, complaint, at)
    _take_back(connection, complaint_declarations, complaint.id, at)


def find_complaint(connection: sa.Connection, complaint_id: str) -> Complaint:
    """Return a complaint. Raises NotFound."""
    row = rows.row_of(connection, complaints, "complaint", complaint_id)
    return _complaint(row, read_parts(connection, complaint_id))


def confirmed_content(connection: sa.Connection, complaint_id: str) -> str | None:
    """Return the canonical JSON that a person confirmed; None while nobody does."""
    query = sa.select(complaints.c.content).where(complaints.c.id == complaint_id)
    return connection.execute(query).scalar_one_or_none()


def list_complaints(connection: sa.Connection) -> list[Complaint]:
    """Return the complaints, newest first."""
    # All that was confirmed may be very long, and stands in no list.
    wanted = (one for one in complaints.c if one is not complaints.c.content)
    query, parts = sa.select(*wanted).order_by(complaints.c.id.desc()), read_parts(connection)
    return [_complaint(row, parts) for row in connection.execute(query).mappings()]


def move_complaint(
    connection: sa.Connection,
    complaint_id: str,
    state: ComplaintState,
    at: datetime,
    by: str | None = None,
) -> None:
    """Set how far a complaint is, and keep who brought it there; None is the program."""
    row = {"state": state.value, "changed": utc_text(at)}
    connection.execute(complaints.update().where(complaints.c.id == complaint_id).values(row))
    _came_to(connection, complaint_id, state, by, at)


def keep_confirmation(
    connection: sa.Connection,
    dossier_rights: tuple[Right, ...],
    complaint: Complaint,
    content: bytes,
) -> None:
    """Keep who confirmed what and when, the viewings, and what the register said of each right.

    `complaint` is as confirmed; `content` the canonical JSON that was confirmed.
    """
    assert complaint.confirmed_at is not None  # noqa: S101  # it is confirmed
    changed = utc_text(complaint.confirmed_at)
    row = {
        "state": complaint.state.value,
        "confirmed_by": complaint.confirmed_by,
        "confirmed_at": changed,
        "content": content.decode(),
        "content_sha256": complaint.content_sha256,
        "changed": changed,
    }
    connection.execute(complaints.update().where(complaints.c.id == complaint.id).values(row))
    at, by = complaint.confirmed_at, complaint.confirmed_by
    _came_to(connection, complaint.id, complaint.state, by, at)
    seen = [
        {
            "complaint_id": complaint.id,
            "capture_id": one.capture,
            "by": one.by,
            "at": utc_text(one.at),
            "how": one.how.value,
            **rows.stamped(complaint.confirmed_at),
        }
        for one in complaint.viewings
    ]
    connection.execute(complaint_viewings.insert(), seen)
    for right in dossier_rights:
        copy = {
            "owner_as_registered": right.owner_as_registered,
            "reg_no": right.reg_no,
            "expiry": rows.day_text(right.expiry),
            "certificate": right.certificate,
            "power": power.file if (power := power_for(right, complaint)) else None,
            "changed": changed,
        }
        table = complaint_rights
        same = (table.c.complaint_id == complaint.id) & (table.c.right_id == right.id)
        connection.execute(table.update().where(same).values(copy))


def add_declared(connection: sa.Connection, complaint_id: str, declared: Declared) -> None:
    """Keep that a person accepted a declaration of a draft."""
    row = {
        "complaint_id": complaint_id,
        "declaration": declared.declaration,
        "text": declared.text,
        "language": declared.language,
        "by": declared.by,
        "at": utc_text(declared.at),
    }
    connection.execute(complaint_declarations.insert().values(row | rows.stamped(declared.at)))


def reopen_complaint(
    connection: sa.Connection, complaint: Complaint, by: str, at: datetime
) -> None:
    """Make a confirmed complaint a draft again; what was confirmed stays in its history."""
    here = complaints.c.id == complaint.id
    content = connection.execute(sa.select(complaints.c.content).where(here)).scalar_one()
    assert complaint.confirmed_at is not None  # noqa: S101  # it is confirmed
    history = {
        "complaint_id": complaint.id,
        "confirmed_by": complaint.confirmed_by,
        "confirmed_at": utc_text(complaint.confirmed_at),
        "content": content,
        "content_sha256": complaint.content_sha256,
        "by": by,
        "at": utc_text(at),
    }
    connection.execute(complaint_reopenings.insert().values(history | rows.stamped(at)))
    nothing = dict.fromkeys(("confirmed_by", "confirmed_at", "content", "content_sha256"))
    draft = {"state": ComplaintState.DRAFT.value, "changed": utc_text(at)}
    connection.execute(complaints.update().where(here).values(nothing | draft))
    _came_to(connection, complaint.id, ComplaintState.DRAFT, by, at)
    filed = ("owner_as_registered", "reg_no", "expiry", "certificate", "power")
    unfiled = dict.fromkeys(filed) | {"changed": utc_text(at)}
    of_rights = complaint_rights.c.complaint_id == complaint.id
    connection.execute(complaint_rights.update().where(of_rights).values(unfiled))
    for table in (complaint_viewings, complaint_declarations):
        _take_back(connection, table, complaint.id, at)


def leave_capture_out(connection: sa.Connection, complaint_id: str, capture_id: str) -> None:
    """Take a capture out of a draft; the others keep their order."""
    table = complaint_captures
    named = (table.c.complaint_id == complaint_id) & (table.c.capture_id == capture_id)
    connection.execute(table.delete().where(named))


def narrow_complaint(connection: sa.Connection, complaint: Complaint, at: datetime) -> None:
    """Have a draft name only the rights and captures of `complaint`, and its batch."""
    assert complaint.batch is not None  # noqa: S101  # only a batch is narrower
    batch = {
        "batch": complaint.batch.number,
        "batches": complaint.batch.of,
        "state": ComplaintState.DRAFT.value,
        "changed": utc_text(at),
    }
    connection.execute(complaints.update().where(complaints.c.id == complaint.id).values(batch))
    if complaint.state is not ComplaintState.DRAFT:
        _came_to(connection, complaint.id, ComplaintState.DRAFT, None, at)
    for table, column, kept in (
        (complaint_rights, complaint_rights.c.right_id, complaint.rights),
        (complaint_captures, complaint_captures.c.capture_id, complaint.captures),
    ):
        here = table.c.complaint_id == complaint.id
        connection.execute(table.delete().where(here & column.not_in(kept)))


def _came_to(
    connection: sa.Connection,
    complaint_id: str,
    state: ComplaintState,
    by: str | None,
    at: datetime,
) -> None:
    row = {"complaint_id": complaint_id, "state": state.value, "by": by, "at": utc_text(at)}
    connection.execute(complaint_transitions.insert().values(row | rows.stamped(at)))


def _said(complaint: Complaint) -> dict[str, object]:
    """Return the columns of what a draft itself says."""
    return {
        "recipient": complaint.recipient,
        "language": complaint.language,
        "seller_id": complaint.seller,
        "filer_name": complaint.filer.name,
        "filer_capacity": complaint.filer.capacity.value,
        "declarations": list(complaint.declarations),
        "state": ComplaintState.DRAFT.value,
        "holder": complaint.holder or None,
        "claim": complaint.claim.value if complaint.claim else None,
        "explanation": complaint.explanation or None,
    }


def _add_named(connection: sa.Connection, complaint: Complaint, at: datetime) -> None:
    owner = {"complaint_id": complaint.id}
    rows.add_list(connection, complaint_rights, owner, "right_id", complaint.rights, at)
    rows.add_list(connection, complaint_captures, owner, "capture_id", complaint.captures, at)


def _take_back(connection: sa.Connection, table: sa.Table, complaint_id: str, at: datetime) -> None:
    stands = (table.c.complaint_id == complaint_id) & table.c.undone_at.is_(None)
    undone = {"undone_at": utc_text(at), "changed": utc_text(at)}
    connection.execute(table.update().where(stands).values(undone))


def _complaint(row: sa.RowMapping, parts: ComplaintParts) -> Complaint:
    here, at = row["id"], row["confirmed_at"]
    return Complaint(
        id=here,
        recipient=row["recipient"],
        language=row["language"],
        seller=row["seller_id"],
        rights=parts.rights.get(here, ()),
        captures=parts.captures.get(here, ()),
        filer=Filer(row["filer_name"], Capacity(row["filer_capacity"])),
        declarations=tuple(row["declarations"]),
        state=ComplaintState(row["state"]),
        confirmed_by=row["confirmed_by"],
        confirmed_at=parse_utc(at) if at else None,
        content_sha256=row["content_sha256"],
        filed=parts.filed.get(here, ()),
        holder=row["holder"] or "",
        claim=Claim(claim) if (claim := row["claim"]) else None,
        explanation=row["explanation"] or "",
        declared=parts.declared.get(here, ()),
        viewings=parts.viewings.get(here, ()),
        batch=Batch(row["batch"], row["batches"]) if row["batch"] else None,
        amends=row["amends"],
        reopened=parts.reopened.get(here, ()),
        enclosures=parts.enclosures.get(here, ()),
        transitions=parts.transitions.get(here, ()),
    )
