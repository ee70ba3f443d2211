from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lms.workshops.enrolling.rules import (
    ANSWER_DAYS,
    OFFER_DAYS,
    STEPS,
    Action,
    Refusal,
    Register,
    Seat,
    State,
    caught_up,
    offers_due,
    reply_day,
    seat_after,
    takeover,
)

DAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
BEGINS = date(2026, 12, 20)
ONE = timedelta(days=1)


def who(number: int) -> UUID:
    return UUID(int=number)


def seat(number: int, state: State, *, until: date | None = None, minute: int = 0) -> Seat:
    """Return somebody's seat; an invitation holds for a week unless said otherwise."""
    holds = (until or DAY + timedelta(days=7)) if state is State.INVITED else None
    return Seat(who(number), state, holds, NOW + timedelta(minutes=minute) if state is State.WAITING else None)


def register(*seats: Seat, capacity: int = 2, starts_on: date = BEGINS) -> Register:
    return Register(capacity=capacity, starts_on=starts_on, seats={one.id: one for one in seats})


def after(book: Register, number: int, action: Action, *, today: date = DAY) -> State | Refusal:
    found = seat_after(book, who(number), action, now=NOW, today=today, holds_until=today + ONE)
    return found if isinstance(found, Refusal) else found.state


# What may happen to somebody, while there are places: None is somebody who is not enrolled.
WHO_MAY_GO_WHERE = [
    (None, "invite", "invited"), (None, "admit", "confirmed"), (None, "take-over", "confirmed"), (None, "enlist", "confirmed"),
    ("invited", "invite", "invited"), ("invited", "confirm", "confirmed"), ("invited", "decline", "declined"), ("invited", "withdraw", "withdrawn"),
    ("invited", "wait", "waiting"), ("invited", "replace", "replaced"), ("invited", "take-over", "confirmed"), ("invited", "admit", "confirmed"),
    ("invited", "enlist", "confirmed"),
    ("confirmed", "withdraw", "withdrawn"), ("confirmed", "wait", "waiting"), ("confirmed", "replace", "replaced"),
    ("waiting", "offer", "invited"), ("waiting", "confirm", "confirmed"), ("waiting", "decline", "declined"), ("waiting", "withdraw", "withdrawn"),
    ("waiting", "take-over", "confirmed"), ("waiting", "admit", "confirmed"),
    *((gone, action, state) for gone in ("declined", "withdrawn", "replaced") for action, state in (
        ("invite", "invited"), ("confirm", "confirmed"), ("wait", "waiting"), ("take-over", "confirmed"), ("admit", "confirmed"))),
]  # fmt: skip


@pytest.mark.parametrize(("state", "action"), list(product([None, *State], Action)))
def test_who_may_go_from_which_state_to_which(state: State | None, action: Action) -> None:
    expected = {(before, what): then for before, what, then in WHO_MAY_GO_WHERE}.get((state, action), Refusal.NOT_FROM_HERE)
    book = register(seat(1, state)) if state else register()
    assert after(book, 1, action) == expected


def test_the_table_says_nothing_else() -> None:
    assert {(before, action): state for before, action, state in WHO_MAY_GO_WHERE} == STEPS


@pytest.mark.parametrize(
    ("state", "action", "expected"),
    [
        (None, "invite", State.WAITING), (None, "admit", State.WAITING), (None, "take-over", Refusal.FULL),
        ("waiting", "admit", State.WAITING), ("waiting", "confirm", Refusal.FULL),
        ("declined", "invite", State.WAITING), ("withdrawn", "admit", State.WAITING), ("replaced", "confirm", Refusal.FULL),
        ("invited", "confirm", State.CONFIRMED), ("invited", "admit", State.CONFIRMED), ("confirmed", "withdraw", State.WITHDRAWN),
    ],
)  # fmt: skip
def test_when_every_place_is_held(state: str | None, action: str, expected: State | Refusal) -> None:
    others = [seat(8, State.CONFIRMED), seat(9, State.INVITED)]
    book = register(*others, *([seat(1, State(state))] if state else []), capacity=3 if state in ("invited", "confirmed") else 2)
    assert after(book, 1, Action(action)) == expected


