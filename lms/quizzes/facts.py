"""The facts that quizzes own.

- `attempt.started` {person, quiz, version, form, pass_mark_percent, deadline, questions: [{id, version, key, order}]}: the attempt has the id of
  this fact. Without a pass mark (null) nothing is to be passed.
- `attempt.answered` {attempt, question, answer: […]}: the last answer to a question counts.
- `attempt.explained` {attempt, question, answer: […]}: the same, and the answer was explained at once to whoever gave it: the first such answer
  counts, whatever else is said (`rules.may_follow`).
- `attempt.submitted`, version 2, {attempt}: it ends; of several, the first counts. Version 1 was a whole attempt in one fact:
  {person, quiz, version, key: {question: [options]}, pass_mark_percent, answers}.
- `attempt.typed` {person, quiz, … as above, source, taken_at, answers, points and points_possible where only a score is known}: a finished attempt
  as a whole, typed from paper by somebody else.
- `attempt.remarked` {attempt, keys: {question: {version, key}}, reason}: other keys apply to it from now on.

The keys and the pass mark that apply stand in the facts themselves: a file that changes later changes no result that somebody was told.
Whatever order the facts arrive in, and however often, an attempt comes out the same: each handler stores what it says, then `_settle` marks it anew.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, select, update

from lms.accounts.merging import of_several_records
from lms.db import db, insert_absent
from lms.identifiers import derived_id
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent, canonical_json
from lms.questions.rules import ALL_OR_NOTHING
from lms.quizzes.models import Answer, AnswerGiven, Attempt, AttemptEnd, AttemptRemark
from lms.quizzes.queries import answers_said
from lms.quizzes.rules import counts_until, ended_at, final_answers, marks, score

ATTEMPT_STARTED = "attempt.started"
ATTEMPT_ANSWERED = "attempt.answered"
ATTEMPT_EXPLAINED = "attempt.explained"
ATTEMPT_SUBMITTED = "attempt.submitted"
ATTEMPT_TYPED = "attempt.typed"
ATTEMPT_REMARKED = "attempt.remarked"


def fact(kind: str, *, id: UUID, body: Mapping[str, Any], programme: str, account_id: UUID, said_at: datetime) -> NewEvent:
    """Return a fact of one of the kinds above."""
    return NewEvent(
        id=id, type=kind, version=2 if kind == ATTEMPT_SUBMITTED else 1, programme=programme, actor_id=account_id, said_at=said_at, body=body
    )


@handles(ATTEMPT_STARTED, version=1, tables=[Attempt, AnswerGiven, AttemptEnd, AttemptRemark, Answer])
def apply_starts(events: Sequence[StoredEvent]) -> None:
    """Begin each attempt."""
    insert_absent(Attempt, _of_people([_begun(event, event.body, source="screen", started_at=event.said_at) for event in events]))
    _settle([event.id for event in events])


@handles(ATTEMPT_ANSWERED, version=1, tables=[AnswerGiven])
@handles(ATTEMPT_EXPLAINED, version=1, tables=[AnswerGiven])
def apply_answers(events: Sequence[StoredEvent]) -> None:
    """Keep each answer with its time."""
    rows = [
        _given(event.id, UUID(event.body["attempt"]), event.body["question"], event.body["answer"], event.said_at,
               is_explained=event.type == ATTEMPT_EXPLAINED)
        for event in events
    ]  # fmt: skip
    insert_absent(AnswerGiven, rows)
    _settle([UUID(event.body["attempt"]) for event in events])


@handles(ATTEMPT_SUBMITTED, version=2, tables=[AttemptEnd])
def apply_ends(events: Sequence[StoredEvent]) -> None:
    """End each attempt."""
    insert_absent(AttemptEnd, [{"id": event.id, "attempt_id": UUID(event.body["attempt"]), "at": event.said_at} for event in events])
    _settle([UUID(event.body["attempt"]) for event in events])


@handles(ATTEMPT_SUBMITTED, version=1, tables=[Attempt, AnswerGiven, AttemptEnd])
def apply_first_kind(events: Sequence[StoredEvent]) -> None:
    """Take over each attempt from when one fact held it whole, with its key."""
    _take_whole([(event, {**event.body, **_as_today(event)}) for event in events])


@handles(ATTEMPT_TYPED, version=1, tables=[Attempt, AnswerGiven, AttemptEnd])
def apply_typed(events: Sequence[StoredEvent]) -> None:
    """Take over each attempt that was taken elsewhere, finished."""
    _take_whole([(event, event.body) for event in events])


@handles(ATTEMPT_REMARKED, version=1, tables=[AttemptRemark])
def apply_remarks(events: Sequence[StoredEvent]) -> None:
    """Let other keys apply."""
    rows = [
        {"id": event.id, "attempt_id": UUID(event.body["attempt"]), "keys": canonical_json(event.body["keys"]), "at": event.said_at}
        for event in events
    ]  # fmt: skip
    insert_absent(AttemptRemark, rows)
    _settle([UUID(event.body["attempt"]) for event in events])


def _take_whole(said: Sequence[tuple[StoredEvent, Mapping[str, Any]]]) -> None:
    begun, ends, given = [], [], []
    for event, body in said:
        at = datetime.fromisoformat(body["taken_at"])
        begun.append(_begun(event, body, source=body["source"], started_at=at))
        ends.append({"id": event.id, "attempt_id": event.id, "at": at})
        given += [_given(derived_id(event.id, question), event.id, question, answer, at) for question, answer in body["answers"].items()]
    insert_absent(Attempt, _of_people(begun))
    insert_absent(AttemptEnd, ends)
    insert_absent(AnswerGiven, given)
    _settle([event.id for event, _body in said])


def _as_today(event: StoredEvent) -> dict[str, Any]:
    """Return what a fact of the first kind would say today: every question was marked all or nothing."""
    asked = [
        {"id": question, "version": 1, "key": {"type": "multiple", "rule": ALL_OR_NOTHING, "right": right}, "order": []}
        for question, right in event.body["key"].items()
    ]  # fmt: skip
    return {"form": "", "deadline": None, "questions": asked, "source": "screen", "taken_at": event.said_at.isoformat()}


def _begun(event: StoredEvent, body: Mapping[str, Any], *, source: str, started_at: datetime) -> dict[str, Any]:
    deadline = body["deadline"]
    return {
        "id": event.id, "person_id": UUID(body["person"]), "quiz": body["quiz"], "quiz_version": body["version"], "form": body["form"],
        "source": source,
        "pass_mark_percent": body["pass_mark_percent"], "questions": canonical_json(body["questions"]), "started_at": started_at,
        "deadline": datetime.fromisoformat(deadline) if deadline else None, "submitted_at": None, "points": body.get("points", 0.0),
        "points_possible": body.get("points_possible", float(len(body["questions"]))), "is_passed": False,
    }  # fmt: skip


def _of_people(attempts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return new attempts with the person whom each is of, where the fact names a record that was merged."""
    stands_for = of_several_records({attempt["person_id"] for attempt in attempts})
    return [{**attempt, "person_id": stands_for.get(attempt["person_id"], attempt["person_id"])} for attempt in attempts]


