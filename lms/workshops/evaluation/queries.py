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
from lms.workshops.queries import is_in_the_room
from lms.workshops.rules import ATTENDED


@dataclass(frozen=True)
class Situation:
    """How far the evaluation of a workshop is."""

    evaluation: Evaluation | None
    """None: no codes have been made yet."""
    is_open: bool
    is_closed: bool
    """The time to answer is over, and does not begin again. An evaluation may be neither open nor closed while its workshop is set aside."""
    participants: int
    """Confirmed."""
    present: int
    """Of them, those who were there on a half-day at least."""
    answers: int
    """Not to be shown before it is closed: whoever looks again and again would see when somebody answers."""
    counted: int
    """Of the answers, those that figures show."""
    paper: int
    """Of the answers, those typed from paper."""
    open_codes: int

    @property
    def codes_made(self) -> int:
        """How many codes were made that were not withdrawn; the same before and after somebody answers."""
        return self.answers + self.open_codes

    @property
    def takes_codes(self) -> bool:
        """Tell whether codes may be made: until it is closed, or where it closed before anybody answered, because the workshop was put off."""
        return not self.is_closed or not self.answers

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
    """Answers among them; the others wait until they are several, or stay unseen."""
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
    in_the_room = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id, is_in_the_room())
    present = select(func.count(func.distinct(AttendanceStanding.enrolment_id))).where(
        AttendanceStanding.enrolment_id.in_(in_the_room), AttendanceStanding.status.in_(ATTENDED)
    )
    answers = select(func.count()).select_from(EvaluationAnswer).where(EvaluationAnswer.workshop_id == workshop.id)
    codes = select(func.count()).select_from(EvaluationCode).where(EvaluationCode.workshop_id == workshop.id)
    counted = select(
        select(func.count()).select_from(in_the_room.subquery()).scalar_subquery(), present.scalar_subquery(), answers.scalar_subquery(),
        answers.where(EvaluationAnswer.is_counted).scalar_subquery(), answers.where(EvaluationAnswer.source == "paper").scalar_subquery(),
        codes.scalar_subquery(),
    )  # fmt: skip
    people, were_there, given, shown, on_paper, unused = db.session.execute(counted).one()
    return Situation(evaluation=evaluation, is_open=is_open(evaluation, workshop, today), is_closed=_is_closed(evaluation, today),
                     participants=people, present=were_there, answers=given, counted=shown, paper=on_paper, open_codes=unused)  # fmt: skip


def is_open(evaluation: Evaluation | None, workshop: Workshop, today: date) -> bool:
    """Tell whether one may answer today: of a workshop that does not take place nobody says anything."""
    return evaluation is not None and today < evaluation.closed_from and allows(workshop.status, Deed.EVALUATE)


def _is_closed(evaluation: Evaluation | None, today: date) -> bool:
    return evaluation is not None and today >= evaluation.closed_from


def results_of(workshop: Workshop, *, is_closed: bool) -> Results:
    """Return what was answered, without answers that did not join in a group. Comments are among it once the evaluation is closed. Two queries."""
    theirs = select(EvaluationAnswer.ratings).where(EvaluationAnswer.workshop_id == workshop.id, EvaluationAnswer.is_counted)
    answers: list[Mapping[str, int]] = [json.loads(ratings) for ratings in db.session.scalars(theirs)]
    has_comments = is_closed and len(answers) >= SMALLEST_GROUP
    return Results(counted=len(answers), items=_items(answers), comments=_comments(workshop) if has_comments else ())


def _items(answers: Sequence[Mapping[str, int]]) -> list[ItemResult]:
    found = []
    for item in form_asked().items:
        ratings = ratings_of(item.id, answers)
        found.append(ItemResult(item, len(ratings), figures_of(ratings)))
    return found


def _comments(workshop: Workshop) -> list[tuple[Asked, Sequence[str]]]:
    theirs = (EvaluationComment.workshop_id == workshop.id) & EvaluationComment.is_counted
    rows = list(db.session.execute(select(EvaluationComment.question, EvaluationComment.text).where(theirs)))
    secrets.SystemRandom().shuffle(rows)
    texts: dict[str, list[str]] = {}
    for question, text in rows:
        texts.setdefault(question, []).append(text)
    return [(asked, texts[asked.id]) for asked in form_asked().comments if asked.id in texts]
