"""The list is found wherever it is in the file."""

from collections.abc import Sequence

import pytest

from lms.rosters.files import open_book
from lms.rosters.headers import Field
from lms.rosters.reading import read_roster
from lms.rosters.refusals import Refusal, UnreadableFile
from lms.rosters.rows import Kind
from lms.rosters.tables import Table, find_table
from tests.rosters.builders import ALI, AWA, HEADERS, OUMOU, Cells, csv_file, xlsx

TITLES: list[Cells] = [("Atelier régional — Kayes",), ("Date : 27/09/2022", "", "Salle 3"), (), ("Liste des participants par structure",)]


def _table(rows: Sequence[Cells]) -> Table:
    return find_table(open_book(xlsx(rows)))


def _refusal(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        read_roster(data)
    return refused.value


def test_a_header_block_above_the_table_is_passed_over() -> None:
    table = _table([*TITLES, HEADERS, AWA, ALI])
    assert (table.header_row, table.first_row) == (4, 5)


def test_a_line_with_the_organisers_own_contacts_is_no_header() -> None:
    table = _table([("Contact", "70 00 00 09", "E-mail", "bureau@example.org", "Fonction", "Cercle"), ("Nom", "Téléphone"), ("BA", "70 00 00 01")])
    assert table.header_row == 1


def test_a_table_without_header_begins_at_its_first_row() -> None:
    table = _table([AWA, ALI, OUMOU])
    assert (table.header_row, table.first_row) == (None, 0)
    assert len(read_roster(xlsx([AWA, ALI, OUMOU])).reading.rows) == 3


def test_titles_above_a_table_without_header_are_no_people() -> None:
    reading = read_roster(xlsx([*TITLES, AWA, ALI, OUMOU])).reading
    assert len(reading.rows) == 3
    assert [row.kind for row in reading.left_out] == [Kind.TEXT, Kind.TEXT, Kind.BLANK, Kind.TEXT]


def test_a_header_in_odd_words_is_no_person() -> None:
    roster = read_roster(xlsx([("Qui", "Appelé", "Quoi", "Fait", "Chez", "Joindre", "Aussi"), AWA, ALI, OUMOU]))
    assert [row.number for row in roster.reading.rows] == [2, 3, 4]
    assert roster.table.header_row == 0


def test_one_column_of_names_is_a_list() -> None:
    reading = read_roster(csv_file([("Nom et prénom",), ("Awa BA",), ("KEÏTA Ali",)])).reading
    assert [(row.name.family, row.name.given) for row in reading.rows] == [("BA", "Awa"), ("KEÏTA", "Ali")]


def test_of_several_sheets_the_one_with_most_people_is_taken_and_the_others_are_told() -> None:
    book = xlsx([("Programme",), ("Jour 1", "Ouverture")], name="Programme", more={
        "Jour 1": [HEADERS, AWA], "Jour 2": [*TITLES, HEADERS, AWA, ALI], "Notes": [("rien",)],
    })  # fmt: skip
    table = find_table(open_book(book))
    assert (table.sheet.name, table.other_sheets) == ("Jour 2", ("Jour 1",))
    assert find_table(open_book(book), sheet="Jour 1").sheet.name == "Jour 1"


def test_of_two_sheets_alike_the_one_that_can_be_seen_is_taken() -> None:
    book = xlsx([("rien",)], more={"Ancien": [HEADERS, AWA], "Nouveau": [HEADERS, ALI]}, hidden=["Ancien"])
    assert find_table(open_book(book)).sheet.name == "Nouveau"


def test_a_sheet_with_names_is_taken_before_a_longer_one_without() -> None:
    book = xlsx([("Type", "Service", "Région"), *[("a", "b", "c")] * 9], name="Voitures", more={"Liste": [HEADERS, AWA]})
    assert find_table(open_book(book)).sheet.name == "Liste"


def test_a_person_says_where_the_header_is() -> None:
    data = xlsx([HEADERS, AWA, ("Alpha", "Beta"), ALI])
    assert find_table(open_book(data), header_row=3).header_row == 2
    table = find_table(open_book(data), header_row=0)
    assert (table.header_row, table.first_row) == (None, 0)


def test_where_there_is_no_table_it_is_said_what_was_looked_for() -> None:
    for data in (csv_file([("bonjour",), ("à tous", "x")]), xlsx([]), xlsx([("Dépenses", "Montant"), ("Riz", 5000)])):
        refused = _refusal(data)
        assert refused.refusal is Refusal.NO_TABLE
        assert "Nom, Prénom, Sexe, Fonction, Structure" in str(refused.message)


def test_where_no_column_has_names_the_sheet_is_named() -> None:
    refused = _refusal(xlsx([("Fonction", "Structure", "Téléphone"), ("Juge", "Tribunal", "70000001")], name="Feuil7"))
    assert refused.refusal is Refusal.NO_NAMES
    assert "“Feuil7”" in str(refused.message)


def test_a_person_who_says_which_column_has_names_is_believed() -> None:
    data = xlsx([("Gens", "Structure", "Téléphone"), ("Xyz Uvw", "Tribunal", "70000001")])
    roster = read_roster(data, choices={"fields": {"gens": "full-name"}})
    assert roster.mapping.places(Field.FULL_NAME) == (0,)
    assert roster.reading.rows[0].name.family == "Uvw"


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_roster(xlsx([HEADERS, AWA]), sheet="Feuil9")
    assert refused.value.refusal is Refusal.NO_SUCH_SHEET
