"""Further tables of `casework.db`: papers of rights, genuine products, purchases, work on cases.

Rows of papers, changes, prices, entries, notes, decisions and stages are only ever added to.
"""

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table, Text

from evidencekit.casework.columns import text, times
from evidencekit.casework.tables import cases, genuine_photos, metadata, rights, sellers


def _row_of(owner: Table, name: str) -> tuple[Column[int], Column[str]]:
    return (
        Column("id", Integer, primary_key=True),
        Column(name, ForeignKey(owner.c.id), nullable=False),
    )


def _said() -> tuple[Column[str], ...]:
    return tuple(map(text, ("by", "at", "created", "changed")))


# What belongs to a right beside certificate and powers; `file` is a path in the vault.
right_papers = Table(
    "right_papers",
    metadata,
    *_row_of(rights, "right_id"),
    *map(text, ("kind", "file", "name")),
    *(text(name, nullable=True) for name in ("language", "valid_to", "remark")),
    *_said(),
)

# One row a change; `fields` has by field what stood there before and what after.
right_changes = Table(
    "right_changes",
    metadata,
    *_row_of(rights, "right_id"),
    Column("fields", JSON, nullable=False),
    *_said(),
)

# `security` is confidential: no packet and no export reads this table.
products = Table(
    "products",
    metadata,
    Column("id", Text, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *map(text, ("name", "sku", "features", "security")),
    *(Column(name, JSON, nullable=False) for name in ("made_in", "parties", "importers", "ports")),
    *times(),
)

product_prices = Table(
    "product_prices",
    metadata,
    *_row_of(products, "product_id"),
    *map(text, ("amount", "currency", "day", "source")),
    text("file", nullable=True),
    *_said(),
)

product_photos = Table(
    "product_photos",
    metadata,
    Column("product_id", ForeignKey(products.c.id), primary_key=True),
    Column("photo_id", ForeignKey(genuine_photos.c.id), primary_key=True),
    text("shows"),
    *times(),
)

# `account` is confidential: no packet and no export reads this table.
purchases = Table(
    "purchases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), nullable=True),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=True),
    text("capture_id", nullable=True),
    *map(text, ("order_no", "account", "note")),
    *(text(name, nullable=True) for name in ("ordered_on", "paid_on", "amount", "currency")),
    *times(),
)

# What happened to a purchase, with the person who recorded it; taken back by a further row.
purchase_entries = Table(
    "purchase_entries",
    metadata,
    *_row_of(purchases, "purchase_id"),
    text("kind"),
    Column("content", JSON, nullable=False),
    text("record_sha256"),
    *_said(),
)

# Rights of a case beside its first one.
case_rights = Table(
    "case_rights",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *times(),
)

case_notes = Table(
    "case_notes",
    metadata,
    *_row_of(cases, "case_id"),
    text("text"),
    *_said(),
)

case_tasks = Table(
    "case_tasks",
    metadata,
    *_row_of(cases, "case_id"),
    *map(text, ("text", "person")),
    *(text(name, nullable=True) for name in ("due", "done_by", "done_at")),
    *_said(),
)

# Whether a case is archived or merged is folded from these, in their order.
case_decisions = Table(
    "case_decisions",
    metadata,
    *_row_of(cases, "case_id"),
    text("action"),
    Column("other_id", ForeignKey(cases.c.id), nullable=True),
    text("reason"),
    *_said(),
)

# Where a person placed a seller on the board of a case; of one seller the last row holds. `seller`
# is a key of `services.sellers.Shop`, empty for captures whose seller was not read; `stage` is null
# where the placing was taken back.
case_stages = Table(
    "case_stages",
    metadata,
    *_row_of(cases, "case_id"),
    text("seller"),
    text("stage", nullable=True),
    *_said(),
)

# What a person says of a seller under a right that no figure shows; the last word counts.
sheet_answers = Table(
    "sheet_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    text("seller"),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *map(text, ("question", "answer", "ground", "by", "at")),
    *times(),
)