@pytest.mark.parametrize(("action", "expected"), [("confirm", Refusal.FULL), ("invite", State.WAITING), ("admit", State.WAITING)])
def test_an_invitation_that_has_lapsed_keeps_no_place(action: str, expected: State | Refusal) -> None:
    book = register(seat(1, State.INVITED, until=DAY - ONE), seat(8, State.CONFIRMED), seat(9, State.CONFIRMED))
    assert after(book, 1, Action(action)) == expected


def test_an_answer_that_comes_late_is_taken_while_a_place_remains() -> None:
    book = register(seat(1, State.INVITED, until=DAY - ONE), seat(8, State.CONFIRMED))
    assert after(book, 1, Action.CONFIRM) == State.CONFIRMED


@pytest.mark.parametrize(("offset", "held"), [(0, 1), (7, 1), (8, 0)])
def test_an_invitation_holds_until_its_day_included(offset: int, held: int) -> None:
    assert register(seat(1, State.INVITED)).held(DAY + timedelta(days=offset)) == held


def test_no_invitation_holds_on_the_day_of_the_workshop() -> None:
    book = register(seat(1, State.INVITED, until=BEGINS + ONE))
    assert [book.held(day) for day in (BEGINS - ONE, BEGINS)] == [1, 0]


@pytest.mark.parametrize(("days_before", "expected"), [(30, ANSWER_DAYS), (5, 4), (1, 0)])
def test_the_day_given_for_an_answer_is_never_after_the_eve(days_before: int, expected: int) -> None:
    assert reply_day(DAY, DAY + timedelta(days=days_before)) == DAY + timedelta(days=expected)


def test_whoever_waits_already_keeps_their_turn() -> None:
    book = register(seat(1, State.WAITING, minute=0), seat(2, State.WAITING, minute=1), seat(9, State.CONFIRMED), capacity=1)
    admitted = seat_after(book, who(1), Action.ADMIT, now=NOW + timedelta(hours=1), today=DAY)
    assert isinstance(admitted, Seat)
    assert [one.id for one in book.with_seat(admitted).line()] == [who(1), who(2)]


def test_whoever_gives_up_a_place_goes_to_the_end_of_the_list() -> None:
    book = register(seat(1, State.INVITED), seat(2, State.WAITING, minute=1), capacity=1)
    put = seat_after(book, who(1), Action.WAIT, now=NOW + timedelta(hours=1), today=DAY)
    assert isinstance(put, Seat)
    assert [one.id for one in book.with_seat(put).line()] == [who(2), who(1)]


def test_whoever_lets_an_offer_lapse_goes_to_the_end_of_the_list() -> None:
    lapsed = replace(seat(1, State.INVITED, until=DAY - ONE), waiting_since=NOW - ONE)
    book = register(lapsed, seat(2, State.WAITING), seat(9, State.CONFIRMED), capacity=1)
    put = seat_after(book, who(1), Action.WAIT, now=NOW + timedelta(hours=1), today=DAY)
    assert isinstance(put, Seat)
    assert [one.id for one in book.with_seat(put).line()] == [who(2), who(1)]


def test_a_newcomer_takes_the_place_and_no_other() -> None:
    book = register(seat(1, State.CONFIRMED), seat(2, State.CONFIRMED), seat(3, State.WAITING))
    seats = takeover(book, who(1), who(4), now=NOW, today=DAY)
    assert isinstance(seats, tuple)
    assert [one.state for one in seats] == [State.REPLACED, State.CONFIRMED]
    assert book.with_seat(seats[0]).with_seat(seats[1]).held(DAY) == 2


@pytest.mark.parametrize("newcomer", [State.WAITING, State.INVITED, State.DECLINED, State.WITHDRAWN, State.REPLACED])
def test_a_newcomer_may_be_in_the_workshop_already(newcomer: State) -> None:
    book = register(seat(1, State.CONFIRMED), seat(2, newcomer))
    seats = takeover(book, who(1), who(2), now=NOW, today=DAY)
    assert isinstance(seats, tuple)
    assert seats[1].state is State.CONFIRMED


