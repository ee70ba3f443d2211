"""Actions on calendars: telling them of half-days, and giving and withdrawing secret addresses."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import aliased

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account, Person
from lms.db import db, transactional, upsert
from lms.errors import NotFound
from lms.workshops.calendar.models import CalendarEntry, CalendarFeed
from lms.workshops.calendar.rules import Entry, Slot, told_anew
from lms.workshops.models import Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.particulars import facts_of
from lms.workshops.plan.rules.status import WorkshopStatus

Key = tuple[UUID, int]
"""A workshop and the position of a half-day in it."""

COMING = ("invited", "confirmed")


def make_feed(*, account_id: UUID, now: datetime) -> str:
    """Give an account a secret address for its calendar; return what it ends with, which is kept nowhere. An address given before is withdrawn."""
    withdraw_feed(account_id=account_id, by=account_id, now=now)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(token_hash=accounts.hashed(token), account_id=account_id, made_at=now))
    accounts.note_audit(account_id=account_id, action="calendar-address.made", subject=f"account:{account_id}", now=now)
    db.session.flush()
    return token


def withdraw_feed(*, account_id: UUID, by: UUID | None, now: datetime) -> None:
    """Let the secret address of an account lead nowhere any more, and those given to accounts that it stands for.

    by: the account that asks for it; None when it goes with the sessions of its account.
    """
    withdrawn: int = db.session.execute(delete(CalendarFeed).where(CalendarFeed.account_id.in_(_accounts_of(account_id)))).rowcount  # type: ignore[attr-defined]
    if withdrawn:
        accounts.note_audit(account_id=by, action="calendar-address.withdrawn", subject=f"account:{account_id}", now=now)


def feed_of(account_id: UUID) -> CalendarFeed | None:
    """Return the address that leads to the calendar of an account, or None; of several, from accounts that were merged, the latest."""
    query = select(CalendarFeed).where(CalendarFeed.account_id.in_(_accounts_of(account_id)))
    return db.session.scalars(query.order_by(CalendarFeed.made_at.desc())).first()


def _accounts_of(account_id: UUID) -> Select[UUID]:
    return select(Account.id).where(or_(Account.id == account_id, Account.merged_into_id == account_id))


def owner_of_feed(token: str) -> tuple[UUID, UUID]:
    """Return the account and the person whose calendar has this address. Raises NotFound when it was withdrawn or its account closed.

    Of an account that is aside, because its person was merged with another, it is the calendar of the one that stands.
    """
    given = aliased(Account)
    row = db.session.execute(
        select(Account.id, Person.id)
        .join(Person, Person.id == Account.person_id)
        .join(given, Account.id == func.coalesce(given.merged_into_id, given.id))
        .join(CalendarFeed, CalendarFeed.account_id == given.id)
        .where(CalendarFeed.token_hash == accounts.hashed(token), Account.is_active)
    ).one_or_none()
    if row is None:
        raise NotFound(_l("This address leads to no calendar any more. Sign in and ask for a new one."))
    return row[0], row[1]


def workshops_of(account_id: UUID, person_id: UUID) -> Sequence[Workshop]:
    """Return the workshops that somebody organises, or is invited to or confirmed for, by date; drafts only of those they organise."""
    organised = select(WorkshopOrganiser.workshop_id).where(WorkshopOrganiser.account_id == account_id)
    attended = select(Enrolment.workshop_id).where(Enrolment.person_id == person_id, Enrolment.state.in_(COMING))
    is_coming = Workshop.id.in_(attended) & (Workshop.status != WorkshopStatus.DRAFT)
    query = select(Workshop).where(Workshop.id.in_(organised) | is_coming)
    return db.session.scalars(query.order_by(Workshop.starts_on, Workshop.id)).all()


def entries_of(workshops: Sequence[Workshop], *, now: datetime) -> dict[Key, Entry]:
    """Return what calendars are told of the half-days of these workshops, those cancelled among them, in order.

    What they have not been told so far is noted, so that its sequence is right whatever part of the product changed the workshop. So this
    may write, and must be called outside a transaction.
    """
    ids = [workshop.id for workshop in workshops]
    known, anew = _known_and_anew(ids, now)
    if anew != known:
        with transactional():
            _known_now, anew = _known_and_anew(ids, now)
            upsert(CalendarEntry, [_row(key, entry) for key, entry in anew.items()], key=("workshop_id", "position"))
    return dict(sorted(anew.items(), key=lambda pair: (pair[1].slot.starts_at, pair[0])))


def _known_and_anew(workshop_ids: Sequence[UUID], now: datetime) -> tuple[dict[Key, Entry], dict[Key, Entry]]:
    known, wanted = _known(workshop_ids), _slots(workshop_ids)
    found = {key: told_anew(known.get(key), wanted.get(key), now) for key in {**known, **wanted}}
    return known, {key: entry for key, entry in found.items() if entry}


def _known(workshop_ids: Sequence[UUID]) -> dict[Key, Entry]:
    theirs = select(CalendarEntry).where(CalendarEntry.workshop_id.in_(workshop_ids))
    return {
        (row.workshop_id, row.position): Entry(Slot(row.starts_at, row.ends_at, row.location), row.is_cancelled, row.sequence, row.changed_at)
        for row in db.session.scalars(theirs.execution_options(populate_existing=True))
    }


def _slots(workshop_ids: Sequence[UUID]) -> dict[Key, Slot]:
    """Return when and where the half-days take place; without those of workshops that are cancelled."""
    theirs = select(HalfDay, Workshop).join(Workshop, Workshop.id == HalfDay.workshop_id).where(Workshop.id.in_(workshop_ids))
    slots: dict[Key, Slot] = {}
    for half_day, workshop in db.session.execute(theirs.execution_options(populate_existing=True)):
        facts = facts_of(workshop)
        starts, ends = (datetime.combine(half_day.on, hour, clock.BAMAKO) for hour in (half_day.starts_at, half_day.ends_at))
        if not facts.is_cancelled:
            slots[(workshop.id, half_day.position)] = Slot(starts, ends, ", ".join(part for part in (facts.venue, facts.place) if part))
    return slots


def _row(key: Key, entry: Entry) -> dict[str, object]:
    slot = entry.slot
    return {"workshop_id": key[0], "position": key[1], "starts_at": slot.starts_at, "ends_at": slot.ends_at, "location": slot.location,
            "is_cancelled": entry.is_cancelled, "sequence": entry.sequence, "changed_at": entry.changed_at}  # fmt: skip
