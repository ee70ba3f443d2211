"""The facts that courses own: `lesson.completed`, body {person, module, lesson, content, answers: {question: [options]}}.

Answering the check questions of a lesson completes it, rightly or not; which answers were right follows from the files. The first facts of
this kind, from when a button completed a lesson, have no answers.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from lms.courses.models import LessonAnswers, LessonCompletion
from lms.db import keep_first, keep_last
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent

LESSON_COMPLETED = "lesson.completed"


def lesson_completed(
    *, id: UUID, person_id: UUID, module: str, lesson: str, content_hash: str, answers: Mapping[str, Sequence[str]], programme: str,
    account_id: UUID, now: datetime,
) -> NewEvent:  # fmt: skip
    """Return the fact that somebody read this version of a lesson (`content_hash`) and answered its check questions."""
    given = {question: sorted(chosen) for question, chosen in answers.items()}
    body = {"person": str(person_id), "module": module, "lesson": lesson, "content": content_hash, "answers": given}
    return NewEvent(id=id, type=LESSON_COMPLETED, version=1, programme=programme, actor_id=account_id, said_at=now, body=body)


@handles(LESSON_COMPLETED, version=1, tables=[LessonCompletion, LessonAnswers])
def apply_completions(events: Sequence[StoredEvent]) -> None:
    """Keep of each lesson the first completion and the last answers, in whatever order they arrive."""
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
    key = ("person_id", "module", "lesson")
    keep_first(LessonCompletion, completions, key=key, by="completed_at")
    keep_last(LessonAnswers, answers, key=key, by="answered_at")
