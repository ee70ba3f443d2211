from uuid import UUID

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from lms.accounts.models import AuditEntry
from lms.db import db, transactional
from lms.errors import Conflict, NotFound
from lms.identifiers import new_id
from lms.workshops.files import queries, services
from lms.workshops.files.models import WorkshopFile
from lms.workshops.files.rules.formats import checked_file
from lms.workshops.files.rules.limits import MOST_FILES
from lms.workshops.files.rules.places import Kind
from lms.workshops.files.rules.refusals import Refusal, RefusedFile
from lms.workshops.files.services import Added, FilesFrozen, Label
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.timetable import Hours
from lms.workshops.plan.rules.timetable import Kind as SessionKind
from lms.workshops.plan.services import timetable
from tests import factories
from tests.conftest import NOW
from tests.factories import at, fact_id
from tests.workshops.room import TestRoom, make_room


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room(people=0)


def make_session(room: TestRoom, title: str = "Feuilles de route") -> UUID:
    """Put a session into the timetable of a workshop, on its first half-day."""
    id = fact_id()
    with transactional():
        plan = timetable.Plan(Hours(room.half_day.starts_at, room.half_day.ends_at), SessionKind.GROUP_WORK, "", title, "")
        timetable.add_session(id=id, workshop_id=room.workshop.id, half_day_id=room.half_day.id, plan=plan, account_id=room.organiser.id, now=NOW)
    return id


def add(room: TestRoom, text: str = "Contenu inventé", *, id: UUID | None = None, session_id: UUID | None = None, title: str = "Titre") -> Added:
    with transactional():
        return services.add_file(
            id=id or fact_id(), workshop_id=room.workshop.id, label=Label(Kind.ROAD_MAP, title, "nom", session_id),
            kept=checked_file(text.encode(), "nom.txt"), account_id=room.organiser.id, now=NOW,
        )  # fmt: skip


def remove(room: TestRoom, file_id: UUID) -> None:
    with transactional():
        services.remove_file(workshop_id=room.workshop.id, file_id=file_id, account_id=room.organiser.id, now=at(5))


def files() -> int:
    return db.session.scalar(select(func.count()).select_from(WorkshopFile)) or 0


def set_status(room: TestRoom, status: str) -> None:
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = status


def test_a_file_is_kept_with_who_added_it_and_what_it_weighs(room: TestRoom) -> None:
    added = add(room, session_id=make_session(room), title="")
    (line,) = queries.files_of(room.workshop)
    assert (added.is_new, line.title, line.kind, line.format, line.size) == (
        True,
        "nom",
        "road-map",
        "txt",
        len("Contenu inventé".encode("utf-8-sig")),
    )
    assert line.added_by.startswith("Personne")
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "workshop.file-added")).all() == [f"workshop-file:{line.id}"]


def test_the_same_content_twice_is_one_file(room: TestRoom) -> None:
    first, second = add(room, title="Le premier"), add(room, title="Le second")
    assert (first.is_new, second.is_new, second.file.id == first.file.id, files()) == (True, False, True, 1)


def test_the_same_page_sent_twice_is_one_file_and_a_success(room: TestRoom) -> None:
    id = fact_id()
    assert [add(room, id=id).is_new, add(room, id=id).is_new, files()] == [True, True, 1]


def test_the_same_page_sent_with_another_file_is_refused(room: TestRoom) -> None:
    id = fact_id()
    add(room, id=id)
    with force_locale("en"), pytest.raises(Conflict, match="another file"):
        add(room, "Autre contenu", id=id)


def test_two_workshops_may_have_the_same_file(room: TestRoom) -> None:
    add(room)
    assert add(make_room(people=0, slug="kayes", place_code="ML-1")).is_new
    assert files() == 2


def test_a_workshop_has_room_for_so_many_files_and_for_one_more_once_one_is_removed(room: TestRoom) -> None:
    for number in range(MOST_FILES):
        added = add(room, f"Fichier {number}")
    with pytest.raises(RefusedFile) as refused:
        add(room, "Un de trop")
    assert refused.value.refusal is Refusal.TOO_MANY
    remove(room, added.file.id)
    assert add(room, "Un de trop").is_new


def test_a_file_that_is_removed_leaves_a_line_and_no_content(room: TestRoom) -> None:
    added = add(room)
    remove(room, added.file.id)
    (line,) = queries.files_of(room.workshop)
    assert (line.removed_at, line.removed_by) == (at(5), line.added_by)
    assert db.session.scalar(select(WorkshopFile.content)) is None
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "workshop.file-removed")).all() != []
    with pytest.raises(NotFound):
        remove(room, added.file.id)


def test_a_file_that_was_removed_can_be_added_again(room: TestRoom) -> None:
    remove(room, add(room).file.id)
    assert add(room).is_new


def test_a_file_outlives_its_session(room: TestRoom) -> None:
    session_id = make_session(room)
    add(room, session_id=session_id)
    with transactional():
        timetable.remove_session(workshop_id=room.workshop.id, session_id=session_id, account_id=room.organiser.id, now=at(1))
    assert [line.session_id for line in queries.files_of(room.workshop)] == [None]


def test_the_session_of_another_workshop_is_refused(room: TestRoom) -> None:
    other = make_session(make_room(people=0, slug="kayes", place_code="ML-1"))
    with pytest.raises(NotFound):
        add(room, session_id=other)
    assert files() == 0


def test_the_file_of_another_workshop_is_not_found(room: TestRoom) -> None:
    other = add(make_room(people=0, slug="kayes", place_code="ML-1"))
    with pytest.raises(NotFound):
        queries.file_or_404(room.workshop, other.file.id)
    with pytest.raises(NotFound):
        remove(room, other.file.id)
    with pytest.raises(NotFound):
        queries.file_or_404(room.workshop, new_id(NOW))


@pytest.mark.parametrize("status", ["draft", "published", "running", "closed"])
def test_files_are_added_before_and_after(room: TestRoom, status: str) -> None:
    set_status(room, status)
    assert add(room).is_new


def test_the_files_of_a_workshop_that_was_cancelled_stay_as_they_are(room: TestRoom) -> None:
    added = add(room)
    set_status(room, "cancelled")
    with pytest.raises(FilesFrozen):
        add(room, "Autre")
    with pytest.raises(FilesFrozen):
        remove(room, added.file.id)
