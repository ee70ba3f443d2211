"""Writing a list into a workshop as a whole, and taking it away again as a whole."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts import distinct
from lms.accounts import services as accounts
from lms.accounts.access import Viewer
from lms.accounts.distinct import told_apart
from lms.accounts.merging import of_several_records
from lms.db import db, upsert
from lms.errors import Conflict, DomainError
from lms.identifiers import derived_id
from lms.places import services as places
from lms.plain import plain
from lms.programmes import services as programmes
from lms.rosters.evidence import Known
from lms.rosters.imports.decisions import Decided, Fate, decided
from lms.rosters.imports.models import RememberedMapping, RosterImport, RosterImportRow
from lms.rosters.imports.queries import decided_before, known_people, sight_of
from lms.rosters.rows import Progress, Reading, Row
from lms.rosters.sorting import EVERYBODY, SortedList, fingerprints, sort_rows
from lms.workshops import strangers
from lms.workshops.enrolling.services import places as seats
from lms.workshops.models import Enrolment, Workshop

AreShown = Callable[[Row, Known], bool]


class Undecided(DomainError):
    """Doubtful rows wait for a decision; `rows` are their numbers in the file."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(_l("Decide who these rows are, then import: %(rows)s. Nothing was imported.", rows=", ".join(str(row) for row in rows[:20])))
        self.rows = rows


class NothingToImport(DomainError):
    """No row of the list is about anybody who could be imported."""


class CannotUndo(Conflict):
    """Somebody of the list has done something since, which would be lost."""


def sort_for(
    workshop: Workshop, reading: Reading, *, reader: Viewer | None = None, with_strangers: bool = True, progress: Progress | None = None
) -> SortedList:
    """Return the rows of a list sorted against everybody who is known, with what lists of this workshop were decided on before.

    reader: who sent the list; they hear only of people of the programme, and of strangers only that there is one. None for a command. with_strangers:
    False leaves strangers out.
    """
    is_demonstration = programmes.programme_of(workshop.programme).is_demonstration
    known = known_people(is_demonstration=is_demonstration, programme=workshop.programme if reader else None)
    sight = sight_of(reader, workshop) if reader else EVERYBODY
    if not with_strangers:
        known = [one for one in known if sight.names(one.id)]
    return sort_rows(reading, known, decided=decided_before(workshop.id), apart=told_apart, sight=sight, progress=progress)


def strangers_in(outcome: SortedList) -> list[UUID]:
    """Return the strangers whom rows of a list are, or may be, each once; of several whom a row may be, the one for whom most speaks."""
    found = (one.stranger.id for one in (*outcome.known, *outcome.doubtful) if one.stranger)
    return list(dict.fromkeys(id for id in found if isinstance(id, UUID)))


