"""Each kind of fault is made once in a copy of the sample; the start must stop and name the file."""

import re
import shutil
from pathlib import Path

import pytest

from lms.errors import ContentFault
from lms.quizzes.content import load_tests
from tests.conftest import SAMPLE

BANK, QUIZ = "banks/first/questions.toml", "first/quiz.toml"
PRACTICE = "practice/quiz.toml"
FORMS = '[forms]\na = ["first-1"]\nb = ["first-2"]\n'


@pytest.fixture
def quizzes(tmp_path: Path) -> Path:
    """A copy of the sample quizzes, to be spoilt."""
    return Path(shutil.copytree(SAMPLE / "quizzes", tmp_path / "quizzes"))


def test_the_sample_loads_with_its_pool(quizzes: Path) -> None:
    quiz = load_tests(quizzes).quizzes["first"]
    assert {name: question.right for name, question in quiz.pool.items()} == {"first-1": ("b",), "first-2": ("a", "c"), "first-3": ("true",)}
    assert quiz.length == 3
    assert quiz.pool["first-2"].takes_several
    assert quiz.pool["first-1"].words["fr"].text == "Question 1\u202f?"
    assert quiz.topics["words"]["en"] == "Words"


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (BANK, 'right = ["b"]', 'right = ["z"]', "question first-1: the right answers are not among its options"),
        (BANK, 'right = ["b"]', "right = []", "question first-1: the right answers are not among its options"),
        (BANK, 'right = ["b"]', 'right = ["a", "b"]', "question first-1: a single question has exactly one right answer"),
        (BANK, 'type = "single"', 'type = "essay"', "question first-1: type must be one of"),
        (BANK, 'type = "single"', 'type = "single"\nrule = "halves"', "question first-1: rule must be one of"),
        (BANK, 'options = ["a", "b", "c"]\nright = ["b"]', 'options = ["a", "b"]\nright = ["b"]', "its wording is missing or has other options"),
        (BANK, 'id = "first-2"', 'id = "first-1"', "a question id stands twice: first-1"),
        (BANK, 'topic = "words"', 'topic = ""', "every question of a bank has a topic"),
        (BANK, 'topic = "words"', 'topic = "other"', "other is missing, here or in the wording"),
        (QUIZ, 'kind = "module-quiz"', 'kind = "exam"', "kind must be one of"),
        (QUIZ, 'module = "first"\n', "", "a quiz of this kind names its module"),
        (QUIZ, 'banks = ["first"]', 'banks = ["third"]', "these banks do not exist: third"),
        (QUIZ, "pass_mark_percent = 70\n", "", "pass_mark_percent is missing"),
        (QUIZ, "pass_mark_percent = 70", "pass_mark_percent = 700", "pass_mark_percent is a whole number from 1 to 100"),
        (QUIZ, "order = 1", 'order = "1"', "order and version are whole numbers"),
        (QUIZ, "numbers = 1", "numbers = 2", "it draws 2 questions on numbers, and there are 1"),
        (QUIZ, 'counts = "best"', 'counts = "luck"', "counts must be one of"),
        (QUIZ, 'answers_shown = "after-attempt"', 'answers_shown = "always"', "answers_shown must be one of"),
        (QUIZ, "wait_minutes = 0", "wait_minutes = -1", "are whole numbers, 0 for none"),
        (QUIZ, "numbers = 1", "numbers = 0", "draw is a whole number from 1, or one for each topic"),
        (PRACTICE, 'module = "first"\n', "", "a quiz of this kind names its module"),
        (PRACTICE, "draw = 2", "draw = 4", "it draws 4 questions on whichever topic, and there are 3"),
        (PRACTICE, "draw = 2\n", "", "a quiz has either questions to draw or forms"),
        (PRACTICE, "attempts = 0", "attempts = 3", "practice has no limit"),
        (PRACTICE, "wait_minutes = 0", "wait_minutes = 5", "practice has no limit"),
        (PRACTICE, "time_limit_minutes = 0", "time_limit_minutes = 5", "practice has no limit"),
        (QUIZ, "[draw]", FORMS + "[draw]", "a quiz has either questions to draw or forms"),
        (QUIZ, 'banks = ["first"]', 'banks = ["first"]\npairs_with = "second"', "pairs_with names second, which is not a test with forms"),
    ],
)
def test_a_fault_stops_the_start_and_names_the_place(quizzes: Path, path: str, old: str, new: str, message: str) -> None:
    file = quizzes / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(ContentFault, match=message):
        load_tests(quizzes)


