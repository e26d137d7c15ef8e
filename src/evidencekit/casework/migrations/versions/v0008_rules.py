"""Rules of the firm and of data packs, who read which source, what goes with a complaint."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add tables; what is there stays."""
    op.create_table(
        "rule_files",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("folder", "rule_id", "origin", "body", "sha256", "by", "at"),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.Text(), nullable=True),
        *_texts("created", "changed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_files")),
    )
    op.create_table(
        "source_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("file", "fact", "fact_sha256", "day", "place", "by", "at", "created", "changed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_readings")),
    )
    op.create_table(
        "complaint_enclosures",
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("file", "name", "kind", "language", "translator", "created", "changed"),
        sa.PrimaryKeyConstraint("complaint_id", "position", name=op.f("pk_complaint_enclosures")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_enclosures_complaint_id"),
        ),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
