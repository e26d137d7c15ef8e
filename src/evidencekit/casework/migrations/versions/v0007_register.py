"""The whole register of rights, genuine products, test purchases; notes and tasks of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006_confirming"

_TEXTS = (
    *(("rights", name) for name in ("app_no", "mark_type", "register_extract")),
    ("cases", "counsel"),
    ("complaint_rights", "certificate"),
    ("complaint_rights", "power"),
)
_LISTS = ("class_goods", "versions", "licensees", "recordals", "registry_ids", "work", "holder")
_POWER = (
    *("right_id", "file", "agent", "valid_from", "valid_to", "rights", "recipients"),
    *("created", "changed"),
)
_SAID = ("by", "at", "created", "changed")


def upgrade() -> None:
    """Add columns and tables; what is there stays, the powers of attorney in a table of numbers."""
    for table, name in _TEXTS:
        op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
    for name in _LISTS:
        op.add_column("rights", sa.Column(name, sa.JSON(), nullable=True))
    _renumber_powers()
    _papers_and_products()
    _purchases()
    _cases()


def _renumber_powers() -> None:
    """Let a right have several powers: no table refers to this one, so it may be made anew."""
    op.create_table(
        "powers_by_number",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("right_id", "file", "agent"),
        *_maybe("valid_from", "valid_to"),
        *_json("rights", "recipients"),
        *_texts("created", "changed"),
        *_maybe("language", "scope", "translation", "ended_on"),
        sa.Column("notarised", sa.Boolean(), nullable=True),
        sa.Column("apostille", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_powers_of_attorney")),
        _refers("powers_of_attorney", "right_id", "rights"),
    )
    old, new = (
        sa.table(name, *map(sa.column, _POWER))
        for name in ("powers_of_attorney", "powers_by_number")
    )
    rows = sa.select(*old.c).order_by(old.c.created, old.c.right_id)
    op.execute(new.insert().from_select(list(_POWER), rows))
    op.drop_table("powers_of_attorney")
    op.rename_table("powers_by_number", "powers_of_attorney")


def _papers_and_products() -> None:
    papers = (*_texts("kind", "file", "name"), *_maybe("language", "valid_to", "remark"))
    _add_rows("right_papers", "right_id", "rights", *papers)
    _add_rows("right_changes", "right_id", "rights", *_json("fields"))
    op.create_table(
        "products",
        *_texts("id", "right_id", "name", "sku", "features", "security"),
        *_json("made_in", "parties", "importers", "ports"),
        *_texts("created", "changed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        _refers("products", "right_id", "rights"),
    )
    prices = (*_texts("amount", "currency", "day", "source"), *_maybe("file"))
    _add_rows("product_prices", "product_id", "products", *prices)
    op.create_table(
        "product_photos",
        *_texts("product_id"),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        *_texts("shows", "created", "changed"),
        sa.PrimaryKeyConstraint("product_id", "photo_id", name=op.f("pk_product_photos")),
        _refers("product_photos", "product_id", "products"),
        _refers("product_photos", "photo_id", "genuine_photos"),
    )


def _purchases() -> None:
    op.create_table(
        "purchases",
        *_texts("id"),
        *_maybe("case_id", "seller_id", "capture_id"),
        *_texts("order_no", "account", "note"),
        *_maybe("ordered_on", "paid_on", "amount", "currency"),
        *_texts("created", "changed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        _refers("purchases", "case_id", "cases"),
        _refers("purchases", "seller_id", "sellers"),
    )
    entries = (*_texts("kind"), *_json("content"), *_texts("record_sha256"))
    _add_rows("purchase_entries", "purchase_id", "purchases", *entries)


def _cases() -> None:
    op.create_table(
        "case_rights",
        *_texts("case_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("right_id", "created", "changed"),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_rights")),
        _refers("case_rights", "case_id", "cases"),
        _refers("case_rights", "right_id", "rights"),
    )
    _add_rows("case_notes", "case_id", "cases", *_texts("text"))
    tasks = (*_texts("text", "person"), *_maybe("due", "done_by", "done_at"))
    _add_rows("case_tasks", "case_id", "cases", *tasks)
    op.create_table(
        "case_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("case_id", "action"),
        *_maybe("other_id"),
        *_texts("reason", *_SAID),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_decisions")),
        _refers("case_decisions", "case_id", "cases"),
        _refers("case_decisions", "other_id", "cases"),
    )


def _add_rows(table: str, owner: str, of: str, *columns: sa.Column[object]) -> None:
    """Add a table of numbered rows, each of one `owner` and recorded by somebody."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts(owner),
        *columns,
        *_texts(*_SAID),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _refers(table, owner, of),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _texts(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _maybe(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names]


def _json(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]
