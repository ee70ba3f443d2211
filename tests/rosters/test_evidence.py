"""Each line of the table in `lms.rosters.evidence`, from both sides."""

from dataclasses import replace

import pytest

from lms.people.sexes import Sex
from lms.rosters.evidence import Known, Line, Verdict, card_of, weigh
from lms.rosters.sorting import Match
from lms.rosters.wording import why_match

OFFICE = frozenset({"+22320000000", "bureau@example.org"})
AWA = Known(
    "1", "Traoré", "Awa Souleymane", sex=Sex.FEMALE, phones=("+22370000001",), emails=("awa@example.org",), function="Juge",
    organisation="Tribunal", birth_year=1985,
)  # fmt: skip
BARE = replace(AWA, phones=(), emails=())
AT_OFFICE = replace(AWA, phones=("+22320000000",), emails=())
NAME = replace(BARE, function="", organisation="", birth_year=None, sex=Sex.NOT_STATED)
OTHER = {"phones": ("+22370000009",), "emails": ("autre@example.org",)}

CASES = [
    (Line.SAME_PERSON, AWA, AWA),
    (Line.SAME_PERSON, AWA, replace(NAME, family_name="AWA SOULEYMANE", given_names="TRAORE", phones=("+22399999999", "+22370000001"))),
    (Line.SAME_PERSON, AWA, replace(AWA, emails=("nouvelle@example.org",))),
    (Line.SAME_PERSON, AWA, replace(AWA, phones=())),
    (Line.CONTRADICTED, AWA, replace(AWA, sex=Sex.MALE)),
    (Line.CONTRADICTED, AWA, replace(AWA, birth_year=1958)),
    (Line.OTHER_NUMBER, AWA, replace(AWA, phones=("+22370000009",))),
    (Line.OFFICE_AND_POST, AT_OFFICE, replace(AT_OFFICE, function="JUGE", organisation="tribunal")),
    (Line.OFFICE_ONLY, AT_OFFICE, replace(AT_OFFICE, function="Greffière")),
    (Line.OFFICE_ONLY, AT_OFFICE, replace(AT_OFFICE, sex=Sex.MALE)),
    (Line.BIRTH_AND_POST, BARE, AWA),
    (Line.NAMESAKE_CONTRADICTED, BARE, replace(BARE, birth_year=1958)),
    (Line.NAMESAKE_CONTRADICTED, AWA, replace(NAME, sex=Sex.MALE)),
    (Line.NAME_ONLY, NAME, NAME),
    (Line.NAME_ONLY, BARE, replace(BARE, birth_year=None)),
    (Line.NAME_ONLY, replace(AWA, emails=()), replace(AWA, phones=(), birth_year=None)),
    (Line.NAME_ONLY, AT_OFFICE, NAME),
    (Line.OTHER_CONTACTS_SAME_POST, AWA, replace(AWA, **OTHER)),
    (Line.NAMESAKE, AWA, replace(AWA, birth_year=None, **OTHER)),
    (Line.NAMESAKE, AWA, replace(AWA, organisation="Parquet", **OTHER)),
    (Line.NAMESAKE, AWA, replace(AWA, sex=Sex.MALE, **OTHER)),
    (
        Line.NAMESAKE,
        replace(AWA, phones=("+22370000001", "+22320000000"), emails=()),
        replace(AWA, phones=("+22370000009", "+22320000000"), organisation=""),
    ),
    (Line.NEAR_NAME_AND_CONTACT, AWA, replace(AWA, family_name="Traorè", given_names="Awa Soulemane")),
    (Line.NEAR_NAME_AND_CONTACT, AWA, replace(AWA, given_names="Awa", emails=())),
    (Line.NEAR_NAME_AND_CONTACT, AWA, replace(AWA, family_name="Traore", given_names="Ava Souleymane", phones=())),
    (Line.NEAR_NAME_AND_POST, BARE, replace(BARE, given_names="Ava Souleymane")),
    (Line.NOTHING, BARE, replace(BARE, given_names="Ava Souleymane", organisation="")),
    (Line.NOTHING, BARE, replace(BARE, given_names="Ava Souleymane", birth_year=1958)),
    (Line.NOTHING, AWA, replace(AWA, given_names="Ava Souleymane", **OTHER)),
    (Line.NOTHING, BARE, replace(BARE, given_names="Awa")),
    (Line.NEW_FAMILY_NAME, AWA, replace(AWA, family_name="Keïta", emails=())),
    (Line.SHARED_CONTACT, AWA, replace(AWA, family_name="Keïta", birth_year=1958, emails=())),
    (Line.SHARED_CONTACT, AWA, replace(AWA, family_name="Keïta", phones=())),
    (Line.OTHER_NAME_ALL_CONTACTS, AWA, replace(AWA, family_name="Keïta", given_names="Ali", sex=Sex.MALE)),
    (Line.SHARED_CONTACT, AWA, replace(AWA, family_name="Keïta", given_names="Ali", emails=())),
    (Line.SHARED_CONTACT, AT_OFFICE, replace(AT_OFFICE, family_name="Keïta", given_names="Ali")),
    (Line.NOTHING, AWA, replace(AWA, family_name="Keïta", given_names="Ali", **OTHER)),
]


@pytest.mark.parametrize(("line", "one", "other"), CASES)
def test_the_table_is_kept(line: Line, one: Known, other: Known) -> None:
    assert weigh(card_of(one, OFFICE), card_of(other, OFFICE)) is line
    assert weigh(card_of(other, OFFICE), card_of(one, OFFICE)) is line


def test_every_line_of_the_table_is_tested() -> None:
    assert {line for line, _one, _other in CASES} == set(Line)


def test_every_line_that_says_something_has_words_and_no_two_have_the_same() -> None:
    sentences = [str(why_match(Match(line, AWA))) for line in Line if line is not Line.NOTHING]
    assert len(set(sentences)) == len(sentences) == len(Line) - 1


def test_what_follows_from_each_line() -> None:
    known = {Line.SAME_PERSON, Line.OFFICE_AND_POST, Line.BIRTH_AND_POST}
    new = {Line.NAMESAKE_CONTRADICTED, Line.NAMESAKE, Line.SHARED_CONTACT, Line.NOTHING}
    assert {line for line in Line if line.verdict is Verdict.KNOWN} == known
    assert {line for line in Line if line.verdict is Verdict.NEW} == new
