"""The facts that quizzes own: `attempt.submitted`, body {person, quiz, version, key, pass_mark_percent, answers: {question: [options]}}.

The key and the pass mark that applied stand in the fact itself: a file that changes later changes no result that somebody was told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from lms.db import db
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent
from lms.quizzes.content import Quiz
from lms.quizzes.models import Answer, Attempt
from lms.quizzes.rules import mark, score

ATTEMPT_SUBMITTED = "attempt.submitted"
_MARKING = ("version", "key", "pass_mark_percent")


def marking_of(quiz: Quiz) -> dict[str, Any]:
    """Return what decides the score of an attempt handed in now."""
    return {
        "version": quiz.version,
        "key": {question: sorted(right) for question, right in quiz.key.items()},
        "pass_mark_percent": quiz.pass_mark_percent,
    }


def marking_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decided the score of a recorded attempt."""
    return {name: body[name] for name in _MARKING}


def attempt_submitted(
    *,
    id: UUID,
    person_id: UUID,
    quiz: Quiz,
    answers: Mapping[str, Sequence[str]],
    marking: Mapping[str, Any],
    programme: str,
    account_id: UUID,
    now: datetime,
) -> NewEvent:
    """Return the fact that somebody handed in these answers; blank ones are left out."""
    given = {question.id: sorted(answers[question.id]) for question in quiz.questions if answers.get(question.id)}
    body = {"person": str(person_id), "quiz": quiz.slug, "answers": given, **marking}
    return NewEvent(id=id, type=ATTEMPT_SUBMITTED, version=1, programme=programme, actor_id=account_id, said_at=now, body=body)


@handles(ATTEMPT_SUBMITTED, version=1, tables=[Attempt, Answer])
def apply_attempts(events: Sequence[StoredEvent]) -> None:
    """Score each attempt by the key that it carries and store it with its answers."""
    attempts, answers = [], []
    for event in events:
        key, given = event.body["key"], event.body["answers"]
        result = score(given, key, pass_mark_percent=event.body["pass_mark_percent"])
        attempts.append(
            {
                "id": event.id,
                "person_id": UUID(event.body["person"]),
                "quiz": event.body["quiz"],
                "quiz_version": event.body["version"],
                "pass_mark_percent": event.body["pass_mark_percent"],
                "points": result.points,
                "points_possible": result.possible,
                "is_passed": result.is_passed,
                "submitted_at": event.said_at,
            }
        )
        for question, right in key.items():
            chosen = given.get(question, [])
            answers.append({"attempt_id": event.id, "question": question, "chosen": " ".join(chosen), "points": mark(chosen, right).points})
    db.session.execute(insert(Attempt), attempts)
    db.session.execute(insert(Answer), answers)
