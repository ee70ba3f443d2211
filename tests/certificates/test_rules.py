import json
import random
from dataclasses import replace
from datetime import date

import pytest

from lms.certificates.rules.facts import Facts, Words, facts_as_json, facts_from_json, fits_seal, printed_name, seal
from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.requirements import Record, Requirement, RequirementKind, are_all_met, evaluate
from lms.certificates.rules.serials import SERIAL_ALPHABET, check_character, has_right_check, new_serial, normal_serial
from lms.progress.rules import ModuleStanding

ALL = (Requirement(RequirementKind.ATTENDANCE, minimum_percent=80), Requirement(RequirementKind.LESSONS), Requirement(RequirementKind.QUIZ))
FIRST = ModuleStanding(module="first", lessons_done=2, lessons_total=2, best_percent=80, pass_mark_percent=70, is_quiz_passed=True)
SECOND = replace(FIRST, module="second")
READY = Record(half_days_planned=6, half_days_attended=5, modules=(FIRST, SECOND))


def test_a_record_that_meets_everything_is_certified() -> None:
    assert are_all_met(evaluate(ALL, READY))


def test_results_come_as_one_path_attendance_first_then_module_by_module() -> None:
    path = [(result.kind, result.module) for result in evaluate(ALL, READY)]
    assert path == [("attendance", None), ("lessons", "first"), ("quiz", "first"), ("lessons", "second"), ("quiz", "second")]


@pytest.mark.parametrize(
    ("planned", "attended", "needed", "is_met", "missing"),
    [
        (6, 6, 5, True, 0),
        (6, 5, 5, True, 0),
        (6, 4, 5, False, 1),
        (6, 0, 5, False, 5),
        (10, 8, 8, True, 0),
        (10, 7, 8, False, 1),
        (5, 4, 4, True, 0),
        (1, 0, 1, False, 1),
        (0, 0, 0, False, 0),
    ],
)
def test_attendance_needs_eighty_percent_of_the_planned_half_days(planned: int, attended: int, needed: int, is_met: bool, missing: int) -> None:
    result = evaluate(ALL, replace(READY, half_days_planned=planned, half_days_attended=attended))[0]
    assert (result.needed, result.is_met, result.missing) == (needed, is_met, missing)


@pytest.mark.parametrize(
    ("standing", "kind", "done", "missing"),
    [
        (replace(FIRST, lessons_done=1), "lessons", 1, 1),
        (replace(FIRST, lessons_done=0, lessons_total=4), "lessons", 0, 4),
        (replace(FIRST, best_percent=50, is_quiz_passed=False), "quiz", 50, 20),
        (replace(FIRST, best_percent=None, is_quiz_passed=False), "quiz", None, 70),
    ],
)
def test_what_is_missing_of_a_module_is_counted(standing: ModuleStanding, kind: str, done: int | None, missing: int) -> None:
    (open_result,) = [result for result in evaluate(ALL, replace(READY, modules=(standing, SECOND))) if not result.is_met]
    assert (open_result.kind, open_result.module, open_result.done, open_result.missing) == (kind, "first", done, missing)


def test_a_module_without_a_quiz_asks_for_none() -> None:
    without = replace(FIRST, best_percent=None, pass_mark_percent=0, is_quiz_passed=True)
    results = evaluate(ALL, replace(READY, modules=(without,)))
    assert [result.kind for result in results] == ["attendance", "lessons"]
    assert are_all_met(results)


def test_a_programme_without_modules_certifies_nothing() -> None:
    assert not are_all_met(evaluate(ALL, replace(READY, modules=())))


def test_a_design_without_requirements_certifies_nothing() -> None:
    assert not are_all_met(evaluate((), READY))


@pytest.mark.parametrize(("text", "check"), [("G123489654321", "Y"), ("G123498654321", "H")])
def test_check_character_agrees_with_published_examples_of_mod_37_2(text: str, check: str) -> None:
    assert check_character(text) == check


def test_serial_has_the_letter_of_its_kind_the_year_and_a_right_check() -> None:
    choose = random.Random(1).choice
    for _attempt in range(200):
        serial = new_serial(Kind.TRAINER, 2026, choose)
        assert serial.startswith("T-2026-")
        assert len(serial) == len("T-2026-KQ7M2-X")
        assert set(serial[7:].replace("-", "")) <= set(SERIAL_ALPHABET)
        assert has_right_check(serial)


