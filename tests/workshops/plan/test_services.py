from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.clock import local_day
from lms.db import Model, db, transactional
from lms.errors import NotFound
from lms.identifiers import new_id
from lms.workshops.deeds import NotNow
from lms.workshops.models import Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan import queries
from lms.workshops.plan.models import StatusChange, WorkshopQuota, WorkshopSession
from lms.workshops.plan.rules.days import half_days_between
from lms.workshops.plan.rules.quotas import Axis
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.plan.rules.timetable import Hours, Kind
from lms.workshops.plan.services import days, quotas, status, team, timetable, workshops
from lms.workshops.plan.services.refusals import Part, PlanRefused
from lms.workshops.plan.services.timetable import Plan
from lms.workshops.plan.services.workshops import Frame
from lms.workshops.prints import services as prints
from tests import factories
from tests.conftest import NOW
from tests.factories import PROGRAMME
from tests.workshops.room import make_room, mark

TODAY = local_day(NOW)
FIRST = TODAY + timedelta(days=30)
LAST = FIRST + timedelta(days=2)


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Somebody who organises workshops of the programme."""
    factories.make_programme()
    return factories.make_account(Role.ORGANISER)


def frame(**changes: Any) -> Frame:
    given = {"place_code": "ML-2023/segou", "venue": "Salle 1", "starts_on": FIRST, "ends_on": LAST, "capacity": 10}
    return Frame(**{**given, **changes})


def create(organiser: Account, *, id: UUID | None = None, is_another: bool = False, **changes: Any) -> Workshop:
    with transactional():
        return workshops.create_workshop(id=id or new_id(NOW), programme=PROGRAMME, frame=frame(**changes), is_another=is_another,
                                         organiser_id=organiser.id, account_id=organiser.id, now=NOW)  # fmt: skip


def edit(workshop: Workshop, organiser: Account, **changes: Any) -> workshops.Edited:
    with transactional():
        return workshops.edit_workshop(workshop_id=workshop.id, frame=frame(**changes), account_id=organiser.id, now=NOW)


def step(workshop: Workshop, organiser: Account, after: str, *, reason: str = "", id: UUID | None = None, on: date = TODAY) -> None:
    with transactional():
        status.take_step(id=id or new_id(NOW), workshop_id=workshop.id, after=WorkshopStatus(after), reason=reason, account_id=organiser.id,
                         now=NOW + (on - TODAY))  # fmt: skip


def plan(text: str, title: str = "Ouverture", kind: Kind = Kind.PLENARY, subject: str = "") -> Plan:
    start, end = text.split("-")
    return Plan(Hours(time.fromisoformat(start), time.fromisoformat(end)), kind, subject, title, "Awa TRAORÉ")


def add_session(workshop: Workshop, organiser: Account, what: Plan, *, position: int = 1, id: UUID | None = None) -> UUID:
    id = id or new_id(NOW)
    with transactional():
        timetable.add_session(
            id=id, workshop_id=workshop.id, half_day_id=half_day(workshop, position).id, plan=what, account_id=organiser.id, now=NOW
        )
    return id


def half_day(workshop: Workshop, position: int = 1) -> HalfDay:
    query = select(HalfDay).where(HalfDay.workshop_id == workshop.id, HalfDay.position == position)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def days_of(workshop: Workshop) -> list[tuple[date, str]]:
    query = select(HalfDay.on, HalfDay.part).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)
    return [(row.on, row.part) for row in db.session.execute(query)]


def count(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def refused(part: Part, do: Callable[[], object]) -> str:
    """Return why something is refused, having made sure that it is and for which part of the plan."""
    with pytest.raises(PlanRefused) as refusal:
        do()
    assert refusal.value.part is part
    return str(refusal.value.message)


def test_a_new_workshop_is_a_draft_of_its_creator_with_its_half_days(organiser: Account) -> None:
    workshop = create(organiser)
    assert (workshop.slug, workshop.status, workshop.place.name) == (f"segou-{FIRST}", "draft", "Ségou")
    assert days_of(workshop) == half_days_between(FIRST, LAST)
    assert [one.account_id for one in queries.organisers_of(workshop)] == [organiser.id]
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.account_id == organiser.id)).all() == ["workshop.created"]


def test_the_same_form_sent_twice_is_one_workshop(organiser: Account) -> None:
    id = new_id(NOW)
    assert create(organiser, id=id).id == create(organiser, id=id).id
    assert (count(Workshop), count(HalfDay)) == (1, 6)


def test_two_workshops_at_one_place_and_day_have_two_names(organiser: Account) -> None:
    assert [create(organiser, is_another=True).slug for _ in range(2)] == [f"segou-{FIRST}", f"segou-{FIRST}-2"]


def test_a_second_workshop_at_one_place_and_day_is_asked_about_unless_the_first_is_cancelled(organiser: Account) -> None:
    first = create(organiser)
    assert refused(Part.REPEATED, lambda: create(organiser))
    assert create(organiser, starts_on=FIRST + timedelta(days=1)).slug != first.slug
    step(first, organiser, "cancelled", reason="Reporté.")
    assert create(organiser).slug == f"segou-{FIRST}-2"


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        (Part.DATES, {"ends_on": FIRST - timedelta(days=1)}),
        (Part.DATES, {"ends_on": FIRST + timedelta(days=31)}),
        (Part.DATES, {"starts_on": date(26, 9, 14), "ends_on": date(26, 9, 16)}),
        (Part.DATES, {"starts_on": date(202, 9, 14), "ends_on": date(202, 9, 16)}),
        (Part.DATES, {"starts_on": date(9999, 12, 30), "ends_on": date(9999, 12, 31)}),
        (Part.PLACE, {"place_code": "ML-4"}),
        (Part.PLACE, {"place_code": "ML-2023/segou", "starts_on": date(2022, 9, 13), "ends_on": date(2022, 9, 13)}),
        (Part.PLACE, {"place_code": "nowhere"}),
    ],
)
def test_what_a_new_workshop_cannot_be(organiser: Account, part: Part, changes: dict[str, Any]) -> None:
    refused(part, lambda: create(organiser, **changes))
    assert count(Workshop) == 0


def test_the_timetable_moves_with_the_first_day_and_the_slug_stays(organiser: Account) -> None:
    workshop = create(organiser)
    add_session(workshop, organiser, plan("08:30-09:00"), position=6 - 1)
    later = FIRST + timedelta(days=7)
    assert edit(workshop, organiser, starts_on=later, ends_on=later + timedelta(days=3)) == workshops.Edited(old_dates=(FIRST, LAST), people=0)
    assert days_of(workshop) == half_days_between(later, later + timedelta(days=3))
    assert [len(sessions) for _half_day, sessions in queries.timetable_of(workshop)] == [0, 0, 0, 0, 1, 0, 0, 0]
    assert db.session.get_one(Workshop, workshop.id).slug == f"segou-{FIRST}"


def test_days_with_sessions_are_not_cut_off_and_the_sentence_names_them(organiser: Account) -> None:
    workshop = create(organiser)
    add_session(workshop, organiser, plan("08:30-09:00"), position=5)
    words = refused(Part.DATES, lambda: edit(workshop, organiser, ends_on=LAST - timedelta(days=1)))
    assert str(LAST.day) in words
    assert len(days_of(workshop)) == 6


def test_the_dates_of_a_workshop_with_marks_no_longer_move(app: Flask) -> None:
    factories.make_programme()
    room = make_room(2)
    mark(room, "present", "present")
    there = {"place_code": "ML-BKO", "starts_on": room.workshop.starts_on, "ends_on": room.workshop.ends_on, "capacity": 40}
    words = refused(Part.DATES, lambda: edit(room.workshop, room.organiser, **{**there, "starts_on": date(2022, 9, 12)}))
    assert "13 septembre 2022" in words
    assert edit(room.workshop, room.organiser, **{**there, "ends_on": date(2022, 9, 13)}).old_dates == (date(2022, 9, 13), date(2022, 9, 15))
    assert days_of(room.workshop) == half_days_between(date(2022, 9, 13), date(2022, 9, 13))


def test_places_that_are_taken_cannot_be_done_away_with(organiser: Account) -> None:
    workshop = factories.make_workshop(starts_on=FIRST, status="published", capacity=4)
    for number in range(3):
        factories.make_enrolment(workshop, factories.make_person(given_names=f"Personne {number}"))
    kept = {"place_code": "ML-BKO", "ends_on": workshop.ends_on}
    assert "3" in refused(Part.CAPACITY, lambda: edit(workshop, organiser, **kept, capacity=2))
    assert edit(workshop, organiser, **kept, capacity=3).people == 3


def test_more_places_are_offered_to_the_waiting_list_at_once(organiser: Account) -> None:
    workshop = factories.make_workshop(starts_on=FIRST, status="published", capacity=1)
    factories.make_enrolment(workshop, factories.make_person(given_names="Venue"))
    factories.make_enrolment(workshop, factories.make_person(given_names="Attente"), state="waiting")
    edit(workshop, organiser, place_code="ML-BKO", ends_on=workshop.ends_on, capacity=2)
    assert sorted(db.session.scalars(select(Enrolment.state))) == ["confirmed", "invited"]


def test_a_place_of_the_former_map_stays_where_it_was_recorded(organiser: Account) -> None:
    workshop = factories.make_workshop("kayes", "ML-1")
    dates = {"starts_on": workshop.starts_on, "ends_on": workshop.ends_on}
    edit(workshop, organiser, place_code="ML-1", venue="Autre salle", capacity=40, **dates)
    assert db.session.get_one(Workshop, workshop.id).venue == "Autre salle"


def test_a_copy_has_everything_but_people_and_marks_at_other_dates(organiser: Account) -> None:
    source = create(organiser)
    add_session(source, organiser, plan("08:30-09:00"))
    add_session(source, organiser, plan("14:30-16:00", title="", kind=Kind.MODULE, subject="first"), position=2)
    with transactional():
        half_day(source, 2).ends_at = time(16, 0)
        quotas.set_quotas(workshop_id=source.id, minima={(Axis.SEX, "F"): 4}, account_id=organiser.id, now=NOW)
        db.session.add(WorkshopOrganiser(workshop_id=source.id, account_id=factories.make_account(Role.ORGANISER).id))
    factories.make_enrolment(source, factories.make_person())
    later = FIRST + timedelta(days=60)
    copy_frame = frame(place_code="ML-2/kati", starts_on=later, ends_on=workshops.last_day_of_copy(source, later), capacity=12)
    with transactional():
        copied = workshops.copy_workshop(id=new_id(NOW), source=source, frame=copy_frame, organiser_id=organiser.id, account_id=organiser.id, now=NOW)
    assert (copied.slug, copied.status, copied.capacity) == (f"kati-{later}", "draft", 12)
    assert days_of(copied) == half_days_between(later, later + timedelta(days=2))
    sessions = [[(one.starts_at, one.kind, one.subject, one.title, one.led_by) for one in found] for _half_day, found in queries.timetable_of(copied)]
    assert sessions == [[(time(8, 30), "plenary", "", "Ouverture", "")], [(time(14, 30), "module", "first", "", "")], [], [], [], []]
    assert half_day(copied, 2).ends_at == time(16, 0)
    assert queries.minima_of(copied) == {(Axis.SEX, "F"): 4}
    assert [one.account_id for one in queries.organisers_of(copied)] == [organiser.id]
    assert db.session.scalar(select(func.count()).where(Enrolment.workshop_id == copied.id)) == 0


def test_a_half_day_is_added_in_its_order(organiser: Account) -> None:
    workshop = create(organiser, ends_on=FIRST)
    with transactional():
        days.remove_half_day(workshop_id=workshop.id, half_day_id=half_day(workshop, 1).id, account_id=organiser.id, now=NOW)
    assert days_of(workshop) == [(FIRST, "afternoon")]
    id = new_id(NOW)
    for _ in range(2):
        with transactional():
            days.add_half_day(
                id=id, workshop_id=workshop.id, on=FIRST, part="morning", hours=Hours(time(9), time(12)), account_id=organiser.id, now=NOW
            )
    assert days_of(workshop) == [(FIRST, "morning"), (FIRST, "afternoon")]
    assert [half_day(workshop, 1).id, half_day(workshop, 1).position] == [id, 1]


@pytest.mark.parametrize(
    ("part", "on", "of_day", "hours"),
    [
        (Part.HALF_DAY, FIRST - timedelta(days=1), "morning", "09:00-12:00"),
        (Part.HALF_DAY, FIRST, "afternoon", "14:00-17:00"),
        (Part.HOURS, FIRST, "morning", "12:00-09:00"),
        (Part.HOURS, FIRST, "morning", "09:00-14:30"),
    ],
)
def test_what_a_half_day_cannot_be(organiser: Account, part: Part, on: date, of_day: str, hours: str) -> None:
    workshop = create(organiser, ends_on=FIRST)
    with transactional():
        days.remove_half_day(workshop_id=workshop.id, half_day_id=half_day(workshop, 1).id, account_id=organiser.id, now=NOW)

    def add() -> None:
        with transactional():
            days.add_half_day(id=new_id(NOW), workshop_id=workshop.id, on=on, part=of_day, hours=plan(hours).hours, account_id=organiser.id, now=NOW)

    refused(part, add)
    assert len(days_of(workshop)) == 1


def test_a_half_day_goes_with_its_sessions_unless_somebody_is_marked_on_it(app: Flask) -> None:
    factories.make_programme()
    room = make_room(1)
    mark(room, "present")

    def remove(position: int) -> None:
        with transactional():
            days.remove_half_day(
                workshop_id=room.workshop.id, half_day_id=half_day(room.workshop, position).id, account_id=room.organiser.id, now=NOW
            )

    add_session(room.workshop, room.organiser, plan("14:00-15:00"), position=2)
    assert "cannot be removed" in english(lambda: refused(Part.HALF_DAY, lambda: remove(1)))
    remove(2)
    assert (len(days_of(room.workshop)), count(WorkshopSession)) == (5, 0)
    assert [half_day(room.workshop, position).on.day for position in (1, 2, 3)] == [13, 14, 14]


def test_a_half_day_with_a_printed_sheet_stays_until_the_sheet_is_withdrawn(app: Flask) -> None:
    factories.make_programme()
    room = make_room(1)
    by: dict[str, Any] = {"account_id": room.organiser.id, "now": NOW}
    last = half_day(room.workshop, 6)
    with transactional():
        code = prints.print_sheet(half_day=last, **by).code

    def remove() -> None:
        with transactional():
            days.remove_half_day(workshop_id=room.workshop.id, half_day_id=last.id, **by)

    def shorten() -> None:
        with transactional():
            shorter = frame(place_code="ML-BKO", starts_on=room.workshop.starts_on, ends_on=room.workshop.ends_on - timedelta(days=1), capacity=40)
            workshops.edit_workshop(workshop_id=room.workshop.id, frame=shorter, **by)

    assert "Sign-in sheets are printed" in english(lambda: refused(Part.HALF_DAY, remove))
    assert "Withdraw the sheets first" in english(lambda: refused(Part.DATES, shorten))
    with transactional():
        prints.withdraw_sheet(workshop=room.workshop, code=code, **by)
    remove()
    assert len(days_of(room.workshop)) == 5


def english(do: Callable[[], str]) -> str:
    with force_locale("en"):
        return do()


def test_the_only_half_day_stays(organiser: Account) -> None:
    workshop = factories.make_workshop(half_days=1, starts_on=FIRST, status="draft")
    with pytest.raises(PlanRefused), transactional():
        days.remove_half_day(workshop_id=workshop.id, half_day_id=half_day(workshop).id, account_id=organiser.id, now=NOW)


def test_hours_of_a_half_day_leave_no_session_outside(organiser: Account) -> None:
    workshop = create(organiser)
    add_session(workshop, organiser, plan("09:00-10:00"))

    def set_hours(text: str) -> None:
        with transactional():
            days.set_hours(workshop_id=workshop.id, half_day_id=half_day(workshop).id, hours=plan(text).hours, account_id=organiser.id, now=NOW)

    words = refused(Part.HOURS, lambda: set_hours("09:30-12:00"))
    assert "09:00" in words
    refused(Part.HOURS, lambda: set_hours("08:00-14:30"))
    set_hours("09:00-12:00")
    assert (half_day(workshop).starts_at, half_day(workshop).ends_at) == (time(9), time(12))


def test_sessions_are_added_once_changed_and_removed(organiser: Account) -> None:
    workshop, id = create(organiser), new_id(NOW)
    for _ in range(2):
        add_session(workshop, organiser, plan("08:30-09:00"), id=id)
    assert count(WorkshopSession) == 1
    with transactional():
        timetable.edit_session(workshop_id=workshop.id, session_id=id, plan=plan("08:45-09:15", "Accueil"), account_id=organiser.id, now=NOW)
    session = db.session.get_one(WorkshopSession, id, populate_existing=True)
    assert (session.starts_at, session.title) == (time(8, 45), "Accueil")
    with transactional():
        timetable.remove_session(workshop_id=workshop.id, session_id=id, account_id=organiser.id, now=NOW)
    assert count(WorkshopSession) == 0


@pytest.mark.parametrize(
    ("part", "what", "words"),
    [
        (Part.HOURS, plan("08:45-09:30"), "Ouverture"),
        (Part.HOURS, plan("08:00-08:30"), "08:30"),
        (Part.HOURS, plan("10:00-09:30"), ""),
        (Part.TITLE, plan("10:00-11:00", title=""), ""),
        (Part.SUBJECT, plan("10:00-11:00", kind=Kind.MODULE, subject="unknown"), ""),
        (Part.SUBJECT, plan("10:00-11:00", kind=Kind.TEST, subject=""), ""),
    ],
)
def test_what_a_session_cannot_be(organiser: Account, part: Part, what: Plan, words: str) -> None:
    workshop = create(organiser)
    add_session(workshop, organiser, plan("08:30-09:00"))
    assert words in refused(part, lambda: add_session(workshop, organiser, what))
    assert count(WorkshopSession) == 1


def test_a_session_without_a_title_is_called_what_its_module_is_called(organiser: Account) -> None:
    workshop = create(organiser)
    add_session(workshop, organiser, plan("10:00-11:00", title="", kind=Kind.MODULE, subject="first"))
    session = queries.sessions_of(half_day(workshop))[0]
    assert queries.name_of(session) not in ("", "first")
    with pytest.raises(PlanRefused) as refusal:
        add_session(workshop, organiser, plan("10:30-11:30"))
    assert queries.name_of(session) in str(refusal.value.message)


def test_a_module_that_the_programme_does_not_teach_is_refused(organiser: Account) -> None:
    factories.make_programme("autre", modules=("second",))
    workshop = factories.make_workshop(programme="autre", starts_on=FIRST, status="draft")
    refused(Part.SUBJECT, lambda: add_session(workshop, organiser, plan("10:00-11:00", kind=Kind.MODULE, subject="first")))


def test_quotas_are_replaced_as_a_whole_and_cannot_exceed_the_places(organiser: Account) -> None:
    workshop = create(organiser)

    def set_quotas(minima: dict[tuple[Axis, str], int]) -> None:
        with transactional():
            quotas.set_quotas(workshop_id=workshop.id, minima=minima, account_id=organiser.id, now=NOW)

    set_quotas({(Axis.INSTITUTION, "police"): 2, (Axis.SEX, "F"): 4, (Axis.SEX, "M"): 0})
    assert list(queries.minima_of(workshop).items()) == [((Axis.SEX, "F"), 4), ((Axis.INSTITUTION, "police"), 2)]
    assert "11" in refused(Part.QUOTAS, lambda: set_quotas({(Axis.SEX, "F"): 6, (Axis.SEX, "M"): 5}))
    set_quotas({})
    assert count(WorkshopQuota) == 0


def test_organisers_are_added_from_the_programme_and_one_stays(organiser: Account) -> None:
    workshop, other = create(organiser), factories.make_account(Role.ORGANISER)
    monitor = factories.make_account(Role.MONITOR)

    def add(account: Account) -> None:
        with transactional():
            team.add_organiser(workshop_id=workshop.id, organiser_id=account.id, account_id=organiser.id, now=NOW)

    def remove(account: Account) -> None:
        with transactional():
            team.remove_organiser(workshop_id=workshop.id, organiser_id=account.id, account_id=organiser.id, now=NOW)

    assert [one.account_id for one in queries.possible_organisers(workshop)] == [other.id]
    for _ in range(2):
        add(other)
    with pytest.raises(NotFound):
        add(monitor)
    assert {one.account_id for one in queries.organisers_of(workshop)} == {organiser.id, other.id}
    remove(organiser)
    with pytest.raises(team.LastOrganiser):
        remove(other)


def test_a_workshop_goes_from_draft_to_closed_and_its_steps_are_kept(organiser: Account) -> None:
    workshop = create(organiser)
    step(workshop, organiser, "published")
    step(workshop, organiser, "running", on=FIRST)
    step(workshop, organiser, "closed", on=LAST)
    assert [(one.before, one.after, one.reason) for one in queries.steps_of(workshop)][::-1] == [
        ("draft", "published", ""), ("published", "running", ""), ("running", "closed", "")
    ]  # fmt: skip


def test_the_same_step_sent_twice_is_one(organiser: Account) -> None:
    workshop, id = create(organiser), new_id(NOW)
    for _ in range(2):
        step(workshop, organiser, "published", id=id)
    assert count(StatusChange) == 1
    with pytest.raises(status.NoSuchStep):
        step(workshop, organiser, "published")


def test_a_step_waits_for_its_day(organiser: Account) -> None:
    workshop = create(organiser)
    step(workshop, organiser, "published")
    with pytest.raises(status.NotYet):
        step(workshop, organiser, "running", on=FIRST - timedelta(days=1))
    step(workshop, organiser, "running", on=FIRST)
    with pytest.raises(status.NotYet):
        step(workshop, organiser, "closed", on=FIRST)


@pytest.mark.parametrize("after", ["draft", "cancelled"])
def test_going_back_and_cancelling_need_a_reason(organiser: Account, after: str) -> None:
    workshop = create(organiser)
    step(workshop, organiser, "published")
    refused(Part.REASON, lambda: step(workshop, organiser, after))
    step(workshop, organiser, after, reason="La salle n’est plus libre.", on=TODAY + timedelta(days=1))
    assert queries.steps_of(workshop)[0].reason == "La salle n’est plus libre."


@pytest.mark.parametrize("closed", ["closed", "cancelled"])
def test_nothing_changes_in_a_workshop_that_is_over(organiser: Account, closed: str) -> None:
    workshop = create(organiser)
    session_id = add_session(workshop, organiser, plan("08:30-09:00"))
    with transactional():
        db.session.get_one(Workshop, workshop.id).status = closed
    by = {"workshop_id": workshop.id, "account_id": organiser.id, "now": NOW}
    hours = plan("09:00-10:00").hours
    deeds: list[Callable[[], object]] = [
        lambda: edit(workshop, organiser, capacity=99),
        lambda: add_session(workshop, organiser, plan("10:00-11:00")),
        lambda: timetable.edit_session(session_id=session_id, plan=plan("10:00-11:00"), **by),
        lambda: timetable.remove_session(session_id=session_id, **by),
        lambda: days.add_half_day(id=new_id(NOW), on=FIRST, part="morning", hours=hours, **by),
        lambda: days.set_hours(half_day_id=half_day(workshop).id, hours=hours, **by),
        lambda: days.remove_half_day(half_day_id=half_day(workshop).id, **by),
        lambda: quotas.set_quotas(minima={}, **by),
        lambda: team.add_organiser(organiser_id=organiser.id, **by),
        lambda: team.remove_organiser(organiser_id=organiser.id, **by),
    ]
    for deed in deeds:
        with pytest.raises(NotNow), transactional():
            deed()
