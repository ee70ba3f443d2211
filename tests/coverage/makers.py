"""What the tests of coverage need: trainers with attendance, certificates and sessions. Everybody in here is invented."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.certificates.models import Certificate
from lms.courses.models import LessonCompletion
from lms.db import db, transactional
from lms.identifiers import new_id
from lms.programmes.models import Target
from lms.quizzes.models import Attempt
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from tests.conftest import NOW
from tests.factories import PROGRAMME, make_account, make_enrolment, make_person


def make_trainer(workshop: Workshop, name: str = "Awa", *, half_days: int = 0, is_certified: bool = False, **person: Any) -> Account:
    """Make a trainer confirmed in a workshop, there on so many half-days."""
    who = make_person(given_names=name, **person)
    attend(make_enrolment(workshop, who), half_days)
    if is_certified:
        certify(who)
    return make_account(Role.TRAINER, person=who)


def attend(enrolment: Enrolment, half_days: int) -> None:
    """Have somebody be there on the first half-days of their workshop."""
    ids = db.session.scalars(select(HalfDay.id).where(HalfDay.workshop_id == enrolment.workshop_id).order_by(HalfDay.position).limit(half_days)).all()
    with transactional():
        db.session.add_all(AttendanceStanding(enrolment_id=enrolment.id, half_day_id=id, status="present", heads=str(new_id(NOW))) for id in ids)


def certify(person: Person, state: str = "issued", letter: str = "T") -> None:
    """Give somebody a certificate of trainers, or of the kind whose serials begin with another letter."""
    kind = "trainer" if letter == "T" else "participation"
    with transactional():
        db.session.add(Certificate(id=new_id(NOW), serial=f"{letter}-{new_id(NOW)}", code=str(new_id(NOW)), programme=PROGRAMME,
                                   person_id=person.id, kind=kind, design=kind,
                                   issue_number=1, issued_on=date(2022, 9, 15), issued_at=NOW, issued_by=new_id(NOW), facts="{}", facts_sha256="",
                                   state=state))  # fmt: skip


def read_lesson(person_id: UUID, module: str = "first", lesson: str = "01-one") -> None:
    """Have somebody complete a lesson."""
    with transactional():
        db.session.add(LessonCompletion(person_id=person_id, module=module, lesson=lesson, content_hash="x", completed_at=NOW))


def hand_in(person_id: UUID, quiz: str) -> None:
    """Have somebody hand in a quiz."""
    with transactional():
        db.session.add(Attempt(id=new_id(NOW), person_id=person_id, quiz=quiz, quiz_version=1, form="", source="screen", pass_mark_percent=80,
                               questions="[]", started_at=NOW, deadline=None, submitted_at=NOW, points=0, points_possible=1,
                               is_passed=False))  # fmt: skip


def make_target(indicator: str, value: int) -> None:
    """Set a national target."""
    with transactional():
        db.session.add(Target(id=new_id(NOW), programme=PROGRAMME, indicator=indicator, place_code=None, value=value, version=1,
                              source_fr="Plan inventé", source_en="Invented plan"))  # fmt: skip
