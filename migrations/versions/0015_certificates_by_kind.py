"""Several certificate designs of a programme and who signs them, teach-backs that were observed, waivers of requirements."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NEW = ("designs", "signatories_fr", "signatories_en")


def upgrade() -> None:
    with op.batch_alter_table("programme") as table:
        for name in _NEW:
            table.add_column(sa.Column(name, sa.Text(), nullable=True))
    op.execute("UPDATE programme SET designs = certificate, signatories_fr = '', signatories_en = ''")
    with op.batch_alter_table("programme") as table:
        for name in _NEW:
            table.alter_column(name, existing_type=sa.Text(), nullable=False)
        table.drop_column("certificate")
    op.create_table(
        "teach_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("observer", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('convincing', 'again', 'withdrawn')", name=op.f("ck_teach_back_outcome")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_teach_back_enrolment_id_enrolment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teach_back")),
    )
    op.create_index("ix_teach_back_latest", "teach_back", ["enrolment_id", "said_at", "id"])
    op.create_table(
        "waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name=op.f("fk_waiver_granted_by_account")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiver_person_id_person")),
        sa.ForeignKeyConstraint(["programme"], ["programme.slug"], name=op.f("fk_waiver_programme_programme")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_waiver_withdrawn_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index("ix_waiver_person", "waiver", ["person_id", "programme"])


def downgrade() -> None:
    op.drop_table("waiver")
    op.drop_table("teach_back")
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("certificate", sa.Text(), nullable=True))
    _keep_one_certificate(op.get_bind())
    with op.batch_alter_table("programme") as table:
        table.alter_column("certificate", existing_type=sa.Text(), nullable=False)
        for name in _NEW:
            table.drop_column(name)


def _keep_one_certificate(connection: sa.Connection) -> None:
    """A programme had one: that of trainers, by which it was told who is one, else the first."""
    programme = sa.table("programme", *(sa.column(name) for name in ("slug", "designs", "certificate")))
    for slug, designs in connection.execute(sa.select(programme.c.slug, programme.c.designs)).all():
        slugs = designs.split()
        one = "trainer" if "trainer" in slugs else slugs[0] if slugs else ""
        connection.execute(sa.update(programme).where(programme.c.slug == slug).values(certificate=one))
