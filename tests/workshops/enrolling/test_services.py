from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.clock import local_day
from lms.db import Model, db, transactional
from lms.errors import NotFound
from lms.identifiers import new_id
from lms.workshops.deeds import NotNow
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.enrolling.queries.history import history_of
from lms.workshops.enrolling.rules import OFFER_DAYS, Action, Refusal, State
from lms.workshops.enrolling.services import guests, people, places
from lms.workshops.enrolling.services.people import NewPerson
from lms.workshops.enrolling.services.places import Result
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.plan.services import status
from tests import factories
from tests.conftest import NOW
from tests.workshops.room import make_room, mark

TODAY = local_day(NOW)
FIRST = TODAY + timedelta(days=30)
ONE = timedelta(days=1)


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Somebody who organises workshops of the programme."""
    factories.make_programme()
    return factories.make_account(Role.ORGANISER)


def plan(capacity: int = 2, *, state: str = "published", starts_on: date = FIRST) -> Workshop:
    return factories.make_workshop(starts_on=starts_on, status=state, capacity=capacity)


def somebody(number: int) -> Person:
    return factories.make_person(family_name=f"Nom{number:02}", given_names="Prénom")


def invite(workshop: Workshop, persons: Iterable[Person], organiser: Account, *, form_id: UUID | None = None, now: datetime = NOW,
           holds_until: date | None = None) -> list[Result]:  # fmt: skip
    with transactional():
        return places.invite(form_id=form_id or new_id(now), workshop_id=workshop.id, person_ids=[one.id for one in persons],
                             holds_until=holds_until or local_day(now) + 5 * ONE, account_id=organiser.id, now=now)  # fmt: skip


def change(workshop: Workshop, results: Iterable[Result], action: Action, organiser: Account, *, reason: str = "", form_id: UUID | None = None,
           now: datetime = NOW) -> list[Result]:  # fmt: skip
    with transactional():
        return places.change(form_id=form_id or new_id(now), workshop_id=workshop.id, enrolment_ids=[one.enrolment_id for one in results],
                             action=action, reason=reason, account_id=organiser.id, now=now)  # fmt: skip


def admit(workshop: Workshop, person: Person, organiser: Account, *, form_id: UUID | None = None, now: datetime = NOW) -> Result:
    with transactional():
        return places.admit(form_id=form_id or new_id(now), workshop_id=workshop.id, person_id=person.id, account_id=organiser.id, now=now)


def replace_with(workshop: Workshop, left: Result, newcomer: Person, organiser: Account, *, form_id: UUID | None = None) -> Result:
    with transactional():
        return places.replace_person(form_id=form_id or new_id(NOW), workshop_id=workshop.id, enrolment_id=left.enrolment_id,
                                     newcomer_id=newcomer.id, reason="Envoyée à sa place.", account_id=organiser.id, now=NOW)  # fmt: skip


def states(workshop: Workshop) -> list[str]:
    """Return the states that are stored, by name."""
    query = select(Enrolment.state).join(Person, Person.id == Enrolment.person_id).where(Enrolment.workshop_id == workshop.id)
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def count(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_those_who_find_no_place_wait_in_the_order_of_the_form(organiser: Account) -> None:
    workshop, persons = plan(capacity=2), [somebody(number) for number in (4, 1, 3, 0, 2)]
    results = invite(workshop, persons, organiser)
    assert [one.state for one in results] == ["invited", "invited", "waiting", "waiting", "waiting"]
    book = book_of(workshop, today=TODAY)
    assert [one.name for one in book.waiting] == ["Prénom NOM03", "Prénom NOM00", "Prénom NOM02"]
    assert (book.held, book.free) == (2, 0)


def test_the_same_form_sent_twice_is_one_invitation_and_one_answer(organiser: Account) -> None:
    workshop, persons, form_id = plan(), [somebody(number) for number in range(3)], new_id(NOW)
    first = invite(workshop, persons, organiser, form_id=form_id)
    assert invite(workshop, persons, organiser, form_id=form_id) == first
    assert (count(Enrolment), count(EnrolmentChange)) == (3, 3)


def test_answers_are_taken_down_and_kept_with_who_and_why(organiser: Account) -> None:
    workshop = plan()
    results = invite(workshop, [somebody(0), somebody(1)], organiser)
    change(workshop, results[:1], Action.CONFIRM, organiser, now=NOW + ONE)
    change(workshop, results[1:], Action.DECLINE, organiser, reason="En mission.", now=NOW + 2 * ONE)
    assert states(workshop) == ["confirmed", "declined"]
    entries = history_of(workshop).entries
    assert [(one.before, one.after, one.reason, one.name) for one in entries[:2]] == [
        ("invited", "declined", "En mission.", "Prénom NOM01"), ("invited", "confirmed", "", "Prénom NOM00")
    ]  # fmt: skip
    assert {one.by for one in entries} == {db.session.get_one(Person, organiser.person_id).full_name}
    assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "people.invited",
        "enrolments.changed",
        "enrolments.changed",
    ]


def test_the_history_of_one_person_is_theirs_alone(organiser: Account) -> None:
    workshop = plan()
    results = invite(workshop, [somebody(0), somebody(1)], organiser)
    assert [one.name for one in history_of(workshop, enrolment_id=results[1].enrolment_id).entries] == ["Prénom NOM01"]


def test_the_history_comes_in_pages(organiser: Account) -> None:
    workshop = plan()
    invite(workshop, [somebody(number) for number in range(5)], organiser)
    pages = [history_of(workshop, page=page, size=2) for page in (1, 2, 3, 4)]
    assert [(len(page.entries), page.count) for page in pages] == [(2, 5), (2, 5), (1, 5), (0, 0)]


def test_a_place_that_becomes_free_is_offered_to_the_first_of_the_list_at_once(organiser: Account) -> None:
    workshop = plan(capacity=1)
    results = invite(workshop, [somebody(number) for number in range(3)], organiser)
    change(workshop, results[:1], Action.DECLINE, organiser, now=factories.at(1))
    assert states(workshop) == ["declined", "invited", "waiting"]
    offer = history_of(workshop, enrolment_id=results[1].enrolment_id).entries[0]
    assert (offer.is_offer, offer.by, offer.holds_until) == (True, "", TODAY + OFFER_DAYS * ONE)


def test_a_lapsed_offer_goes_on_to_the_next_without_anybody_doing_anything(organiser: Account) -> None:
    workshop = plan(capacity=1)
    results = invite(workshop, [somebody(number) for number in range(3)], organiser)
    shown = [book_of(workshop, today=TODAY + days * ONE) for days in (5, 6, 6 + OFFER_DAYS, 7 + OFFER_DAYS)]
    assert [[one.name[-2:] for one in book.offered] for book in shown] == [[], ["01"], ["01"], ["02"]]
    assert states(workshop) == ["invited", "waiting", "waiting"], "looking changes nothing"
    change(workshop, results[:1], Action.DECLINE, organiser, now=NOW + (7 + OFFER_DAYS) * ONE)
    assert states(workshop) == ["declined", "invited", "invited"]
    offers = [(one.name[-2:], local_day(one.at)) for one in history_of(workshop).entries if one.is_offer]
    assert offers == [("02", TODAY + (7 + OFFER_DAYS) * ONE), ("01", TODAY + 6 * ONE)], "written down with the days on which they fell"


def test_whoever_answers_an_invitation_too_late_finds_the_place_gone(organiser: Account) -> None:
    workshop = plan(capacity=1)
    results = invite(workshop, [somebody(number) for number in range(2)], organiser)
    late = change(workshop, results[:1], Action.CONFIRM, organiser, now=NOW + 6 * ONE)
    assert late[0].refusal is Refusal.FULL
    assert states(workshop) == ["invited", "invited"]
    assert change(workshop, results[1:], Action.CONFIRM, organiser, now=NOW + 6 * ONE)[0].state is State.CONFIRMED


def test_taking_a_place_from_somebody_confirmed_is_explained(organiser: Account) -> None:
    workshop = plan()
    results = invite(workshop, [somebody(0)], organiser)
    change(workshop, results, Action.CONFIRM, organiser)
    with pytest.raises(places.ReasonMissing):
        change(workshop, results, Action.WAIT, organiser)
    change(workshop, results, Action.WAIT, organiser, reason="Confirmée par erreur.")
    assert states(workshop) == ["invited"], "nobody else waits, so the place falls to them again"


@pytest.mark.parametrize("holds_until", [TODAY - ONE, FIRST])
def test_an_invitation_holds_from_today_to_the_eve(organiser: Account, holds_until: date) -> None:
    with pytest.raises(places.BadAnswerDay):
        invite(plan(), [somebody(0)], organiser, holds_until=holds_until)


def test_a_newcomer_takes_the_place_and_the_link_is_kept(organiser: Account) -> None:
    workshop, newcomer, form_id = plan(capacity=1), somebody(1), new_id(NOW)
    left = invite(workshop, [somebody(0)], organiser)
    change(workshop, left, Action.CONFIRM, organiser)
    results = [replace_with(workshop, left[0], newcomer, organiser, form_id=form_id) for _ in range(2)]
    assert [one.state for one in results] == [State.CONFIRMED, State.CONFIRMED], "sent twice, it is one replacement"
    assert states(workshop) == ["replaced", "confirmed"]
    book = book_of(workshop, today=TODAY)
    assert book.newcomers[left[0].enrolment_id].person_id == newcomer.id
    assert (book.held, count(Enrolment)) == (1, 2)


def test_somebody_of_the_waiting_list_may_take_the_place_out_of_turn(organiser: Account) -> None:
    workshop, persons = plan(capacity=1), [somebody(number) for number in range(3)]
    results = invite(workshop, persons, organiser)
    assert replace_with(workshop, results[0], persons[2], organiser).state is State.CONFIRMED
    assert states(workshop) == ["replaced", "waiting", "confirmed"]


def test_nobody_can_be_replaced_who_has_no_place(organiser: Account) -> None:
    workshop = plan(capacity=1)
    results = invite(workshop, [somebody(0), somebody(1)], organiser)
    assert replace_with(workshop, results[1], somebody(2), organiser).refusal is Refusal.NOT_FROM_HERE
    assert count(Enrolment) == 2


def test_the_marks_of_whoever_was_replaced_stay(app: Flask) -> None:
    factories.make_programme()
    room = make_room(1)
    mark(room, "present")
    result = replace_with(room.workshop, Result(room.enrolments[0], room.organiser.person_id, None), somebody(1), room.organiser)
    assert result.state is State.CONFIRMED
    assert states(room.workshop) == ["replaced", "confirmed"]


def test_at_the_door_there_is_a_place_or_the_waiting_list(organiser: Account) -> None:
    workshop = plan(capacity=1, state="running", starts_on=TODAY)
    persons = [somebody(0), somebody(1)]
    form_id = new_id(NOW)
    assert [admit(workshop, persons[0], organiser, form_id=form_id).state for _ in range(2)] == [State.CONFIRMED, State.CONFIRMED]
    assert admit(workshop, persons[1], organiser).state is State.WAITING
    assert states(workshop) == ["confirmed", "waiting"]
    assert count(EnrolmentChange) == 2


def test_on_the_day_an_invitation_without_answer_keeps_nobody_out(organiser: Account) -> None:
    workshop = plan(capacity=1, starts_on=TODAY + ONE)
    invite(workshop, [somebody(0)], organiser, holds_until=TODAY)
    assert admit(workshop, somebody(1), organiser, now=NOW + ONE).state is State.CONFIRMED


def test_before_the_day_nobody_is_admitted_and_on_the_day_nobody_invited(organiser: Account) -> None:
    workshop = plan()
    with pytest.raises(places.DoorClosed):
        admit(workshop, somebody(0), organiser)
    with pytest.raises(places.NoInvitationsToday):
        invite(workshop, [somebody(0)], organiser, now=NOW + 30 * ONE)


@pytest.mark.parametrize(
    ("state", "action"),
    [("draft", "invite"), ("running", "invite"), ("closed", "invite"), ("cancelled", "invite"), ("draft", "admit"), ("closed", "admit"),
     ("draft", "change"), ("closed", "change"), ("cancelled", "change")],
)  # fmt: skip
def test_what_the_status_of_the_workshop_forbids(organiser: Account, state: str, action: str) -> None:
    workshop, person = plan(state=state), somebody(0)
    enrolment = factories.make_enrolment(workshop, person, state="invited")
    deeds = {
        "invite": lambda: invite(workshop, [person], organiser),
        "admit": lambda: admit(workshop, person, organiser),
        "change": lambda: change(workshop, [Result(enrolment.id, person.id, None)], Action.CONFIRM, organiser),
    }
    with pytest.raises(NotNow):
        deeds[action]()
    assert states(workshop) == ["invited"]


def test_places_that_became_free_while_the_workshop_was_a_draft_are_offered_from_the_day_it_is_published(organiser: Account) -> None:
    workshop = plan(capacity=1, starts_on=FIRST)
    results = invite(workshop, [somebody(0), somebody(1)], organiser)

    def step(after: WorkshopStatus, now: datetime) -> None:
        with transactional():
            status.take_step(id=new_id(now), workshop_id=workshop.id, after=after, reason="Salle.", account_id=organiser.id, now=now)

    step(WorkshopStatus.DRAFT, NOW)
    assert book_of(db.session.get_one(Workshop, workshop.id), today=TODAY + 10 * ONE).offered == []
    step(WorkshopStatus.PUBLISHED, NOW + 10 * ONE)
    offer = history_of(workshop, enrolment_id=results[1].enrolment_id).entries[0]
    assert (offer.is_offer, local_day(offer.at)) == (True, TODAY + 10 * ONE)


def test_what_follows_in_the_same_instant_comes_after_in_the_history(organiser: Account) -> None:
    workshop = plan(capacity=1)
    results = invite(workshop, [somebody(0)], organiser)
    change(workshop, results, Action.CONFIRM, organiser, now=factories.at(1))
    change(workshop, results, Action.WAIT, organiser, reason="Erreur.", now=factories.at(2))
    assert [one.after for one in history_of(workshop).entries] == ["invited", "waiting", "confirmed", "invited"]


def test_somebody_of_another_workshop_is_left_alone(organiser: Account) -> None:
    workshop, other = plan(), factories.make_workshop("kayes", "ML-1", starts_on=FIRST, status="published")
    stranger = factories.make_enrolment(other, somebody(0), state="invited")
    assert change(workshop, [Result(stranger.id, stranger.person_id, None)], Action.DECLINE, organiser) == []
    assert states(other) == ["invited"]


def add_guest(workshop: Workshop, person: Person, organiser: Account, role: str = "trainer", **origin: str) -> None:
    with transactional():
        guests.add_guest(form_id=new_id(NOW), workshop_id=workshop.id, person_id=person.id, role=role, account_id=organiser.id, now=NOW, **origin)


def test_trainers_and_observers_take_no_place(organiser: Account) -> None:
    workshop = plan(capacity=1)
    add_guest(workshop, somebody(0), organiser)
    add_guest(workshop, somebody(1), organiser, "observer", country="SN", committee="Comité invité")
    book = book_of(workshop, today=TODAY)
    assert [(one.role, one.country, one.committee) for one in book.team] == [("trainer", "", ""), ("observer", "SN", "Comité invité")]
    assert (book.free, dict(book.participants)) == (1, {})


def test_somebody_is_one_thing_in_a_workshop_at_a_time(organiser: Account) -> None:
    workshop, trainer, guest = plan(), somebody(0), somebody(1)
    add_guest(workshop, trainer, organiser)
    assert invite(workshop, [trainer], organiser)[0].refusal is Refusal.OTHER_ROLE
    results = invite(workshop, [guest], organiser)
    with pytest.raises(guests.HasOtherRole):
        add_guest(workshop, guest, organiser)
    change(workshop, results, Action.DECLINE, organiser)
    add_guest(workshop, guest, organiser)
    assert [one.name for one in book_of(workshop, today=TODAY).team] == ["Prénom NOM00", "Prénom NOM01"]


def test_a_trainer_who_was_removed_may_take_part(organiser: Account) -> None:
    workshop, person = plan(), somebody(0)
    add_guest(workshop, person, organiser)
    enrolment_id = book_of(workshop, today=TODAY).team[0].enrolment_id
    for _ in range(2):
        with transactional():
            guests.remove_guest(form_id=new_id(NOW), workshop_id=workshop.id, enrolment_id=enrolment_id, account_id=organiser.id, now=NOW)
    assert invite(workshop, [person], organiser)[0].state is State.INVITED
    book = book_of(workshop, today=TODAY)
    assert (book.team, len(book.invited), count(EnrolmentChange)) == ((), 1, 3)


def test_a_participant_is_not_removed_as_if_they_were_of_the_team(organiser: Account) -> None:
    workshop = plan()
    results = invite(workshop, [somebody(0)], organiser)
    with pytest.raises(NotFound), transactional():
        guests.remove_guest(form_id=new_id(NOW), workshop_id=workshop.id, enrolment_id=results[0].enrolment_id, account_id=organiser.id, now=NOW)


def test_a_new_person_sent_twice_is_one_person(organiser: Account) -> None:
    form_id = new_id(NOW)
    new = NewPerson(family_name="Ag Almahmoud", given_names="", sex="M", profession="Éleveur", institution="", phone="70 00 00 01")
    before = count(Person)
    for _ in range(2):
        with transactional():
            person = people.add_person(form_id=form_id, new=new, place_code=None, is_demonstration=False, now=NOW)
    assert (person.id, person.full_name, count(Person)) == (people.person_id_of(form_id), "AG ALMAHMOUD", before + 1)
