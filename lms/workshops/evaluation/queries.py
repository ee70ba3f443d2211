"""Reads for evaluation."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from lms.db import db
from lms.errors import NotFound
from lms.workshops.evaluation.content import Asked, form_asked
from lms.workshops.evaluation.models import Evaluation, EvaluationAnswer, EvaluationCode, EvaluationComment
from lms.workshops.evaluation.rules import SMALLEST_GROUP, ItemFigures, figures_of, ratings_of
from lms.workshops.models import AttendanceStanding, Enrolment, Workshop
from lms.workshops.plan.rules.status import Deed, allows
from lms.workshops.rules import ATTENDED


@dataclass(frozen=True)
class Situation:
    """How far the evaluation of a workshop is."""

    evaluation: Evaluation | None
    """None: no codes have been made yet."""
    is_open: bool
    participants: int
    """Confirmed."""
    present: int
    """Of them, those who were there on a half-day at least."""
    answers: int
    paper: int
    """Of the answers, those typed from paper."""
    open_codes: int

    @property
    def last_day(self) -> date | None:
        """The last day on which one may answer."""
        return self.evaluation.closed_from - timedelta(days=1) if self.evaluation else None


@dataclass(frozen=True)
class ItemResult:
    """An item and what was answered to it; without figures when too few did."""

    item: Asked
    n: int
    figures: ItemFigures | None


@dataclass(frozen=True)
class Results:
    """What figures and comments show."""

    counted: int
    """Answers among them; the others wait until they are several."""
    items: Sequence[ItemResult]
    comments: Sequence[tuple[Asked, Sequence[str]]]
    """Open questions that were answered, with the answers by lot."""

    @property
    def are_shown(self) -> bool:
        """Tell whether there are enough answers to show any figure or comment."""
        return self.counted >= SMALLEST_GROUP


def evaluation_of(workshop: Workshop) -> Evaluation | None:
    """Return the evaluation of a workshop, or None before any code was made."""
    return db.session.get(Evaluation, workshop.id, populate_existing=True)


def evaluation_or_404(link: str) -> tuple[Evaluation, Workshop]:
    """Return the evaluation whose form has this address, and its workshop. Raises NotFound."""
    row = db.session.execute(select(Evaluation, Workshop).join(Workshop, Workshop.id == Evaluation.workshop_id).where(Evaluation.link == link))
    found = row.one_or_none()
    if found is None:
        raise NotFound(_l("There is no form at this address. Check the address on your paper, or ask the organiser."))
    evaluation, workshop = found
    return evaluation, workshop


def situation_of(workshop: Workshop, *, today: date) -> Situation:
    """Return how far the evaluation of a workshop is. Two queries."""
    evaluation = evaluation_of(workshop)
    in_the_room = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id, Enrolment.role == "participant", Enrolment.state == "confirmed")
    present = select(func.count(func.distinct(AttendanceStanding.enrolment_id))).where(
        AttendanceStanding.enrolment_id.in_(in_the_room), AttendanceStanding.status.in_(ATTENDED)
    )
    answers = select(func.count()).select_from(EvaluationAnswer).where(EvaluationAnswer.workshop_id == workshop.id)
    codes = select(func.count()).select_from(EvaluationCode).where(EvaluationCode.workshop_id == workshop.id)
    counted = select(
        select(func.count()).select_from(in_the_room.subquery()).scalar_subquery(), present.scalar_subquery(), answers.scalar_subquery(),
        answers.where(EvaluationAnswer.source == "paper").scalar_subquery(), codes.scalar_subquery(),
    )  # fmt: skip
    people, were_there, given, on_paper, unused = db.session.execute(counted).one()
    return Situation(evaluation=evaluation, is_open=is_open(evaluation, workshop, today), participants=people, present=were_there, answers=given,
                     paper=on_paper, open_codes=unused)  # fmt: skip


def is_open(evaluation: Evaluation | None, workshop: Workshop, today: date) -> bool:
    """Tell whether one may answer today: of a workshop that does not take place nobody says anything."""
    return evaluation is not None and today < evaluation.closed_from and allows(workshop.status, Deed.EVALUATE)


def results_of(workshop: Workshop, *, is_open: bool) -> Results:
    """Return what was answered. Two queries.

    While the form is open only answers that joined in a group are among it; afterwards all are.
    """
    answers: list[Mapping[str, int]] = [json.loads(ratings) for ratings in _counted(EvaluationAnswer, EvaluationAnswer.ratings, workshop, is_open)]
    return Results(counted=len(answers), items=_items(answers), comments=_comments(workshop, is_open) if len(answers) >= SMALLEST_GROUP else ())


def _counted(table: type[EvaluationAnswer] | type[EvaluationComment], columns: object, workshop: Workshop, is_open: bool) -> list[str]:
    query = select(columns).where(table.workshop_id == workshop.id)  # type: ignore[call-overload]
    return list(db.session.scalars(query.where(table.is_counted) if is_open else query))


def _items(answers: Sequence[Mapping[str, int]]) -> list[ItemResult]:
    found = []
    for item in form_asked().items:
        ratings = ratings_of(item.id, answers)
        found.append(ItemResult(item, len(ratings), figures_of(ratings)))
    return found


def _comments(workshop: Workshop, is_open: bool) -> list[tuple[Asked, Sequence[str]]]:
    query = select(EvaluationComment.question, EvaluationComment.text).where(EvaluationComment.workshop_id == workshop.id)
    rows = list(db.session.execute(query.where(EvaluationComment.is_counted) if is_open else query))
    secrets.SystemRandom().shuffle(rows)
    texts: dict[str, list[str]] = {}
    for question, text in rows:
        texts.setdefault(question, []).append(text)
    return [(asked, texts[asked.id]) for asked in form_asked().comments if asked.id in texts]
