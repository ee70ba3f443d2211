"""Small worlds made by lot: people recorded twice and more, with rows in every table, and facts about them. Everybody in here is invented."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Account, Contact, FormerName, Person
from lms.accounts.rules import Role
from lms.cascade.facts import REPORTED, body_of
from lms.cascade.rules import AgeBand, Contents, Sex
from lms.certificates.models import Certificate
from lms.courses.facts import lesson_completed
from lms.db import Model, db
from lms.db.transactions import as_writer
from lms.directory.facts import people_merged, people_separated
from lms.directory.models import CorrectionRequest
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.journal.rules import NewEvent
from lms.quizzes.content import quizzes
from lms.quizzes.facts import ATTEMPT_STARTED, ATTEMPT_SUBMITTED, fact
from lms.quizzes.services import whole_attempt
from lms.workshops.facts import attendance_marked
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import Marker, Source, Status
from tests import factories
from tests.conftest import NOW
from tests.factories import PROGRAMME, at

Rows = dict[str, list[tuple[Any, ...]]]

OF_MERGES = {"person_merge", "person_separation"}
"""Tables that say what was said of merges. After a merge and its undoing they say more than before, as the journal does."""


@dataclass
class World:
    """People and their workshops, in an open transaction."""

    dice: Random
    people: list[Person] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    half_days: dict[UUID, list[UUID]] = field(default_factory=dict)
    """By workshop."""
    minute: int = 0

    @property
    def now(self) -> datetime:
        """Return an instant later than all before; sometimes the same, as when two clocks agree."""
        self.minute += self.dice.choice((0, 1, 5))
        return at(self.minute)


def make_world(dice: Random, people: int = 4) -> World:
    """Make people with accounts, contacts, certificates, former names and requests, enrolled in two workshops, all by lot."""
    world = World(dice)
    factories.make_programme()
    world.people = [factories.make_person(given_names=f"Fiche {number}") for number in range(people)]
    for person in world.people:
        _equip(world, person)
    for slug in ("bamako", "kayes"):
        organisers = tuple(account for account in world.accounts if dice.random() < 0.4)
        workshop = factories.make_workshop(slug=slug, half_days=2, organisers=organisers)
        world.half_days[workshop.id] = list(db.session.scalars(select(HalfDay.id).where(HalfDay.workshop_id == workshop.id)))
        for person in world.people:
            if dice.random() < 0.7:
                role, state = dice.choice(("participant", "participant", "trainer")), dice.choice(("confirmed", "confirmed", "invited", "withdrawn"))
                world.enrolments.append(factories.make_enrolment(workshop, person, role=role, state=state))
                db.session.add(_message(workshop, person, world.now))
    db.session.flush()
    return world


def _equip(world: World, person: Person) -> None:
    dice, now = world.dice, world.now
    if dice.random() < 0.6:
        account = factories.make_account(*dice.sample(list(Role), dice.randint(1, 2)), person=person)
        account.is_active = dice.random() < 0.8
        world.accounts.append(account)
    db.session.add_all(
        Contact(id=new_id(now), person_id=person.id, kind="phone", value=dice.choice(("+22370000001", "+22370000002")))
        for _ in range(dice.randint(0, 2))
    )
    serial, issues = str(new_id(now)), dice.randint(0, 2)
    for number in range(1, issues + 1):
        state = "replaced" if number < issues else dice.choice(("issued", "revoked"))
        db.session.add(Certificate(id=new_id(now), serial=serial, code=str(new_id(now)), programme=PROGRAMME, person_id=person.id, kind="trainer",
                                   design="trainer", issue_number=number, issued_on=date(2022, 9, 15), issued_at=now, issued_by=person.id,
                                   facts="{}", facts_sha256="", state=state))  # fmt: skip
    if dice.random() < 0.3:
        db.session.add(FormerName(id=new_id(now), person_id=person.id, family_name="Avant", given_names="Awa", sort_key="avant awa", until=now))
        db.session.add(CorrectionRequest(id=new_id(now), person_id=person.id, programme=PROGRAMME, words="Mon nom.", asked_at=now, state="open"))


def _message(workshop: Workshop, person: Person, now: datetime) -> WorkshopMessage:
    return WorkshopMessage(id=new_id(now), workshop_id=workshop.id, person_id=person.id, kind="reminder", channel="mail", occasion="", language="fr",
                           subject="", text="", state="sent", due_at=now, asked_by=person.id, asked_at=now, changed_at=now)  # fmt: skip


def facts_of(world: World, number: int = 18) -> list[NewEvent]:
    """Return what was said of these people, of every kind, by lot. Each fact names one record, whoever that is by then."""
    kinds = (_marked, _marked, _read, _read, _attempted, _led)
    return [event for _ in range(number) for event in world.dice.choice(kinds)(world)]


def merges_of(world: World, number: int = 3) -> list[NewEvent]:
    """Return merges of these people by lot, also such as contradict one another."""
    events = []
    for _ in range(number):
        merged, kept = world.dice.sample(world.people, 2)
        now = world.now
        events.append(people_merged(id=new_id(now), merged_id=merged.id, kept_id=kept.id, programme=PROGRAMME, account_id=kept.id, now=now))
    return events


def taken_back(world: World, merges: Iterable[NewEvent]) -> list[NewEvent]:
    """Return that these merges were mistakes."""
    now = world.now
    return [people_separated(id=new_id(now), merge_id=merge.id, programme=PROGRAMME, account_id=merge.actor_id, now=now) for merge in merges]


def say(events: Sequence[NewEvent], *, batch: int = 4) -> None:
    """Record facts, a few at a time."""
    for start in range(0, len(events), batch):
        journal.record_all(events[start : start + batch], now=NOW + timedelta(days=1))


def rows_of_all(*, but: Iterable[str] = ()) -> Rows:
    """Return every row of every table but the journal's own."""
    db.session.flush()
    left_out = {"journal_node", "journal_event", "place", *but}
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Model.metadata.sorted_tables
        if table.name not in left_out
    }


