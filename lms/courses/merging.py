"""How the lessons of two records of one person come together (`lms.accounts.merging`).

A table of what people have read has one row for a lesson, the first completion or the last answers, and says no more of the others. So that
records can be told apart again, what facts say of each of them is kept beside, for people of several records only; the row of the person is
made of these.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, select

from lms.accounts.merging import Regrouping
from lms.courses.facts import keep_answers, keep_completions
from lms.courses.models import LessonAnswers, LessonCompletion, RecordAnswers, RecordCompletion
from lms.db import Model, db

OWNERS = (LessonCompletion.person_id, LessonAnswers.person_id, RecordCompletion.person_id, RecordAnswers.person_id)
STAYING: Mapping[Any, str] = {}

Keep = Callable[[type[Model], Sequence[Mapping[str, Any]]], None]


def settle(people: Regrouping) -> None:
    """Let lessons be theirs."""
    _settle(people, LessonCompletion, RecordCompletion, keep_completions)
    _settle(people, LessonAnswers, RecordAnswers, keep_answers)


def _settle(people: Regrouping, of_people: type[Model], of_records: type[Model], keep: Keep) -> None:
    told_apart = _of_several(people.before)
    rows = _rows(of_records, told_apart) + _rows(of_people, people.after.keys() - told_apart)
    for table in (of_people, of_records):
        db.session.execute(delete(table).where(_person(table).in_(people.after)))
    keep(of_people, [{**row, "person_id": people.after[row["person_id"]]} for row in rows])
    keep(of_records, [row for row in rows if row["person_id"] in _of_several(people.after)])


def _of_several(kept: Mapping[UUID, UUID]) -> set[UUID]:
    """Return the records whose person has several."""
    return {id for record, stands in kept.items() if record != stands for id in (record, stands)}


def _rows(table: type[Model], people: Sequence[UUID] | set[UUID]) -> list[dict[str, Any]]:
    found = db.session.execute(select(cast(Table, table.__table__)).where(_person(table).in_(people)))
    return [dict(row) for row in found.mappings()]


def _person(table: type[Model]) -> Any:
    return cast(Table, table.__table__).c.person_id
