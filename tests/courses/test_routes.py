from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.courses.models import LessonCompletion
from lms.db import db, transactional
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.journal.rules import NewEvent
from tests.client import CheckingClient, hidden_fields
from tests.conftest import NOW
from tests.factories import PROGRAMME, at, make_account, make_programme

SignIn = Callable[[Account], CheckingClient]
LESSON = "/fr/modules/first/01-one"


@pytest.fixture
def trainer(sign_in: SignIn) -> CheckingClient:
    """A trainer's browser in a programme that teaches the sample modules."""
    make_programme()
    return sign_in(make_account())


def test_modules_stand_in_the_order_of_the_programme_with_what_was_read(trainer: CheckingClient) -> None:
    trainer.submit(LESSON)
    page = trainer.get("/fr/modules").text
    assert page.index("Module first") < page.index("Module second")
    assert 'value="1" max="2"' in page


def test_a_lesson_shows_its_text_its_sources_and_that_it_is_a_draft(trainer: CheckingClient) -> None:
    page = trainer.get(LESSON).text
    assert "Un énoncé" in page
    assert 'id="source-s1">Source inventée pour les essais' in page
    assert "21 novembre 2026" in page


def test_the_same_lesson_in_english(trainer: CheckingClient) -> None:
    page = trainer.get("/en/modules/first/01-one").text
    assert "A statement" in page
    assert "Source invented for tests" in page
    assert "21 November 2026" in page


def test_completing_a_lesson_leads_to_the_next_and_the_last_one_to_the_module(trainer: CheckingClient) -> None:
    assert trainer.submit(LESSON).location == "/fr/modules/first/02-two"
    assert trainer.submit("/fr/modules/first/02-two").location == "/fr/modules/first"


def test_the_same_form_sent_twice_is_one_fact_and_the_same_answer(trainer: CheckingClient) -> None:
    form = {"event_id": str(new_id(NOW))}
    answers = [trainer.submit(LESSON, form, page="/fr/modules/first/01-one") for _ in range(1)]
    trainer.submit("/fr/modules/first/02-two")
    assert answers[0].status_code == 302
    assert db.session.scalar(select(func.count()).select_from(JournalEvent)) == 2


def test_the_version_that_the_page_showed_is_recorded_even_if_a_newer_one_came_since(trainer: CheckingClient) -> None:
    trainer.submit(LESSON, {"content": "0123456789abcdef"})
    assert db.session.scalars(select(LessonCompletion.content_hash)).one() == "0123456789abcdef"


def test_of_two_completions_the_one_said_first_stays_in_whatever_order_they_arrive(trainer: CheckingClient) -> None:
    person = db.session.scalars(select(Person.id)).one()

    def said(minutes: int) -> NewEvent:
        body = {"person": str(person), "module": "first", "lesson": "01-one", "content": f"{minutes:016x}"}
        return NewEvent(
            id=new_id(at(minutes)), type="lesson.completed", version=1, programme=PROGRAMME, actor_id=person, said_at=at(minutes), body=body
        )

    for minutes in (5, 1, 9):
        with transactional():
            journal.record(said(minutes), now=at(20))
    assert db.session.scalars(select(LessonCompletion.completed_at)).one() == at(1)


def test_an_event_of_another_lesson_is_refused_and_said(trainer: CheckingClient) -> None:
    hidden = hidden_fields(trainer.get(LESSON).text, LESSON)
    trainer.post(LESSON, data=hidden)
    assert trainer.post("/fr/modules/first/02-two", data=hidden).status_code == 409


def test_reading_again_keeps_the_first_completion(trainer: CheckingClient) -> None:
    trainer.submit(LESSON)
    first = db.session.scalars(select(LessonCompletion.completed_at)).one()
    hidden = hidden_fields(trainer.get("/fr/modules/first/02-two").text, "/fr/modules/first/02-two")
    trainer.post(LESSON, data={**hidden, "event_id": str(new_id(NOW))})
    assert db.session.scalar(select(func.count()).select_from(JournalEvent)) == 2
    assert db.session.scalars(select(LessonCompletion.completed_at)).one() == first


def test_an_incomplete_form_records_nothing_and_says_what_to_do(trainer: CheckingClient) -> None:
    answer = trainer.submit(LESSON, {"event_id": "x"})
    assert answer.location == LESSON
    assert db.session.scalar(select(func.count()).select_from(JournalEvent)) == 0


def test_a_module_of_another_programme_is_like_one_that_does_not_exist(trainer: CheckingClient, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    other = sign_in(make_account(programme="autre"))
    assert other.get("/fr/modules/first").status_code == 404
    assert other.get("/fr/modules/nothing").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(client: CheckingClient) -> None:
    assert client.get(LESSON).location == "/fr/sign-in?next=/fr/modules/first/01-one"


def test_replaying_the_journal_gives_the_same_completions(trainer: CheckingClient) -> None:
    trainer.submit(LESSON)
    before = db.session.execute(select(LessonCompletion.__table__)).all()
    with transactional():
        assert journal.rebuild_projections() == 1
    assert db.session.execute(select(LessonCompletion.__table__)).all() == before


def test_staff_may_read_the_modules(sign_in: SignIn) -> None:
    make_programme()
    assert sign_in(make_account(Role.MONITOR)).get(LESSON).status_code == 200
