"""Each kind of fault is made once in a copy of the sample; the start must stop and name the file."""

import shutil
from pathlib import Path

import pytest

from lms.courses.content import load_library
from lms.errors import ContentFault
from tests.conftest import SAMPLE


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A copy of the sample modules, to be spoilt."""
    return Path(shutil.copytree(SAMPLE / "modules", tmp_path / "modules"))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_sample_loads_in_order_with_both_languages(modules: Path) -> None:
    library = load_library(modules)
    assert list(library.modules) == ["first", "second"]
    lesson = library.modules["first"].lessons[0]
    assert (lesson.title("fr"), lesson.title("en")) == ("Leçon une\u00a0: «\u00a0les mots\u00a0»", "Lesson one: words")
    assert library.modules["first"].minutes == 11


def test_a_changed_text_changes_the_version_of_the_lesson_and_of_no_other(modules: Path) -> None:
    before = load_library(modules).modules["first"].lessons
    _replace(modules / "first/en/01-one.md", "A statement", "Another statement")
    after = load_library(modules).modules["first"].lessons
    assert before[0].content_hash != after[0].content_hash
    assert before[1].content_hash == after[1].content_hash


def test_a_missing_translation_is_named(modules: Path) -> None:
    (modules / "first/en/02-two.md").unlink()
    with pytest.raises(ContentFault, match=r"first/en/02-two\.md: this lesson is missing"):
        load_library(modules)


def test_a_lesson_without_title_is_named_with_its_line(modules: Path) -> None:
    _replace(modules / "first/fr/01-one.md", "# Leçon", "Leçon")
    with pytest.raises(ContentFault, match=r"first/fr/01-one\.md:1: a lesson begins with its title"):
        load_library(modules)


def test_a_citation_that_the_facts_do_not_list_is_named(modules: Path) -> None:
    _replace(modules / "first/fr/01-one.md", "[@s1]", "[@s2]")
    with pytest.raises(ContentFault, match=r"first/fr/01-one\.md: its citations and the sources in module\.toml differ: s1, s2"):
        load_library(modules)


def test_a_source_that_does_not_exist_is_named(modules: Path) -> None:
    _replace(modules / "first/module.toml", 'sources = ["s1"]', 'sources = ["s9"]')
    with pytest.raises(ContentFault, match="lesson 01-one names sources that do not exist: s9"):
        load_library(modules)


def test_a_missing_fact_is_named(modules: Path) -> None:
    _replace(modules / "first/module.toml", 'version = "1.0"\n', "")
    with pytest.raises(ContentFault, match=r"first/module\.toml: version is missing"):
        load_library(modules)


def test_an_unknown_status_is_refused(modules: Path) -> None:
    _replace(modules / "first/module.toml", '"draft"', '"perfect"')
    with pytest.raises(ContentFault, match="status must be one of"):
        load_library(modules)


def test_toml_that_cannot_be_read_is_named(modules: Path) -> None:
    (modules / "second/module.toml").write_text("order = ")
    with pytest.raises(ContentFault, match=r"second/module\.toml: "):
        load_library(modules)
