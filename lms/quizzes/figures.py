"""Reads what the figures of a quiz are computed from: first finished attempts, their answers, and when these were given. Nobody's name."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.db import db
from lms.journal.models import JournalEvent
from lms.questions.content import Question
from lms.quizzes.appraisal import First, Given, Taken, attempts_with, seconds_of
from lms.quizzes.content import Quiz
from lms.quizzes.models import Answer, AnswerGiven, Attempt
from lms.quizzes.statistics import Gain, paired_gain

_COLUMNS = (
    Attempt.id, Attempt.person_id, Attempt.quiz_version, Attempt.form, Attempt.source, Attempt.started_at, Attempt.points, Attempt.points_possible,
)  # fmt: skip


def taken(quiz: Quiz, programme: str) -> Taken:
    """Return the first finished attempt of each person of a programme, with its answers. Two queries."""
    scores = scores_of(quiz, programme)
    answers = _answers_of([attempt.id for attempt in scores.attempts])
    return replace(scores, attempts=tuple(replace(attempt, answers=answers.get(attempt.id, {})) for attempt in scores.attempts))


def scores_of(quiz: Quiz, programme: str) -> Taken:
    """Return the same without the answers. One query.

    An attempt belongs to the programme in which it was begun, as its fact in the journal says. Whose first attempt was at another version of the
    quiz is left out: a later attempt is not a first one.
    """
    query = select(*_COLUMNS).join(JournalEvent, JournalEvent.id == Attempt.id)
    query = query.where(JournalEvent.programme == programme, Attempt.quiz == quiz.slug, Attempt.submitted_at.is_not(None))
    firsts: dict[UUID, Any] = {}
    for row in db.session.execute(query.order_by(Attempt.submitted_at, Attempt.id)):
        firsts.setdefault(row.person_id, row)
    rows = [row for row in firsts.values() if row.quiz_version == quiz.version]
    return Taken(quiz=quiz, attempts=tuple(_first(row) for row in rows), n_other_versions=len(firsts) - len(rows))


def times_of(found: Taken, question: Question) -> list[float]:
    """Return how many seconds people took for a question, of those of whom it is known: on screen, one question at a time. One query."""
    attempts = {attempt.id: attempt for attempt in attempts_with(found, question) if attempt.is_on_screen}
    query = select(AnswerGiven.attempt_id, AnswerGiven.given_at, AnswerGiven.question).where(AnswerGiven.attempt_id.in_(attempts))
    said: dict[UUID, list[tuple[datetime, str]]] = {}
    for row in db.session.execute(query):
        said.setdefault(row.attempt_id, []).append((row.given_at, row.question))
    seconds = [seconds_of(attempt, said.get(name, []), question.id) for name, attempt in attempts.items()]
    return [one for one in seconds if one is not None]


def gain_between(before: Quiz, after: Taken, programme: str) -> Gain:
    """Return what people gained between two tests, in percentage points. One query."""
    firsts = {attempt.person_id: attempt.percent for attempt in scores_of(before, programme).attempts}
    return paired_gain(firsts, {attempt.person_id: attempt.percent for attempt in after.attempts}, maximum=100)


def _first(row: Any) -> First:
    return First(id=row.id, person_id=row.person_id, form=row.form, is_on_screen=row.source == "screen", started_at=row.started_at,
                 points=row.points, possible=row.points_possible)  # fmt: skip


def _answers_of(attempt_ids: Sequence[UUID]) -> dict[UUID, dict[str, Given]]:
    columns = (Answer.attempt_id, Answer.question, Answer.question_version, Answer.answer, Answer.points)
    found: dict[UUID, dict[str, Given]] = {}
    for row in db.session.execute(select(*columns).where(Answer.attempt_id.in_(attempt_ids))):
        given = Given(version=row.question_version, answer=tuple(json.loads(row.answer)), points=row.points)
        found.setdefault(row.attempt_id, {})[row.question] = given
    return found
