"""Files of workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('output', 'road-map', 'criteria', 'other')", name=op.f("ck_workshop_file_kind")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_file_workshop_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["workshop_session.id"], name=op.f("fk_workshop_file_session_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_workshop_file_added_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_workshop_file_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_file")),
    )
    op.create_index(op.f("ix_workshop_file_workshop_id"), "workshop_file", ["workshop_id"])
    op.create_index(op.f("ix_workshop_file_session_id"), "workshop_file", ["session_id"])


def downgrade() -> None:
    op.drop_table("workshop_file")
