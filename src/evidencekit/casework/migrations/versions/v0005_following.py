"""What a complaint claims, and what happened to it after its packet was made."""

import sqlalchemy as sa
from alembic import op

revision = "0005_following"
down_revision = "0004_searches"

_NEW = (
    ("rights", "register_kind"),
    ("rights", "own_work_url"),
    ("complaints", "holder"),
    ("complaints", "claim"),
    ("complaints", "explanation"),
)


def upgrade() -> None:
    """Add columns and a table; what is there stays."""
    for table, name in _NEW:
        op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "complaint_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("captures", sa.JSON(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_steps")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_steps_complaint_id"),
        ),
    )
