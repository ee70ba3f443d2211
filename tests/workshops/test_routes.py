import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import brotli
import pytest
from flask import Flask
from sqlalchemy import event, func, select

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.models import AttendanceMark, Workshop
from tests import factories
from tests.client import CheckingClient, hidden_fields
from tests.workshops.room import TestRoom, make_room, mark, shown, statuses

SignIn = Callable[[Account], CheckingClient]
LIST = "/en/workshops"
PAGE = "/en/workshops/bamako"
GRID = "/en/workshops/bamako/half-days/1"


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


@contextmanager
def counting_queries() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def choices(room: TestRoom, *chosen: str) -> dict[str, str]:
    return {f"s-{enrolment}": status for enrolment, status in zip(room.enrolments, chosen, strict=False)}


@pytest.mark.parametrize("path", [LIST, PAGE, GRID])
def test_whoever_is_not_signed_in_is_asked_to(room: TestRoom, client: CheckingClient, path: str) -> None:
    assert client.get(path).location.startswith("/en/sign-in?next=")


@pytest.mark.parametrize("path", [LIST, PAGE, GRID])
def test_trainers_may_not_see_workshops(room: TestRoom, sign_in: SignIn, path: str) -> None:
    assert sign_in(factories.make_account(Role.TRAINER)).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/en/workshops/{}", "/en/workshops/{}/half-days/1"])
