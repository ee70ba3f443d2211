"""Rows are compared with who is known and with one another, and nobody is merged by mistake."""

import random
from dataclasses import replace

import pytest

from lms.people.names import Name
from lms.people.sexes import Sex
from lms.rosters.evidence import OFFICE, Known, Line, Verdict, card_of, weigh
from lms.rosters.outcome import as_json
from lms.rosters.rows import Fault, Problem, Reading, Refused, Row
from lms.rosters.sorting import Sorted, SortedList, fingerprints, sort_rows
from lms.rosters.wording import why

AWA = Known("awa", "Traoré", "Awa", phones=("+22370000001",), emails=("awa@example.org",), function="Juge", organisation="Tribunal")


def _row(number: int, family: str, given: str = "Awa", phone: str = "", **more: object) -> Row:
    return replace(Row(number, Name(family, given), phones=(phone,) if phone else ()), **more)  # type: ignore[arg-type]


def _known(row: Row) -> Known:
    return Known(f"person {row.number}", row.name.family, row.name.given, row.sex, row.phones, row.emails, row.function, row.organisation, row.place,
                 row.birth_year)  # fmt: skip


def _sort(rows: list[Row], known: list[Known] | None = None, **more: object) -> SortedList:
    return sort_rows(Reading(tuple(rows)), known or [], **more)  # type: ignore[arg-type]


def _lines(found: Sorted) -> list[tuple[Line, object]]:
    return [(match.line, match.other.number if isinstance(match.other, Row) else match.other.id) for match in found.matches]


def test_a_stranger_is_new() -> None:
    outcome = _sort([_row(2, "Keïta", "Ali", "+22370000002")], [AWA])
    assert [found.matches for found in outcome.new] == [()]
    assert not outcome.known
    assert not outcome.doubtful


def test_somebody_known_is_found_whatever_the_spelling_of_the_name() -> None:
    outcome = _sort([_row(2, "TRAORE", "AWA", "+22370000001")], [AWA])
    assert outcome.known[0].known is AWA
    assert str(why(outcome.known[0])) == "The same name, and the same number or address."


def test_a_typing_mistake_with_the_same_number_is_doubtful() -> None:
    outcome = _sort([_row(2, "Traorré", "Awwa", "+22370000001")], [AWA])
    assert _lines(outcome.doubtful[0]) == [(Line.NEAR_NAME_AND_CONTACT, "awa")]


def test_two_people_of_one_name_with_different_numbers_are_two() -> None:
    outcome = _sort([_row(2, "Traoré", phone="+22370000009"), _row(3, "Traoré", phone="+22370000008")], [AWA])
    assert [_lines(found) for found in outcome.new] == [[(Line.NAMESAKE, "awa")], [(Line.NAMESAKE, "awa")]]


def test_a_shared_phone_alone_proves_nothing() -> None:
    outcome = _sort([_row(2, "Keïta", "Ali", "+22370000001")], [AWA])
    assert _lines(outcome.new[0]) == [(Line.SHARED_CONTACT, "awa")]


def test_the_same_person_twice_in_one_list_is_doubtful_and_says_the_row() -> None:
    rows = [_row(5, "Traoré", phone="+22370000001"), _row(9, "TRAORE", phone="+22370000001")]
    outcome = _sort(rows)
    assert [found.row.number for found in outcome.new] == [5]
    assert _lines(outcome.doubtful[0]) == [(Line.SAME_PERSON, 5)]
    assert str(why(outcome.doubtful[0])) == "Row 5 of this list has the same person."


def test_the_second_row_of_somebody_known_is_doubtful_beside_the_first() -> None:
    first, second = _row(5, "Traoré", phone="+22370000001"), _row(9, "Traoré", phone="+22370000001")
    outcome = _sort([first, second], [AWA])
    assert [found.known for found in outcome.known] == [AWA]
    assert [(found.row, found.matches[0].other) for found in outcome.doubtful] == [(second, first)]


def test_a_row_like_one_that_is_known_is_set_beside_the_person_and_not_beside_the_row() -> None:
    outcome = _sort([_row(5, "Traoré", phone="+22370000001"), _row(9, "Traorré", phone="+22370000001")], [AWA])
    assert _lines(outcome.doubtful[0]) == [(Line.NEAR_NAME_AND_CONTACT, "awa")]


