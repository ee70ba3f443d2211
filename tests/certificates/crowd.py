"""A whole workshop of people who are ready for their certificate. Everybody in here is invented; everything goes through the journal."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.courses.content import library
from lms.courses.facts import lesson_completed
from lms.db import db, transactional
from lms.journal import services as journal
from lms.journal.rules import NewEvent
from lms.quizzes.content import quiz_of_module
from lms.quizzes.services import whole_attempt
from lms.workshops.facts import attendance_marked
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import Marker, Source, Status
from tests import factories
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id, right_answers

MODULES = ("first", "second")


def make_ready_crowd(number: int, organiser: Account | None = None) -> Workshop:
    """Make a workshop whose participants, as many as this, meet every requirement of the sample programme, which must exist."""
    actor = organiser or factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop(organisers=(actor,), capacity=number)
    half_days = db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id)).all()
    with transactional():
        people = [accounts.add_person(family_name=f"Traoré {n:03}", given_names="Awa", sex="F", now=NOW) for n in range(number)]
        enrolments = [Enrolment(id=fact_id(), workshop_id=workshop.id, person_id=one.id, role="participant", state="confirmed") for one in people]
        db.session.add_all(enrolments)
        db.session.flush()
        journal.record_all([*_marks(enrolments, half_days, actor.id), *_learning(people, actor.id)], now=NOW)
    return workshop


def _marks(enrolments: Sequence[Enrolment], half_days: Sequence[HalfDay], account_id: UUID) -> list[NewEvent]:
    return [
        attendance_marked(id=fact_id(), enrolment_id=enrolment.id, half_day_id=half_day.id, status=Status.PRESENT, source=Source.PAPER, replaces=(),
                          programme=PROGRAMME, by=Marker(account_id), said_at=NOW)
        for enrolment in enrolments for half_day in half_days
    ]  # fmt: skip


def _learning(people: Sequence[Person], account_id: UUID) -> list[NewEvent]:
    events = []
    for person in people:
        for module in MODULES:
            quiz = quiz_of_module(module)
            assert quiz
            events += [
                lesson_completed(id=fact_id(), person_id=person.id, module=module, lesson=lesson.slug, content_hash=lesson.content_hash,
                                 answers=lesson.key, programme=PROGRAMME, account_id=account_id, now=NOW)
                for lesson in library().modules[module].lessons
            ]  # fmt: skip
            events.append(
                whole_attempt(event_id=fact_id(), person_id=person.id, quiz=quiz, answers=right_answers(quiz), source="screen", taken_at=NOW,
                              said_at=NOW, programme=PROGRAMME, account_id=account_id, questions=list(quiz.pool))
            )  # fmt: skip
    return events
