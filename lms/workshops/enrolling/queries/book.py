"""Everybody in a workshop, with the offers that have come since anything was last written down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from lms.accounts.codes import spelt
from lms.accounts.models import Person
from lms.db import db
from lms.workshops.enrolling.queries.register import offers_of, stored_register
from lms.workshops.enrolling.rules import Register, Seat, State, caught_up
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.plan.groups import institution_types
from lms.workshops.plan.rules.quotas import Axis, Guest


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part, took part or was to."""

    enrolment_id: UUID
    person_id: UUID
    name: str
    sex: str
    code: str
    profession: str
    institution: str
    institution_type: str
    seat: Seat
    replaces_id: UUID | None

    @property
    def state(self) -> State:
        """Where they stand today."""
        return self.seat.state


@dataclass(frozen=True)
class TeamMember:
    """A trainer or an observer."""

    enrolment_id: UUID
    name: str
    code: str
    profession: str
    institution: str
    role: str
    country: str
    committee: str


@dataclass(frozen=True)
class Book:
    """Everybody in a workshop, as things stand on one day."""

    register: Register
    today: date
    participants: Mapping[UUID, Participant]
    """By enrolment, by name."""
    team: tuple[TeamMember, ...]
    """Trainers, then observers, by name."""
    merged: Mapping[UUID, UUID]
    """{enrolment of a record that was merged: the one that counts in its place}."""

    @property
    def confirmed(self) -> list[Participant]:
        """Those who come."""
        return self._in(State.CONFIRMED)

    @property
    def invited(self) -> list[Participant]:
        """Those who are asked and for whom a place is kept, the first day for an answer first."""
        open_ones = [one for one in self._in(State.INVITED) if self.register.holds(one.seat, self.today)]
        return sorted(open_ones, key=lambda one: self.register.last_day(one.seat))

    @property
    def offered(self) -> list[Participant]:
        """Of those the ones to whom a place fell by the waiting list: somebody must tell them."""
        return [one for one in self.invited if one.seat.is_offered]

    @property
    def lapsed(self) -> list[Participant]:
        """Those who were asked and have not answered in time."""
        return [one for one in self._in(State.INVITED) if not self.register.holds(one.seat, self.today)]

    @property
    def waiting(self) -> list[Participant]:
        """The waiting list, in its order."""
        return [self.participants[seat.id] for seat in self.register.line()]

    @property
    def gone(self) -> list[Participant]:
        """Those who declined, withdrew or were replaced."""
        return [one for one in self.participants.values() if one.state in (State.DECLINED, State.WITHDRAWN, State.REPLACED)]

    @cached_property
    def held(self) -> int:
        """Places kept for somebody."""
        return self.register.held(self.today)

    @cached_property
    def free(self) -> int:
        """Places that nobody has."""
        return self.register.free(self.today)

    @property
    def guests(self) -> Iterator[Guest]:
        """Whoever has a place, as quotas count them."""
        for one in self.participants.values():
            if self.register.holds(one.seat, self.today):
                groups = {Axis.SEX: one.sex, Axis.INSTITUTION: one.institution_type}
                yield Guest(groups=groups, is_confirmed=one.state is State.CONFIRMED)

    @cached_property
    def newcomers(self) -> Mapping[UUID, Participant]:
        """{enrolment of whoever was replaced: who took their place}; of several the one whose place it still is."""
        return {left.enrolment_id: one for one in self.participants.values() if (left := self.replaced_by(one))}

    def replaced_by(self, one: Participant) -> Participant | None:
        """Return whose place somebody took; nobody when both turned out to be one person."""
        found = self.participants.get(self.counting(one.replaces_id)) if one.replaces_id else None
        return None if found is one else found

    def counting(self, enrolment_id: UUID) -> UUID:
        """Return the enrolment that counts in the place of this one: itself, unless its person was merged with another."""
        return self.merged.get(enrolment_id, enrolment_id)

    def last_day(self, one: Participant) -> date:
        """Return the last day on which the place of somebody invited is kept."""
        return self.register.last_day(one.seat)

    def _in(self, state: State) -> list[Participant]:
        return [one for one in self.participants.values() if one.state is state]


def book_of(workshop: Workshop, *, today: date) -> Book:
    """Return everybody in a workshop as things stand today. One query."""
    rows = db.session.execute(
        select(Enrolment, Person, institution_types().of_person.label("institution_type"))
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.workshop_id == workshop.id)
        .order_by(Person.sort_key, Enrolment.id)
    ).all()
    taking_part = [row for row in rows if row.Enrolment.role == "participant"]
    stored = stored_register(workshop, [row.Enrolment for row in taking_part])
    register = caught_up(stored, offers_of(workshop, stored, today=today))
    return Book(
        register=register,
        today=today,
        participants={row.Enrolment.id: _participant(row.Enrolment, row.Person, row.institution_type, register) for row in taking_part},
        team=tuple(
            _member(row.Enrolment, row.Person)
            for role in ("trainer", "observer")
            for row in rows
            if row.Enrolment.role == role and row.Enrolment.state == State.CONFIRMED
        ),
        merged={row.Enrolment.id: row.Enrolment.merged_into_id for row in rows if row.Enrolment.merged_into_id},
    )


def _participant(enrolment: Enrolment, person: Person, institution_type: str, register: Register) -> Participant:
    return Participant(
        enrolment_id=enrolment.id, person_id=person.id, name=person.full_name, sex=person.sex, code=spelt(person.code),
        profession=person.profession, institution=person.institution, institution_type=institution_type, seat=register.seats[enrolment.id],
        replaces_id=enrolment.replaces_id,
    )  # fmt: skip


def _member(enrolment: Enrolment, person: Person) -> TeamMember:
    return TeamMember(enrolment_id=enrolment.id, name=person.full_name, code=spelt(person.code), profession=person.profession,
                      institution=person.institution, role=enrolment.role, country=enrolment.country, committee=enrolment.committee)  # fmt: skip