def test_of_two_people_who_fit_equally_neither_is_chosen() -> None:
    outcome = _sort([_row(2, "Traoré", phone="+22370000001")], [AWA, replace(AWA, id="twin")])
    assert _lines(outcome.doubtful[0]) == [(Line.SAME_PERSON, "awa"), (Line.SAME_PERSON, "twin")]
    assert "Several people who are known" in str(why(outcome.doubtful[0]))


def test_who_fits_best_stands_first_and_at_most_five_are_shown() -> None:
    others = [Known(str(number), "Traoré", "Awa") for number in range(9)]
    outcome = _sort([_row(2, "Traorré", phone="+22370000001"), _row(3, "Traoré")], [*others, AWA])
    assert [len(found.matches) for found in outcome.doubtful] == [1, 5]
    assert {match.line for match in outcome.doubtful[1].matches} == {Line.NAME_ONLY}


def test_a_number_of_five_names_is_an_offices() -> None:
    phone = "+22320000000"
    people = [_row(number, *name.split(), phone) for number, name in enumerate(["Ba Ali", "Sy Issa", "Dia Oumou", "Sow Nana", "Tall Karim"][:OFFICE])]
    four, five = people[: OFFICE - 1], people
    again = [replace(row, number=90 + row.number) for row in people[:1]]
    assert _sort([*four, *again]).doubtful[0].matches[0].line is Line.SAME_PERSON
    assert _sort([*five, *again]).doubtful[0].matches[0].line is Line.OFFICE_ONLY
    assert len(_sort(five).new) == OFFICE


def test_typing_mistakes_without_contacts_are_found_in_the_same_post_only() -> None:
    here = {"function": "Juge", "organisation": "Tribunal"}
    outcome = _sort([_row(2, "Traorr", **here), _row(3, "Troaré", **here), _row(4, "Traorx", function="Juge", organisation="Parquet")], [AWA])
    assert [(found.row.number, _lines(found)[0]) for found in outcome.doubtful] == [
        (2, (Line.NEAR_NAME_AND_POST, "awa")), (3, (Line.NEAR_NAME_AND_POST, "awa")),
    ]  # fmt: skip
    assert [found.row.number for found in outcome.new] == [4]


def test_among_namesakes_the_one_of_the_same_birth_year_and_post_is_found() -> None:
    post = {"function": "Juge", "organisation": "Tribunal"}
    namesakes = [replace(AWA, id=str(number), phones=(f"+2236600000{number}",), emails=()) for number in range(5)]
    outcome = _sort(
        [_row(2, "Traoré", phone="+22370000009", birth_year=1985, **post)], [*namesakes, replace(namesakes[4], id="born", birth_year=1985)]
    )
    assert _lines(outcome.doubtful[0]) == [(Line.OTHER_CONTACTS_SAME_POST, "born")]


def test_the_same_list_again_has_nobody_new() -> None:
    rows = [
        _row(2, "Traoré", phone="+22370000001"), _row(3, "Traoré", phone="+22370000002"), _row(4, "Keïta", "Ali", "+22370000001"),
        _row(5, "Ba", "", "+22370000003", emails=("ba@example.org",)), _row(6, "Sow", "Issa", birth_year=1980, function="Juge", organisation="Cour"),
    ]  # fmt: skip
    first = _sort(rows)
    assert len(first.new) == len(rows)
    again = _sort(rows, [_known(found.row) for found in first.new])
    assert [found.known.id for found in again.known if found.known] == [f"person {row.number}" for row in rows]


def test_what_was_decided_is_not_asked_again() -> None:
    rows = [_row(2, "Traorré", phone="+22370000001"), _row(3, "Traoré"), _row(4, "Traoré")]
    assert len(_sort(rows, [AWA]).doubtful) == 3
    second, third = Known("second", "Traoré", "Awa"), Known("third", "Traoré", "Awa")
    decided = dict(zip(fingerprints(rows), ["awa", "second", "third"], strict=True))
    again = _sort(rows, [AWA, second, third], decided=decided)
    assert [found.known for found in again.known] == [AWA, second, third]
    assert {str(why(found)) for found in again.known} == {"This was decided when the list was imported before."}


