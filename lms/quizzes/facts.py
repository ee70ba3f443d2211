"""The facts that quizzes own: `attempt.submitted`, body {person, quiz, version, answers: {question: [options]}}."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert

from lms.db import db
from lms.journal.registry import handles
from lms.journal.rules import StoredEvent
from lms.quizzes.content import quizzes
from lms.quizzes.models import Answer, Attempt
from lms.quizzes.rules import mark, score

ATTEMPT_SUBMITTED = "attempt.submitted"


@handles(ATTEMPT_SUBMITTED, version=1, tables=[Attempt, Answer])
def apply_attempts(events: Sequence[StoredEvent]) -> None:
    """Score each attempt against the quiz and store it with its answers."""
    attempts, answers = [], []
    for event in events:
        quiz = quizzes()[event.body["quiz"]]
        given = event.body["answers"]
        result = score(given, quiz.key, pass_mark_percent=quiz.pass_mark_percent)
        attempts.append(
            {
                "id": event.id,
                "person_id": UUID(event.body["person"]),
                "quiz": quiz.slug,
                "quiz_version": event.body["version"],
                "points": result.points,
                "points_possible": result.possible,
                "is_passed": result.is_passed,
                "submitted_at": event.said_at,
            }
        )
        for question, right in quiz.key.items():
            chosen = given.get(question, [])
            points = mark(chosen, right).points
            answers.append({"attempt_id": event.id, "question": question, "chosen": " ".join(chosen), "points": points})
    db.session.execute(insert(Attempt), attempts)
    db.session.execute(insert(Answer), answers)
