"""From questions of Relais to what other systems know of them."""

from decimal import Decimal
from pathlib import Path

import pytest

from lms.questions.content import Question
from lms.quizzes.content import read_bank
from lms.quizzes.exchange.banks import write_bank
from lms.quizzes.exchange.export import NotExportable, export_losses, to_exchange
from lms.quizzes.exchange.model import Number, Pair, Text
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
