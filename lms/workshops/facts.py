"""The fact that workshops own, `attendance.marked`, and how it becomes rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select

from lms.db import db, upsert
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment
from lms.workshops.rules import Mark, Marker, Reason, ReasonKind, Source, Status, standing

ATTENDANCE_MARKED = "attendance.marked"
VERSION = 2
"""Version 1 said neither the device, nor the helper, nor the reason of a correction."""

_FEW = 1000

# Made once: forty marks in one form ask for little else, and putting a statement together costs as much as running it.
_MARKS = select(
    AttendanceMark.enrolment_id, AttendanceMark.id, AttendanceMark.status, AttendanceMark.said_at, AttendanceMark.replaces, AttendanceMark.source,
    AttendanceMark.actor_id, AttendanceMark.device, AttendanceMark.helper,
).where(AttendanceMark.half_day_id == bindparam("half_day_id"))  # fmt: skip
_MERGED = select(Enrolment.id, Enrolment.merged_into_id).where(Enrolment.merged_into_id.is_not(None))
_ADD_MARKS = insert(cast(Table, AttendanceMark.__table__))  # the table and not the class: no objects are made of forty rows


def attendance_marked(
    *, id: UUID, enrolment_id: UUID, half_day_id: UUID, status: Status, source: Source, replaces: Iterable[UUID], programme: str,
    by: Marker, said_at: datetime, reason: Reason | None = None,
) -> NewEvent:  # fmt: skip
    """Return the fact that somebody said whether an enrolled person was there.

    replaces: every mark that they saw and correct, in any order; none when they saw no mark. reason: of a correction that is no slip.
    """
    body = {"enrolment": str(enrolment_id), "half_day": str(half_day_id), "status": status.value, "source": source.value,
            "replaces": sorted({str(mark_id) for mark_id in replaces}), "device": by.device, "helper": by.helper,
            "reason": reason.kind.value if reason else "", "words": reason.words if reason else ""}  # fmt: skip
    return NewEvent(id=id, type=ATTENDANCE_MARKED, version=VERSION, programme=programme, actor_id=by.actor_id, said_at=said_at, body=body)


@handles(ATTENDANCE_MARKED, version=1, tables=(AttendanceMark, AttendanceStanding))
@handles(ATTENDANCE_MARKED, version=2, tables=(AttendanceMark, AttendanceStanding))
def apply_marks(events: Sequence[StoredEvent]) -> None:
    """Store the marks and work out again where everybody they speak of stands.

    A standing comes from all marks of its cell, those stored before and those of this batch, so batches may be cut anywhere.
    """
    counting = counting_enrolments({UUID(event.body["enrolment"]) for event in events})
    by_half_day: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        row = _mark_row(event)
        row["enrolment_id"] = counting[row["enrolment_id"]]
        by_half_day[row["half_day_id"]].append(row)
    rows = [row for of_half_day in by_half_day.values() for row in of_half_day]
    standings = [standing_row for half_day_id, of_half_day in by_half_day.items() for standing_row in _standing_rows(half_day_id, of_half_day)]
    db.session.execute(_ADD_MARKS, rows)
    upsert(AttendanceStanding, standings, key=("enrolment_id", "half_day_id"))


def counting_enrolments(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return {enrolment: the one that counts in its place} for all of these, themselves where nobody was merged. One query."""
    # Of many, everybody who is aside is asked for: they are few, and a statement has its limits.
    rows = db.session.execute(_MERGED.where(Enrolment.id.in_(ids)) if len(ids) <= _FEW else _MERGED)
    return {id: id for id in ids} | {row.id: row.merged_into_id for row in rows if row.id in ids}


def marks_of(half_day_id: UUID) -> dict[UUID, list[Mark]]:
    """Return {enrolment: every mark it has on this half-day}, leaving out those without any."""
    found: dict[UUID, list[Mark]] = defaultdict(list)
    for enrolment_id, id, status, said_at, replaces, source, actor_id, device, helper in db.session.execute(_MARKS, {"half_day_id": half_day_id}):
        found[enrolment_id].append(_mark(id, status, said_at, replaces, source, actor_id, device, helper))
    return found


def mark_of(row: AttendanceMark) -> Mark:
    """Return a stored mark as the rules know it."""
    return _mark(row.id, row.status, row.said_at, row.replaces, row.source, row.actor_id, row.device, row.helper)


def _mark(id: UUID, status: str, said_at: datetime, replaces: str, source: str, actor_id: UUID, device: str, helper: str) -> Mark:
    return Mark(id, status, said_at, tuple(map(UUID, replaces.split())), source, Marker(actor_id, device, helper))


def _mark_row(event: StoredEvent) -> dict[str, Any]:
    body = event.body
    reason = body.get("reason", "")
    return {
        "id": event.id,
        "enrolment_id": UUID(body["enrolment"]),
        "half_day_id": UUID(body["half_day"]),
        "status": Status(body["status"]).value,
        "source": Source(body["source"]).value,
        "replaces": " ".join(str(UUID(mark_id)) for mark_id in body["replaces"]),
        "device": body.get("device", ""),
        "helper": body.get("helper", ""),
        "reason": ReasonKind(reason).value if reason else "",
        "words": body.get("words", ""),
        "actor_id": event.actor_id,
        "said_at": event.said_at,
        "received_at": event.received_at,
    }


def _mark_in(row: dict[str, Any]) -> Mark:
    return _mark(*(row[name] for name in ("id", "status", "said_at", "replaces", "source", "actor_id", "device", "helper")))


def _standing_rows(half_day_id: UUID, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    marks = marks_of(half_day_id)
    for row in rows:
        marks[row["enrolment_id"]].append(_mark_in(row))
    standings = []
    for enrolment_id in {row["enrolment_id"]: None for row in rows}:
        status, heads = standing(marks[enrolment_id])
        standings.append({"enrolment_id": enrolment_id, "half_day_id": half_day_id, "status": status, "heads": " ".join(map(str, heads))})
    return standings
