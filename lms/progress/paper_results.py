"""Results of quizzes taken on paper at a workshop: who has one, and typing those of others.

It stands above quizzes and workshops, which do not know each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, select

from lms import clock
from lms.accounts.models import Person
from lms.db import db
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.journal.rules import NewEvent, Outcome
from lms.quizzes import services as quizzes
from lms.quizzes.content import Quiz
from lms.quizzes.models import Attempt
from lms.quizzes.typed import Typed
from lms.workshops.models import Enrolment, Workshop


@dataclass(frozen=True)
class Participant:
    """Somebody in the room."""

    person_id: UUID
    name: str


@dataclass(frozen=True)
class PaperResult:
    """A result that was typed from paper."""

    attempt_id: UUID
    points: float
    possible: float
    form: str
    taken_at: datetime


@dataclass(frozen=True)
class TypingSummary:
    """What became of the results that were sent."""

    recorded: int
    known: int
    """Sent before, with the same content."""
    refused: tuple[UUID, ...]
    """People of whom this page had already said something else, or somebody has typed a result in the meantime."""


def participants(workshop: Workshop) -> list[Participant]:
    """Return the confirmed participants of a workshop by name."""
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.workshop_id == workshop.id, Enrolment.role == "participant", Enrolment.state == "confirmed")
        .order_by(Person.sort_key, Enrolment.id)
    )
    return [Participant(person.id, person.full_name) for person in db.session.scalars(query)]


def results_on_paper(person_ids: Sequence[UUID], quiz: str) -> dict[UUID, PaperResult]:
    """Return of each of these people the newest result of a quiz that was typed from paper. One query."""
    query = select(Attempt).where(
        Attempt.person_id.in_(person_ids), Attempt.quiz == quiz, Attempt.source == "paper", Attempt.submitted_at.is_not(None)
    )
    rows = db.session.scalars(query.order_by(Attempt.started_at, Attempt.id).execution_options(populate_existing=True))
    return {row.person_id: PaperResult(row.id, row.points, row.points_possible, row.form, row.started_at) for row in rows}


def numbers_on_paper(workshop: Workshop) -> dict[str, int]:
    """Return how many confirmed participants of a workshop have a result from paper, by quiz."""
    query = (
        select(Attempt.quiz, func.count(func.distinct(Attempt.person_id)))
        .join(Enrolment, Enrolment.person_id == Attempt.person_id)
        .where(Enrolment.workshop_id == workshop.id, Enrolment.role == "participant", Enrolment.state == "confirmed", Attempt.source == "paper")
        .group_by(Attempt.quiz)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def type_results(
    *, form_id: UUID, quiz: Quiz, results: Mapping[UUID, Typed], account_id: UUID, programme: str, taken_on: date, is_again: bool, now: datetime
) -> TypingSummary:
    """Record results typed from paper, {person: what was read}. The same form sent again with the same content changes nothing.

    is_again: whether somebody may be given a result who has one already; else such a result is refused.
    """
    journal.lock()
    there = results_on_paper(list(results), quiz.slug)
    taken_at = datetime.combine(taken_on, time(), clock.BAMAKO)
    events: dict[UUID, NewEvent] = {}
    refused = []
    for person_id, typed in results.items():
        event_id = derived_id(form_id, str(person_id))
        if not is_again and person_id in there and journal.body_of(event_id) is None:
            refused.append(person_id)
            continue
        events[person_id] = _fact(event_id, person_id, account_id, programme, quiz, typed, taken_at, now)
    outcomes = dict(zip(events, journal.record_all(list(events.values()), now=now), strict=True)) if events else {}
    refused += [person_id for person_id, outcome in outcomes.items() if outcome == Outcome.REFUSED]
    told = list(outcomes.values())
    return TypingSummary(recorded=told.count(Outcome.RECORDED), known=told.count(Outcome.KNOWN), refused=tuple(refused))


def _fact(
    event_id: UUID, person_id: UUID, account_id: UUID, programme: str, quiz: Quiz, typed: Typed, taken_at: datetime, now: datetime
) -> NewEvent:  # fmt: skip
    form = typed.sheet.form if typed.sheet else ""
    if typed.possible or typed.sheet is None:
        return quizzes.whole_score(event_id=event_id, person_id=person_id, account_id=account_id, programme=programme, quiz=quiz, points=typed.points,
                                   possible=typed.possible, taken_at=taken_at, said_at=now, form=form)  # fmt: skip
    return quizzes.whole_attempt(
        event_id=event_id, person_id=person_id, account_id=account_id, programme=programme, quiz=quiz, answers=typed.answers, source="paper",
        taken_at=taken_at, said_at=now, form=form, questions=[item.question.id for item in typed.sheet.items],
    )  # fmt: skip
