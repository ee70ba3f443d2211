from flask import Flask
from sqlalchemy import and_, func, select

from lms import clock
from lms.accounts.models import Account, Person
from lms.accounts.passwords import is_right
from lms.accounts.queries import password_hash_of
from lms.accounts.services import account_of
from lms.db import Model, db, transactional
from lms.demo import services as demo
from lms.journal import services as journal
from lms.journal.registry import projections
from lms.places.models import Place
from lms.workshops.models import Enrolment, Workshop
from tests.client import CheckingClient


def _rows(table: type[Model]) -> list[tuple[object, ...]]:
    columns = table.__table__
    return [tuple(row) for row in db.session.execute(select(columns).order_by(*columns.primary_key))]


def test_it_holds_eight_workshops_and_220_people_of_whom_40_in_bamako(demonstration: Flask) -> None:
    held = select(Workshop.slug, func.count()).join(Enrolment, Enrolment.workshop_id == Workshop.id).where(Workshop.status == "closed")
    rows = db.session.execute(held.where(Enrolment.role == "participant").group_by(Workshop.slug))
    counts = {row[0]: row[1] for row in rows}
    assert counts == {"bamako": 40, "gao": 24, "kayes": 28, "koulikoro": 26, "mopti": 26, "sikasso": 28, "segou": 28, "tombouctou": 20}
    assert sum(counts.values()) == 220


def test_one_workshop_to_come_is_full_of_answers_and_another_is_a_draft(demonstration: Flask) -> None:
    states = select(Workshop.status, Enrolment.state, func.count()).outerjoin(
        Enrolment, and_(Enrolment.workshop_id == Workshop.id, Enrolment.role == "participant")
    )  # fmt: skip
    rows = db.session.execute(states.where(Workshop.status != "closed").group_by(Workshop.status, Enrolment.state)).all()
    assert {(row[0], row[1]) for row in rows} == {
        ("draft", None), *(("published", state) for state in ("confirmed", "declined", "invited", "waiting", "withdrawn"))
    }  # fmt: skip
    assert [row[2] for row in rows if row[1] == "confirmed"] == [5]


def test_the_team_of_bamako_is_two_trainers_and_an_observer(demonstration: Flask) -> None:
    team = (
        select(Enrolment.role).join(Workshop, Workshop.id == Enrolment.workshop_id).where(Workshop.slug == "bamako", Enrolment.role != "participant")
    )
    assert sorted(db.session.scalars(team)) == ["observer", "trainer", "trainer"]


def test_only_the_date_of_bamako_is_given_as_published(demonstration: Flask) -> None:
    assert db.session.scalars(select(Workshop.slug).where(Workshop.is_date_published)).all() == ["bamako"]


def test_the_four_logins_open_with_the_password_that_is_printed(demonstration: Flask) -> None:
    for identifier in demo.LOGINS:
        account = account_of(identifier)
        assert account is not None
        assert is_right(demo.PASSWORD, password_hash_of(account.id))


def test_the_trainer_who_can_sign_in_is_a_woman_of_bamako(demonstration: Flask) -> None:
    account = account_of("formatrice@demo.example")
    assert account is not None
    person = db.session.get_one(Person, account.person_id)
    assert (person.sex, person.place_code) == ("F", "ML-BKO")


def test_loading_twice_changes_nothing(demonstration: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Account))
    assert demo.load(now=clock.now()) is False
    assert db.session.scalar(select(func.count()).select_from(Account)) == before


def test_every_table_of_facts_can_be_made_again_from_the_journal(demonstration: Flask) -> None:
    before = {table.__tablename__: _rows(table) for table in projections()}
    with transactional():
        journal.rebuild_projections()
    after = {table.__tablename__: _rows(table) for table in projections()}
    assert before == after
    assert all(before.values()), "each table holds something, so that the comparison means something"


def test_a_banner_says_that_it_is_a_demonstration(browsers: dict[str, CheckingClient]) -> None:
    assert 'class="demonstration"' in browsers["stranger"].get("/fr/sign-in").text


def test_removing_it_leaves_the_places_alone(app: Flask) -> None:
    """On the sample content the demonstration's modules do not exist, so this one is loaded from the real content below."""
    assert demo.remove() is False
    assert db.session.scalar(select(func.count()).select_from(Place)) == 92
