"""The whole demonstration on PostgreSQL: the same code, the same pages, the same replay."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import MovedRow
from lms.app import create_app
from lms.config import ROOT
from lms.db import Model, db, transactional
from lms.db.schema import upgrade_schema
from lms.demo import services as demo
from lms.journal import services as journal
from lms.journal.registry import projections
from lms.places.services import store_places
from tests.client import CheckingClient
from tests.conftest import settings_in
from tests.house.conftest import ROLES, let_the_organiser_print, let_the_trainer_go_all_the_way, let_the_trainer_have_two_records
from tests.house.pages import address_of, values_of_demonstration
from tests.postgresql import fresh_database

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgresql_server: str) -> Iterator[Flask]:
    """The demonstration on PostgreSQL."""
    folder = tmp_path_factory.mktemp("postgresql")
    with fresh_database(postgresql_server) as url:
        app = create_app(settings_in(folder, RELAIS_CONTENT_DIR=str(ROOT), RELAIS_DEMO="1", DATABASE_URL=url))
        app.test_client_class = CheckingClient
        with app.app_context():
            upgrade_schema()
            with transactional():
                store_places()
            demo.load(now=clock.now() - timedelta(hours=1))
            let_the_trainer_go_all_the_way()
            let_the_trainer_have_two_records()
            let_the_organiser_print()
            yield app
            db.session.remove()
            db.engine.dispose()


def _rows(table: type[Model]) -> list[tuple[object, ...]]:
    columns = table.__table__
    return [tuple(row) for row in db.session.execute(select(columns).order_by(*columns.primary_key))]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers(on_postgresql: Flask, role: str) -> None:
    account = accounts.account_of(f"{ROLES[role]}@demo.example")
    assert account is not None
    with transactional():
        token = accounts.start_session(account_id=account.id, now=clock.now())
    browser = on_postgresql.test_client()
    browser.set_cookie("relais", token)
    values = values_of_demonstration()
    rules = [rule for rule in on_postgresql.url_map.iter_rules() if "GET" in (rule.methods or set())]
    answers = {rule.endpoint: browser.get(address_of(rule, "fr", values)).status_code for rule in rules}
    assert {endpoint: status for endpoint, status in answers.items() if status not in (200, 302, 403, 404)} == {}


def test_replaying_the_journal_gives_the_same_tables(on_postgresql: Flask) -> None:
    before = {table.__tablename__: _rows(table) for table in projections()}
    with transactional():
        journal.rebuild_projections()
    assert {table.__tablename__: _rows(table) for table in projections()} == before
    assert all(before.values())


def test_the_demonstration_can_be_removed(on_postgresql: Flask) -> None:
    assert _rows(MovedRow) != []
    assert demo.remove() is True
    assert _rows(MovedRow) == []
    assert demo.remove() is False
