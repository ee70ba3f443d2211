"""What every test can ask for: the application on a fresh database, a browser, and a browser signed in."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.app import create_app
from lms.certificates.proof.keys import Use, keep_key, new_key
from lms.config import Settings, load_settings
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.places.services import store_places
from lms.web.limits import limiter
from tests.client import CheckingClient

pytest_plugins = ("tests.postgresql",)
settings.register_profile("any machine", deadline=None)  # how long an example takes says something of the machine, and nothing of the code
settings.load_profile("any machine")

SAMPLE = Path(__file__).parent / "sample"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def settings_in(folder: Path, **changes: str) -> Settings:
    """Return settings for a test whose data live in `folder`."""
    return load_settings({"RELAIS_DATA_DIR": str(folder), "RELAIS_CONTENT_DIR": str(SAMPLE), "SECRET_KEY": "for tests", **changes})


def give_signing_key(app: Flask) -> None:
    """Let an application issue real certificates: without a key it refuses to."""
    keep_key(app.config["RELAIS_SETTINGS"].signing_keys, new_key(Use.PRODUCTION, date(2020, 1, 1)))


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run, with a migrated database that every test starts from, and a key that signs certificates."""
    folder = tmp_path_factory.mktemp("relais")
    app = create_app(settings_in(folder))
    give_signing_key(app)
    app.test_client_class = CheckingClient
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        db.engine.dispose()
    shutil.copy(folder / "relais.sqlite3", folder / "template.sqlite3")
    return app


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application on a fresh database holding only the places, inside an application context."""
    folder = built_app.config["RELAIS_SETTINGS"].data_dir
    with built_app.app_context():
        for leftover in folder.glob("relais.sqlite3-*"):
            leftover.unlink()
        shutil.copy(folder / "template.sqlite3", folder / "relais.sqlite3")
        limiter.reset()
        yield built_app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser that is not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Account], CheckingClient]:
    """A function that returns a browser signed in as an account, without the cost of a password."""

    def signed_in(account: Account) -> CheckingClient:
        with transactional():
            token = accounts.start_session(account_id=account.id, now=clock.now())
        browser: CheckingClient = app.test_client()  # type: ignore[assignment]
        browser.set_cookie("relais", token)
        return browser

    return signed_in
