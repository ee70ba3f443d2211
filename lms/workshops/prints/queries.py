"""Reads what stands on the papers of a workshop. Nothing else of this package asks the database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from lms.accounts.codes import spelt
from lms.accounts.models import Account, Contact, Person
from lms.accounts.rules import spelt_phone
from lms.db import db
from lms.places.models import Place
from lms.programmes import services as programmes
from lms.workshops import queries as workshops
from lms.workshops.acquaintance import Knows
from lms.workshops.facts import counting_enrolments
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan import queries as plan
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.plan.rules.timetable import Kind
from lms.workshops.plan.wording import KIND_NAMES
from lms.workshops.prints.models import PaymentTerms, SignInSheet
from lms.workshops.prints.rules import (
    Attendance,
    Attended,
    Badge,
    BadgeRole,
    Occasion,
    OpenHalfDay,
    Sheet,
    SheetRow,
    Terms,
    TimetableHalfDay,
    TimetableSession,
    is_wanted,
)
from lms.workshops.rules import CONFLICT, Marking, Source, is_attended


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet that was printed."""

    code: str
    on: date
    part: str
    rows: int
    printed_at: datetime
    is_current: bool
    """It bears the participants of today, in their order."""
    is_typed: bool
    """Attendance of its half-day was typed from paper."""

    @property
    def spelt_code(self) -> str:
        """Its code as it is printed."""
        return spelt(self.code)


def occasion_of(workshop: Workshop, language: str) -> Occasion:
    """Return what every paper says of a workshop, in a language."""
    programme = programmes.programme_of(workshop.programme)
    return Occasion(
        programme=programme.name(language), funders=programme.funders(language), place=workshop.place.name, starts_on=workshop.starts_on,
        ends_on=workshop.ends_on, is_date_published=workshop.is_date_published, is_demonstration=programme.is_demonstration, language=language,
    )  # fmt: skip


def enrolments_to_sign(workshop_id: UUID) -> list[UUID]:
    """Return the enrolments of the confirmed participants of a workshop, in the order of their names."""
    people = (
        select(Enrolment.id).join(Person, Person.id == Enrolment.person_id).where(Enrolment.workshop_id == workshop_id, workshops.is_in_the_room())
    )
    return list(db.session.scalars(people.order_by(Person.sort_key, Enrolment.id)))


def sheets_printed(workshop: Workshop) -> list[PrintedSheet]:
    """Return the sheets of a workshop that were printed, by half-day, the newest first."""
    is_typed = exists().where(AttendanceMark.half_day_id == HalfDay.id, AttendanceMark.source == Source.PAPER).correlate(HalfDay)
    rows = db.session.execute(
        select(SignInSheet, HalfDay.on, HalfDay.part, is_typed)
        .join(HalfDay, HalfDay.id == SignInSheet.half_day_id)
        .where(HalfDay.workshop_id == workshop.id)
        .order_by(HalfDay.position, SignInSheet.printed_at.desc(), SignInSheet.code)
    ).all()
    today = enrolments_to_sign(workshop.id) if rows else []
    return [
        PrintedSheet(sheet.code, on, part, len(sheet.enrolments), sheet.printed_at, list(sheet.enrolments.values()) == today, typed)
        for sheet, on, part, typed in rows
    ]


def sheets_coded(workshop: Workshop, codes: Iterable[str], *, phones_of: Knows | None) -> list[Sheet]:
    """Return those sheets of a workshop that have these codes, by half-day, each with the rows it was printed with. phones_of: as below."""
    rows = db.session.execute(
        select(SignInSheet, HalfDay.on, HalfDay.part)
        .join(HalfDay, HalfDay.id == SignInSheet.half_day_id)
        .where(HalfDay.workshop_id == workshop.id, SignInSheet.code.in_(list(codes)))
        .order_by(HalfDay.position, SignInSheet.code)
    ).all()
    enrolled = {enrolment for sheet, _on, _part in rows for enrolment in sheet.enrolments.values()}
    people = _rows(Enrolment.id.in_(enrolled), phones_of=phones_of)
    nobody = SheetRow(0, name="", function="", institution="", code="", sex="N")  # an enrolment that is no longer there leaves its row empty
    return [
        Sheet(code=sheet.code, on=on, part=part, rows=[replace(people.get(id, nobody), number=number) for number, id in sheet.enrolments.items()])
        for sheet, on, part in rows
    ]


def participants(workshop: Workshop, *, phones_of: Knows | None) -> list[SheetRow]:
    """Return the confirmed participants of a workshop by name, with the place where they work.

    phones_of: of whom the reader may see telephone numbers; None where the paper has none.
    """
    people = _rows(and_(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room()), phones_of=phones_of)
    return [replace(person, number=number) for number, person in enumerate(people.values(), start=1)]


def badges(workshop: Workshop, *, role: BadgeRole | None, wanted: str) -> list[Badge]:
    """Return the badges of those who are in a workshop: its team, then its participants, each by name.

    role: only of these. wanted: codes, names or parts of names, with commas between; empty for everybody.
    """
    found: dict[UUID, Badge] = {}
    for person, kind in [*_enrolled(workshop), *_organisers(workshop)]:
        found.setdefault(person.id, _badge(person, BadgeRole(kind)))
    return sorted(
        (badge for badge in found.values() if role in (None, badge.role) and is_wanted(badge.name, badge.code, wanted)),
        key=lambda badge: badge.role is BadgeRole.PARTICIPANT,
    )