def _given(id: UUID, attempt_id: UUID, question: str, answer: list[str], at: datetime, *, is_explained: bool = False) -> dict[str, Any]:
    return {
        "id": id, "attempt_id": attempt_id, "question": question, "answer": json.dumps(answer, ensure_ascii=False), "given_at": at,
        "is_explained": is_explained,
    }  # fmt: skip


def _settle(attempt_ids: Sequence[UUID]) -> None:
    """Mark these attempts anew from all that was said of them. Those that nobody has begun or ended yet are left as they are."""
    ends = _ends(list(dict.fromkeys(attempt_ids)))
    attempts = list(db.session.execute(select(Attempt.__table__).where(Attempt.id.in_(ends))).mappings()) if ends else []
    if not attempts:
        return
    said, remarks = answers_said(list(ends)), _remarks(list(ends))
    marked: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for attempt in attempts:
        name = attempt["id"]
        asked = {one["id"]: {**one, **remarks.get(name, {}).get(one["id"], {})} for one in json.loads(attempt["questions"])}
        end = ended_at(ends[name], attempt["deadline"])
        keys = {question: one["key"] for question, one in asked.items()}
        final = final_answers(said.get(name, []), keys=keys, until=counts_until(end, attempt["deadline"]))
        given = {question: list(one.answer) for question, one in final.items()}
        worth = marks(keys, given)
        points = math.fsum(worth.values()) if asked else attempt["points"]
        result = score(points, attempt["points_possible"], pass_mark_percent=attempt["pass_mark_percent"])
        marked.append({"marked": name, "submitted_at": end, "points": result.points, "is_passed": result.is_passed})
        answers += [
            {"attempt_id": name, "question": question, "question_version": one["version"], "points": worth[question],
             "answer": json.dumps(given.get(question, []), ensure_ascii=False)}
            for question, one in asked.items()
        ]  # fmt: skip
    db.session.execute(delete(Answer).where(Answer.attempt_id.in_([attempt["id"] for attempt in attempts])))
    table = cast(Table, Attempt.__table__)
    values: dict[str, Any] = {name: bindparam(name) for name in ("submitted_at", "points", "is_passed")}
    db.session.execute(update(table).where(table.c.id == bindparam("marked")).values(**values), marked)
    if answers:
        db.session.execute(insert(Answer), answers)


def _ends(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when each of these attempts was handed in first; those that were not are left out."""
    query = select(AttemptEnd.attempt_id, func.min(AttemptEnd.at)).where(AttemptEnd.attempt_id.in_(ids)).group_by(AttemptEnd.attempt_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _remarks(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {}
    rows = select(AttemptRemark.__table__).where(AttemptRemark.attempt_id.in_(ids)).order_by(AttemptRemark.at, AttemptRemark.id)
    for row in db.session.execute(rows):
        found.setdefault(row.attempt_id, {}).update(json.loads(row.keys))
    return found