class Undone:
    """A block after which the database is as it was before: `with Undone(): …`."""

    def __enter__(self) -> None:
        db.session.rollback()
        self._writing = as_writer()
        self._writing.__enter__()

    def __exit__(self, *exception: object) -> None:
        db.session.rollback()
        self._writing.__exit__(None, None, None)


def _marked(world: World) -> list[NewEvent]:
    if not world.enrolments:
        return []
    enrolment, now = world.dice.choice(world.enrolments), world.now
    half_day_id = world.dice.choice(world.half_days[enrolment.workshop_id])
    return [
        attendance_marked(id=new_id(now), enrolment_id=enrolment.id, half_day_id=half_day_id, status=world.dice.choice(list(Status)),
                          source=world.dice.choice(list(Source)), replaces=[], programme=PROGRAMME, by=Marker(world.people[0].id), said_at=now)
    ]  # fmt: skip


def _read(world: World) -> list[NewEvent]:
    person, now = world.dice.choice(world.people), world.now
    return [
        lesson_completed(id=new_id(now), person_id=person.id, module="first", lesson=world.dice.choice(("01-one", "02-two")),
                         content_hash=world.dice.choice("xyz"), answers={"q": [world.dice.choice("ab")]}, programme=PROGRAMME,
                         account_id=person.id, now=now)
    ]  # fmt: skip


def _attempted(world: World) -> list[NewEvent]:
    person, now = world.dice.choice(world.people), world.now
    whole = whole_attempt(event_id=new_id(now), person_id=person.id, account_id=person.id, programme=PROGRAMME, quiz=quizzes()["first"], answers={},
                          source="screen", taken_at=now, said_at=now)  # fmt: skip
    if world.dice.random() < 0.5:
        return [whole]
    begun = {name: value for name, value in whole.body.items() if name not in ("answers", "source", "taken_at")}
    about: dict[str, Any] = {"programme": PROGRAMME, "account_id": person.id, "said_at": now}
    ended = fact(ATTEMPT_SUBMITTED, id=new_id(now), body={"attempt": str(whole.id)}, **about)
    return [fact(ATTEMPT_STARTED, id=whole.id, body=begun, **about), ended]


def _led(world: World) -> list[NewEvent]:
    person, now = world.dice.choice(world.people), world.now
    contents = Contents(place_code="ML-1/kita", locality="", held_on=date(2026, 11, 1), modules=frozenset({"first"}),
                        head_counts={(Sex.WOMEN, AgeBand.FROM_25): 12})  # fmt: skip
    body = {"lead": str(person.id), **body_of(contents)}
    return [NewEvent(id=new_id(now), type=REPORTED, version=1, programme=PROGRAMME, actor_id=person.id, said_at=now, body=body)]
