"""A workshop that is being evaluated, for the tests of this folder. Everybody is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.evaluation import queries, services
from lms.workshops.evaluation.models import EvaluationAnswer, EvaluationCode, EvaluationComment
from lms.workshops.evaluation.services import Given
from lms.workshops.models import Workshop
from tests import factories

TODAY = date(2022, 9, 15)
"""The last day of the workshop."""


@dataclass(frozen=True)
class Asked:
    """A workshop, who organises it, and the codes that were made."""

    workshop: Workshop
    organiser: Account
    codes: list[str]

    @property
    def link(self) -> str:
        """What the address of the form ends with."""
        found = queries.evaluation_of(self.workshop)
        assert found is not None
        return found.link


def make_asked(people: int = 8, *, has_codes: bool = True, today: date = TODAY) -> Asked:
    """Make a workshop whose confirmed participants have a code each; the programme is made too."""
    factories.make_programme()
    organiser = factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop(organisers=(organiser,))
    for number in range(people):
        factories.make_enrolment(workshop, factories.make_person(f"Nom{number:02}"))
    return Asked(workshop, organiser, make_codes(workshop, today=today) if has_codes else [])


def make_codes(workshop: Workshop, *, is_anew: bool = False, today: date = TODAY) -> list[str]:
    """Make codes for a workshop."""
    with transactional():
        return services.make_codes(workshop=workshop, is_anew=is_anew, today=today)


def answer(asked: Asked, code: str, points: int = 4, comment: str = "", *, source: services.Source = "screen", today: date = TODAY) -> None:
    """Have somebody give every item the same points."""
    given = Given(ratings={"clear": points, "useful": points, "pass-on": points}, comments={"best": comment} if comment else {})
    with transactional():
        services.answer_once(workshop=asked.workshop, code=code, given=given, source=source, today=today)


def answers() -> Sequence[EvaluationAnswer]:
    """Return the answers in the order of their ids."""
    return db.session.scalars(select(EvaluationAnswer).order_by(EvaluationAnswer.id).execution_options(populate_existing=True)).all()


def comments() -> Sequence[EvaluationComment]:
    """Return the comments in the order of their ids."""
    return db.session.scalars(select(EvaluationComment).order_by(EvaluationComment.id).execution_options(populate_existing=True)).all()


def open_codes() -> set[str]:
    """Return what is kept of the codes that may still be used."""
    return set(db.session.scalars(select(EvaluationCode.code_hash)))
