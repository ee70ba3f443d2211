import re
from collections.abc import Callable
from datetime import date, time, timedelta

import brotli
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import Model, db, transactional
from lms.workshops.models import HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.models import StatusChange, WorkshopQuota, WorkshopSession
from tests import factories
from tests.client import CheckingClient, hidden_fields
from tests.counting import counted_queries
from tests.workshops.room import make_room, mark

SignIn = Callable[[Account], CheckingClient]
FAR = date(2099, 12, 14)
NEW = "/en/workshops/new"
BASE = "/en/workshops/bamako"
PLAN, EDIT, COPY = f"{BASE}/plan", f"{BASE}/edit", f"{BASE}/copy"
HALF_DAY, ADD, QUOTAS, TEAM = f"{BASE}/half-days/1/timetable", f"{BASE}/half-days/add", f"{BASE}/quotas", f"{BASE}/team"
FRAME = {"place_code": "ML-2023/segou", "venue": "Salle 1", "starts_on": "2099-12-14", "ends_on": "2099-12-16", "capacity": "12"}
SESSION = {"starts_at": "08:30", "ends_at": "09:00", "what": "plenary", "title": "Ouverture", "led_by": "Awa TRAORÉ"}


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Somebody who organises workshops."""
    factories.make_programme()
    return factories.make_account(Role.ORGANISER)


def plan(organiser: Account, *, status: str = "draft", starts_on: date = FAR, half_days: int = 6) -> Workshop:
    return factories.make_workshop(starts_on=starts_on, status=status, organisers=(organiser,), half_days=half_days)


def count(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", [EDIT, COPY, HALF_DAY, ADD, QUOTAS, TEAM])
def test_only_those_who_organise_the_workshop_change_its_plan(organiser: Account, sign_in: SignIn, client: CheckingClient, path: str) -> None:
    plan(organiser)
    statuses = {role: sign_in(factories.make_account(role)).get(path).status_code for role in Role}
    assert statuses == {Role.TRAINER: 403, Role.ORGANISER: 404, Role.MONITOR: 403, Role.ADMINISTRATOR: 200}
    assert client.get(path).status_code == 302
    assert sign_in(organiser).get(path).status_code == 200


def test_who_may_plan_a_new_workshop(organiser: Account, sign_in: SignIn) -> None:
    statuses = {role: sign_in(factories.make_account(role)).get(NEW).status_code for role in Role}
    assert statuses == {Role.TRAINER: 403, Role.ORGANISER: 200, Role.MONITOR: 403, Role.ADMINISTRATOR: 200}


def test_a_monitor_reads_the_plan_and_is_offered_no_change(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    page = sign_in(factories.make_account(Role.MONITOR)).get(PLAN)
    assert page.status_code == 200
    for words in ("Open the invitations", "Plan this half-day", "Change the team", "Plan another workshop"):
        assert words not in page.text


def test_an_organiser_plans_a_workshop_and_is_its_first_organiser(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    assert "Plan a workshop" in browser.get("/en/workshops").text
    answer = browser.submit(NEW, FRAME)
    assert answer.location == "/en/workshops/segou-2099-12-14/plan"
    words = words_of(browser.get(answer.location).text)
    assert "Plan of the workshop in Ségou Draft The plan can change freely." in words
    assert "The workshop is planned as a draft." in words
    assert "From 14 December 2099 to 16 December 2099" in words
    assert words.count("No session yet.") == 6
    assert db.session.scalars(select(WorkshopOrganiser.account_id)).all() == [organiser.id]


def test_an_administrator_plans_a_workshop_for_others(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    plan_page = browser.submit(NEW, FRAME).location
    assert count(WorkshopOrganiser) == 0
    team = plan_page.replace("/plan", "/team")
    assert "only administrators can change this workshop" in browser.get(team).text
    browser.submit(f"{team}/organisers", {"account": str(organiser.id)}, page=team)
    assert sign_in(organiser).get(plan_page).status_code == 200


def test_the_same_plan_sent_twice_is_one_workshop(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    data = {**hidden_fields(browser.get(NEW).text, NEW), **FRAME}
    assert len({browser.post(NEW, data=data).location for _ in range(2)}) == 1
    assert count(Workshop) == 1


def test_the_same_place_and_days_from_two_pages_are_asked_about(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    assert "Plan another workshop" not in browser.get(NEW).text
    browser.submit(NEW, FRAME)
    again = browser.submit(NEW, FRAME)
    assert again.status_code == 422
    assert "There is a workshop at this place and on these days already" in again.text
    assert count(Workshop) == 1
    assert browser.post(NEW, data={**hidden_fields(again.text, NEW), **FRAME, "is_another": "y"}).status_code == 302
    assert count(Workshop) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place_code": ""}, "Choose a place from the list."),
        ({"place_code": "ML-4"}, "This place did not exist on the first day of the workshop"),
        ({"ends_on": "2099-12-13"}, "The last day comes before the first."),
        ({"ends_on": "2100-12-16"}, "These dates make a workshop of more than 31 days."),
        ({"ends_on": "0099-12-16"}, "The year 0099 cannot be right. Write all four figures of the year."),
        ({"starts_on": "soon"}, "Enter the day, the month and the year."),
        ({"capacity": "0"}, "Enter a whole number from 1 to 500."),
        ({"capacity": "many"}, "Enter a whole number from 1 to 500."),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_beside_it(organiser: Account, sign_in: SignIn, changes: dict[str, str], words: str) -> None:
    answer = sign_in(organiser).submit(NEW, {**FRAME, **changes})
    assert answer.status_code == 422
    assert f'form-field__error" id="{next(iter(changes))}-error' in answer.text
    assert words in answer.text
    assert "Salle 1" in answer.text, "what was typed stays"
    assert count(Workshop) == 0


def test_places_of_the_map_of_the_day_are_offered(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    page = browser.get(NEW).text
    assert 'value="ML-2023/segou"' in page
    assert 'value="ML-4"' not in page
    past = browser.submit(NEW, {**FRAME, "starts_on": "2022-09-13", "ends_on": "2022-09-15"})
    assert past.status_code == 422
    assert 'value="ML-4"' in past.text


def test_dates_change_with_the_timetable_and_those_who_have_a_place_are_to_be_told(organiser: Account, sign_in: SignIn) -> None:
    workshop = plan(organiser, status="published")
    factories.make_enrolment(workshop, factories.make_person())
    browser = sign_in(organiser)
    data = {"place_code": "ML-BKO", "venue": "", "starts_on": "2099-12-21", "ends_on": "2099-12-23", "capacity": "40"}
    message = browser.submit(EDIT, data).location
    words = words_of(browser.get(message).text)
    assert "tell the 1 person who has a place" in words
    assert "from 21 to 23 December 2099" in words
    assert message == f"{BASE}/messages/date-change?old_first={FAR}&old_last={FAR + timedelta(days=2)}"
    assert "From 21 December 2099 to 23 December 2099" in words_of(browser.get(PLAN).text)


def test_a_half_day_that_is_marked_keeps_its_day_and_cannot_be_removed(organiser: Account, sign_in: SignIn) -> None:
    room = make_room(1)
    mark(room, "present")
    browser = sign_in(room.organiser)
    page = browser.get(HALF_DAY).text
    assert "Attendance is marked on this half-day, so it cannot be removed" in page
    assert "Remove this half-day" not in page
    fields = hidden_fields(browser.get(f"{BASE}/half-days/2/timetable").text, f"{BASE}/half-days/2/remove")
    refused = browser.post(f"{BASE}/half-days/1/remove", data=fields)
    assert refused.status_code == 422
    assert "who was there would be lost" in refused.text
    data = {"place_code": "ML-BKO", "starts_on": "2022-09-14", "ends_on": "2022-09-15", "capacity": "40"}
    answer = browser.submit(EDIT, data)
    assert answer.status_code == 422
    assert "Attendance is marked on half-days that would move or go: 13 September 2022." in answer.text
    assert browser.submit(f"{BASE}/half-days/2/remove", page=f"{BASE}/half-days/2/timetable").location == PLAN
    assert count(HalfDay) == 5


def test_a_half_day_is_added_and_its_hours_changed(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, half_days=1)
    browser = sign_in(organiser)
    data = {"on": "2099-12-14", "part": "afternoon", "starts_at": "14:00", "ends_at": "17:00"}
    assert browser.submit(ADD, data).location == PLAN
    assert "This half-day is there already." in browser.submit(ADD, data).text
    path = f"{BASE}/half-days/2/timetable"
    answer = browser.submit(f"{BASE}/half-days/2/hours", {"starts_at": "12:00", "ends_at": "17:00"}, page=path)
    assert answer.status_code == 422
    assert "The morning would end at 12:30, after the afternoon has begun at 12:00." in answer.text
    assert browser.submit(f"{BASE}/half-days/2/hours", {"starts_at": "13:00", "ends_at": "16:00"}, page=path).location == path
    hours = db.session.execute(select(HalfDay.starts_at, HalfDay.ends_at).where(HalfDay.position == 2)).one()
    assert tuple(hours) == (time(13), time(16))


def test_sessions_are_planned_one_after_the_other(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    assert browser.submit(HALF_DAY, SESSION).location == HALF_DAY
    page = browser.get(HALF_DAY).text
    assert re.search(r'name="starts_at"[^>]*value="09:00"', page), "the next is offered from the end of the last"
    module = {**SESSION, "starts_at": "09:00", "ends_at": "10:00", "what": "module:first", "title": "", "led_by": ""}
    assert browser.submit(HALF_DAY, module).location == HALF_DAY
    words = words_of(browser.get(PLAN).text)
    assert "08:30–09:00 Ouverture Plenary Awa TRAORÉ" in words
    assert re.search(r"09:00–10:00 \S.* Module", words)
    clash = browser.submit(HALF_DAY, {**SESSION, "starts_at": "08:45", "ends_at": "09:15"})
    assert clash.status_code == 422
    assert "These hours overlap with “Ouverture”, from 08:30 to 09:00." in clash.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": "07:00"}, "This half-day lasts from 08:30 to 12:30."),
        ({"ends_at": "08:30"}, "The session ends before it begins."),
        ({"title": ""}, "Write what the session is about, in a few words."),
        ({"what": ""}, "Choose what the session is."),
        ({"what": "module"}, "Choose what the session is."),
        ({"what": "plenary:first"}, "Choose what the session is."),
        ({"what": "module:unknown"}, "This module or quiz is not one of the programme."),
        ({"starts_at": "early"}, "Enter the hour and the minutes"),
    ],
)
def test_what_is_wrong_with_a_session_is_said_in_words(organiser: Account, sign_in: SignIn, changes: dict[str, str], words: str) -> None:
    plan(organiser)
    answer = sign_in(organiser).submit(HALF_DAY, {**SESSION, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert count(WorkshopSession) == 0


def test_a_session_is_changed_and_removed(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    browser.submit(HALF_DAY, SESSION)
    path = f"{BASE}/sessions/{db.session.scalars(select(WorkshopSession.id)).one()}"
    assert 'value="Ouverture"' in browser.get(path).text
    assert browser.submit(path, {**SESSION, "title": "Accueil", "what": "group-work"}).location == HALF_DAY
    assert "Accueil Group work" in words_of(browser.get(PLAN).text)
    assert browser.submit(f"{path}/remove", page=path).location == HALF_DAY
    assert browser.get(path).status_code == 404
    assert count(WorkshopSession) == 0


def test_places_meant_for_groups_are_shown_beside_who_is_enrolled(organiser: Account, sign_in: SignIn) -> None:
    workshop = plan(organiser, status="published")
    factories.make_enrolment(workshop, factories.make_person(sex="F"))
    browser = sign_in(organiser)
    assert browser.submit(QUOTAS, {"minima-sex-F": "3", "minima-institution-justice": "1", "minima-institution-police": ""}).location == PLAN
    words = words_of(browser.get(PLAN).text)
    assert "Women 2 missing 3 1 0" in words
    assert "Justice Reached 1 1 0" in words
    assert count(WorkshopQuota) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [("41", "Together these are 41 places, and the workshop has 40."), ("-1", "Enter whole numbers only"), ("some", "Enter whole numbers only")],
)
def test_numbers_that_cannot_be_are_kept_and_explained(organiser: Account, sign_in: SignIn, typed: str, words: str) -> None:
    plan(organiser)
    answer = sign_in(organiser).submit(QUOTAS, {"minima-sex-F": typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text
    assert count(WorkshopQuota) == 0


def test_organisers_are_added_and_removed_and_no_longer_see_the_workshop(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    other = factories.make_account(Role.ORGANISER)
    browser = sign_in(organiser)
    path = f"{TEAM}/organisers"
    assert "Choose somebody in the list." in browser.submit(path, {"account": ""}, page=TEAM).text
    browser.submit(path, {"account": str(other.id)}, page=TEAM)
    assert sign_in(other).get(PLAN).status_code == 200
    assert browser.submit(f"{path}/{organiser.id}/remove", page=TEAM).location == "/en/workshops"
    assert browser.get(PLAN).status_code == 404


def test_a_workshop_is_published_cancelled_and_planned_again(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    path = f"{BASE}/status"
    assert browser.submit(path, {"after": "published"}, page=PLAN).location == PLAN
    words = words_of(browser.get(PLAN).text)
    assert "The workshop is now: Invitations open." in words
    assert "The workshop begins on 14 December 2099. It can be opened on that day." in words
    answer = browser.submit(path, {"after": "cancelled"}, page=PLAN)
    assert answer.status_code == 422
    assert "Write why." in answer.text
    browser.submit(path, {"after": "cancelled", "reason": "La route est coupée."}, page=PLAN)
    words = words_of(browser.get(PLAN).text)
    assert "from “Invitations open” to “Cancelled”" in words
    assert "La route est coupée." in words
    assert "Change the team" not in words
    assert browser.get(EDIT).status_code == 409
    browser.submit(path, {"after": "draft", "reason": "La route est ouverte."}, page=PLAN)
    assert db.session.scalars(select(Workshop.status)).one() == "draft"
    assert count(StatusChange) == 3


def test_two_organisers_who_take_the_same_step_are_told(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    pages = [hidden_fields(browser.get(PLAN).text, f"{BASE}/status") for _ in range(2)]
    answers = [browser.post(f"{BASE}/status", data={**page, "after": "published"}) for page in pages]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "The status of this workshop was changed meanwhile." in answers[1].text


def test_a_copy_is_a_draft_of_its_own(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, status="closed", starts_on=date(2022, 9, 13))
    browser = sign_in(organiser)
    data = {"place_code": "ML-2023/kayes", "venue": "", "starts_on": "2099-12-14", "capacity": "20"}
    answer = browser.submit(COPY, data)
    assert answer.location == "/en/workshops/kayes-2099-12-14/plan"
    assert "From 14 December 2099 to 16 December 2099" in words_of(browser.get(answer.location).text)
    assert "This place did not exist" in browser.submit(COPY, {**data, "place_code": "ML-1"}).text
    assert "The year 9999 cannot be right." in browser.submit(COPY, {**data, "starts_on": "9999-12-31"}).text


def test_in_a_closed_workshop_its_organisers_correct_attendance_and_nothing_else(organiser: Account, sign_in: SignIn) -> None:
    room = make_room(1)
    mark(room, "present")
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = "closed"
    browser = sign_in(room.organiser)
    assert browser.get(EDIT).status_code == 409
    assert "Change where" not in browser.get(PLAN).text
    assert browser.get(f"{BASE}/half-days/1").status_code == 200
    administrator = sign_in(factories.make_account(Role.ADMINISTRATOR))
    refused = administrator.get(f"{BASE}/half-days/1")
    assert refused.status_code == 403
    assert "only its own organisers correct its attendance" in refused.text
    assert "Mark attendance" not in administrator.get(BASE).text


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_attendance_of_what_does_not_take_place_is_not_marked(organiser: Account, sign_in: SignIn, status: str) -> None:
    plan(organiser, status=status, starts_on=date(2022, 9, 13))
    browser = sign_in(organiser)
    assert browser.get(f"{BASE}/half-days/1").status_code == 409
    assert "Nothing needs to be done" in browser.get("/en/").text


def test_the_list_says_how_far_each_workshop_has_come(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, status="cancelled")
    assert "Cancelled" in sign_in(organiser).get("/en/workshops").text


def test_what_is_done_at_the_desk_is_noted(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    browser.submit(HALF_DAY, SESSION)
    browser.submit(f"{BASE}/status", {"after": "published"}, page=PLAN)
    entries = db.session.execute(select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action.like("workshop.%")).order_by(AuditEntry.id))
    assert [tuple(row) for row in entries] == [("workshop.changed", "workshop:essai/bamako"), ("workshop.status-changed", "workshop:essai/bamako")]


@pytest.mark.parametrize("sessions", [1, 6])
def test_the_plan_of_a_long_workshop_asks_no_more_and_stays_small(organiser: Account, sign_in: SignIn, sessions: int) -> None:
    workshop = plan(organiser, half_days=sessions * 3)
    with transactional():
        for half_day in db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id)):
            for number in range(sessions):
                starts_at = time(half_day.starts_at.hour + number // 2, 30 * (number % 2))
                db.session.add(
                    WorkshopSession(id=factories.fact_id(), half_day_id=half_day.id, starts_at=starts_at, ends_at=time(18), kind="plenary",
                                    subject="", title=f"Séance {half_day.position}.{number}", led_by="Quelqu’un")
                )  # fmt: skip
    browser = sign_in(organiser)
    for path, most in ((PLAN, 9), (HALF_DAY, 8), (QUOTAS, 4), (TEAM, 7)):
        with counted_queries() as statements:
            answer = browser.get(path, headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200
        assert len(statements) <= most, (path, statements)
        assert len(brotli.compress(answer.data, quality=5)) < 14 * 1024


def test_a_workshop_of_another_programme_is_not_there(organiser: Account, sign_in: SignIn) -> None:
    factories.make_programme("autre", modules=())
    plan(organiser)
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR, programme="autre"))
    assert {browser.get(path).status_code for path in (PLAN, EDIT, COPY, HALF_DAY, QUOTAS, TEAM)} == {404}


def test_a_workshop_whose_day_has_come_is_begun_and_closed(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, status="published", starts_on=date(2022, 9, 13))
    browser = sign_in(organiser)
    assert "Begin the workshop" in browser.get(PLAN).text
    browser.submit(f"{BASE}/status", {"after": "running"}, page=PLAN)
    browser.submit(f"{BASE}/status", {"after": "closed"}, page=PLAN)
    assert db.session.scalars(select(Workshop.status)).one() == "closed"
