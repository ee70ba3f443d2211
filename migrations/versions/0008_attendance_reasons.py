"""Marks say their device, helper and reason; a standing names every mark that stands."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SAID = ("device", "helper", "reason", "words")


def upgrade() -> None:
    with op.batch_alter_table("attendance_mark") as table:
        for name in _SAID:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("attendance_mark") as table:
        for name in _SAID:
            table.alter_column(name, existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("attendance_standing") as table:
        table.add_column(sa.Column("heads", sa.Text(), nullable=False, server_default=""))
    for cell, heads in _heads().items():
        _set(cell, heads=" ".join(map(str, heads)))
    with op.batch_alter_table("attendance_standing") as table:
        table.alter_column("heads", existing_type=sa.Text(), server_default=None)
        table.drop_column("mark_id")


def downgrade() -> None:
    with op.batch_alter_table("attendance_standing") as table:
        table.add_column(sa.Column("mark_id", sa.Uuid(), nullable=True))
    for cell, heads in _heads().items():
        _set(cell, mark_id=heads[-1])
    with op.batch_alter_table("attendance_standing") as table:
        table.alter_column("mark_id", existing_type=sa.Uuid(), nullable=False)
        table.drop_column("heads")
    with op.batch_alter_table("attendance_mark") as table:
        for name in _SAID:
            table.drop_column(name)


def _heads() -> dict[tuple[Any, Any], list[Any]]:
    """Return {(enrolment, half-day): the marks that no other replaces, in the order they were said}."""
    mark = sa.table("attendance_mark", *(sa.column(name, sa.Uuid()) for name in ("id", "enrolment_id", "half_day_id")), sa.column("replaces", sa.Text()),
                    sa.column("said_at", sa.DateTime()))  # fmt: skip
    cells: dict[tuple[Any, Any], list[tuple[Any, set[str]]]] = defaultdict(list)
    query = sa.select(mark.c.enrolment_id, mark.c.half_day_id, mark.c.id, mark.c.replaces).order_by(mark.c.said_at, mark.c.id)
    for enrolment_id, half_day_id, id_, replaces in op.get_bind().execute(query).all():
        cells[enrolment_id, half_day_id].append((id_, set(replaces.split())))
    found = {}
    for cell, marks in cells.items():
        replaced = {one for id_, replaces in marks for one in replaces - {str(id_)}}
        found[cell] = [id_ for id_, _replaces in marks if str(id_) not in replaced] or [id_ for id_, _replaces in marks]
    return found


def _set(cell: tuple[Any, Any], **values: Any) -> None:
    standing = sa.table("attendance_standing", *(sa.column(name, sa.Uuid()) for name in ("enrolment_id", "half_day_id", "mark_id")),
                        sa.column("heads", sa.Text()))  # fmt: skip
    enrolment_id, half_day_id = cell
    op.get_bind().execute(sa.update(standing).where(standing.c.enrolment_id == enrolment_id, standing.c.half_day_id == half_day_id).values(**values))
