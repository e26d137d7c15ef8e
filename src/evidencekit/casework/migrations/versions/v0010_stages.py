"""Where a person placed a seller on the board of a case; words on facts found by their capture."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add a table and an index; what is there stays, and nobody has placed anything yet."""
    op.create_table(
        "case_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        *(sa.Column(one, sa.Text(), nullable=False) for one in ("by", "at", "created", "changed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_stages")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_stages_case_id")),
    )
    # A board asks for the words on each capture of a case: without it each time all are read.
    op.create_index(op.f("ix_fact_reviews_capture_sha256"), "fact_reviews", ["capture_sha256"])
