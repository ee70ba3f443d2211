"""What modules give on paper, opened again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import Markup

from lms.config import ROOT
from lms.courses.content import Library, Module, load_library
from lms.courses.guide import BY_AUDIENCE
from lms.courses.prints.guide import guide_pdf
from lms.courses.prints.handout import handout_pdf
from lms.courses.prints.kit import kit_pdf
from lms.courses.prints.session import NoGuide, Session, SessionTooShort, activities_of, role_plays_of, steps_of
from lms.courses.rules import AUDIENCES, DURATIONS
from lms.courses.versions import Version
from tests.certificates.test_pdf import NAMES
from tests.paper.reading import copied, fonts, ink, opened, outline, squeezed, words

SAMPLE = Path(__file__).parent.parent / "sample" / "modules"
LANGUAGES = ("fr", "en")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(SAMPLE)


@pytest.fixture(scope="module")
def real() -> Library:
    """The modules that are taught."""
    return load_library(ROOT / "modules")


@pytest.fixture
def module(library: Library) -> Module:
    return library.modules["first"]


@pytest.fixture(autouse=True)
def in_the_application(built_app: Flask) -> Iterator[None]:
    """The words that the prints add are translated by the application; no database is opened."""
    with built_app.app_context():
        yield


def session(*modules: Module, **changes: object) -> Session:
    facts = {"duration": "medium", "audience": "security", "language": "fr", "trainer": "Hélène", "place": "Kɔnɔba, Ɲɔna et Ŋaɲɛ",
             "on": date(2026, 12, 1), "starts": time(8, 30)}  # fmt: skip
    return Session(modules=modules, **{**facts, **changes})  # type: ignore[arg-type]


def without_role_plays(module: Module) -> Module:
    """Return a module none of whose activities uses a role play."""
    assert module.guide is not None
    activities = {name: replace(activity, role_play=None) for name, activity in module.guide.activities.items()}
    return replace(module, guide=replace(module.guide, activities=activities))


def with_versions(module: Module) -> Module:
    """Return a module whose first lesson was changed once."""
    versions = [Version(number=rank, on=on, content_hash=str(rank), changes={}) for rank, on in ((1, date(2026, 11, 22)), (2, date(2026, 12, 1)))]
    first, second, *others = module.lessons
    return replace(module, lessons=(replace(first, versions=tuple(versions)), replace(second, versions=tuple(versions[:1])), *others))


def page_with(pdf: bytes, text: str, *, after: int = 0) -> int:
    return next(number for number in range(after, len(opened(pdf).pages)) if text in words(pdf, number))


def test_the_booklet_has_each_lesson_its_questions_and_its_sources(module: Module, library: Library) -> None:
    pdf = handout_pdf(module, language="fr", library=library)
    text = words(pdf)
    for lesson in module.lessons:
        assert lesson.title("fr").replace("\u00a0", " ") in text
        for question in lesson.questions:
            assert question.words["fr"].text.replace("\u202f", " ") in text
        for source in lesson.sources:
            assert source.title["fr"].split(",")[0] in text


def test_the_booklet_begins_each_lesson_on_a_new_page(module: Module, library: Library) -> None:
    pdf = handout_pdf(module, language="en", library=library)
    for number, lesson in enumerate(module.lessons, start=1):
        page = page_with(pdf, f"Lesson {number} of")
        assert words(pdf, page).index(lesson.title("en")) < 60


def test_answers_come_only_at_the_end_of_the_booklet(module: Module, library: Library) -> None:
    pdf = handout_pdf(module, language="en", library=library)
    explanation = module.lessons[0].questions[0].words["en"].feedback
    page = page_with(pdf, explanation)
    assert page > page_with(pdf, f"Lesson {len(module.lessons)} of")
    assert words(pdf).count(explanation) == 1


def test_the_booklet_explains_the_terms_it_uses_and_no_others(module: Module, library: Library) -> None:
    text = words(handout_pdf(replace(module, lessons=module.lessons[:1]), language="fr", library=library))
    assert "Personne pour qui existent des motifs raisonnables." in text
    assert "ne pas nuire" not in text


def test_the_cover_says_in_what_state_the_module_is(module: Module, library: Library) -> None:
    checked = module.checked_on
    reviewed = replace(module, status="reviewed", reviewed_by="Une juriste")
    validated = replace(module, status="validated", reviewed_by="Une juriste", validated_on=date(2026, 12, 1))
    assert "Draft: not validated" in words(handout_pdf(module, language="en", library=library), 0)
    assert "reviewed by Une juriste" in words(handout_pdf(reviewed, language="en", library=library), 0)
    cover = words(handout_pdf(validated, language="en", library=library), 0)
    assert "1 December 2026" in cover
    assert f"{checked.day} {checked:%B %Y}" in cover
    assert "Draft" not in words(handout_pdf(validated, language="en", library=library))


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_language_outline_and_fonts_of_the_booklet(module: Module, library: Library, language: str) -> None:
    pdf = handout_pdf(module, language=language, library=library)
    reader = opened(pdf)
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata.title == module.title(language)
    assert [title for title in outline(pdf) if title[0].isdigit()] == [
        f"{number}. {lesson.title(language)}".replace("\u00a0", " ") for number, lesson in enumerate(module.lessons, start=1)
    ]
    assert all("+Relais" in font for font in fonts(pdf))
    assert len(pdf) < 150_000


def test_the_same_content_gives_the_same_bytes(module: Module, library: Library) -> None:
    assert handout_pdf(module, language="fr", library=library) == handout_pdf(module, language="fr", library=library)
    assert guide_pdf(module, language="fr", library=library) == guide_pdf(module, language="fr", library=library)
    assert kit_pdf(session(module), library=library) == kit_pdf(session(module), library=library)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_has_plans_activities_role_plays_boards_and_audiences(module: Module, library: Library, language: str) -> None:
    assert module.guide is not None
    text = words(guide_pdf(module, language=language, library=library)).replace("\u202f", " ")
    for activity in module.guide.activities.values():
        assert activity.texts[language].title in text
    for play in module.guide.role_plays:
        assert all(card.title in text for card in (*play.texts[language].cards, play.texts[language].observers))
    for chart in module.guide.flip_charts[language]:
        assert chart.title in text
    for part in module.guide.audiences[language].values():
        assert part.title in text


def test_each_plan_of_the_guide_is_timed_from_zero_and_names_its_forms(module: Module, library: Library) -> None:
    pdf = guide_pdf(module, language="en", library=library)
    plans = words(pdf, page_with(pdf, "Session of 45 minutes", after=2))
    assert "0:00 5 min Welcome" in plans
    assert "0:05 15 min" in plans
    assert "Plenary" in plans
    assert "Group work" in plans


def test_a_module_without_a_guide_gives_none(library: Library) -> None:
    with pytest.raises(NoGuide):
        guide_pdf(library.modules["second"], language="fr", library=library)
    with pytest.raises(NoGuide):
        kit_pdf(session(library.modules["second"]), library=library)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_the_trainer_reads_back_from_cover_and_attendance_sheet(module: Module, library: Library, name: str) -> None:
    pdf = kit_pdf(session(module, trainer=name), library=library)
    sheet = page_with(pdf, "Feuille de présence", after=1)
    assert squeezed(name) in squeezed(copied(pdf, 0))
    assert squeezed(name) in squeezed(copied(pdf, sheet))
    assert "Kɔnɔba, Ɲɔna et Ŋaɲɛ" in words(pdf, sheet)
    assert all("+Relais" in font for font in fonts(pdf))


@pytest.mark.parametrize("duration", DURATIONS)
def test_the_plan_of_a_kit_has_clock_times(module: Module, library: Library, duration: str) -> None:
    pdf = kit_pdf(session(module, duration=duration, language="en"), library=library)
    plan = words(pdf, page_with(pdf, "Plan of the session", after=1))
    assert "8:30" in plan
    frame = library.session.frames[duration]
    end = 8 * 60 + 30 + frame.minutes
    assert f"to {end // 60}:{end % 60:02}" in words(pdf, 0)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_kit_has_the_role_plays_of_its_activities_whoever_takes_part(module: Module, library: Library, audience: str) -> None:
    pdf = kit_pdf(session(module, audience=audience, language="en"), library=library)
    assert "For the activity “Tell the next”. 3 cards to cut out." in words(pdf)
    assert "role play: The door" in words(pdf, page_with(pdf, "Tell the next", after=2))
    assert "Spare:" not in words(pdf)


def test_a_kit_has_no_cards_for_a_role_play_that_is_nowhere_in_a_short_plan(module: Module, library: Library) -> None:
    text = words(kit_pdf(session(module, duration="short", language="en"), library=library))
    assert "The door" not in text
    assert "cut them along the dashes" not in text


def test_spare_role_plays_suit_the_audience_and_are_said_to_be_spare(module: Module, library: Library) -> None:
    unplayed = without_role_plays(module)
    text = words(kit_pdf(session(unplayed, audience="social", language="en"), library=library))
    assert "Spare: the plan does not use it. 3 cards to cut out." in text
    assert "copy and cut out their cards only if you mean to use them" in text
    assert "The door" not in words(kit_pdf(session(unplayed, audience="justice", language="en"), library=library))
    assert "The door" not in words(kit_pdf(session(unplayed, audience="social", language="en", duration="short"), library=library))


@pytest.mark.parametrize("duration", DURATIONS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_card_that_a_real_plan_asks_for_is_in_its_kit(real: Library, duration: str, audience: str) -> None:
    for module in real.modules.values():
        kit = session(module, duration=duration, audience=audience)
        steps = steps_of(kit, real)
        given = {planned.play.id for planned in role_plays_of(kit, steps)}
        assert {activity.role_play for _module, activity in activities_of(steps) if activity.role_play} - {BY_AUDIENCE} <= given
        assert duration != "short" or len(given) == len([1 for _module, activity in activities_of(steps) if activity.role_play])


def test_the_sources_of_a_kit_have_those_that_the_rules_of_role_plays_cite(module: Module, library: Library) -> None:
    assert module.guide is not None
    cited = Markup('<p>Rules<a href="#source-s2">2</a></p>')
    guide = replace(module.guide, role_plays_lead={"fr": cited, "en": cited}, sources={"fr": ("s1", "s2"), "en": ("s1", "s2")})
    text = words(kit_pdf(session(replace(module, guide=guide), language="en"), library=library))
    assert library.sources["s2"].title["en"] in text
    assert library.sources["s2"].title["en"] not in words(kit_pdf(session(module, language="en"), library=library))


def test_the_guide_says_which_role_play_an_activity_uses(module: Module, library: Library) -> None:
    assert "role play: The door" in words(guide_pdf(module, language="en", library=library))


def test_a_booklet_says_of_when_its_text_is(module: Module, library: Library) -> None:
    pdf = handout_pdf(with_versions(module), language="fr", library=library)
    assert "1er décembre 2026" in words(pdf, 0)
    assert "version 2, 1er décembre 2026" in words(pdf, page_with(pdf, "Leçon 1 sur"))
    assert "version 1, 22 novembre 2026" in words(pdf, page_with(pdf, "Leçon 2 sur"))
    assert "1 December 2026" in words(guide_pdf(with_versions(module), language="en", library=library), 0)


def test_a_kit_says_of_when_the_lessons_of_each_module_are(module: Module, library: Library) -> None:
    older = replace(module, slug="twin", lessons=with_versions(module).lessons[1:])
    pdf = kit_pdf(session(with_versions(module), older, duration="long", language="en"), library=library)
    assert "Lessons of: 1 December 2026, 22 November 2026" in words(pdf, 0)
    assert "Lessons of" not in words(kit_pdf(session(module, language="en"), library=library))


def test_a_session_of_45_minutes_has_one_test_and_says_so(module: Module, library: Library) -> None:
    pdf = kit_pdf(session(module, duration="short", language="en"), library=library)
    text = words(pdf)
    assert "Copy the test once for each participant" in text
    assert "Welcome and test on arrival" in text
    assert "Before After" not in text
    assert "To fill in on arrival." in words(pdf, page_with(pdf, "My sign, if I want my sheet back:"))
    longer = words(kit_pdf(session(module, duration="medium", language="en"), library=library))
    assert "Copy the test twice for each participant" in longer
    assert "45 minutes" not in longer


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_kit_speaks_to_its_audience_alone(module: Module, library: Library, audience: str) -> None:
    assert module.guide is not None
    parts = module.guide.audiences["en"]
    text = words(kit_pdf(session(module, audience=audience, language="en"), library=library))
    assert str(parts[audience].html.striptags()).split(".")[0] in text


def test_the_test_of_a_kit_is_one_form_and_its_key_is_apart(module: Module, library: Library) -> None:
    pdf = kit_pdf(session(module, language="en"), library=library)
    form, key = page_with(pdf, "My sign:"), page_with(pdf, "Answer key", after=1)
    assert form < key
    assert "Before After" in words(pdf, form)
    feedback = module.lessons[0].questions[0].words["en"].feedback
    assert feedback in words(pdf, key)
    assert words(pdf).count(feedback) == 1


def test_the_attendance_sheet_has_twenty_rows_and_says_where_it_stays(module: Module, library: Library) -> None:
    pdf = kit_pdf(session(module, language="en"), library=library)
    sheet = words(pdf, page_with(pdf, "Attendance sheet", after=1))
    assert "19 20" in sheet
    assert "stays with the trainer" in sheet
    assert "Name Function or service Sex (F or M) Signature" in sheet


def test_modules_that_do_not_fit_are_refused_with_what_to_do(module: Module, library: Library) -> None:
    twin = replace(module, slug="twin")
    with pytest.raises(SessionTooShort) as refusal:
        kit_pdf(session(module, twin, duration="short"), library=library)
    assert "longer" in str(refusal.value.message) or "plus longue" in str(refusal.value.message)


def test_a_kit_of_several_modules_has_the_activities_of_each(module: Module, library: Library) -> None:
    twin = replace(module, slug="twin", texts={language: replace(text, short_title="Jumeau") for language, text in module.texts.items()})
    pdf = kit_pdf(session(module, twin, duration="long"), library=library)
    assert "Jumeau" in words(pdf, 0)
    assert len(opened(pdf).pages) > len(opened(kit_pdf(session(module, duration="long"), library=library)).pages)


def test_a_kit_is_light_and_wastes_no_ink(module: Module, library: Library) -> None:
    pdf = kit_pdf(session(module), library=library)
    assert len(pdf) < 200_000
    assert all(ink(pdf, page) < 0.09 for page in range(len(opened(pdf).pages)))


def test_the_names_of_a_kit_are_not_in_what_the_file_says_of_itself(module: Module, library: Library) -> None:
    metadata = opened(kit_pdf(session(module, trainer="Nom Secret"), library=library)).metadata
    assert metadata is not None
    assert "Secret" not in str(dict(metadata))
