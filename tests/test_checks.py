"""The content check: each kind of fault is made once, in a copy of the real content, and must be found where it is."""

import shutil
from pathlib import Path

import pytest

from lms.checks import content_faults
from lms.config import ROOT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the real content, to be spoilt."""
    for name in ("modules", "quizzes", "certificates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_real_content_is_sound() -> None:
    assert content_faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("modules/legal-framework/en/01-three-elements.md", "## ", "### ", "do not have the same headings"),
        ("modules/legal-framework/en/01-three-elements.md", "## ", "Call 70 78 29 92.\n\n## ", ":3: this looks like a telephone number"),
        ("modules/legal-framework/en/01-three-elements.md", "## ", "Call +223 70782992.\n\n## ", ":3: this looks like a telephone number"),
        ("modules/legal-framework/fr/01-three-elements.md", "## ", "Le MNR.\n\n## ", ":3: the abbreviation is MRN"),
        ("quizzes/legal-framework/quiz.toml", 'lesson = "01-three-elements"', 'lesson = "99-none"', "its lesson 99-none does not exist"),
        ("quizzes/legal-framework/quiz.toml", 'module = "legal-framework"', 'module = "nothing"', ":1: its module nothing does not exist"),
        ("quizzes/legal-framework/quiz.toml", 'sources = ["', 'sources = ["s999", "', "its source s999 does not exist"),
        ("modules/legal-framework/module.toml", 'status = "draft"', 'status = "fine"', "status must be one of"),
    ],
)
def test_a_fault_is_found_and_its_place_named(content: Path, path: str, old: str, new: str, message: str) -> None:
    file = content / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    faults = content_faults(content)
    assert any(message in fault and path.rsplit("/", 1)[0] in fault for fault in faults), faults


def test_years_and_numbers_of_laws_are_not_telephone_numbers(content: Path) -> None:
    file = content / "modules/legal-framework/fr/01-three-elements.md"
    file.write_text(
        file.read_text() + "\nLes plans 2015-2017, 2018-2022 et 2023-2027 ; le décret n° 2011-036/PM-RM du 3 février 2011 ; 5 817 000 000 francs.\n"
    )
    assert content_faults(content) == []
