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
    with pytest.raises(ContentFault, match=r"first/en/02-two\.md: this text is missing"):
        load_library(modules)


def test_a_lesson_without_title_is_named_with_its_line(modules: Path) -> None:
    _replace(modules / "first/fr/01-one.md", "# Leçon", "Leçon")
    with pytest.raises(ContentFault, match=r"first/fr/01-one\.md:1: a text begins with its title"):
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


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("first/fr/01-one.md", "(term:victim)", "(term:nobody)", r"01-one\.md:9: term nobody does not exist"),
        ("first/fr/01-one.md", "(lesson:02-two)", "(lesson:second/09)", r"01-one\.md:9: lesson second/09 does not exist"),
        ("first/fr/01-one.md", "(figure:elements)", "(figure:none)", r"01-one\.md:11: figure none does not exist"),
        ("first/fr/01-one.md", "[@s1]", "[@s99]", r"01-one\.md:9: source s99 does not exist"),
        ("first/module.toml", 'status = "draft"', 'status = "reviewed"', "names its reviewer in reviewed_by"),
        ("first/module.toml", 'validated_on = ""', "validated_on = 2026-11-21", "validated_on is the day of validation of a validated module"),
        ("first/module.toml", 'order = 1', 'order = "1"', "order and the minutes of every lesson are whole numbers"),
        ("first/fr.toml", "short_title", "shorttitle", r"fr\.toml: short_title is missing"),
        ("first/checks/questions.toml", 'lesson = "02-two"', 'lesson = "03"', "question first-c3: its lesson 03 does not exist"),
        ("first/checks/questions.toml", 'lesson = "01-one"', 'lesson = "02-two"', "lesson 01-one has no check question"),
        ("first/checks/questions.toml", 'sources = ["s1"]', 'sources = ["s7"]', "question first-c1 names sources that do not exist: s7"),
        ("first/checks/questions.toml", 'id = "first-c2"', 'id = "first-c1"', "a question id stands twice: first-c1"),
        ("first/checks/fr.toml", "[questions.first-c1", "[questions.first-c9", "these questions are not in questions.toml: first-c9"),
        ("first/module.toml", "minutes = 5", 'minutes = "5"', "order and the minutes of every lesson are whole numbers"),
        ("first/module.toml", "checked_on = 2026-11-21", 'checked_on = "hier"', "checked_on is a day"),
        ("first/module.toml", 'slug = "02-two"', 'slug = "01-one"', "with one that stands twice: 01-one"),
        ("first/checks/questions.toml", 'type = "true-false"', 'type = "numeric"', r"questions\.toml: answer is missing"),
        ("first/checks/questions.toml", 'type = "multiple"', 'kind = "multiple"', r"questions\.toml: type is missing"),
        ("figures/fr.toml", "title =", "name =", "figure elements has no title or no labels"),
        ("glossary.toml", "[victim]", "stray = 1\n[victim]", "stray is not a table"),
        ("sources.toml", "[s1]", "stray = 1\n[s1]", "stray is not a table"),
        ("first/guide.toml", '["three-questions", 15]', '["three-questions", 15, 1]', r"guide\.toml: something is not of the form"),
        ("glossary.toml", "fr_definition", "definition", "term victim has no fr_definition"),
        ("figures/fr.toml", "act =", "other =", "figure elements has no label act"),
        ("figures/fr.toml", "act =", 'more = "x", act =', "does not show these labels: more"),
        ("figures/fr.toml", "[elements]", "[others]", "the words of figure elements are missing"),
        ("figures/elements.svg", "<rect ", "<script ", "script may not be used in a drawing"),
        ("figures/elements.svg", "<rect ", '<rect style="x" ', "rect may not be used in a drawing, or has a script, a style or a link"),
        ("figures/elements.svg", "</svg>", "", "this drawing cannot be read"),
        ("first/guide.toml", 'form = "group"', 'form = "dance"', "activity sort-the-stories: form must be one of"),
        ("first/guide.toml", 'lessons = ["02-two"]', 'lessons = ["03"]', "activity tell-the-next rests on lessons that do not exist: 03"),
        ("first/guide.toml", '["sort-the-stories", 20]]', '["sort-the-stories", 25]]', "plan short: it takes 40 minutes; it must take 35"),
        ("first/guide.toml", 'audiences = ["security", "social"]', 'audiences = ["dancers"]', "role play the-door: audiences are some of"),
        ("first/fr/guide/three-questions.md", "## Matériel\n", "", "an activity has four sections"),
        ("first/fr/guide/three-questions.md", "[@s1]", "[@s77]", r"three-questions\.md:5: source s77 does not exist"),
        ("first/fr/guide/role-plays.md", "## La porte", "La porte", "it has 0 role plays, guide.toml has 1"),
        ("first/fr/guide/role-plays.md", "### Seydou", "Seydou", "needs a card for each of two roles or more"),
        ("first/fr/guide/flip-charts.md", "- Acte\n", "", "page «Trois mots» has 2 lines; a page has three to eight"),
        ("first/fr/guide/audiences.md", "## Justice", "Justice", "it has 3 sections; there is one for each of"),
    ],
)  # fmt: skip
def test_each_fault_of_a_text_is_named_with_its_place(modules: Path, path: str, old: str, new: str, message: str) -> None:
    _replace(modules / path, old, new)
    with pytest.raises(ContentFault, match=message):
        load_library(modules)