@pytest.mark.parametrize(
    ("left", "newcomer", "refusal"),
    [
        (seat(1, State.WAITING), 2, Refusal.NOT_FROM_HERE),
        (seat(1, State.DECLINED), 2, Refusal.NOT_FROM_HERE),
        (seat(1, State.INVITED, until=DAY - ONE), 2, Refusal.HOLDS_NO_PLACE),
        (seat(1, State.CONFIRMED), 1, Refusal.NOT_FROM_HERE),
        (seat(1, State.CONFIRMED), 9, Refusal.NOT_FROM_HERE),
    ],
)
def test_when_nobody_can_be_replaced(left: Seat, newcomer: int, refusal: Refusal) -> None:
    assert takeover(register(left, seat(9, State.CONFIRMED)), who(1), who(newcomer), now=NOW, today=DAY) == refusal


def offered(book: Register, *, since: date = DAY, today: date = DAY) -> list[tuple[int, date, date | None]]:
    return [(one.seat.id.int, one.on, one.seat.holds_until) for one in offers_due(book, since=since, today=today)]


def test_a_free_place_is_offered_to_the_first_of_the_list() -> None:
    book = register(seat(9, State.CONFIRMED), seat(1, State.WAITING, minute=2), seat(2, State.WAITING, minute=1))
    assert offered(book) == [(2, DAY, DAY + timedelta(days=OFFER_DAYS))]


def test_each_lapsed_invitation_brings_one_offer_on_the_day_after() -> None:
    first = DAY + timedelta(days=7)
    book = register(seat(8, State.CONFIRMED), seat(9, State.INVITED), seat(1, State.WAITING, minute=1), seat(2, State.WAITING, minute=2))
    assert offered(book, today=first) == []
    assert offered(book, today=first + ONE) == [(1, first + ONE, first + ONE + timedelta(days=OFFER_DAYS))]
    second = first + timedelta(days=OFFER_DAYS + 2)
    assert [one[:2] for one in offered(book, today=second)] == [(1, first + ONE), (2, second)]


def test_an_offer_ends_on_the_eve_and_none_is_made_on_the_day() -> None:
    book = register(seat(1, State.WAITING), capacity=1)
    assert offered(book, since=BEGINS - ONE, today=BEGINS - ONE) == [(1, BEGINS - ONE, BEGINS - ONE)]
    assert offered(book, since=BEGINS, today=BEGINS + ONE) == []


def test_more_people_than_places_are_borne_and_bring_no_offer() -> None:
    book = register(*(seat(number, State.CONFIRMED) for number in range(5)), seat(9, State.WAITING))
    assert book.free(DAY) == 0
    assert offered(book) == []


days = st.integers(0, 25).map(lambda number: DAY + timedelta(days=number))
seats_drawn = st.lists(
    st.tuples(st.sampled_from(list(State)), st.integers(0, 22), st.integers(0, 60)), max_size=12
).map(
    lambda drawn: [seat(number, state, until=DAY + timedelta(days=until), minute=minute) for number, (state, until, minute) in enumerate(drawn)]
)  # fmt: skip


@given(seats_drawn, st.integers(1, 8), st.tuples(days, days, days))
def test_looking_twice_gives_what_looking_once_gives(seats: list[Seat], capacity: int, moments: tuple[date, date, date]) -> None:
    since, between, today = sorted(moments)
    book = register(*seats, capacity=capacity)
    first = offers_due(book, since=since, today=between)
    then = offers_due(caught_up(book, first), since=between, today=today)
    assert [*first, *then] == offers_due(book, since=since, today=today)