def import_list(
    *, id: UUID, workshop: Workshop, file_name: str, reading: Reading, outcome: SortedList, choices: Mapping[int, str], are_shown: AreShown,
    account_id: UUID | None, now: datetime,
) -> RosterImport:  # fmt: skip
    """Add the new people of a list and enrol everybody in it: all of it or nothing. The same `id` again is the same import.

    choices: who the doubtful rows are, as `decisions.decided` takes them. Rows that are refused are left out. are_shown: whether somebody known
    stood beside a row by name: whoever adds the person of the row then has said that these are two people, and it is remembered.
    Raises Undecided, NothingToImport, TooManyStrangers, and NotNow when somebody would have to be enrolled and the workshop no longer allows it.
    """
    done = db.session.get(RosterImport, id)
    if done is not None:
        return done
    rows, waiting = decided(outcome, choices)
    if waiting:
        raise Undecided(waiting)
    if account_id is not None:
        strangers.note_enrolled(strangers_in(replace(outcome, doubtful=())), account_id=account_id, now=now)
    who = _Who(id, are_shown)
    for row in rows:
        who.take(row)
    if not who.person_of:
        raise NothingToImport(_l("There is nobody in this list who could be imported. Nothing was imported."))
    _add_people(who.new, workshop, now)
    if account_id is not None:  # a command decides on nobody
        distinct.tell_apart(who.apart, account_id=account_id, now=now)
    people = list(dict.fromkeys(who.person_of.values()))
    before = {one.person_id for one in seats.participants_of(workshop).values() if one.state}
    enrolled = {result.person_id: result.enrolment_id
                for result in seats.enlist(form_id=id, workshop_id=workshop.id, person_ids=people, account_id=account_id, now=now)
                if result.state and result.person_id not in before}  # fmt: skip
    made = RosterImport(
        id=id, workshop_id=workshop.id, account_id=account_id, file_name=file_name, imported_at=now, n_new=len(who.new),
        n_known=len(people) - len(who.new), n_enrolled=len(enrolled), n_left_out=len(outcome.refused) + who.skipped,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _keep_rows(made, reading, who, enrolled)
    accounts.note_audit(account_id=account_id, action="roster.imported", subject=workshop.audit_subject, now=now)
    db.session.flush()
    return made


def undo_import(made: RosterImport, *, workshop: Workshop, account_id: UUID, now: datetime) -> int:
    """Take away the people whom an import added and the enrolments it made; return to how many a place was offered by it. Again changes nothing.

    Raises CannotUndo, changing nothing, when anybody of them was merged with another record, has been marked, has learnt or given something since.
    """
    if made.undone_at is not None:
        return 0
    rows = db.session.execute(select(RosterImportRow).where(RosterImportRow.import_id == made.id)).scalars().all()
    if _are_merged(rows, workshop):
        raise CannotUndo(
            _l("Somebody of this list was merged with another record since, which stays so. Nothing was undone. "
               "Withdraw one by one those who should not be there.")
        )  # fmt: skip
    try:
        with db.session.begin_nested():
            offered = seats.unenlist(
                workshop_id=workshop.id, enrolment_ids={row.enrolment_id for row in rows if row.enrolment_id}, account_id=account_id, now=now
            )
            accounts.remove_people({row.person_id for row in rows if row.is_new})
    except IntegrityError:
        raise CannotUndo(
            _l("Somebody of this list has been marked, or has done something else since, and it would be lost. Nothing was undone. "
               "Withdraw one by one those who should not be there.")
        ) from None  # fmt: skip
    made.undone_at = now
    accounts.note_audit(account_id=account_id, action="roster.undone", subject=workshop.audit_subject, now=now)
    db.session.flush()
    return offered


def _are_merged(rows: Sequence[RosterImportRow], workshop: Workshop) -> bool:
    """Tell whether somebody whom these rows added is one with another, or an enrolment that they made stands for another or is aside for it."""
    if of_several_records({row.person_id for row in rows if row.is_new}):
        return True
    aside = select(Enrolment.id, Enrolment.merged_into_id).where(Enrolment.workshop_id == workshop.id, Enrolment.merged_into_id.is_not(None))
    merged = {id for pair in db.session.execute(aside) for id in pair}
    return any(row.enrolment_id in merged for row in rows)


def remember_mapping(*, account_id: UUID, key: str, choices: Mapping[str, Any], now: datetime) -> None:
    """Keep what somebody said of columns of these names, for the next list that has them."""
    row = {"account_id": account_id, "key": key, "choices": json.dumps(choices), "said_at": now}
    upsert(RememberedMapping, [row], key=("account_id", "key"))


@dataclass
class _Who:
    """Who each row of an import is."""

    import_id: UUID
    are_shown: AreShown
    person_of: dict[int, UUID] = field(default_factory=dict)
    new: dict[UUID, Row] = field(default_factory=dict)
    apart: list[tuple[UUID, UUID]] = field(default_factory=list)
    """Two people each, as somebody decided."""
    skipped: int = 0

    def take(self, one: Decided) -> None:
        """Take a row; those above it were taken before. A row that is the same as one that was left out is left out too."""
        person_id = one.person_id
        if one.fate is Fate.ADD:
            person_id = derived_id(self.import_id, f"row:{one.row.number}")
            self.new[person_id] = one.row
            self.apart += [(person_id, other) for other in self._others(one)]
        elif one.fate is Fate.SAME and one.same_as is not None:
            person_id = self.person_of.get(one.same_as)
        if one.fate is Fate.SKIP or person_id is None:
            self.skipped += 1
        else:
            self.person_of[one.row.number] = person_id

    def _others(self, one: Decided) -> Iterator[UUID]:
        for other in one.other_than:
            found = self.person_of.get(other.number) if isinstance(other, Row) else UUID(str(other.id)) if self.are_shown(one.row, other) else None
            if found is not None:
                yield found


def _add_people(new: Mapping[UUID, Row], workshop: Workshop, now: datetime) -> None:
    is_demonstration = programmes.programme_of(workshop.programme).is_demonstration
    named = places.codes_by_name(workshop.starts_on)
    for person_id, row in new.items():
        accounts.add_person(
            id=person_id, family_name=row.name.family, given_names=row.name.given, sex=row.sex, profession=row.function, institution=row.organisation,
            profession_type=row.profession,
            actor_type=row.institution_type, place_code=named.get(plain(row.place), workshop.place_code), birth_year=row.birth_year,
            contacts=[*(("phone", phone) for phone in row.phones), *(("email", email) for email in row.emails)],
            is_demonstration=is_demonstration, now=now,
        )  # fmt: skip


def _keep_rows(made: RosterImport, reading: Reading, who: _Who, enrolled: Mapping[UUID, UUID]) -> None:
    prints = dict(zip((row.number for row in reading.rows), fingerprints(reading.rows), strict=True))
    first = {person_id: number for number, person_id in sorted(who.person_of.items(), reverse=True)}
    db.session.add_all(
        RosterImportRow(import_id=made.id, row=number, fingerprint=prints[number], person_id=person_id,
                        is_new=person_id in who.new and first[person_id] == number,
                        enrolment_id=enrolled.get(person_id) if first[person_id] == number else None)
        for number, person_id in who.person_of.items()
    )  # fmt: skip