def test_a_decision_on_somebody_who_is_gone_is_left_out() -> None:
    rows = [_row(2, "Traorré", phone="+22370000001")]
    outcome = _sort(rows, [AWA], decided={fingerprints(rows)[0]: "gone"})
    assert len(outcome.doubtful) == 1


def test_a_fingerprint_is_of_what_is_said_and_not_of_how() -> None:
    one = _row(2, "TRAORÉ", "Awa", "+22370000001", function="Juge")
    same = _row(9, "awa", "Traore", "+22370000001", function="JUGE")
    assert fingerprints([one]) == fingerprints([same])
    assert len({*fingerprints([one, same]), *fingerprints([replace(one, sex=Sex.FEMALE)]), *fingerprints([replace(one, birth_year=1980)])}) == 4


def test_the_tables_of_keys_find_what_comparing_all_with_all_finds() -> None:
    chance = random.Random(7)
    words = ["Awa", "Ava", "Ali", "Traoré", "Traore", "Traor", "Ba", "Bah", "Keïta"]
    rows = [
        _row(
            number, chance.choice(words), chance.choice(words), chance.choice(["", f"+2237000{number % 40:04}"]),
            emails=chance.choice([(), (f"a{number % 50}@example.org",)]), function=chance.choice(["", "Juge"]), organisation="Cour",
            sex=chance.choice(list(Sex)), birth_year=chance.choice([None, 1980]),
        )
        for number in range(60)
    ]  # fmt: skip
    known = [_known(row) for row in rows[:30]]
    offices = frozenset[str]()
    cards = {id(source): card_of(source, offices) for source in [*rows, *known]}
    outcome = _sort(rows[30:], known)
    for found in [*outcome.new, *outcome.doubtful, *outcome.known]:
        verdicts = [weigh(cards[id(found.row)], cards[id(person)]).verdict for person in known]
        assert (found.verdict is Verdict.KNOWN) == (verdicts.count(Verdict.KNOWN) == 1)
        if found.verdict is Verdict.NEW:
            assert set(verdicts) == {Verdict.NEW}


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    rows = [_row(number, f"Ba{number}", phone=f"+2237000{number:04}") for number in range(300)]
    _sort(rows, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 300), (250, 300), (300, 300)]


def test_json_has_four_lists_with_all_that_a_page_needs() -> None:
    reading = Reading(
        rows=(_row(2, "Keïta", "Ali", "+22370000009"), _row(3, "Traoré", phone="+22370000001"), _row(4, "Traorré", phone="+22370000001")),
        refused=(_refused(),),
    )
    said = as_json(sort_rows(reading, [AWA]))
    assert {name: [row["row"] for row in rows] for name, rows in said.items()} == {"new": [2], "known": [3], "doubtful": [4], "refused": [5]}
    for row in [row for rows in said.values() for row in rows]:
        assert {"row", "family_name", "given_names", "sex", "phone", "email", "function", "organisation"} <= row.keys()
    assert (said["known"][0]["with"][0]["id"], said["known"][0]["with"][0]["email"]) == ("awa", "awa@example.org")
    assert said["doubtful"][0]["why"] == said["doubtful"][0]["with"][0]["why"] == "Nearly the same name, and the same number or address."
    assert said["refused"][0]["cell"] == "C5"
    assert said["refused"][0]["reason"].startswith("“12” says no sex.")
    assert said["refused"][0]["also"][0]["cell"] == "F5"
    assert "with" not in said["new"][0]


def _refused() -> Refused:
    return Refused(_row(5, "Ba"), (Fault(Problem.SEX, "C5", "12"), Fault(Problem.PHONE, "F5", "123")))


@pytest.mark.parametrize("phones", [("+22370000001", "+22366000002")])
def test_further_numbers_are_in_the_json_too(phones: tuple[str, ...]) -> None:
    row = as_json(_sort([_row(2, "Ba", phones=phones, birth_year=1985)]))["new"][0]
    assert (row["phone"], row["other_phones"], row["birth_year"]) == (phones[0], [phones[1]], 1985)