def test_only_a_quiz_that_closes_a_module_is_to_be_passed(quizzes: Path) -> None:
    tests = load_tests(quizzes).quizzes
    assert {slug: quiz.pass_mark_percent for slug, quiz in tests.items()} == {"first": 70, "second": 70, "practice": None}
    assert [slug for slug, quiz in tests.items() if quiz.is_practice] == ["practice"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("order = 1", "order = 1\npass_mark_percent = 70", "nothing is to be passed in this kind of quiz: leave out pass_mark_percent"),
        ('"after-attempt"', '"after-passing"', "answers_shown cannot be after-passing"),
    ],
)
def test_where_nothing_is_to_be_passed_no_rule_speaks_of_passing(quizzes: Path, old: str, new: str, message: str) -> None:
    _as_test(quizzes)
    path = quizzes / QUIZ
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ContentFault, match=message):
        load_tests(quizzes)


def test_practice_draws_from_the_whole_bank_but_for_what_tests_reserve(quizzes: Path) -> None:
    assert set(load_tests(quizzes).quizzes["practice"].pool) == {"first-1", "first-2", "first-3"}
    shutil.rmtree(quizzes / "first")
    shutil.copytree(quizzes / "second", quizzes / "before")
    path = quizzes / "before/quiz.toml"
    path.write_text(_whole_training(path.read_text().replace('["second"]', '["first"]')) + '[forms]\na = ["first-1"]\nb = ["first-1"]\n')
    assert set(load_tests(quizzes).quizzes["practice"].pool) == {"first-2", "first-3"}


def test_practice_has_no_forms(quizzes: Path) -> None:
    path = quizzes / PRACTICE
    path.write_text(path.read_text().replace("draw = 2\n", "") + FORMS)
    with pytest.raises(ContentFault, match="practice has no forms"):
        load_tests(quizzes)


def _whole_training(facts: str, kind: str = "pre-test") -> str:
    """Return the facts of a module quiz as those of a test of the whole training, without its questions."""
    facts = re.sub(r"(module|pass_mark_percent|pass_mark_origin) = .*\n", "", facts.split("[draw]", maxsplit=1)[0])
    return facts.replace("module-quiz", kind)


def _as_test(quizzes: Path, forms: str = FORMS) -> None:
    """Make the first quiz a pre-test with forms, and the second the post-test that goes with it."""
    first, second = quizzes / "first/quiz.toml", quizzes / "second/quiz.toml"
    shutil.rmtree(quizzes / "practice")
    first.write_text(_whole_training(first.read_text()) + forms)
    second.write_text(_whole_training(second.read_text(), "post-test").replace('banks = ["second"]', 'banks = ["first"]\npairs_with = "first"'))


def test_a_post_test_has_the_forms_of_its_pre_test(quizzes: Path) -> None:
    _as_test(quizzes)
    tests = load_tests(quizzes).quizzes
    assert tests["first"].forms == tests["second"].forms == {"a": ("first-1",), "b": ("first-2",)}
    assert tests["second"].length == 1


def test_forms_name_questions_that_there_are(quizzes: Path) -> None:
    _as_test(quizzes, '[forms]\na = ["first-9"]\nb = ["first-2"]\n')
    with pytest.raises(ContentFault, match="these questions of its forms are not in its banks: first-9"):
        load_tests(quizzes)


def test_questions_of_a_test_are_not_drawn_by_a_quiz(quizzes: Path) -> None:
    shutil.copytree(quizzes / "first", quizzes / "before")
    path = quizzes / "before/quiz.toml"
    path.write_text(_whole_training(path.read_text()) + FORMS)
    with pytest.raises(ContentFault, match="it draws 2 questions on words, and there are 0"):
        load_tests(quizzes)
