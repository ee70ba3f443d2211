"""In which languages a programme prints its certificates; a seal for each file that was kept."""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("paper_languages", sa.Text(), nullable=False, server_default="fr"))
    with op.batch_alter_table("programme") as table:
        table.alter_column("paper_languages", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("certificate_paper") as table:
        table.add_column(sa.Column("seal", sa.Text(), nullable=False, server_default=""))
    _seal_what_was_kept(op.get_bind())
    with op.batch_alter_table("certificate_paper") as table:
        table.alter_column("seal", existing_type=sa.Text(), server_default=None)


def _seal_what_was_kept(connection: sa.Connection) -> None:
    key = current_app.extensions["certificate_key"]
    paper = sa.table("certificate_paper", sa.column("certificate_id", sa.Uuid()), *map(sa.column, ("format", "sha256", "seal")))
    for id, form, digest in connection.execute(sa.select(paper.c.certificate_id, paper.c.format, paper.c.sha256)).all():
        sealed = hmac.new(key, f"{id}/{form}/{digest}".encode(), hashlib.sha256).hexdigest()
        connection.execute(sa.update(paper).where(paper.c.certificate_id == id, paper.c.format == form).values(seal=sealed))


def downgrade() -> None:
    with op.batch_alter_table("certificate_paper") as table:
        table.drop_column("seal")
    with op.batch_alter_table("programme") as table:
        table.drop_column("paper_languages")
