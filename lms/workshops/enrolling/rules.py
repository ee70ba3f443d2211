"""Who may go from which state to which, who holds a place, and whose turn it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

ANSWER_DAYS = 10
"""How long an invitation holds, unless another day is given."""

OFFER_DAYS = 3
"""How long an offer to the waiting list holds: whoever comes next should not wait long."""

_ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """Where a participant stands."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Had said yes, or was waiting, and does not come."""
    REPLACED = "replaced"
    """Somebody else has their place."""


class Action(StrEnum):
    """What happens to a participant."""

    INVITE = "invite"
    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    WAIT = "wait"
    """Put on the waiting list."""
    REPLACE = "replace"
    """Somebody else takes their place."""
    TAKE_OVER = "take-over"
    """Take somebody's place."""
    ADMIT = "admit"
    """At the door."""
    ENLIST = "enlist"
    """They stand on the list of participants that came in."""
    OFFER = "offer"
    """A place became free and it is their turn. No person does this."""


STEPS: Mapping[tuple[State | None, Action], State] = {
    (None, Action.INVITE): State.INVITED,
    (None, Action.TAKE_OVER): State.CONFIRMED,
    (None, Action.ADMIT): State.CONFIRMED,
    (None, Action.ENLIST): State.CONFIRMED,
    (State.INVITED, Action.CONFIRM): State.CONFIRMED,
    (State.INVITED, Action.DECLINE): State.DECLINED,
    (State.INVITED, Action.INVITE): State.INVITED,
    (State.INVITED, Action.WAIT): State.WAITING,
    (State.INVITED, Action.WITHDRAW): State.WITHDRAWN,
    (State.INVITED, Action.REPLACE): State.REPLACED,
    (State.INVITED, Action.TAKE_OVER): State.CONFIRMED,
    (State.INVITED, Action.ADMIT): State.CONFIRMED,
    (State.INVITED, Action.ENLIST): State.CONFIRMED,
    (State.CONFIRMED, Action.WITHDRAW): State.WITHDRAWN,
    (State.CONFIRMED, Action.REPLACE): State.REPLACED,
    (State.CONFIRMED, Action.WAIT): State.WAITING,
    (State.WAITING, Action.OFFER): State.INVITED,
    (State.WAITING, Action.CONFIRM): State.CONFIRMED,
    (State.WAITING, Action.DECLINE): State.DECLINED,
    (State.WAITING, Action.WITHDRAW): State.WITHDRAWN,
    (State.WAITING, Action.TAKE_OVER): State.CONFIRMED,
    (State.WAITING, Action.ADMIT): State.CONFIRMED,
    **{
        (gone, action): after
        for gone in (State.DECLINED, State.WITHDRAWN, State.REPLACED)
        for action, after in (
            (Action.CONFIRM, State.CONFIRMED),
            (Action.INVITE, State.INVITED),
            (Action.WAIT, State.WAITING),
            (Action.TAKE_OVER, State.CONFIRMED),
            (Action.ADMIT, State.CONFIRMED),
        )
    },
}
"""{(state before, what happens): state after}; None before is somebody who was not enrolled. Whatever is not in here cannot happen."""

_ELSE_WAITING = frozenset({Action.INVITE, Action.ADMIT, Action.ENLIST})
"""Whoever finds no place by these is put on the waiting list; by other actions nothing happens to them."""

_TAKES_A_PLACE = frozenset({State.INVITED, State.CONFIRMED})


class Refusal(StrEnum):
    """Why something cannot happen to somebody."""

    NOT_FROM_HERE = "not-from-here"
    FULL = "full"
    HOLDS_NO_PLACE = "holds-no-place"
    """There is nothing that somebody else could take over."""
    OTHER_ROLE = "other-role"
    """They are a trainer or an observer of this workshop."""


@dataclass(frozen=True)
class Seat:
    """A participant, as far as places are concerned."""

    id: UUID
    """Of the enrolment."""
    state: State
    holds_until: date | None = None
    waiting_since: datetime | None = None
    """Kept by whoever is offered a place."""

    @property
    def is_offered(self) -> bool:
        """Tell whether this is an invitation that came by the waiting list."""
        return self.state is State.INVITED and self.waiting_since is not None


@dataclass(frozen=True)
class Offer:
    """A place that fell to somebody on the waiting list."""

    seat: Seat
    """As it is since."""
    on: date


