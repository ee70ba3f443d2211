"""A workshop that takes place today, served like the product: forty invented people, two organisers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, select, text

from lms import clock
from lms.accounts.models import Person
from lms.accounts.passwords import hash_password
from lms.accounts.rules import Role
from lms.app import create_app
from lms.config import ROOT
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.identifiers import new_id
from lms.places.services import store_places
from lms.workshops.models import Enrolment, HalfDay
from lms.workshops.prints.models import SignInSheet
from tests import factories
from tests.conftest import settings_in
from tests.journeys.conftest import served
from tests.journeys.people import PASSWORD

SHEET = "S234567H"
_STANDINGS = text(
    "SELECT person.given_names, person.family_name, attendance_standing.status FROM attendance_standing"
    " JOIN half_day ON half_day.id = attendance_standing.half_day_id AND half_day.position = 1"
    " JOIN enrolment ON enrolment.id = attendance_standing.enrolment_id JOIN person ON person.id = enrolment.person_id"
)
_FAMILIES = ("Traoré", "Keïta", "Coulibaly", "Diarra", "Koné", "Sangaré", "Touré", "Sidibé", "Ag Mohamed", "Dembélé")
_GIVEN = ("Aïssata", "Moussa", "Fɔnɛ", "N’Golo")


@dataclass(frozen=True)
class TodaysRoom:
    """Where it is served, and who is in it, by name."""

    server: str
    folder: Path
    codes: dict[str, str]
    """{name: code}, in the order of the grid."""

    def statuses(self) -> dict[str, str]:
        """Return {name: where they stand this morning}, read from the database beside the server."""
        engine = create_engine(f"sqlite:///{self.folder / 'relais.sqlite3'}")
        with engine.connect() as connection:
            rows = connection.execute(_STANDINGS).all()
        engine.dispose()
        return {f"{given} {family.upper()}": status for given, family, status in rows}

    def forget_marks(self) -> None:
        """Let nobody be marked any more: the next test begins with a fresh morning."""
        engine = create_engine(f"sqlite:///{self.folder / 'relais.sqlite3'}")
        with engine.begin() as connection:
            for table in ("attendance_standing", "attendance_mark", "journal_event"):
                connection.execute(text(f"DELETE FROM {table}"))
        engine.dispose()


@contextmanager
def todays_room(folder: Path) -> Iterator[TodaysRoom]:
    """Serve a workshop in Bamako that takes place today, whose organisers are `organisation@demo.example` and `aide@demo.example`."""
    app = create_app(settings_in(folder, RELAIS_CONTENT_DIR=str(ROOT)))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        codes = _fill()
        db.session.remove()
        db.engine.dispose()
    with served(folder, RELAIS_DEMO="0") as address:
        yield TodaysRoom(address, folder, codes)


def _fill() -> dict[str, str]:
    factories.make_programme(modules=("legal-framework",))
    secret = hash_password(PASSWORD)
    organisers = tuple(
        factories.make_account(Role.ORGANISER, person=factories.make_person(name, "Moussa", sex="M"), identifier=f"{login}@demo.example",
                               password_hash=secret)
        for login, name in (("organisation", "Diarra"), ("aide", "Sissoko"))
    )  # fmt: skip
    workshop = factories.make_workshop(starts_on=clock.local_day(clock.now()), organisers=organisers)
    for number in range(40):
        person = factories.make_person(_FAMILIES[number % 10], _GIVEN[number // 10], sex="FM"[number // 10 % 2])
        factories.make_enrolment(workshop, person)
    people = db.session.execute(
        select(Enrolment.id, Person).join(Person, Person.id == Enrolment.person_id).order_by(Person.sort_key, Enrolment.id)
    ).all()
    half_day = db.session.scalars(select(HalfDay).where(HalfDay.position == 1)).one()
    with transactional():
        db.session.add(SignInSheet(id=new_id(clock.now()), code=SHEET, half_day_id=half_day.id, printed_at=clock.now(), account_id=organisers[0].id,
                                   rows=str([str(id) for id, _person in people]).replace("'", '"')))  # fmt: skip
    return {person.full_name: person.code for _id, person in people}
