"""Places, turns and histories in workshops of people who were enrolled under two records. Everybody in here is invented."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.clock import local_day
from lms.db import db, transactional
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.enrolling.queries.history import history_of
from lms.workshops.enrolling.queries.search import namesakes, people_found
from lms.workshops.enrolling.rules import Action, State
from lms.workshops.enrolling.services import guests, places
from lms.workshops.models import Enrolment, Workshop
from tests.conftest import NOW
from tests.directory.makers import SignIn, change, merge, recorded, separate, viewer_of
from tests.factories import fact_id, make_account, make_programme, make_workshop

TODAY = local_day(NOW)
FIRST = TODAY + timedelta(days=30)
ONE = timedelta(days=1)


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Somebody who organises workshops of the programme."""
    make_programme()
    return make_account(Role.ORGANISER)


@pytest.fixture
def workshop(organiser: Account) -> Workshop:
    """A workshop of two places that invites people."""
    return make_workshop(starts_on=FIRST, status="published", capacity=2, organisers=(organiser,))


@pytest.fixture
def two(workshop: Workshop) -> tuple[Person, Person]:
    """One person recorded twice: the record that will be kept, and the other."""
    return recorded("Konaté", "Aïssata"), recorded("Sangaré", "Aïssata")


def _invite(workshop: Workshop, *people: Person, days: int = 5, days_ago: int = 0) -> list[places.Result]:
    now = NOW - days_ago * ONE
    with transactional():
        return places.invite(form_id=fact_id(), workshop_id=workshop.id, person_ids=[one.id for one in people],
                             holds_until=local_day(now) + days * ONE, account_id=fact_id(), now=now)  # fmt: skip


def _act(workshop: Workshop, action: Action, *people: Person, days_ago: int = 0) -> list[places.Result]:
    enrolments = [one.id for person in people for one in _enrolments(person)]
    with transactional():
        return places.change(form_id=fact_id(), workshop_id=workshop.id, enrolment_ids=enrolments, action=action, reason="Dit au téléphone.",
                             account_id=fact_id(), now=NOW - days_ago * ONE)  # fmt: skip


def _enrolments(person: Person) -> Sequence[Enrolment]:
    db.session.expire_all()
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()


def _state(person: Person) -> str:
    (enrolment,) = (one for one in _enrolments(person) if one.merged_into_id is None)
    return enrolment.state


