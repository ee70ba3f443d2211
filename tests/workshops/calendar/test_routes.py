"""Calendars, read again by a library that keeps to the standard."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import delete, select, update

from lms.accounts import services as accounts
from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.calendar import services
from lms.workshops.calendar.models import CalendarEntry, CalendarFeed
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.particulars import WorkshopFacts
from lms.workshops.plan.rules.days import HOURS, PARTS
from tests import factories
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.counting import counted_queries

FILE = "/en/workshops/bamako/calendar.ics"
FEED = "/en/calendar"
BAMAKO = ZoneInfo("Africa/Bamako")
SignIn = Callable[[Account], CheckingClient]


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Somebody who organises a workshop in Bamako from 13 to 15 September 2022."""
    factories.make_programme()
    account = factories.make_account(Role.ORGANISER)
    factories.make_workshop(organisers=(account,))
    return account


def events_of(body: bytes) -> list[Event]:
    """Return the events of a file in order, once it has been checked as a whole."""
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    assert calendar["VERSION"] == "2.0"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Africa/Bamako"]
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def fetch(browser: CheckingClient, path: str = FILE) -> list[Event]:
    """Return the events at an address."""
    answer = browser.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    return events_of(answer.data)


def workshop() -> Workshop:
    """Return the workshop in Bamako."""
    return db.session.scalars(select(Workshop).where(Workshop.slug == "bamako")).one()


def test_a_workshop_is_one_event_a_half_day_with_the_zone_of_the_place(organiser: Account, sign_in: SignIn) -> None:
    answer = sign_in(organiser).get(FILE)
    assert b"DTSTART;TZID=Africa/Bamako:20220913T083000" in answer.data
    assert answer.headers["Content-Disposition"] == "attachment; filename=bamako.ics"
    events = events_of(answer.data)
    assert len(events) == 6
    first, second = events[:2]
    assert (first.start, first.end) == (datetime(2022, 9, 13, 8, 30, tzinfo=BAMAKO), datetime(2022, 9, 13, 12, 30, tzinfo=BAMAKO))
    assert second.start == datetime(2022, 9, 13, 14, 0, tzinfo=BAMAKO)
    assert str(first["SUMMARY"]) == "Training of trainers, Bamako"
    assert str(first["LOCATION"]) == "Bamako"
    assert {str(event["STATUS"]) for event in events} == {"CONFIRMED"}
    assert [int(event["SEQUENCE"]) for event in events] == [0] * 6


