"""The facilitator's guide of a module: activities, session plans, role plays, flip charts; see docs/content-format.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lms.content_files import polish, read_toml
from lms.courses.rules import AUDIENCES, BODY_MINUTES, DURATIONS, FORMS, plan_faults
from lms.courses.texts import Part, Shelf, cited_in, read_markdown, read_parts, refuse_unresolved
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.markup import text_of

_ACTIVITY_PARTS = 4
_FLIP_CHART_LINES = range(3, 9)
BY_AUDIENCE = "by-audience"
"""Said instead of a role play by an activity that uses whichever of the module suits those who take part."""

_COMMON = ("introduction", "role-plays", "flip-charts", "audiences")


@dataclass(frozen=True)
class ActivityText:
    """What the facilitator reads of an activity, in one language."""

    title: str
    purpose: Markup
    materials: Markup
    steps: Markup
    answers: Markup


@dataclass(frozen=True)
class Activity:
    """Something a group does in a session."""

    id: str
    form: str
    """`plenary`, `group` or `practice`."""
    lessons: tuple[str, ...]
    role_play: str | None
    """The role play whose cards it needs, or `by-audience`."""
    texts: dict[str, ActivityText]


@dataclass(frozen=True)
class RolePlayText:
    """A role play in one language: the situation, a card per role, and what those who observe look for."""

    title: str
    situation: Markup
    cards: tuple[Part, ...]
    observers: Part


@dataclass(frozen=True)
class RolePlay:
    """An invented scene to practise on."""

    id: str
    audiences: tuple[str, ...]
    texts: dict[str, RolePlayText]


@dataclass(frozen=True)
class FlipChart:
    """A page to copy on a flip chart."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Introduction:
    """What somebody who has never taught reads first."""

    title: str
    lead: Markup
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Guide:
    """Everything a facilitator needs besides the lessons."""

    activities: dict[str, Activity]
    plans: dict[str, tuple[tuple[str, int], ...]]
    """Per duration (`short`, `medium`, `long`): activities with their minutes, without welcome, tests, pauses and closing."""
    role_plays: tuple[RolePlay, ...]
    role_plays_lead: dict[str, Markup]
    """Per language: how a role play is begun and ended safely."""
    introduction: dict[str, Introduction]
    flip_charts: dict[str, tuple[FlipChart, ...]]
    audiences: dict[str, dict[str, Part]]
    """Per language and audience."""
    sources: dict[str, tuple[str, ...]]
    """Per language: ids of the sources cited, in the order of their numbers."""

    def role_play_of(self, activity: Activity, audience: str) -> RolePlay | None:
        """Return the role play that an activity uses with an audience, or None when it uses none."""
        if activity.role_play is None:
            return None
        is_free = activity.role_play == BY_AUDIENCE
        return next(play for play in self.role_plays if (audience in play.audiences if is_free else play.id == activity.role_play))


@dataclass(frozen=True)
class _Files:
    """The texts of a guide in one language, and how to turn a piece of them into HTML."""

    folder: Path
    language: str
    module: str
    texts: dict[str, str]
    sources: Sequence[str]

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.md"

    def parts(self, name: str) -> tuple[str, Markup, tuple[Part, ...]]:
        return read_parts(self.texts[name], language=self.language, module=self.module, sources=self.sources)


def load_guide(folder: Path, shelf: Shelf) -> Guide | None:
    """Return the guide of the module in `folder`, or None when it has none. Raises ContentFault, naming file and line."""
    path = folder / "guide.toml"
    if not path.exists():
        return None
    facts = read_toml(path)
    try:
        names = [activity["id"] for activity in facts["activities"]]
        _check_facts(path, folder.name, facts, shelf)
        files = {language: _read(folder / language / "guide", language, folder.name, [*_COMMON, *names], shelf) for language in LANGUAGES}
        return Guide(
            activities={given["id"]: _activity(given, files) for given in facts["activities"]},
            plans={duration: tuple((name, minutes) for name, minutes in facts["plans"][duration]) for duration in DURATIONS},
            role_plays=_role_plays(facts["role_plays"], files),
            role_plays_lead={language: _role_plays_lead(read) for language, read in files.items()},
            introduction={language: Introduction(*read.parts("introduction")) for language, read in files.items()},
            flip_charts={language: _flip_charts(read) for language, read in files.items()},
            audiences={language: _audiences(read) for language, read in files.items()},
            sources={language: tuple(read.sources) for language, read in files.items()},
        )
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None
    except (AttributeError, TypeError, ValueError) as error:
        raise ContentFault(f"{path}: something is not of the form that docs/content-format.md describes: {error}.") from error


