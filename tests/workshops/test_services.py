import json
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.db import Model, db, transactional
from lms.identifiers import derived_id
from lms.journal import registry
from lms.journal import services as journal
from lms.journal.models import JournalEvent, QuarantinedEvent
from lms.journal.rules import NewEvent, StoredEvent
from lms.journal.services import body_of, rebuild_projections
from lms.workshops.facts import marks_of
from lms.workshops.models import AttendanceMark, AttendanceStanding
from lms.workshops.rules import Mark, Marker, Reason, ReasonKind, latest_heads
from lms.workshops.services import HalfDayNotBegun, MarkingSummary, NotInWorkshop, ReasonNeeded
from tests import factories
from tests.conftest import NOW
from tests.workshops.room import TestRoom, make_room, mark, marker, shown, statuses


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


def count(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def heads(room: TestRoom) -> list[Mark]:
    """Return the marks of the first person that nobody has replaced."""
    return latest_heads(marks_of(room.half_day.id)[room.enrolments[0]])


def contents(*tables: type[Model]) -> list[set[tuple[object, ...]]]:
    return [{tuple(row) for row in db.session.execute(select(*table.__table__.columns))} for table in tables]


def test_a_whole_room_is_marked_at_once(room: TestRoom) -> None:
    assert mark(room, "present", "late", "absent") == MarkingSummary(marked=3, corrected=0, refused=0)
    assert statuses(room) == ["present", "late", "absent"]


def test_the_same_form_sent_twice_is_one_record_and_the_same_answer(room: TestRoom) -> None:
    form_id = factories.fact_id()
    first = mark(room, "present", "late", "absent", form_id=form_id)
    assert mark(room, "present", "late", "absent", form_id=form_id, minute=5) == first
    assert count(AttendanceMark) == count(JournalEvent) == 3


def test_the_same_form_sent_again_with_another_mark_is_refused_and_kept_apart(room: TestRoom) -> None:
    form_id = factories.fact_id()
    mark(room, "present", "present", "present", form_id=form_id)
    assert mark(room, "absent", "present", "present", form_id=form_id).refused == 1
    assert statuses(room)[0] == "present"
    assert count(QuarantinedEvent) == 1


def test_a_correction_names_what_it_replaces_and_keeps_it(room: TestRoom) -> None:
    mark(room, "present", "present", "present")
    seen = shown(room)
    assert mark(room, "present", "absent", "present", seen=seen, minute=5) == MarkingSummary(marked=0, corrected=1, refused=0)
    assert statuses(room) == ["present", "absent", "present"]
    correction = db.session.scalars(select(AttendanceMark).where(AttendanceMark.replaces != "")).one()
    assert correction.replaces == str(seen[room.enrolments[1]][0])
    assert db.session.get_one(AttendanceMark, UUID(correction.replaces)).status == "present"


def test_a_mark_says_in_the_journal_what_it_replaces_and_takes_its_id_from_the_form(room: TestRoom) -> None:
    forms = [factories.fact_id(minute) for minute in range(3)]
    ids = [derived_id(form_id, str(room.enrolments[0])) for form_id in forms]
    mark(room, "present", form_id=forms[0])
    mark(room, "absent", form_id=forms[1], minute=1)
    mark(room, "absent", form_id=forms[2], seen=shown(room), minute=2)
    bodies = [body_of(mark_id) or {} for mark_id in ids]
    assert [body["replaces"] for body in bodies] == [[], [], sorted(map(str, ids[:2]))]


def test_a_correction_sent_twice_is_one_record_and_the_same_answer(room: TestRoom) -> None:
    mark(room, "present", "present", "present")
    seen, form_id = shown(room), factories.fact_id(5)
    first = mark(room, "late", "absent", "present", seen=seen, form_id=form_id, minute=5)
    mark(room, "present", "present", "present", seen=shown(room), minute=6)
    assert mark(room, "late", "absent", "present", seen=seen, form_id=form_id, minute=7) == first
    assert statuses(room) == ["present", "present", "present"]


def test_a_correction_sent_again_as_what_the_page_had_shown_is_refused(room: TestRoom) -> None:
    mark(room, "present")
    seen, form_id = shown(room), factories.fact_id(5)
    mark(room, "late", seen=seen, form_id=form_id, minute=5)
    assert mark(room, "present", seen=seen, form_id=form_id, minute=6) == MarkingSummary(marked=0, corrected=0, refused=1)
    assert statuses(room)[0] == "late"


def test_a_correction_sent_again_is_the_same_whatever_arrived_meanwhile(room: TestRoom) -> None:
    mark(room, "present", minute=5)
    seen, form_id = shown(room), factories.fact_id(6)
    first = mark(room, "late", seen=seen, form_id=form_id, minute=6)
    mark(room, "absent", minute=1)  # said before, by a clock that is wrong
    assert mark(room, "late", seen=seen, form_id=form_id, minute=7) == first
    assert count(QuarantinedEvent) == 0


def test_marks_that_do_not_change_are_not_said_again(room: TestRoom) -> None:
    mark(room, "present", "late", "absent")
    assert mark(room, "present", "late", "absent", seen=shown(room), minute=5) == MarkingSummary(marked=0, corrected=0, refused=0)
    assert count(AttendanceMark) == 3


def test_two_helpers_who_saw_nothing_and_agree_are_merged(room: TestRoom) -> None:
    mark(room, "present", "present", "absent")
    mark(room, "present", "present", "absent", minute=1)
    assert statuses(room) == ["present", "present", "absent"]


def test_two_helpers_who_saw_nothing_and_differ_are_in_conflict(room: TestRoom) -> None:
    mark(room, "present", "present", "present")
    mark(room, "present", "absent", "present", minute=1)
    assert statuses(room) == ["present", "conflict", "present"]


@pytest.mark.parametrize("chosen", ["present", "absent", "late"])
def test_a_conflict_is_settled_by_whatever_is_chosen(room: TestRoom, chosen: str) -> None:
    mark(room, "present")
    mark(room, "absent", minute=1)
    seen, form_id = shown(room), factories.fact_id(2)
    first = mark(room, chosen, seen=seen, form_id=form_id, minute=2)
    assert statuses(room)[0] == chosen
    assert first == MarkingSummary(marked=0, corrected=1, refused=0)
    assert mark(room, chosen, seen=seen, form_id=form_id, minute=3) == first
    assert statuses(room)[0] == chosen


@pytest.mark.parametrize("chosen", ["present", "absent", "late", "excused"])
def test_settling_a_conflict_is_one_mark_and_leaves_one_head(room: TestRoom, chosen: str) -> None:
    for minute, status in enumerate(["present", "absent", "late"]):
        mark(room, status, minute=minute)
    mark(room, chosen, seen=shown(room), minute=3)
    assert count(AttendanceMark) == 4
    assert [head.status for head in heads(room)] == [chosen]


def test_two_writers_correcting_each_other_add_one_mark_per_choice_and_never_more(room: TestRoom) -> None:
    for turn in range(50):
        page = shown(room)  # both have the same page open
        for writer, status in enumerate(["present", "absent"] if turn % 2 else ["absent", "late"]):
            before = count(AttendanceMark)
            mark(room, status, seen=page, minute=2 * turn + writer)
            assert count(AttendanceMark) - before <= 1
            assert len(heads(room)) <= 2
    assert statuses(room)[0] == "conflict"
    mark(room, "excused", seen=shown(room), minute=100)
    assert [head.status for head in heads(room)] == ["excused"]
    assert count(AttendanceMark) == count(JournalEvent) <= 101


def test_two_writers_whose_pages_are_always_behind_add_one_mark_per_choice(room: TestRoom) -> None:
    pages = [shown(room), shown(room)]
    for turn in range(50):
        mark(room, "present" if turn % 2 else "absent", seen=pages[-2], minute=turn)
        pages.append(shown(room))
        assert count(AttendanceMark) <= turn + 1
        assert len(heads(room)) <= 3
    mark(room, "late", seen=shown(room), minute=50)
    assert [head.status for head in heads(room)] == ["late"]


def test_settling_a_conflict_does_not_speak_for_a_mark_said_meanwhile(room: TestRoom) -> None:
    mark(room, "present")
    mark(room, "absent", minute=1)
    seen = shown(room)
    mark(room, "excused", minute=2)
    mark(room, "present", seen=seen, minute=3)
    assert statuses(room)[0] == "conflict"


def test_nobody_of_another_workshop_can_be_marked(room: TestRoom) -> None:
    other = make_room(slug="kayes", place_code="ML-1")
    stranger = TestRoom(workshop=room.workshop, organiser=room.organiser, half_day=room.half_day, enrolments=[*room.enrolments, other.enrolments[0]])
    with pytest.raises(NotInWorkshop):
        mark(stranger, "present", "present", "present", "present")
    assert count(AttendanceMark) == 0


def test_a_half_day_of_another_workshop_cannot_be_marked(room: TestRoom) -> None:
    other = make_room(slug="kayes", place_code="ML-1")
    with pytest.raises(NotInWorkshop):
        mark(TestRoom(workshop=room.workshop, organiser=room.organiser, half_day=other.half_day, enrolments=room.enrolments), "present")


@pytest.mark.parametrize(("hour", "is_refused"), [(0, True), (23, True), (24, False)])
def test_a_half_day_is_marked_from_its_day_on(room: TestRoom, hour: int, is_refused: bool) -> None:
    set_day(room, (NOW + timedelta(days=1)).date())
    midnight = NOW.replace(hour=0)
    minute = int((midnight + timedelta(hours=hour) - NOW).total_seconds() // 60)
    if is_refused:
        with pytest.raises(HalfDayNotBegun):
            mark(room, "present", minute=minute)
    else:
        assert mark(room, "present", minute=minute).marked == 1
    assert count(AttendanceMark) == (0 if is_refused else 1)


def set_day(room: TestRoom, on: date) -> None:
    with transactional():
        room.half_day.on = on


def test_a_mark_of_elsewhere_cannot_be_corrected(room: TestRoom) -> None:
    with pytest.raises(NotInWorkshop):
        mark(room, "present", seen={room.enrolments[0]: (uuid4(),)})


ELSEWHERE = "Q2TR"


@pytest.mark.parametrize(("device", "minutes", "is_refused"), [("K7M4", 5, False), ("K7M4", 6, True), (ELSEWHERE, 1, True), ("", 1, True)])
def test_a_correction_that_is_no_slip_needs_a_reason(room: TestRoom, device: str, minutes: int, is_refused: bool) -> None:
    mark(room, "present", "present")
    by = marker(room, device)
    if is_refused:
        with pytest.raises(ReasonNeeded):
            mark(room, "absent", "present", "late", seen=shown(room), by=by, reason=None, minute=minutes)
        assert statuses(room) == ["present", "present", None], "nothing of the form is kept"
    else:
        assert mark(room, "absent", "present", "late", seen=shown(room), by=by, reason=None, minute=minutes).corrected == 1


def test_a_mark_of_somebody_else_is_no_slip_of_mine(room: TestRoom) -> None:
    mark(room, "present", by=Marker(factories.fact_id(), "K7M4"))
    with pytest.raises(ReasonNeeded):
        mark(room, "absent", seen=shown(room), reason=None, minute=1)


def test_a_correction_keeps_its_reason_and_a_first_mark_has_none(room: TestRoom) -> None:
    mark(room, "present")
    mark(room, "absent", "late", seen=shown(room), reason=Reason(ReasonKind.OTHER, "il dormait"), minute=60)
    stored = {one.status: (one.reason, one.words) for one in db.session.scalars(select(AttendanceMark))}
    assert stored == {"present": ("", ""), "absent": ("other", "il dormait"), "late": ("", "")}


def test_a_correction_sent_again_long_after_it_was_a_slip_is_known(room: TestRoom) -> None:
    mark(room, "present")
    seen, form_id = shown(room), factories.fact_id(1)
    first = mark(room, "late", seen=seen, form_id=form_id, reason=None, minute=1)
    assert mark(room, "late", seen=seen, form_id=form_id, reason=None, minute=60) == first


def test_a_mark_that_came_in_while_the_page_was_open_is_not_replaced(room: TestRoom) -> None:
    mark(room, "present", minute=10)
    seen = shown(room)
    mark(room, "absent", minute=1, by=marker(room, ELSEWHERE))  # said before, arrived after the page was opened
    mark(room, "late", seen=seen, minute=11)
    assert sorted(head.status for head in heads(room)) == ["absent", "late"]


def test_a_mark_says_by_whom_and_on_which_device(room: TestRoom) -> None:
    helper = Marker(factories.fact_id(), ELSEWHERE, "Entrée, table 2")
    mark(room, "present", by=helper)
    stored = db.session.scalars(select(AttendanceMark)).one()
    assert (stored.actor_id, stored.device, stored.helper) == (helper.actor_id, ELSEWHERE, "Entrée, table 2")


def first_version(room: TestRoom, status: str, number: int = 0, minute: int = 0, replaces: Sequence[UUID] = ()) -> NewEvent:
    """Return a mark as the first version of the fact says it."""
    body = {"enrolment": str(room.enrolments[number]), "half_day": str(room.half_day.id), "status": status, "source": "screen",
            "replaces": sorted(map(str, replaces))}  # fmt: skip
    return NewEvent(id=factories.fact_id(minute), type="attendance.marked", version=1, programme=factories.PROGRAMME, actor_id=room.organiser.id,
                    said_at=factories.at(minute), body=body)  # fmt: skip


def test_facts_of_the_first_version_are_applied_and_replayed_among_those_of_the_second(room: TestRoom) -> None:
    older = [first_version(room, "present"), first_version(room, "absent", number=1, minute=1)]
    older.append(first_version(room, "late", minute=2, replaces=[older[0].id]))
    with transactional():
        journal.record_all(older[:2], now=factories.at(1))
    mark(room, "absent", "excused", "present", seen=shown(room), minute=3)
    with transactional():
        journal.record_all(older[2:], now=factories.at(4))
    assert statuses(room) == ["conflict", "excused", "present"], "the first two were corrected, the first of them twice"
    assert {one.version for one in stored_events()} == {1, 2}
    before = contents(AttendanceMark, AttendanceStanding)
    with transactional():
        rebuild_projections()
    assert contents(AttendanceMark, AttendanceStanding) == before
    assert {one.device for one in db.session.scalars(select(AttendanceMark).where(AttendanceMark.id.in_([one.id for one in older])))} == {""}


def test_replaying_the_journal_gives_the_same_tables(room: TestRoom) -> None:
    fill_with_corrections_and_conflicts(room)
    before = contents(AttendanceMark, AttendanceStanding)
    with transactional():
        rebuild_projections()
    assert contents(AttendanceMark, AttendanceStanding) == before


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_limits_of_the_batches_do_not_matter(room: TestRoom, size: int) -> None:
    fill_with_corrections_and_conflicts(room)
    before = contents(AttendanceMark, AttendanceStanding)
    events = stored_events()
    with transactional():
        db.session.query(AttendanceStanding).delete()
        db.session.query(AttendanceMark).delete()
        apply = registry.handler_of("attendance.marked", 2).apply
        for start in range(0, len(events), size):
            apply(events[::-1][start : start + size])
    assert contents(AttendanceMark, AttendanceStanding) == before


def fill_with_corrections_and_conflicts(room: TestRoom) -> None:
    mark(room, "present", "present", "present")
    mark(room, "late", "present", "present", seen=shown(room), minute=1)
    mark(room, "present", "absent", minute=2)
    mark(room, "absent", "absent", seen=shown(room), minute=3)
    mark(room, "excused", minute=4)
    mark(room, "present", "late", seen=shown(room), minute=5)
    mark(room, "late", minute=6)


def stored_events() -> list[StoredEvent]:
    return [
        StoredEvent(id=one.id, type=one.type, version=one.type_version, programme=one.programme, actor_id=one.actor_id, said_at=one.said_at,
                    received_at=one.received_at, body=json.loads(one.body))
        for one in db.session.scalars(select(JournalEvent).order_by(JournalEvent.seq))
    ]  # fmt: skip
