"""Reads for check-in and for typing sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import MergedPerson, Person
from lms.accounts.queries import holder_of_code
from lms.accounts.rules import full_name
from lms.db import db
from lms.workshops import queries as workshops
from lms.workshops.checkin.models import CheckInHour
from lms.workshops.checkin.rules import usual_hour
from lms.workshops.facts import counting_enrolments
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.rules import ATTENDED, CONFLICT
from lms.workshops.sayings import Saying, sayings_of


@dataclass(frozen=True)
class Arrival:
    """Somebody who came in."""

    name: str
    sex: str
    status: str
    at: datetime
    contradictions: Sequence[Saying]
    """Everything said of them, where it differs."""


@dataclass(frozen=True)
class SheetPerson:
    """Somebody whose name stands on a sheet."""

    enrolment_id: UUID
    name: str
    sex: str


def hour_of(half_day: HalfDay) -> int:
    """Return until when one counts as present on a half-day, in minutes since midnight: as was chosen, else as follows from its beginning."""
    chosen = db.session.get(CheckInHour, half_day.id)
    return chosen.late_after_minutes if chosen else usual_hour(half_day.starts_at)


def enrolment_of_badge(workshop: Workshop, code: str) -> UUID | None:
    """Return the enrolment of the confirmed participant who bears this code, or None when no such person is enrolled here.

    A badge may have been printed under another record of the person, before both were merged.
    """
    query = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room())
    return db.session.scalar(query.where(Enrolment.person_id == holder_of_code(code)))


def arrived_and_expected(half_day: HalfDay) -> tuple[int, int]:
    """Return how many of the confirmed participants are present or late, and how many they are."""
    query = (
        select(func.count(AttendanceStanding.enrolment_id), func.count())
        .select_from(Enrolment)
        .outerjoin(
            AttendanceStanding,
            (AttendanceStanding.enrolment_id == Enrolment.id)
            & (AttendanceStanding.half_day_id == half_day.id)
            & AttendanceStanding.status.in_(ATTENDED),
        )
        .where(Enrolment.workshop_id == half_day.workshop_id, workshops.is_in_the_room())
    )
    arrived, expected = db.session.execute(query).one()
    return arrived, expected


def arrival_or_none(half_day: HalfDay, mark_id: UUID) -> Arrival | None:
    """Return who came in by this mark of a half-day, or None when it is no mark of this half-day."""
    row = db.session.execute(
        select(AttendanceMark, Person, AttendanceStanding.status)
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(AttendanceStanding, (AttendanceStanding.enrolment_id == Enrolment.id) & (AttendanceStanding.half_day_id == half_day.id))
        .where(AttendanceMark.id == mark_id, AttendanceMark.half_day_id == half_day.id)
    ).one_or_none()
    if row is None:
        return None
    mark, person, standing = row
    sayings = sayings_of(half_day, [mark.enrolment_id] if standing == CONFLICT else [])
    return Arrival(person.full_name, person.sex, mark.status, mark.said_at, sayings.get(mark.enrolment_id, []))


def names_by_code(workshop: Workshop) -> dict[str, str]:
    """Return {code: name} of the confirmed participants, by name: what a page knows of badges while it has no network.

    Codes of further records of theirs, merged into the one that is enrolled, are among them.
    """
    record = aliased(Person)
    query = (
        select(record.code, Person.given_names, Person.family_name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(MergedPerson, MergedPerson.kept_id == Person.id)
        .join(record, or_(record.id == Person.id, record.id == MergedPerson.person_id))
        .where(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room())
        .order_by(Person.sort_key, Enrolment.id)
    )
    return {code: full_name(given, family) for code, given, family in db.session.execute(query)}


def people_on_sheet(rows: Mapping[int, UUID], workshop: Workshop) -> dict[int, SheetPerson]:
    """Return {row: person} of those rows of a sheet whose people are confirmed participants today.

    Each is there by the enrolment that counts now: somebody whose two records were merged since the sheet was printed may stand in two rows.
    """
    counting = counting_enrolments(set(rows.values()))
    query = (
        select(Enrolment.id, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.workshop_id == workshop.id, Enrolment.id.in_(counting.values()), workshops.is_in_the_room())
    )
    found = {enrolment_id: SheetPerson(enrolment_id, person.full_name, person.sex) for enrolment_id, person in db.session.execute(query)}
    return {number: found[counting[enrolment_id]] for number, enrolment_id in rows.items() if counting[enrolment_id] in found}