def _check_facts(path: Path, module: str, facts: dict[str, Any], shelf: Shelf) -> None:
    forms = {}
    for activity in facts["activities"]:
        if activity["form"] not in FORMS:
            raise ContentFault(f"{path}: activity {activity['id']}: form must be one of {', '.join(FORMS)}.")
        unknown = [lesson for lesson in activity["lessons"] if f"{module}/{lesson}" not in shelf.lessons]
        if unknown:
            raise ContentFault(f"{path}: activity {activity['id']} rests on lessons that do not exist: {', '.join(unknown)}.")
        forms[activity["id"]] = activity["form"]
    for duration in DURATIONS:
        for fault in plan_faults(facts["plans"][duration], forms, minutes=BODY_MINUTES[duration]):
            raise ContentFault(f"{path}: plan {duration}: {fault}")
    for role_play in facts["role_plays"]:
        if not role_play["audiences"] or not set(role_play["audiences"]) <= set(AUDIENCES):
            raise ContentFault(f"{path}: role play {role_play['id']}: audiences are some of {', '.join(AUDIENCES)}.")
    for activity in facts["activities"]:
        if wrong := _role_play_fault(activity.get("role_play"), facts["role_plays"]):
            raise ContentFault(f"{path}: activity {activity['id']}: {wrong}")


def _role_play_fault(named: str | None, role_plays: list[dict[str, Any]]) -> str | None:
    """Return what is wrong with the role play that an activity names."""
    if named == BY_AUDIENCE:
        left_out = [audience for audience in AUDIENCES if not any(audience in play["audiences"] for play in role_plays)]
        return f"no role play suits {', '.join(left_out)}." if left_out else None
    is_known = named is None or named in [play["id"] for play in role_plays]
    return None if is_known else f"role play {named} does not exist."


def _read(folder: Path, language: str, module: str, names: list[str], shelf: Shelf) -> _Files:
    texts = {name: read_markdown(folder / f"{name}.md") for name in names}
    if extra := sorted({path.stem for path in folder.glob("*.md")} - set(names)):
        raise ContentFault(f"{folder}: guide.toml does not name these texts: {', '.join(extra)}.")
    for name, markdown in texts.items():
        refuse_unresolved(folder / f"{name}.md", markdown, module=module, shelf=shelf)
    return _Files(folder=folder, language=language, module=module, texts=texts, sources=cited_in(list(texts.values())))


def _activity(facts: dict[str, Any], files: dict[str, _Files]) -> Activity:
    texts = {}
    for language, read in files.items():
        title, parts = _without_lead(read, facts["id"])
        if len(parts) != _ACTIVITY_PARTS:
            raise ContentFault(f"{read.path(facts['id'])}: an activity has four sections: purpose, materials, steps, expected answers.")
        texts[language] = ActivityText(title, *(part.html for part in parts))
    return Activity(id=facts["id"], form=facts["form"], lessons=tuple(facts["lessons"]), role_play=facts.get("role_play"), texts=texts)


def _role_plays(facts: list[dict[str, Any]], files: dict[str, _Files]) -> tuple[RolePlay, ...]:
    texts = {language: _role_play_texts(read, len(facts)) for language, read in files.items()}
    return tuple(
        RolePlay(id=given["id"], audiences=tuple(given["audiences"]), texts={language: texts[language][rank] for language in files})
        for rank, given in enumerate(facts)
    )


def _role_plays_lead(read: _Files) -> Markup:
    lead, _line, _plays = read.texts["role-plays"].partition("\n## ")
    return read_parts(lead, language=read.language, module=read.module, sources=read.sources)[1]


def _role_play_texts(read: _Files, expected: int) -> list[RolePlayText]:
    path = read.path("role-plays")
    _before, *pieces = read.texts["role-plays"].split("\n## ")
    if len(pieces) != expected:
        raise ContentFault(f"{path}: it has {len(pieces)} role plays, guide.toml has {expected}.")
    found = []
    for piece in pieces:
        title, _newline, body = piece.partition("\n")
        _none, situation, cards = read_parts(body, language=read.language, module=read.module, sources=read.sources, level=3)
        if len(cards) < 3:
            raise ContentFault(f"{path}: role play «{title}» needs a card for each of two roles or more, and one for those who observe.")
        found.append(RolePlayText(title=polish(title, read.language), situation=situation, cards=cards[:-1], observers=cards[-1]))
    return found


def _flip_charts(read: _Files) -> tuple[FlipChart, ...]:
    _title, parts = _without_lead(read, "flip-charts")
    charts = []
    for part in parts:
        lines = tuple(text_of(item) for item in str(part.html).split("<li>")[1:])
        if len(lines) not in _FLIP_CHART_LINES:
            raise ContentFault(f"{read.path('flip-charts')}: page «{part.title}» has {len(lines)} lines; a page has three to eight, as a list.")
        charts.append(FlipChart(title=part.title, lines=lines))
    return tuple(charts)


def _audiences(read: _Files) -> dict[str, Part]:
    _title, parts = _without_lead(read, "audiences")
    if len(parts) != len(AUDIENCES):
        raise ContentFault(f"{read.path('audiences')}: it has {len(parts)} sections; there is one for each of {', '.join(AUDIENCES)}.")
    return dict(zip(AUDIENCES, parts, strict=True))


def _without_lead(read: _Files, name: str) -> tuple[str, tuple[Part, ...]]:
    """Return the title and the sections of a text that has nothing else: what stood before them would be printed nowhere."""
    title, lead, parts = read.parts(name)
    if lead:
        raise ContentFault(f"{read.path(name)}: nothing may stand between the title and the first section.")
    return title, parts
