"""Marking attempts anew once the key of a question was corrected: first who would change, then doing it with a reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts import services as accounts
from lms.db import db
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.questions.content import Question
from lms.questions.rules import mark
from lms.quizzes.content import Quiz
from lms.quizzes.facts import ATTEMPT_REMARKED, fact
from lms.quizzes.models import Answer, Attempt
from lms.quizzes.rules import score


@dataclass(frozen=True)
class Change:
    """What becomes of one attempt. It may keep its score."""

    attempt_id: UUID
    points_before: float
    points_after: float
    was_passed: bool
    is_passed: bool


@dataclass(frozen=True)
class Preview:
    """What becomes of all attempts that an older key marked."""

    changes: tuple[Change, ...]

    @property
    def n_gain(self) -> int:
        """Return how many attempts gain points."""
        return sum(change.points_after > change.points_before for change in self.changes)

    @property
    def n_lose(self) -> int:
        """Return how many attempts lose points."""
        return sum(change.points_after < change.points_before for change in self.changes)

    @property
    def n_newly_passed(self) -> int:
        """Return how many attempts reach the pass mark that did not."""
        return sum(change.is_passed and not change.was_passed for change in self.changes)

    @property
    def n_no_longer_passed(self) -> int:
        """Return how many attempts fall below the pass mark that reached it."""
        return sum(change.was_passed and not change.is_passed for change in self.changes)


def preview(quiz: Quiz, question: Question, programme: str) -> Preview:
    """Return what marking by today's key would change in the finished attempts of a programme that an older version marked. One query."""
    query = (
        select(Attempt.id, Attempt.points, Attempt.points_possible, Attempt.pass_mark_percent, Attempt.is_passed, Answer.answer,
               Answer.points.label("worth"))
        .join(Answer, Answer.attempt_id == Attempt.id)
        .join(JournalEvent, JournalEvent.id == Attempt.id)
        .where(JournalEvent.programme == programme, Attempt.quiz == quiz.slug, Attempt.submitted_at.is_not(None))
        .where(Answer.question == question.id, Answer.question_version < question.version)
        .order_by(Attempt.id)
    )  # fmt: skip
    changes = []
    for row in db.session.execute(query):
        points = row.points - row.worth + mark(question.key, json.loads(row.answer))
        after = score(points, row.points_possible, pass_mark_percent=row.pass_mark_percent)
        changes.append(Change(row.id, row.points, points, row.is_passed, after.is_passed))
    return Preview(changes=tuple(changes))


def remark(question: Question, *, attempts: Sequence[UUID], programme: str, account_id: UUID, reason: str, now: datetime) -> None:
    """Have today's key of a question apply to these attempts. Doing it twice is doing it once. Certificates are not touched."""
    keys = {question.id: {"version": question.version, "key": dict(question.key)}}
    events = [
        fact(
            ATTEMPT_REMARKED, id=derived_id(attempt, f"{question.id}@{question.version}"), programme=programme, account_id=account_id, said_at=now,
            body={"attempt": str(attempt), "keys": keys, "reason": reason},
        )
        for attempt in attempts
    ]  # fmt: skip
    if events:
        journal.record_all(events, now=now)
        accounts.note_audit(account_id=account_id, action="attempts.remarked", subject=f"question:{question.id}@{question.version}", now=now)
