"""Reads on the files of a workshop."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, undefer

from lms.accounts.models import Account, Person
from lms.accounts.rules import full_name
from lms.db import db
from lms.errors import NotFound
from lms.workshops.files.models import WorkshopFile
from lms.workshops.files.rules.formats import Format
from lms.workshops.models import Workshop


@dataclass(frozen=True)
class FileLine:
    """A file as the list shows it."""

    id: UUID
    session_id: UUID | None
    kind: str
    title: str
    format: Format
    size: int
    added_at: datetime
    added_by: str
    """A name; empty when the account is not on this machine."""
    removed_at: datetime | None
    removed_by: str


def files_of(workshop: Workshop) -> list[FileLine]:
    """Return the files of a workshop, those that were removed too, in the order in which they were added. One query."""
    adder, remover, adding, removing = aliased(Account), aliased(Account), aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(WorkshopFile, adding.given_names, adding.family_name, removing.given_names, removing.family_name)
        .outerjoin(adder, adder.id == WorkshopFile.added_by)
        .outerjoin(adding, adding.id == adder.person_id)
        .outerjoin(remover, remover.id == WorkshopFile.removed_by)
        .outerjoin(removing, removing.id == remover.person_id)
        .where(WorkshopFile.workshop_id == workshop.id)
        .order_by(WorkshopFile.added_at, WorkshopFile.id)
    )
    return [
        FileLine(
            id=one.id, session_id=one.session_id, kind=one.kind, title=one.title, format=Format(one.format), size=one.size, added_at=one.added_at,
            added_by=full_name(*by) if by[1] is not None else "", removed_at=one.removed_at,
            removed_by=full_name(*gone_by) if gone_by[1] is not None else "",
        )
        for one, *names in rows
        for by, gone_by in [(names[:2], names[2:])]
    ]  # fmt: skip


def number_of_files(workshop: Workshop) -> int:
    """Return how many files a workshop has."""
    return db.session.scalar(select(func.count()).where(WorkshopFile.workshop_id == workshop.id, WorkshopFile.removed_at.is_(None))) or 0


def same_file(workshop: Workshop, sha256: str) -> WorkshopFile | None:
    """Return the file of this workshop that has the same content, if there is one."""
    query = select(WorkshopFile).where(WorkshopFile.workshop_id == workshop.id, WorkshopFile.sha256 == sha256, WorkshopFile.removed_at.is_(None))
    return db.session.scalars(query.limit(1)).first()


def file_or_404(workshop: Workshop, file_id: UUID) -> WorkshopFile:
    """Return a file of this workshop with its content. Raises NotFound, also once it was removed."""
    query = select(WorkshopFile).where(WorkshopFile.id == file_id, WorkshopFile.workshop_id == workshop.id, WorkshopFile.removed_at.is_(None))
    found = db.session.scalar(query.options(undefer(WorkshopFile.content)))
    if found is None:
        raise NotFound(_l("This workshop has no such file: it may have been removed. Choose one in the list of its files."))
    return found
