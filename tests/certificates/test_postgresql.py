"""Two workers at the same instant, on the database where they can be."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from lms.accounts.models import AuditEntry
from lms.app import create_app
from lms.certificates import services
from lms.certificates.models import Certificate
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.journal import services as journal
from lms.places.services import store_places
from tests.certificates.conftest import PUBLIC_URL
from tests.certificates.path import make_ready_trainer
from tests.conftest import NOW, give_signing_key, settings_in
from tests.factories import PROGRAMME

WORKERS = 4


@pytest.mark.postgresql
def test_workers_at_the_same_instant_all_return_one_certificate(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(settings_in(tmp_path, DATABASE_URL=postgresql_url, RELAIS_PUBLIC_URL=PUBLIC_URL))
    give_signing_key(app)
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        trainer = make_ready_trainer()
        person_id, account_id = trainer.person.id, trainer.account.id
        db.session.remove()

    together = Barrier(WORKERS)
    real = journal.lock

    def lock_together() -> None:
        together.wait(timeout=30)  # every worker has seen that nothing is issued yet
        real()

    monkeypatch.setattr(journal, "lock", lock_together)

    def issue(_worker: int) -> str:
        with app.app_context(), transactional():
            return services.issue_certificate(person_id=person_id, programme=PROGRAMME, design="trainer", account_id=account_id, now=NOW).serial

    with ThreadPoolExecutor(WORKERS) as workers:
        serials = set(workers.map(issue, range(WORKERS)))

    with app.app_context():
        assert serials == set(db.session.scalars(select(Certificate.serial)))
        assert len(serials) == 1
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1
        db.session.remove()
        db.engine.dispose()
