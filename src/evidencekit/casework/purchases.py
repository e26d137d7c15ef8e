"""Test purchases in the database; entries are only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.purchase_model import EntryKind, KeptFile, Purchase, PurchaseEntry
from evidencekit.casework.tables_register import purchase_entries, purchases
from evidencekit.domain.money import Money
from evidencekit.domain.times import parse_utc, utc_text


def add_purchase(connection: sa.Connection, purchase: Purchase, at: datetime) -> None:
    """Add a purchase whose case, seller and capture are there."""
    paid = purchase.paid
    row = {
        "id": purchase.id,
        "case_id": purchase.case,
        "seller_id": purchase.seller,
        "capture_id": purchase.capture,
        "order_no": purchase.order_no,
        "account": purchase.account,
        "note": purchase.note,
        "ordered_on": rows.day_text(purchase.ordered_on),
        "paid_on": rows.day_text(purchase.paid_on),
        "amount": f"{paid.amount:f}" if paid else None,
        "currency": paid.currency if paid else None,
    }
    connection.execute(purchases.insert().values(row | rows.stamped(at)))


def add_entry(connection: sa.Connection, entry: PurchaseEntry) -> None:
    """Add what happened to a purchase that is there; its number is given by the database."""
    row = {
        "purchase_id": entry.purchase,
        "kind": entry.kind.value,
        "content": entry.content,
        "record_sha256": entry.record_sha256,
        "by": entry.by,
        "at": utc_text(entry.at),
    }
    connection.execute(purchase_entries.insert().values(row | rows.stamped(entry.at)))


def find_purchase(connection: sa.Connection, purchase_id: str) -> Purchase:
    """Return a purchase with its entries. Raises NotFound."""
    row = rows.row_of(connection, purchases, "purchase", purchase_id)
    money = Money(Decimal(row["amount"]), row["currency"]) if row["amount"] else None
    return Purchase(
        row["id"],
        row["case_id"],
        row["seller_id"],
        row["capture_id"],
        row["order_no"],
        rows.day(row["ordered_on"]),
        rows.day(row["paid_on"]),
        money,
        row["account"],
        row["note"],
        _entries(connection, purchase_id),
    )


def list_purchases(connection: sa.Connection) -> list[Purchase]:
    """Return the purchases, newest first."""
    return _where(connection, sa.true())


def purchases_of_cases(connection: sa.Connection, case_ids: Sequence[str]) -> list[Purchase]:
    """Return the purchases of cases, newest first."""
    return _where(connection, purchases.c.case_id.in_(case_ids))


def purchases_about(
    connection: sa.Connection, captures: Sequence[str], seller: str | None
) -> list[Purchase]:
    """Return the purchases of what a capture shows, or from a seller, newest first."""
    shown = purchases.c.capture_id.in_(captures)
    # No row's seller equals one that is null.
    return _where(connection, sa.or_(shown, purchases.c.seller_id == sa.bindparam(None, seller)))


def _where(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> list[Purchase]:
    query = sa.select(purchases.c.id).where(wanted).order_by(purchases.c.id.desc())
    ids = connection.execute(query).scalars().all()
    return [find_purchase(connection, one) for one in ids]


def _entries(connection: sa.Connection, purchase_id: str) -> tuple[PurchaseEntry, ...]:
    table = purchase_entries
    query = table.select().where(table.c.purchase_id == purchase_id).order_by(table.c.id)
    return tuple(
        PurchaseEntry(
            row["id"],
            purchase_id,
            EntryKind(row["kind"]),
            row["content"]["said"],
            tuple(KeptFile(*one) for one in row["content"]["files"]),
            row["by"],
            parse_utc(row["at"]),
        )
        for row in connection.execute(query).mappings()
    )
