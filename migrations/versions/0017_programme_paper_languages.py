"""In which languages a programme prints its certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("paper_languages", sa.Text(), nullable=False, server_default="fr"))
    with op.batch_alter_table("programme") as table:
        table.alter_column("paper_languages", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.drop_column("paper_languages")
