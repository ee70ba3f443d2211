import pytest

from lms.i18n import LANGUAGES
from lms.people.professions import Profession, profession_of
from lms.people.sexes import Sex, sex_of
from lms.people.wording import PROFESSION_NAMES, SEX_NAMES, sex_letter
from lms.plain import plain


@pytest.mark.parametrize("written", ["F", "f ", "Féminin", "FEMME", "Fille", "Mme", "Mlle", "Madame", "Female", "féminine", "F."])
def test_women_are_read(written: str) -> None:
    assert sex_of(written) is Sex.FEMALE


@pytest.mark.parametrize("written", ["M", "m", "H", "Homme", "Masculin", "MASC", "M.", "Mr", "Monsieur", "Male", "Garçon"])
def test_men_are_read(written: str) -> None:
    assert sex_of(written) is Sex.MALE


@pytest.mark.parametrize("written", ["", "-", "?", "X", "H/F", "1", "Moussa"])
def test_nothing_else_is_a_sex(written: str) -> None:
    assert sex_of(written) is Sex.NOT_STATED
    assert not sex_of(written)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("Juge des enfants", Profession.MAGISTRATE),
        ("Magistrat du parquet", Profession.MAGISTRATE),
        ("Avocate", Profession.LAWYER),
        ("Greffière en chef", Profession.COURT_CLERK),
        ("Gendarme enquêteur", Profession.GENDARME),
        ("Officier de police judiciaire", Profession.POLICE_OFFICER),
        ("Agent d'immigration", Profession.BORDER_OFFICER),
        ("Surveillant de prison", Profession.PRISON_OFFICER),
        ("Inspectrice du travail", Profession.LABOUR_INSPECTOR),
        ("Chargé de protection de l'enfant", Profession.PROTECTION_OFFICER),
        ("Agent de protection", Profession.PROTECTION_OFFICER),
        ("Assistante sociale", Profession.SOCIAL_WORKER),
        ("Technicien du développement social", Profession.SOCIAL_WORKER),
        ("Travailleur social", Profession.SOCIAL_WORKER),
        ("Psychologue", Profession.PSYCHOLOGIST),
        ("Médecin", Profession.DOCTOR),
        ("Sage-femme", Profession.MIDWIFE),
        ("Infirmier d'État", Profession.NURSE),
        ("Directeur d'école", Profession.TEACHER),
        ("Conseiller communal", Profession.ELECTED_OFFICIAL),
        ("Sous-préfet", Profession.STATE_ADMINISTRATOR),
        ("Imam", Profession.RELIGIOUS_LEADER),
        ("Chef de village", Profession.CUSTOMARY_LEADER),
        ("Journaliste", Profession.JOURNALIST),
        ("Interprète", Profession.INTERPRETER),
        ("Prestataire de services", Profession.PROJECT_STAFF),
        ("Apiculteur", Profession.OTHER),
        ("", Profession.OTHER),
    ],
)
def test_functions_find_their_profession(function: str, expected: Profession) -> None:
    assert profession_of(plain(function)) is expected


def test_every_entry_of_the_lists_has_a_name() -> None:
    assert set(PROFESSION_NAMES) == set(Profession)
    assert set(SEX_NAMES) == set(Sex)


@pytest.mark.parametrize(("sex", "french", "english"), [("F", "F", "F"), ("M", "H", "M"), ("N", "", "")])
def test_a_table_says_a_sex_by_the_letter_of_its_language(sex: str, french: str, english: str) -> None:
    assert [sex_letter(sex, language) for language in LANGUAGES] == [french, english]
    assert sex_of(french) == sex_of(english) == sex  # whatever is printed can be typed into a list and read again
