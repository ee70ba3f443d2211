"""Whatever is in the cells, nothing unexpected is raised, no row is lost, and nothing depends on the order of the columns."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.rosters.evidence import Known
from lms.rosters.outcome import as_json
from lms.rosters.reading import Roster, read_roster
from lms.rosters.refusals import UnreadableFile
from lms.rosters.rows import Row
from lms.rosters.sorting import fingerprints, sort_rows
from tests.rosters.builders import ALI, AWA, HEADERS, Cells, csv_file, ods, xlsx

ORDINARY = st.sampled_from([
    "", "", "-", "Awa", "TRAORÉ", "Awa TRAORÉ", "KEÏTA Ali", "Ag Mohamed", "F", "M", "Homme", "Juge", "Police nationale", "70000001",
    "+223 70 00 00 02",
    "70000003 / 66000001", "123", "awa@example.org", "a@", "1985", "Total", "Total : 3", "Nom", "Prénom", "Sexe", "Téléphone", "Nom complet", "N°",
    "Kayes", "=1+1", "<b>", "#REF!", "2,1E+10", "TraorÃ©", "Fait à Kayes", "1", "2", "x" * 1200,
])  # fmt: skip
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
CELLS = st.one_of(ORDINARY, ORDINARY, LETTERS)
SOUP = st.lists(st.lists(CELLS, max_size=8), max_size=14)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["TRAORÉ", "Traore", "Keïta", "BA", "Bah", "Ag Ali"]), st.sampled_from(["Awa", "Ali", "Ava", "Issa Moussa", ""]),
        st.sampled_from(["F", "M", ""]), st.sampled_from(["Juge", "Gendarme", ""]), st.sampled_from(["Tribunal", "Mairie", ""]),
        st.sampled_from(["", "70000001", "70 00 00 02", "+223 70 00 00 03", "70000001/70000004"]),
        st.sampled_from(["", "a@example.org", "b@example.org"]),
    ),
    max_size=12,
)  # fmt: skip
SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def _roster(data: bytes, **more: Any) -> Roster | None:
    try:
        return read_roster(data, **more)
    except UnreadableFile:
        return None


def _everywhere(roster: Roster) -> list[int]:
    reading = roster.reading
    return [row.number for row in (*reading.rows, *reading.left_out)] + [refused.row.number for refused in reading.refused]


def _known(row: Row) -> Known:
    return Known(str(row.number), row.name.family, row.name.given, row.sex, row.phones, row.emails, row.function, row.organisation, row.place,
                 row.birth_year)  # fmt: skip


def _check(roster: Roster | None) -> None:
    if roster is None:
        return
    assert sorted(_everywhere(roster)) == list(range(1, len(roster.table.sheet.rows) + 1))
    outcome = sort_rows(roster.reading, [_known(row) for row in roster.reading.rows[::2]])
    said = as_json(outcome)
    numbers = sorted(row["row"] for rows in said.values() for row in rows)
    assert numbers == sorted(set(_everywhere(roster)) - {row.number for row in roster.reading.left_out})
    assert all(row["reason"] and row["cell"].endswith(str(row["row"])) for row in said["refused"])
    assert all(row["why"] and row["with"] for row in [*said["doubtful"], *said["known"]])


@SLOW
@given(SOUP)
def test_soup_in_csv_loses_no_row(rows: list[list[str]]) -> None:
    _check(_roster(csv_file(rows)))


@SLOW
@given(SOUP)
def test_soup_below_a_header_in_ods_loses_no_row(rows: list[list[str]]) -> None:
    clean = [["".join(letter for letter in cell if letter.isprintable()) for cell in cells] for cells in rows]
    _check(_roster(ods([HEADERS, *clean])))


@SLOW
@given(SOUP, st.dictionaries(st.sampled_from(["nom", "sexe", "column A"]), st.sampled_from(["full-name", "phone", "ignored", "?"])))
def test_soup_in_xlsx_with_any_choices_loses_no_row(rows: list[list[str]], fields: dict[str, str]) -> None:
    clean = [["".join(letter for letter in cell if letter.isprintable()) for cell in cells] for cells in rows]
    _check(_roster(xlsx([HEADERS, *clean]), choices={"fields": fields}))


@SLOW
@given(st.binary(max_size=400))
def test_bytes_raise_nothing_but_what_was_promised(data: bytes) -> None:
    _check(_roster(data))


@SLOW
@given(PEOPLE, st.permutations(range(len(HEADERS))))
def test_the_order_of_the_columns_does_not_matter(people: list[Cells], order: list[int]) -> None:
    rows = [HEADERS, AWA, ALI, *people]
    one, other = read_roster(csv_file(rows)), read_roster(csv_file([[cells[place] for place in order] for cells in rows]))
    assert one.reading.rows == other.reading.rows
    assert [row.row for row in one.reading.refused] == [row.row for row in other.reading.refused]
    assert one.mapping.key == other.mapping.key


@SLOW
@given(PEOPLE)
def test_the_same_list_again_is_known_once_everything_was_decided(people: list[Cells]) -> None:
    reading = read_roster(csv_file([HEADERS, AWA, *people])).reading
    first = sort_rows(reading, [])
    ids = {found.row.number: str(found.row.number) for found in first.new}
    for found in first.doubtful:  # decided to be the row that it was set beside
        other = found.matches[0].other
        assert isinstance(other, Row)
        ids[found.row.number] = ids[other.number]
    known = [_known(found.row) for found in first.new]
    decided = {key: ids[row.number] for key, row in zip(fingerprints(reading.rows), reading.rows, strict=True)}
    again = sort_rows(reading, known, decided=decided)
    assert (again.new, again.doubtful) == ((), ())
    assert {found.row.number: found.known.id for found in again.known if found.known} == ids


@SLOW
@given(PEOPLE)
def test_the_same_list_again_has_nobody_new_even_if_nothing_was_remembered(people: list[Cells]) -> None:
    reading = read_roster(csv_file([HEADERS, AWA, *people])).reading
    again = sort_rows(reading, [_known(row) for row in reading.rows])
    assert again.new == ()
