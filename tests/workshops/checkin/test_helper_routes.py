"""What helpers may open, and what not."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from limits import parse
from sqlalchemy import delete, select, text, update

from lms.accounts import services as accounts
from lms.accounts.models import Account, AuditEntry, Grant
from lms.accounts.rules import Role
from lms.accounts.services import hashed
from lms.db import db, transactional
from lms.web.limits import limiter
from lms.workshops.checkin import helper_services
from lms.workshops.checkin.helper_services import NewAccess
from lms.workshops.checkin.models import HelperAccess, HelperSession
from lms.workshops.models import AttendanceMark, Workshop, WorkshopOrganiser
from tests import factories
from tests.client import CheckingClient, hidden_fields
from tests.house.pages import address_of
from tests.workshops.checkin.conftest import Hour
from tests.workshops.checkin.door import code_of, todays_room
from tests.workshops.room import TestRoom, mark, statuses

SignIn = Callable[[Account], CheckingClient]
HELPERS = "/en/workshops/bamako/helpers"
GRID = "/en/workshops/bamako/half-days/1"
DOOR = "/en/h"
LABEL = "Entrée, table 2"


def give(room: TestRoom, hour: Hour, days: int = 0) -> NewAccess:
    """Give an access for the day of these tests, or a later one."""
    with transactional():
        return helper_services.give_access(access_id=factories.fact_id(), workshop=room.workshop, on=(hour.now + timedelta(days=days)).date(),
                                           label=LABEL, account_id=room.organiser.id, now=hour.now)  # fmt: skip


@pytest.fixture
def given(room: TestRoom, hour: Hour) -> NewAccess:
    """An access for today."""
    return give(room, hour)


@pytest.fixture
def helper(app: Flask, given: NewAccess) -> CheckingClient:
    """A browser in which somebody helps."""
    return come_in(app, given)


def come_in(app: Flask, given: NewAccess) -> CheckingClient:
    browser: CheckingClient = app.test_client()  # type: ignore[assignment]
    assert browser.submit(f"/en/h/{given.token}").location == DOOR
    return browser


def test_an_organiser_gives_an_access_and_sees_link_and_code_once(room: TestRoom, sign_in: SignIn, app: Flask) -> None:
    browser = sign_in(room.organiser)
    data = {**hidden_fields(browser.get(HELPERS).text, HELPERS), "label": f" {LABEL} ", "on": "2026-11-21"}
    page = browser.post(HELPERS, data=data).text
    link = re.search(r'value="http://localhost(/h/[\w-]{43})"', page)
    code = re.search(r'class="access-code">([2-9A-Z]{5}-[2-9A-Z]{5})<', page)
    assert link
    assert code
    assert 'src="data:image/svg+xml' in page
    assert LABEL in browser.get(HELPERS).text
    assert link[1] not in browser.get(HELPERS).text
    assert browser.post(HELPERS, data=data).status_code == 409, "sent twice, it is one access"
    assert len(db.session.scalars(select(HelperAccess)).all()) == 1
    for address in (link[1], f"/en{link[1]}"):
        assert LABEL in app.test_client().get(address).text


def test_neither_link_nor_code_nor_session_stands_in_the_database(given: NewAccess, helper: CheckingClient) -> None:
    cookie = helper.get_cookie("relais-helper")
    assert cookie
    tables = ("helper_access", "helper_session", "audit_entry")
    everything = " ".join(str(tuple(row)) for table in tables for row in db.session.execute(text(f"SELECT * FROM {table}")))  # the names are ours
    assert all(secret not in everything for secret in (given.token, given.code, helper_services.spelt_code(given.code), cookie.value))


def test_the_cookie_lives_until_midnight_and_no_script_reads_it(app: Flask, given: NewAccess) -> None:
    browser: CheckingClient = app.test_client()  # type: ignore[assignment]
    cookie = browser.submit(f"/en/h/{given.token}").headers.getlist("Set-Cookie")
    helper = next(one for one in cookie if one.startswith("relais-helper="))
    assert "HttpOnly" in helper
    assert "SameSite=Lax" in helper
    assert f"Max-Age={16 * 3600}" in helper
    assert len(helper.split("=", 1)[1].split(";")[0]) >= 43, "256 bits"


def test_looking_at_a_link_opens_nothing(app: Flask, given: NewAccess) -> None:
    browser = app.test_client()
    page = browser.get(f"/en/h/{given.token}")
    assert page.status_code == 200
    assert "Bamako" not in page.text
    assert "November" not in page.text
    assert db.session.scalars(select(HelperSession)).all() == []
    assert browser.get(GRID).status_code == 302


def test_a_helper_comes_in_by_the_code_in_any_spelling(app: Flask, given: NewAccess) -> None:
    browser: CheckingClient = app.test_client()  # type: ignore[assignment]
    assert browser.submit(DOOR, {"code": helper_services.spelt_code(given.code).lower()}).location == DOOR
    page = browser.get(DOOR).text
    assert f"You help as “{LABEL}”, until midnight." in page
    assert GRID in page
    assert "half-days/3" not in page, "that is tomorrow"


@pytest.mark.parametrize("typed", ["", "K7M4P", "2222222222", "ABCDEFGHJK"])
def test_another_code_opens_nothing_and_says_so(app: Flask, given: NewAccess, typed: str) -> None:
    browser: CheckingClient = app.test_client()  # type: ignore[assignment]
    answer = browser.submit(DOOR, {"code": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert browser.get(GRID).status_code == 302


def test_tries_of_codes_are_few_and_right_ones_do_not_count(app: Flask, given: NewAccess) -> None:
    browser: CheckingClient = app.test_client()  # type: ignore[assignment]
    hidden = hidden_fields(browser.get(DOOR).text, DOOR)
    for _device in range(25):
        assert browser.post(DOOR, data={**hidden, "code": given.code}).status_code == 302
    browser.delete_cookie("relais-helper")
    answers = [browser.post(DOOR, data={**hidden, "code": "2222222222"}).status_code for _try in range(21)]
    assert answers == [422] * 20 + [429]
    assert browser.post(DOOR, data={**hidden, "code": given.code}).status_code == 429


@pytest.mark.parametrize("days", [-1, 1])
def test_on_another_day_neither_link_nor_code_opens_anything(app: Flask, room: TestRoom, hour: Hour, days: int) -> None:
    given = give(room, hour, days=1)
    hour.later(days=1 + days)
    browser: CheckingClient = app.test_client()  # type: ignore[assignment]
    page = browser.get(f"/en/h/{given.token}")
    assert page.status_code == 404
    assert LABEL not in page.text
    assert page.text.replace(given.token, "") == browser.get("/en/h/nonsense").text.replace("nonsense", ""), "as one that never was"
    assert "No access is open" in browser.submit(DOOR, {"code": given.code}).text
    hidden = hidden_fields(browser.get(DOOR).text, DOOR)
    assert browser.post(f"/en/h/{given.token}", data=hidden).status_code == 404


def test_at_midnight_the_help_is_over(helper: CheckingClient, hour: Hour) -> None:
    hour.later(hours=15, minutes=59)
    assert helper.get(GRID).status_code == 200
    hour.later(minutes=1)
    over = helper.get(GRID)
    assert over.status_code == 401
    assert "Your access has ended" in over.text
    assert "NOM0" not in over.text
    assert "Code that the organiser gave you" in helper.get(DOOR).text


def test_a_withdrawn_access_is_over_at_once_in_every_browser(
    room: TestRoom, given: NewAccess, helper: CheckingClient, sign_in: SignIn, app: Flask
) -> None:
    other = come_in(app, given)
    hidden = hidden_fields(helper.get(GRID).text, GRID)
    organiser = sign_in(room.organiser)
    page = organiser.get(HELPERS).text
    assert re.search(r'data-label="Devices" class="number">2<', page)
    assert "21 November 2026 at 08:00" in page
    assert organiser.submit(f"{HELPERS}/{given.access.id}/withdraw", page=HELPERS).location == HELPERS
    assert "Access withdrawn: Entrée, table 2." in organiser.get(HELPERS).text
    assert [browser.get(GRID).status_code for browser in (helper, other)] == [401, 401]
    assert helper.post(GRID, data={**hidden, f"s-{room.enrolments[0]}": "present"}).status_code == 401
    assert app.test_client().get(f"/en/h/{given.token}").status_code == 404
    assert statuses(room) == [None, None, None]


def _leave_the_team(account: Account) -> None:
    db.session.execute(delete(WorkshopOrganiser).where(WorkshopOrganiser.account_id == account.id))


def _close(account: Account) -> None:
    accounts.close_account(account_id=account.id)


def _lose_the_role(account: Account) -> None:
    db.session.execute(delete(Grant).where(Grant.account_id == account.id))


@pytest.mark.parametrize("end", [_leave_the_team, _close, _lose_the_role])
def test_an_access_ends_with_the_right_of_whoever_gave_it(
    room: TestRoom, given: NewAccess, helper: CheckingClient, app: Flask, sign_in: SignIn, end: Callable[[Account], None]
) -> None:
    fields = hidden_fields(helper.get(GRID).text, GRID)
    with transactional():
        end(room.organiser)
    assert helper.get(GRID).status_code == 401
    assert helper.post(GRID, data={**fields, f"s-{room.enrolments[0]}": "present"}).status_code == 401
    stranger: CheckingClient = app.test_client()  # type: ignore[assignment]
    assert stranger.get(f"/en/h/{given.token}").status_code == 404
    assert stranger.submit(DOOR, {"code": given.code}).status_code == 422
    assert statuses(room) == [None, None, None]
    assert "Open until midnight" not in sign_in(factories.make_account(Role.ADMINISTRATOR)).get(HELPERS).text


def test_an_access_that_an_administrator_gave_is_good_without_organising(room: TestRoom, hour: Hour, app: Flask) -> None:
    administrator = factories.make_account(Role.ADMINISTRATOR)
    with transactional():
        given = helper_services.give_access(access_id=factories.fact_id(), workshop=room.workshop, on=hour.now.date(), label=LABEL,
                                            account_id=administrator.id, now=hour.now)  # fmt: skip
    browser = come_in(app, given)
    assert browser.get(GRID).status_code == 200
    with transactional():
        _lose_the_role(administrator)
    assert browser.get(GRID).status_code == 401


def test_an_access_outlives_the_joining_of_two_accounts_of_its_maker(room: TestRoom, helper: CheckingClient) -> None:
    other = factories.make_account(Role.ORGANISER)
    with transactional():
        db.session.get_one(Account, room.organiser.id).merged_into_id = other.id
        db.session.execute(update(WorkshopOrganiser).values(account_id=other.id))
    assert helper.get(GRID).status_code == 200


def test_an_access_of_another_workshop_cannot_be_withdrawn(room: TestRoom, given: NewAccess, sign_in: SignIn, helper: CheckingClient) -> None:
    other = todays_room(slug="kayes", place_code="ML-1")
    browser, theirs = sign_in(other.organiser), HELPERS.replace("bamako", "kayes")
    hidden = hidden_fields(browser.get(theirs).text, theirs)
    for address in (theirs, HELPERS):
        assert browser.post(f"{address}/{given.access.id}/withdraw", data=hidden).status_code == 404
    assert helper.get(GRID).status_code == 200


def test_stopping_ends_it_on_this_device_only(helper: CheckingClient, app: Flask, given: NewAccess) -> None:
    other = come_in(app, given)
    assert helper.submit("/en/h/leave", page=DOOR).location == DOOR
    assert helper.get(GRID).status_code == 302, "as for any stranger"
    assert other.get(GRID).status_code == 200


@pytest.mark.parametrize("on", ["2026-11-20", "2026-12-01", "never"])
def test_an_access_is_for_a_day_of_the_workshop_that_is_not_past(room: TestRoom, sign_in: SignIn, on: str) -> None:
    answer = sign_in(room.organiser).submit(HELPERS, {"label": LABEL, "on": on})
    assert answer.status_code == 422
    assert db.session.scalars(select(HelperAccess)).all() == []


def test_once_the_workshop_is_over_no_access_is_offered(room: TestRoom, hour: Hour, sign_in: SignIn) -> None:
    hour.later(days=3)
    page = sign_in(room.organiser).get(HELPERS).text
    assert "The days of this workshop are over" in page
    assert 'name="label"' not in page


def test_helpers_see_names_and_codes_and_nothing_else_of_anybody(room: TestRoom, helper: CheckingClient) -> None:
    mark(room, "present", minute=-90)
    for page in (helper.get(GRID).text, helper.get(f"{GRID}/check-in").text):
        assert "NOM00" in page
        assert "Tribunal pour enfants" not in page
        assert "Juge" not in page
    assert code_of(room)[:3] + "-" + code_of(room)[3:] in helper.get(GRID).text
    assert "Tribunal pour enfants" not in helper.get(DOOR).text


def test_marks_of_a_helper_say_so_on_the_grid(room: TestRoom, helper: CheckingClient, given: NewAccess) -> None:
    mark(room, "absent", minute=-90)
    helper.submit(f"{GRID}/check-in", {"code": code_of(room)})
    stored = db.session.scalars(select(AttendanceMark).where(AttendanceMark.source == "qr")).one()
    assert (stored.actor_id, stored.helper) == (given.access.id, LABEL)
    page = helper.get(GRID).text
    assert f"Present according to {LABEL}, 21 November 2026 at 08:00, by badge (device {stored.device})" in page
    assert "Absent according to Personne" in page


def test_a_helper_marks_the_grid_and_may_settle_a_conflict_with_a_reason(room: TestRoom, helper: CheckingClient) -> None:
    mark(room, "absent", "absent", minute=-90)
    helper.submit(f"{GRID}/check-in", {"code": code_of(room)})
    name = re.search(r'name="(s-[^"]+\.[^"]+\.[^"]+)"', helper.get(GRID).text)
    assert name
    assert helper.submit(GRID, {name[1]: "late"}).status_code == 422
    assert helper.submit(GRID, {name[1]: "late", "reason": "checked"}).status_code == 302
    assert statuses(room) == ["late", "absent", None]


def test_what_a_helper_reads_and_does_is_noted(room: TestRoom, helper: CheckingClient, given: NewAccess) -> None:
    helper.get(GRID)
    notes = db.session.execute(select(AuditEntry.action, AuditEntry.account_id, AuditEntry.subject).order_by(AuditEntry.at, AuditEntry.id)).all()
    who = f"helper:{given.access.id}"
    assert {tuple(note) for note in notes} == {
        ("helper.access-given", room.organiser.id, f"workshop:essai/bamako {who}"), ("helper.started", None, who),
        ("names.read", None, f"workshop:essai/bamako {who}"),
    }  # fmt: skip


def test_when_a_helper_last_helped_is_noted_now_and_then(room: TestRoom, helper: CheckingClient, hour: Hour, given: NewAccess) -> None:
    hour.later(minutes=2)
    helper.get(GRID)
    assert helper_services.accesses_of(room.workshop)[0].last_used_at == hour.now - timedelta(minutes=2)
    hour.later(minutes=4)
    helper.get(GRID)
    assert helper_services.accesses_of(room.workshop)[0].last_used_at == hour.now


@pytest.mark.parametrize("address", ["/en/workshops/bamako/half-days/3", "/en/workshops/bamako/half-days/9", "/en/workshops/kayes/half-days/1"])
def test_other_days_and_other_workshops_are_not_found(room: TestRoom, helper: CheckingClient, address: str) -> None:
    todays_room(slug="kayes", place_code="ML-1")
    hidden = hidden_fields(helper.get(GRID).text, GRID)
    for page in (address, f"{address}/check-in"):
        assert helper.get(page).status_code == 404
        assert helper.post(page, data={**hidden, "code": "x"}).status_code == 404


OPEN_TO_HELPERS = {"workshops.show_attendance", "workshops.mark_attendance", "checkin.show_check_in", "checkin.check_in"}


@pytest.mark.parametrize("status", ["draft", "closed", "cancelled"])
def test_where_nothing_is_marked_any_more_helpers_mark_nothing(room: TestRoom, helper: CheckingClient, status: str) -> None:
    fields = hidden_fields(helper.get(GRID).text, GRID)
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = status
    assert helper.get(GRID).status_code == 404
    assert helper.post(GRID, data={**fields, f"s-{room.enrolments[0]}": "absent"}).status_code == 404
    assert statuses(room)[0] is None


def test_routes_that_say_that_helpers_may_come_in_are_those_of_this_list(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if getattr(view, "is_open_to_helpers", False)} == OPEN_TO_HELPERS


def test_every_other_route_treats_a_helper_as_a_stranger(app: Flask, room: TestRoom, helper: CheckingClient) -> None:
    """Every route is asked, to read and to write: what is neither public nor of the list asks to sign in."""
    hidden = hidden_fields(helper.get(GRID).text, GRID)
    asked = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_HELPERS or getattr(app.view_functions[rule.endpoint], "access", "") == "public":
            continue
        asked += 1
        address = address_of(rule, "en")
        if "GET" in (rule.methods or set()):
            answer = helper.get(address)
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/en/sign-in"), rule.endpoint
        if "POST" in (rule.methods or set()):
            assert helper.post(address, data=hidden).status_code == 401, rule.endpoint
    assert asked > 50


def test_on_public_pages_a_helper_sees_what_strangers_see(app: Flask, helper: CheckingClient) -> None:
    assert helper.get("/en/").location.endswith("/sign-in")
    assert "NOM0" not in helper.get("/en/about").text
    assert helper.get("/en/account").status_code == 302


def test_an_organiser_of_elsewhere_who_helps_here_marks_as_helper_here_only(room: TestRoom, sign_in: SignIn, given: NewAccess) -> None:
    other = todays_room(slug="kayes", place_code="ML-1")
    browser = sign_in(other.organiser)
    assert browser.get(GRID).status_code == 404
    browser.submit(f"/en/h/{given.token}")
    browser.submit(f"{GRID}/check-in", {"code": code_of(room)})
    browser.submit("/en/workshops/kayes/half-days/1/check-in", {"code": code_of(other)})
    found = {one.helper: one.actor_id for one in db.session.scalars(select(AttendanceMark))}
    assert found == {LABEL: given.access.id, "": other.organiser.id}
    assert browser.get("/en/workshops/bamako").status_code == 404


def test_a_trainer_who_helps_with_their_own_telephone_marks_as_helper(room: TestRoom, sign_in: SignIn, given: NewAccess) -> None:
    browser = sign_in(factories.make_account(Role.TRAINER))
    assert browser.get(GRID).status_code == 403
    browser.submit(f"/en/h/{given.token}")
    assert browser.get(GRID).status_code == 200
    assert browser.get(HELPERS).status_code == 403
    assert browser.get(f"{GRID}/corrections").status_code == 403


def test_whoever_helps_here_and_organises_elsewhere_may_do_here_only_what_helpers_may(room: TestRoom, sign_in: SignIn, given: NewAccess) -> None:
    browser = sign_in(todays_room(slug="kayes", place_code="ML-1").organiser)
    browser.submit(f"/en/h/{given.token}")
    page = browser.get(f"{GRID}/check-in").text
    assert "Choose another hour" not in page
    hidden = hidden_fields(page, f"{GRID}/check-in")
    assert browser.post(f"{GRID}/check-in/hour", data={**hidden, "late_after": "09:00"}).status_code == 404
    for address in (f"{GRID}/corrections", HELPERS, "/en/workshops/bamako/type-sheet", "/en/workshops/bamako"):
        assert browser.get(address).status_code == 404


def test_monitors_and_other_organisers_see_no_helpers(room: TestRoom, sign_in: SignIn) -> None:
    assert sign_in(factories.make_account(Role.MONITOR)).get(HELPERS).status_code == 403
    assert sign_in(todays_room(slug="kayes", place_code="ML-1").organiser).get(HELPERS).status_code == 404


def test_a_helper_reads_no_more_than_others_may(helper: CheckingClient) -> None:
    cookie = helper.get_cookie("relais-helper")
    assert cookie
    assert helper.get(GRID).status_code == 200
    limiter.limiter.hit(parse("300 per 15 minutes"), f"helper:{hashed(cookie.value)}", "readings", cost=300)
    assert [helper.get(page).status_code for page in (GRID, f"{GRID}/check-in")] == [429, 429]