@dataclass(frozen=True)
class Register:
    """The participants of a workshop and its places."""

    capacity: int
    starts_on: date
    seats: Mapping[UUID, Seat] = field(default_factory=dict)

    @property
    def eve(self) -> date:
        """The day before the workshop: the last one on which an invitation keeps a place or a place is offered."""
        return self.starts_on - _ONE_DAY

    def holds(self, seat: Seat, today: date) -> bool:
        """Tell whether a place is kept for somebody: they are confirmed, or invited and may still answer in time.

        On the day the workshop begins no invitation keeps a place any more: whoever stands at the door comes first.
        """
        return seat.state is State.CONFIRMED or (seat.state is State.INVITED and today <= self.last_day(seat))

    def last_day(self, seat: Seat) -> date:
        """Return the last day on which an invitation keeps its place: the day given, and at the latest the eve of the workshop."""
        return min(seat.holds_until, self.eve) if seat.holds_until else date.min

    def held(self, today: date) -> int:
        """Return how many places are kept for somebody."""
        return sum(self.holds(seat, today) for seat in self.seats.values())

    def free(self, today: date) -> int:
        """Return how many places nobody has; 0 also when there are more people than places, as an older record may say."""
        return max(0, self.capacity - self.held(today))

    def line(self) -> list[Seat]:
        """Return the waiting list: whoever was put on it first comes first."""
        waiting = [seat for seat in self.seats.values() if seat.state is State.WAITING]
        return sorted(waiting, key=lambda seat: (seat.waiting_since is None, seat.waiting_since, seat.id))

    def with_seat(self, seat: Seat) -> "Register":
        """Return the register with this seat in it, in the place of the former one of the same enrolment."""
        return replace(self, seats={**self.seats, seat.id: seat})


def reply_day(today: date, starts_on: date) -> date:
    """Return until when an invitation sent today holds, unless another day is given: at the latest the eve of the workshop."""
    return min(today + timedelta(days=ANSWER_DAYS), starts_on - _ONE_DAY)


def seat_after(register: Register, who: UUID, action: Action, *, now: datetime, today: date, holds_until: date | None = None) -> Seat | Refusal:
    """Return somebody's seat once `action` has happened to them, or why it cannot.

    who: an enrolment, in the register or not yet. holds_until: of an invitation. Nobody is given a place that another one holds.
    Whoever is on the waiting list already keeps their turn.
    """
    before = register.seats.get(who)
    after = STEPS.get((before.state if before else None, action))
    if after is None:
        return Refusal.NOT_FROM_HERE
    if action is Action.REPLACE and before and not register.holds(before, today):
        return Refusal.HOLDS_NO_PLACE
    has_place = before is not None and register.holds(before, today)
    if after in _TAKES_A_PLACE and not has_place and not register.free(today):
        if action not in _ELSE_WAITING:
            return Refusal.FULL
        after = State.WAITING
    return Seat(
        id=who,
        state=after,
        holds_until=holds_until if after is State.INVITED else None,
        waiting_since=_turn(before, now) if after is State.WAITING else None,
    )


def takeover(register: Register, who: UUID, newcomer: UUID, *, now: datetime, today: date) -> tuple[Seat, Seat] | Refusal:
    """Return (the seat of whoever leaves, the seat of the newcomer who is confirmed in their place), or why it cannot be."""
    if newcomer == who:
        return Refusal.NOT_FROM_HERE
    left = seat_after(register, who, Action.REPLACE, now=now, today=today)
    if isinstance(left, Refusal):
        return left
    taken = seat_after(register.with_seat(left), newcomer, Action.TAKE_OVER, now=now, today=today)
    return taken if isinstance(taken, Refusal) else (left, taken)


def offers_due(register: Register, *, since: date, today: date) -> list[Offer]:
    """Return the offers that free places have brought to the waiting list from `since` until today, in order.

    A place becomes free on the day after an invitation has lapsed. Whoever comes first is offered it on that day and has OFFER_DAYS to answer,
    but no longer than until the eve of the workshop; if they do not, the next one is offered it on the day after. On the day of the
    workshop nothing is offered any more. Looking on Monday and again on Friday gives what looking on Friday alone gives.
    """
    return list(_offers(register, since, min(today, register.eve)))


def caught_up(register: Register, offers: list[Offer]) -> Register:
    """Return the register with these offers made."""
    for offer in offers:
        register = register.with_seat(offer.seat)
    return register


def _offers(register: Register, day: date, last: date) -> Iterator[Offer]:
    line = register.line()
    while line and day <= last:
        while line and register.free(day):
            seat = replace(line.pop(0), state=State.INVITED, holds_until=min(day + timedelta(days=OFFER_DAYS), register.eve))
            register = register.with_seat(seat)
            yield Offer(seat, day)
        lapsing = [register.last_day(seat) for seat in register.seats.values() if seat.state is State.INVITED and register.holds(seat, day)]
        if not lapsing:
            return
        day = min(lapsing) + _ONE_DAY


def _turn(before: Seat | None, now: datetime) -> datetime:
    """Return since when somebody waits: whoever had an offer and let it lapse goes to the end of the list."""
    return before.waiting_since or now if before and before.state is State.WAITING else now
