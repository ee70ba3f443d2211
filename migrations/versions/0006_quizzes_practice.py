"""Attempts in which nothing is to be passed, and answers that are explained at once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attempt") as table:
        table.alter_column("pass_mark_percent", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("answer_given") as table:
        table.add_column(sa.Column("is_explained", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("answer_given") as table:
        table.alter_column("is_explained", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("answer_given") as table:
        table.drop_column("is_explained")
    op.execute("UPDATE attempt SET pass_mark_percent = 100 WHERE pass_mark_percent IS NULL")  # the journal keeps that there was none
    with op.batch_alter_table("attempt") as table:
        table.alter_column("pass_mark_percent", existing_type=sa.Integer(), nullable=False)
