"""Recording teach-backs: on the page, through the journal, and over merges of people."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.directory.facts import people_merged, people_separated
from lms.journal import services as journal
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.participation import participations_of
from lms.workshops.teachback.facts import teach_back_observed
from lms.workshops.teachback.models import TeachBack
from lms.workshops.teachback.rules import Outcome
from tests import factories
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.factories import PROGRAMME, at, fact_id

SignIn = Callable[[Account], CheckingClient]
PAGE = "/en/workshops/bamako/teach-backs"

pytestmark = pytest.mark.usefixtures("app")


def _room(people: int = 2) -> tuple[Workshop, Account, list[Enrolment]]:
    factories.make_programme()
    organiser = factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop(organisers=(organiser,))
    enrolments = [factories.make_enrolment(workshop, factories.make_person(f"Nom{number}")) for number in range(people)]
    return workshop, organiser, enrolments


def _say(enrolment: Enrolment, outcome: Outcome, minutes: int = 0, account_id: UUID | None = None) -> None:
    said = teach_back_observed(id=fact_id(minutes), enrolment_id=enrolment.id, outcome=outcome, on=at(0).date(), observer="Essai",
                               programme=PROGRAMME, account_id=account_id or fact_id(), said_at=at(minutes))  # fmt: skip
    with transactional():
        journal.record(said, now=at(minutes))


def _outcome(person_id: UUID) -> Outcome | None:
    return participations_of([person_id], PROGRAMME)[person_id].teach_back


def _name(enrolment: Enrolment, page: str) -> str:
    found = re.search(rf'name="(t-{enrolment.id}[^"]*)"', page)
    assert found
    return found[1]


def _submit(browser: CheckingClient, values: dict[Enrolment, str], **others: Any) -> Any:
    page = browser.get(PAGE).text
    rows = {_name(enrolment, page): value for enrolment, value in values.items()}
    return browser.submit(PAGE, {"on": "2022-09-15", "observer": "Awa Traoré", **rows, **others})


def test_an_organiser_records_what_was_observed(sign_in: SignIn) -> None:
    _workshop, organiser, (one, other) = _room()
    browser = sign_in(organiser)
    assert _submit(browser, {one: "convincing", other: "none"}).status_code == 302
    row = db.session.scalars(select(TeachBack)).one()
    assert (row.enrolment_id, row.outcome, str(row.on), row.observer, row.actor_id) == (
        one.id,
        "convincing",
        "2022-09-15",
        "Awa Traoré",
        organiser.id,
    )
    page = browser.get(PAGE).text
    assert "1 of 2 participants have given a convincing teach-back." in page
    assert "observed on 15 September 2022 by Awa Traoré" in page


def test_a_correction_is_a_further_fact_and_the_last_counts(sign_in: SignIn) -> None:
    _workshop, organiser, (one, _other) = _room()
    browser = sign_in(organiser)
    for value, outcome in (("convincing", Outcome.CONVINCING), ("again", Outcome.AGAIN), ("none", None)):
        _submit(browser, {one: value})
        assert _outcome(one.person_id) is outcome
    assert db.session.scalar(select(func.count()).select_from(TeachBack)) == 3


def test_a_page_that_was_overtaken_changes_nothing_and_says_so(sign_in: SignIn) -> None:
    _workshop, organiser, (one, _other) = _room()
    browser = sign_in(organiser)
    page = browser.get(PAGE).text
    fields = {name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', page)[-1] for name in ("csrf_token", "event_id", "author")}
    _say(one, Outcome.CONVINCING)
    data = {**fields, "on": "2022-09-15", "observer": "X", _name(one, page): "again"}
    assert browser.post(PAGE, data=data).status_code == 302
    assert _outcome(one.person_id) is Outcome.CONVINCING
    assert "somebody else had recorded something in the meantime" in browser.get(PAGE).text


def test_a_form_sent_twice_is_one_record(sign_in: SignIn) -> None:
    _workshop, organiser, (one, _other) = _room()
    browser = sign_in(organiser)
    page = browser.get(PAGE).text
    fields = {name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', page)[-1] for name in ("csrf_token", "event_id", "author")}
    for _again in range(2):
        browser.post(PAGE, data={**fields, "on": "2022-09-15", "observer": "X", _name(one, page): "again"})
    assert len(db.session.scalars(select(TeachBack)).all()) == 1


def test_a_day_may_be_typed_as_people_write_it(sign_in: SignIn) -> None:
    _workshop, organiser, (one, _other) = _room()
    _submit(sign_in(organiser), {one: "convincing"}, on="15/09/2022")
    assert db.session.scalars(select(TeachBack.on)).all() == [date(2022, 9, 15)]


@pytest.mark.parametrize(
    ("on", "said"),
    [("2022-09-12", "from the beginning of the workshop"), ("2099-01-01", "until today"), ("", "Enter the day"), ("yesterday", "Enter the day")],
)
def test_a_day_on_which_nothing_can_have_been_observed_is_refused(sign_in: SignIn, on: str, said: str) -> None:
    _workshop, organiser, (one, _other) = _room()
    answer = _submit(sign_in(organiser), {one: "convincing"}, on=on)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalars(select(TeachBack)).all() == []


def test_a_trainer_of_the_workshop_records_and_others_do_not_see_it(sign_in: SignIn) -> None:
    workshop, _organiser, (one, _other) = _room()
    guest = factories.make_account(Role.TRAINER)
    factories.make_enrolment(workshop, db.session.get_one(Person, guest.person_id), role="trainer")
    _submit(sign_in(guest), {one: "convincing"})
    assert _outcome(one.person_id) is Outcome.CONVINCING
    assert sign_in(factories.make_account(Role.TRAINER)).get(PAGE).status_code == 404
    assert sign_in(factories.make_account(Role.ORGANISER)).get(PAGE).status_code == 404
    assert sign_in(factories.make_account(Role.MONITOR)).get(PAGE).status_code == 403


def test_somebody_of_another_workshop_is_refused(sign_in: SignIn) -> None:
    _workshop, organiser, _enrolments = _room()
    stranger = factories.make_enrolment(factories.make_workshop(slug="gao"), factories.make_person("Autre"))
    answer = sign_in(organiser).submit(PAGE, {"on": "2022-09-15", "observer": "X", f"t-{stranger.id}": "convincing"})
    assert answer.status_code == 422
    assert db.session.scalars(select(TeachBack)).all() == []


def test_the_page_asks_the_database_the_same_for_one_and_for_many(sign_in: SignIn) -> None:
    workshop, organiser, _enrolments = _room(1)
    browser = sign_in(organiser)
    with counted_queries() as for_one:
        browser.get(PAGE)
    for number in range(10):
        factories.make_enrolment(workshop, factories.make_person(f"Autre{number}"))
    with counted_queries() as for_many:
        browser.get(PAGE)
    assert len(for_many) == len(for_one)


def test_the_last_said_counts_in_whatever_order_facts_arrive_and_after_a_rebuild() -> None:
    _workshop, _organiser, (one, other) = _room()
    _say(one, Outcome.AGAIN, 10)
    _say(one, Outcome.CONVINCING, 5)
    _say(other, Outcome.CONVINCING, 5)
    _say(other, Outcome.WITHDRAWN, 10)
    before = db.session.execute(select(TeachBack.id, TeachBack.outcome).order_by(TeachBack.id)).all()
    assert (_outcome(one.person_id), _outcome(other.person_id)) == (Outcome.AGAIN, None)
    with transactional():
        journal.rebuild_projections()
    assert db.session.execute(select(TeachBack.id, TeachBack.outcome).order_by(TeachBack.id)).all() == before
    assert (_outcome(one.person_id), _outcome(other.person_id)) == (Outcome.AGAIN, None)


def test_observations_of_two_records_are_of_one_person_and_told_apart_again() -> None:
    _workshop, organiser, (one, other) = _room()
    kept_id, merged_id = one.person_id, other.person_id
    _say(other, Outcome.CONVINCING)
    merge = people_merged(id=fact_id(20), merged_id=merged_id, kept_id=kept_id, programme=PROGRAMME, account_id=organiser.id, now=at(20))
    with transactional():
        journal.record(merge, now=at(20))
    assert _outcome(kept_id) is Outcome.CONVINCING
    _say(other, Outcome.AGAIN, 30)  # from a page that is older than the merge
    assert _outcome(kept_id) is Outcome.AGAIN
    apart = people_separated(id=fact_id(40), merge_id=merge.id, programme=PROGRAMME, account_id=organiser.id, now=at(40))
    with transactional():
        journal.record(apart, now=at(40))
    assert (_outcome(kept_id), _outcome(merged_id)) == (None, Outcome.AGAIN)
