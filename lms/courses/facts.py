"""The facts that courses own: `lesson.completed`, body {person, module, lesson, content}."""

from collections.abc import Sequence
from uuid import UUID

from lms.courses.models import LessonCompletion
from lms.db import keep_first
from lms.journal.registry import handles
from lms.journal.rules import StoredEvent

LESSON_COMPLETED = "lesson.completed"


@handles(LESSON_COMPLETED, version=1, tables=[LessonCompletion])
def apply_completions(events: Sequence[StoredEvent]) -> None:
    """Add each completion; of two of one lesson the one said first stays, in whatever order they arrive."""
    rows = [
        {
            "person_id": UUID(event.body["person"]),
            "module": event.body["module"],
            "lesson": event.body["lesson"],
            "content_hash": event.body["content"],
            "completed_at": event.said_at,
        }
        for event in events
    ]
    keep_first(LessonCompletion, rows, key=("person_id", "module", "lesson"), by="completed_at")
