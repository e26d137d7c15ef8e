"""The first shape: rights, sellers, cases, complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _rights()
    _sellers()
    _cases()
    _complaints()
    _powers_of_attorney()
    _case_captures()
    _case_sellers()
    _complaint_captures()
    _complaint_rights()


def _rights() -> None:
    op.create_table(
        "rights",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("reg_no", sa.Text(), nullable=False),
        sa.Column("mark_text", sa.Text(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("goods", sa.Text(), nullable=False),
        sa.Column("owner_as_registered", sa.Text(), nullable=False),
        sa.Column("reg_date", sa.Text(), nullable=True),
        sa.Column("expiry", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("territories", sa.JSON(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights")),
    )


def _sellers() -> None:
    op.create_table(
        "sellers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sellers")),
        sa.UniqueConstraint("platform", "shop_id", name=op.f("uq_sellers_platform")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["right_id"], ["rights.id"], name=op.f("fk_cases_right_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=True),
        sa.Column("filer_name", sa.Text(), nullable=False),
        sa.Column("filer_capacity", sa.Text(), nullable=False),
        sa.Column("declarations", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("content_sha256", sa.Text(), nullable=True),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name=op.f("fk_complaints_seller_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )


def _powers_of_attorney() -> None:
    op.create_table(
        "powers_of_attorney",
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["right_id"], ["rights.id"], name=op.f("fk_powers_of_attorney_right_id")
        ),
        sa.PrimaryKeyConstraint("right_id", name=op.f("pk_powers_of_attorney")),
    )


def _case_captures() -> None:
    op.create_table(
        "case_captures",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_captures_case_id")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_captures")),
    )


def _case_sellers() -> None:
    op.create_table(
        "case_sellers",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_sellers_case_id")),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name=op.f("fk_case_sellers_seller_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_sellers")),
    )


def _complaint_captures() -> None:
    op.create_table(
        "complaint_captures",
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_captures_complaint_id")
        ),
        sa.PrimaryKeyConstraint("complaint_id", "position", name=op.f("pk_complaint_captures")),
    )


def _complaint_rights() -> None:
    op.create_table(
        "complaint_rights",
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("owner_as_registered", sa.Text(), nullable=True),
        sa.Column("reg_no", sa.Text(), nullable=True),
        sa.Column("expiry", sa.Text(), nullable=True),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_rights_complaint_id")
        ),
        sa.ForeignKeyConstraint(
            ["right_id"], ["rights.id"], name=op.f("fk_complaint_rights_right_id")
        ),
        sa.PrimaryKeyConstraint("complaint_id", "position", name=op.f("pk_complaint_rights")),
    )
