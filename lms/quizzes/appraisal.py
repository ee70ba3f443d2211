"""What the first attempts at a quiz say about it and its questions, as its authors see them. Pure; the formulas are in `statistics`.

Attempts may draw different questions. So a question is looked at on the attempts that had it in its version of today, its *rest* being what each
of them scored on the other questions; alpha and weights exist only where all had the same questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import inf, sqrt
from statistics import fmean, median
from uuid import UUID

from lms.questions.content import Question
from lms.quizzes.breakdown import Part, parts_of
from lms.quizzes.content import Quiz
from lms.quizzes.statistics import (
    Bar,
    Figure,
    MarksTable,
    OptionFlag,
    Undefined,
    binomial_error,
    cronbach_alpha,
    decision_consistency,
    effective_weights,
    facility,
    kr20,
    marks_table,
    near_cut,
    rest_correlation,
    score_distribution,
    standard_error,
    upper_lower_difference,
)

SMALLEST_GROUP = 20
"""Of fewer people a figure says more about chance than about the quiz (C2)."""
EASY_ABOVE, HARD_BELOW = 0.95, 0.35
LOW_BELOW = 0.20
"""An item–rest correlation of less tells people apart hardly at all."""
BAR_PERCENT = 10
ROUGH_UP_TO = 20
"""Of so few questions the binomial error at a pass mark of 70 % is a tenth of the whole or more: √(14·6/19) is 2.1 of 20."""

Named = tuple[str, str]
"""An option: the part of the question that it belongs to, empty for the whole, and its id."""


class Gap(StrEnum):
    """Why a page shows no figure although one could be computed, or why none can be."""

    FEW = "fewer-than-20"
    DIFFERENT_QUESTIONS = "different-questions"


class Look(StrEnum):
    """Why an author should look at a question, the gravest first."""

    NEGATIVE = "negative"
    """The correlation lies below 0 by more than its standard error there, 1/√n: of questions that only chance marks, one in six does, not half."""
    ABOVE_KEY = "above-key"
    FREQUENT = "frequent"
    LOW = "low"
    """The correlation lies below LOW_BELOW, and not so far below 0."""
    HARD = "hard"
    EASY = "easy"
    IDLE = "idle"


@dataclass(frozen=True)
class Shown:
    """A figure as a page shows it: its value, or the reason for a dash."""

    value: float | None
    reason: Undefined | Gap | None = None


@dataclass(frozen=True)
class Given:
    """What was answered to a question in the end."""

    version: int
    answer: tuple[str, ...]
    points: float


@dataclass(frozen=True)
class First:
    """Somebody's first finished attempt; without answers when only its score is known."""

    id: UUID
    person_id: UUID
    form: str
    is_on_screen: bool
    started_at: datetime
    points: float
    possible: float
    answers: Mapping[str, Given] = field(default_factory=dict)

    @property
    def percent(self) -> float:
        """Return the score, 0 to 100; rounded so far that a whole percentage is one."""
        return round(self.points * 100 / self.possible, 9) if self.possible else 0.0

    @property
    def asked(self) -> frozenset[tuple[str, int]]:
        """Return the questions it had, each with its version."""
        return frozenset((name, given.version) for name, given in self.answers.items())


@dataclass(frozen=True)
class Taken:
    """The first finished attempts at the version that a quiz has today."""

    quiz: Quiz
    attempts: tuple[First, ...]
    n_other_versions: int
    """First attempts at other versions of the quiz, which are left out."""

    @property
    def n_scores_only(self) -> int:
        """Return how many are known by their score alone."""
        return sum(not attempt.answers for attempt in self.attempts)


@dataclass(frozen=True)
class Reliability:
    """How steady the scores of those are who had the same form; `form` is empty where a quiz has none. The error is in points."""

    form: str
    n: int
    n_questions: int
    alpha: Shown
    kr20: Shown
    sem: Shown
    weights: Mapping[str, Shown]


@dataclass(frozen=True)
class Decisions:
    """How steadily the pass mark of a quiz decides, of those whose attempt had as many points as the quiz has questions."""

    n: int
    n_questions: int
    pass_points: float
    """The points that the pass mark asks for; need not be whole."""
    agreement: Shown
    kappa: Shown
    kr21: Shown
    near: Shown
    """How many people lie within one error of the pass mark."""
    error: Shown
    """In points: the standard error of measurement, else the binomial one."""
    is_binomial: bool

    @property
    def is_rough(self) -> bool:
        """Tell whether there are so few questions that one more or less decides for many."""
        return self.n_questions <= ROUGH_UP_TO


