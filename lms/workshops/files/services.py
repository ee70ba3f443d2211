"""Adding and removing files."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms.accounts import services as accounts
from lms.db import db
from lms.errors import Conflict
from lms.workshops.deeds import locked
from lms.workshops.files import queries
from lms.workshops.files.models import WorkshopFile
from lms.workshops.files.rules.formats import Kept
from lms.workshops.files.rules.limits import MOST_FILES
from lms.workshops.files.rules.places import Kind, may_change
from lms.workshops.files.rules.refusals import Refusal, RefusedFile
from lms.workshops.models import Workshop
from lms.workshops.plan.services.timetable import session_of


class FilesFrozen(Conflict):
    """The workshop was cancelled."""

    def __init__(self) -> None:
        super().__init__(_l("This workshop was cancelled, so its files stay as they are. To change them, make it a draft again on the page of its "
                            "plan."))  # fmt: skip


@dataclass(frozen=True)
class Label:
    """What is said of a file: for what it is, what it is called, and its session if it has one."""

    kind: Kind
    title: str
    """Empty: its name."""
    stem: str
    session_id: UUID | None


@dataclass(frozen=True)
class Added:
    """What became of a file that was sent."""

    file: WorkshopFile
    is_new: bool
    """False: the workshop had it already."""


def refuse_unless_open(workshop: Workshop) -> None:
    """Raise FilesFrozen unless files may be added to this workshop and removed."""
    if not may_change(workshop.status):
        raise FilesFrozen


def add_file(*, id: UUID, workshop_id: UUID, label: Label, kept: Kept, account_id: UUID, now: datetime) -> Added:
    """Attach a file to a workshop; the same content twice is one file, whatever is said of it.

    Raises FilesFrozen, NotFound when the session is gone, RefusedFile when the workshop has no room for more.
    """
    workshop = locked(workshop_id)
    refuse_unless_open(workshop)
    sha256 = hashlib.sha256(kept.content).hexdigest()
    there = queries.same_file(workshop, sha256)
    if there is not None:
        return Added(there, is_new=there.id == id)
    if queries.number_of_files(workshop) >= MOST_FILES:
        raise RefusedFile(Refusal.TOO_MANY)
    if label.session_id is not None:
        session_of(workshop, label.session_id)
    if db.session.get(WorkshopFile, id) is not None:
        raise Conflict(_l("This page was sent before with another file. Open the page again to add one more."))
    file = WorkshopFile(
        id=id, workshop_id=workshop.id, session_id=label.session_id, kind=label.kind.value, title=label.title or label.stem, stem=label.stem,
        format=kept.format.value, size=len(kept.content), sha256=sha256, content=kept.content, added_at=now, added_by=account_id,
    )  # fmt: skip
    db.session.add(file)
    _note("added", file, account_id, now)
    return Added(file, is_new=True)


def remove_file(*, workshop_id: UUID, file_id: UUID, account_id: UUID, now: datetime) -> WorkshopFile:
    """Remove a file: its content is gone for good, and a line says who removed it and when. Raises FilesFrozen, NotFound."""
    workshop = locked(workshop_id)
    refuse_unless_open(workshop)
    file = queries.file_or_404(workshop, file_id)
    file.content, file.removed_at, file.removed_by = None, now, account_id
    _note("removed", file, account_id, now)
    return file


def _note(what: str, file: WorkshopFile, account_id: UUID, now: datetime) -> None:
    accounts.note_audit(account_id=account_id, action=f"workshop.file-{what}", subject=f"workshop-file:{file.id}", now=now)
    db.session.flush()