@given(seats_drawn, st.integers(1, 8), days, days)
def test_offers_fill_what_is_free_and_no_more(seats: list[Seat], capacity: int, one: date, other: date) -> None:
    since, today = sorted((one, other))
    book = register(*seats, capacity=capacity)
    settled = caught_up(book, offers_due(book, since=since, today=today))
    assert settled.held(today) <= max(capacity, book.held(today))
    assert today > book.eve or not settled.line() or not settled.free(today)
    assert [seat.id for seat in settled.line()] == [seat.id for seat in book.line()][len(book.line()) - len(settled.line()) :]


class Enrolments(RuleBasedStateMachine):
    """Organisers do whatever they like with a workshop, and days go by."""

    @initialize(capacity=st.integers(1, 4))
    def plan(self, capacity: int) -> None:
        self.book = register(capacity=capacity)
        self.today, self.minute, self.people = DAY, 0, 0
        self.history: dict[UUID, list[State]] = {}

    @precondition(lambda self: self.people < 12)
    @rule(action=st.sampled_from([Action.INVITE, Action.ADMIT]), holds=st.integers(0, 6))
    def add(self, action: Action, holds: int) -> None:
        self.people += 1
        self._do(who(self.people), action, holds)

    @precondition(lambda self: self.people)
    @rule(data=st.data(), action=st.sampled_from([action for action in Action if action is not Action.OFFER]), holds=st.integers(0, 6))
    def act(self, data: st.DataObject, action: Action, holds: int) -> None:
        self._do(who(data.draw(st.integers(1, self.people))), action, holds)

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def replace_somebody(self, data: st.DataObject) -> None:
        left, newcomer = (who(data.draw(st.integers(1, self.people + 1))) for _ in range(2))
        if left not in self.book.seats:
            return
        before = self.book.held(self.today)
        seats = takeover(self.book, left, newcomer, now=self._now(), today=self.today)
        if isinstance(seats, tuple):
            self.people = max(self.people, newcomer.int)
            self._keep(*seats)
            assert self.book.held(self.today) <= before

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        since, self.today = self.today, self.today + timedelta(days=days)
        self._settle(since)

    @rule(by=st.integers(-2, 2))
    def change_capacity(self, by: int) -> None:
        self.book = replace(self.book, capacity=max(1, self.book.held(self.today), self.book.capacity + by))

    @invariant()
    def never_above_capacity(self) -> None:
        self._settle(self.today)
        assert self.book.held(self.today) <= self.book.capacity
        assert sum(one.state is State.CONFIRMED for one in self.book.seats.values()) <= self.book.capacity

    @invariant()
    def nobody_is_lost(self) -> None:
        assert set(self.book.seats) == set(self.history)
        assert {id: states[-1] for id, states in self.history.items()} == {id: one.state for id, one in self.book.seats.items()}

    @invariant()
    def nobody_waits_beside_a_free_place(self) -> None:
        assert self.today > self.book.eve or not self.book.line() or not self.book.free(self.today)

    @invariant()
    def whoever_waits_has_a_turn_and_whoever_is_invited_a_day(self) -> None:
        for one in self.book.seats.values():
            assert one.state is not State.WAITING or one.waiting_since is not None
            assert (one.holds_until is not None) == (one.state is State.INVITED)

    def _do(self, id: UUID, action: Action, holds: int) -> None:
        found = seat_after(self.book, id, action, now=self._now(), today=self.today, holds_until=self.today + timedelta(days=holds))
        known = id in self.book.seats
        if isinstance(found, Seat):
            self._keep(found)
        elif not known:
            self.people -= 1

    def _keep(self, *seats: Seat) -> None:
        for one in seats:
            self.book = self.book.with_seat(one)
            self.history.setdefault(one.id, []).append(one.state)

    def _settle(self, since: date) -> None:
        line = [one.id for one in self.book.line()]
        offers = offers_due(self.book, since=since, today=self.today)
        assert [one.seat.id for one in offers] == line[: len(offers)], "in the order of the list"
        self._keep(*(one.seat for one in offers))

    def _now(self) -> datetime:
        self.minute += 1
        return NOW + timedelta(minutes=self.minute)


TestEnrolments = Enrolments.TestCase