def test_a_place_that_was_held_twice_is_offered_to_whoever_waits_from_today_on(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    waiting, last = recorded("Attente", "Awa"), recorded("Attente", "Zoumana")
    _invite(workshop, kept, merged, waiting, last, days=10, days_ago=9)
    _act(workshop, Action.CONFIRM, kept, merged, days_ago=8)
    merge_id = merge(merged, kept)
    offer = db.session.scalars(select(EnrolmentChange).where(EnrolmentChange.account_id.is_(None))).one()
    assert (_state(kept), _state(waiting), _state(last)) == (State.CONFIRMED, State.INVITED, State.WAITING)
    assert (local_day(offer.at), offer.holds_until) == (TODAY, TODAY + 3 * ONE)
    assert book_of(workshop, today=TODAY).held == 2
    separate(merge_id)
    book = book_of(workshop, today=TODAY)
    assert [_state(one) for one in (kept, merged, waiting, last)] == ["confirmed", "confirmed", "invited", "waiting"]
    assert (book.held, book.free) == (3, 0)  # one more than there are places: nobody is sent away for a mistake of the desk


def test_a_place_that_is_free_again_once_two_are_told_apart_is_offered_from_that_day_on(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    other, waiting = recorded("Autre", "Awa"), recorded("Attente", "Zoumana")
    _invite(workshop, kept, other, merged, waiting, days_ago=2)
    _act(workshop, Action.CONFIRM, kept, other, days_ago=1)
    merge_id = merge(merged, kept)
    _act(workshop, Action.WITHDRAW, kept)
    assert (_state(kept), _state(waiting)) == ("withdrawn", "invited")
    separate(merge_id)
    assert (_state(kept), _state(merged), _state(waiting)) == ("withdrawn", "waiting", "invited")


def test_of_two_turns_on_the_waiting_list_the_earlier_one_is_kept(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    between = recorded("Attente", "Awa")
    _invite(workshop, recorded("Un", "Awa"), recorded("Deux", "Awa"), merged, between, kept)
    merge_id = merge(merged, kept)
    assert [one.person_id for one in book_of(workshop, today=TODAY).waiting] == [kept.id, between.id]
    separate(merge_id)
    assert [one.person_id for one in book_of(workshop, today=TODAY).waiting] == [merged.id, between.id, kept.id]


def test_an_invitation_that_has_lapsed_does_not_take_the_turn_on_the_waiting_list(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    _invite(workshop, kept, days=1, days_ago=9)
    _invite(workshop, recorded("Un", "Awa"), recorded("Deux", "Awa"), merged, days=20, days_ago=5)
    assert (_state(kept), _state(merged)) == ("invited", "waiting")
    merge(merged, kept)
    assert _state(kept) == "waiting"


def test_an_invitation_that_holds_a_place_counts_before_a_turn_on_the_waiting_list(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    _invite(workshop, merged, recorded("Un", "Awa"), kept)
    assert (_state(merged), _state(kept)) == ("invited", "waiting")
    merge(merged, kept)
    assert _state(kept) == "invited"
    assert book_of(workshop, today=TODAY).waiting == []


def test_a_page_older_than_the_merge_invites_nobody_a_second_time(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    merge(merged, kept)
    results = _invite(workshop, merged, kept)
    assert [(one.person_id, one.state) for one in results] == [(kept.id, State.INVITED)]
    with transactional():
        guests.add_guest(form_id=fact_id(), workshop_id=make_workshop("kayes", status="draft").id, person_id=merged.id, role="trainer",
                         account_id=fact_id(), now=NOW)  # fmt: skip
    assert {one.person_id for one in db.session.scalars(select(Enrolment))} == {kept.id}


def test_what_an_older_page_does_to_the_enrolment_of_either_record_is_done_to_the_person(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    enrolments = [one.enrolment_id for one in _invite(workshop, kept, merged)]
    merge(merged, kept)
    with transactional():
        results = places.change(form_id=fact_id(), workshop_id=workshop.id, enrolment_ids=enrolments, action=Action.CONFIRM, reason="",
                                account_id=fact_id(), now=NOW)  # fmt: skip
    assert [one.state for one in results] == [State.CONFIRMED]
    newcomer = recorded("Relève", "Awa")
    for enrolment_id in enrolments[:1]:
        with transactional():
            places.replace_person(form_id=fact_id(), workshop_id=workshop.id, enrolment_id=enrolment_id, newcomer_id=newcomer.id, reason="",
                                  account_id=fact_id(), now=NOW)  # fmt: skip
    assert (_state(kept), _state(newcomer)) == ("replaced", "confirmed")


def test_the_page_of_either_enrolment_leads_to_the_person_with_the_history_of_both(
    workshop: Workshop, two: tuple[Person, Person], organiser: Account, sign_in: SignIn
) -> None:
    kept, merged = two
    enrolments = {one.enrolment_id for one in _invite(workshop, kept, merged)}
    _act(workshop, Action.DECLINE, merged, days_ago=-1)
    merge(merged, kept)
    (counting,) = (one.id for one in _enrolments(kept) if one.merged_into_id is None)
    (aside,) = enrolments - {counting}
    answer = sign_in(organiser).get(f"/en/workshops/bamako/people/{aside}")
    assert (answer.status_code, answer.location) == (302, f"/en/workshops/bamako/people/{counting}")
    assert [(one.before, one.after) for one in history_of(workshop, enrolment_id=counting).entries] == [
        ("invited", "declined"),
        ("", "invited"),
        ("", "invited"),
    ]


def test_somebody_replaced_by_their_own_second_record_took_nobodys_place(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    (left,) = _invite(workshop, merged)
    with transactional():
        places.replace_person(form_id=fact_id(), workshop_id=workshop.id, enrolment_id=left.enrolment_id, newcomer_id=kept.id, reason="",
                              account_id=fact_id(), now=NOW)  # fmt: skip
    merge_id = merge(merged, kept)
    book = book_of(workshop, today=TODAY)
    (person,) = book.participants.values()
    assert (person.state, book.replaced_by(person), book.newcomers) == (State.CONFIRMED, None, {})
    separate(merge_id)
    assert [one.person_id for one in book_of(workshop, today=TODAY).newcomers.values()] == [kept.id]


def test_whoever_took_the_place_of_somebody_who_was_merged_took_that_of_the_person(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    newcomer = recorded("Relève", "Awa")
    (left,) = _invite(workshop, merged)
    with transactional():
        places.replace_person(form_id=fact_id(), workshop_id=workshop.id, enrolment_id=left.enrolment_id, newcomer_id=newcomer.id, reason="",
                              account_id=fact_id(), now=NOW)  # fmt: skip
    _invite(workshop, kept)
    merge(merged, kept)
    book = book_of(workshop, today=TODAY)
    (counting,) = (one for one in book.participants.values() if one.person_id == kept.id)
    assert counting.state is State.INVITED
    assert book.newcomers[counting.enrolment_id].person_id == newcomer.id


def test_a_search_finds_the_person_by_old_names_and_codes_and_never_the_merged_record(workshop: Workshop, two: tuple[Person, Person]) -> None:
    kept, merged = two
    viewer = viewer_of(make_account(Role.ORGANISER), Role.ORGANISER)
    change(kept, family_name="Keïta", given_names="Aïssata")  # she was Konaté until then
    merge(merged, kept)
    for text in ("sangare", "konate aiss", "keita", kept.code, merged.code):
        assert [one.person_id for one in people_found(text, workshop=workshop, viewer=viewer).people] == [kept.id], text
    for family_name in ("SANGARE", "Konaté", "Keita"):
        assert [one.person_id for one in namesakes(family_name, "Aissata", workshop=workshop, viewer=viewer)] == [kept.id], family_name
