"""What people decided of facts, sellers and photos, and the genuine product's photos."""

import sqlalchemy as sa
from alembic import op

revision = "0003_people"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; what is there stays."""
    _make(
        "fact_reviews",
        *_texts("capture_id", "capture_sha256", "fact", "action"),
        sa.Column("fact_value", sa.JSON(), nullable=True),
        sa.Column("box", sa.JSON(), nullable=True),
        *_texts("by", "at", "record_sha256"),
        sa.Column("undoes", sa.Text(), nullable=True),
    )
    _make(
        "seller_decisions",
        *_texts("action", "seller_id"),
        sa.Column("other_id", sa.Text(), nullable=True),
        *_texts("reason", "by", "at"),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name=op.f("fk_seller_decisions_seller_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["sellers.id"], name=op.f("fk_seller_decisions_other_id")
        ),
    )
    _make(
        "genuine_photos",
        *_texts("right_id", "file", "sha256"),
        sa.Column("hashes", sa.JSON(), nullable=False),
        *_texts("by", "at"),
        sa.ForeignKeyConstraint(
            ["right_id"], ["rights.id"], name=op.f("fk_genuine_photos_right_id")
        ),
        sa.UniqueConstraint("right_id", "sha256", name=op.f("uq_genuine_photos_right_id")),
    )
    _make("photo_decisions", *_texts("first", "second", "verdict", "by", "at"))


def _make(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *items,
        *_texts("created", "changed"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
