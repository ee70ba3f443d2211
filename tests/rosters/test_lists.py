"""The eight lists, one after another, come out as the 220 people of truth.csv."""

import csv
from pathlib import Path

import pytest

from lms.plain import plain
from lms.rosters.evidence import Known, Line
from lms.rosters.reading import read_roster
from lms.rosters.rows import Reading, Row
from lms.rosters.sorting import SortedList, sort_rows

DATA = Path(__file__).parent / "data"
LISTS = sorted(path for path in DATA.iterdir() if path.name[:2].isdigit())
TWICE = {"01-bamako.xlsx": (39, 38), "04-sikasso.xlsx": (27, 25), "06-mopti.xlsx": (28, 22)}
"""Who is twice in a list: {file: (row, the row above that has them)}, as somebody who reads the lists sees it."""

Person = tuple[str, ...]


def _truth() -> list[dict[str, str]]:
    with (DATA / "truth.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _told(row: Row) -> Person:
    """What a row says, as `_true` says it: names without case, for lists write family names in capitals or not, else as written."""
    return (row.name.family.casefold(), row.name.given.casefold(), row.sex, row.function, row.organisation, *row.phones, *row.emails)


def _true(row: dict[str, str]) -> Person:
    contacts = (f"+223{row['phone']}", *filter(None, [row["mail"]]))
    return (row["last"].casefold(), row["first"].casefold(), row["sex"], row["job"], row["org"], *contacts)


def _known(row: Row, id: str) -> Known:
    return Known(id, row.name.family, row.name.given, row.sex, row.phones, row.emails, row.function, row.organisation, row.place, row.birth_year)


def _read(path: Path) -> Reading:
    return read_roster(path.read_bytes()).reading


@pytest.fixture(scope="module")
def outcomes() -> dict[str, SortedList]:
    """What came of each list, the people of those before it being known."""
    known: list[Known] = []
    found = {}
    for path in LISTS:
        found[path.name] = sort_rows(_read(path), known)
        known += [_known(new.row, f"{path.name} {new.row.number}") for new in found[path.name].new]
    return found


def test_there_are_eight_lists() -> None:
    assert len(LISTS) == 8


def test_all_are_there_as_they_are_and_nobody_else(outcomes: dict[str, SortedList]) -> None:
    found = [_told(new.row) for outcome in outcomes.values() for new in outcome.new]
    assert len(found) == 220
    assert sorted(found) == sorted(map(_true, _truth()))


def test_every_list_has_the_people_of_its_region(outcomes: dict[str, SortedList]) -> None:
    regions = {plain(row["region"]): 0 for row in _truth()}
    for row in _truth():
        regions[plain(row["region"])] += 1
    assert {name[3:].partition(".")[0]: len(outcome.new) for name, outcome in outcomes.items()} == regions


def test_nobody_is_taken_for_somebody_of_another_list(outcomes: dict[str, SortedList]) -> None:
    assert [found for outcome in outcomes.values() for found in outcome.known] == []
    assert [found for outcome in outcomes.values() for found in outcome.refused] == []


def test_those_who_are_twice_in_a_list_are_doubtful_beside_the_other_row(outcomes: dict[str, SortedList]) -> None:
    found = {
        name: (doubtful.row.number, doubtful.matches[0].other.number)
        for name, outcome in outcomes.items()
        for doubtful in outcome.doubtful
        if isinstance(doubtful.matches[0].other, Row)
    }
    assert found == TWICE
    assert {doubtful.matches[0].line for outcome in outcomes.values() for doubtful in outcome.doubtful} == {Line.SAME_PERSON}
    assert sum(len(outcome.doubtful) for outcome in outcomes.values()) == len(TWICE)


def test_all_have_a_profession_and_a_type_of_institution(outcomes: dict[str, SortedList]) -> None:
    for outcome in outcomes.values():
        assert {"other"}.isdisjoint(value for new in outcome.new for value in (new.row.profession, new.row.institution_type))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_same_list_again_has_everybody_known_and_the_same_doubles(path: Path, outcomes: dict[str, SortedList]) -> None:
    known = [_known(new.row, f"{name} {new.row.number}") for name, outcome in outcomes.items() for new in outcome.new]
    reading = _read(path)
    again = sort_rows(reading, known)
    assert (again.new, again.refused) == ((), ())
    twice = [path_twice for name, path_twice in TWICE.items() if name == path.name]
    assert [(found.row.number, found.matches[0].other.number) for found in again.doubtful if isinstance(found.matches[0].other, Row)] == twice
    doubles = {number for number, _first in twice}
    assert [found.known.id for found in again.known if found.known] == [
        f"{path.name} {row.number}" for row in reading.rows if row.number not in doubles
    ]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_row_of_the_file_is_in_one_place(path: Path) -> None:
    roster = read_roster(path.read_bytes())
    reading = roster.reading
    numbers = [row.number for row in (*reading.rows, *reading.left_out)] + [refused.row.number for refused in reading.refused]
    assert sorted(numbers) == list(range(1, len(roster.table.sheet.rows) + 1))