def test_a_workshop_of_somebody_else_answers_like_one_that_does_not_exist(room: TestRoom, sign_in: SignIn, path: str) -> None:
    browser = sign_in(make_room(slug="kayes", place_code="ML-1").organiser)
    foreign, unknown = browser.get(path.format("bamako")), browser.get(path.format("unknown"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.get_data(as_text=True).replace("bamako", "unknown") == unknown.get_data(as_text=True)


def test_a_workshop_of_somebody_else_cannot_be_marked(room: TestRoom, sign_in: SignIn) -> None:
    other = make_room(slug="kayes", place_code="ML-1")
    own_grid = "/en/workshops/kayes/half-days/1"
    browser = sign_in(other.organiser)
    fields = hidden_fields(browser.get(own_grid).get_data(as_text=True), own_grid)
    assert browser.post(GRID, data={**fields, **choices(room, "absent")}).status_code == 404
    assert browser.post(own_grid, data={**fields, **choices(room, "absent")}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 0


def test_monitors_see_the_workshop_and_may_not_mark(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(factories.make_account(Role.MONITOR))
    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "Mark attendance" not in page.get_data(as_text=True)
    assert browser.get(GRID).status_code == 403


def test_an_organiser_who_also_monitors_marks_only_what_they_organise(room: TestRoom, sign_in: SignIn) -> None:
    make_room(slug="kayes", place_code="ML-1")
    account = factories.make_account(Role.ORGANISER, Role.MONITOR)
    browser = sign_in(account)
    assert browser.get(PAGE).status_code == 200
    assert browser.get(GRID).status_code == 403


def test_administrators_mark_every_workshop_of_their_programme(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    assert browser.submit(GRID, choices(room, "present", "late", "absent")).status_code == 302
    assert statuses(room) == ["present", "late", "absent"]


def test_monitors_do_not_see_workshops_of_another_programme(room: TestRoom, sign_in: SignIn) -> None:
    factories.make_programme("autre", modules=())
    browser = sign_in(factories.make_account(Role.MONITOR, programme="autre"))
    assert "Bamako" not in browser.get(LIST).get_data(as_text=True)
    assert browser.get(PAGE).status_code == 404


def test_list_workshops_shows_only_those_assigned_with_their_counts(room: TestRoom, sign_in: SignIn) -> None:
    make_room(slug="kayes", place_code="ML-1")
    mark(room, "present")
    words = sign_in(room.organiser).get(LIST).get_data(as_text=True)
    assert "Bamako" in words
    assert "Kayes" not in words
    assert "3/40" in words
    assert "1/6" in words
    assert "13 September 2022" in words


def test_list_workshops_says_when_the_dates_are_an_example(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert "as an example" not in browser.get(LIST).get_data(as_text=True)
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).is_date_published = False
    assert "dates given as an example" in browser.get(LIST).get_data(as_text=True)


def test_show_workshop_says_its_state_first_then_everybody(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "late", "absent")
    words = sign_in(room.organiser).get(PAGE).get_data(as_text=True)
    assert "3 of 40 places taken. 1 of 6 half-days marked." in words
    assert "1 present, 1 late, 1 absent" in words
    assert words.index("NOM00") < words.index("NOM01") < words.index("NOM02")
    assert "1/6" in words
    assert "0/6" in words


@pytest.mark.parametrize("path", [PAGE, GRID])
def test_reading_the_names_is_noted(room: TestRoom, sign_in: SignIn, path: str) -> None:
    sign_in(room.organiser).get(path)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.account_id, entry.subject) == (room.organiser.id, "workshop:bamako")


def test_show_attendance_offers_the_whole_room_as_present_and_says_so(room: TestRoom, sign_in: SignIn) -> None:
    page = sign_in(room.organiser).get(GRID).get_data(as_text=True)
    assert "Everybody is ticked as present: correct the exceptions, then save." in page
    assert page.count('value="present" checked') == 3


def test_show_attendance_leaves_whoever_came_later_unmarked(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "absent")
    page = sign_in(room.organiser).get(GRID).get_data(as_text=True)
    assert page.count(" checked>") == 2
    assert "1 present, 1 absent, 1 not marked" in page


def test_mark_attendance_then_shows_what_is_stored_counts_first(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert browser.submit(GRID, choices(room, "present", "late", "present")).location == GRID
    page = browser.get(GRID).get_data(as_text=True)
    assert "Attendance of 3 people recorded." in page
    assert "2 present, 1 late" in page
    assert "ticked as present" not in page
    assert page.count('value="late" checked') == 1


def test_mark_attendance_twice_with_the_same_form_is_one_record(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    data = {**hidden_fields(browser.get(GRID).get_data(as_text=True), GRID), **choices(room, "present", "late", "absent")}
    answers = [browser.post(GRID, data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert browser.get(GRID).get_data(as_text=True).count("Attendance of 3 people recorded.") == 2
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 3


def test_mark_attendance_again_is_a_correction(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    browser.submit(GRID, choices(room, "present", "present", "present"))
    browser.submit(GRID, choices(room, "present", "absent", "present"))
    assert "Mark of 1 person corrected." in browser.get(GRID).get_data(as_text=True)
    assert statuses(room) == ["present", "absent", "present"]
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 4


def test_mark_attendance_without_a_change_says_so(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "present", "present")
    browser = sign_in(room.organiser)
    browser.submit(GRID, choices(room, "present", "present", "present"))
    assert "Nothing was changed" in browser.get(GRID).get_data(as_text=True)


def test_a_conflict_is_shown_in_words_and_settled_on_the_page(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "present", "present")
    mark(room, "absent", "present", "present", minute=1)
    browser = sign_in(room.organiser)
    page = browser.get(GRID).get_data(as_text=True)
    assert "1 person was marked differently by two people" in page
    assert "Marked differently: Present, Absent" in page
    assert page.count(" checked>") == 2
    assert "1 to settle" in browser.get(PAGE).get_data(as_text=True)
    browser.submit(GRID, choices(room, "late", "present", "present"))
    assert statuses(room) == ["late", "present", "present"]


def test_a_form_without_its_id_saves_nothing_and_keeps_the_choices(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    answer = browser.submit(GRID, {**choices(room, "absent", "present", "present"), "event_id": "nonsense"})
    assert answer.status_code == 422
    assert 'value="absent" checked' in answer.get_data(as_text=True)
    assert shown(room) == {}


def test_a_row_that_cannot_be_read_saves_nothing(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert browser.submit(GRID, choices(room, "asleep")).status_code == 422
    assert browser.submit(GRID, {"s-nobody": "present"}).status_code == 422
    assert shown(room) == {}


def test_an_unknown_half_day_is_not_found(room: TestRoom, sign_in: SignIn) -> None:
    assert sign_in(room.organiser).get("/en/workshops/bamako/half-days/7").status_code == 404


@pytest.mark.parametrize("path", [LIST, PAGE, GRID])
def test_pages_of_forty_people_are_small_and_ask_little(app: Flask, sign_in: SignIn, path: str) -> None:
    factories.make_programme()
    room = make_room(40)
    mark(room, *["present"] * 40)
    mark(room, "absent", minute=1)
    browser = sign_in(room.organiser)
    with counting_queries() as statements:
        answer = browser.get(path, headers={"Accept-Encoding": "identity"})
    assert len(statements) <= 8, statements
    assert len(brotli.compress(answer.data, quality=5)) < 14 * 1024
    assert len(gzip.compress(answer.data)) < 14 * 1024
