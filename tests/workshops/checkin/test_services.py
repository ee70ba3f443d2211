from collections.abc import Callable
from datetime import time, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import AuditEntry
from lms.db import db, transactional
from lms.journal.models import JournalEvent
from lms.journal.services import rebuild_projections
from lms.workshops.checkin import services
from lms.workshops.checkin.queries import arrival_or_none, arrived_and_expected, hour_of, people_on_sheet
from lms.workshops.checkin.rules import TypedRow
from lms.workshops.checkin.services import CheckIn, CheckInOutcome, NotThatDay, SheetLine
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, HalfDay
from lms.workshops.rules import Marker, Reason, ReasonKind, Status
from lms.workshops.services import HalfDayNotBegun, MarkingSummary, ReasonNeeded
from tests import factories
from tests.factories import PROGRAMME
from tests.workshops.checkin.door import EIGHT, arrive, code_of, todays_room
from tests.workshops.room import TestRoom, mark, marker, shown, statuses


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return todays_room()


def marks() -> list[AttendanceMark]:
    return list(db.session.scalars(select(AttendanceMark).order_by(AttendanceMark.said_at)))


@pytest.mark.parametrize(("minute", "status"), [(0, "present"), (45, "present"), (46, "late")])
def test_whoever_arrives_after_the_hour_is_late(room: TestRoom, minute: int, status: str) -> None:
    done = arrive(room, minute)
    assert done.outcome is CheckInOutcome.ARRIVED
    assert statuses(room) == [status, None, None]
    assert [(one.source, one.device, one.helper) for one in marks()] == [("qr", "K7M4", "")]


def test_a_reading_that_waited_counts_from_when_it_was_read(room: TestRoom) -> None:
    arrive(room, 10, received=300)
    assert statuses(room)[0] == "present"
    stored = marks()[0]
    assert (stored.said_at, stored.received_at) == (EIGHT + timedelta(minutes=10), EIGHT + timedelta(minutes=300))


def test_a_clock_that_is_ahead_does_not_make_anybody_late(room: TestRoom) -> None:
    arrive(room, 120, received=30)
    assert statuses(room)[0] == "present"
    assert marks()[0].said_at == EIGHT + timedelta(minutes=30)


def test_the_usual_hour_follows_the_beginning_of_the_half_day(room: TestRoom) -> None:
    assert hour_of(room.half_day) == 8 * 60 + 45
    with transactional():
        db.session.get_one(HalfDay, room.half_day.id).starts_at = time(7, 30)
    arrive(room, 0)
    assert statuses(room)[0] == "late"


def test_another_hour_counts_for_those_who_come_from_then_on(room: TestRoom) -> None:
    arrive(room, 50)
    with transactional():
        services.set_hour(workshop=room.workshop, half_day=room.half_day, late_after_minutes=9 * 60, account_id=room.organiser.id, now=EIGHT)
    assert hour_of(room.half_day) == 540
    arrive(room, 51, number=1)
    assert statuses(room) == ["late", "present", None]
    assert db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "check-in-hour.chosen")) == 1


def test_the_same_reading_sent_again_is_one_mark_and_the_same_answer(room: TestRoom) -> None:
    scan_id = factories.fact_id()
    first = arrive(room, 10, scan_id=scan_id)
    with transactional():
        services.set_hour(workshop=room.workshop, half_day=room.half_day, late_after_minutes=0, account_id=room.organiser.id, now=EIGHT)
    assert arrive(room, 10, scan_id=scan_id, received=90) == first
    assert [one.status for one in marks()] == ["present"]
    assert db.session.scalar(select(func.count()).select_from(JournalEvent)) == 1


def test_the_same_badge_again_is_one_mark_and_says_when_its_bearer_came(room: TestRoom) -> None:
    first = arrive(room, 10)
    assert arrive(room, 60, by=marker(room, "Q2TR")) == CheckIn(CheckInOutcome.AGAIN, first.mark_id)
    assert len(marks()) == 1


@pytest.mark.parametrize("order", list(permutations((10, 50, 70))))
def test_readings_of_telephones_without_network_may_come_in_any_order(room: TestRoom, order: tuple[int, ...]) -> None:
    for place, minute in enumerate(order):
        arrive(room, minute, by=marker(room, f"K7M{place + 2}"), received=200 + place)
    assert statuses(room)[0] == "present"
    before = shown(room)
    with transactional():
        rebuild_projections()
    assert shown(room) == before


