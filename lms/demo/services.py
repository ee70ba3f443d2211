"""Loading and removing the demonstration programme."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account, AccountIdentifier, AuditEntry, Contact, DistinctPeople, FormerName, Grant, Person, UserSession
from lms.accounts.passwords import hash_password
from lms.accounts.rules import Role
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.waivers.models import Waiver
from lms.db import db, transactional
from lms.demo import activity, evaluation, files, planning
from lms.demo.cast import Cast
from lms.directory.models import CorrectionRequest
from lms.directory.services import merges
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.journal.models import JournalEvent, QuarantinedEvent
from lms.people.professions import profession_of
from lms.places import services as places
from lms.plain import plain
from lms.plain import slug as place_slug
from lms.programmes import services as programmes
from lms.programmes.models import Programme, ProgrammeModule, Target
from lms.rosters.imports.models import RememberedMapping, RosterImport, RosterImportRow
from lms.uploads.models import Upload
from lms.workshops.calendar.models import CalendarEntry, CalendarFeed
from lms.workshops.checkin.models import CheckInHour, HelperAccess, HelperSession
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.evaluation.models import Evaluation, EvaluationAnswer, EvaluationCode, EvaluationComment
from lms.workshops.files.models import WorkshopFile
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.models import Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.models import StatusChange, WorkshopQuota, WorkshopSession
from lms.workshops.plan.rules.days import HOURS, half_days_between
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.prints.models import PaymentTerms, SignInSheet

PROGRAMME = "mrn-demonstration"
PASSWORD = "relais-demo"  # noqa: S105  printed at the start: it opens invented data only
LOGINS = {
    "admin@demo.example": "administrator",
    "suivi@demo.example": "monitor",
    "organisation@demo.example": "organiser of the workshop in Bamako",
    "formatrice@demo.example": "a trainer of the workshop in Bamako",
}
HALF_DAYS = 6
_MODULES = ("legal-framework", "sop-detection-identification", "sop-assistance-protection")
_OF_WORKSHOPS: tuple[Any, ...] = (
    RosterImport, WorkshopMessage, CalendarEntry, EvaluationComment, EvaluationAnswer, EvaluationCode, Evaluation, PaymentTerms, HelperAccess,
    WorkshopFile, WorkshopQuota, StatusChange, WorkshopOrganiser, Enrolment, HalfDay,
)  # fmt: skip
_PEOPLE = Path(__file__).parent / "data" / "people.csv"


def load(*, now: datetime) -> bool:
    """Load the demonstration; return False, changing nothing, when it is there already."""
    is_there = db.session.get(Programme, PROGRAMME) is not None
    db.session.rollback()  # an open reading transaction would keep SQLite from ever shortening its log
    if is_there:
        return False
    password_hash = hash_password(PASSWORD)
    with transactional():
        _add_programme(now)
        staff = _add_staff(password_hash, now)
        cast = Cast(programme=PROGRAMME, staff=staff, workshops=[], trainers=[])
        for place, rows in _people_by_place().items():
            _add_workshop(cast, place, rows, now)
        _add_learner(cast, password_hash, now)
        planning.plan(cast, now=now)
        files.attach(cast, now=now)
        activity.play(cast, now=now)
        evaluation.evaluate(cast, today=clock.local_day(now))
        accounts.note_audit(account_id=None, action="demonstration.loaded", subject=f"programme:{PROGRAMME}", now=now)
    return True


def remove() -> bool:
    """Remove the demonstration and everything done in it; return False when there was none."""
    if not db.session.get(Programme, PROGRAMME):
        return False
    with transactional():
        merges.take_back_all(select(Person.id).where(Person.is_demonstration), programme=PROGRAMME)  # no row stands elsewhere than it was recorded
        db.session.execute(delete(JournalEvent).where(JournalEvent.programme == PROGRAMME))
        db.session.execute(delete(QuarantinedEvent).where(QuarantinedEvent.programme == PROGRAMME))
        journal.rebuild_projections()
        _delete_workshops()
        of_programme = select(Certificate.id).where(Certificate.programme == PROGRAMME)
        db.session.execute(delete(CertificatePaper).where(CertificatePaper.certificate_id.in_(of_programme)))
        for table in (CorrectionRequest, Certificate, Waiver, ProgrammeModule, Target, Grant):
            db.session.execute(delete(table).where(table.programme == PROGRAMME))
        db.session.execute(delete(Programme).where(Programme.slug == PROGRAMME))
        _delete_people()
    return True


def _add_programme(now: datetime) -> None:
    programmes.add_programme(
        slug=PROGRAMME,
        names=(
            "Mécanisme de référencement national pour la protection des victimes de la traite des personnes au Mali",
            "National Referral Mechanism for the protection of victims of trafficking in persons in Mali",
        ),
        modules=_MODULES,
        designs=("participation", "trainer"),
        funders=(
            "Programme de démonstration. Campagne de 2022 : Gouvernement du Mali, OIM, Ambassade des Pays-Bas, Union européenne.",
            "Demonstration programme. Campaign of 2022: Government of Mali, IOM, Embassy of the Netherlands, European Union.",
        ),
        signatories=[
            ("Pour la coordination du programme", "For the coordination of the programme"),
            ("Pour l’équipe de formation", "For the training team"),
        ],
        is_demonstration=True,
    )
    published = (
        "OIM, lancement de la campagne, septembre 2022 : 220 personnes à former",
        "IOM, launch of the campaign, September 2022: 220 people to be trained",
    )
    example = ("Exemple de la démonstration", "Example of the demonstration")
    for indicator, value, (source_fr, source_en) in (
        ("I01", 220, published),
        ("I03", 110, example),
        ("I06", 220, example),
        ("I07", 4400, example),
        ("I13", 62, example),
    ):
        db.session.add(Target(id=new_id(now), programme=PROGRAMME, indicator=indicator, place_code=None, value=value, version=1,
                              source_fr=source_fr, source_en=source_en))  # fmt: skip


def _add_staff(password_hash: str, now: datetime) -> dict[Role, Account]:
    names = {Role.ADMINISTRATOR: "Administration", Role.MONITOR: "Suivi", Role.ORGANISER: "Organisation"}
    staff = {}
    for (role, name), identifier in zip(names.items(), LOGINS, strict=False):
        person = accounts.add_person(family_name="Démonstration", given_names=name, sex="N", is_demonstration=True, now=now)
        staff[role] = accounts.add_account(
            person=person, identifiers=[identifier], password_hash=password_hash, roles=[role], programme=PROGRAMME, now=now
        )
    return staff


def _people_by_place() -> dict[str, list[dict[str, str]]]:
    places: dict[str, list[dict[str, str]]] = {}
    for row in _rows():
        places.setdefault(row["region"], []).append(row)
    return places


def _rows() -> Iterator[dict[str, str]]:
    with _PEOPLE.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _add_workshop(cast: Cast, place_name: str, rows: Sequence[dict[str, str]], now: datetime) -> None:
    first_day = date.fromisoformat(rows[0]["first_day"])
    place = next(place for place in places.regions_on(first_day) if place.name == place_name)
    workshop = Workshop(
        id=new_id(now),
        slug=place_slug(place_name),
        programme=PROGRAMME,
        place_code=place.code,
        venue=planning.VENUES[place_slug(place_name)],
        status=WorkshopStatus.CLOSED,
        starts_on=first_day,
        ends_on=first_day + timedelta(days=HALF_DAYS // 2 - 1),
        capacity=len(rows),
        is_date_published=place.code == "ML-BKO",
    )
    db.session.add(workshop)
    db.session.flush()
    half_days = [
        HalfDay(id=new_id(now), workshop_id=workshop.id, position=position, on=on, part=part, starts_at=HOURS[part][0], ends_at=HOURS[part][1])
        for position, (on, part) in enumerate(half_days_between(workshop.starts_on, workshop.ends_on), start=1)
    ]
    db.session.add_all(half_days)
    if place.code == "ML-BKO":
        db.session.add(WorkshopOrganiser(workshop_id=workshop.id, account_id=cast.staff[Role.ORGANISER].id))
    cast.workshops.append((workshop, half_days))
    for row in rows:
        person = _add_trainer(row, place.code, now)
        enrolment = Enrolment(id=new_id(now), workshop_id=workshop.id, person_id=person.id, role="participant", state="confirmed")
        db.session.add(enrolment)
        cast.trainers.append((person, enrolment, workshop))
    db.session.flush()


def _add_trainer(row: dict[str, str], place_code: str, now: datetime) -> Person:
    contacts = [("phone", row["phone"])] if row["phone"] else []
    contacts += [("email", row["mail"])] if row["mail"] else []
    return accounts.add_person(family_name=row["last"], given_names=row["first"], sex=row["sex"], profession=row["job"], institution=row["org"],
                               profession_type=profession_of(plain(row["job"])), place_code=place_code, contacts=contacts, is_demonstration=True,
                               now=now)  # fmt: skip


def _add_learner(cast: Cast, password_hash: str, now: datetime) -> None:
    """Give a login to the first woman of the first workshop."""
    person = next(person for person, _enrolment, workshop in cast.trainers if person.sex == "F" and workshop.slug == "bamako")
    account = accounts.add_account(person=person, identifiers=["formatrice@demo.example"], password_hash=password_hash, roles=[Role.TRAINER],
                                   programme=PROGRAMME, now=now)  # fmt: skip
    cast.learner = account


def _delete_workshops() -> None:
    workshops = select(Workshop.id).where(Workshop.programme == PROGRAMME)
    half_days = select(HalfDay.id).where(HalfDay.workshop_id.in_(workshops))
    enrolments = select(Enrolment.id).where(Enrolment.workshop_id.in_(workshops))
    db.session.execute(
        delete(HelperSession).where(HelperSession.access_id.in_(select(HelperAccess.id).where(HelperAccess.workshop_id.in_(workshops))))
    )
    db.session.execute(delete(EnrolmentChange).where(EnrolmentChange.enrolment_id.in_(enrolments)))
    for of_half_day in (CheckInHour, SignInSheet, WorkshopSession):
        db.session.execute(delete(of_half_day).where(of_half_day.half_day_id.in_(half_days)))
    imports = select(RosterImport.id).where(RosterImport.workshop_id.in_(workshops))
    db.session.execute(delete(RosterImportRow).where(RosterImportRow.import_id.in_(imports)))
    for table in _OF_WORKSHOPS:
        db.session.execute(delete(table).where(table.workshop_id.in_(workshops)))
    db.session.execute(delete(Workshop).where(Workshop.programme == PROGRAMME))


def _delete_people() -> None:
    invented = select(Account.id).where(Account.is_demonstration)
    db.session.execute(delete(DistinctPeople).where(DistinctPeople.account_id.in_(invented)))
    tables: tuple[Any, ...] = (CalendarFeed, RememberedMapping, Upload, UserSession, AccountIdentifier, Grant, AuditEntry)
    for table in tables:
        db.session.execute(delete(table).where(table.account_id.in_(invented)))
    db.session.execute(delete(Account).where(Account.is_demonstration))
    people = select(Person.id).where(Person.is_demonstration)
    for column in (Contact.person_id, FormerName.person_id, DistinctPeople.one_id):
        db.session.execute(delete(column.class_).where(column.in_(people)))
    db.session.execute(delete(Person).where(Person.is_demonstration))
