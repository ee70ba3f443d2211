"""The plans of the demonstration: venues and timetables of the workshops held, and two workshops to come.

One of those takes place in three weeks: people are invited, have answered, wait. The other is a draft, copied from it. All of it goes through
the services that the pages use, some days before the demonstration is loaded, so that there is a history to read.
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.models import Person
from lms.accounts.rules import Role
from lms.clock import local_day
from lms.db import db
from lms.demo.cast import Cast
from lms.identifiers import new_id
from lms.places import services as places
from lms.workshops.enrolling.rules import Action, reply_day
from lms.workshops.enrolling.services import guests
from lms.workshops.enrolling.services import places as seats
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.plan import queries
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.plan.rules.quotas import Axis
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.plan.rules.timetable import Kind
from lms.workshops.plan.services import quotas, status, workshops
from lms.workshops.plan.services.workshops import Frame

VENUES = {
    "bamako": "Centre de conférences Sahel, salle 2",
    "gao": "Maison des jeunes, grande salle",
    "kayes": "Hôtel du Fleuve, salle Khasso",
    "koulikoro": "Gouvernorat, salle de réunion",
    "mopti": "Centre de formation Bani, salle 1",
    "segou": "Hôtel des Balanzans, salle Nièta",
    "sikasso": "Chambre de commerce, salle Kénédougou",
    "tombouctou": "Bibliothèque communale, salle de lecture",
}
"""Invented, like everything here: no such room is meant."""

_TO_COME = Path(__file__).parent / "data" / "to_come.csv"
_WEEKS_AHEAD = 3
_CAPACITY = 10

# For each of six half-days: from, to, kind, module or quiz, title.
_TIMETABLE: tuple[tuple[tuple[str, str, Kind, str, str], ...], ...] = (
    (
        ("08:30", "09:00", Kind.PLENARY, "", "Ouverture officielle"),
        ("09:00", "09:45", Kind.TEST, "pre-test", ""),
        ("09:45", "10:15", Kind.PLENARY, "", "Présentations et attentes"),
        ("10:30", "12:30", Kind.MODULE, "legal-framework", ""),
    ),
    (
        ("14:00", "15:30", Kind.GROUP_WORK, "", "Étude de cas : qualifier les faits"),
        ("15:45", "16:15", Kind.EXERCISE, "", "Expliquer la loi en cinq minutes"),
        ("16:15", "16:30", Kind.PLENARY, "", "Bilan de la journée"),
    ),
    (
        ("08:30", "09:00", Kind.PLENARY, "", "Rappel de la veille"),
        ("09:00", "11:00", Kind.MODULE, "sop-detection-identification", ""),
        ("11:15", "12:30", Kind.EXERCISE, "", "Premier entretien : jeux de rôle"),
    ),
    (
        ("14:00", "15:15", Kind.MODULE, "sop-assistance-protection", ""),
        ("15:30", "16:30", Kind.GROUP_WORK, "", "Plan individuel d’assistance"),
    ),
    (
        ("08:30", "10:30", Kind.GROUP_WORK, "", "Préparer une séance de restitution"),
        ("10:45", "12:30", Kind.EXERCISE, "", "Animer une séance devant le groupe"),
    ),
    (
        ("14:00", "15:00", Kind.GROUP_WORK, "", "Feuille de route par région"),
        ("15:00", "15:45", Kind.TEST, "post-test", ""),
        ("16:00", "16:30", Kind.PLENARY, "", "Évaluation et clôture"),
    ),
)
_QUOTAS = {(Axis.SEX, "F"): 5, (Axis.INSTITUTION, "justice"): 2, (Axis.INSTITUTION, "police"): 2, (Axis.INSTITUTION, "health"): 2}


def plan(cast: Cast, *, now: datetime) -> None:
    """Give the workshops held their timetables, and plan two to come. `cast` is complete; runs inside the caller's transaction."""
    people = _people(now)
    trainers = [person for role, person in people if role == "trainer"]
    for workshop, half_days in cast.workshops:
        _add_timetable(half_days, trainers if workshop.slug == "bamako" else [], now)
        if workshop.slug == "bamako":
            _add_team(workshop, people, now)
    began = now - timedelta(days=12)
    to_come = _create(cast, "Ségou", local_day(now) + timedelta(weeks=_WEEKS_AHEAD), began)
    _add_timetable([half_day for half_day, _sessions in queries.timetable_of(to_come)], trainers, began)
    _publish(cast, to_come, began)
    _add_guests(cast, to_come, people, began)
    _enrol(cast, to_come, [person for role, person in people if role == "participant"], now)
    _copy(cast, to_come, local_day(now) + timedelta(weeks=9), now)


def _people(now: datetime) -> list[tuple[str, Person]]:
    with _TO_COME.open(newline="", encoding="utf-8") as file:
        return [(row["role"], _add_person(row, now)) for row in csv.DictReader(file)]


