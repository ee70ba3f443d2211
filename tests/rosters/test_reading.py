"""What rows say is read as it is written; what cannot be read is refused with cell and reason."""

from datetime import date

import pytest

from lms.accounts.rules import ActorType
from lms.people.names import Name
from lms.people.professions import Profession
from lms.people.sexes import Sex
from lms.rosters.headers import Field
from lms.rosters.limits import MOST_LETTERS, MOST_LETTERS_IN_NAME
from lms.rosters.reading import read_roster
from lms.rosters.rows import Fault, Kind, LeftOut, Problem, Row
from lms.rosters.wording import FIELD_NAMES, reason
from tests.rosters.builders import ALI, AWA, HEADERS, OUMOU, Cells, CellValue, csv_file, ods, reading_of, row_of, xlsx

WHOLE = ("Nom complet", "Sexe", "Fonction", "Structure", "Contact")


def _faults(*cells: CellValue, headers: Cells = HEADERS) -> tuple[Fault, ...]:
    """The faults of a row that must be refused; it is the third of its file."""
    reading = reading_of(AWA, cells, headers=headers)
    assert len(reading.rows) + len(reading.refused) == 2
    assert reading.refused[-1].row.number == 3
    return reading.refused[-1].faults


def test_a_row_is_read_whole() -> None:
    row = row_of(("TRAORÉ", "Awa", "Féminin", "Juge des enfants", "Tribunal pour enfants", "70 00 00 01", "AWA@Example.org"))
    assert row == Row(
        number=2, name=Name("TRAORÉ", "Awa"), sex=Sex.FEMALE, phones=("+22370000001",), emails=("awa@example.org",), function="Juge des enfants",
        profession=Profession.MAGISTRATE, organisation="Tribunal pour enfants", institution_type=ActorType.JUSTICE,
    )  # fmt: skip


@pytest.mark.parametrize(
    "phone", ["70 00 00 01", "70.00.00.01", "70-00-00-01", "+223 70 00 00 01", "0022370000001", 70000001, 70000001.0, 22370000001.0]
)
def test_a_phone_is_read_in_every_style(phone: CellValue) -> None:
    assert row_of(("BA", "Awa", "F", "", "", phone, "")).phones == ("+22370000001",)


def test_several_phones_come_from_one_cell_or_several_columns() -> None:
    assert row_of(("BA", "Awa", "F", "", "", "70000001 / 66000002", "")).phones == ("+22370000001", "+22366000002")
    row = row_of(("Awa BA", "70000001", "66000002", "a@example.org 76000003"), headers=("Nom complet", "Tél", "WhatsApp", "Contact"))
    assert (row.phones, row.emails) == (("+22370000001", "+22366000002", "+22376000003"), ("a@example.org",))


@pytest.mark.parametrize("kept", ['=HYPERLINK("x")', "<script>alert(1)</script>", "+SUM(A1)", "-1+1|cmd", "@here", "{{ config }}", "%s", "'; DROP"])
def test_a_formula_or_markup_is_text_for_ever(kept: str) -> None:
    for data in (xlsx([HEADERS, (kept, "Awa", "F", kept, kept)]), ods([HEADERS, (kept, "Awa", "F", kept, kept)]),
                 csv_file([HEADERS, (kept, "Awa", "F", kept, kept)])):  # fmt: skip
        row = read_roster(data).reading.rows[0]
        assert (row.name.family, row.function, row.organisation) == (kept, kept, kept)


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("Aïssata Souleymane TRAORÉ dite KONATÉ", "TRAORÉ dite KONATÉ", "Aïssata Souleymane"),
        ("Fatoumata", "Fatoumata", ""),
        ("Ŋɔ̀lɔ KƆNƐ", "KƆNƐ", "Ŋɔ̀lɔ"),
        ("Fadimata Walet Oumar", "Walet Oumar", "Fadimata"),
        ("Mme SAMAKÉ Oumou", "SAMAKÉ", "Oumou"),
    ],
)
def test_names_are_kept_as_on_the_document(written: str, family: str, given: str) -> None:
    assert row_of((written, "F", "Juge", "Tribunal", "70000001"), headers=WHOLE).name == Name(family, given)


