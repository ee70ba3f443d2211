"""Workshops of before, brought up to date: their status follows from their dates."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, select

from lms.app import create_app
from lms.db import db
from lms.db.schema import MIGRATIONS
from lms.db.transactions import as_writer
from tests.conftest import settings_in
from tests.db.processes import DATABASES, url_of
from tests.house.rows import fill_empty_tables, reflected

SCRIPT = next(one for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions() if one.path.endswith("_workshops_planned.py"))
DATES = {"past": (2001, 2002), "now": (2001, 2998), "to-come": (2997, 2998)}


@pytest.fixture
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database as it was, with three workshops and somebody in one."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=url_of(request.param, request, tmp_path)))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS), revision=str(SCRIPT.down_revision))
        with as_writer(), db.engine.begin() as connection:
            fill_empty_tables(connection)
            workshop = reflected(connection).tables["workshop"]
            row = dict(connection.execute(select(workshop)).mappings().one())
            for slug, (first, last) in DATES.items():
                given = {"id": _id(row), "slug": slug, "starts_on": date(first, 1, 1), "ends_on": date(last, 1, 1)}
                connection.execute(insert(workshop), [{**row, **given}])
        yield app
        db.session.remove()
        db.engine.dispose()


def _id(row: dict[str, Any]) -> Any:
    return uuid4().hex if isinstance(row["id"], str) else uuid4()


@pytest.mark.parametrize("before", DATABASES, indirect=True)
def test_workshops_of_before_have_the_status_of_their_dates(before: Flask) -> None:
    upgrade(directory=str(MIGRATIONS), revision=SCRIPT.revision)
    with db.engine.connect() as connection:
        tables = reflected(connection).tables
        workshop, half_day = tables["workshop"], tables["half_day"]
        rows = connection.execute(select(workshop.c.slug, workshop.c.status, workshop.c.venue).where(workshop.c.slug.in_(DATES)))
        assert {row.slug: (row.status, row.venue) for row in rows} == {"past": ("closed", ""), "now": ("running", ""), "to-come": ("published", "")}
        hours = connection.execute(select(half_day.c.part, half_day.c.starts_at, half_day.c.ends_at)).one()
        assert (hours.part, hours.starts_at.hour, hours.ends_at.hour) == ("morning", 8, 12)


@pytest.mark.parametrize("before", DATABASES, indirect=True)
def test_states_that_did_not_exist_become_withdrawn_on_the_way_back(before: Flask) -> None:
    upgrade(directory=str(MIGRATIONS), revision=SCRIPT.revision)
    with as_writer(), db.engine.begin() as connection:
        enrolment = reflected(connection).tables["enrolment"]
        connection.execute(enrolment.update().values(state="replaced"))
    downgrade(directory=str(MIGRATIONS), revision=str(SCRIPT.down_revision))
    with db.engine.connect() as connection:
        enrolment = reflected(connection).tables["enrolment"]
        assert connection.scalars(select(enrolment.c.state)).all() == ["withdrawn"]
        assert "holds_until" not in enrolment.c