def test_events_keep_their_names_and_their_sequence_while_nothing_changes(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    before, after = browser.get(FILE).data, browser.get(FILE).data
    assert before == after
    uids = [str(event["UID"]) for event in events_of(before)]
    assert len(set(uids)) == 6


def test_a_half_day_that_moves_keeps_its_name_and_raises_its_sequence(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    before = fetch(browser)
    with transactional():
        db.session.execute(update(HalfDay).where(HalfDay.position == 6).values(on=date(2022, 9, 16)))
    after = fetch(browser)
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert [int(event["SEQUENCE"]) for event in after] == [0, 0, 0, 0, 0, 1]
    assert after[5].start.date() == date(2022, 9, 16)
    assert after[5]["DTSTAMP"].dt >= before[5]["DTSTAMP"].dt


def test_half_days_made_anew_are_the_same_events(organiser: Account, sign_in: SignIn) -> None:
    browser, found = sign_in(organiser), workshop()
    before = browser.get(FILE).data
    with transactional():
        db.session.execute(delete(HalfDay))
        db.session.add_all(
            HalfDay(id=factories.fact_id(n), workshop_id=found.id, position=n + 1, on=found.starts_on + timedelta(days=n // 2),
                    part=PARTS[n % 2], starts_at=HOURS[PARTS[n % 2]][0], ends_at=HOURS[PARTS[n % 2]][1])
            for n in range(6)
        )  # fmt: skip
    assert browser.get(FILE).data == before


def test_a_half_day_that_is_dropped_is_cancelled_where_it_was_shown(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    before = fetch(browser)
    with transactional():
        db.session.execute(delete(HalfDay).where(HalfDay.position == 6))
    after = fetch(browser)
    assert [str(event["STATUS"]) for event in after] == ["CONFIRMED"] * 5 + ["CANCELLED"]
    assert (after[5]["UID"], int(after[5]["SEQUENCE"])) == (before[5]["UID"], 1)
    assert fetch(browser)[5]["SEQUENCE"] == 1


def test_a_venue_and_a_cancellation_are_told(organiser: Account, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sign_in(organiser)
    fetch(browser)
    facts = WorkshopFacts(place="Bamako", venue="Hôtel inventé, salle B; 2e étage", starts_on=date(2022, 9, 13), ends_on=date(2022, 9, 15),
                          is_cancelled=False)  # fmt: skip
    monkeypatch.setattr(services, "facts_of", lambda _workshop: facts)
    event = fetch(browser)[0]
    assert (str(event["LOCATION"]), int(event["SEQUENCE"])) == ("Hôtel inventé, salle B; 2e étage, Bamako", 1)
    monkeypatch.setattr(services, "facts_of", lambda _workshop: WorkshopFacts("Bamako", "", date(2022, 9, 13), date(2022, 9, 15), is_cancelled=True))
    assert {str(event["STATUS"]) for event in fetch(browser)} == {"CANCELLED"}


def test_two_who_fetch_a_change_at_once_see_one_rise(organiser: Account) -> None:
    found = [workshop()]
    first = services.entries_of(found, now=NOW)
    again = services.entries_of(found, now=NOW + timedelta(hours=1))
    assert first == again
    assert {row.sequence for row in db.session.scalars(select(CalendarEntry))} == {0}


def test_an_organiser_of_another_workshop_does_not_get_the_file(organiser: Account, sign_in: SignIn) -> None:
    assert sign_in(factories.make_account(Role.ORGANISER)).get(FILE).status_code == 404


def make_feed(browser: CheckingClient) -> str:
    """Ask for a secret address; return its path."""
    page = browser.submit(FEED).text
    found = re.search(r">http://[^/]+(/en/calendar-feed/[^<]+\.ics)</textarea>", page)
    assert found, page
    return found[1]


def test_a_feed_is_fetched_without_signing_in_and_names_nobody(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    factories.make_enrolment(workshop(), factories.make_person("Keïta", "Nana"))
    path = make_feed(sign_in(organiser))
    answer = client.get(path)
    assert len(events_of(answer.data)) == 6
    assert "keïta" not in answer.get_data(as_text=True).lower()
    assert "Set-Cookie" not in answer.headers


def test_the_address_is_shown_once_and_kept_as_a_hash(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    path = make_feed(browser)
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert token not in browser.get(FEED).text
    assert "It is not shown again" in browser.get(FEED).text
    (row,) = db.session.scalars(select(CalendarFeed))
    assert row.token_hash == accounts.hashed(token)


def test_a_new_address_replaces_the_old_and_a_withdrawn_one_leads_nowhere(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    browser = sign_in(organiser)
    first, second = make_feed(browser), make_feed(browser)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    browser.submit(f"{FEED}/withdraw", page=FEED)
    assert client.get(second).status_code == 404
    assert "Make an address" in browser.get(FEED).text


def test_the_feed_of_a_closed_account_leads_nowhere(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    path = make_feed(sign_in(organiser))
    with transactional():
        accounts.close_account(account_id=organiser.id)
    assert client.get(path).status_code == 404


def _notes() -> Counter[tuple[str, UUID | None]]:
    found = select(AuditEntry.action, AuditEntry.account_id).where(AuditEntry.action.startswith("calendar-"))
    return Counter((row.action, row.account_id) for row in db.session.execute(found))


def test_making_and_withdrawing_an_address_is_noted(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    make_feed(browser)
    make_feed(browser)
    browser.submit(f"{FEED}/withdraw", page=FEED)
    assert _notes() == {("calendar-address.made", organiser.id): 2, ("calendar-address.withdrawn", organiser.id): 2}


def test_signing_out_elsewhere_withdraws_the_address(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    sign_in(organiser)
    browser = sign_in(organiser)
    path = make_feed(browser)
    answer = browser.submit("/en/account/sign-out-elsewhere", page="/en/account")
    assert "no secret address leads to your calendar any more" in browser.get(answer.location).text
    assert client.get(path).status_code == 404
    assert _notes() == {("calendar-address.made", organiser.id): 1, ("calendar-address.withdrawn", None): 1}


def test_a_new_password_withdraws_the_address(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    path = make_feed(sign_in(organiser))
    with transactional():
        accounts.change_password(account_id=organiser.id, password_hash="x", keep_session="")
    assert client.get(path).status_code == 404


def test_the_address_of_an_account_set_aside_is_withdrawn_by_the_one_that_stands(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    other = factories.make_account(Role.ORGANISER)
    path = make_feed(sign_in(other))
    with transactional():
        db.session.get_one(Account, other.id).merged_into_id = organiser.id
    assert client.get(path).status_code == 200
    sign_in(organiser)
    sign_in(organiser).submit("/en/account/sign-out-elsewhere", page="/en/account")
    assert client.get(path).status_code == 404


def test_a_participant_has_the_workshops_they_are_invited_to_or_confirmed_for(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    trainer = factories.make_account(Role.TRAINER)
    person = db.session.get_one(factories.Person, trainer.person_id)
    others = {state: factories.make_workshop(slug=state, half_days=1) for state in ("invited", "confirmed", "waiting", "withdrawn")}
    for state, found in others.items():
        factories.make_enrolment(found, person, state=state)
    browser = sign_in(trainer)
    uids = {str(event["UID"]) for event in fetch(client, make_feed(browser))}
    assert uids == {f"{others[state].id}-1@relais" for state in ("invited", "confirmed")}
    assert {str(event["UID"]) for event in fetch(browser, "/en/calendar/workshops.ics")} == uids


def test_a_draft_is_told_to_its_organisers_and_to_nobody_on_its_list(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    trainer = factories.make_account(Role.TRAINER)
    factories.make_enrolment(workshop(), db.session.get_one(factories.Person, trainer.person_id))
    with transactional():
        workshop().status = "draft"
    theirs, its = sign_in(trainer), sign_in(organiser)
    assert fetch(client, make_feed(theirs)) == fetch(theirs, "/en/calendar/workshops.ics") == []
    assert "Bamako" not in theirs.get(FEED).text
    assert len(fetch(client, make_feed(its))) == len(fetch(its, FILE)) == 6


def test_a_feed_follows_the_language_of_its_address(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    path = make_feed(sign_in(organiser))
    assert str(fetch(client, path)[0]["SUMMARY"]) == "Training of trainers, Bamako"
    assert client.get(path.replace("/en/", "/fr/")).status_code == 200


def test_an_empty_calendar_is_a_calendar(app: Flask, sign_in: SignIn) -> None:
    factories.make_programme()
    browser = sign_in(factories.make_account(Role.TRAINER))
    calendar = Calendar.from_ical(browser.get("/en/calendar/workshops.ics").data)
    assert calendar.walk("VEVENT") == []
    assert "0 workshops" in browser.get(FEED).text


def test_the_feed_asks_the_database_the_same_for_one_and_for_many(organiser: Account, sign_in: SignIn, client: CheckingClient) -> None:
    path = make_feed(sign_in(organiser))
    fetch(client, path)
    with counted_queries() as for_one:
        fetch(client, path)
    for number in range(5):
        factories.make_workshop(slug=f"w{number}", organisers=(organiser,))
    fetch(client, path)
    with counted_queries() as for_many:
        fetch(client, path)
    assert len(for_many) == len(for_one) <= 8
