"""What badges, sheets, calendars and messages of a workshop make of somebody who was merged."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.clock import local_day
from lms.db import db, transactional
from lms.errors import NotFound
from lms.workshops.calendar.services import feed_of, make_feed, owner_of_feed, withdraw_feed
from lms.workshops.checkin.queries import enrolment_of_badge, names_by_code, people_on_sheet
from lms.workshops.checkin.services import CheckIn, CheckInOutcome, check_in, read_sheet
from lms.workshops.evaluation.queries import situation_of
from lms.workshops.evaluation.services import NoCodeMissing, make_codes
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.queries import recipients
from lms.workshops.messages.rules import Kind, Message
from lms.workshops.messages.services import Addressed, queue_messages
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.queries import organisers_of, possible_organisers
from lms.workshops.plan.services.team import LastOrganiser, remove_organiser
from lms.workshops.prints.queries import badges, enrolments_to_sign, terms_of
from lms.workshops.prints.rules import BadgeRole, Terms
from lms.workshops.prints.services import print_sheet, remember_terms
from lms.workshops.rules import Marker, Status
from tests.client import hidden_fields
from tests.conftest import NOW
from tests.directory.makers import SignIn, merge, recorded, separate
from tests.factories import PROGRAMME, fact_id, make_account, make_enrolment, make_programme, make_workshop


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    make_programme()


def _enrolled_twice(*organisers: Account, status: str = "running") -> tuple[Person, Person, Workshop]:
    workshop = make_workshop(organisers=organisers, starts_on=local_day(NOW), status=status)
    kept, merged = (
        recorded("Traoré", "Awa", contacts=[("email", "awa@example.org")]),
        recorded("Traore", "Ava", contacts=[("email", "ava@example.org")]),
    )
    for person in (kept, merged):
        make_enrolment(workshop, person)
    return kept, merged, workshop


def _half_day(workshop: Workshop) -> HalfDay:
    return db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)).first()  # type: ignore[return-value]


def _read_badge(workshop: Workshop, code: str, *, scan_id: UUID, minute: int = 0) -> CheckIn:
    said_at = NOW + timedelta(minutes=minute)
    with transactional():
        return check_in(scan_id=scan_id, workshop=workshop, half_day=_half_day(workshop), typed=code, said_at=said_at, by=Marker(fact_id()),
                        programme=PROGRAMME, now=NOW + timedelta(hours=1))  # fmt: skip


def _counting(person: Person) -> Enrolment:
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()


def test_both_badges_check_the_person_in_also_without_network() -> None:
    kept, merged, workshop = _enrolled_twice()
    merge_id = merge(merged, kept)
    counting = _counting(kept)
    assert {enrolment_of_badge(workshop, one.code) for one in (kept, merged)} == {counting.id}
    assert names_by_code(workshop) == {kept.code: "Awa TRAORÉ", merged.code: "Awa TRAORÉ"}
    separate(merge_id)
    assert names_by_code(workshop) == {kept.code: "Awa TRAORÉ", merged.code: "Ava TRAORE"}
    assert enrolment_of_badge(workshop, merged.code) != enrolment_of_badge(workshop, kept.code)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("present", "absent"), [(1, (2,), "present")]),
        (("absent", "present"), [(2, (1,), "present")]),
        (("absent", "late"), [(2, (1,), "late")]),
        (("absent", "absent"), [(1, (2,), "absent")]),
    ],
)
def test_whoever_signed_in_one_of_their_two_rows_was_there(typed: tuple[str, str], expected: list[tuple[int, tuple[int, ...], str]]) -> None:
    kept, merged, workshop = _enrolled_twice()
    rows = dict(enumerate(db.session.scalars(select(Enrolment.id).order_by(Enrolment.id)), start=1))
    merge(merged, kept)
    statuses = {number: Status(status) for number, status in enumerate(typed, start=1)}
    lines = read_sheet(workshop=workshop, half_day=_half_day(workshop), rows=rows, statuses=statuses, by=Marker(fact_id()), now=NOW)
    assert [(line.number, line.further, line.status) for line in lines] == expected


def test_a_sheet_printed_before_the_merge_is_typed_and_read_as_one_person(sign_in: SignIn) -> None:
    organiser = make_account(Role.ORGANISER)
    kept, merged, workshop = _enrolled_twice(organiser)
    with transactional():
        sheet = print_sheet(half_day=_half_day(workshop), account_id=organiser.id, now=NOW).code
    merge(merged, kept)
    browser = sign_in(organiser)
    page = f"/en/workshops/{workshop.slug}/type-sheet"
    looked = browser.post(page, data={**hidden_fields(browser.get(page).text, page), "sheet": sheet, "absent": "2"}).text
    assert "Awa TRAORÉ" in looked
    assert "also in row 2" in looked
    assert "no longer enrolled" not in looked
    assert "Ava" not in looked


def test_on_a_sheet_that_has_one_row_the_person_stands_in_it_whichever_it_is() -> None:
    kept, merged, workshop = _enrolled_twice()
    enrolments = list(db.session.scalars(select(Enrolment.id)))
    merge(merged, kept)
    counting = _counting(kept)
    for enrolment_id in enrolments:
        assert [one.enrolment_id for one in people_on_sheet({4: enrolment_id}, workshop).values()] == [counting.id]


def test_papers_and_messages_know_one_person() -> None:
    kept, merged, workshop = _enrolled_twice()
    merge(merged, kept)
    assert enrolments_to_sign(workshop.id) == [_counting(kept).id]
    assert [one.person_id for one in recipients(workshop, Kind.REMINDER, "")] == [kept.id]


def test_messages_sent_are_theirs_and_go_home_again() -> None:
    kept, merged, workshop = _enrolled_twice()
    with transactional():
        db.session.add_all(
            WorkshopMessage(id=fact_id(), workshop_id=workshop.id, person_id=person.id, kind=kind, channel="mail", occasion="", language="fr",
                            subject="", text="", state="sent", due_at=NOW, asked_by=person.id, asked_at=NOW, changed_at=NOW)
            for person, kind in ((kept, "reminder"), (merged, "reminder"), (merged, "thanks"))
        )  # fmt: skip
    merge_id = merge(merged, kept)
    rows = {(row.person_id, row.kind) for row in db.session.scalars(select(WorkshopMessage))}
    assert rows == {(kept.id, "reminder"), (kept.id, "thanks"), (merged.id, "reminder")}  # what is there already stays where it is
    separate(merge_id)
    rows = {(row.person_id, row.kind) for row in db.session.scalars(select(WorkshopMessage))}
    assert rows == {(kept.id, "reminder"), (merged.id, "reminder"), (merged.id, "thanks")}


def test_the_address_of_a_calendar_leads_to_the_account_that_stands() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    standing, other = make_account(person=kept), make_account(person=merged)
    with transactional():
        token = make_feed(account_id=other.id, now=NOW)
    merge(merged, kept)
    assert owner_of_feed(token) == (standing.id, kept.id)


def test_withdrawing_the_address_of_a_calendar_withdraws_those_of_accounts_that_are_aside() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    standing, other = make_account(person=kept), make_account(person=merged)
    with transactional():
        token = make_feed(account_id=other.id, now=NOW)
    merge(merged, kept)
    assert feed_of(standing.id) is not None
    with transactional():
        withdraw_feed(account_id=standing.id, by=standing.id, now=NOW)
    with pytest.raises(NotFound):
        owner_of_feed(token)


def test_a_telephone_without_network_may_send_a_badge_of_either_code_and_again_after_the_merge() -> None:
    kept, merged, workshop = _enrolled_twice()
    scan_id = fact_id()
    before = _read_badge(workshop, merged.code, scan_id=scan_id)
    merge(merged, kept)
    again = _read_badge(workshop, merged.code, scan_id=scan_id)  # its answer was lost
    late = _read_badge(workshop, merged.code, scan_id=fact_id(1), minute=1)
    own = _read_badge(workshop, kept.code, scan_id=fact_id(2), minute=2)
    assert before.outcome is CheckInOutcome.ARRIVED
    assert [one.outcome for one in (late, own)] == [CheckInOutcome.AGAIN] * 2
    assert {one.mark_id for one in (again, late, own)} == {before.mark_id}
    assert db.session.scalars(select(AttendanceMark.enrolment_id)).all() == [_counting(kept).id]


def test_marks_of_a_closed_workshop_come_together_and_nothing_else_happens_in_it() -> None:
    kept, merged, workshop = _enrolled_twice()
    _read_badge(workshop, merged.code, scan_id=fact_id())
    with transactional():
        workshop.status = "closed"
        make_enrolment(workshop, recorded("Attente", "Oumou"), state="waiting")
    merge_id = merge(merged, kept)
    assert db.session.scalars(select(AttendanceStanding.enrolment_id)).all() == [_counting(kept).id]
    assert db.session.scalar(select(func.count()).where(Enrolment.state == "waiting")) == 1
    separate(merge_id)
    assert db.session.scalars(select(AttendanceStanding.enrolment_id)).all() == [_counting(merged).id]


def _queue(workshop: Workshop, person: Person, occasion: str = "") -> None:
    found = [one for one in recipients(workshop, Kind.REMINDER, occasion) if one.person_id == person.id]
    letter = Addressed(found[0], Message(subject="Objet inventé", text="Texte inventé", sms=""))
    with transactional():
        queue_messages(workshop=workshop, kind=Kind.REMINDER, occasion=occasion, letters=[letter], account_id=fact_id(), now=NOW)


def _messages() -> dict[tuple[UUID, str], str]:
    db.session.expire_all()
    return {(one.person_id, one.kind): one.state for one in db.session.scalars(select(WorkshopMessage))}


def test_of_two_messages_that_wait_one_is_sent() -> None:
    kept, merged, workshop = _enrolled_twice()
    for person in (kept, merged):
        _queue(workshop, person)
    merge_id = merge(merged, kept)
    assert _messages() == {(kept.id, "reminder"): "queued", (merged.id, "reminder"): "withdrawn"}
    separate(merge_id)
    assert _messages() == {(kept.id, "reminder"): "queued", (merged.id, "reminder"): "withdrawn"}  # nothing is sent by telling records apart


@pytest.mark.parametrize("state", ["sent", "sending", "unsure"])
def test_a_message_that_waits_is_not_sent_once_the_other_record_was_written_to(state: str) -> None:
    kept, merged, workshop = _enrolled_twice()
    for person in (kept, merged):
        _queue(workshop, person)
    with transactional():
        db.session.scalars(select(WorkshopMessage).where(WorkshopMessage.person_id == merged.id)).one().state = state
    merge(merged, kept)
    assert _messages() == {(kept.id, "reminder"): "withdrawn", (merged.id, "reminder"): state}


def test_a_message_of_another_occasion_keeps_nothing_from_being_sent() -> None:
    kept, merged, workshop = _enrolled_twice()
    _queue(workshop, kept)
    _queue(workshop, merged, "two weeks before")
    merge(merged, kept)
    assert [(one.person_id, one.state) for one in db.session.scalars(select(WorkshopMessage))] == [(kept.id, "queued")] * 2
    assert [one.is_written_to for one in recipients(workshop, Kind.REMINDER, "two weeks before")] == [True]


def test_a_message_is_written_to_whoever_a_former_code_names() -> None:
    kept, merged, workshop = _enrolled_twice()
    merge(merged, kept)
    assert [one.person_id for one in recipients(workshop, Kind.REMINDER, "", only=merged.code)] == [kept.id]


def test_each_person_has_one_code_to_evaluate_with() -> None:
    kept, merged, workshop = _enrolled_twice()
    merge(merged, kept)
    make_enrolment(workshop, recorded("Autre", "Oumou"))
    with transactional():
        assert len(make_codes(workshop=workshop, is_anew=False, today=local_day(NOW))) == 2


def test_codes_made_before_a_merge_are_not_made_again_and_the_figures_count_one_person() -> None:
    kept, merged, workshop = _enrolled_twice()
    with transactional():
        assert len(make_codes(workshop=workshop, is_anew=False, today=local_day(NOW))) == 2
    merge(merged, kept)
    assert (situation_of(workshop, today=local_day(NOW)).participants, situation_of(workshop, today=local_day(NOW)).open_codes) == (1, 2)
    with pytest.raises(NoCodeMissing), transactional():
        make_codes(workshop=workshop, is_anew=False, today=local_day(NOW))
    with transactional():  # whoever held two slips has one when they are given out anew
        assert len(make_codes(workshop=workshop, is_anew=True, today=local_day(NOW))) == 1


def test_whoever_stays_at_home_is_not_paid_a_journey_after_a_merge() -> None:
    kept, merged, workshop = _enrolled_twice()
    staying = _counting(merged).id
    with transactional():
        remember_terms(workshop=workshop, terms=Terms(), staying=[staying], account_id=fact_id(), now=NOW)
    merge_id = merge(merged, kept)
    assert (terms_of(workshop) or ((), ()))[1] == {_counting(kept).id}
    separate(merge_id)
    assert (terms_of(workshop) or ((), ()))[1] == {staying}


def test_an_account_that_is_aside_organises_nothing_in_lists_nor_keeps_the_last_organiser_from_counting() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    standing, other = (make_account(Role.ORGANISER, person=person) for person in (kept, merged))
    workshop, elsewhere = make_workshop(organisers=(standing, other), status="draft"), make_workshop("kayes", status="draft")
    merge_id = merge(merged, kept)
    assert [one.account_id for one in organisers_of(workshop)] == [standing.id]
    assert [one.account_id for one in possible_organisers(elsewhere)] == [standing.id]
    assert [badge.code for badge in badges(workshop, role=BadgeRole.ORGANISER, wanted="")] == [kept.code]
    with pytest.raises(LastOrganiser), transactional():
        remove_organiser(workshop_id=workshop.id, organiser_id=standing.id, account_id=standing.id, now=NOW)
    separate(merge_id)
    assert set(db.session.scalars(select(WorkshopOrganiser.account_id))) == {standing.id, other.id}
