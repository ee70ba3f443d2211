"""The facts that courses own: `lesson.completed`, body {person, module, lesson, content}."""

from collections.abc import Sequence
from uuid import UUID

from lms.courses.models import LessonCompletion
from lms.db import insert_absent
from lms.journal.registry import handles
from lms.journal.rules import StoredEvent

LESSON_COMPLETED = "lesson.completed"


@handles(LESSON_COMPLETED, version=1, tables=[LessonCompletion])
def apply_completions(events: Sequence[StoredEvent]) -> None:
    """Add each completion unless the person had already completed that lesson."""
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
    insert_absent(LessonCompletion, rows)
