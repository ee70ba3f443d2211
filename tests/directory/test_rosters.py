"""Lists of people some of whom were merged, or said to be two. Everybody in here is invented."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from lms.accounts.distinct import tell_apart, told_apart
from lms.accounts.models import Account, AuditEntry, MovedRow, Person
from lms.accounts.rules import Role, pair
from lms.clock import local_day
from lms.db import db, transactional
from lms.directory.queries.duplicates import pairs_among
from lms.identifiers import new_id
from lms.rosters.evidence import Known, Verdict
from lms.rosters.imports.decisions import NEW
from lms.rosters.imports.models import RememberedMapping, RosterImport
from lms.rosters.imports.queries import remembered_choices
from lms.rosters.imports.services import CannotUndo, import_list, remember_mapping, sort_for, undo_import
from lms.rosters.reading import read_roster
from lms.rosters.rows import Row
from lms.rosters.sorting import SortedList
from lms.workshops.models import Enrolment, Workshop
from tests.conftest import NOW
from tests.directory.makers import administrator, change, merge, recorded, separate
from tests.factories import make_account, make_enrolment, make_programme, make_workshop
from tests.rosters.builders import AWA, HEADERS, OUMOU, csv_file

FIRST = local_day(NOW) + timedelta(days=30)
AVA = ("TRAORE", "Ava", *AWA[2:5], "76 00 00 09", "")
"""Awa again, as another list has her."""
NO_PHONE = (*AWA[:5], "", "")
"""Awa, as a list has her that says less."""


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Whoever imports the lists."""
    make_programme()
    return make_account(Role.ORGANISER, person=recorded("Bureau", "Essai"))


@pytest.fixture
def workshop(organiser: Account) -> Workshop:
    """A workshop of the future that takes people."""
    return make_workshop(starts_on=FIRST, status="published", organisers=(organiser,))


def _sorted(workshop: Workshop, *rows: tuple[str, ...]) -> SortedList:
    return sort_for(workshop, read_roster(csv_file([HEADERS, *rows])).reading)


def _import(
    workshop: Workshop, organiser: Account, *rows: tuple[str, ...], choices: Mapping[int, str] | None = None, are_shown: bool = True
) -> RosterImport:  # fmt: skip
    def shown(_row: Row, _other: Known) -> bool:
        return are_shown

    reading = read_roster(csv_file([HEADERS, *rows])).reading
    with transactional():
        return import_list(id=new_id(NOW), workshop=workshop, file_name="liste.csv", reading=reading, outcome=sort_for(workshop, reading),
                           choices=choices or {}, are_shown=shown, account_id=organiser.id, now=NOW)  # fmt: skip


def _undo(made: RosterImport, workshop: Workshop, organiser: Account) -> None:
    with transactional():
        undo_import(made, workshop=workshop, account_id=organiser.id, now=NOW)


def _called(given_names: str, family_name: str = "TRAORÉ") -> Person:
    return db.session.scalars(select(Person).where(Person.given_names == given_names, Person.family_name == family_name)).one()


def _people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_list_imported_again_after_two_of_its_people_were_merged_adds_nobody(workshop: Workshop, organiser: Account) -> None:
    _import(workshop, organiser, AWA, AVA, OUMOU)
    kept, merged = _called("Awa"), _called("Ava", "TRAORE")
    merge(merged, kept)
    before = _people()
    found = _sorted(workshop, AWA, AVA, OUMOU)
    assert [one.known.id for one in found.known if one.known][:2] == [kept.id, kept.id]
    made = _import(workshop, organiser, AWA, AVA, OUMOU)
    assert (made.n_new, made.n_known, made.n_enrolled, _people()) == (0, 2, 0, before)


