"""Creating, changing and copying a workshop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.clock import local_day
from lms.db import db
from lms.errors import NotFound
from lms.i18n import day
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.places import services as places
from lms.places.models import Place
from lms.programmes.models import Programme
from lms.workshops.deeds import locked_for
from lms.workshops.enrolling.services import places as seats
from lms.workshops.models import HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan import queries
from lms.workshops.plan.models import WorkshopQuota, WorkshopSession
from lms.workshops.plan.rules.days import HOURS, MOST_DAYS, YEARS, PlannedHalfDay, half_days_between, replanned, slug_for
from lms.workshops.plan.rules.status import Deed, WorkshopStatus
from lms.workshops.plan.services import days
from lms.workshops.plan.services.refusals import Part, PlanRefused


@dataclass(frozen=True)
class Frame:
    """Where and when a workshop is, and for how many."""

    place_code: str
    venue: str
    starts_on: date
    ends_on: date
    capacity: int


@dataclass(frozen=True)
class Edited:
    """What a change of the frame changed."""

    old_dates: tuple[date, date] | None
    """First and last day as they were; None when they stay."""
    people: int
    """How many have a place, and should be told when something changes that they know."""


def create_workshop(
    *, id: UUID, programme: str, frame: Frame, is_another: bool = False, organiser_id: UUID | None, account_id: UUID, now: datetime
) -> Workshop:  # fmt: skip
    """Plan a new workshop as a draft, with a morning and an afternoon for each of its days.

    id: made with the page; the same form sent again finds the workshop that is there. organiser_id: account of its first organiser.
    is_another: there may be one at this place and on these days already. Raises PlanRefused.
    """
    known = db.session.get(Workshop, id)
    if known is not None:
        return known
    workshop = _add_workshop(id, programme, frame, organiser_id, is_another=is_another)
    for on, part in half_days_between(frame.starts_on, frame.ends_on):
        _add_half_day(workshop, on, part, now=now)
    days.number_in_order(workshop)
    accounts.note_audit(account_id=account_id, action="workshop.created", subject=workshop.audit_subject, now=now)
    db.session.flush()
    return workshop


def edit_workshop(*, workshop_id: UUID, frame: Frame, account_id: UUID, now: datetime) -> Edited:
    """Change where and when a workshop is and for how many.

    Half-days move with the first day; those beyond the new last day go, and new days bring their own. Raises NotNow, and PlanRefused when
    marks, sessions or sheets would be lost or more people have a place than there would be places.
    """
    journal.lock()  # nobody marks a half-day while it is decided whether it may move
    workshop = locked_for(Deed.PLAN, workshop_id)
    seats.settle(workshop, now=now)
    place = _checked_place(frame, unless=workshop)
    held = seats.places_held(workshop, today=local_day(now))
    if frame.capacity < min(held, workshop.capacity):
        words = ngettext("%(num)d person has a place in this workshop, so there cannot be fewer places.",
                         "%(num)d people have a place in this workshop, so there cannot be fewer places.", held)  # fmt: skip
        raise PlanRefused(Part.CAPACITY, words)
    before = workshop.starts_on, workshop.ends_on
    if before != (frame.starts_on, frame.ends_on):
        _check_dates(frame)
        _replan(workshop, frame, now=now)
    workshop.place, workshop.place_code, workshop.venue, workshop.capacity = place, place.code, frame.venue, frame.capacity
    workshop.starts_on, workshop.ends_on = frame.starts_on, frame.ends_on
    seats.settle(workshop, now=now)
    days.note_change(workshop, account_id, now)
    return Edited(old_dates=before if before != (frame.starts_on, frame.ends_on) else None, people=held)


def copy_workshop(
    *, id: UUID, source: Workshop, frame: Frame, is_another: bool = False, organiser_id: UUID | None, account_id: UUID, now: datetime
) -> Workshop:  # fmt: skip
    """Plan a new workshop like another one, with everything but its people: half-days and timetable at other dates, and quotas.

    id, is_another: as in `create_workshop`. frame: the last day is found from the source's. Names of those who led sessions are not copied.
    Raises PlanRefused.
    """
    known = db.session.get(Workshop, id)
    if known is not None:
        return known
    workshop = _add_workshop(id, source.programme, frame, organiser_id, is_another=is_another)
    shift = frame.starts_on - source.starts_on
    for half_day, sessions in queries.timetable_of(source):
        copied = _add_half_day(workshop, half_day.on + shift, half_day.part, like=half_day, now=now)
        db.session.flush()
        db.session.add_all(_copied_session(session, copied, now) for session in sessions)
    days.number_in_order(workshop)
    for (axis, group), minimum in queries.minima_of(source).items():
        db.session.add(WorkshopQuota(workshop_id=workshop.id, axis=axis, group=group, minimum=minimum))
    accounts.note_audit(account_id=account_id, action="workshop.copied", subject=workshop.audit_subject, now=now)
    db.session.flush()
    return workshop


def last_day_of_copy(source: Workshop, starts_on: date) -> date:
    """Return the last day of a copy that begins on this day. Raises PlanRefused when its year cannot be right."""
    _check_year(starts_on)
    return starts_on + (source.ends_on - source.starts_on)


def _add_workshop(id: UUID, programme: str, frame: Frame, organiser_id: UUID | None, *, is_another: bool) -> Workshop:
    _check_dates(frame)
    place = _checked_place(frame)
    # Two workshops planned at once in one place must not be given one slug.
    if db.session.scalar(select(Programme.slug).where(Programme.slug == programme).with_for_update()) is None:
        raise NotFound(_l("This programme does not exist."))
    if not is_another:
        _refuse_repeated(programme, place, frame)
    taken = set(db.session.scalars(select(Workshop.slug).where(Workshop.programme == programme)))
    workshop = Workshop(
        id=id, slug=slug_for(place.name, frame.starts_on, taken), programme=programme, place_code=place.code, venue=frame.venue,
        status=WorkshopStatus.DRAFT, starts_on=frame.starts_on, ends_on=frame.ends_on, capacity=frame.capacity, is_date_published=True,
    )  # fmt: skip
    db.session.add(workshop)
    db.session.flush()
    if organiser_id:
        db.session.add(WorkshopOrganiser(workshop_id=id, account_id=organiser_id))
    return workshop


def _refuse_repeated(programme: str, place: Place, frame: Frame) -> None:
    """Raise PlanRefused when there is such a workshop already: a page that is open twice, or two organisers, may plan it a second time."""
    same = (
        Workshop.programme == programme,
        Workshop.place_code == place.code,
        Workshop.starts_on == frame.starts_on,
        Workshop.ends_on == frame.ends_on,
    )
    if db.session.scalar(select(Workshop.id).where(*same, Workshop.status != WorkshopStatus.CANCELLED).limit(1)) is not None:
        words = _l("There is a workshop at this place and on these days already: %(place)s, %(first)s to %(last)s. "
                   "Tick this box to plan another one.", place=place.name, first=day(frame.starts_on), last=day(frame.ends_on))  # fmt: skip
        raise PlanRefused(Part.REPEATED, words)


def _add_half_day(workshop: Workshop, on: date, part: str, *, like: HalfDay | None = None, now: datetime) -> HalfDay:
    starts_at, ends_at = (like.starts_at, like.ends_at) if like else HOURS[part]
    half_day = HalfDay(id=new_id(now), workshop_id=workshop.id, position=days.next_position(workshop), on=on, part=part, starts_at=starts_at,
                       ends_at=ends_at)  # fmt: skip
    db.session.add(half_day)
    db.session.flush()
    return half_day


def _copied_session(session: WorkshopSession, half_day: HalfDay, now: datetime) -> WorkshopSession:
    return WorkshopSession(id=new_id(now), half_day_id=half_day.id, starts_at=session.starts_at, ends_at=session.ends_at, kind=session.kind,
                           subject=session.subject, title=session.title, led_by="")  # fmt: skip


def _checked_place(frame: Frame, unless: Workshop | None = None) -> Place:
    """Return the place. The one that a workshop has already stays right: a record keeps the place as it was recorded."""
    if unless is not None and unless.place_code == frame.place_code:
        return unless.place
    place = places.place_on(frame.place_code, frame.starts_on)
    if place is None:
        raise PlanRefused(Part.PLACE, _l("This place did not exist on the first day of the workshop: the map was redrawn in 2023. Choose it again."))
    return place


def _check_year(on: date) -> None:
    if on.year not in YEARS:
        raise PlanRefused(Part.DATES, _l("The year %(year)s cannot be right. Write all four figures of the year.", year=f"{on.year:04}"))


def _check_dates(frame: Frame) -> None:
    _check_year(frame.starts_on)
    _check_year(frame.ends_on)
    if frame.ends_on < frame.starts_on:
        raise PlanRefused(Part.DATES, _l("The last day comes before the first. Enter the first day, or a later one."))
    if frame.ends_on - frame.starts_on >= timedelta(days=MOST_DAYS):
        raise PlanRefused(Part.DATES, _l("These dates make a workshop of more than %(num)d days. Check the month and the year.", num=MOST_DAYS))


def _replan(workshop: Workshop, frame: Frame, *, now: datetime) -> None:
    planned = queries.planned_half_days(workshop)
    replan = replanned(planned, before=(workshop.starts_on, workshop.ends_on), after=(frame.starts_on, frame.ends_on))
    if replan.marked:
        raise PlanRefused(Part.DATES, _l("Attendance is marked on half-days that would move or go: %(days)s. These days cannot change any more.",
                                         days=_in_words(replan.marked)))  # fmt: skip
    if replan.filled:
        raise PlanRefused(Part.DATES, _l("Sessions are planned on half-days that would go: %(days)s. Remove these half-days first, if you mean it.",
                                         days=_in_words(replan.filled)))  # fmt: skip
    if replan.printed:
        words = _l("Sign-in sheets are printed for half-days that would go: %(days)s. Withdraw the sheets first, on the page of papers.",
                   days=_in_words(replan.printed))  # fmt: skip
        raise PlanRefused(Part.DATES, words)
    days.carry_out(workshop, replan)
    for on, part in replan.added:
        _add_half_day(workshop, on, part, now=now)
    days.number_in_order(workshop)


def _in_words(half_days: Sequence[PlannedHalfDay]) -> str:
    return ", ".join(dict.fromkeys(day(one.on) for one in half_days))
