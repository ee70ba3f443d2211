"""Reading attempts: open ones as they stand, finished ones with their answers, and which of them counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.db import db
from lms.errors import NotFound
from lms.questions.content import Question
from lms.questions.rules import Key, mark
from lms.quizzes.content import Quiz, quizzes, quizzes_beside
from lms.quizzes.models import Answer, AnswerGiven, Attempt
from lms.quizzes.rules import Final, Met, Said, counting, final_answers, percent_of


@dataclass(frozen=True)
class Standing:
    """What somebody has reached in a quiz, by the attempt that counts."""

    percent: int
    is_passed: bool
    attempt_id: UUID


@dataclass(frozen=True)
class Marked:
    """A question of an attempt, with what was answered and what it is worth."""

    question: Question
    answer: tuple[str, ...]
    points: float

    @property
    def is_right(self) -> bool:
        """Tell whether it is worth the whole point."""
        return self.points >= 1


def percent(attempt: Attempt) -> int:
    """Return the score of a finished attempt as a whole percentage."""
    return percent_of(attempt.points, attempt.points_possible)


def attempts_of(person_id: UUID, quiz: str) -> list[Attempt]:
    """Return a person's attempts at a quiz, oldest first."""
    query = select(Attempt).where(Attempt.person_id == person_id, Attempt.quiz == quiz).order_by(Attempt.started_at, Attempt.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def attempt_of(attempt_id: UUID, person_id: UUID) -> Attempt:
    """Return a person's own attempt. Raises NotFound for anybody else's, as for one that does not exist."""
    query = select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == person_id)
    attempt = db.session.scalar(query.execution_options(populate_existing=True))
    if attempt is None:
        raise NotFound(_l("This result does not exist, or it is not yours."))
    return attempt


def answers_said(attempt_ids: Sequence[UUID]) -> dict[UUID, list[Said]]:
    """Return every answer given in these attempts, by attempt. One query."""
    found: dict[UUID, list[Said]] = {}
    for row in db.session.execute(select(AnswerGiven.__table__).where(AnswerGiven.attempt_id.in_(attempt_ids))):
        one = Said(question=row.question, answer=tuple(json.loads(row.answer)), at=row.given_at, id=str(row.id), is_explained=row.is_explained)
        found.setdefault(row.attempt_id, []).append(one)
    return found


def answers_saved(attempt: Attempt) -> dict[str, Final]:
    """Return the answers saved so far in an open attempt, by question; those taken back are empty. One query."""
    return final_answers(answers_said([attempt.id]).get(attempt.id, []), keys=keys_of(attempt))


def keys_of(attempt: Attempt) -> dict[str, Key]:
    """Return how each question of an attempt is marked, as its fact says."""
    return {one["id"]: one["key"] for one in json.loads(attempt.questions)}


def marked_question(attempt: Attempt, question: Question, answer: Sequence[str]) -> Marked:
    """Return a question of an open attempt with an answer, marked as it will be once the attempt is finished."""
    return Marked(question=question, answer=tuple(answer), points=mark(keys_of(attempt)[question.id], answer))


def marked_questions(attempt: Attempt, quiz: Quiz) -> list[Marked]:
    """Return the questions of a finished attempt in its order; one that the files no longer have is left out."""
    rows = {row.question: row for row in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id))}
    return [
        Marked(question=quiz.pool[one["id"]], answer=tuple(json.loads(rows[one["id"]].answer)), points=rows[one["id"]].points)
        for one in json.loads(attempt.questions)
        if one["id"] in rows and one["id"] in quiz.pool
    ]


def order_of(attempt: Attempt) -> dict[str, list[str]]:
    """Return in which order each question of an attempt shows its options."""
    return {one["id"]: one["order"] for one in json.loads(attempt.questions)}


def standings(person_ids: Sequence[UUID], slugs: Sequence[str]) -> dict[tuple[UUID, str], Standing]:
    """Return what people have reached in these quizzes, by (person, quiz), each by the attempt that counts. One query."""
    columns = (Attempt.id, Attempt.person_id, Attempt.quiz, Attempt.submitted_at, Attempt.points, Attempt.points_possible, Attempt.is_passed)
    query = select(*columns).where(Attempt.person_id.in_(person_ids), Attempt.quiz.in_(slugs), Attempt.submitted_at.is_not(None))
    mine: dict[tuple[UUID, str], list[Any]] = {}
    for row in db.session.execute(query):
        mine.setdefault((row.person_id, row.quiz), []).append(row)
    return {key: _standing(rows, quizzes()[key[1]]) for key, rows in mine.items()}


def begun(person_id: UUID, slugs: Sequence[str]) -> set[str]:
    """Return in which of these quizzes somebody has an attempt that is not handed in."""
    query = select(Attempt.quiz).where(Attempt.person_id == person_id, Attempt.quiz.in_(slugs), Attempt.submitted_at.is_(None))
    return set(db.session.scalars(query))


def _standing(rows: Sequence[Any], quiz: Quiz) -> Standing:
    row = counting(rows, quiz.rules.counts)
    assert row is not None, "only finished attempts were asked for"
    return Standing(percent=percent_of(row.points, row.points_possible), is_passed=row.is_passed, attempt_id=row.id)


def topics_to_read(marked: Sequence[Marked]) -> Mapping[str, list[Question]]:
    """Return the questions that were not right, by topic."""
    found: dict[str, list[Question]] = {}
    for one in marked:
        if not one.is_right:
            found.setdefault(one.question.topic, []).append(one.question)
    return found


def questions_met(person_id: UUID, quiz: Quiz) -> list[Met]:
    """Return what a person was asked so far in this quiz and in those of the same modules, oldest first. Two queries."""
    query = select(Attempt.id, Attempt.questions, Attempt.started_at).where(
        Attempt.person_id == person_id, Attempt.quiz.in_([other.slug for other in quizzes_beside(quiz)])
    )
    attempts = db.session.execute(query.order_by(Attempt.started_at, Attempt.id)).all()
    marks = select(Answer.attempt_id, Answer.question, Answer.points).where(Answer.attempt_id.in_([attempt.id for attempt in attempts]))
    points = {(row.attempt_id, row.question): row.points for row in db.session.execute(marks)}
    return [
        Met(question=one["id"], at=attempt.started_at, points=points.get((attempt.id, one["id"])))
        for attempt in attempts
        for one in json.loads(attempt.questions)
    ]
