"""What the columns hold is guessed from their names and their cells, and corrected by a person."""

import json
from itertools import permutations

import pytest

from lms.people.names import NameOrder
from lms.rosters.columns import Reason, guess_mapping
from lms.rosters.headers import Field
from lms.rosters.looks import birth_year_in, look_of
from tests.rosters.builders import ALI, AWA, HEADERS, OUMOU

BODY = [AWA, ALI, OUMOU]
FIELDS = [Field.FAMILY_NAME, Field.GIVEN_NAMES, Field.SEX, Field.FUNCTION, Field.ORGANISATION, Field.PHONE, Field.EMAIL]


def _fields(headers: tuple[str, ...], body: list[tuple[str, ...]]) -> list[Field]:
    return [column.field for column in guess_mapping(headers, body).columns]


def test_columns_are_told_by_their_names() -> None:
    mapping = guess_mapping(HEADERS, BODY)
    assert [column.field for column in mapping.columns] == FIELDS
    assert {column.reason for column in mapping.columns} == {Reason.HEADER}
    assert mapping.columns[5].letters == "F"
    assert mapping.columns[5].examples == ("70 00 00 01", "70 00 00 02", "70 00 00 03")


def test_columns_without_names_are_told_by_their_cells() -> None:
    mapping = guess_mapping((), BODY)
    assert [column.field for column in mapping.columns] == FIELDS
    assert {column.reason for column in mapping.columns} == {Reason.CELLS}


def test_odd_names_leave_it_to_the_cells() -> None:
    assert _fields(("Qui", "Appelé", "?", "Fait", "Où", "Joindre", "@"), BODY) == FIELDS


def test_a_numero_is_a_phone_or_a_running_number_by_its_cells() -> None:
    assert _fields(("Nom", "Numéro"), [("Ba", "70000001"), ("Sy", "70000002")]) == [Field.FAMILY_NAME, Field.PHONE]
    assert _fields(("Numéro", "Nom"), [("1", "Ba"), ("2", "Sy")]) == [Field.IGNORED, Field.FAMILY_NAME]


def test_cells_that_cannot_be_mistaken_count_for_more_than_a_wrong_name() -> None:
    assert _fields(("Nom", "Téléphone", "E-mail"), [("Ba", "a@example.org", "70000001"), ("Sy", "b@example.org", "70000002")])[1:] == [
        Field.EMAIL, Field.PHONE,
    ]  # fmt: skip
    assert _fields(("Nom", "Fonction"), [("Ba", "70000001"), ("Sy", "70000002")])[1] is Field.PHONE


def test_a_column_that_is_to_be_ignored_is_not_guessed_from_its_cells() -> None:
    assert _fields(("Nom", "NINA"), [("Ba", "18501234"), ("Sy", "18501235")])[1] is Field.IGNORED


def test_a_name_alone_that_holds_two_words_is_a_whole_name() -> None:
    assert _fields(("Nom", "Tél"), [("Awa Ba", "70000001"), ("Ali Sy", "70000002")])[0] is Field.FULL_NAME
    assert _fields(("Nom", "Prénom"), [("Ag Mohamed", "Ali Sidi"), ("Walet Oumar", "Awa Lalla")]) == [Field.FAMILY_NAME, Field.GIVEN_NAMES]


def test_a_whole_name_beside_both_parts_is_left_aside() -> None:
    assert _fields(("Nom", "Prénom", "Nom complet"), [("Ba", "Awa", "Awa Ba")]) == [Field.FAMILY_NAME, Field.GIVEN_NAMES, Field.IGNORED]
    assert _fields(("Nom complet", "Prénom"), [("Awa Ba", "Awa")]) == [Field.FULL_NAME, Field.IGNORED]


def test_of_two_columns_for_one_field_the_first_is_taken_but_all_phones() -> None:
    assert _fields(("Nom", "Fonction", "Grade", "Tél 1", "Tél 2"), [("Ba", "Juge", "A", "70000001", "70000002")]) == [
        Field.FAMILY_NAME, Field.FUNCTION, Field.IGNORED, Field.PHONE, Field.PHONE,
    ]  # fmt: skip


def test_of_two_columns_nom_the_second_may_be_given_names() -> None:
    assert _fields(("Nom", "Nom"), [("Keïta", "Awa"), ("Traoré", "Ali")]) == [Field.FAMILY_NAME, Field.GIVEN_NAMES]


