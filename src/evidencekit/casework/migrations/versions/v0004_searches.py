"""Searches that a person kept under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0004_searches"
down_revision = "0003_people"


def upgrade() -> None:
    """Make the table; what is there stays."""
    op.create_table(
        "saved_searches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_searches")),
    )
