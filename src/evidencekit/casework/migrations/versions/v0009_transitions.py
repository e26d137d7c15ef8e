"""Every state of a complaint, papers of its steps; what persons say that no page shows."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add tables and a column; what is there stays, and what was never recorded is not made up."""
    op.create_table(
        "complaint_transitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_transitions")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_transitions_complaint_id"),
        ),
    )
    op.add_column("complaint_steps", sa.Column("files", sa.JSON(), nullable=True))
    op.create_table(
        "sheet_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("question", "answer", "ground", "by", "at", "created", "changed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_answers")),
        sa.ForeignKeyConstraint(
            ["right_id"], ["rights.id"], name=op.f("fk_sheet_answers_right_id")
        ),
    )
