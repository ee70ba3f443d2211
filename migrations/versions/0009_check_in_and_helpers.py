"""The hour of check-in, and helpers' accesses and browsers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_in_hour",
        sa.Column("half_day_id", sa.Uuid(), nullable=False),
        sa.Column("late_after_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["half_day_id"], ["half_day.id"], name=op.f("fk_check_in_hour_half_day_id")),
        sa.PrimaryKeyConstraint("half_day_id", name=op.f("pk_check_in_hour")),
    )
    op.create_table(
        "helper_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("link_hash", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_helper_access_account_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_helper_access_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_access")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_helper_access_code_hash")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_helper_access_link_hash")),
    )
    op.create_index(op.f("ix_helper_access_workshop_id"), "helper_access", ["workshop_id"])
    op.create_table(
        "helper_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_id"], ["helper_access.id"], name=op.f("fk_helper_session_access_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_helper_session")),
    )
    op.create_index(op.f("ix_helper_session_access_id"), "helper_session", ["access_id"])


def downgrade() -> None:
    op.drop_table("helper_session")
    op.drop_table("helper_access")
    op.drop_table("check_in_hour")