def test_nom_above_given_names_and_prenom_above_family_names_are_changed() -> None:
    assert _fields(("Nom", "Prénom"), [("Awa", "Keïta"), ("Ali", "Traoré")]) == [Field.GIVEN_NAMES, Field.FAMILY_NAME]
    assert _fields(("Nom", "Prénom"), [("Awa", "Keïta"), ("Ali", "Xyz")])[0] is Field.GIVEN_NAMES
    assert _fields(("Nom", "Prénom"), [("Alassane", "Awa"), ("Xyz", "Ali")]) == [Field.FAMILY_NAME, Field.GIVEN_NAMES]


def test_empty_columns_are_left_out() -> None:
    mapping = guess_mapping(("Nom", "", "Tél"), [("Ba", "", "70000001"), ("Sy", "", "")])
    assert [column.letters for column in mapping.columns] == ["A", "C"]


def test_the_key_is_the_same_in_any_order_and_case() -> None:
    keys = {guess_mapping(headers, []).key for headers in permutations(("Nom", "PRÉNOM", "Tél."))}
    assert keys == {"nom | prenom | tel"} == {guess_mapping(("nom", "Prenom", "TEL"), []).key}


def test_columns_of_one_name_or_of_none_are_told_apart() -> None:
    mapping = guess_mapping(("Tél", "Tél", ""), [("70000001", "70000002", "Ba")])
    assert [column.name for column in mapping.columns] == ["tel", "tel 2", "column C"]


def test_a_person_corrects_the_mapping_and_it_survives_json() -> None:
    mapping = guess_mapping(HEADERS, BODY)
    choices = mapping.choices
    assert isinstance(choices["fields"], dict)
    choices["fields"]["fonction"] = "organisation"
    choices["fields"]["structure"] = "ignored"
    choices["order"] = "family-first"
    corrected = mapping.corrected(json.loads(json.dumps(choices)))
    assert corrected.places(Field.ORGANISATION) == (3,)
    assert corrected.places(Field.FUNCTION) == ()
    assert corrected.order is NameOrder.FAMILY_FIRST
    assert [column.reason for column in corrected.columns if column.name in {"nom", "fonction"}] == [Reason.HEADER, Reason.PERSON]
    assert corrected.key == mapping.key


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"fields": {"nowhere": "phone"}},
        {"fields": {"nom": "nothing"}},
        {"fields": {"nom": ["phone"]}},
        {"fields": 3, "order": []},
        {"order": "up"},
    ],
)
def test_choices_that_do_not_fit_change_nothing(choices: dict[str, object]) -> None:
    mapping = guess_mapping(HEADERS, BODY)
    assert mapping.corrected(choices) == mapping


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (["70 00 00 01", "+223 70000002", "", "absent"], Field.PHONE),
        (["a@example.org", "b@example.org / 70000001", "-"], Field.EMAIL),
        (["M", "F", "Homme", "f "], Field.SEX),
        (["1985", "12/03/1990", "1970-01-01"], Field.BIRTH_YEAR),
        (["1", "2", "3"], Field.IGNORED),
        (["Awa BA", "KEÏTA Ali", "Oumou Diarra"], Field.FULL_NAME),
        (["Traoré", "Keïta", "Xyz"], Field.FAMILY_NAME),
        (["Awa", "Ali", "Xyz"], Field.GIVEN_NAMES),
        (["Juge", "Gendarme", "Sage-femme"], Field.FUNCTION),
        (["Tribunal", "Gendarmerie nationale", "Centre de santé"], Field.ORGANISATION),
        (["Kayes", "Ségou", "Gao"], None),
        (["5000", "5000", "7000"], None),
        (["", ""], None),
    ],
)
def test_cells_look_like_what_they_are(values: list[str], field: Field | None) -> None:
    assert look_of(values) is field


@pytest.mark.parametrize(
    ("text", "year"),
    [("1985", 1985), ("12/03/1985", 1985), ("1985-03-12", 1985), ("vers 1985", 1985), ("1850", None), ("2024", None), ("12/03/85", None),
     ("70198512", None), ("1985 ou 1986", None), ("", None)],
)  # fmt: skip
def test_a_year_of_birth_is_found_or_not(text: str, year: int | None) -> None:
    assert birth_year_in(text) == year
