from pathlib import Path

import pytest

from lms.courses.content import load_library
from lms.courses.search import MOST, MOST_WORDS, Index
from tests.conftest import SAMPLE

BOTH = ("first", "second")
REAL = ("legal-framework", "sop-detection-identification", "sop-assistance-protection")


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(load_library(SAMPLE / "modules"), "fr")


@pytest.fixture(scope="module")
def real() -> Index:
    """The words of the real lessons."""
    return Index(load_library(Path("modules")), "fr")


@pytest.mark.parametrize("query", ["énoncé", "ENONCE", "enoncés", "énon", "  l'énoncé ", "énoncé repère"])
def test_words_are_found_without_accents_case_or_plural_and_by_their_beginning(index: Index, query: str) -> None:
    assert index.find(query, BOTH)


@pytest.mark.parametrize("query", ["", "   ", "?!", "énoncé introuvable", "noncé"])
def test_nothing_is_found_for_nothing_nor_when_a_word_is_missing(index: Index, query: str) -> None:
    assert index.find(query, BOTH) == []


def test_common_words_are_left_out_unless_they_are_all_there_is(index: Index) -> None:
    assert index.asked("le but de la loi") == ["but", "loi"]
    assert index.asked("le") == ["le"]


def test_a_match_in_the_heading_comes_first(index: Index) -> None:
    assert index.find("suite", ("first",))[0].section_title == "La suite"


def test_only_the_modules_asked_are_searched(index: Index) -> None:
    assert {found.module for found in index.find("énoncé", ("second",))} == {"second"}


def test_a_snippet_marks_the_words_and_leaves_no_markup_of_the_text(index: Index) -> None:
    snippet = index.find("présumée", ("first",))[0].snippet
    assert "<mark>présumée.</mark> Voir la suite." in snippet
    assert "<a" not in snippet
    assert "<sup" not in snippet


def test_terms_are_found_by_name(index: Index) -> None:
    assert [term.id for term in index.terms("victimes")] == ["victim"]
    assert index.terms("") == []


def test_the_other_language_is_not_searched() -> None:
    english = Index(load_library(SAMPLE / "modules"), "en")
    assert english.find("statement", BOTH)
    assert english.find("énoncé", BOTH) == []


def test_the_real_lessons_answer_what_people_would_ask(real: Index) -> None:
    asked = {
        "consentement éclairé": "informed-consent",
        "esclavage ascendance": "slavery-by-descent",
        "plan d'action": "national-action-plans",
        "doute âge enfant": "presumption-of-minority",
    }
    for query, lesson in asked.items():
        found = real.find(query, REAL)
        assert lesson in [one.lesson for one in found[:3]], (query, [one.lesson for one in found[:5]])
        assert len(found) <= MOST


def test_words_that_stand_in_different_sections_of_a_lesson_find_the_lesson(index: Index) -> None:
    found = index.find("énoncé phrase", ("first",))
    assert [one.lesson for one in found] == ["01-one"]


@pytest.mark.parametrize(("query", "is_found"), [("phrases", True), ("suites", True), ("suitex", True), ("énons", False), ("las", False)])
def test_a_plural_finds_the_singular_itself_and_not_what_begins_like_it(index: Index, query: str, is_found: bool) -> None:
    assert bool(index.find(query, BOTH)) is is_found


def test_a_plural_of_four_letters_finds_its_singular(real: Index) -> None:
    assert real.find("lois", REAL)


def test_the_exact_word_counts_more_than_one_that_begins_with_it(index: Index) -> None:
    assert [found.section_title for found in index.find("passe", ("second",))] == ["La suite", "Ce que vous saurez faire"]


def test_an_abbreviation_is_found_in_the_glossary(real: Index) -> None:
    assert [term.id for term in real.terms("POS")] == [term.id for term in real.terms("procédure opérationnelle standard")]
    assert real.terms("POS")


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [("consentment", "consentement"), ("referencment", "référencement"), ("Formulaire de consentment", "Formulaire de consentement"),
     ("zzzzzz", ""), ("", ""), ("?!", ""), ("sops", "")],
)  # fmt: skip
def test_a_word_that_is_nowhere_has_the_nearest_one_offered(asked: str, suggested: str, real: Index) -> None:
    assert real.suggestion(asked, REAL) == suggested


def test_nothing_is_offered_that_the_modules_asked_do_not_have(index: Index) -> None:
    assert index.suggestion("énonse", BOTH) == "énoncé"
    assert index.suggestion("énonse", ()) == ""


def test_a_query_as_long_as_a_page_looks_for_its_first_words(index: Index) -> None:
    assert len(index.asked(" ".join(f"mot{number}" for number in range(70)))) == MOST_WORDS
