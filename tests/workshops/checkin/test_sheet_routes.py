import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.codes import check_character
from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.models import AttendanceMark, Enrolment
from lms.workshops.rules import Marker
from tests import factories
from tests.client import CheckingClient
from tests.workshops.checkin.conftest import Hour
from tests.workshops.checkin.door import print_sheet, todays_room
from tests.workshops.room import TestRoom, mark, statuses

SignIn = Callable[[Account], CheckingClient]
PAGE = "/en/workshops/bamako/type-sheet"
KEEP = {"action": "keep"}


@pytest.fixture
def browser(room: TestRoom, sign_in: SignIn) -> CheckingClient:
    """The organiser's browser; the sheet of the room is printed."""
    print_sheet(room)
    return sign_in(room.organiser)


def text_of(html: str) -> str:
    return " ".join(re.sub("<.*?>", " ", html.split("<main")[1]).split())


def test_a_sheet_is_looked_at_before_anything_is_kept(room: TestRoom, browser: CheckingClient) -> None:
    answer = browser.submit(PAGE, {"sheet": "s-234-567h", "absent": "2", "late": "3"})
    assert answer.status_code == 200
    text = text_of(answer.text)
    assert "21 November 2026, morning" in text
    assert "Absent: 1 2 Prénom NOM01" in text
    assert "Late: 1 3 Prénom NOM02" in text
    assert "Present: 1 1 Prénom NOM00" in text
    assert statuses(room) == [None, None, None]


def test_a_sheet_that_is_kept_marks_everybody_on_it(room: TestRoom, browser: CheckingClient) -> None:
    answer = browser.submit(PAGE, {"sheet": "S234567H", "absent": "2", "late": "3", **KEEP})
    assert answer.location == "/en/workshops/bamako/half-days/1"
    assert "3 rows of the sheet recorded." in browser.get(answer.location).text
    assert statuses(room) == ["present", "absent", "late"]


def test_a_sheet_typed_again_says_that_nothing_changed(room: TestRoom, browser: CheckingClient) -> None:
    browser.submit(PAGE, {"sheet": "S234567H", "absent": "2", **KEEP})
    again = browser.submit(PAGE, {"sheet": "S234567H", "absent": "2"})
    assert "3 rows say what is recorded already." in again.text
    browser.submit(PAGE, {"sheet": "S234567H", "absent": "2", **KEEP})
    assert "Nothing was changed" in browser.get(PAGE).text
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 3


def test_a_row_that_contradicts_somebody_else_is_shown_with_both_marks_before_and_after(room: TestRoom, browser: CheckingClient) -> None:
    mark(room, "late", by=Marker(factories.fact_id(), "Q2TR", "Entrance, table 2"), minute=-61)
    text = text_of(browser.submit(PAGE, {"sheet": "S234567H", "absent": "1"}).text)
    assert "Somebody said otherwise of these people." in text
    assert "Prénom NOM00 Absent Late according to Entrance, table 2, 21 November 2026 at 07:59, on the screen (device Q2TR)" in text
    browser.submit(PAGE, {"sheet": "S234567H", "absent": "1", **KEEP})
    assert statuses(room) == ["conflict", "present", "present"]
    assert "1 person remains to be settled." in browser.get(PAGE).text


def test_correcting_ones_own_older_marks_asks_why(room: TestRoom, browser: CheckingClient, hour: Hour) -> None:
    mark(room, "late", minute=-90)
    text = text_of(browser.submit(PAGE, {"sheet": "S234567H", "absent": "1"}).text)
    assert "You said otherwise of these people before. The sheet corrects it:" in text
    assert "Why the marks change" in text
    refused = browser.submit(PAGE, {"sheet": "S234567H", "absent": "1", **KEEP})
    assert refused.status_code == 422
    assert "Say why these marks change" in refused.text
    assert statuses(room) == ["late", None, None]
    browser.submit(PAGE, {"sheet": "S234567H", "absent": "1", "reason": "checked", **KEEP})
    assert statuses(room) == ["absent", "present", "present"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"sheet": ""}, "Enter the code that stands on the sheet."),
        ({"sheet": "S234567J"}, "This is not the code of a sign-in sheet."),
        ({"sheet": "S222222" + check_character("S222222")}, "No sign-in sheet has this code."),
        ({"sheet": "S234567H", "absent": "2 x"}, "“x” is not a row number."),
        ({"sheet": "S234567H", "absent": "2 4"}, "No name stands in these rows of the sheet: 4."),
        ({"sheet": "S234567H", "absent": "1-2", "late": "2 3"}, "Typed for two statuses: 2."),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(room: TestRoom, browser: CheckingClient, data: dict[str, str], words: str) -> None:
    for action in ({}, KEEP):
        answer = browser.submit(PAGE, {**data, **action})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert statuses(room) == [None, None, None]


def test_a_sheet_of_another_workshop_is_refused(room: TestRoom, browser: CheckingClient, sign_in: SignIn) -> None:
    other = todays_room(slug="kayes", place_code="ML-1")
    theirs = sign_in(other.organiser)
    assert theirs.get(PAGE).status_code == 404
    answer = theirs.submit(PAGE.replace("bamako", "kayes"), {"sheet": "S234567H", **KEEP})
    assert "This sheet is of another workshop." in answer.text
    assert "NOM00" not in answer.text


def test_a_sheet_of_a_half_day_to_come_is_refused(room: TestRoom, browser: CheckingClient) -> None:
    with transactional():
        room.half_day.on += timedelta(days=1)
    assert "The half-day of this sheet has not begun." in browser.submit(PAGE, {"sheet": "S234567H", **KEEP}).text


def test_those_no_longer_enrolled_are_left_out_and_counted(room: TestRoom, browser: CheckingClient) -> None:
    with transactional():
        db.session.get_one(Enrolment, room.enrolments[1]).state = "withdrawn"
    text = text_of(browser.submit(PAGE, {"sheet": "S234567H"}).text)
    assert "1 row is left out: that person is no longer enrolled." in text
    assert "NOM01" not in text


def test_looking_at_the_names_of_a_sheet_is_noted(room: TestRoom, browser: CheckingClient) -> None:
    browser.submit(PAGE, {"sheet": "S234567H"})
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all() == ["workshop:essai/bamako"]


def test_a_link_may_bring_the_code_along(room: TestRoom, browser: CheckingClient) -> None:
    assert 'value="S-234-567H"' in browser.get(f"{PAGE}?sheet=S-234-567H").text


def test_monitors_type_no_sheets(room: TestRoom, sign_in: SignIn) -> None:
    assert sign_in(factories.make_account(Role.MONITOR)).get(PAGE).status_code == 403
    assert sign_in(factories.make_account(Role.MONITOR, Role.ORGANISER)).get(PAGE).status_code == 403
