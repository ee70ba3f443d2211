"""Sign-in sheets as they were printed, and what a workshop pays for attendance."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("half_day_id", sa.Uuid(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_sheet_account_id")),
        sa.ForeignKeyConstraint(["half_day_id"], ["half_day.id"], name=op.f("fk_sign_in_sheet_half_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sheet")),
        sa.UniqueConstraint("code", name=op.f("uq_sign_in_sheet_code")),
    )
    op.create_index(op.f("ix_sign_in_sheet_half_day_id"), "sign_in_sheet", ["half_day_id"])
    op.create_table(
        "payment_terms",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("per_half_day", sa.Integer(), nullable=False),
        sa.Column("per_night", sa.Integer(), nullable=False),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.Column("transport", sa.Integer(), nullable=False),
        sa.Column("staying", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_payment_terms_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_payment_terms")),
    )


def downgrade() -> None:
    op.drop_table("payment_terms")
    op.drop_table("sign_in_sheet")
