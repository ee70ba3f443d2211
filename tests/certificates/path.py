"""A trainer on the way to the certificate, for the tests of this folder: everything goes through the journal."""

from dataclasses import dataclass

from sqlalchemy import select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.courses import services as courses
from lms.courses.content import library
from lms.db import db, transactional
from lms.quizzes.content import quiz_of_module
from lms.workshops import services as workshops
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.rules import Marker, Status
from tests import factories
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id


@dataclass(frozen=True)
class Trainer:
    """Somebody who is to be certified."""

    person: Person
    account: Account


def make_trainer(family_name: str = "Traoré", given_names: str = "Awa") -> Trainer:
    """Make a trainer who has done nothing yet; the programme must exist."""
    person = factories.make_person(family_name=family_name, given_names=given_names)
    return Trainer(person=person, account=factories.make_account(Role.TRAINER, person=person))


def make_ready_trainer(family_name: str = "Traoré", given_names: str = "Awa") -> Trainer:
    """Make a trainer of the sample programme who meets every requirement."""
    factories.make_programme()
    trainer = make_trainer(family_name, given_names)
    attend(trainer, *["present"] * 6)
    for module in ("first", "second"):
        read(trainer, module)
        take_quiz(trainer, module)
    return trainer


def attend(trainer: Trainer, *statuses: str) -> Workshop:
    """Have the trainer take part in a workshop of six half-days, with these statuses from the first."""
    workshop = factories.make_workshop()
    enrolment = factories.make_enrolment(workshop, trainer.person)
    half_days = db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)).all()
    for half_day, status in zip(half_days, statuses, strict=False):
        with transactional():
            workshops.mark_attendance(
                form_id=fact_id(), workshop=workshop, half_day=half_day, statuses={enrolment.id: Status(status)}, seen={},
                by=Marker(trainer.account.id), programme=PROGRAMME, now=NOW,
            )  # fmt: skip
    return workshop


def read(trainer: Trainer, module: str, lessons: int | None = None) -> None:
    """Have the trainer complete the first lessons of a module, or all."""
    for lesson in library().modules[module].lessons[:lessons]:
        with transactional():
            courses.complete_lesson(event_id=fact_id(), person_id=trainer.person.id, account_id=trainer.account.id, programme=PROGRAMME,
                                    module=library().modules[module], lesson=lesson, content_hash=lesson.content_hash,
                                    answers=lesson.key, now=NOW)  # fmt: skip


def take_quiz(trainer: Trainer, module: str, wrong: int = 0) -> None:
    """Have the trainer hand in the quiz of a module, leaving the first questions blank."""
    quiz = quiz_of_module(module)
    assert quiz
    factories.take_quiz(trainer.account, quiz, factories.right_answers(quiz, wrong=wrong))
