"""Asking for a correction of one's own record, and the answer."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.directory.models import CorrectionRequest
from lms.directory.queries.deeds import deeds_of
from lms.directory.queries.requests import open_requests, request_or_404, requests_of
from lms.directory.rules import RequestState
from lms.directory.services.requests import AnsweredMeanwhile, AnswerMissing, answer_request, ask_correction
from lms.errors import NotFound
from tests.client import CheckingClient
from tests.directory.makers import administrator, merge, recorded, separate, viewer_of
from tests.factories import PROGRAMME, at, fact_id, make_account, make_enrolment, make_programme, make_workshop


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    make_programme()


def _ask(account: Account, words: str = "Je m’appelle Aïssata.", *, minute: int = 0, request_id: UUID | None = None) -> UUID:
    request_id = request_id or fact_id(minute)
    with transactional():
        ask_correction(request_id=request_id, person_id=account.person_id, programme=PROGRAMME, words=words, now=at(minute))
    return request_id


def _answer(request_id: UUID, state: RequestState = RequestState.DONE, answer: str = "C’est fait.") -> None:
    with transactional():
        request = db.session.get_one(CorrectionRequest, request_id)
        answer_request(request=request, state=state, answer=answer, account_id=make_account().id, now=at(60))


def test_a_request_waits_until_it_is_answered_and_the_person_sees_the_answer() -> None:
    account, viewer = make_account(), administrator()
    first, second = _ask(account, "Un"), _ask(account, "Deux", minute=5)
    assert [one.words for one in open_requests(viewer)] == ["Un", "Deux"]
    _answer(first, RequestState.REFUSED, " La carte dit autre chose. ")
    assert [one.id for one in open_requests(viewer)] == [second]
    assert [(one.words, one.state, one.answer) for one in requests_of(account.person_id, PROGRAMME)] == [
        ("Deux", "open", ""),
        ("Un", "refused", "La carte dit autre chose."),
    ]


def test_a_form_sent_twice_is_one_request() -> None:
    account = make_account()
    request_id = _ask(account)
    _ask(account, request_id=request_id)
    assert len(db.session.scalars(select(CorrectionRequest)).all()) == 1


def test_a_draft_does_not_stand_in_the_record_of_whoever_is_on_its_list(sign_in: Callable[[Account], CheckingClient]) -> None:
    account, organiser = make_account(), make_account(Role.ORGANISER)
    workshop = make_workshop(organisers=(organiser,), status="draft")
    for one in (account, organiser):
        make_enrolment(workshop, db.session.get_one(Person, one.person_id))
    own = {one.id: "Workshop in Bamako" in sign_in(one).get("/en/account/record").text for one in (account, organiser)}
    assert own == {account.id: False, organiser.id: True}


def test_the_record_of_somebody_shows_drafts_to_those_who_see_their_plan() -> None:
    account, organiser, other = make_account(), make_account(Role.ORGANISER), make_account(Role.ORGANISER)
    make_enrolment(make_workshop(organisers=(organiser,), status="draft"), db.session.get_one(Person, account.person_id))
    readers = [
        viewer_of(organiser, Role.ORGANISER),
        viewer_of(other, Role.ORGANISER),
        viewer_of(other, Role.MONITOR),
        viewer_of(organiser, Role.TRAINER),
    ]
    assert [len(deeds_of(account.person_id, reader=reader)) for reader in readers] == [1, 0, 1, 0]


def test_refusing_takes_words() -> None:
    request_id = _ask(make_account())
    with pytest.raises(AnswerMissing):
        _answer(request_id, RequestState.REFUSED, "  ")
    _answer(request_id, RequestState.DONE, "")


def test_of_two_answers_the_first_stays_and_the_same_again_is_no_fault() -> None:
    request_id = _ask(make_account())
    _answer(request_id)
    _answer(request_id)
    with pytest.raises(AnsweredMeanwhile):
        _answer(request_id, RequestState.REFUSED, "Non.")
    db.session.rollback()
    assert db.session.get_one(CorrectionRequest, request_id).state == "done"
    lines = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "request.answered")).all()
    assert lines == [f"correction-request:{request_id} done"]


def test_an_organiser_sees_and_answers_requests_of_their_people_only() -> None:
    organiser, person = make_account(Role.ORGANISER), recorded()
    make_enrolment(make_workshop(organisers=(organiser,)), person)
    wanted, unwanted = _ask(make_account(person=person)), _ask(make_account())
    viewer = viewer_of(organiser, Role.ORGANISER)
    assert [one.id for one in open_requests(viewer)] == [wanted]
    assert request_or_404(wanted, viewer).id == wanted
    with pytest.raises(NotFound):
        request_or_404(unwanted, viewer)


def test_requests_of_both_records_stand_on_one_page_and_go_home_again() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    _ask(make_account(person=merged))
    merge_id = merge(merged, kept)
    assert len(requests_of(kept.id, PROGRAMME)) == 1
    separate(merge_id)
    assert requests_of(kept.id, PROGRAMME) == []