@pytest.mark.parametrize("row", [AWA, AVA], ids=["as she is recorded", "as the merged record had her"])
def test_a_list_of_another_workshop_finds_the_kept_person_by_the_old_name_and_number(
    workshop: Workshop, organiser: Account, row: tuple[str, ...]
) -> None:
    _import(workshop, organiser, AWA, AVA)
    kept = _called("Awa")
    merge(_called("Ava", "TRAORE"), kept)
    elsewhere = make_workshop("kayes", starts_on=FIRST, status="published")
    assert [one.known.id for one in _sorted(elsewhere, row).known if one.known] == [kept.id]
    _import(elsewhere, organiser, row)
    assert db.session.scalars(select(Enrolment.person_id).where(Enrolment.workshop_id == elsewhere.id)).all() == [kept.id]


def test_a_list_with_the_name_that_somebody_had_before_finds_them(workshop: Workshop, organiser: Account) -> None:
    _import(workshop, organiser, AWA)
    person = _called("Awa")
    change(person, family_name="KONATÉ", given_names="Awa", phones=("+22370000001",))
    elsewhere = make_workshop("kayes", starts_on=FIRST, status="published")
    assert [one.known.id for one in _sorted(elsewhere, AWA).known if one.known] == [person.id]


def test_nobody_of_a_merged_record_is_offered_beside_a_doubtful_row(workshop: Workshop) -> None:
    kept, merged = (recorded("TRAORÉ", "Awa", profession="Juge des enfants", institution="Autre maison") for _ in range(2))
    merge(merged, kept)
    (doubtful,) = _sorted(workshop, NO_PHONE).doubtful
    assert [match.other.id for match in doubtful.matches if isinstance(match.other, Known)] == [kept.id]


def test_an_import_whose_newcomer_was_merged_is_not_undone_and_says_why(workshop: Workshop, organiser: Account) -> None:
    known = recorded("Traoré", "Ava")
    made = _import(workshop, organiser, AWA, OUMOU)
    merge(_called("Awa"), known)
    before = _people()
    with force_locale("en"), pytest.raises(CannotUndo, match="merged with another record"):
        _undo(made, workshop, organiser)
    assert (_people(), made.undone_at) == (before, None)


def test_an_import_that_enrolled_somebody_a_second_time_is_not_undone_while_both_enrolments_are_one(workshop: Workshop, organiser: Account) -> None:
    one, other = recorded("TRAORÉ", "Awa", contacts=[("phone", "70000001")]), recorded("TRAORE", "Ava")
    make_enrolment(workshop, other)
    made = _import(workshop, organiser, AWA)
    merge_id = merge(other, one)
    with force_locale("en"), pytest.raises(CannotUndo, match="merged with another record"):
        _undo(made, workshop, organiser)
    separate(merge_id)
    _undo(made, workshop, organiser)
    assert db.session.scalars(select(Enrolment.person_id)).all() == [other.id]


def test_an_import_that_enrolled_somebody_who_was_merged_elsewhere_is_undone(workshop: Workshop, organiser: Account) -> None:
    kept, merged = recorded("Konaté", "Awa"), recorded("TRAORÉ", "Awa", contacts=[("phone", "70000001")])
    made = _import(workshop, organiser, AWA)
    merge_id = merge(merged, kept)
    assert db.session.scalars(select(Enrolment.person_id)).all() == [kept.id]
    _undo(made, workshop, organiser)
    assert db.session.scalars(select(Enrolment)).all() == []
    separate(merge_id)
    assert db.session.scalars(select(MovedRow)).all() == []


def test_somebody_added_beside_a_doubtful_row_is_told_apart_from_whoever_stood_there(workshop: Workshop, organiser: Account) -> None:
    other = recorded("TRAORÉ", "Awa", profession="Juge des enfants", institution="Autre maison")
    made = _import(workshop, organiser, NO_PHONE, choices={2: NEW})
    added = db.session.scalars(select(Person).where(Person.family_name == "TRAORÉ", Person.id != other.id)).one()
    assert told_apart() == {pair(other.id, added.id)}
    assert pairs_among(administrator()) == []
    assert db.session.scalar(select(AuditEntry.account_id).where(AuditEntry.action == "people.told-apart")) == organiser.id
    _undo(made, workshop, organiser)
    assert told_apart() == set()


