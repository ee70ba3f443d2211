import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import brotli
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.forms import field_name
from lms.workshops.models import AttendanceMark, HalfDay, Workshop
from tests import factories
from tests.client import CheckingClient, hidden_fields, steady
from tests.counting import counted_queries
from tests.workshops.room import TestRoom, make_room, mark, shown, statuses

SignIn = Callable[[Account], CheckingClient]
LIST = "/en/workshops"
PAGE = "/en/workshops/bamako"
GRID = "/en/workshops/bamako/half-days/1"
WHY = {"reason": "checked"}


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


def choices(room: TestRoom, *chosen: str) -> dict[str, str]:
    """Return what a page opened now sends."""
    marks = shown(room)
    return {field_name(enrolment, marks.get(enrolment, ())): status for enrolment, status in zip(room.enrolments, chosen, strict=False)}


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
    assert steady(foreign.text).replace("bamako", "unknown") == steady(unknown.text)


def test_a_workshop_of_somebody_else_cannot_be_marked(room: TestRoom, sign_in: SignIn) -> None:
    other = make_room(slug="kayes", place_code="ML-1")
    own_grid = "/en/workshops/kayes/half-days/1"
    browser = sign_in(other.organiser)
    fields = hidden_fields(browser.get(own_grid).get_data(as_text=True), own_grid)
    assert browser.post(GRID, data={**fields, **choices(room, "absent")}).status_code == 404
    assert browser.post(own_grid, data={**fields, **choices(room, "absent")}).status_code == 422
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
    assert "0/6" in words
    assert "13 September 2022" in words


