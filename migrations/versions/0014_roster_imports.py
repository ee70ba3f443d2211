"""Lists of participants that were imported, and what columns of such lists hold."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("n_new", "n_known", "n_enrolled", "n_left_out")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_roster_import_workshop_id_workshop")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_roster_import_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index(op.f("ix_roster_import_workshop_id"), "roster_import", ["workshop_id"])
    op.create_table(
        "roster_import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["roster_import.id"], name=op.f("fk_roster_import_row_import_id_roster_import")),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_roster_import_row")),
    )
    op.create_index(op.f("ix_roster_import_row_fingerprint"), "roster_import_row", ["fingerprint"])
    op.create_index("ix_roster_import_row_person", "roster_import_row", ["person_id"])
    op.create_table(
        "remembered_mapping",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_remembered_mapping_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_remembered_mapping")),
    )


def downgrade() -> None:
    for table in ("remembered_mapping", "roster_import_row", "roster_import"):
        op.drop_table(table)