def test_two_rows_of_a_list_said_to_be_two_people_are_no_probable_pair(workshop: Workshop, organiser: Account) -> None:
    _import(workshop, organiser, AWA, (*AWA[:4], "Autre maison", *AWA[5:]), choices={3: NEW})
    assert len(told_apart()) == 1
    assert pairs_among(administrator()) == []


def test_nothing_is_said_of_a_stranger_whose_name_was_not_shown(workshop: Workshop, organiser: Account) -> None:
    recorded("TRAORÉ", "Awa", profession="Juge des enfants", institution="Autre maison")
    _import(workshop, organiser, NO_PHONE, choices={2: NEW}, are_shown=False)
    assert told_apart() == set()
    assert len(pairs_among(administrator())) == 1


def test_who_a_row_is_says_nothing_of_the_others_beside_it(workshop: Workshop, organiser: Account) -> None:
    one, _other = (recorded("TRAORÉ", "Awa", profession="Juge des enfants", institution=name) for name in ("Une maison", "Autre maison"))
    _import(workshop, organiser, NO_PHONE, choices={2: str(one.id)})
    assert told_apart() == set()


def _namesakes() -> tuple[Person, Person]:
    """Two people of one name who share a telephone, in different posts."""
    posts = (("Juge des enfants", "Tribunal pour enfants"), ("Gendarme", "Gendarmerie nationale"))
    one, other = (recorded("TRAORÉ", "Awa", profession=post, institution=house, contacts=[("phone", "70000001")]) for post, house in posts)
    return one, other


def test_two_who_were_told_apart_in_the_list_of_duplicates_are_told_apart_by_their_posts_in_lists(workshop: Workshop, organiser: Account) -> None:
    judge, gendarme = _namesakes()
    row = (*AWA[:6], "")
    as_gendarme = (*AWA[:3], "Gendarme", "Gendarmerie nationale", AWA[5], "")
    assert {one.verdict for one in _sorted(workshop, row, as_gendarme).doubtful} == {Verdict.DOUBTFUL}
    with transactional():
        tell_apart([(gendarme.id, judge.id)], account_id=organiser.id, now=NOW)
    found = _sorted(workshop, row, as_gendarme)
    assert (found.doubtful, [one.known.id for one in found.known if one.known]) == ((), [judge.id, gendarme.id])


@pytest.mark.parametrize("post", [("", ""), ("Maire", "Mairie")], ids=["none", "another"])
def test_a_row_in_no_post_of_theirs_stays_doubtful(workshop: Workshop, organiser: Account, post: tuple[str, str]) -> None:
    judge, gendarme = _namesakes()
    with transactional():
        tell_apart([(gendarme.id, judge.id)], account_id=organiser.id, now=NOW)
    (doubtful,) = _sorted(workshop, (*AWA[:3], *post, AWA[5], "")).doubtful
    assert {match.other.id for match in doubtful.matches if isinstance(match.other, Known)} == {judge.id, gendarme.id}


def test_columns_that_somebody_corrected_are_remembered_under_the_account_that_stands(organiser: Account) -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    standing, other = make_account(person=kept), make_account(person=merged)
    for account, key, holds in ((standing, "both", "kept"), (other, "both", "merged"), (other, "one", "merged")):
        with transactional():
            remember_mapping(account_id=account.id, key=key, choices={"0": holds}, now=NOW)

    def remembered(account: Account) -> dict[str, str]:
        db.session.expire_all()
        found = {key: remembered_choices(account.id, key) for key in ("both", "one")}
        return {key: choices["0"] for key, choices in found.items() if choices}

    merge_id = merge(merged, kept)
    assert remembered(standing) == {"both": "kept", "one": "merged"}
    separate(merge_id)
    assert (remembered(standing), remembered(other)) == ({"both": "kept"}, {"both": "merged", "one": "merged"})
    assert len(db.session.scalars(select(RememberedMapping)).all()) == 3
