"""A session as a trainer plans it: who, where, when, what; and its steps with clock times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from flask_babel import lazy_gettext as _l

from lms.courses.content import Library, Module
from lms.courses.guide import Activity, Guide, RolePlay
from lms.courses.rules import TEST_QUESTIONS, TimedStep, body_plans, session_steps, spread
from lms.errors import DomainError
from lms.questions.content import Question

SPARE_UP_TO = {"short": 0, "medium": 2, "long": 4}
"""Up to how many role plays a session is given some that its plan does not use: each has two sheets of cards."""


class SessionTooShort(DomainError):
    """The modules chosen do not fit the time chosen."""

    def __init__(self) -> None:
        super().__init__(_l("These modules do not fit a session this short. Choose fewer modules or a longer session."))


class NoGuide(DomainError):
    """A module has no facilitator's guide yet."""

    def __init__(self) -> None:
        super().__init__(_l("This module has no facilitator’s guide yet. Choose another module."))


@dataclass(frozen=True)
class Session:
    """What a trainer says of the session to come."""

    modules: tuple[Module, ...]
    duration: str
    """`short`, `medium` or `long`."""
    audience: str
    language: str
    trainer: str
    place: str
    on: date
    starts: time


@dataclass(frozen=True)
class Step:
    """A step of a session, with what is done in it; `activity` is None for what every session has."""

    timed: TimedStep
    title: str
    text: str
    activity: Activity | None


@dataclass(frozen=True)
class SessionRolePlay:
    """A role play that goes with a session; `activity` is None for one that is spare."""

    module: str
    play: RolePlay
    activity: Activity | None


def guide_of(module: Module) -> Guide:
    """Return the guide of a module. Raises NoGuide."""
    if module.guide is None:
        raise NoGuide
    return module.guide


def steps_of(session: Session, library: Library) -> list[Step]:
    """Return the steps of a session in order. Raises SessionTooShort, NoGuide."""
    guides = {module.slug: guide_of(module) for module in session.modules}
    frame = library.session.frames[session.duration]
    forms = {slug: {name: activity.form for name, activity in guide.activities.items()} for slug, guide in guides.items()}
    bodies = body_plans({slug: guide.plans for slug, guide in guides.items()}, forms, minutes=frame.body)
    if bodies is None:
        raise SessionTooShort
    return [_step(timed, guides, library, session.language) for timed in session_steps(frame, bodies)]


def plan_of(module: Module, duration: str, library: Library, language: str) -> list[Step]:
    """Return the steps of a session of one module. Raises NoGuide."""
    guide = guide_of(module)
    timed = session_steps(library.session.frames[duration], {module.slug: guide.plans[duration]})
    return [_step(step, {module.slug: guide}, library, language) for step in timed]


def activities_of(steps: Sequence[Step]) -> list[tuple[str, Activity]]:
    """Return the activities of a session with their modules, each once, in order."""
    found = {(step.timed.module, step.timed.name): step.activity for step in steps if step.activity}
    return [(module, activity) for (module, _name), activity in found.items()]


def role_plays_of(session: Session, steps: Sequence[Step]) -> list[SessionRolePlay]:
    """Return the role plays that the activities use, whoever takes part; then, in a session long enough, spare ones that suit the audience."""
    guides = {module.slug: guide_of(module) for module in session.modules}
    found: dict[tuple[str, str], SessionRolePlay] = {}
    for module, activity in activities_of(steps):
        if play := guides[module].role_play_of(activity, session.audience):
            found.setdefault((module, play.id), SessionRolePlay(module, play, activity))
    suited = [
        [SessionRolePlay(slug, play, None) for play in guide.role_plays if session.audience in play.audiences and (slug, play.id) not in found]
        for slug, guide in guides.items()
    ]
    return [*found.values(), *spread(suited, max(0, SPARE_UP_TO[session.duration] - len(found)))]


def questions_to_ask(session: Session) -> list[Question]:
    """Return the questions of the test: from as many lessons as can be."""
    groups = [lesson.questions for module in session.modules for lesson in module.lessons]
    return spread(groups, TEST_QUESTIONS[session.duration])


def _step(timed: TimedStep, guides: dict[str, Guide], library: Library, language: str) -> Step:
    if timed.module:
        activity = guides[timed.module].activities[timed.name]
        return Step(timed, activity.texts[language].title, "", activity)
    common = library.session.words[language].steps[timed.name]
    return Step(timed, common.title, common.text, None)
