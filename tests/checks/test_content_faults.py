"""The content check: each kind of fault is made once, in a copy of the real content, and must be found where it is."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from lms.checks import content_faults
from lms.config import ROOT

FRENCH, ENGLISH = "modules/legal-framework/fr/three-elements.md", "modules/legal-framework/en/three-elements.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the real content, to be spoilt."""
    for name in ("modules", "quizzes", "certificates", "workshops"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_real_content_is_sound() -> None:
    assert content_faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (ENGLISH, "## ", "### ", "do not have the same headings"),
        (ENGLISH, "## ", "Call 70 78 29 92.\n\n## ", ":3: this looks like a telephone number"),
        (ENGLISH, "## ", "Call +223 70782992.\n\n## ", ":3: this looks like a telephone number"),
        (FRENCH, "## ", "Le MNR.\n\n## ", ":3: the abbreviation is MRN"),
        ("quizzes/banks/legal-framework/questions.toml", 'lesson = "three-elements"', 'lesson = "99-none"', "its lesson 99-none does not exist"),
        ("quizzes/legal-framework/quiz.toml", 'module = "legal-framework"', 'module = "nothing"', ":1: its module nothing does not exist"),
        (
            "quizzes/practice-legal-framework/quiz.toml",
            'banks = ["legal-framework"]',
            'banks = ["sop-assistance-protection"]',
            ":1: its bank is not that of its module legal-framework",
        ),
        (
            "quizzes/practice-sop-assistance-protection/quiz.toml",
            'module = "sop-assistance-protection"',
            'module = "legal-framework"',
            ":1: a module has one quiz of a kind, and practice-legal-framework is that of legal-framework",
        ),
        ("quizzes/banks/legal-framework/questions.toml", 'sources = ["', 'sources = ["s999", "', "its source s999 does not exist"),
        ("modules/legal-framework/module.toml", 'status = "draft"', 'status = "fine"', "status must be one of"),
        ("quizzes/banks/legal-framework/questions.toml", 'module = "legal-framework"', 'module = "nothing"', ":1: its module nothing does not exist"),
        ("quizzes/pre-test/quiz.toml", '"lf-013"', '"lf-027"', "its forms do not have as many questions of each topic"),
        ("quizzes/pre-test/quiz.toml", '"lf-014"', '"lf-013"', "these questions stand in both forms: lf-013"),
        ("quizzes/banks/legal-framework/en.toml", 'text = "', 'text = "[to be translated] ', ": this text is still to be translated"),
        (FRENCH, "## ", "Il dit: rien.\n\n## ", ":3: French has a space before a colon"),
        (FRENCH, "## ", "Qui parle?\n\n## ", ":3: French has a space before ; ! and ?"),
        (FRENCH, "## ", "Le mot «oui».\n\n## ", ":3: French has a space inside « and »"),
        (FRENCH, "## ", 'Le mot "oui".\n\n## ', ":3: straight quotation marks"),
        (FRENCH, "## ", "Le mot “oui”.\n\n## ", ":3: French quotation marks are « and »"),
        (FRENCH, "## ", "Le coeur du sujet.\n\n## ", ":3: write œ"),
        (FRENCH, "## ", "Deux  espaces.\n\n## ", ":3: two spaces follow one another"),
        (FRENCH, "## ", "Et puis...\n\n## ", ":3: three dots are one character"),
        (FRENCH, "## ", "Des migrants clandestins.\n\n## ", ":3: «clandestin» only stands between quotation marks"),
        (FRENCH, "## ", "Une vraie victime.\n\n## ", ":3: say what was done to the person"),
        (ENGLISH, "## ", "The word «yes».\n\n## ", ":3: English quotation marks are"),
        (ENGLISH, "## ", "He says : nothing.\n\n## ", ":3: English has no space before"),
        (ENGLISH, "## ", "Texte national à insérer ici.\n\n## ", ":3: French words in an English text"),
        (FRENCH, '!!! key "', '!!! clef "', "boxes of this kind do not exist: clef"),
        (FRENCH, '!!! key "', '!!! caution "', "there is no box of kind key: what to remember"),
        (FRENCH, '!!! example "', '!!! caution "', "there is no box of kind example: a worked example with invented people"),
        (ENGLISH, '!!! example "', '!!! caution "', "the languages do not have the same boxes"),
        (ENGLISH, "](figure:act-means-purpose)", "](figure:laws-timeline)", "the languages do not have the same figures"),
        (FRENCH, "## ", "Mot " * 41 + ".\n\n## ", ":3: a sentence of 41 words; at most 40"),
        (FRENCH, "## ", "Réorganisation institutionnelle interministérielle. " * 200 + "\n\n## ", "hard to read: LIX"),
        ("modules/legal-framework/module.toml", "minutes = ", "minutes = 1", "; a lesson takes 5 to 10"),
        (
            "modules/legal-framework/fr.toml",
            'short_title = "',
            'short_title = "Bien trop long pour une liste de téléphone ',
            "more than 40 characters",
        ),
        ("modules/legal-framework/fr.toml", "objectives = [", 'objectives = [\n  "Encore un.",', "do not have the same number of objectives"),
        ("modules/legal-framework/versions.toml", 'hash = "', 'hash = "0', "Say what changed: flask --app wsgi content record legal-framework"),
        ("modules/legal-framework/en/guide/introduction.md", "## ", "### ", "introduction.md:1: the languages do not have the same headings"),
        (
            "modules/sop-detection-identification/guide.toml",
            'role_play = "referral-by-phone"\n',
            "",
            "form-then-call.md:1: it speaks of a role play; guide.toml gives",
        ),
        (
            "modules/sop-detection-identification/guide.toml",
            '"consent-explained"',
            '"first-interview"',
            "it speaks of the role play consent-explained; guide.toml gives",
        ),
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
    file = content / FRENCH
    file.write_text(
        file.read_text() + "\nLes plans 2015-2017, 2018-2022 et 2023-2027 ; le décret n° 2011-036/PM-RM du 3 février 2011 ; 5 817 000 000 francs.\n"
    )
    assert [fault for fault in content_faults(content) if "telephone" in fault] == []


def test_a_term_explained_twice_is_named_with_its_line(content: Path) -> None:
    file = content / FRENCH
    term = re.search(r"\[[^\]]+\]\(term:[a-z-]+\)", file.read_text())
    assert term
    file.write_text(f"{file.read_text()}\n{term[0]}\n")
    assert any("is explained more than once" in fault for fault in content_faults(content))


def test_guidance_without_a_place_for_the_national_text_is_a_fault(content: Path) -> None:
    file = content / "modules/sop-detection-identification/fr/detection.md"
    file.write_text(file.read_text().replace("!!! national", "!!! caution"))
    assert any("no place for the national text" in fault and "detection.md:1" in fault for fault in content_faults(content))


def test_a_lesson_that_the_module_does_not_name_is_a_fault(content: Path) -> None:
    (content / "modules/legal-framework/fr/stray.md").write_text("# Perdue\n")
    assert any("stray.md:1: module.toml does not name this lesson" in fault for fault in content_faults(content))


def test_a_module_without_its_guide_is_a_fault(content: Path) -> None:
    (content / "modules/legal-framework/guide.toml").unlink()
    assert any("guide.toml:1: the facilitator's guide is missing" in fault for fault in content_faults(content))


def test_an_id_used_by_a_check_question_is_not_free_for_a_quiz(content: Path) -> None:
    taken = tomllib.loads((content / "modules/legal-framework/checks/questions.toml").read_text())["questions"][0]["id"]
    for path in (content / "quizzes/banks/legal-framework").glob("*.toml"):
        path.write_text(path.read_text().replace("lf-001", taken))
    assert any(f"question {taken}: its id is taken in the check questions" in fault for fault in content_faults(content))


def test_a_term_explained_in_one_language_only_is_a_fault(content: Path) -> None:
    file = content / ENGLISH
    file.write_text(re.sub(r"\[([^\]]+)\]\(term:[a-z-]+\)", r"\1", file.read_text(), count=1))
    assert any("three-elements.md:1: the languages do not have the same glossary terms" in fault for fault in content_faults(content))


def test_minutes_that_the_text_does_not_take_are_a_fault(content: Path) -> None:
    file = content / FRENCH
    file.write_text(file.read_text().replace("## ", "Un deux trois. " * 300 + "\n\n## ", 1))
    assert any("module.toml:" in fault and "lesson three-elements says" in fault for fault in content_faults(content))


def test_what_to_remember_comes_last(content: Path) -> None:
    file = content / FRENCH
    file.write_text(file.read_text() + "\n## Encore une section\n\nUne phrase.\n")
    assert any("what to remember stands in the last section" in fault for fault in content_faults(content))


def test_a_module_with_too_many_objectives_is_a_fault(content: Path) -> None:
    for language in ("fr", "en"):
        file = content / f"modules/legal-framework/{language}.toml"
        file.write_text(file.read_text().replace("objectives = [", 'objectives = ["Un.", "Deux.", "Trois.",'))
    assert any("a module has three to five objectives" in fault for fault in content_faults(content))