@dataclass(frozen=True)
class Item:
    """What is known of a question."""

    question: Question
    n: int
    n_other_versions: int
    facility: Shown
    r_rest: Shown
    d27: Shown
    weight: Shown
    parts: tuple[Part, ...]
    """What was answered; nothing where too few had the question."""
    looks: tuple[tuple[Look, tuple[Named, ...]], ...]
    """Why to look at it, the gravest first, each with the options meant, if any."""

    @property
    def gravity(self) -> tuple[int, float]:
        """Return what sorts questions to look at by their gravest reason, and within it by the correlation in standard errors, lowest first."""
        r = self.r_rest.value
        return list(Look).index(self.looks[0][0]), inf if r is None else r * sqrt(self.n)


@dataclass(frozen=True)
class Outcome:
    """How many got the whole point, a part of it, nothing, and how many left the question blank."""

    whole: int
    part: int
    nothing: int
    blank: int


def mean_share(taken: Taken) -> Shown:
    """Return the mean score as a share, 0 to 1: the facility of the whole."""
    if len(taken.attempts) < SMALLEST_GROUP:
        return Shown(None, Gap.FEW)
    return Shown(fmean(attempt.percent for attempt in taken.attempts) / 100)


def distribution(taken: Taken) -> tuple[Bar, ...]:
    """Return how many scores lie in each ten per cent; the last bar holds full marks only."""
    return score_distribution(marks_table({one.id: [one.percent] for one in taken.attempts}, [100]), width=BAR_PERCENT)


def reliabilities(taken: Taken) -> list[Reliability]:
    """Return the reliability of each form, or of the whole where there are no forms.

    Of a form, those count who had just its questions in the versions of today; without forms, all must have had the same.
    """
    answered = [one for one in taken.attempts if one.answers]
    if not taken.quiz.forms:
        return [_reliability("", answered)]
    return [
        _reliability(form, [one for one in answered if one.form == form and one.asked == _of_today(taken.quiz, form)]) for form in taken.quiz.forms
    ]


def _of_today(quiz: Quiz, form: str) -> frozenset[tuple[str, int]]:
    return frozenset((name, quiz.pool[name].version) for name in quiz.forms[form])


def _reliability(form: str, attempts: Sequence[First]) -> Reliability:
    is_alike = len({attempt.asked for attempt in attempts}) < 2
    if not is_alike or len(attempts) < SMALLEST_GROUP:
        none = Shown(None, Gap.FEW if is_alike else Gap.DIFFERENT_QUESTIONS)
        return Reliability(form, len(attempts), 0, none, none, none, {})
    names = sorted(attempts[0].answers)
    table = marks_table({one.id: [one.answers[name].points for name in names] for one in attempts}, [1] * len(names))
    weights = dict(zip(names, map(_shown, effective_weights(table)), strict=True))
    return Reliability(form, len(attempts), len(names), _shown(cronbach_alpha(table)), _shown(kr20(table)), _shown(standard_error(table)), weights)


