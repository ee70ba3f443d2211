"""Finding people by name or code, as far as whoever asks may know of them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.access import Viewer
from lms.accounts.codes import read_code, spelt
from lms.accounts.models import Person
from lms.accounts.queries import holder_of_code, is_called, is_kept
from lms.accounts.rules import full_name
from lms.db import db
from lms.places.models import Place
from lms.plain import plain
from lms.workshops.acquaintance import is_of_programme, knows
from lms.workshops.models import Enrolment, Workshop

MOST = 20
"""A search shows no more: it is for finding somebody one knows, not for reading a list of names."""

FEWEST_LETTERS = 2


@dataclass(frozen=True)
class Found:
    """Somebody who fits, with what tells them from others of the same name."""

    person_id: UUID
    name: str
    code: str
    profession: str
    institution: str
    place: str
    role: str
    """Their role in the workshop at hand, and their state there; empty when they are not in it."""
    state: str


@dataclass(frozen=True)
class Findings:
    """What a search found, by name."""

    people: list[Found]
    is_cut: bool
    """There are more: the name must be written out further."""


def is_enough(text: str) -> bool:
    """Tell whether a text says enough to search for."""
    return len(plain(text).replace(" ", "")) >= FEWEST_LETTERS


def people_found(text: str, *, workshop: Workshop, viewer: Viewer) -> Findings:
    """Return the people whose names have words that begin as those of `text`, in any order, or whose code it is. One query.

    Accents and case do not matter. Only people of the viewer's programme are found and those who are in none: a code may come from a photograph.
    """
    code = read_code(text)
    words = plain(text).split()
    by_name = is_called(lambda name: and_(*(_begins(name, word) for word in words)))
    condition = or_(Person.id == holder_of_code(code), by_name) if code else by_name
    people = _found(and_(_may_be_found_by(viewer), condition), workshop, limit=MOST + 1)
    return Findings(people=people[:MOST], is_cut=len(people) > MOST)


def namesakes(family_name: str, given_names: str, *, workshop: Workshop, viewer: Viewer) -> list[Found]:
    """Return the people of exactly this name now or before, accents and case aside, whom this viewer may find. One query."""
    is_same = is_called(lambda name: name == plain(f"{family_name} {given_names}"))
    return _found(and_(is_same, _may_be_found_by(viewer)), workshop, limit=MOST)


def all_exist(person_ids: Collection[UUID], viewer: Viewer) -> bool:
    """Tell whether these are people whom this viewer may find."""
    query = select(Person.id).where(Person.id.in_(person_ids), _may_be_found_by(viewer))
    return set(db.session.scalars(query)) == set(person_ids)


def strangers_among(person_ids: Collection[UUID], *, workshop: Workshop, viewer: Viewer) -> list[UUID]:
    """Return those of these people whom a viewer does not know yet and who are not in this workshop. Two queries at most."""
    is_known = knows(viewer)
    here = set(db.session.scalars(select(Enrolment.person_id).where(Enrolment.workshop_id == workshop.id, Enrolment.person_id.in_(person_ids))))
    return [id for id in person_ids if id not in here and not is_known(id)]


def _found(condition: ColumnElement[bool], workshop: Workshop, *, limit: int) -> list[Found]:
    rows = db.session.execute(
        select(Person.id, Person.given_names, Person.family_name, Person.code, Person.profession, Person.institution, Place.name.label("place"),
               Enrolment.role, Enrolment.state)
        .outerjoin(Place, Place.code == Person.place_code)
        .outerjoin(Enrolment, and_(Enrolment.person_id == Person.id, Enrolment.workshop_id == workshop.id))
        .where(condition)
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Found(person_id=row.id, name=full_name(row.given_names, row.family_name), code=spelt(row.code), profession=row.profession,
              institution=row.institution, place=row.place or "", role=row.role or "", state=row.state or "")
        for row in rows
    ]  # fmt: skip


def _begins(name: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    return (literal(" ") + name).contains(f" {word}", autoescape=True)


def _may_be_found_by(viewer: Viewer) -> ColumnElement[bool]:
    return and_(Person.is_demonstration == viewer.is_demonstration, is_kept(), is_of_programme(viewer.programme))
