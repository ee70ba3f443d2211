"""Records that may be of one person, and saying that they are not."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.access import Viewer
from lms.accounts.distinct import tell_apart
from lms.accounts.models import DistinctPeople, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.directory.queries.duplicates import pairs_among, sides_of
from lms.rosters.evidence import Line
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.directory.makers import administrator, merge, recorded, separate
from tests.factories import make_account, make_enrolment, make_programme, make_workshop


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    make_programme()


def _apart(one: Person, other: Person, viewer: Viewer) -> None:
    with transactional():
        tell_apart([(one.id, other.id)], account_id=viewer.account_id, now=NOW)


def test_two_records_of_one_name_and_number_are_a_pair_with_the_reason() -> None:
    one, other = (recorded("Traoré", name, contacts=[("phone", "70000001")]) for name in ("Aïssata", "AISSATA"))
    pair = pairs_among(administrator())[0]
    assert {pair.one.code, pair.other.code} == {one.code, other.code}
    assert (pair.line, pair.is_certain) == (Line.SAME_PERSON, True)


def test_those_said_not_to_be_the_same_are_not_a_pair_again_even_after_a_merge_with_a_third() -> None:
    one, other, third = (recorded("Traoré", "Aïssata", contacts=[("phone", "70000001")]) for _ in range(3))
    viewer = administrator()
    assert len(pairs_among(viewer)) == 3
    _apart(other, one, viewer)
    _apart(one, other, viewer)
    assert len(pairs_among(viewer)) == 2
    merge(third, other, viewer=viewer)
    assert pairs_among(viewer) == []
    said = db.session.scalars(select(DistinctPeople)).one()
    assert (said.one_id, said.other_id, said.at) == (min(one.id, other.id), max(one.id, other.id), NOW)


def test_merged_records_are_no_pair_and_are_one_again_when_taken_back() -> None:
    one, other = (recorded("Traoré", "Aïssata", contacts=[("phone", "70000001")]) for _ in range(2))
    viewer = administrator()
    merge_id = merge(one, other, viewer=viewer)
    assert pairs_among(viewer) == []
    separate(merge_id, viewer=viewer)
    assert len(pairs_among(viewer)) == 1


def test_only_the_people_of_the_programme_are_laid_side_by_side() -> None:
    make_programme("ailleurs")
    one, other = (recorded("Traoré", "Aïssata", contacts=[("phone", "70000001")]) for _ in range(2))
    make_enrolment(make_workshop("loin", programme="ailleurs"), other)
    assert pairs_among(administrator()) == []
    assert one


def test_the_list_asks_the_same_however_many_people_there_are() -> None:
    viewer = administrator()
    counts = []
    for number in (2, 30):
        for name in range(number):
            recorded(f"Nom{name}", "Aïssata", contacts=[("phone", f"7000{name:04}")])
        with counted_queries() as statements:
            pairs_among(viewer)
        counts.append(len(statements))
    assert counts[0] == counts[1] == 4


def test_a_side_says_how_much_hangs_on_the_record() -> None:
    bare, busy = recorded(), recorded(contacts=[("phone", "70000001")])
    make_enrolment(make_workshop(), busy)
    make_account(Role.TRAINER, person=busy)
    sides = sides_of((bare.id, busy.id))
    assert (sides[busy.id].counts["workshops"], sides[busy.id].has_account, sides[busy.id].phones) == (1, True, ("+22370000001",))
    assert (sum(sides[bare.id].counts.values()), sides[bare.id].has_account, sides[bare.id].phones) == (0, False, ())
    assert sides[busy.id].weight > sides[bare.id].weight