def test_no_single_mistake_and_no_swap_of_neighbours_passes_the_check() -> None:
    serial = new_serial(Kind.TRAINER, 2026, random.Random(2).choice).replace("-", "")
    for place, character in enumerate(serial):
        for other in set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {character}:
            assert not has_right_check(serial[:place] + other + serial[place + 1 :])
    for place in range(len(serial) - 1):
        swapped = serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]
        assert swapped == serial or not has_right_check(swapped)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("T-2026-KQ7M2-X", "T-2026-KQ7M2-X"),
        ("t-2026-kq7m2-x", "T-2026-KQ7M2-X"),
        ("T2026KQ7M2X", "T-2026-KQ7M2-X"),
        ("  t 2026 kq7m2 x ", "T-2026-KQ7M2-X"),
        ("T–2026–KQ7M2–X", "T-2026-KQ7M2-X"),
        ("T-2026-KQ7 M2X", "T-2026-KQ7M2-X"),
        ("X-2026-KQ7M2-X", None),
        ("T-2026-KQ0M2-X", None),
        ("T-2026-KQ7M-X", None),
        ("T-2026-KQ7M2-X9", None),
        ("", None),
        ("<script>", None),
    ],
)
def test_serial_is_read_however_it_is_typed(typed: str, normal: str | None) -> None:
    assert normal_serial(typed) == normal


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("He\u0301le\u0300ne  KONÉ ", "Hélène KONÉ"),
        ("N'Golo DIAKITÉ", "N'Golo DIAKITÉ"),
        ("N’Golo DIAKITÉ", "N’Golo DIAKITÉ"),
        ("Ŋɔ̀lɔ Kɔnɛ", "Ŋɔ̀lɔ Kɔnɛ"),
    ],
)
def test_a_name_is_printed_composed_and_with_single_spaces_but_never_respelt(name: str, printed: str) -> None:
    assert printed_name(name) == printed


def make_facts(full_name: str = "Awa TRAORÉ", *, is_demonstration: bool = False, modules: int = 2) -> Facts:
    """Return facts to print; everybody in them is invented."""
    words = Words(
        title="Certificat de formateur", awarded_to="décerné à", achievement="pour {programme}, à {place} {dates}.", dates="du {first} au {last}",
        one_day="le {day}", issued_on="Délivré le {day}", serial="Numéro", verify="Comparez le nom avec une pièce d’identité.",
        signatories=("Pour la coordination", "Pour la formation"), signature="Signature", demonstration="DÉMONSTRATION",
    )  # fmt: skip
    english = replace(words, title="Trainer certificate", dates="from {first} to {last}", one_day="on {day}", issued_on="Issued on {day}",
                      demonstration="DEMONSTRATION")  # fmt: skip
    return Facts(
        kind="trainer", design="trainer", requirements_version=1, serial="T-2026-KQ7M2-X", issued_on=date(2026, 11, 21), full_name=full_name,
        programme={"fr": "Programme d’essai", "en": "Test programme"}, funders={"fr": "Bailleur inventé", "en": "Invented funder"},
        place="Ségou", starts_on=date(2022, 9, 13), ends_on=date(2022, 9, 15),
        modules=tuple({"fr": f"Module numéro {n}", "en": f"Module number {n}"} for n in range(1, modules + 1)),
        words={"fr": words, "en": english}, is_demonstration=is_demonstration,
    )  # fmt: skip


def test_frozen_facts_come_back_as_they_were() -> None:
    assert facts_from_json(facts_as_json(make_facts("Ŋɔ̀lɔ KONÉ"))) == make_facts("Ŋɔ̀lɔ KONÉ")


def test_facts_are_written_in_one_way_only() -> None:
    text = facts_as_json(make_facts())
    assert facts_as_json(facts_from_json(text)) == text
    assert '"issued_on":"2026-11-21"' in text
    assert "TRAORÉ" in text


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "{}", '"facts"', "[" * 100_000, '{"issued_on":1}', '{"issued_on":"soon"}'])
def test_what_are_no_facts_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        facts_from_json(text)


@pytest.mark.parametrize(("name", "value"), [("words", []), ("modules", None), ("words", {"fr": {"title": "x"}}), ("words", {"fr": []}), ("more", 1)])
def test_facts_of_another_shape_are_refused_in_the_same_way(name: str, value: object) -> None:
    body = {**json.loads(facts_as_json(make_facts())), name: value}
    with pytest.raises(ValueError, match="not the facts of a certificate"):
        facts_from_json(json.dumps(body))


def test_a_seal_fits_these_facts_under_this_key_only() -> None:
    sealed = seal("facts", b"key")
    assert fits_seal("facts", sealed, b"key")
    assert not fits_seal("other facts", sealed, b"key")
    assert not fits_seal("facts", seal("facts", b"other key"), b"key")
    assert not any(fits_seal("facts", other, b"key") for other in ("", "é", sealed[:-1], sealed.upper()))
