from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.app import create_app
from lms.config import ROOT
from lms.db import Model, db, transactional
from lms.db.schema import upgrade_schema
from lms.demo import services as demo
from lms.journal.models import JournalEvent, JournalNode
from lms.places.models import Place
from lms.places.services import store_places
from lms.programmes import services as programmes
from tests.conftest import NOW, settings_in
from tests.factories import make_programme
from tests.house.conftest import let_the_administrator_import_a_list, let_the_organiser_print


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on the real content with one programme and one person of its own."""
    app = create_app(settings_in(tmp_path_factory.mktemp("real"), RELAIS_CONTENT_DIR=str(ROOT)))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        make_programme("mali", modules=("legal-framework",))
        with transactional():
            person = accounts.add_person(family_name="Réelle", given_names="Personne", sex="F", now=NOW)
            accounts.add_account(
                person=person, identifiers=["reelle@example.org"], password_hash="x", roles=[Role.ADMINISTRATOR], programme="mali", now=NOW
            )
        yield app


def _number(table: type[Model]) -> int | None:
    return db.session.scalar(select(func.count()).select_from(table))


def test_removing_it_leaves_what_is_real_and_nothing_else(real: Flask) -> None:
    before = {mapper.class_.__tablename__: _number(mapper.class_) for mapper in Model.registry.mappers}
    demo.load(now=clock.now())
    let_the_organiser_print()
    let_the_administrator_import_a_list()
    assert (_number(Person) or 0) > 220
    assert demo.remove() is True
    after = {mapper.class_.__tablename__: _number(mapper.class_) for mapper in Model.registry.mappers}
    # What stays: the note that a demonstration was loaded, and the number up to which this machine has counted its facts.
    expected = {**before, AuditEntry.__tablename__: (before[AuditEntry.__tablename__] or 0) + 1, JournalNode.__tablename__: 1}
    assert after == expected


def test_outside_demonstration_mode_its_logins_stay_closed(real: Flask) -> None:
    """The database may still hold it: the password is printed in the README, so the mode alone must not open anything."""
    demo.load(now=clock.now())
    assert [identifier for identifier in demo.LOGINS if accounts.account_of(identifier)] == []
    assert accounts.account_of("reelle@example.org") is not None
    assert demo.remove() is True


def test_removing_it_twice_says_that_there_was_none(real: Flask) -> None:
    assert demo.remove() is False


def test_it_can_be_loaded_again_after_it_was_removed(real: Flask) -> None:
    assert demo.load(now=clock.now()) is True
    assert _number(JournalEvent)
    assert demo.remove() is True
    assert programmes.programme_of("mali").slug == "mali"
    assert _number(Account) == 1
    assert _number(Place) == 92