def test_a_name_of_one_word_may_stand_in_either_column() -> None:
    assert row_of(("Fatoumata", "", "F", "", "", "70000001", "")).name == Name("Fatoumata", "")
    assert row_of(("", "Fatoumata", "F", "", "", "70000001", "")).name == Name("", "Fatoumata")


def test_a_title_says_the_sex_where_no_column_does() -> None:
    rows = reading_of(
        ("Mme Awa BA", "", "", "", "70000001"), ("M. Ali SY", "", "", "", "70000002"), ("Mme X YA", "M", "", "", ""), headers=WHOLE
    ).rows
    assert [row.sex for row in rows] == [Sex.FEMALE, Sex.MALE, Sex.MALE]


def test_a_person_decides_which_name_stands_first() -> None:
    data = xlsx([WHOLE, ("Xyz Uvw", "F", "", "", "70000001")])
    assert read_roster(data).reading.rows[0].name == Name("Uvw", "Xyz")
    assert read_roster(data, choices={"order": "family-first"}).reading.rows[0].name == Name("Xyz", "Uvw")


def test_years_of_birth_places_and_types_are_read_where_there_are_any() -> None:
    headers = ("Nom complet", "Année de naissance", "Région", "Cercle", "Type de structure", "Structure")
    row = row_of(("Awa BA", date(1985, 3, 4), "Kayes", "Nioro", "ONG", "Sahel Vert"), headers=headers)
    assert (row.birth_year, row.place, row.institution_type, row.organisation) == (1985, "Kayes, Nioro", ActorType.CIVIL_SOCIETY, "Sahel Vert")
    assert row_of(("Awa BA", "", "", "", "", ""), headers=headers).birth_year is None


@pytest.mark.parametrize("nothing", ["", "-", "—", "néant", "N/A", "RAS", "...", "Aucun"])
def test_where_somebody_writes_that_there_is_nothing_there_is_nothing(nothing: str) -> None:
    row = row_of(("BA", "Awa", nothing, nothing, nothing, nothing, nothing))
    assert (row.sex, row.function, row.organisation, row.phones, row.emails) == (Sex.NOT_STATED, "", "", (), ())


def test_a_cell_joined_downwards_counts_for_every_row_beside_it() -> None:
    rows = [("Nom", "Prénom", "Structure", "Fonction"), ("BA", "Awa", "Mairie", "Maire"), ("SY", "Ali", None, "Juge"), ("DIA", "Oumou", None, "Juge")]
    reading = read_roster(xlsx(rows, merged=[(1, 2, 2, 2)])).reading
    assert [row.organisation for row in reading.rows] == ["Mairie", "Mairie", ""]