def _add_person(row: dict[str, str], now: datetime) -> Person:
    return accounts.add_person(family_name=row["last"], given_names=row["first"], sex=row["sex"], profession=row["job"], institution=row["org"],
                               contacts=[("phone", row["phone"])], is_demonstration=True, now=now)  # fmt: skip


def _add_timetable(half_days: Sequence[HalfDay], trainers: Sequence[Person], now: datetime) -> None:
    for number, (half_day, sessions) in enumerate(zip(half_days, _TIMETABLE, strict=True)):
        for starts_at, ends_at, kind, subject, title in sessions:
            led_by = trainers[number % len(trainers)].full_name if trainers and kind is not Kind.TEST else ""
            db.session.add(
                WorkshopSession(id=new_id(now), half_day_id=half_day.id, starts_at=time.fromisoformat(starts_at),
                                ends_at=time.fromisoformat(ends_at), kind=kind, subject=subject, title=title, led_by=led_by)
            )  # fmt: skip
    db.session.flush()


def _add_team(workshop: Workshop, people: Sequence[tuple[str, Person]], now: datetime) -> None:
    """Add the team of a workshop that is over: nothing in its plan changes any more, so the rows are written as they were."""
    for role, person in people:
        if role in guests.ROLES:
            origin = {"country": "SN", "committee": person.institution} if role == "observer" else {"country": "", "committee": ""}
            db.session.add(Enrolment(id=new_id(now), workshop_id=workshop.id, person_id=person.id, role=role, state="confirmed", **origin))
    db.session.flush()


def _create(cast: Cast, place_name: str, starts_on: date, now: datetime) -> Workshop:
    place = next(place for place in places.regions_on(starts_on) if place.name == place_name)
    frame = Frame(place_code=place.code, venue="Hôtel des Balanzans, salle Nièta", starts_on=starts_on, ends_on=starts_on + timedelta(days=2),
                  capacity=_CAPACITY)  # fmt: skip
    organiser = _organiser(cast)
    workshop = workshops.create_workshop(id=new_id(now), programme=cast.programme, frame=frame, organiser_id=organiser, account_id=organiser, now=now)
    workshop.is_date_published = False
    return workshop


def _publish(cast: Cast, workshop: Workshop, now: datetime) -> None:
    quotas.set_quotas(workshop_id=workshop.id, minima=_QUOTAS, account_id=_organiser(cast), now=now)
    status.take_step(id=new_id(now), workshop_id=workshop.id, after=WorkshopStatus.PUBLISHED, reason="", account_id=_organiser(cast), now=now)


def _add_guests(cast: Cast, workshop: Workshop, people: Sequence[tuple[str, Person]], now: datetime) -> None:
    for role, person in people:
        if role in guests.ROLES:
            origin = {"country": "SN", "committee": person.institution} if role == "observer" else {}
            guests.add_guest(
                form_id=new_id(now), workshop_id=workshop.id, person_id=person.id, role=role, account_id=_organiser(cast), now=now, **origin
            )


def _enrol(cast: Cast, workshop: Workshop, people: Sequence[Person], now: datetime) -> None:
    """Invite fifteen people to ten places; five confirm, one declines and one withdraws, so that two of the waiting list are offered places."""
    asked, answered, withdrew = (now - timedelta(days=number) for number in (11, 6, 1))
    by = {"workshop_id": workshop.id, "account_id": _organiser(cast)}
    ids = [person.id for person in people]
    held_until = reply_day(local_day(asked) + timedelta(days=6), workshop.starts_on)
    results = seats.invite(form_id=new_id(asked), person_ids=ids, holds_until=held_until, now=asked, **by)
    enrolled = [result.enrolment_id for result in results]

    def change(action: Action, chosen: Sequence[UUID], reason: str, at: datetime) -> None:
        seats.change(form_id=new_id(at), enrolment_ids=chosen, action=action, reason=reason, now=at, **by)

    change(Action.CONFIRM, enrolled[:6], "", answered)
    change(Action.DECLINE, enrolled[6:7], "En mission à cette date.", answered)
    change(Action.WITHDRAW, enrolled[5:6], "Mutation à Kayes.", withdrew)


def _copy(cast: Cast, source: Workshop, starts_on: date, now: datetime) -> None:
    place = next(place for place in places.regions_on(starts_on) if place.name == "Bougouni")
    frame = Frame(place_code=place.code, venue="", starts_on=starts_on, ends_on=workshops.last_day_of_copy(source, starts_on), capacity=24)
    organiser = _organiser(cast)
    draft = workshops.copy_workshop(id=new_id(now), source=source, frame=frame, organiser_id=organiser, account_id=organiser, now=now)
    draft.is_date_published = False


def _organiser(cast: Cast) -> UUID:
    return cast.staff[Role.ORGANISER].id
