"""How attempts are made up, when they may begin and end, what they are worth, and which one counts. Pure: values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol, TypeVar

from lms.questions.rules import Key, mark, pairs_in, path_of

COUNTS = ("best", "first", "last")
AFTER_EACH, AFTER_PASSING, NEVER = "after-each", "after-passing", "never"
SHOWN = (AFTER_EACH, "after-attempt", AFTER_PASSING, NEVER)

ANY_TOPIC = ""
"""Among the topics to draw from: whichever, by lot."""

GRACE = timedelta(minutes=2)
"""What arrives this late still counts: a slow network is not the person's fault."""


@dataclass(frozen=True)
class Rules:
    """The rules that a quiz is taken by."""

    attempts: int
    """How many a person has; 0: as many as they like."""
    wait_minutes: int
    time_limit_minutes: int
    """0: none."""
    shuffle: bool
    answers_shown: str
    counts: str

    @property
    def tells_at_once(self) -> bool:
        """Tell whether each answer is explained as soon as it has been given, one question at a time."""
        return self.answers_shown == AFTER_EACH

    def shows_answers(self, *, is_passed: bool) -> bool:
        """Tell whether a finished attempt shows the right answers."""
        return self.answers_shown != NEVER and (is_passed or self.answers_shown != AFTER_PASSING)


@dataclass(frozen=True)
class Score:
    """What an attempt is worth. `points` lies between 0 and `possible`."""

    points: float
    possible: float
    is_passed: bool

    @property
    def percent(self) -> int:
        """Return the score as a whole percentage, rounded down so that no one is told they reached a mark they missed."""
        return percent_of(self.points, self.possible)


@dataclass(frozen=True)
class Said:
    """An answer as it was given: to which question, what, when, and the id of the fact."""

    question: str
    answer: tuple[str, ...]
    at: datetime
    id: str
    is_explained: bool = False
    """It was explained at once: whoever gave it has read whether it is right."""


@dataclass(frozen=True)
class Final:
    """The answer to a question that counts."""

    answer: tuple[str, ...]
    explained: tuple[str, ...] | None = None
    """What of it was explained, and can no longer be changed; None: nothing."""


@dataclass(frozen=True)
class Met:
    """A question that somebody had in an attempt, when the attempt began, and what the answer was worth; None: it is not finished."""

    question: str
    at: datetime
    points: float | None


class Finished(Protocol):
    """An attempt that was handed in."""

    @property
    def submitted_at(self) -> datetime | None:
        """When."""

    @property
    def points(self) -> float:
        """Points reached."""

    @property
    def points_possible(self) -> float:
        """Points that there were."""


_NEVER = datetime.max.replace(tzinfo=UTC)
Attempted = TypeVar("Attempted", bound=Finished)


