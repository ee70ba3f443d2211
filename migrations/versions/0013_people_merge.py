"""People can be merged and separated again, have a type of profession and former names, and ask for corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_STANDS = sa.text("merged_into_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("profession_type", sa.Text(), nullable=False, server_default="other"))
    with op.batch_alter_table("person") as table:
        table.alter_column("profession_type", existing_type=sa.Text(), server_default=None)
    _let_one_stand("account", "uq_account_person_id", ["person_id"])
    op.create_index(op.f("ix_account_merged_into_id"), "account", ["merged_into_id"])
    _let_one_stand("enrolment", "uq_enrolment_workshop_id_person_id", ["workshop_id", "person_id"])
    _create_tables_of_people()
    _create_tables_of_records()
    _create_tables_of_directory()


def downgrade() -> None:
    for table_name in (
        "correction_request",
        "distinct_people",
        "person_separation",
        "person_merge",
        "record_answers",
        "record_completion",
        "moved_row",
        "merged_person",
        "former_name",
    ):
        op.drop_table(table_name)
    _let_each_stand("enrolment", "uq_enrolment_workshop_id_person_id", ["workshop_id", "person_id"])
    op.drop_index(op.f("ix_account_merged_into_id"), "account")
    _let_each_stand("account", "uq_account_person_id", ["person_id"])
    with op.batch_alter_table("person") as table:
        table.drop_column("profession_type")


def _let_one_stand(name: str, unique: str, columns: list[str]) -> None:
    """Let rows step aside for another one of the same person, and what is unique hold of the others only."""
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f(f"fk_{name}_merged_into_id_{name}"), name, ["merged_into_id"], ["id"])
        table.drop_constraint(op.f(unique), type_="unique")
    op.create_index(unique, name, columns, unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS)


def _let_each_stand(name: str, unique: str, columns: list[str]) -> None:
    op.drop_index(unique, name)
    with op.batch_alter_table(name) as table:
        table.drop_constraint(op.f(f"fk_{name}_merged_into_id_{name}"), type_="foreignkey")
        table.drop_column("merged_into_id")
        table.create_unique_constraint(op.f(unique), columns)


def _create_tables_of_people() -> None:
    op.create_table(
        "former_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_names", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_name_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    op.create_index(op.f("ix_former_name_person_id"), "former_name", ["person_id"])
    op.create_index(op.f("ix_former_name_sort_key"), "former_name", ["sort_key"])
    op.create_table(
        "merged_person",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_merged_person_kept_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merged_person_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_merged_person")),
    )
    op.create_index(op.f("ix_merged_person_kept_id"), "merged_person", ["kept_id"])
    op.create_table(
        "moved_row",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("recorded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "row_key", name=op.f("pk_moved_row")),
    )


def _create_tables_of_records() -> None:
    lesson = (
        ("person_id", sa.Uuid()),
        ("module", sa.Text()),
        ("lesson", sa.Text()),
        ("content_hash", sa.Text()),
    )
    for name, further in (
        ("record_completion", (("completed_at", sa.DateTime(timezone=True)),)),
        ("record_answers", (("answers", sa.Text()), ("answered_at", sa.DateTime(timezone=True)))),
    ):
        op.create_table(
            name,
            *(sa.Column(column, kind, nullable=False) for column, kind in (*lesson, *further)),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id_person")),
            sa.PrimaryKeyConstraint("person_id", "module", "lesson", name=op.f(f"pk_{name}")),
        )


def _create_tables_of_directory() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id_person")),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_merged_id"), "person_merge", ["merged_id"])
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"])
    op.create_table(
        "person_separation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_separation")),
    )
    op.create_index(op.f("ix_person_separation_merge_id"), "person_separation", ["merge_id"])
    op.create_table(
        "distinct_people",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_distinct_people_account_id_account")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_distinct_people_one_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_distinct_people_other_id_person")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_distinct_people")),
    )
    op.create_index(op.f("ix_distinct_people_other_id"), "distinct_people", ["other_id"])
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'refused')", name=op.f("ck_correction_request_state")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_correction_request_answered_by_account")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_request_person_id_person")),
        sa.ForeignKeyConstraint(["programme"], ["programme.slug"], name=op.f("fk_correction_request_programme_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    op.create_index(op.f("ix_correction_request_person_id"), "correction_request", ["person_id"])
    op.create_index("ix_correction_request_queue", "correction_request", ["programme", "state", "asked_at"])