@pytest.mark.parametrize("spelling", ["{0}{1}", "{0}-{1}", " {0} {1} "])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_code_is_read_in_any_spelling(room: TestRoom, spelling: str, case: Callable[[str], str]) -> None:
    code = code_of(room)
    assert arrive(room, 0, typed=case(spelling.format(code[:3], code[3:]))).outcome is CheckInOutcome.ARRIVED


def test_one_wrong_letter_marks_nobody(room: TestRoom) -> None:
    code = code_of(room)
    wrong = ("B" if code[0] == "A" else "A") + code[1:]
    assert arrive(room, 0, typed=wrong) == CheckIn(CheckInOutcome.MISTYPED)
    assert marks() == []


@pytest.mark.parametrize("state", ["invited", "waiting", "withdrawn", None])
def test_whoever_has_no_place_in_the_workshop_is_unknown_at_its_door(room: TestRoom, state: str | None) -> None:
    person = factories.make_person("Autre", "Personne")
    if state:
        factories.make_enrolment(room.workshop, person, state=state)
    assert arrive(room, 0, typed=person.code) == CheckIn(CheckInOutcome.UNKNOWN)
    assert marks() == []


@pytest.mark.parametrize("minute", [-8 * 60 - 1, 16 * 60])
def test_people_check_in_on_the_day_itself(room: TestRoom, minute: int) -> None:
    with pytest.raises(NotThatDay):
        arrive(room, minute)
    assert marks() == []


def test_whoever_was_marked_absent_and_then_arrives_is_in_conflict_and_both_marks_are_said(room: TestRoom) -> None:
    mark(room, "absent", minute=-60)
    done = arrive(room, 50, by=Marker(factories.fact_id(), "Q2TR", "Entrance"))
    assert statuses(room)[0] == "conflict"
    assert done.mark_id
    arrival = arrival_or_none(room.half_day, done.mark_id)
    assert arrival is not None
    assert [(one.status, one.source, one.device) for one in arrival.contradictions] == [("absent", "screen", "K7M4"), ("late", "qr", "Q2TR")]
    assert [one.by for one in arrival.contradictions][1] == "Entrance"


def test_a_reading_that_arrives_while_a_page_is_open_is_not_replaced_by_its_correction(room: TestRoom) -> None:
    mark(room, "absent", minute=-5)
    seen = shown(room)
    arrive(room, -60, received=10)  # read before that mark was made, arrived after the page was opened
    mark(room, "excused", seen=seen, minute=20)
    assert statuses(room)[0] == "conflict"


def test_a_correction_of_an_arrival_replaces_the_badge_read_again_with_it(room: TestRoom) -> None:
    arrive(room, 50, by=marker(room, "Q2TR"))
    arrive(room, 10, received=100)  # the earlier one arrives later: both are there
    assert len(marks()) == 2
    mark(room, "absent", seen=shown(room), minute=120)
    assert statuses(room)[0] == "absent"
    assert [heads.count(" ") for heads in db.session.scalars(select(AttendanceStanding.heads))] == [0]


def test_a_grid_that_shows_an_arrival_and_is_saved_as_it_is_says_nothing(room: TestRoom) -> None:
    arrive(room, 50, by=marker(room, "Q2TR"))
    arrive(room, 10, received=100)
    assert mark(room, "present", seen=shown(room), minute=120) == MarkingSummary(marked=0, corrected=0, refused=0)
    assert len(marks()) == 2


def test_those_who_arrived_are_counted_among_those_expected(room: TestRoom) -> None:
    arrive(room, 0)
    arrive(room, 50, number=1)
    factories.make_enrolment(room.workshop, factories.make_person("Attente"), state="waiting")
    assert arrived_and_expected(room.half_day) == (2, 3)


def test_a_mark_of_another_half_day_is_no_arrival_of_this_one(room: TestRoom) -> None:
    done = arrive(room, 0)
    other = todays_room(slug="kayes", place_code="ML-1")
    assert done.mark_id
    assert arrival_or_none(other.half_day, done.mark_id) is None


WHY = Reason(ReasonKind.CHECKED)


