"""People have a code, and may have a birth year and a language."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("code", sa.Text(), nullable=True))
        table.add_column(sa.Column("birth_year", sa.Integer(), nullable=True))
        table.add_column(sa.Column("language", sa.Text(), nullable=False, server_default="fr"))
    _give_codes()
    with op.batch_alter_table("person") as table:
        table.alter_column("code", existing_type=sa.Text(), nullable=False)
        table.alter_column("language", existing_type=sa.Text(), server_default=None)
        table.create_unique_constraint(op.f("uq_person_code"), ["code"])


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_constraint(op.f("uq_person_code"), type_="unique")
        for name in ("language", "birth_year", "code"):
            table.drop_column(name)


def _give_codes() -> None:
    person = sa.table("person", sa.column("id", sa.Uuid()), sa.column("code", sa.Text()))
    connection = op.get_bind()
    used: set[str] = set()
    for id_ in connection.scalars(sa.select(person.c.id)).all():
        while (code := _code()) in used:
            continue
        used.add(code)
        connection.execute(sa.update(person).where(person.c.id == id_).values(code=code))


def _code() -> str:
    body = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return body + _ALPHABET[sum(weight * _ALPHABET.index(letter) for weight, letter in enumerate(body, start=1)) % len(_ALPHABET)]