def test_list_workshops_counts_a_half_day_once_nothing_remains_of_it(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    mark(room, "present", "late", "absent")
    assert "1/6" in browser.get(LIST).get_data(as_text=True)
    mark(room, "absent", minute=1)
    assert "0/6" in browser.get(LIST).get_data(as_text=True)


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
    assert "Workshop in Bamako" in words
    assert "Arriving late counts as attended." in words


def test_show_workshop_compares_what_was_attended_with_what_was_marked(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "absent")
    words = sign_in(room.organiser).get(PAGE).get_data(as_text=True)
    assert [re.sub("<.*?>", "", cell).strip() for cell in re.findall(r'class="number"><span>(.*?)</span></td>', words)] == [
        "1/1", "0/1", "1 not marked 0/0"
    ]  # fmt: skip


@pytest.mark.parametrize("path", [PAGE, GRID])
def test_reading_the_names_is_noted(room: TestRoom, sign_in: SignIn, path: str) -> None:
    sign_in(room.organiser).get(path)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.read")).one()
    assert (entry.account_id, entry.subject) == (room.organiser.id, "workshop:essai/bamako")


def test_show_attendance_offers_the_whole_room_as_present_and_says_so(room: TestRoom, sign_in: SignIn) -> None:
    page = sign_in(room.organiser).get(GRID).get_data(as_text=True)
    assert "Everybody is ticked as present: correct the exceptions, then save." in page
    assert page.count('value="present" checked') == 3


def test_show_attendance_leaves_whoever_came_later_unmarked(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "absent")
    page = sign_in(room.organiser).get(GRID).get_data(as_text=True)
    assert page.count(" checked>") == 2
    assert "1 present, 1 absent, 1 not marked" in page
    assert "1 person is not marked yet." in page


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
    assert "Attendance of 1 person corrected. The former mark stays in the history." in browser.get(GRID).get_data(as_text=True)
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
    assert "1 person was marked in two different ways" in page
    assert page.count(" checked>") == 2
    assert "1 to settle" in browser.get(PAGE).get_data(as_text=True)
    browser.submit(GRID, {**choices(room, "late", "present", "present"), **WHY})
    assert statuses(room) == ["late", "present", "present"]


def test_a_conflict_says_who_said_what_and_when(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present")
    other = replace(room, organiser=factories.make_account(Role.ADMINISTRATOR, person=factories.make_person("Diarra", "Moussa")))
    mark(other, "absent", minute=61)
    page = sign_in(room.organiser).get(GRID).get_data(as_text=True)
    assert re.search(r"<strong>Present according to Personne \d+ TRAORÉ, 21 November 2026 at 09:00", page)
    assert "<strong>Absent according to Moussa DIARRA, 21 November 2026 at 10:01" in page


def test_saving_while_something_remains_to_settle_says_so(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "present", "present")
    mark(room, "absent", "absent", "present", minute=1)
    browser = sign_in(room.organiser)
    unsettled = {name: "present" for name in choices(room, "present", "present", "present") if str(room.enrolments[2]) in name}
    browser.submit(GRID, unsettled)
    page = browser.get(GRID).get_data(as_text=True)
    assert "2 people remain to be settled." in page
    assert "Nothing was changed" not in page


def test_choices_of_an_older_page_say_nothing_over_newer_marks(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "present", "present")
    browser = sign_in(room.organiser)
    older = choices(room, "present", "present", "present")
    browser.submit(GRID, {**choices(room, "absent", "present", "present"), **WHY})
    newer = browser.get(GRID).get_data(as_text=True)
    assert not any(f'name="{name}"' in newer for name in older if str(room.enrolments[0]) in name), "a browser that goes back finds no such field"
    browser.submit(GRID, older)
    assert statuses(room) == ["absent", "present", "present"]


def test_choices_of_an_older_page_are_not_shown_again_over_newer_marks(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "present", "present", "present")
    older = choices(room, "late", "late", "present")
    mark(room, "absent", seen=shown(room), minute=1)
    page = sign_in(room.organiser).submit(GRID, {**older, "event_id": "nonsense"}).get_data(as_text=True)
    checked = re.findall(r'value="(\w+)" checked', page)
    assert checked == ["absent", "late", "present"]


def test_nobody_can_be_marked_twice_in_one_form(room: TestRoom, sign_in: SignIn) -> None:
    older = choices(room, "present")
    mark(room, "absent")
    assert sign_in(room.organiser).submit(GRID, {**older, **choices(room, "absent")}).status_code == 422


def test_a_page_whose_half_day_has_another_number_by_now_marks_nobody(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    fields = hidden_fields(browser.get(GRID).get_data(as_text=True), GRID)
    with transactional():
        room.half_day.position = 9
        db.session.flush()
        db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == room.workshop.id, HalfDay.position == 2)).one().position = 1
    answer = browser.post(GRID, data={**fields, **choices(room, "absent")})
    assert answer.status_code == 409
    assert "The half-days of this workshop were changed while this page was open." in answer.text
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 0


def test_a_half_day_that_has_not_begun_is_shown_and_cannot_be_marked(room: TestRoom, sign_in: SignIn) -> None:
    with transactional():
        db.session.get_one(HalfDay, room.half_day.id).on = date(9999, 1, 1)
    browser = sign_in(room.organiser)
    page = browser.get(GRID).get_data(as_text=True)
    assert "This half-day has not begun." in page
    assert "Save attendance" not in page
    assert " checked>" not in page
    other = GRID[:-1] + "2"
    fields = {**hidden_fields(browser.get(other).get_data(as_text=True), other), "half_day": str(room.half_day.id)}
    answer = browser.post(GRID, data={**fields, **choices(room, "present")})
    assert answer.status_code == 422
    assert "This could not be done" in answer.get_data(as_text=True)
    assert shown(room) == {}
    assert "To come" in browser.get(PAGE).get_data(as_text=True)


def test_show_attendance_names_the_place_and_the_exceptions_and_leads_on(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert "Attendance not recorded" in browser.get(GRID).get_data(as_text=True)
    mark(room, "late", "absent", "absent")
    page = browser.get(GRID).get_data(as_text=True)
    assert "Bamako, attendance: 13 September 2022, morning" in page
    assert "Absent: Prénom NOM01, Prénom NOM02. Late: Prénom NOM00." in page
    assert 'href="/en/workshops/bamako/half-days/2">Next half-day: 13 September 2022, afternoon<' in page
    assert 'href="/en/workshops/bamako">Back to the workshop<' in page


def test_what_is_only_offered_is_not_printed_as_recorded(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert "attendance-grid--not-recorded" in browser.get(GRID).get_data(as_text=True)
    mark(room, "present")
    assert "attendance-grid--not-recorded" not in browser.get(GRID).get_data(as_text=True)


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
    with counted_queries() as statements:
        answer = browser.get(path, headers={"Accept-Encoding": "identity"})
    assert len(statements) <= 8, statements
    assert len(brotli.compress(answer.data, quality=5)) < 14 * 1024
    assert len(gzip.compress(answer.data)) < 14 * 1024


def test_what_could_not_be_committed_is_not_announced(room: TestRoom, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, path = sign_in(room.organiser), "/en/workshops/bamako/half-days/1"
    data = {**hidden_fields(browser.get(path).text, path), **choices(room, *["present"] * len(room.enrolments))}
    with monkeypatch.context() as broken:

        def full_disk() -> None:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

        broken.setattr(db.session, "commit", full_disk)
        answer = browser.post(path, data=data)
    assert answer.status_code == 503
    assert "recorded." not in answer.text, "the page of the error shows what waits to be said"
    page = browser.get(path).text
    assert "recorded." not in page
    assert "Attendance not recorded" in page


def test_the_audit_tells_workshops_of_one_slug_in_two_programmes_apart(app: Flask, sign_in: SignIn) -> None:
    factories.make_programme()
    factories.make_programme("autre", modules=())
    for programme in ("essai", "autre"):
        organiser = factories.make_account(Role.ORGANISER, programme=programme)
        factories.make_workshop(organisers=(organiser,), programme=programme)
        assert sign_in(organiser).get("/en/workshops/bamako").status_code == 200
    subjects = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all()
    assert sorted(subjects) == ["workshop:autre/bamako", "workshop:essai/bamako"]


def test_a_half_day_of_another_day_is_marked_with_a_warning_until_it_is_complete(room: TestRoom, sign_in: SignIn) -> None:
    browser, warning = sign_in(room.organiser), "and this half-day was on another day. Check that it is the one you mean to mark."
    assert warning in browser.get(GRID).text
    assert browser.submit(GRID, choices(room, *["present"] * len(room.enrolments))).status_code == 302
    assert warning not in browser.get(GRID).text
