"""What people answered to the check questions of lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_answers",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lesson_answers_person_id")),
        sa.PrimaryKeyConstraint("person_id", "module", "lesson", name=op.f("pk_lesson_answers")),
    )
    # Lessons completed so far were completed by a button: there are no answers, and the version read is known.
    op.execute(
        "INSERT INTO lesson_answers (person_id, module, lesson, content_hash, answers, answered_at) "
        "SELECT person_id, module, lesson, content_hash, '{}', completed_at FROM lesson_completion"
    )


def downgrade() -> None:
    op.drop_table("lesson_answers")