def decisions(taken: Taken, groups: Sequence[Reliability]) -> Decisions | None:
    """Return how steadily the pass mark decides; None where nothing is to be passed.

    groups: its reliabilities. The standard error of measurement is that of the only group: of several forms each has its own, and the binomial
    error is put in their place, as where people had different questions.
    """
    if taken.quiz.pass_mark is None:
        return None
    k, percent = taken.quiz.length, taken.quiz.pass_mark.percent
    wanted, totals = percent * k / 100, [one.points for one in taken.attempts if one.possible == k]
    if len(totals) < SMALLEST_GROUP:
        few = Shown(None, Gap.FEW)
        return Decisions(len(totals), k, wanted, few, few, few, few, few, False)
    found = decision_consistency(totals, n_items=k, cut=-(-percent * k // 100))
    measured = groups[0].sem if len(groups) == 1 else Shown(None)
    error = measured if measured.value is not None else _shown(binomial_error(wanted, n_items=k))
    near = error if error.value is None else Shown(near_cut(totals, cut=wanted, error=error.value))
    return Decisions(len(totals), k, wanted, _shown(found.agreement), _shown(found.kappa), _shown(found.kr21), near, error, measured.value is None)


def items(taken: Taken, groups: Sequence[Reliability]) -> list[Item]:
    """Return what is known of each question of the quiz, in its order. groups: its reliabilities, which hold the weights."""
    return [item_of(taken, question, groups) for question in taken.quiz.pool.values()]


def to_look_at(found: Sequence[Item]) -> list[Item]:
    """Return the questions that their author should look at, the gravest first."""
    return sorted((item for item in found if item.looks), key=lambda item: item.gravity)


def item_of(taken: Taken, question: Question, groups: Sequence[Reliability]) -> Item:
    """Return what is known of one question."""
    had = attempts_with(taken, question)
    others = sum(question.id in attempt.answers for attempt in taken.attempts) - len(had)
    if len(had) < SMALLEST_GROUP:
        few = Shown(None, Gap.FEW)
        return Item(question, len(had), others, few, few, few, few, (), ())
    table = _item_and_rest(had, question)
    easy, correlation = _shown(facility(table, 0)), _shown(rest_correlation(table, 0))
    weight = next((group.weights[question.id] for group in groups if question.id in group.weights), Shown(None, _gap_of(question, taken, groups)))
    parts = parts_of(question, table, {one.id: one.answers[question.id].answer for one in had}, smallest=SMALLEST_GROUP)
    return Item(question, len(had), others, easy, correlation, _shown(upper_lower_difference(table, 0)), weight, parts,
                _looks(len(had), easy, correlation, parts))  # fmt: skip


def attempts_with(taken: Taken, question: Question) -> list[First]:
    """Return the attempts that had a question in its version of today."""
    return [one for one in taken.attempts if question.id in one.answers and one.answers[question.id].version == question.version]


def outcome_of(taken: Taken, question: Question) -> Outcome:
    """Return how the answers to a question were marked."""
    given = [one.answers[question.id] for one in attempts_with(taken, question)]
    whole, blank = sum(one.points >= 1 for one in given), sum(not one.answer for one in given)
    part = sum(0 < one.points < 1 for one in given)
    return Outcome(whole, part, len(given) - whole - part - blank, blank)


def seconds_of(attempt: First, said: Sequence[tuple[datetime, str]], question: str) -> float | None:
    """Return how long somebody took for a question: from the answer before it, or from the beginning, to its first answer.

    said: (when, question) of every answer of the attempt. None when it was sent together with others, so that nobody knows.
    """
    first = min((at for at, name in said if name == question), default=None)
    if first is None or {name for at, name in said if at == first} != {question}:
        return None
    seconds = (first - max((at for at, _name in said if at < first), default=attempt.started_at)).total_seconds()
    return seconds if seconds > 0 else None


def middle(values: Sequence[float]) -> Shown:
    """Return the median."""
    return Shown(median(values)) if len(values) >= SMALLEST_GROUP else Shown(None, Gap.FEW)


def _item_and_rest(attempts: Sequence[First], question: Question) -> MarksTable[UUID]:
    """Return the table of a question and of all others together; of the question alone where somebody had no other."""
    rows = {}
    for attempt in attempts:
        rest = [given.points for name, given in attempt.answers.items() if name != question.id]
        rows[attempt.id] = [attempt.answers[question.id].points, *([sum(rest)] if rest else [])]
    width = min(map(len, rows.values()))
    return marks_table({name: row[:width] for name, row in rows.items()}, [1.0, float(max(len(one.answers) for one in attempts))][:width])


def _gap_of(question: Question, taken: Taken, groups: Sequence[Reliability]) -> Undefined | Gap | None:
    """Return why a question has no weight: what its form lacks."""
    forms = [form for form, names in taken.quiz.forms.items() if question.id in names] or [""]
    return next((group.alpha.reason for group in groups if group.form in forms), Gap.DIFFERENT_QUESTIONS) or Gap.DIFFERENT_QUESTIONS


def _looks(n: int, easy: Shown, correlation: Shown, parts: Sequence[Part]) -> tuple[tuple[Look, tuple[Named, ...]], ...]:
    flagged = {flag: tuple((part.id, str(row.option)) for part in parts for row in part.rows if flag in row.flags) for flag in OptionFlag}
    r = LOW_BELOW if correlation.value is None else correlation.value
    is_negative = r < -1 / sqrt(n)
    found: dict[Look, tuple[tuple[Named, ...], bool]] = {
        Look.NEGATIVE: ((), is_negative),
        Look.ABOVE_KEY: (flagged[OptionFlag.ABOVE_KEY], bool(flagged[OptionFlag.ABOVE_KEY])),
        Look.FREQUENT: (flagged[OptionFlag.FREQUENT], bool(flagged[OptionFlag.FREQUENT])),
        Look.LOW: ((), r < LOW_BELOW and not is_negative),
        Look.HARD: ((), easy.value is not None and easy.value < HARD_BELOW),
        Look.EASY: ((), easy.value is not None and easy.value > EASY_ABOVE),
        Look.IDLE: (flagged[OptionFlag.IDLE], bool(flagged[OptionFlag.IDLE])),
    }
    return tuple((look, found[look][0]) for look in Look if found[look][1])


def _shown(figure: Figure) -> Shown:
    return Shown(figure.value, figure.undefined)
