"""Files that nobody decided on go after two days, whatever happens on the server, and from the disk as well."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.accounts.models import Account
from lms.db import db, transactional
from lms.errors import NotFound
from lms.identifiers import new_id
from lms.uploads.models import Upload
from lms.uploads.services import drop_upload, keep_upload, own_upload
from lms.uploads.sweeping import _DUE, KEPT
from tests.client import CheckingClient
from tests.factories import make_account, make_programme

NAMES = "Invented names of nobody. "
CONTENT = (NAMES * 2_000).encode()


@pytest.fixture
def account(app: Flask) -> Account:
    make_programme()
    return make_account()


def send(account: Account, *, ago: timedelta = timedelta(0)) -> UUID:
    """Have somebody send a file, some time ago."""
    sent_at = clock.now() - ago
    with transactional():
        return keep_upload(id=new_id(sent_at), account_id=account.id, purpose="try", file_name="a.csv", content=CONTENT, choices={}, now=sent_at).id


def number_kept() -> int:
    try:
        return db.session.scalar(select(func.count()).select_from(Upload)) or 0
    finally:
        db.session.rollback()  # who reads keeps the log as it is


def is_on_disk(app: Flask) -> bool:
    """Tell whether the names stand in a file of the database."""
    return any(NAMES.encode() in path.read_bytes() for path in _files(app))


def _files(app: Flask) -> list[Path]:
    return sorted(app.config["RELAIS_SETTINGS"].data_dir.glob("relais.sqlite3*"))


def test_what_was_dropped_stands_in_no_file_of_the_database(app: Flask, account: Account) -> None:
    kept = send(account)
    assert is_on_disk(app)
    with transactional():
        drop_upload(own_upload(kept, account_id=account.id, purpose="try", now=clock.now()))
    assert not is_on_disk(app)


@transactional()
def drop_then_fail(kept: UUID, account: Account) -> None:
    """Drop a file, and then have something go wrong."""
    drop_upload(own_upload(kept, account_id=account.id, purpose="try", now=clock.now()))
    raise RuntimeError


def test_what_is_not_dropped_after_all_stays_and_the_log_too(app: Flask, account: Account) -> None:
    kept = send(account)
    log = _files(app)[0].with_name("relais.sqlite3-wal")
    size = log.stat().st_size
    with pytest.raises(RuntimeError):
        drop_then_fail(kept, account)
    assert (number_kept(), log.stat().st_size >= size > 0) == (1, True)


def test_while_somebody_reads_the_log_waits_for_a_later_occasion(app: Flask, account: Account) -> None:
    kept = send(account)
    with db.engine.connect() as reader:
        reader.execute(select(Upload.id)).all()
        with transactional():
            drop_upload(own_upload(kept, account_id=account.id, purpose="try", now=clock.now()))
    assert number_kept() == 0
    second = send(account)
    with transactional():
        drop_upload(own_upload(second, account_id=account.id, purpose="try", now=clock.now()))
    assert not is_on_disk(app)


def test_the_start_drops_what_is_too_old(app: Flask, account: Account) -> None:
    send(account, ago=KEPT + timedelta(minutes=1))
    send(account, ago=KEPT - timedelta(minutes=10))
    assert app.test_cli_runner().invoke(args=["prepare"]).exit_code == 0
    assert number_kept() == 1


def test_a_server_that_answers_drops_what_is_too_old_once_an_hour(app: Flask, account: Account, client: CheckingClient) -> None:
    send(account, ago=KEPT + timedelta(minutes=1))
    client.get("/fr/sign-in")
    assert number_kept() == 1
    app.extensions[_DUE] -= 3600
    client.get("/fr/sign-in")
    assert number_kept() == 0
    assert not is_on_disk(app)
    send(account, ago=KEPT + timedelta(minutes=1))
    client.get("/fr/sign-in")
    assert number_kept() == 1, "the next hour is not over"


def test_whoever_asks_for_a_file_that_is_too_old_has_it_dropped(
    app: Flask, account: Account, client: CheckingClient, sign_in: Callable[[Account], CheckingClient]
) -> None:
    kept = send(account, ago=KEPT + timedelta(minutes=1))
    with pytest.raises(NotFound):
        own_upload(kept, account_id=account.id, purpose="try", now=clock.now())
    client.get("/fr/sign-in")
    assert number_kept() == 0
