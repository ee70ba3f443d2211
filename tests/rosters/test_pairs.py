"""Who is laid beside whom among people who are known. Everybody in here is invented."""

from uuid import UUID

from lms.people.sexes import Sex
from lms.rosters.evidence import Known, Line
from lms.rosters.pairs import probable_pairs

AWA = Known(UUID(int=1), "Traoré", "Awa", Sex.FEMALE, phones=("+22370000001",))
AWA_AGAIN = Known(UUID(int=2), "TRAORE", "Awa", phones=("+22370000001",))
AVA = Known(UUID(int=3), "Traoré", "Ava", phones=("+22370000001",))
ALI = Known(UUID(int=4), "Keïta", "Ali", Sex.MALE, phones=("+22370000002",))


def test_each_pair_is_named_once_with_the_line_that_fits_the_surest_first() -> None:
    pairs = probable_pairs([AVA, AWA, ALI, AWA_AGAIN])
    assert [(pair.line, pair.one, pair.other) for pair in pairs] == [
        (Line.SAME_PERSON, AWA, AWA_AGAIN),
        (Line.NEAR_NAME_AND_CONTACT, AVA, AWA),
        (Line.NEAR_NAME_AND_CONTACT, AVA, AWA_AGAIN),
    ]


def test_what_the_table_takes_for_two_people_is_no_pair() -> None:
    namesake = Known(UUID(int=5), "Keïta", "Ali", phones=("+22366000002",))
    assert probable_pairs([ALI, namesake]) == []
    assert probable_pairs([]) == []


def test_a_number_of_an_office_makes_no_pair_of_its_people() -> None:
    colleagues = [Known(UUID(int=10 + n), name, "Awa", phones=("+22320000000",)) for n, name in enumerate(["Ba", "Sy", "Ly", "Dao", "Koné"])]
    assert probable_pairs(colleagues) == []


def test_ten_thousand_people_are_not_compared_with_one_another() -> None:
    people = [Known(UUID(int=n), f"Nom{n}", f"Prénom{n}", phones=(f"+223{70000000 + n}",)) for n in range(10_000)]
    assert [pair.other for pair in probable_pairs([*people, people[0]])] == [people[0]]
