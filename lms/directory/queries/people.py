"""Whom somebody may see, and finding them by name, code or telephone."""

import re
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.access import Viewer
from lms.accounts.codes import read_code, spelt
from lms.accounts.models import Account, Contact, Grant, Person
from lms.accounts.queries import holder_of_code, is_called, is_kept
from lms.db import db
from lms.errors import NotFound
from lms.people.names import name_words
from lms.places.models import Place
from lms.plain import plain
from lms.workshops.acquaintance import is_known_to
from lms.workshops.models import Enrolment, Workshop

PAGE_SIZE = 25
FEWEST_LETTERS = 2
FEWEST_DIGITS = 4

_WITH_PLACE = select(Person, Place.name).outerjoin(Place, Place.code == Person.place_code)
_NUMBER = re.compile(r"[+0-9][0-9 .()/-]*")


@dataclass(frozen=True)
class PersonLine:
    """Somebody as the directory lists them, with what tells them from others of the same name."""

    name: str
    code: str
    """As it stands in addresses."""
    profession: str
    profession_type: str
    institution: str
    actor_type: str
    place: str

    @property
    def spelt_code(self) -> str:
        """The code as it is printed."""
        return spelt(self.code)


@dataclass(frozen=True)
class Page:
    """One page of the directory."""

    lines: list[PersonLine]
    count: int
    """How many people the search leaves, on all pages."""


def is_enough(text: str) -> bool:
    """Tell whether a text says enough to search for: two letters of a name, or the last four digits of a number."""
    if _is_number(text):
        return len(_digits(text)) >= FEWEST_DIGITS
    return len(plain(text).replace(" ", "")) >= FEWEST_LETTERS


def people(viewer: Viewer, text: str = "", *, page: int = 1) -> Page:
    """Return one page of the people whom this viewer may see and whom a text finds, by name; an empty text finds all. One query.

    text: beginnings of words of a name in any order, without accents or case, also of a former name or of a record that was merged; a code,
    also of such a record; or the end of a telephone number.
    """
    found = _is_found(text) if text.strip() else literal(True)
    rows = db.session.execute(
        select(Person, Place.name.label("place"), func.count().over().label("found"))
        .outerjoin(Place, Place.code == Person.place_code)
        .where(may_be_seen_by(viewer), found)
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Page(lines=[_line(person, place) for person, place, _count in rows], count=rows[0].found if rows else 0)


def may_be_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a viewer may know of a person.

    Organisers: whoever they know by their workshops, as `lms.workshops.acquaintance` says. Monitors and administrators: whoever is in a workshop
    of their programme or has a role in it, and whoever is in none at all, so that nobody is lost. A merged record is nobody any more: the one
    that is kept is.
    """
    return and_(Person.is_demonstration == viewer.is_demonstration, is_kept(), _is_theirs(viewer))


def person_or_404(code: str, viewer: Viewer) -> Person:
    """Return the person of a code, also of a record that was merged. Raises NotFound in the same words for one who may not be seen."""
    return person_and_place_or_404(code, viewer)[0]


def person_and_place_or_404(code: str, viewer: Viewer) -> tuple[Person, str]:
    """Return the person of a code, as `person_or_404` does, and the name of the place where they work, if it is stated. One query."""
    row = db.session.execute(_WITH_PLACE.where(Person.id == holder_of_code(read_code(code) or ""), may_be_seen_by(viewer))).one_or_none()
    if row is None:
        raise NotFound(_l("There is nobody of this code among those you may see. Look for the person in the directory."))
    return row[0], row[1] or ""


def person_and_place(person_id: UUID) -> tuple[Person, str]:
    """Return a person and the name of the place where they work, if it is stated. One query."""
    person, place = db.session.execute(_WITH_PLACE.where(Person.id == person_id)).one()
    return person, place or ""


def _is_theirs(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.sees_every_workshop:
        return is_known_to(viewer)
    in_a_workshop = exists().where(Enrolment.person_id == Person.id)
    in_theirs = in_a_workshop.where(Workshop.id == Enrolment.workshop_id, Workshop.programme == viewer.programme)
    has_account = exists().where(Account.person_id == Person.id)
    has_role = has_account.where(Grant.account_id == Account.id, Grant.programme == viewer.programme)
    return or_(in_theirs, has_role, and_(~in_a_workshop, ~has_account))


def _is_found(text: str) -> ColumnElement[bool]:
    code, by_name = read_code(text), is_called(lambda name: _fits(name, text))
    if code:
        return or_(Person.id == holder_of_code(code), by_name)
    return _has_number(text) if _is_number(text) else by_name


def _fits(sort_key: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Return the condition that the words of a text begin words of a name, «N’Golo» being one word for some and two for others."""
    ways = {tuple(plain(text).split()), name_words(text)} - {()}
    return or_(false(), *(and_(*(_begins(sort_key, word) for word in words)) for words in ways))


def _begins(sort_key: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    padded = literal(" ") + sort_key
    return or_(padded.contains(f" {word}", autoescape=True), padded.contains(f" {word[0]} {word[1:]}", autoescape=True))


def _has_number(text: str) -> ColumnElement[bool]:
    return exists().where(Contact.person_id == Person.id, Contact.kind == "phone", Contact.value.endswith(_digits(text)))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


def _line(person: Person, place: str | None) -> PersonLine:
    return PersonLine(name=person.full_name, code=person.code, profession=person.profession, profession_type=person.profession_type,
                      institution=person.institution, actor_type=person.actor_type, place=place or "")  # fmt: skip
