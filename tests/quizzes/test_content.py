import shutil
from pathlib import Path

import pytest

from lms.errors import ContentFault
from lms.quizzes.content import load_quizzes
from tests.conftest import SAMPLE


@pytest.fixture
def quizzes(tmp_path: Path) -> Path:
    """A copy of the sample quizzes, to be spoilt."""
    return Path(shutil.copytree(SAMPLE / "quizzes", tmp_path / "quizzes"))


def test_the_sample_loads_with_its_key(quizzes: Path) -> None:
    quiz = load_quizzes(quizzes)["first"]
    assert quiz.key == {"first-1": ("b",), "first-2": ("a", "c"), "first-3": ("true",)}
    assert quiz.questions[1].takes_several
    assert quiz.questions[0].words["fr"].text == "Question 1\u202f?"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('right = ["b"]', 'right = ["z"]', "question first-1: the right answers are not among its options"),
        ('right = ["b"]', "right = []", "question first-1: the right answers are not among its options"),
        ('right = ["b"]', 'right = ["a", "b"]', "question first-1: a single question has exactly one right answer"),
        ('type = "single"', 'type = "essay"', "question first-1: type must be one of"),
        (
            'options = ["a", "b", "c"]\nright = ["b"]',
            'options = ["a", "b"]\nright = ["b"]',
            "question first-1: its wording is missing or has other options",
        ),
        ('kind = "module-quiz"', 'kind = "exam"', "kind must be one of"),
        ("pass_mark_percent = 70\n", "", "pass_mark_percent is missing"),
        ("pass_mark_percent = 70", "pass_mark_percent = 700", "pass_mark_percent is a whole number from 1 to 100"),
        ("order = 1", 'order = "1"', "order and version are whole numbers"),
        ('id = "first-2"', 'id = "first-1"', "a question id stands twice: first-1"),
    ],
)
def test_a_fault_stops_the_start_and_names_the_place(quizzes: Path, old: str, new: str, message: str) -> None:
    path = quizzes / "first/quiz.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ContentFault, match=message):
        load_quizzes(quizzes)
