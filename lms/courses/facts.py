"""The facts that courses own: `lesson.completed`, body {person, module, lesson, content, answers: {question: [options]}}.

Answering the check questions of a lesson completes it, rightly or not; which answers were right follows from the files. The first facts of
this kind, from when a button completed a lesson, have no answers.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.accounts.merging import of_several_records
from lms.courses.models import LessonAnswers, LessonCompletion, RecordAnswers, RecordCompletion
from lms.db import Model, keep_first, keep_last
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent

LESSON_COMPLETED = "lesson.completed"

_KEY = ("person_id", "module", "lesson")


def lesson_completed(
    *, id: UUID, person_id: UUID, module: str, lesson: str, content_hash: str, answers: Mapping[str, Sequence[str]], programme: str,
    account_id: UUID, now: datetime,
) -> NewEvent:  # fmt: skip
    """Return the fact that somebody read this version of a lesson (`content_hash`) and answered its check questions."""
    given = {question: sorted(chosen) for question, chosen in answers.items()}
    body = {"person": str(person_id), "module": module, "lesson": lesson, "content": content_hash, "answers": given}
    return NewEvent(id=id, type=LESSON_COMPLETED, version=1, programme=programme, actor_id=account_id, said_at=now, body=body)


@handles(LESSON_COMPLETED, version=1, tables=[LessonCompletion, LessonAnswers, RecordCompletion, RecordAnswers])
def apply_completions(events: Sequence[StoredEvent]) -> None:
    """Keep of each lesson the first completion and the last answers, in whatever order they arrive.

    Of a person of several records, both are kept for each record as well (`merging`).
    """
    stands_for = of_several_records({UUID(event.body["person"]) for event in events})
    completions, answers = [], []
    for event in events:
        lesson = {
            "person_id": UUID(event.body["person"]),
            "module": event.body["module"],
            "lesson": event.body["lesson"],
            "content_hash": event.body["content"],
        }
        completions.append({**lesson, "completed_at": event.said_at})
        given = json.dumps(event.body.get("answers", {}), sort_keys=True, separators=(",", ":"))
        answers.append({**lesson, "answers": given, "answered_at": event.said_at})
    keep_completions(LessonCompletion, _of_people(completions, stands_for))
    keep_answers(LessonAnswers, _of_people(answers, stands_for))
    keep_completions(RecordCompletion, [row for row in completions if row["person_id"] in stands_for])
    keep_answers(RecordAnswers, [row for row in answers if row["person_id"] in stands_for])


def _of_people(rows: Sequence[Mapping[str, Any]], stands_for: Mapping[UUID, UUID]) -> list[dict[str, Any]]:
    return [{**row, "person_id": stands_for.get(row["person_id"], row["person_id"])} for row in rows]


def keep_completions(table: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put completions into a table; of several of one lesson the first stays."""
    keep_first(table, rows, key=_KEY, by=("completed_at", "content_hash"))


def keep_answers(table: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put answers into a table; of several to one lesson the last stay."""
    keep_last(table, rows, key=_KEY, by=("answered_at", "content_hash", "answers"))