@pytest.mark.parametrize(
    ("cells", "problem", "cell", "value"),
    [
        (("", "", "F", "Juge", "Tribunal", "70000009", ""), Problem.NO_NAME, "A3", ""),
        (("--", "", "F", "Juge", "Tribunal", "70000009", ""), Problem.NO_NAME, "A3", ""),
        (("12", "Awa", "F", "Juge", "Tribunal", "", ""), Problem.NOT_A_NAME, "A3", "12"),
        (("awa@example.org", "Awa", "F", "Juge", "Tribunal", "", ""), Problem.NOT_A_NAME, "A3", "awa@example.org"),
        (("BA", "Awa 70000009", "F", "Juge", "Tribunal", "", ""), Problem.NOT_A_NAME, "B3", "Awa 70000009"),
        (("TraorÃ©", "Awa", "F", "", "", "70000009", ""), Problem.DAMAGED, "A3", "TraorÃ©"),
        (("\u039aEITA", "Awa", "F", "", "", "70000009", ""), Problem.LOOKALIKES, "A3", "\u039aEITA"),
        (("x" * (MOST_LETTERS_IN_NAME + 1), "Awa", "F", "", "", "", ""), Problem.TOO_LONG, "A3", "x" * (MOST_LETTERS_IN_NAME + 1)),
        (("#REF!", "Awa", "F", "", "", "", ""), Problem.ERROR, "A3", "#REF!"),
        (("BA", "Awa", "F", "#N/A", "", "", ""), Problem.ERROR, "D3", "#N/A"),
        (("BA", "Awa", "F", "", "y" * (MOST_LETTERS + 50), "", ""), Problem.TOO_LONG, "E3", "y" * (MOST_LETTERS + 1)),
        (("BA", "Awa", "12", "Juge", "", "", ""), Problem.SEX, "C3", "12"),
        (("BA", "Awa", "F", "", "", "7000009", ""), Problem.PHONE, "F3", "7000009"),
        (("BA", "Awa", "F", "", "", "bureau", ""), Problem.PHONE, "F3", "bureau"),
        (("BA", "Awa", "F", "", "", "7,0000E+07", ""), Problem.SHORTENED, "F3", "7,0000E+07"),
        (("BA", "Awa", "F", "", "", "", "awa.example.org"), Problem.EMAIL, "G3", "awa.example.org"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_cell(cells: Cells, problem: Problem, cell: str, value: str) -> None:
    assert _faults(*cells) == (Fault(problem, cell, value),)


def test_a_year_of_birth_that_is_none_is_refused() -> None:
    headers = ("Nom complet", "Né(e) en", "Structure")
    reading = reading_of(("Awa BA", "1985", "Mairie"), ("Ali SY", "85", "Mairie"), headers=headers)
    assert reading.refused[0].faults == (Fault(Problem.BIRTH_YEAR, "B3", "85"),)


def test_all_faults_of_a_row_are_told_at_once() -> None:
    assert [fault.problem for fault in _faults("", "", "12", "", "", "123456", "awa@")] == [
        Problem.NO_NAME, Problem.SEX, Problem.PHONE, Problem.EMAIL,
    ]  # fmt: skip


def test_what_could_be_read_of_a_refused_row_is_kept() -> None:
    reading = reading_of(AWA, ("BA", "Awa", "F", "Juge", "Tribunal", "123", "awa@example.org"))
    assert (reading.refused[0].row.name.family, reading.refused[0].row.emails) == ("BA", ("awa@example.org",))


def test_a_second_number_that_is_not_whole_is_a_remark_and_no_refusal() -> None:
    row = row_of(("BA", "Awa", "F", "", "", "70000001 / 6600002", "a@example.org; b@example"))
    assert row.phones == ("+22370000001",)
    assert row.remarks == (Fault(Problem.PHONE, "F2", "6600002"), Fault(Problem.EMAIL, "G2", "b@example"))


def test_every_fault_has_a_sentence_that_shows_what_was_written() -> None:
    for problem in Problem:
        sentence = str(reason(Fault(problem, "C14", "z" * 300)))
        assert sentence.endswith(".")
        assert ("C14" if problem is Problem.NO_NAME else "z" * 60) in sentence
        assert "z" * 61 not in sentence
    assert set(FIELD_NAMES) == set(Field)


def test_a_percent_sign_in_a_cell_does_no_harm_to_the_sentence() -> None:
    assert "“%(cell)s 100 %”" in str(reason(Fault(Problem.SEX, "C1", "%(cell)s 100 %")))


def test_rows_about_nobody_are_told_apart() -> None:
    reading = reading_of(
        AWA, (), HEADERS, ALI, ("", "", "", "", "", "", ""), ("—", "--"), ("Total", "", "", "3"), OUMOU, ("Fait à Kayes, le 27 septembre",),
        ("", "", "", "", "Le directeur régional"), ("Nombre de participants : 3",),
    )  # fmt: skip
    assert [row.number for row in reading.rows] == [2, 5, 9]
    assert [(row.number, row.kind) for row in reading.left_out] == [
        (1, Kind.HEADER), (3, Kind.BLANK), (4, Kind.HEADER), (6, Kind.BLANK), (7, Kind.BLANK), (8, Kind.TOTAL), (10, Kind.TEXT), (11, Kind.TEXT),
        (12, Kind.TOTAL),
    ]  # fmt: skip
    assert reading.left_out[-3] == LeftOut(10, Kind.TEXT, "Fait à Kayes, le 27 septembre")


def test_somebody_whose_function_stands_first_is_no_signature() -> None:
    headers = ("Fonction", "Nom complet", "Structure")
    reading = reading_of(("Le directeur", "Awa BA", "Mairie"), ("Nombre 2", "Ali SY", ""), ("Total", 2), ("Le directeur",), headers=headers)
    assert [row.number for row in reading.rows] == [2, 3]
    assert [row.kind for row in reading.left_out] == [Kind.HEADER, Kind.TOTAL, Kind.TEXT]


def test_names_of_columns_in_another_order_are_no_person() -> None:
    reading = reading_of(AWA, ("Téléphone", "Nom", "Prénom"), ALI)
    assert (len(reading.rows), reading.left_out[-1].kind) == (2, Kind.HEADER)


def test_a_person_whose_name_is_that_of_a_column_is_a_person() -> None:
    assert reading_of(AWA, ("Nom", "Awa", "F", "Juge", "Tribunal", "70000009", "")).rows[1].name == Name("Nom", "Awa")


def test_a_name_of_a_column_that_is_joined_downwards_says_nothing_of_people() -> None:
    reading = read_roster(xlsx([("Nom", "Prénom", "Structure"), ("BA", "Awa"), ("SY", "Ali", "Mairie")], merged=[(0, 2, 1, 2)])).reading
    assert [row.organisation for row in reading.rows] == ["", "Mairie"]


def test_rows_that_only_have_a_running_number_are_blank() -> None:
    reading = reading_of((1, *AWA), (2,), (3, *ALI), (4,), headers=("N°", *HEADERS))
    assert [row.number for row in reading.rows] == [2, 4]
    assert {row.kind for row in reading.left_out} == {Kind.HEADER, Kind.BLANK}


@pytest.mark.parametrize("heading", [("Gendarmerie nationale",), ("Groupe 2",), ("", "", "", "", "JUSTICE"), ("Région de Kayes",)])
def test_a_heading_inside_the_list_is_no_person(heading: Cells) -> None:
    reading = reading_of(AWA, heading, ALI)
    assert len(reading.rows) == 2
    assert reading.left_out[-1].kind is Kind.TEXT


def test_a_name_alone_in_its_row_is_a_person() -> None:
    assert reading_of(AWA, ("KEÏTA", ""), ALI).rows[1].name.family == "KEÏTA"


def test_a_number_without_a_name_is_refused_and_not_lost() -> None:
    assert [fault.problem for fault in _faults("", "", "", "", "", "70000009", "")] == [Problem.NO_NAME]


def test_a_total_line_with_a_phone_is_looked_at_as_a_person() -> None:
    assert reading_of(AWA, ("TOTAL", "Énergie", "M", "", "", "70000009", "")).rows[1].name.family == "TOTAL"


def test_progress_is_told_and_ends_with_everything_done() -> None:
    told: list[tuple[int, int]] = []
    rows = [(f"BA{number}", "Awa", "F", "", "", 70000000 + number, "") for number in range(600)]
    read_roster(xlsx([HEADERS, *rows]), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 600), (250, 600), (500, 600), (600, 600)]


def test_a_total_after_a_number_is_nobody() -> None:
    headers = ("N°", *HEADERS)
    reading = reading_of((12, *AWA), (13, "TOTAL", "", "", "", "", "", ""), (14, "Total général", "", 12, "", "", "", ""), headers=headers)
    assert [row.name.family for row in reading.rows] == ["TRAORÉ"]
    assert [one.kind for one in reading.left_out if one.kind is Kind.TOTAL] == [Kind.TOTAL] * 2
    assert reading.refused == ()


def test_somebody_of_such_a_name_is_read_by_their_given_name() -> None:
    reading = reading_of((12, *AWA), (13, "TOTAL", "Énergie", "M", "", "", "", ""), headers=("N°", *HEADERS))
    assert [row.name.family for row in reading.rows] == ["TRAORÉ", "TOTAL"]
