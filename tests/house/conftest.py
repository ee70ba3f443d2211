"""The demonstration on the real content, loaded once for the tests that look at every page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account, AccountIdentifier
from lms.app import create_app
from lms.config import ROOT
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.demo import services as demo
from lms.places.services import store_places
from tests.client import CheckingClient
from tests.conftest import settings_in

ROLES = {"trainer": "formatrice", "organiser": "organisation", "monitor": "suivi", "administrator": "admin"}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the demonstration programme loaded."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app(settings_in(folder, RELAIS_CONTENT_DIR=str(ROOT), RELAIS_DEMO="1"))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        demo.load(now=clock.now() - timedelta(hours=1))
        yield app


@pytest.fixture(scope="session")
def browsers(demonstration: Flask) -> dict[str, CheckingClient]:
    """A browser signed in for each role, and one for a stranger."""
    found: dict[str, CheckingClient] = {"stranger": demonstration.test_client()}  # type: ignore[dict-item]
    for role, name in ROLES.items():
        account = db.session.scalars(select(Account).join(AccountIdentifier).where(AccountIdentifier.value == f"{name}@demo.example")).one()
        with transactional():
            token = accounts.start_session(account_id=account.id, now=clock.now())
        found[role] = demonstration.test_client()  # type: ignore[assignment]
        found[role].set_cookie("relais", token)
    return found