def typed(
    room: TestRoom, *said: str, minute: int = 0, by: Marker | None = None, form_id: UUID | None = None, reason: Reason | None = None
) -> MarkingSummary:  # fmt: skip
    """Type a sheet of the first half-day on which these people stand in their order."""
    rows = dict(enumerate(room.enrolments[: len(said)], start=1))
    with transactional():
        return services.type_sheet(
            form_id=form_id or factories.fact_id(minute), workshop=room.workshop, half_day=room.half_day, rows=rows,
            statuses={number: Status(status) for number, status in enumerate(said, start=1)}, by=by or marker(room), reason=reason,
            programme=PROGRAMME, now=EIGHT + timedelta(minutes=minute),
        )  # fmt: skip


def test_a_sheet_marks_those_on_it(room: TestRoom) -> None:
    assert typed(room, "present", "absent", "late") == MarkingSummary(marked=3, corrected=0, refused=0)
    assert statuses(room) == ["present", "absent", "late"]
    assert {one.source for one in marks()} == {"paper"}


def test_a_sheet_typed_again_says_nothing_new_whoever_types_it(room: TestRoom) -> None:
    typed(room, "present", "absent", "late")
    nothing = MarkingSummary(marked=0, corrected=0, refused=0)
    assert typed(room, "present", "absent", "late", minute=60) == nothing
    assert typed(room, "present", "absent", "late", minute=60, by=Marker(factories.fact_id(), "Q2TR")) == nothing
    assert len(marks()) == 3


def test_the_same_form_of_a_sheet_sent_again_gets_the_same_answer(room: TestRoom) -> None:
    mark(room, "late", minute=-60)
    form_id = factories.fact_id()
    first = typed(room, "present", "absent", "late", form_id=form_id, reason=WHY)
    assert first == MarkingSummary(marked=2, corrected=1, refused=0)
    assert typed(room, "present", "absent", "late", form_id=form_id, reason=WHY, minute=30) == first
    assert len(marks()) == 4


def test_a_row_of_which_somebody_else_said_otherwise_is_a_conflict_and_both_marks_stay(room: TestRoom) -> None:
    mark(room, "late", "present", by=Marker(factories.fact_id(), "Q2TR"), minute=-60)
    assert typed(room, "present", "absent", "late").marked == 3
    assert statuses(room) == ["conflict", "conflict", "late"]


def test_ones_own_mark_is_corrected_by_a_sheet_with_a_reason_if_it_is_no_slip(room: TestRoom) -> None:
    typed(room, "absent", "absent", "late")
    assert typed(room, "present", "absent", "late", minute=3).corrected == 1
    with pytest.raises(ReasonNeeded):
        typed(room, "present", "present", "late", minute=30)
    assert typed(room, "present", "present", "late", minute=30, reason=WHY) == MarkingSummary(marked=0, corrected=1, refused=0)
    assert statuses(room) == ["present", "present", "late"]
    assert [one.reason for one in marks() if one.replaces] == ["", "checked"]


def test_a_sheet_of_a_day_to_come_cannot_be_typed(room: TestRoom) -> None:
    with pytest.raises(HalfDayNotBegun):
        typed(room, "present", minute=-24 * 60)


def test_those_who_left_the_workshop_since_the_sheet_was_printed_are_left_out(room: TestRoom) -> None:
    with transactional():
        db.session.get_one(Enrolment, room.enrolments[1]).state = "withdrawn"
    rows = dict(enumerate([*room.enrolments, factories.fact_id()], start=1))
    assert list(people_on_sheet(rows, room.workshop)) == [1, 3]
    typed(room, "present", "absent", "late")
    assert statuses(room) == ["present", None, "late"]


def test_a_sheet_is_shown_beside_what_was_said_before(room: TestRoom) -> None:
    mark(room, "late", minute=-90)
    mark(room, "present", "present", by=Marker(factories.fact_id(), "Q2TR"), minute=-60)
    rows = dict(enumerate(room.enrolments, start=1))
    lines = services.read_sheet(workshop=room.workshop, half_day=room.half_day, rows=rows, by=marker(room), now=EIGHT,
                                statuses={1: Status.PRESENT, 2: Status.ABSENT, 3: Status.PRESENT})  # fmt: skip
    assert [(line.number, line.comparison.kind, line.needs_reason) for line in lines] == [
        (1, TypedRow.CORRECTS, True), (2, TypedRow.CONTRADICTS, False), (3, TypedRow.NEW, False),
    ]  # fmt: skip
    assert all(isinstance(line, SheetLine) for line in lines)
