"""From questions of Relais to what other systems know of them."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from lms.questions.content import Question
from lms.quizzes.content import read_bank
from lms.quizzes.exchange.banks import write_bank
from lms.quizzes.exchange.export import Filed, NotExportable, export_losses, exported, filed_bank, filed_quiz, to_exchange
from lms.quizzes.exchange.fit import fitted, fitting
from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import Lost, Number, Pair, Refused, Text
from tests.quizzes.exchange import samples


@pytest.fixture
def questions(tmp_path: Path) -> dict[str, Question]:
    """The questions of the sample bank, by id."""
    write_bank(tmp_path / "bank", samples.files(with_case=True))
    return {question.id: question for question in read_bank(tmp_path / "bank").questions}


def test_words_ids_and_facts_that_others_have_no_place_for(questions: dict[str, Question]) -> None:
    found = to_exchange(questions["lf-001"], "fr")
    assert (found.id, found.name, found.type) == ("lf-001", "lf-001", "single")
    assert found.stem == Text("lf-001 fr\u00a0: 1 = 1 {#} ~\u202f?")
    assert found.feedback == Text("Voir lf-001 (50%), ɔɛɲŋ.")
    assert found.tags == ("topic:elements", "lesson:three-elements", "source:s26", "source:g-palermo", "version:2")
    assert to_exchange(questions["lf-001"], "en").stem == Text("lf-001 en : 1 = 1 {#} ~ ?")


@pytest.mark.parametrize(
    ("id_", "weights"),
    [
        ("lf-001", ["0", "100", "0"]),
        ("lf-002", ["0", "100"]),
        ("lf-003", ["50", "-100", "50"]),
        ("lf-004", ["33.33333", "33.33333", "33.33333", "-33.33333"]),
    ],
)
def test_right_answers_as_weights(questions: dict[str, Question], id_: str, weights: list[str]) -> None:
    assert [option.weight for option in to_exchange(questions[id_], "fr").options] == [Decimal(weight) for weight in weights]


def test_true_and_false_have_no_words_of_their_own(questions: dict[str, Question]) -> None:
    options = to_exchange(questions["lf-002"], "fr").options
    assert [(option.text.text, option.feedback.text) for option in options] == [("true", "Sur true\u00a0: <b>"), ("false", "Sur false\u00a0: <b>")]


def test_pairs_with_the_choices_that_match_nothing(questions: dict[str, Question]) -> None:
    assert to_exchange(questions["lf-005"], "fr").pairs == (
        Pair(Text("prompts a de lf-005"), "choices c3 de lf-005"),
        Pair(Text("prompts b de lf-005"), "choices c1 de lf-005"),
        Pair(Text(), "choices c2 de lf-005"),
    )


def test_an_order_a_number_and_words(questions: dict[str, Question]) -> None:
    order = to_exchange(questions["lf-006"], "fr")
    assert ([option.text.text[:7] for option in order.options], order.grading) == (
        ["items c", "items b", "items a"],
        "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    )
    number = to_exchange(questions["lf-007"], "fr")
    assert (number.numbers, number.unit) == ((Number(Decimal("12.5"), Decimal("0.5")),), "F CFA")
    assert [option.text.text for option in to_exchange(questions["lf-008"], "fr").options] == ["MRN", "5 \\* 3"]


def test_a_case_is_not_exportable(questions: dict[str, Question]) -> None:
    with pytest.raises(NotExportable, match="lf-009: A case has decisions"):
        to_exchange(questions["lf-009"], "fr")


@pytest.mark.parametrize(
    ("id_", "lost"),
    [
        ("lf-001", []),
        ("lf-002", []),
        ("lf-003", ["It is all or nothing here: Moodle gives a part of the point for some"]),
        ("lf-004", []),
        ("lf-005", ["It is all or nothing here: Moodle gives a part of the point for each pair"]),
        ("lf-006", ["Moodle marks an order otherwise"]),
        ("lf-007", []),
        ("lf-008", []),
    ],
)
def test_what_others_do_otherwise_is_said(questions: dict[str, Question], id_: str, lost: list[str]) -> None:
    found = list(export_losses(questions[id_], "fr"))
    assert [reason.startswith(one) for reason, one in zip(found, lost, strict=True)] == [True] * len(lost)


def test_choices_that_say_the_same_in_one_language_are_refused(tmp_path: Path) -> None:
    files = samples.files()
    files["en.toml"] = files["en.toml"].replace("choices c2 de", "choices c1 de")
    write_bank(tmp_path / "bank", files)
    question = next(question for question in read_bank(tmp_path / "bank").questions if question.id == "lf-005")
    assert to_exchange(question, "fr").pairs
    with pytest.raises(NotExportable, match="lf-005: Two of its choices say the same"):
        to_exchange(question, "en")


def names(filed: list[Filed]) -> list[tuple[str, ...]]:
    """Return the ids with their categories."""
    return [(one.question.id, *one.categories) for one in filed]


def test_a_bank_gives_all_its_questions_under_their_topics(tmp_path: Path) -> None:
    filed = filed_bank(samples.tests(tmp_path).banks["legal-framework"], "fr")
    assert names(filed)[2:5] == [("lf-003", "Acte, moyen / but"), ("lf-004", "Enfants"), ("lf-005", "Enfants")]
    assert len(filed) == 9


def test_a_quiz_gives_what_it_may_draw_without_what_tests_reserve(tmp_path: Path) -> None:
    filed = filed_quiz(samples.tests(tmp_path).quizzes["legal-framework"], "en")
    assert names(filed) == [(id_, "Children") for id_ in ("lf-004", "lf-005", "lf-006", "lf-008")]


def test_a_test_gives_the_questions_of_each_form_under_its_name(tmp_path: Path) -> None:
    filed = filed_quiz(samples.tests(tmp_path).quizzes["pre-test"], "en")
    assert names(filed) == [
        ("lf-007", "Form A", "Children"),
        ("lf-001", "Form A", "Act, means / purpose"),
        ("lf-009", "Form B", "Children"),
        ("lf-003", "Form B", "Act, means / purpose"),
    ]


def test_a_question_of_both_forms_is_given_once(tmp_path: Path) -> None:
    quiz = samples.tests(tmp_path).quizzes["pre-test"]
    filed = filed_quiz(replace(quiz, forms={"a": ("lf-007", "lf-001"), "b": ("lf-007", "lf-009")}), "en")
    assert names(filed)[0] == ("lf-007", "Form A", "Children")
    assert len(filed) == len(quiz.pool)


def test_forms_are_called_as_in_the_language_of_the_questions(app: Flask, tmp_path: Path) -> None:
    quiz = samples.tests(tmp_path).quizzes["pre-test"]
    with force_locale("en"):
        assert filed_quiz(quiz, "fr")[0].categories == ("Forme A", "Enfants")
    with force_locale("fr"):
        assert filed_quiz(quiz, "en")[0].categories == ("Form A", "Children")


def test_what_is_exported_refused_and_lost_is_returned(tmp_path: Path) -> None:
    found = exported(filed_quiz(samples.tests(tmp_path).quizzes["pre-test"], "en"), Format.GIFT, "en")
    assert [(one.id, one.category) for one in found.questions] == [
        ("lf-007", "Form A/Children"),
        ("lf-001", "Form A/Act, means // purpose"),
        ("lf-003", "Form B/Act, means // purpose"),
    ]
    assert found.refused == (Refused(0, "case", "lf-009", "A case has decisions that lead to one another, which other systems cannot say."),)
    assert found.lost == (
        Lost(0, "lf-007", "The unit “F CFA” has no place in GIFT."),
        Lost(0, "lf-003", "It is all or nothing here: Moodle gives a part of the point for some of the right options without a wrong one."),
    )


@pytest.mark.parametrize("format_", [Format.GIFT, Format.MOODLE_XML])
def test_what_is_exported_can_be_written_and_fits_a_bank_again(tmp_path: Path, format_: Format) -> None:
    found = exported(filed_quiz(samples.tests(tmp_path).quizzes["pre-test"], "fr"), format_, "fr")
    back = fitting(read(format_, write(format_, found.questions)), language="fr")
    assert back.refused == ()
    assert {lost.reason for lost in back.lost if lost.question} == set()
    assert [(fitted(one, language="fr").facts["topic"], fitted(one, language="fr").topic_name) for one in back.questions] == [
        ("children", "Enfants"), ("elements", "Acte, moyen / but"), ("elements", "Acte, moyen / but"),
    ]  # fmt: skip
