import gzip
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.web.security import HEADERS
from lms.workshops.models import AttendanceMark, Workshop
from tests import factories
from tests.client import CheckingClient, hidden_fields
from tests.counting import counted_queries
from tests.workshops.checkin.conftest import Hour
from tests.workshops.checkin.door import arrive, code_of, todays_room
from tests.workshops.room import TestRoom, make_room, mark, statuses

SignIn = Callable[[Account], CheckingClient]
PAGE = "/en/workshops/bamako/half-days/1/check-in"
JSON = {"Accept": "application/json"}


def scan(browser: CheckingClient, code: str, scan_id: str | None = None, said_at: str = "") -> tuple[int, dict[str, str]]:
    """Send a badge as the script of the page does."""
    hidden = hidden_fields(browser.get(PAGE).text, PAGE)
    data = {**hidden, "event_id": scan_id or hidden["event_id"], "code": code, "said_at": said_at}
    answer = browser.post(PAGE, data=data, headers=JSON)
    return answer.status_code, answer.get_json()


def test_check_in_without_scripts_shows_the_name_and_the_status(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert "0 of 3 have arrived" in browser.get(PAGE).text
    answer = browser.submit(PAGE, {"code": code_of(room).lower()})
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert re.search(r"panel--done.*Prénom NOM00.*Present, 08:00", page, re.S)
    assert "1 of 3 have arrived" in page
    assert statuses(room) == ["present", None, None]


def test_the_same_badge_again_says_so(room: TestRoom, sign_in: SignIn, hour: Hour) -> None:
    browser = sign_in(room.organiser)
    browser.submit(PAGE, {"code": code_of(room)})
    hour.later(minutes=20)
    page = browser.get(browser.submit(PAGE, {"code": code_of(room)}).location).text
    assert "Had arrived already: Present, 08:00" in page
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 1


def test_a_badge_of_somebody_not_enrolled_says_so_and_leads_to_the_walk_in_alone(room: TestRoom, sign_in: SignIn) -> None:
    stranger = factories.make_person("Inconnue", "Awa")
    answer = sign_in(room.organiser).submit(PAGE, {"code": stranger.code})
    assert answer.status_code == 422
    assert "This badge is of nobody enrolled in this workshop." in answer.text
    assert 'action="/en/workshops/bamako/people/door/search"' in answer.text
    assert "INCONNUE" not in answer.text


def test_a_code_with_a_mistake_is_kept_in_the_field(room: TestRoom, sign_in: SignIn) -> None:
    answer = sign_in(room.organiser).submit(PAGE, {"code": "ABCDEFG"})
    assert answer.status_code == 422
    assert "This code holds a mistake." in answer.text
    assert 'value="ABCDEFG"' in answer.text


def test_a_receipt_names_the_reading_and_who_arrived(room: TestRoom, sign_in: SignIn) -> None:
    scan_id = str(factories.fact_id())
    status, receipt = scan(sign_in(room.organiser), code_of(room), scan_id)
    assert status == 200
    assert (receipt["id"], receipt["name"], receipt["kind"], receipt["words"]) == (scan_id, "Prénom NOM00", "done", "")
    assert receipt["arrived"] == "1 of 3 have arrived"
    assert "Present, 08:00" in receipt["panel"]


def test_a_reading_kept_without_network_counts_from_when_it_was_read(room: TestRoom, sign_in: SignIn, hour: Hour) -> None:
    browser, said_at = sign_in(room.organiser), hour.now.isoformat()
    hour.later(hours=3)
    browser = sign_in(room.organiser)
    assert "Present, 08:00" in scan(browser, code_of(room), said_at=said_at)[1]["panel"]
    assert "Late, 11:00" in scan(browser, code_of(room, 1), said_at="nonsense")[1]["panel"]


def test_a_reading_that_marks_nobody_is_answered_by_a_receipt_too(room: TestRoom, sign_in: SignIn, hour: Hour) -> None:
    browser = sign_in(room.organiser)
    refused = [scan(browser, code) for code in ("ABCDEFG", factories.make_person().code)]
    refused.append(scan(browser, code_of(room), said_at="2026-11-20T08:00:00Z"))
    assert [status for status, _receipt in refused] == [422, 422, 422]
    assert [receipt["words"].split(".")[0] for _status, receipt in refused] == [
        "This code holds a mistake", "This badge is of nobody enrolled in this workshop", "People check in on the day of the half-day itself",
    ]  # fmt: skip
    assert all(receipt["id"] and receipt["kind"] == "refused" for _status, receipt in refused)
    assert statuses(room) == [None, None, None]


def test_an_arrival_that_contradicts_a_mark_shows_both(room: TestRoom, sign_in: SignIn) -> None:
    mark(room, "absent", minute=-61)
    panel = scan(sign_in(room.organiser), code_of(room))[1]["panel"]
    assert "panel--attention" in panel
    assert "Absent according to Personne" in panel
    assert "on the screen (device K7M4)" in panel
    assert "Present according to Personne" in panel


def test_a_page_whose_session_ended_gets_no_receipt(room: TestRoom, sign_in: SignIn, hour: Hour) -> None:
    browser = sign_in(room.organiser)
    hidden = hidden_fields(browser.get(PAGE).text, PAGE)
    hour.later(hours=1)
    answer = browser.post(PAGE, data={**hidden, "code": code_of(room)}, headers=JSON)
    assert answer.status_code == 401
    assert answer.get_json(silent=True) is None


def test_only_this_page_may_ask_for_the_camera(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert browser.get(PAGE).headers["Permissions-Policy"] == "camera=(self), geolocation=(), microphone=()"
    assert browser.submit(PAGE, {"code": "x"}).headers["Permissions-Policy"].startswith("camera=(self)")
    for other in (PAGE.removesuffix("/check-in"), "/en/workshops/bamako", "/en/h"):
        assert browser.get(other).headers["Permissions-Policy"] == HEADERS["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


@pytest.mark.parametrize("position", [3, 5])
def test_on_other_days_nobody_checks_in(room: TestRoom, sign_in: SignIn, position: int) -> None:
    page = sign_in(room.organiser).get(PAGE.replace("/1/", f"/{position}/")).text
    assert "On other days, mark them in the grid." in page
    assert 'name="code"' not in page


def test_the_organiser_chooses_another_hour(room: TestRoom, sign_in: SignIn, hour: Hour) -> None:
    browser = sign_in(room.organiser)
    assert "Present until 08:45, then late." in browser.get(PAGE).text
    assert browser.submit(PAGE + "/hour", {"late_after": "07:30"}, page=PAGE).status_code == 302
    page = browser.get(PAGE).text
    assert "From now on whoever arrives after 07:30 is late." in page
    assert "Present until 07:30, then late." in page
    assert "Late, 08:00" in scan(browser, code_of(room))[1]["panel"]


def test_an_hour_that_is_none_is_refused_beside_its_field(room: TestRoom, sign_in: SignIn) -> None:
    answer = sign_in(room.organiser).submit(PAGE + "/hour", {"late_after": "25:00"}, page=PAGE)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_the_afternoon_has_an_hour_of_its_own(room: TestRoom, sign_in: SignIn) -> None:
    assert "Present until 14:15, then late." in sign_in(room.organiser).get(PAGE.replace("/1/", "/2/")).text


def test_the_walk_in_finds_whoever_bears_the_badge_and_lets_them_in(room: TestRoom, sign_in: SignIn) -> None:
    stranger, browser = factories.make_person("Inconnue", "Awa"), sign_in(room.organiser)
    page = browser.submit(PAGE, {"code": stranger.code}).text
    door = "/en/workshops/bamako/people/door"
    found = browser.post(f"{door}/search", data=hidden_fields(page, f"{door}/search"))
    assert "Awa INCONNUE" in found.text
    assert browser.post(door, data={**hidden_fields(found.text, door), "people": str(stranger.id)}).status_code == 302
    assert f'<a href="{PAGE}">' in browser.get(door).text
    assert "Present, 08:00" in scan(browser, stranger.code)[1]["panel"]


def test_whoever_has_no_badge_is_added_at_the_door(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    assert '<a href="/en/workshops/bamako/people/door">' in browser.get(PAGE).text
    assert browser.get("/en/workshops/bamako/people/door").status_code == 200


def test_nobody_walks_into_a_workshop_that_is_closed(room: TestRoom, sign_in: SignIn) -> None:
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = "closed"
    page = sign_in(room.organiser).submit(PAGE, {"code": factories.make_person("Inconnue", "Awa").code}).text
    assert "This badge is of nobody enrolled in this workshop." in page
    assert "/people/door" not in page


def test_a_workshop_of_somebody_else_has_no_door(room: TestRoom, sign_in: SignIn) -> None:
    other = todays_room(slug="kayes", place_code="ML-1")
    browser = sign_in(other.organiser)
    assert browser.get(PAGE).status_code == 404
    own = PAGE.replace("bamako", "kayes")
    hidden = hidden_fields(browser.get(own).text, own)
    assert browser.post(PAGE, data={**hidden, "code": code_of(room)}).status_code == 404
    assert "nobody enrolled" in browser.post(own, data={**hidden, "code": code_of(room)}).text
    assert browser.post(PAGE + "/hour", data={**hidden, "late_after": "07:00"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 0


def test_monitors_see_no_door(room: TestRoom, sign_in: SignIn) -> None:
    assert sign_in(factories.make_account(Role.MONITOR)).get(PAGE).status_code == 403


def test_reading_the_names_at_the_door_is_noted(room: TestRoom, sign_in: SignIn) -> None:
    sign_in(room.organiser).get(PAGE)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.read")).one()
    assert (entry.account_id, entry.subject) == (room.organiser.id, "workshop:essai/bamako")


def test_a_browser_is_named_once_and_keeps_its_name(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    first = browser.get(PAGE)
    name = re.search(r"This device: ([2-9A-Z]{4})<", first.text)
    assert name
    cookie = next(value for value in first.headers.getlist("Set-Cookie") if value.startswith("relais-device="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    again = browser.get(PAGE)
    assert f"This device: {name[1]}<" in again.text
    assert not any(value.startswith("relais-device=") for value in again.headers.getlist("Set-Cookie"))
    browser.submit(PAGE, {"code": code_of(room)})
    assert db.session.scalars(select(AttendanceMark.device)).one() == name[1]


@pytest.mark.parametrize("invented", ["x", "K7M4K7M4", "<b>a", "0000"])
def test_a_name_that_no_browser_was_given_is_not_taken(room: TestRoom, sign_in: SignIn, invented: str) -> None:
    browser = sign_in(room.organiser)
    browser.set_cookie("relais-device", invented)
    assert f"This device: {invented}" not in browser.get(PAGE).text


def test_the_door_of_forty_people_is_small_and_asks_little(app: object, sign_in: SignIn, hour: Hour) -> None:
    factories.make_programme()
    room = todays_room(40)
    mark(room, *["absent"] * 40, minute=-61)
    done = arrive(room, 0)
    browser = sign_in(room.organiser)
    with counted_queries() as statements:
        answer = browser.get(f"{PAGE}?done={done.mark_id}", headers={"Accept-Encoding": "identity"})
    assert "panel--attention" in answer.text
    assert len(statements) <= 8, statements
    assert len(gzip.compress(answer.data)) < 14 * 1024


def test_corrections_say_what_was_before_and_why(room: TestRoom, sign_in: SignIn) -> None:
    browser, page = sign_in(room.organiser), "/en/workshops/bamako/half-days/1/corrections"
    assert "No mark was corrected" in browser.get(page).text
    mark(room, "present", "present", minute=-90)
    grid = PAGE.removesuffix("/check-in")
    names = re.findall(r'name="(s-[^"]+)" value="present" checked', browser.get(grid).text)
    answer = browser.submit(grid, {names[0]: "absent"})
    assert answer.status_code == 422
    assert "Say why these marks change" in answer.text
    assert f'name="{names[0]}" value="absent" checked' in answer.text
    assert browser.submit(grid, {names[0]: "absent", "reason": "left", "words": "à dix heures"}).status_code == 302
    text = " ".join(re.sub("<.*?>", " ", browser.get(page).text).split())
    assert re.search(r"Prénom NOM00 Present Absent according to Personne \d+ TRAORÉ, .* Left before the end à dix heures", text)


def test_corrections_of_another_workshop_are_not_shown(room: TestRoom, sign_in: SignIn) -> None:
    other = make_room(slug="kayes", place_code="ML-1")
    assert sign_in(other.organiser).get("/en/workshops/bamako/half-days/1/corrections").status_code == 404
