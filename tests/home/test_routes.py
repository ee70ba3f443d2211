from sqlalchemy import text

from lms.db import db, transactional
from lms.db.schema import newest_revision
from tests.client import CheckingClient


def test_health_names_the_database_and_its_revision(client: CheckingClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": {"dialect": "sqlite", "is_reachable": True, "revision": newest_revision(), "is_current": True}}


def test_the_address_without_language_leads_to_french(client: CheckingClient) -> None:
    assert client.get("/").location == "/fr/"


def test_health_fails_on_tables_that_are_not_todays(client: CheckingClient) -> None:
    with transactional():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "failing"  # type: ignore[index]
