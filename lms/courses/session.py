"""What every session has around its modules: welcome, tests, pauses, closing, the rules of the room, the evaluation."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lms.content_files import polish, read_toml
from lms.courses.rules import BODY_MINUTES, DURATIONS, Frame
from lms.errors import ContentFault
from lms.i18n import LANGUAGES


@dataclass(frozen=True)
class CommonStep:
    """A step that every session has, in one language."""

    title: str
    text: str


@dataclass(frozen=True)
class Evaluation:
    """The form that participants fill in at the end, in one language."""

    title: str
    intro: str
    scale: tuple[str, ...]
    statements: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class SessionWords:
    """The words of a session in one language."""

    steps: dict[str, CommonStep]
    rules_title: str
    rules: tuple[str, ...]
    evaluation: Evaluation


@dataclass(frozen=True)
class SessionFrame:
    """What stands around the modules: per duration its frame, per language its words."""

    frames: dict[str, Frame]
    words: dict[str, SessionWords]


def load_session(folder: Path) -> SessionFrame:
    """Return what every session has. Raises ContentFault, naming the file."""
    path = folder / "session.toml"
    facts = read_toml(path)
    try:
        frames = {duration: _frame(facts["durations"][duration]) for duration in DURATIONS}
        words = {language: _words(folder / f"{language}.toml", language) for language in LANGUAGES}
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None
    for duration, frame in frames.items():
        if frame.body != BODY_MINUTES[duration]:
            raise ContentFault(f"{path}: duration {duration} leaves {frame.body} minutes for the modules; the guides have {BODY_MINUTES[duration]}.")
        for language in LANGUAGES:
            for name, _minutes in (*frame.before, *frame.pauses, *frame.after):
                if name not in words[language].steps:
                    raise ContentFault(f"{folder / language}.toml: step {name} has no words.")
    return SessionFrame(frames=frames, words=words)


def _frame(facts: dict[str, Any]) -> Frame:
    before, pauses, after = (tuple((name, minutes) for name, minutes in facts[part]) for part in ("before", "pauses", "after"))
    return Frame(minutes=facts["minutes"], before=before, pauses=pauses, after=after)


def _words(path: Path, language: str) -> SessionWords:
    words = read_toml(path)

    def many(lines: list[str]) -> tuple[str, ...]:
        return tuple(polish(line, language) for line in lines)

    try:
        form = words["evaluation"]
        steps = {name: CommonStep(polish(step["title"], language), polish(step["text"], language)) for name, step in words["steps"].items()}
        return SessionWords(
            steps=steps, rules_title=polish(words["rules"]["title"], language), rules=many(words["rules"]["lines"]),
            evaluation=Evaluation(title=polish(form["title"], language), intro=polish(form["intro"], language), scale=many(form["scale"]),
                                  statements=many(form["statements"]), questions=many(form["questions"])),
        )  # fmt: skip
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None