def test_a_text_of_the_guide_that_nothing_names_is_refused(modules: Path) -> None:
    (modules / "first/fr/guide/stray.md").write_text("# Perdu\n")
    with pytest.raises(ContentFault, match=r"guide\.toml does not name these texts: stray"):
        load_library(modules)


def test_a_frame_that_leaves_another_time_than_the_plans_take_is_refused(modules: Path) -> None:
    _replace(modules / "session/session.toml", "minutes = 45", "minutes = 50")
    with pytest.raises(ContentFault, match="duration short leaves 40 minutes for the modules; the guides have 35"):
        load_library(modules)


def test_every_fault_is_told_at_once(modules: Path) -> None:
    _replace(modules / "first/fr/01-one.md", "(term:victim)", "(term:nobody)")
    _replace(modules / "second/en/02-two.md", "(term:harm)", "(term:nothing)")
    with pytest.raises(ContentFault) as raised:
        load_library(modules)
    assert len(str(raised.value).splitlines()) == 2


def test_the_fingerprint_changes_with_any_file(modules: Path) -> None:
    before = load_library(modules).fingerprint
    assert load_library(modules).fingerprint == before
    _replace(modules / "session/fr.toml", "Accueil", "Bienvenue")
    assert load_library(modules).fingerprint != before


def test_text_that_would_be_printed_nowhere_is_refused(modules: Path) -> None:
    _replace(modules / "first/fr/guide/audiences.md", "# Publics\n", "# Publics\n\nUn mot d'avant.\n")
    with pytest.raises(ContentFault, match="nothing may stand between the title and the first section"):
        load_library(modules)


def test_flip_chart_lines_keep_their_no_break_spaces_and_lose_their_marks(modules: Path) -> None:
    _replace(modules / "first/fr/guide/flip-charts.md", "- Acte\n", "- **Acte** : qui ?\n")
    guide = load_library(modules).modules["first"].guide
    assert guide is not None
    assert guide.flip_charts["fr"][0].lines[0] == "Acte\u00a0: qui\u202f?"


def test_check_questions_are_those_that_screen_and_paper_can_ask(modules: Path) -> None:
    _replace(
        modules / "first/checks/questions.toml",
        'type = "true-false"\noptions = ["true", "false"]\nright = ["true"]',
        'type = "numeric"\nanswer = 1\ntolerance = 0',
    )
    for language in ("fr", "en"):
        words = modules / f"first/checks/{language}.toml"
        kept = [part for part in words.read_text().split("\n[questions.") if not part.startswith("first-c2.options")]
        words.write_text("\n[questions.".join(kept))
    with pytest.raises(ContentFault, match="question first-c2: a check question is one of single, multiple, true-false"):
        load_library(modules)
