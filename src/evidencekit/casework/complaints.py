"""Complaints in the database."""

from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import (
    Capacity,
    Claim,
    Complaint,
    ComplaintState,
    FiledRight,
    Filer,
    Right,
)
from evidencekit.casework.tables import complaint_captures, complaint_rights, complaints
from evidencekit.domain.times import parse_utc, utc_text


def add_complaint(connection: sa.Connection, complaint: Complaint, at: datetime) -> None:
    """Add a draft whose rights and seller are there."""
    row = {
        "id": complaint.id,
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
    connection.execute(complaints.insert().values(row | rows.stamped(at)))
    owner = {"complaint_id": complaint.id}
    rows.add_list(connection, complaint_rights, owner, "right_id", complaint.rights, at)
    rows.add_list(connection, complaint_captures, owner, "capture_id", complaint.captures, at)


def find_complaint(connection: sa.Connection, complaint_id: str) -> Complaint:
    """Return a complaint. Raises NotFound."""
    row = rows.row_of(connection, complaints, "complaint", complaint_id)
    of_rights = complaint_rights.c.complaint_id == complaint_id
    of_captures = complaint_captures.c.complaint_id == complaint_id
    at = row["confirmed_at"]
    return Complaint(
        id=row["id"],
        recipient=row["recipient"],
        language=row["language"],
        seller=row["seller_id"],
        rights=rows.values_of(connection, complaint_rights.c.right_id, of_rights),
        captures=rows.values_of(connection, complaint_captures.c.capture_id, of_captures),
        filer=Filer(row["filer_name"], Capacity(row["filer_capacity"])),
        declarations=tuple(row["declarations"]),
        state=ComplaintState(row["state"]),
        confirmed_by=row["confirmed_by"],
        confirmed_at=parse_utc(at) if at else None,
        content_sha256=row["content_sha256"],
        filed=_filed(connection, complaint_id),
        holder=row["holder"] or "",
        claim=Claim(claim) if (claim := row["claim"]) else None,
        explanation=row["explanation"] or "",
    )


def list_complaints(connection: sa.Connection) -> list[Complaint]:
    """Return the complaints, newest first."""
    return [find_complaint(connection, one) for one in rows.ids_of(connection, complaints)]


def move_complaint(
    connection: sa.Connection, complaint_id: str, state: ComplaintState, at: datetime
) -> None:
    """Set how far a complaint is."""
    row = {"state": state.value, "changed": utc_text(at)}
    connection.execute(complaints.update().where(complaints.c.id == complaint_id).values(row))


def keep_confirmation(
    connection: sa.Connection,
    dossier_rights: tuple[Right, ...],
    complaint: Complaint,
    content: bytes,
) -> None:
    """Keep who confirmed what and when, and a copy of what the register said of each right.

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
    for right in dossier_rights:
        copy = {
            "owner_as_registered": right.owner_as_registered,
            "reg_no": right.reg_no,
            "expiry": rows.day_text(right.expiry),
            "changed": changed,
        }
        table = complaint_rights
        same = (table.c.complaint_id == complaint.id) & (table.c.right_id == right.id)
        connection.execute(table.update().where(same).values(copy))


def _filed(connection: sa.Connection, complaint_id: str) -> tuple[FiledRight, ...]:
    table = complaint_rights
    kept = (table.c.complaint_id == complaint_id) & table.c.reg_no.is_not(None)
    query = table.select().where(kept).order_by(table.c.position)
    return tuple(
        FiledRight(
            row["right_id"], row["owner_as_registered"], row["reg_no"], rows.day(row["expiry"])
        )
        for row in connection.execute(query).mappings()
    )
