"""Actions on the participants of a workshop. Each takes hold of the workshop first, so that two organisers never give one place away twice."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from lms.accounts import services as accounts
from lms.accounts.merging import of_several_records
from lms.accounts.moving import forget_rows
from lms.clock import BAMAKO, local_day
from lms.db import db
from lms.errors import Conflict, DomainError, NotFound
from lms.identifiers import derived_id, new_id
from lms.workshops.deeds import locked, locked_for, refuse_unless
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.enrolling.queries.register import offers_of, stored_register
from lms.workshops.enrolling.rules import Action, Refusal, Seat, State, caught_up, seat_after, takeover
from lms.workshops.facts import counting_enrolments
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.plan.rules.status import Deed, WorkshopStatus

_DEEDS = {Action.INVITE: Deed.INVITE, Action.ADMIT: Deed.ADMIT}
"""What the status of the workshop must allow; for every other action `Deed.ENROL`."""


class NoInvitationsToday(Conflict):
    """The workshop begins today or has begun."""


class DoorClosed(Conflict):
    """The day of the workshop has not come."""


class BadAnswerDay(DomainError):
    """An invitation cannot hold until this day."""


class ReasonMissing(DomainError):
    """Taking a place away from somebody is explained."""


@dataclass(frozen=True)
class Result:
    """What became of one person."""

    enrolment_id: UUID
    person_id: UUID
    state: State | None
    """Their state now; None when nothing happened, for the reason beside it."""
    refusal: Refusal | None = None


def invite(
    *, form_id: UUID, workshop_id: UUID, person_ids: Sequence[UUID], holds_until: date, account_id: UUID, now: datetime
) -> list[Result]:  # fmt: skip
    """Invite these people in this order; those for whom no place is left are put on the waiting list.

    holds_until: the last day on which the place is kept for them. Raises NotNow, NoInvitationsToday, BadAnswerDay.
    """
    desk = _Desk(locked_for(Deed.INVITE, workshop_id), form_id=form_id, account_id=account_id, now=now)
    if desk.today > desk.register.eve:
        raise NoInvitationsToday(_l("This workshop begins today or has begun, so nobody is invited any more. Add people at the door."))
    if not desk.today <= holds_until <= desk.register.eve:
        raise BadAnswerDay(_l("Choose a day from today to the eve of the workshop."))
    results = [desk.act(desk.enrolment_of(person_id), Action.INVITE, holds_until=holds_until) for person_id in people_now(person_ids)]
    desk.close("people.invited")
    return results


def admit(*, form_id: UUID, workshop_id: UUID, person_id: UUID, account_id: UUID, now: datetime) -> Result:
    """Give somebody who stands at the door a place, or put them on the waiting list when there is none. Raises NotNow, DoorClosed."""
    desk = _Desk(locked_for(Deed.ADMIT, workshop_id), form_id=form_id, account_id=account_id, now=now)
    if desk.today <= desk.register.eve:
        raise DoorClosed(_l("This workshop has not begun. Until its first day, invite people instead."))
    result = desk.act(desk.enrolment_of(*people_now([person_id])), Action.ADMIT)
    desk.close("people.admitted")
    return result


def enlist(*, form_id: UUID, workshop_id: UUID, person_ids: Sequence[UUID], account_id: UUID | None, now: datetime) -> list[Result]:
    """Confirm the people of a list in its order; those for whom no place is left are put on the waiting list.

    Whoever has declined, withdrawn or been replaced stays so: a list knows less than the desk. Raises NotNow, unless all are enrolled already.
    """
    workshop, person_ids = locked(workshop_id), people_now(person_ids)
    enrolled = {one.person_id for one in participants_of(workshop).values()}
    if set(person_ids) - enrolled:
        refuse_unless(workshop, Deed.ENLIST)
    desk = _Desk(workshop, form_id=form_id, account_id=account_id, now=now)
    results = [desk.act(desk.enrolment_of(person_id), Action.ENLIST) for person_id in person_ids]
    desk.close("people.enlisted")
    return results


def unenlist(*, workshop_id: UUID, enrolment_ids: Collection[UUID], account_id: UUID | None, now: datetime) -> int:
    """Take away enrolments that a list made, with their history. Nothing may depend on them any more.

    Returns to how many people who wait the places that became free were offered.
    """
    desk = _Desk(locked(workshop_id), form_id=new_id(now), account_id=account_id, now=now)
    forget_rows(Enrolment, enrolment_ids)
    for table, column in ((EnrolmentChange, EnrolmentChange.enrolment_id), (Enrolment, Enrolment.id)):
        db.session.execute(delete(table).where(column.in_(enrolment_ids)))
    desk.forget(enrolment_ids)
    offered = desk.settle()
    desk.close("people.unenlisted")
    return offered


def change(
    *, form_id: UUID, workshop_id: UUID, enrolment_ids: Iterable[UUID], action: Action, reason: str, account_id: UUID, now: datetime
) -> list[Result]:  # fmt: skip
    """Carry out one action on participants: confirm, decline, withdraw or put on the waiting list.

    Those on whom it cannot be carried out stay what they are. Raises NotNow, and ReasonMissing when a place would be taken from somebody who is
    confirmed without a word.
    """
    desk = _Desk(locked_for(_DEEDS.get(action, Deed.ENROL), workshop_id), form_id=form_id, account_id=account_id, now=now)
    counting = counting_enrolments(list(enrolment_ids))  # a page may be older than a merge of two people
    chosen = [desk.enrolments[id] for id in dict.fromkeys(counting.values()) if id in desk.enrolments]
    if action is Action.WAIT and not reason and any(one.state == State.CONFIRMED for one in chosen):
        raise ReasonMissing(_l("This takes a place away from somebody who is confirmed. Write why: it stays in the history."))
    results = [desk.act(enrolment, action, reason=reason) for enrolment in chosen]
    desk.close("enrolments.changed")
    return results


def replace_person(
    *, form_id: UUID, workshop_id: UUID, enrolment_id: UUID, newcomer_id: UUID, reason: str, account_id: UUID, now: datetime
) -> Result:  # fmt: skip
    """Give the place of one participant to another person, who is confirmed; the link between both is kept.

    Returns the newcomer's result. Raises NotNow, NotFound.
    """
    desk = _Desk(locked_for(Deed.ENROL, workshop_id), form_id=form_id, account_id=account_id, now=now)
    enrolment_id = counting_enrolments([enrolment_id])[enrolment_id]
    if enrolment_id not in desk.enrolments:
        raise NotFound(_l("This person does not take part in this workshop. Open the list of its people again."))
    result = desk.take_over(desk.enrolments[enrolment_id], desk.enrolment_of(*people_now([newcomer_id])), reason=reason)
    desk.close("enrolments.changed")
    return result


def settle(workshop: Workshop, *, now: datetime) -> None:
    """Write down the offers that free places have brought until today. The workshop is locked; every action that can free a place ends with it."""
    _Desk(workshop, form_id=new_id(now), account_id=None, now=now).settle()
    db.session.flush()


def settle_lines_of(person_ids: Collection[UUID], *, now: datetime) -> None:
    """Settle the workshops with open invitations in which these people are enrolled, one after the other.

    Whatever brings their enrolments together or apart does this before and after: else the place that becomes free would be offered as of the
    day on which the line was settled last.
    """
    query = select(Enrolment.workshop_id).join(Workshop, Workshop.id == Enrolment.workshop_id).order_by(Enrolment.workshop_id).distinct()
    theirs = query.where(Enrolment.person_id.in_(person_ids), Workshop.status == WorkshopStatus.PUBLISHED)
    for workshop_id in db.session.scalars(theirs).all():  # always in this order, so that two of these never wait for each other
        settle(locked(workshop_id), now=now)


def people_now(person_ids: Sequence[UUID]) -> list[UUID]:
    """Return who these people are now, each once: a page or a list may name a record that was merged since."""
    stands_for = of_several_records(person_ids)
    return list(dict.fromkeys(stands_for.get(id, id) for id in person_ids))


def places_held(workshop: Workshop, *, today: date) -> int:
    """Return how many places are kept for somebody. The workshop is locked."""
    return places_and_people(workshop, today=today)[0]


def places_and_people(workshop: Workshop, *, today: date) -> tuple[int, set[UUID]]:
    """Return how many places are kept for somebody, and everybody who takes or took part. One query."""
    participants = participants_of(workshop).values()
    return stored_register(workshop, participants).held(today), {one.person_id for one in participants}


def participants_of(workshop: Workshop) -> dict[UUID, Enrolment]:
    """Return {enrolment: it} of everybody who takes or took part in a workshop, as stored now."""
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.role == "participant")
    return {one.id: one for one in db.session.scalars(query.execution_options(populate_existing=True))}


class _Desk:
    """One locked workshop, and all that one form does to its participants."""

    def __init__(self, workshop: Workshop, *, form_id: UUID, account_id: UUID | None, now: datetime) -> None:
        self.workshop, self.form_id, self.account_id, self.now = workshop, form_id, account_id, now
        self.moments = 0
        self.today = local_day(now)
        self.enrolments = participants_of(workshop)
        self.register = stored_register(workshop, self.enrolments.values())
        self.settle()

    def enrolment_of(self, person_id: UUID) -> Enrolment:
        """Return somebody's enrolment in this workshop, or one that is not stored yet and has no state."""
        query = select(Enrolment).where(Enrolment.workshop_id == self.workshop.id, Enrolment.person_id == person_id)
        found = db.session.scalar(query.execution_options(populate_existing=True))
        return found or Enrolment(id=derived_id(self.form_id, str(person_id)), workshop_id=self.workshop.id, person_id=person_id,
                                  role="participant", state="", country="", committee="")  # fmt: skip

    def act(self, enrolment: Enrolment, action: Action, *, reason: str = "", holds_until: date | None = None) -> Result:
        """Carry out one action on one person; the same form sent again changes nothing and gets the same answer."""
        known = self._known(enrolment, action)
        if known:
            return known
        if not self._is_participant(enrolment):
            return Result(enrolment.id, enrolment.person_id, None, Refusal.OTHER_ROLE)
        at = self._moment()
        seat = seat_after(self.register, enrolment.id, action, now=at, today=self.today, holds_until=holds_until)
        if isinstance(seat, Refusal):
            return Result(enrolment.id, enrolment.person_id, None, seat)
        return self._write(enrolment, seat, action, at=at, reason=reason)

    def take_over(self, left: Enrolment, newcomer: Enrolment, *, reason: str) -> Result:
        """Let one person take the place of another."""
        known = self._known(newcomer, Action.TAKE_OVER)
        if known:
            return known
        if not self._is_participant(newcomer):
            return Result(newcomer.id, newcomer.person_id, None, Refusal.OTHER_ROLE)
        seats = takeover(self.register, left.id, newcomer.id, now=self.now, today=self.today)
        if isinstance(seats, Refusal):
            return Result(newcomer.id, newcomer.person_id, None, seats)
        self._write(left, seats[0], Action.REPLACE, at=self._moment(), reason=reason)
        newcomer.replaces_id = left.id
        return self._write(newcomer, seats[1], Action.TAKE_OVER, at=self._moment(), reason=reason)

    def settle(self) -> int:
        """Write down the offers that have come, while invitations are open, and return how many."""
        if self.workshop.status != WorkshopStatus.PUBLISHED:
            return 0
        offers = offers_of(self.workshop, self.register, today=self.today)
        for offer in offers:
            enrolment = self.enrolments[offer.seat.id]
            at = self._moment() if offer.on == self.today else datetime.combine(offer.on, time(), BAMAKO)
            self._note(enrolment, offer.seat, id=new_id(self.now), at=at, account_id=None, reason="")
            _seat(enrolment, offer.seat)
        self.register = caught_up(self.register, offers)
        self.workshop.line_settled_on = max(self.today, self.workshop.line_settled_on or self.today)
        return len(offers)

    def close(self, audited: str) -> None:
        """Offer the places that have become free, and note in the audit what was done."""
        self.settle()
        accounts.note_audit(account_id=self.account_id, action=audited, subject=self.workshop.audit_subject, now=self.now)
        db.session.flush()

    def forget(self, enrolment_ids: Collection[UUID]) -> None:
        """Leave these enrolments out: they are no more."""
        self.enrolments = {id: one for id, one in self.enrolments.items() if id not in enrolment_ids}
        self.register = stored_register(self.workshop, self.enrolments.values())

    def _moment(self) -> datetime:
        """Return an instant of its own for each change, so that people wait in the order of the form and a history is in order."""
        self.moments += 1
        return self.now + timedelta(microseconds=self.moments)

    def _is_participant(self, enrolment: Enrolment) -> bool:
        """Tell whether somebody takes part; a trainer or observer who has withdrawn may do so again, as a participant."""
        if enrolment.role != "participant" and enrolment.state == State.WITHDRAWN:
            self.register = self.register.with_seat(Seat(enrolment.id, State.WITHDRAWN))
            return True
        return enrolment.role == "participant"

    def _known(self, enrolment: Enrolment, action: Action) -> Result | None:
        before = db.session.get(EnrolmentChange, self._change_id(enrolment, action))
        return Result(enrolment.id, enrolment.person_id, State(before.after)) if before else None

    def _change_id(self, enrolment: Enrolment, action: Action) -> UUID:
        return derived_id(self.form_id, f"{action}:{enrolment.id}")

    def _write(self, enrolment: Enrolment, seat: Seat, action: Action, *, at: datetime, reason: str) -> Result:
        self.enrolments[enrolment.id] = enrolment
        before, enrolment.role = enrolment.state, "participant"
        _seat(enrolment, seat)
        db.session.add(enrolment)
        db.session.flush()  # the change's foreign key wants the enrolment first
        self._note(enrolment, seat, id=self._change_id(enrolment, action), at=at, account_id=self.account_id, reason=reason, before=before)
        self.register = self.register.with_seat(seat)
        return Result(enrolment.id, enrolment.person_id, seat.state)

    def _note(
        self, enrolment: Enrolment, seat: Seat, *, id: UUID, at: datetime, account_id: UUID | None, reason: str, before: str | None = None
    ) -> None:  # fmt: skip
        db.session.add(EnrolmentChange(id=id, enrolment_id=enrolment.id, at=at, account_id=account_id, role=enrolment.role,
                                       before=enrolment.state if before is None else before, after=seat.state,
                                       holds_until=seat.holds_until, reason=reason))  # fmt: skip


def _seat(enrolment: Enrolment, seat: Seat) -> None:
    enrolment.state, enrolment.holds_until, enrolment.waiting_since = seat.state, seat.holds_until, seat.waiting_since
