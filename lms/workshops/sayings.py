"""Reads on what was said of people on a half-day: what contradicts, and what was corrected."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.models import Account, Person
from lms.accounts.rules import full_name
from lms.db import db
from lms.workshops.facts import mark_of
from lms.workshops.models import AttendanceMark, Enrolment, HalfDay
from lms.workshops.queries import Room
from lms.workshops.rules import CONFLICT, Mark, heads_that_count


@dataclass(frozen=True)
class Saying:
    """What one person said of another, and nobody has replaced since."""

    status: str
    by: str | None
    """The name of whoever said it, of a helper that of the access; None when their account is not on this machine."""
    at: datetime
    source: str
    device: str


@dataclass(frozen=True)
class Correction:
    """A mark that replaced others."""

    name: str
    sex: str
    saying: Saying
    former: Sequence[str]
    """The statuses it replaced, in the order they were said."""
    reason: str
    """A `rules.ReasonKind`; empty for a slip mended at once, and in facts of version 1."""
    words: str


def contradictions(room: Room, half_day: HalfDay) -> dict[UUID, list[Saying]]:
    """Return {enrolment: what was said of it on this half-day that contradicts}; one query, and none when nothing is in conflict."""
    return sayings_of(half_day, [
        one.enrolment_id for one in room.people if half_day.id in one.standings and one.standings[half_day.id].status == CONFLICT
    ])  # fmt: skip


def sayings_of(half_day: HalfDay, enrolment_ids: Collection[UUID]) -> dict[UUID, list[Saying]]:
    """Return {enrolment: what is said of it on this half-day and counts}, in the order it was said; one query, and none for nobody."""
    if not enrolment_ids:
        return {}
    marks: dict[UUID, list[Mark]] = defaultdict(list)
    sayings: dict[UUID, Saying] = {}
    for mark, given, family in db.session.execute(_said_on(half_day).where(AttendanceMark.enrolment_id.in_(enrolment_ids))):
        marks[mark.enrolment_id].append(mark_of(mark))
        sayings[mark.id] = _saying(mark, given, family)
    return {enrolment_id: [sayings[head.id] for head in heads_that_count(of_one)] for enrolment_id, of_one in marks.items()}


def corrections_of(half_day: HalfDay, *, most: int = 200) -> list[Correction]:
    """Return the marks of a half-day that replaced others, the latest said first; two queries."""
    rows = db.session.execute(_said_on(half_day)).all()
    marks = {mark.id: mark for mark, _given, _family in rows}
    people = {
        id: (full_name(given, family), sex)
        for id, given, family, sex in db.session.execute(
            select(Enrolment.id, Person.given_names, Person.family_name, Person.sex)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Enrolment.workshop_id == half_day.workshop_id)
        )
    }
    found = [
        Correction(
            *people[mark.enrolment_id], saying=_saying(mark, given, family), reason=mark.reason, words=mark.words,
            former=[one.status for one in sorted(map(marks.__getitem__, marks.keys() & set(map(UUID, mark.replaces.split()))), key=_when_said)],
        )
        for mark, given, family in rows if mark.replaces
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.saying.at, reverse=True)[:most]


def _said_on(half_day: HalfDay) -> Select[AttendanceMark, str, str]:
    """Return a statement for the marks of a half-day, each with the name of the account that said it."""
    return (
        select(AttendanceMark, Person.given_names, Person.family_name)
        .outerjoin(Account, Account.id == AttendanceMark.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(AttendanceMark.half_day_id == half_day.id)
    )


def _when_said(mark: AttendanceMark) -> tuple[datetime, UUID]:
    return mark.said_at, mark.id


def _saying(mark: AttendanceMark, given: str | None, family: str | None) -> Saying:
    by = mark.helper or (None if family is None else full_name(given or "", family))
    return Saying(mark.status, by, mark.said_at, mark.source, mark.device)
