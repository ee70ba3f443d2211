"""Whom a list is compared with, and what was decided of it before."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, literal, select, true, union_all

from lms.accounts.access import Viewer
from lms.accounts.models import Contact, MergedPerson, Person
from lms.accounts.queries import is_kept, selected_names
from lms.db import db
from lms.errors import NotFound
from lms.people.sexes import Sex
from lms.places.models import Place
from lms.rosters.evidence import Known
from lms.rosters.imports.models import RememberedMapping, RosterImport, RosterImportRow
from lms.rosters.sorting import EVERYBODY, Sight
from lms.workshops.acquaintance import is_of_programme, knows
from lms.workshops.models import Enrolment, Workshop


def known_people(*, is_demonstration: bool, programme: str | None = None) -> list[Known]:
    """Return everybody with whom a list is compared, in two queries. Invented people and real ones are never compared.

    programme: only people of it, and those of none (`acquaintance.is_of_programme`).

    Of records that were merged the one that is kept, which has the contacts of all, is compared by the names of all.
    """
    contacts: defaultdict[tuple[UUID, str], list[str]] = defaultdict(list)
    names: defaultdict[UUID, list[tuple[str, str]]] = defaultdict(list)
    of_contacts = select(Contact.person_id, Contact.kind, Contact.value, literal(""))
    for person_id, kind, value, more in db.session.execute(union_all(of_contacts, *selected_names())):
        if kind == "name":
            names[person_id].append((value, more))
        else:
            contacts[person_id, kind].append(value)
    rows = db.session.execute(
        select(Person.id, Person.family_name, Person.given_names, Person.sex, Person.profession, Person.institution, Person.birth_year, Place.name)
        .outerjoin(Place, Place.code == Person.place_code)
        .where(Person.is_demonstration == is_demonstration, is_kept(), is_of_programme(programme) if programme else true())
        .order_by(Person.id)
    )
    return [
        Known(id=row.id, family_name=row.family_name, given_names=row.given_names, sex=Sex(row.sex), phones=tuple(sorted(contacts[row.id, "phone"])),
              emails=tuple(sorted(contacts[row.id, "email"])), function=row.profession, organisation=row.institution, place=row.name or "",
              birth_year=row.birth_year, other_names=tuple(names[row.id]))
        for row in rows
    ]  # fmt: skip


def decided_before(workshop_id: UUID) -> dict[str, UUID]:
    """Return who a row is now, by its fingerprint, as lists imported into this workshop had it; later imports count for more."""
    who = func.coalesce(MergedPerson.kept_id, RosterImportRow.person_id).label("who")
    rows = db.session.execute(
        select(RosterImportRow.fingerprint, who)
        .select_from(RosterImportRow)
        .join(RosterImport, RosterImport.id == RosterImportRow.import_id)
        .outerjoin(MergedPerson, MergedPerson.person_id == RosterImportRow.person_id)
        .where(RosterImport.workshop_id == workshop_id, RosterImport.undone_at.is_(None))
        .order_by(RosterImport.imported_at)
    )
    return {row.fingerprint: row.who for row in rows}


def remembered_choices(account_id: UUID, key: str) -> dict[str, Any] | None:
    """Return what this account said of columns of these names, or None."""
    found = db.session.get(RememberedMapping, (account_id, key))
    return dict(json.loads(found.choices)) if found else None


def imports_of(workshop_id: UUID) -> Sequence[RosterImport]:
    """Return the imports into a workshop, the latest first."""
    return db.session.scalars(select(RosterImport).where(RosterImport.workshop_id == workshop_id).order_by(RosterImport.imported_at.desc())).all()


def standing_of(made: RosterImport) -> Counter[str]:
    """Return how many people of a list that was imported are in which state in its workshop now."""
    people = select(RosterImportRow.person_id).where(RosterImportRow.import_id == made.id)
    rows = db.session.execute(
        select(Enrolment.state, func.count().label("number"))
        .where(Enrolment.workshop_id == made.workshop_id, Enrolment.role == "participant", Enrolment.person_id.in_(people))
        .group_by(Enrolment.state)
    )
    return Counter({row.state: row.number for row in rows})


def import_or_404(id: UUID, workshop: Workshop) -> RosterImport:
    """Return an import into this workshop. Raises NotFound."""
    found = db.session.get(RosterImport, id)
    if found is None or found.workshop_id != workshop.id:
        raise NotFound(_l("There is no such import into this workshop. Open the list of its imports again."))
    return found


def sight_of(reader: Viewer, workshop: Workshop) -> Sight:
    """Return of whom somebody may hear who sends a list for this workshop: its people stand on its pages by name. Two queries at most."""
    if reader.sees_every_workshop:
        return EVERYBODY
    is_known = knows(reader)
    here = set(db.session.scalars(select(Enrolment.person_id).where(Enrolment.workshop_id == workshop.id)))
    return Sight(knows=is_known, names=lambda id: id in here or is_known(id))
