"""Attempts that are begun, answered and handed in one after the other."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_given",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_given")),
    )
    op.create_index(op.f("ix_answer_given_attempt_id"), "answer_given", ["attempt_id"])
    op.create_table(
        "attempt_end",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_end")),
    )
    op.create_index(op.f("ix_attempt_end_attempt_id"), "attempt_end", ["attempt_id"])
    op.create_table(
        "attempt_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_remark")),
    )
    op.create_index(op.f("ix_attempt_remark_attempt_id"), "attempt_remark", ["attempt_id"])
    with op.batch_alter_table("attempt") as table:
        table.add_column(sa.Column("form", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("source", sa.Text(), nullable=False, server_default="screen"))
        table.add_column(sa.Column("questions", sa.Text(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("deadline", sa.DateTime(timezone=True), nullable=True))
        table.alter_column("submitted_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        table.create_index(op.f("ix_attempt_submitted_at"), ["submitted_at"])
    op.execute("UPDATE attempt SET started_at = submitted_at")
    with op.batch_alter_table("attempt") as table:
        table.alter_column("started_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        for name in ("form", "source", "questions"):
            table.alter_column(name, existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("answer") as table:
        table.alter_column("chosen", new_column_name="answer", existing_type=sa.Text(), existing_nullable=False)
        table.add_column(sa.Column("question_version", sa.Integer(), nullable=False, server_default="1"))
    op.execute("""UPDATE answer SET answer = CASE WHEN answer = '' THEN '[]' ELSE '["' || replace(answer, ' ', '","') || '"]' END""")
    with op.batch_alter_table("answer") as table:
        table.alter_column("question_version", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM answer WHERE attempt_id IN (SELECT id FROM attempt WHERE submitted_at IS NULL)")
    op.execute("DELETE FROM attempt WHERE submitted_at IS NULL")  # the journal keeps what was begun
    op.execute("""UPDATE answer SET answer = replace(replace(replace(replace(answer, '", "', ' '), '","', ' '), '["', ''), '"]', '')""")
    op.execute("UPDATE answer SET answer = '' WHERE answer = '[]'")
    with op.batch_alter_table("answer") as table:
        table.drop_column("question_version")
        table.alter_column("answer", new_column_name="chosen", existing_type=sa.Text(), existing_nullable=False)
    with op.batch_alter_table("attempt") as table:
        table.drop_index(op.f("ix_attempt_submitted_at"))
        table.alter_column("submitted_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        for name in ("deadline", "started_at", "questions", "source", "form"):
            table.drop_column(name)
    op.drop_table("attempt_remark")
    op.drop_table("attempt_end")
    op.drop_table("answer_given")