class Drawn(Protocol):
    """A question that can be drawn."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def topic(self) -> str:
        """What it is about."""


def percent_of(points: float, possible: float) -> int:
    """Return a whole percentage, rounded down. The millionth keeps thirds that add up to a whole from falling below it."""
    return int(points * 100 / possible + 1e-6) if possible else 0


def drawn(pool: Sequence[Drawn], wanted: Mapping[str, int], *, rank: Mapping[str, int], dice: Random) -> list[str]:
    """Return the ids of the questions of a new attempt, in the order of the pool: so many of each topic, by lot among those of the lowest rank.

    wanted: {topic: how many}, `ANY_TOPIC` for whichever. rank: {question: rank}, 0 when left out: how often it was met, or `need_of_practice`.
    """
    chosen: list[str] = []
    for topic, number in wanted.items():
        mine = [question.id for question in pool if topic in (ANY_TOPIC, question.topic)]
        dice.shuffle(mine)
        chosen += sorted(mine, key=lambda name: rank.get(name, 0))[:number]
    return [question.id for question in pool if question.id in chosen]


def need_of_practice(met: Iterable[Met]) -> dict[str, int]:
    """Return ranks for `drawn` by which practice goes where it is needed: what was never met, then what was missed the last time, then the rest.

    Missed is whatever was not worth the whole point, a blank too. What was met only in attempts that are not finished belongs to the rest.
    """
    last: dict[str, float] = {}
    for one in sorted(met, key=lambda one: one.at):
        last[one.question] = last.get(one.question, 1) if one.points is None else one.points
    return {question: 2 if points >= 1 else 1 for question, points in last.items()}


def shuffled(ids: Sequence[str], dice: Random) -> list[str]:
    """Return the ids in an order by lot."""
    mixed = list(ids)
    dice.shuffle(mixed)
    return mixed


def form_for(person: int, *, is_second: bool) -> str:
    """Return which parallel form a person is given: one before the training, the other after it. Half of the people begin with each."""
    return "ab"[(person + is_second) % 2]


def attempts_left(rules: Rules, finished: int) -> int | None:
    """Return how many attempts a person still has; None when there is no limit."""
    return max(rules.attempts - finished, 0) if rules.attempts else None


def wait_until(rules: Rules, finished: Sequence[datetime]) -> datetime | None:
    """Return from when the next attempt may begin, given when the finished ones ended; None for at once."""
    return max(finished) + timedelta(minutes=rules.wait_minutes) if finished and rules.wait_minutes else None


def deadline_of(rules: Rules, started_at: datetime) -> datetime | None:
    """Return when an attempt must be handed in, or None."""
    return started_at + timedelta(minutes=rules.time_limit_minutes) if rules.time_limit_minutes else None


def is_late(at: datetime, deadline: datetime | None) -> bool:
    """Tell whether an instant comes after a deadline and its grace."""
    return deadline is not None and at > deadline + GRACE


def ended_at(submitted_at: datetime, deadline: datetime | None) -> datetime:
    """Return when an attempt ended: when it was handed in, or at its deadline when that came too late."""
    return deadline if deadline is not None and is_late(submitted_at, deadline) else submitted_at


def counts_until(ended: datetime, deadline: datetime | None) -> datetime:
    """Return until when answers count: until the attempt was handed in; where time ended it, until the grace is over.

    After handing in there is no grace: by then the right answers may have been read.
    """
    return ended + GRACE if ended == deadline else ended


def is_settled(key: Key, answer: Sequence[str]) -> bool:
    """Tell whether an answer that was explained leaves nothing to answer: always, but for a case that still waits for a decision."""
    return key["type"] != "case" or path_of(key, answer)[-1][1] is not None


def may_follow(key: Key, explained: Sequence[str] | None, answer: Sequence[str]) -> bool:
    """Tell whether an answer may take the place of one that was `explained` to whoever gave it; None: none was.

    It may not: the first answer that was explained counts, whatever is said afterwards or arrives later. Only a case that still waits for a
    decision goes on, from the decisions taken.
    """
    if explained is None:
        return True
    if is_settled(key, explained):
        return False
    taken = path_of(key, explained)[:-1]
    return path_of(key, answer)[: len(taken)] == taken


def continued(key: Key, explained: Sequence[str] | None, answer: Sequence[str]) -> tuple[str, ...]:
    """Return an answer with the decisions of a case that were explained before it: they stand, and a page no longer asks for them."""
    if explained is None or key["type"] != "case":
        return tuple(answer)
    return (*explained, *(f"{name}={choice}" for name, choice in pairs_in(answer).items() if name not in pairs_in(explained)))


def final_answers(said: Iterable[Said], *, keys: Mapping[str, Key], until: datetime | None = None) -> dict[str, Final]:
    """Return, of each question in `keys`, the answer that counts: the first explained one, else the last one, given by then.

    They are looked at in the order of their times, so neither the order of `said` nor repetition in it matters.
    """
    final: dict[str, Final] = {}
    for one in sorted(said, key=lambda one: (one.at, one.id)):
        explained = final[one.question].explained if one.question in final else None
        is_in_time = until is None or one.at <= until
        if is_in_time and one.question in keys and may_follow(keys[one.question], explained, one.answer):
            final[one.question] = Final(one.answer, one.answer if one.is_explained else explained)
    return final


def marks(keys: Mapping[str, Key], answers: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return what each answer is worth; a question left out is blank and worth nothing."""
    return {question: mark(key, answers.get(question, ())) for question, key in keys.items()}


def score(points: float, possible: float, *, pass_mark_percent: int | None) -> Score:
    """Return the score of an attempt.

    pass_mark_percent: 0 to 100, reached when the unrounded share is at least that; None where nothing is to be passed, so that nobody does.
    """
    is_passed = pass_mark_percent is not None and possible > 0 and points * 100 >= pass_mark_percent * possible - 1e-6 * possible
    return Score(points=points, possible=possible, is_passed=is_passed)


def counting(attempts: Sequence[Attempted], counts: str) -> Attempted | None:
    """Return the attempt that counts, of a person's finished ones: the first, the last or the best (of equals, the first)."""
    done = sorted((one for one in attempts if one.submitted_at), key=lambda one: one.submitted_at or _NEVER)
    if not done:
        return None
    if counts == "best":
        return max(done, key=lambda one: one.points / one.points_possible if one.points_possible else 0.0)
    return done[0] if counts == "first" else done[-1]
