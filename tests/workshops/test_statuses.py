"""What a workshop still takes that is a draft, closed or cancelled: one answer on every page, in a sentence."""

from collections.abc import Callable

import pytest
from flask import Flask

from lms import clock
from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.models import HalfDay, Workshop
from tests import factories
from tests.client import CheckingClient, hidden_fields
from tests.workshops.room import TestRoom, make_room

SignIn = Callable[[Account], CheckingClient]
HERE = "/en/workshops/bamako"
MARKING = ("/half-days/1", "/half-days/1/check-in", "/half-days/1/corrections", "/type-sheet", "/quizzes/first/paper")
TO_COME = ("/messages/invitation", "/messages/reminder", "/messages/date-change")
OF_WHAT_WAS = ("/messages/thanks", "/messages/missing", "/evaluation/paper")
WHY = {"draft": "This workshop is still a draft.", "closed": "This workshop is closed:", "cancelled": "This workshop was cancelled."}


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


def put(room: TestRoom, status: str) -> None:
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = status


@pytest.mark.parametrize("status", ["published", "running"])
def test_a_workshop_that_takes_place_takes_everything(room: TestRoom, sign_in: SignIn, status: str) -> None:
    put(room, status)
    browser = sign_in(room.organiser)
    pages = (*MARKING, *TO_COME[1:], *OF_WHAT_WAS, *TO_COME[: status == "published"])
    assert {page: browser.get(HERE + page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize(("status", "refused"), [
    ("draft", (*MARKING, *TO_COME, *OF_WHAT_WAS)), ("cancelled", (*MARKING, *TO_COME, *OF_WHAT_WAS)), ("closed", TO_COME), ("running", TO_COME[:1]),
])  # fmt: skip
def test_what_cannot_be_done_any_more_or_yet_is_refused_everywhere_in_the_same_words(
    room: TestRoom, sign_in: SignIn, status: str, refused: tuple[str, ...]
) -> None:
    put(room, status)
    browser = sign_in(room.organiser)
    for page in refused:
        answer = browser.get(HERE + page)
        assert answer.status_code == 409, page
        assert WHY.get(status, "nobody is invited any more") in answer.text, page


def test_a_workshop_that_is_closed_is_still_corrected_thanked_for_and_evaluated(room: TestRoom, sign_in: SignIn) -> None:
    put(room, "closed")
    browser = sign_in(room.organiser)
    assert {browser.get(HERE + page).status_code for page in (*MARKING, *OF_WHAT_WAS)} == {200}


@pytest.mark.parametrize("page", MARKING[:4])
def test_of_a_workshop_that_is_closed_administrators_correct_nothing_by_any_way(room: TestRoom, sign_in: SignIn, page: str) -> None:
    put(room, "closed")
    answer = sign_in(factories.make_account(Role.ADMINISTRATOR)).get(HERE + page)
    assert answer.status_code == 403
    assert "only its own organisers correct its attendance" in answer.text


def test_a_form_that_was_open_when_the_workshop_was_cancelled_changes_nothing(room: TestRoom, sign_in: SignIn) -> None:
    today = clock.local_day(clock.now())
    with transactional():
        db.session.get_one(HalfDay, room.half_day.id).on = today
    browser = sign_in(room.organiser)
    helpers, codes = f"{HERE}/helpers", f"{HERE}/evaluation"
    sent = {
        helpers: {**hidden_fields(browser.get(helpers).text, helpers), "label": "Entrée", "on": today.isoformat()},
        f"{codes}/codes": hidden_fields(browser.get(codes).text, f"{codes}/codes"),
    }
    put(room, "cancelled")
    assert {path: browser.post(path, data=data).status_code for path, data in sent.items()} == dict.fromkeys(sent, 409)
    assert browser.get(helpers).status_code == browser.get(codes).status_code == 200
    assert "Make an access" not in browser.get(helpers).text
    assert "Make 3 codes" not in browser.get(codes).text


@pytest.mark.parametrize(("status", "open_ones"), [("draft", 0), ("published", 5), ("running", 4), ("closed", 2), ("cancelled", 0)])
def test_the_list_of_messages_offers_what_may_be_written_now(room: TestRoom, sign_in: SignIn, status: str, open_ones: int) -> None:
    put(room, status)
    page = sign_in(room.organiser).get(f"{HERE}/messages").text
    assert page.count(f'<a href="{HERE}/messages/') == open_ones
    assert page.count("not now") == 5 - open_ones
