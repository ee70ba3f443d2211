"""Workshops have an evaluation without names, messages sent by mail, and calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_evaluation()
    _add_messages()
    _add_calendars()


def downgrade() -> None:
    for table in (
        "calendar_entry", "calendar_feed", "workshop_message", "evaluation_comment", "evaluation_answer", "evaluation_code", "evaluation",
    ):
        op.drop_table(table)


def _add_evaluation() -> None:
    op.create_table(
        "evaluation",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("closed_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_evaluation_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("link", name=op.f("uq_evaluation_link")),
    )
    # These three without rowid: SQLite must not number their rows in the order in which they come. A later migration that makes one of them
    # anew (batch_alter_table) must say so again.
    op.create_table(
        "evaluation_code",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_evaluation_code_workshop_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_evaluation_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evaluation_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ratings", sa.Text(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("source IN ('screen', 'paper')", name=op.f("ck_evaluation_answer_source")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_evaluation_answer_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evaluation_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_evaluation_comment_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_comment")),
        sqlite_with_rowid=False,
    )
    for table in ("evaluation_code", "evaluation_answer", "evaluation_comment"):
        op.create_index(op.f(f"ix_{table}_workshop_id"), table, ["workshop_id"])


def _add_messages() -> None:
    op.create_table(
        "workshop_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'unsure', 'withdrawn')", name=op.f("ck_workshop_message_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_workshop_message_person_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_message_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_message")),
        sa.UniqueConstraint("workshop_id", "person_id", "kind", "channel", "occasion",
                            name=op.f("uq_workshop_message_workshop_id_person_id_kind_channel_occasion")),
    )
    op.create_index("ix_workshop_message_due", "workshop_message", ["state", "due_at"])
    op.create_index(op.f("ix_workshop_message_person_id"), "workshop_message", ["person_id"])


def _add_calendars() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("account_id", name=op.f("uq_calendar_feed_account_id")),
    )
    op.create_table(
        "calendar_entry",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_calendar_entry_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", "position", name=op.f("pk_calendar_entry")),
    )
