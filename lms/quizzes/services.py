"""Handing in attempts, and reading them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from lms.db import db
from lms.errors import NotFound
from lms.journal import services as journal
from lms.journal.rules import Outcome
from lms.questions.content import Option, Question, refuse_unknown_answers
from lms.quizzes.content import Quiz, quizzes
from lms.quizzes.facts import attempt_submitted, marking_in, marking_of
from lms.quizzes.models import Answer, Attempt
from lms.quizzes.rules import Score


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question of an attempt, with what was chosen."""

    question: Question
    chosen: tuple[Option, ...]
    is_right: bool


@dataclass(frozen=True)
class Result:
    """An attempt as its page shows it."""

    quiz: Quiz
    attempt: Attempt
    score: Score
    questions: tuple[AnsweredQuestion, ...]


def quiz_or_404(slug: str) -> Quiz:
    """Return a quiz. Raises NotFound."""
    quiz = quizzes().get(slug)
    if quiz is None:
        raise NotFound(_l("This quiz does not exist. Go back to the modules and choose another."))
    return quiz


def submit_attempt(
    *, event_id: UUID, person_id: UUID, account_id: UUID, programme: str, quiz: Quiz, answers: Mapping[str, Sequence[str]], now: datetime
) -> Outcome:
    """Record an attempt; its score follows from it. Raises UnknownAnswer when an answer is not one of the question's options."""
    refuse_unknown_answers(quiz.questions, answers)
    # The same page sent again after the quiz was changed is still the same fact: it is compared by the marking it was recorded with.
    recorded = journal.body_of(event_id)
    marking = marking_in(recorded) if recorded and recorded.get("quiz") == quiz.slug else marking_of(quiz)
    event = attempt_submitted(id=event_id, person_id=person_id, quiz=quiz, answers=answers, marking=marking, programme=programme,
                              account_id=account_id, now=now)  # fmt: skip
    return journal.record(event, now=now)


def result_of(attempt_id: UUID, person_id: UUID) -> Result:
    """Return a person's own attempt with its questions. Raises NotFound for anybody else's, as for one that does not exist."""
    attempt = db.session.scalar(select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == person_id))
    if attempt is None:
        raise NotFound(_l("This result does not exist, or it is not yours."))
    quiz = quiz_or_404(attempt.quiz)
    rows = {row.question: row for row in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt_id))}
    questions = tuple(_answered(question, rows[question.id]) for question in quiz.questions if question.id in rows)
    score = Score(points=attempt.points, possible=attempt.points_possible, is_passed=attempt.is_passed)
    return Result(quiz=quiz, attempt=attempt, score=score, questions=questions)


def latest_attempt(person_id: UUID, quiz: Quiz) -> UUID | None:
    """Return the attempt of a quiz that a person handed in last, or None."""
    return db.session.scalar(
        select(Attempt.id).where(Attempt.person_id == person_id, Attempt.quiz == quiz.slug).order_by(Attempt.submitted_at.desc()).limit(1)
    )


def best_percent(person_id: UUID, quiz: Quiz) -> int | None:
    """Return a person's best score in a quiz as a whole percentage, or None when they have not handed one in."""
    best = db.session.scalar(
        select(func.max(Attempt.points * 100 / Attempt.points_possible)).where(Attempt.person_id == person_id, Attempt.quiz == quiz.slug)
    )
    return None if best is None else int(best)


def _answered(question: Question, answer: Answer) -> AnsweredQuestion:
    chosen = set(answer.chosen.split())
    return AnsweredQuestion(
        question=question, chosen=tuple(option for option in question.options if option.id in chosen), is_right=answer.points >= 1
    )
