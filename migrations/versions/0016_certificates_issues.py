"""Further issues of one certificate under one serial, why they were ended, and the files as they were drawn."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NEW: tuple[tuple[str, sa.types.TypeEngine[Any], str | None], ...] = (
    ("kind", sa.Text(), None),
    ("duplicate", sa.Integer(), "0"),
    ("reason", sa.Text(), ""),
    ("reason_words", sa.Text(), ""),
    ("expires_on", sa.Date(), None),
    ("ended_at", sa.DateTime(timezone=True), None),
    ("ended_by", sa.Uuid(), None),
    ("ended_reason", sa.Text(), ""),
    ("ended_words", sa.Text(), ""),
)
"""Name, type, and what rows of before say; None: nothing."""
_ISSUED = sa.text("state = 'issued'")


def upgrade() -> None:
    with op.batch_alter_table("certificate") as batch:
        for name, kind, default in _NEW:
            batch.add_column(sa.Column(name, kind, nullable=default is None, server_default=default))
        batch.alter_column("issued_by", existing_type=sa.Uuid(), nullable=True)
        batch.drop_constraint("uq_certificate_serial", type_="unique")
        batch.drop_constraint("uq_certificate_programme_person_id_design_issue_number", type_="unique")
    # Until now only a merge made a number above 1; and designs were of trainers, as the letter of the serial says.
    op.execute("UPDATE certificate SET kind = CASE WHEN serial LIKE 'P-%' THEN 'participation' ELSE 'trainer' END, duplicate = issue_number - 1")
    op.execute("UPDATE certificate SET issue_number = 1")
    _rename_in_moved_rows("issue_number", "duplicate", -1)
    with op.batch_alter_table("certificate") as batch:
        batch.alter_column("kind", existing_type=sa.Text(), nullable=False)
        for name, kind, default in _NEW:
            if default is not None:
                batch.alter_column(name, existing_type=kind, server_default=None)
        batch.create_unique_constraint("uq_certificate_serial_issue_number", ["serial", "issue_number"])
        batch.create_unique_constraint("uq_certificate_code", ["code"])
        batch.create_unique_constraint(
            "uq_certificate_programme_person_id_kind_duplicate_issue_number", ["programme", "person_id", "kind", "duplicate", "issue_number"]
        )
    op.create_index("uq_certificate_issued", "certificate", ["serial"], unique=True, sqlite_where=_ISSUED, postgresql_where=_ISSUED)
    op.create_table(
        "certificate_paper",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("format IN ('a4', 'card')", name=op.f("ck_certificate_paper_format")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_paper_certificate_id_certificate")),
        sa.PrimaryKeyConstraint("certificate_id", "format", name=op.f("pk_certificate_paper")),
    )
    with op.batch_alter_table("correction_request") as batch:
        batch.add_column(sa.Column("certificate", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("correction_request") as batch:
        batch.alter_column("certificate", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("correction_request") as batch:
        batch.drop_column("certificate")
    op.drop_table("certificate_paper")
    op.drop_index("uq_certificate_issued", "certificate")
    # The table of before had room for one issue of each serial: the latest stays.
    op.execute("DELETE FROM certificate WHERE issue_number < (SELECT max(other.issue_number) FROM certificate AS other "
               "WHERE other.serial = certificate.serial)")  # fmt: skip
    _rename_in_moved_rows("duplicate", "issue_number", 1)
    with op.batch_alter_table("certificate") as batch:
        batch.drop_constraint("uq_certificate_programme_person_id_kind_duplicate_issue_number", type_="unique")
        batch.drop_constraint("uq_certificate_code", type_="unique")
        batch.drop_constraint("uq_certificate_serial_issue_number", type_="unique")
    op.execute("UPDATE certificate SET issue_number = duplicate + 1, issued_by = coalesce(issued_by, person_id)")
    with op.batch_alter_table("certificate") as batch:
        for name, _kind, _default in _NEW:
            batch.drop_column(name)
        batch.alter_column("issued_by", existing_type=sa.Uuid(), nullable=False)
        batch.create_unique_constraint("uq_certificate_serial", ["serial"])
        batch.create_unique_constraint(
            "uq_certificate_programme_person_id_design_issue_number", ["programme", "person_id", "design", "issue_number"]
        )


def _rename_in_moved_rows(before: str, after: str, difference: int) -> None:
    """Say of certificates that stand elsewhere than they were issued what the column is called now."""
    table = sa.table("moved_row", sa.column("table_name"), sa.column("row_key"), sa.column("recorded"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.row_key, table.c.recorded).where(table.c.table_name == "certificate")).all()
    for key, recorded in rows:
        values = json.loads(recorded)
        if before in values:
            values[after] = values.pop(before) + difference
            where = (table.c.table_name == "certificate") & (table.c.row_key == key)
            connection.execute(table.update().where(where).values(recorded=json.dumps(values, sort_keys=True)))