def attendance(workshop: Workshop, *, staying: Iterable[UUID] = ()) -> Attendance:
    """Return how much of a workshop its confirmed participants attended, in two queries.

    staying: the enrolments of those who do not travel.
    """
    timed = db.session.execute(
        select(HalfDay, func.max(AttendanceMark.received_at))
        .outerjoin(AttendanceMark, AttendanceMark.half_day_id == HalfDay.id)
        .where(HalfDay.workshop_id == workshop.id)
        .group_by(HalfDay.id)
        .order_by(HalfDay.position)
    ).all()
    half_days, people, local = [half_day for half_day, _at in timed], _people_with_statuses(workshop), set(staying)
    return Attendance(
        planned=len(half_days),
        people=[_attended(row, statuses, half_days, travels=enrolment not in local) for enrolment, (row, statuses) in people.items()],
        open_half_days=[
            OpenHalfDay(half_day.on, half_day.part, remaining)
            for half_day in half_days
            if (remaining := _remaining([statuses.get(half_day.id) for _row, statuses in people.values()]))
        ],
        recorded_at=max((at for _half_day, at in timed if at is not None), default=None),
    )


def terms_of(workshop: Workshop) -> tuple[Terms, frozenset[UUID]] | None:
    """Return what an organiser typed last for a workshop, and the enrolments of those who do not travel; None before anything was typed.

    Of somebody who was merged since, the enrolment that counts now.
    """
    row = db.session.get(PaymentTerms, workshop.id)
    if row is None:
        return None
    terms = Terms(per_half_day=row.per_half_day, per_night=row.per_night, nights=row.nights, transport=row.transport)
    return terms, frozenset(counting_enrolments([UUID(text) for text in json.loads(row.staying)]).values())


def timetable(workshop: Workshop) -> list[list[TimetableHalfDay]]:
    """Return the half-days of a workshop by day, with the sessions planned on them, in the language of the page."""
    days: dict[date, list[TimetableHalfDay]] = defaultdict(list)
    for half_day, sessions in plan.timetable_of(workshop):
        days[half_day.on].append(TimetableHalfDay(half_day.on, half_day.part, [_session(session) for session in sessions]))
    return list(days.values())


def _session(session: WorkshopSession) -> TimetableSession:
    return TimetableSession(starts_at=session.starts_at, ends_at=session.ends_at, kind=str(KIND_NAMES[Kind(session.kind)]),
                            title=plan.name_of(session), leader=session.led_by)  # fmt: skip


def _rows(condition: ColumnElement[bool], *, phones_of: Knows | None) -> dict[UUID, SheetRow]:
    """Return {enrolment: person} by name, without numbers. Phones are read only when they are wanted."""
    rows = db.session.execute(
        select(Enrolment.id, Person, Place.name)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Place, Place.code == Person.place_code)
        .where(condition)
        .order_by(Person.sort_key, Enrolment.id)
    ).all()
    phones = _phones([person.id for _id, person, _place in rows if phones_of(person.id)]) if phones_of else {}
    return {id: replace(_sheet_row(person, 0), place=place or "", phones=tuple(phones.get(person.id, ()))) for id, person, place in rows}


def _sheet_row(person: Person, number: int) -> SheetRow:
    return SheetRow(number, person.full_name, person.profession, person.institution, person.code, person.sex)


def _phones(person_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    contacts = select(Contact).where(Contact.person_id.in_(person_ids), Contact.kind == "phone", Contact.value != "")
    for contact in db.session.scalars(contacts.order_by(Contact.value)):
        found[contact.person_id].append(spelt_phone(contact.value))
    return found


def _enrolled(workshop: Workshop) -> Iterable[tuple[Person, str]]:
    rows = db.session.execute(
        select(Person, Enrolment.role)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.workshop_id == workshop.id, Enrolment.state == "confirmed")
        .order_by(Person.sort_key, Enrolment.id)
    )
    return [(person, role) for person, role in rows]


def _organisers(workshop: Workshop) -> Iterable[tuple[Person, str]]:
    people = db.session.scalars(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .join(WorkshopOrganiser, WorkshopOrganiser.account_id == Account.id)
        .where(WorkshopOrganiser.workshop_id == workshop.id, Account.merged_into_id.is_(None))
        .order_by(Person.sort_key, Person.id)
    )
    return [(person, BadgeRole.ORGANISER) for person in people]


def _badge(person: Person, role: BadgeRole) -> Badge:
    return Badge(role, name=person.full_name, function=person.profession, institution=person.institution, code=person.code, sex=person.sex)


def _people_with_statuses(workshop: Workshop) -> dict[UUID, tuple[SheetRow, dict[UUID, str]]]:
    """Return {enrolment: (person, {half-day: where they stand})} of the confirmed participants by name."""
    rows = db.session.execute(
        select(Enrolment.id, Person, AttendanceStanding.half_day_id, AttendanceStanding.status)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(AttendanceStanding, AttendanceStanding.enrolment_id == Enrolment.id)
        .where(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room())
        .order_by(Person.sort_key, Enrolment.id)
    )
    found: dict[UUID, tuple[SheetRow, dict[UUID, str]]] = {}
    for id, person, half_day_id, status in rows:
        _row, statuses = found.setdefault(id, (_sheet_row(person, len(found) + 1), {}))
        if half_day_id is not None:
            statuses[half_day_id] = status
    return found


def _attended(row: SheetRow, statuses: Mapping[UUID, str], half_days: Sequence[HalfDay], *, travels: bool) -> Attended:
    there = [half_day.on for half_day in half_days if is_attended(statuses.get(half_day.id))]
    open_half_days = sum(statuses.get(half_day.id, CONFLICT) == CONFLICT for half_day in half_days)
    return Attended(person=row, half_days=len(there), days=len(set(there)), open=open_half_days, travels=travels)


def _remaining(statuses: Sequence[str | None]) -> int:
    """Return of how many people somebody must still say something."""
    return Marking(people=len(statuses), unmarked=statuses.count(None), to_settle=statuses.count(CONFLICT)).remaining
