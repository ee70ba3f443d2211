"""Two organisers who print at the same instant, on the database where they can."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from lms.app import create_app
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.places.services import store_places
from lms.workshops.models import HalfDay
from lms.workshops.prints import services
from lms.workshops.prints.models import SignInSheet
from tests.conftest import settings_in
from tests.factories import at, make_programme
from tests.workshops.room import make_room

WORKERS = 4


@pytest.mark.postgresql
def test_workers_at_the_same_instant_all_print_one_sheet(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(settings_in(tmp_path, DATABASE_URL=postgresql_url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        make_programme()
        room = make_room()
        half_day_id, account_id = room.half_day.id, room.organiser.id
        db.session.remove()

    together = Barrier(WORKERS)
    real = services.insert_absent

    def insert_together(*arguments: object) -> None:
        together.wait(timeout=30)  # every worker has seen that nothing is printed yet
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "insert_absent", insert_together)

    def print_one(_worker: int) -> str:
        with app.app_context(), transactional():
            return services.print_sheet(half_day=db.session.get_one(HalfDay, half_day_id), account_id=account_id, now=at(0)).code

    with ThreadPoolExecutor(WORKERS) as workers:
        codes = set(workers.map(print_one, range(WORKERS)))

    with app.app_context():
        assert codes == set(db.session.scalars(select(SignInSheet.code)))
        assert len(codes) == 1
        assert db.session.scalar(select(func.count()).select_from(SignInSheet)) == 1
        db.session.remove()
        db.engine.dispose()
