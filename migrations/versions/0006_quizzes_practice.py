"""Attempts in which nothing is to be passed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attempt") as table:
        table.alter_column("pass_mark_percent", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE attempt SET pass_mark_percent = 100 WHERE pass_mark_percent IS NULL")  # the journal keeps that there was none
    with op.batch_alter_table("attempt") as table:
        table.alter_column("pass_mark_percent", existing_type=sa.Integer(), nullable=False)
