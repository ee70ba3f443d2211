"""Workshops are planned and have a status; enrolments have a history."""

from datetime import time

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STATUSES = "status IN ('draft', 'published', 'running', 'closed', 'cancelled')"


def upgrade() -> None:
    _workshops()
    _enrolments()
    op.create_table(
        "workshop_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("half_day_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("led_by", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('plenary', 'group-work', 'exercise', 'module', 'test')", name=op.f("ck_workshop_session_kind")),
        sa.ForeignKeyConstraint(["half_day_id"], ["half_day.id"], name=op.f("fk_workshop_session_half_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_session")),
    )
    op.create_index(op.f("ix_workshop_session_half_day_id"), "workshop_session", ["half_day_id"])
    op.create_table(
        "workshop_quota",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_quota_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", "axis", "group", name=op.f("pk_workshop_quota")),
    )
    op.create_table(
        "workshop_status_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_status_change_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_status_change")),
    )
    op.create_index(op.f("ix_workshop_status_change_workshop_id"), "workshop_status_change", ["workshop_id"])


def downgrade() -> None:
    op.drop_table("workshop_status_change")
    op.drop_table("workshop_quota")
    op.drop_table("workshop_session")
    op.drop_table("enrolment_change")
    op.execute("UPDATE enrolment SET state = 'withdrawn' WHERE state IN ('declined', 'replaced')")
    with op.batch_alter_table("enrolment") as table:
        table.drop_constraint(op.f("fk_enrolment_replaces_id"), type_="foreignkey")
        for name in ("committee", "country", "replaces_id", "waiting_since", "holds_until"):
            table.drop_column(name)
    with op.batch_alter_table("half_day") as table:
        table.drop_column("ends_at")
        table.drop_column("starts_at")
    with op.batch_alter_table("workshop") as table:
        table.drop_constraint(op.f("ck_workshop_status"), type_="check")
        for name in ("line_settled_on", "status", "venue"):
            table.drop_column(name)


def _workshops() -> None:
    with op.batch_alter_table("workshop") as table:
        table.add_column(sa.Column("venue", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("status", sa.Text(), nullable=False, server_default="running"))
        table.add_column(sa.Column("line_settled_on", sa.Date(), nullable=True))
    op.execute("UPDATE workshop SET status = 'closed' WHERE ends_on < CURRENT_DATE")
    op.execute("UPDATE workshop SET status = 'published' WHERE starts_on > CURRENT_DATE")
    with op.batch_alter_table("workshop") as table:
        table.alter_column("venue", existing_type=sa.Text(), server_default=None)
        table.alter_column("status", existing_type=sa.Text(), server_default=None)
        table.create_check_constraint(op.f("ck_workshop_status"), _STATUSES)
    with op.batch_alter_table("half_day") as table:
        table.add_column(sa.Column("starts_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("ends_at", sa.Time(), nullable=True))
    half_day = sa.table("half_day", sa.column("part"), sa.column("starts_at", sa.Time()), sa.column("ends_at", sa.Time()))
    for part, starts_at, ends_at in (("morning", time(8, 30), time(12, 30)), ("afternoon", time(14, 0), time(16, 30))):
        op.execute(sa.update(half_day).where(half_day.c.part == part).values(starts_at=starts_at, ends_at=ends_at))
    with op.batch_alter_table("half_day") as table:
        table.alter_column("starts_at", existing_type=sa.Time(), nullable=False)
        table.alter_column("ends_at", existing_type=sa.Time(), nullable=False)


def _enrolments() -> None:
    with op.batch_alter_table("enrolment") as table:
        table.add_column(sa.Column("holds_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("country", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("committee", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("enrolment") as table:
        for name in ("country", "committee"):
            table.alter_column(name, existing_type=sa.Text(), server_default=None)
        table.create_foreign_key(op.f("fk_enrolment_replaces_id"), "enrolment", ["replaces_id"], ["id"])
    op.create_table(
        "enrolment_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_change_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_change")),
    )
    op.create_index(op.f("ix_enrolment_change_enrolment_id"), "enrolment_change", ["enrolment_id"])
