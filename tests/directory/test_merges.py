"""Merging two records, and what becomes of what hangs on them."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import Account, AuditEntry, Contact, Grant, MergedPerson, MovedRow, Person, UserSession
from lms.accounts.queries import holder_of_code
from lms.accounts.rules import Role
from lms.cascade.models import CascadeSession
from lms.certificates.models import Certificate
from lms.certificates.services import certificate_of
from lms.certificates.standing import requirements_of
from lms.certificates.waivers.services import grant_waiver
from lms.courses.facts import lesson_completed
from lms.courses.models import LessonAnswers, LessonCompletion
from lms.db import db, transactional
from lms.directory.queries.people import people, person_or_404
from lms.directory.services.merges import AlreadyOne, AlreadyTwo, NotTheirs
from lms.errors import NotFound
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.quizzes.content import quizzes
from lms.quizzes.models import Attempt
from lms.workshops import services as attendance
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.participation import counted_workshops
from lms.workshops.queries import room
from lms.workshops.rules import CONFLICT, MERGED, Marker, Reason, ReasonKind, Status
from tests.cascade.makers import report
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.directory.makers import administrator, merge, recorded, separate, viewer_of
from tests.factories import PROGRAMME, at, fact_id, make_account, make_enrolment, make_programme, make_workshop, take_quiz

SignIn = Callable[[Account], CheckingClient]


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    make_programme()


def _half_days(workshop: Workshop) -> list[HalfDay]:
    return list(db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)))


def _mark(workshop: Workshop, half_day: HalfDay, statuses: dict[UUID, Status], *, seen: dict[UUID, tuple[UUID, ...]] | None = None) -> None:
    with transactional():
        attendance.mark_attendance(form_id=fact_id(), workshop=workshop, half_day=half_day, statuses=statuses, seen=seen or {}, by=Marker(fact_id()),
                                   reason=Reason(ReasonKind.CHECKED), programme=PROGRAMME, now=NOW)  # fmt: skip


def _standings(enrolment: Enrolment) -> dict[UUID, str]:
    query = select(AttendanceStanding.half_day_id, AttendanceStanding.status).where(AttendanceStanding.enrolment_id == enrolment.id)
    return {row.half_day_id: row.status for row in db.session.execute(query)}


def _read(person: Person, answers: str, minute: int) -> None:
    with transactional():
        journal.record(
            lesson_completed(id=fact_id(minute), person_id=person.id, module="first", lesson="01-one", content_hash="x", answers={"q": [answers]},
                             programme=PROGRAMME, account_id=person.id, now=at(minute)),
            now=at(minute),
        )  # fmt: skip


def _certify(person: Person, state: str = "issued") -> str:
    serial = str(new_id(NOW))
    with transactional():
        db.session.add(Certificate(id=new_id(NOW), serial=serial, code=str(new_id(NOW)), programme=PROGRAMME,
                                   person_id=person.id, kind="trainer", design="trainer",
                                   issue_number=1, issued_on=date(2022, 9, 15), issued_at=NOW, issued_by=person.id, facts="{}", facts_sha256="",
                                   state=state))  # fmt: skip
    return serial


def _counting(person: Person) -> Enrolment:
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()


def test_marks_of_two_enrolments_in_one_workshop_come_together_and_what_contradicts_is_a_conflict() -> None:
    kept, merged, workshop = recorded(), recorded(given_names="Ava"), make_workshop(half_days=3)
    one, other = (make_enrolment(workshop, person) for person in (kept, merged))
    first, second, third = _half_days(workshop)
    _mark(workshop, first, {one.id: Status.PRESENT, other.id: Status.PRESENT})
    _mark(workshop, second, {other.id: Status.LATE})
    _mark(workshop, third, {one.id: Status.PRESENT, other.id: Status.ABSENT})
    merge_id = merge(merged, kept)
    counting = _counting(kept)
    assert _standings(counting) == {first.id: "present", second.id: "late", third.id: CONFLICT}
    assert len(db.session.scalars(select(AttendanceStanding)).all()) == 3
    assert [attendee.enrolment_id for attendee in room(workshop).people] == [counting.id]
    separate(merge_id)
    assert _standings(one) == {first.id: "present", third.id: "present"}
    assert _standings(other) == {first.id: "present", second.id: "late", third.id: "absent"}


def test_the_enrolment_that_says_most_counts_whichever_record_is_kept() -> None:
    kept, merged, workshop = recorded(), recorded(given_names="Ava"), make_workshop()
    withdrawn, confirmed = make_enrolment(workshop, kept, state="withdrawn"), make_enrolment(workshop, merged)
    merge_id = merge(merged, kept)
    assert (confirmed.person_id, confirmed.role) == (kept.id, "participant")
    assert (withdrawn.role, withdrawn.merged_into_id) == (MERGED, confirmed.id)
    assert counted_workshops([kept.id], PROGRAMME)[kept.id].workshop_id == workshop.id
    separate(merge_id)
    assert [(one.person_id, one.role, one.merged_into_id) for one in (withdrawn, confirmed)] == [
        (kept.id, "participant", None),
        (merged.id, "participant", None),
    ]


def test_somebody_withdrawn_after_a_merge_stays_so_through_a_rebuild_and_a_further_merge() -> None:
    kept, merged, third, workshop = recorded(), recorded(given_names="Ava"), recorded(given_names="Eva"), make_workshop()
    enrolments = {person.id: make_enrolment(workshop, person) for person in (kept, merged)}
    merge(merged, kept)
    with transactional():
        _counting(kept).state = "withdrawn"
    with transactional():
        journal.rebuild_projections()
    merge(third, kept)
    counting = _counting(kept)
    assert (counting.role, counting.state) == ("participant", "withdrawn")
    assert {one.role for one in enrolments.values()} == {"participant", MERGED}


def test_a_page_or_sheet_older_than_the_merge_still_marks_the_person() -> None:
    kept, merged, workshop = recorded(), recorded(given_names="Ava"), make_workshop()
    enrolments = {make_enrolment(workshop, person).id for person in (kept, merged)}
    half_day = _half_days(workshop)[0]
    _mark(workshop, half_day, dict.fromkeys(enrolments, Status.ABSENT))
    shown = {one.enrolment_id: tuple(map(UUID, one.heads.split())) for one in db.session.scalars(select(AttendanceStanding))}
    merge(merged, kept)
    counting = _counting(kept)
    aside = (enrolments - {counting.id}).pop()
    _mark(workshop, half_day, {aside: Status.PRESENT, counting.id: Status.PRESENT}, seen=shown)
    assert _standings(counting) == {half_day.id: "present"}


def test_lessons_keep_the_first_completion_and_the_last_answers_of_both_and_are_told_apart_again() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    _read(kept, "kept", 10)
    _read(merged, "merged", 5)
    merge_id = merge(merged, kept)
    assert [(one.person_id, one.completed_at) for one in db.session.scalars(select(LessonCompletion))] == [(kept.id, at(5))]
    assert [(one.person_id, one.answers) for one in db.session.scalars(select(LessonAnswers))] == [(kept.id, '{"q":["kept"]}')]
    _read(merged, "later", 20)  # a telephone that has not heard of the merge
    assert [one.answers for one in db.session.scalars(select(LessonAnswers))] == ['{"q":["later"]}']
    separate(merge_id)
    answers = {one.person_id: one.answers for one in db.session.scalars(select(LessonAnswers))}
    assert answers == {kept.id: '{"q":["kept"]}', merged.id: '{"q":["later"]}'}


def test_attempts_and_sessions_are_theirs_also_those_that_come_in_later() -> None:
    kept, person = recorded(), recorded(given_names="Ava")
    account = make_account(person=person)
    take_quiz(account, quizzes()["first"], {})
    report(account)
    merge(person, kept)
    with transactional():  # as an offline device sends it, under the record that it knew
        take_quiz(Account(id=account.id, person_id=person.id), quizzes()["first"], {}, at_time=at(30))
    assert set(db.session.scalars(select(Attempt.person_id))) == {kept.id}
    assert len(db.session.scalars(select(Attempt)).all()) == 2
    assert set(db.session.scalars(select(CascadeSession.lead_id))) == {kept.id}


def test_both_certificates_stay_as_they_were_issued_and_a_valid_one_comes_before_one_that_is_not() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    valid, revoked = _certify(kept), _certify(merged, state="revoked")
    merge_id = merge(merged, kept)
    rows = db.session.execute(select(Certificate.serial, Certificate.person_id, Certificate.state).order_by(Certificate.duplicate)).all()
    assert [tuple(row) for row in rows] == [(valid, kept.id, "issued"), (revoked, kept.id, "revoked")]
    shown = certificate_of(kept.id, PROGRAMME, "trainer")
    assert shown is not None
    assert shown.serial == valid
    separate(merge_id)
    assert {row.serial: (row.person_id, row.duplicate) for row in db.session.scalars(select(Certificate))} == {
        valid: (kept.id, 0),
        revoked: (merged.id, 0),
    }


def test_an_account_of_the_merged_record_alone_opens_the_kept_person(sign_in: SignIn) -> None:
    kept, merged = recorded("Konaté", "Aïssata"), recorded("Konate", "Aissata")
    browser = sign_in(make_account(person=merged))
    merge(merged, kept)
    assert "Aïssata KONATÉ" in browser.get("/en/").text


def test_of_two_accounts_one_stands_and_both_identifiers_open_it() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    standing = make_account(Role.TRAINER, person=kept, identifier="un@example.org")
    other = make_account(Role.TRAINER, Role.ORGANISER, person=merged, identifier="70 00 00 01")
    workshop = make_workshop(organisers=(other,))
    merge_id = merge(merged, kept)
    for identifier in ("un@example.org", "+223 70000001"):
        found = accounts.account_of(identifier)
        assert found is not None
        assert found.id == standing.id
    grants = set(db.session.scalars(select(Grant.role).where(Grant.account_id == standing.id)))
    assert grants == {Role.TRAINER, Role.ORGANISER}
    assert db.session.scalars(select(WorkshopOrganiser.account_id)).all() == [standing.id]
    separate(merge_id)
    again = accounts.account_of("70000001")
    assert again is not None
    assert again.id == other.id
    assert db.session.get(WorkshopOrganiser, (workshop.id, other.id)) is not None


def test_whoever_was_signed_in_to_the_other_account_is_not_any_more(sign_in: SignIn) -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    make_account(person=kept)
    browser = sign_in(make_account(person=merged))
    assert browser.get("/en/").status_code == 200
    merge(merged, kept)
    assert browser.get("/en/account").status_code == 302
    assert db.session.scalars(select(UserSession)).all()


def test_a_closed_account_does_not_stand_before_an_open_one() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    closed, open_one = make_account(person=kept, identifier="un@example.org"), make_account(person=merged, identifier="deux@example.org")
    with transactional():
        accounts.close_account(account_id=closed.id)
    merge(merged, kept)
    found = accounts.account_of("un@example.org")
    assert found is not None
    assert (found.id, found.person_id) == (open_one.id, kept.id)


def test_closing_the_account_that_stands_closes_the_others_too() -> None:
    kept, merged, third = recorded(), recorded(given_names="Ava"), recorded(given_names="Eva")
    standing = make_account(person=kept)
    make_account(person=merged, identifier="deux@example.org")
    merge_id = merge(merged, kept)
    with transactional():
        accounts.close_account(account_id=standing.id)
    merge(third, kept)
    assert accounts.account_of("deux@example.org") is None
    separate(merge_id)
    assert accounts.account_of("deux@example.org") is None


def test_contacts_are_theirs_and_one_deleted_meanwhile_does_not_come_back() -> None:
    kept = recorded(contacts=[("phone", "70000001")])
    merged = recorded(given_names="Ava", contacts=[("phone", "70000002"), ("email", "ava@example.org")])
    merge_id = merge(merged, kept)
    with transactional():
        accounts._change_contacts(kept.id, "email", (), NOW)
    separate(merge_id)
    values = {(row.person_id, row.value) for row in db.session.scalars(select(Contact))}
    assert values == {(kept.id, "+22370000001"), (merged.id, "+22370000002")}
    assert db.session.scalars(select(MovedRow)).all() == []


def test_codes_and_pages_of_a_merged_record_lead_to_the_kept_one(sign_in: SignIn) -> None:
    first, second, third = (recorded(given_names=name) for name in ("Awa", "Ava", "Eva"))
    admin = make_account(Role.ADMINISTRATOR)
    viewer = viewer_of(admin, Role.ADMINISTRATOR)
    merge(first, second, viewer=viewer)
    merge(second, third, viewer=viewer)
    assert {db.session.scalar(select(holder_of_code(one.code))) for one in (first, second, third)} == {third.id}
    assert person_or_404(first.code, viewer).id == third.id
    answer = sign_in(admin).get(f"/en/people/{first.code}")
    assert (answer.status_code, answer.location) == (302, f"/en/people/{third.code}")
    assert [line.code for line in people(viewer, "awa").lines] == [third.code]


def test_of_a_chain_the_middle_can_be_taken_back() -> None:
    first, second, third = (recorded(given_names=name) for name in ("Awa", "Ava", "Eva"))
    one = merge(first, second)
    merge(second, third)
    separate(one)
    assert {row.person_id: row.kept_id for row in db.session.scalars(select(MergedPerson))} == {second.id: third.id}


def test_a_merge_sent_twice_is_one_merge_and_one_line_of_the_audit() -> None:
    kept, merged, viewer, event_id = recorded(), recorded(given_names="Ava"), administrator(), fact_id()
    for _ in range(2):
        merge(merged, kept, viewer=viewer, event_id=event_id)
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "people.merged")).all() == [
        f"person:{kept.id} person:{merged.id}"
    ]
    assert len(db.session.scalars(select(JournalEvent)).all()) == 1


def test_two_who_are_one_already_are_not_merged_again() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    merge(merged, kept)
    with pytest.raises(AlreadyOne):
        merge(merged, kept)


def test_a_merge_is_taken_back_once() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    merge_id = merge(merged, kept)
    separate(merge_id)
    with pytest.raises(AlreadyTwo):
        separate(merge_id)


def test_nobody_merges_their_own_record_into_another() -> None:
    viewer, other = administrator(), recorded()
    mine = db.session.get_one(Person, viewer.person_id)
    with pytest.raises(NotTheirs):
        merge(mine, other, viewer=viewer)
    merge(other, mine, viewer=viewer)


def test_nobody_gains_a_role_in_another_programme_by_a_merge() -> None:
    make_programme("ailleurs")
    kept, merged, workshop = recorded(), recorded(given_names="Ava"), make_workshop()
    make_enrolment(workshop, merged)
    make_account(Role.ADMINISTRATOR, person=merged, programme="ailleurs")
    with pytest.raises(NotTheirs):
        merge(merged, kept)


def test_somebody_of_another_programme_is_neither_merged_nor_separated() -> None:
    make_programme("ailleurs")
    kept, merged = recorded(), recorded(given_names="Ava")
    merge_id = merge(merged, kept)
    make_enrolment(make_workshop("loin", programme="ailleurs"), kept)
    with pytest.raises(NotFound):
        separate(merge_id)


def test_what_was_waived_for_either_record_is_waived_for_the_person_and_told_apart_again() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    admin = make_account(Role.ADMINISTRATOR)
    with transactional():
        grant_waiver(waiver_id=fact_id(), person_id=merged.id, programme=PROGRAMME, design="participation", requirement="attendance",
                     reason="Essai", account_id=admin.id, now=NOW)  # fmt: skip
    merge_id = merge(merged, kept)
    assert [one.is_met for one in requirements_of(kept.id, PROGRAMME, "participation")] == [True]
    separate(merge_id)
    assert [one.is_met for one in requirements_of(kept.id, PROGRAMME, "participation")] == [False]
    assert [one.is_met for one in requirements_of(merged.id, PROGRAMME, "participation")] == [True]
