"""What a certificate requires, and how far somebody is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from lms.progress.rules import Measured, ModuleStanding
from lms.workshops.teachback.rules import Outcome


class RequirementKind(StrEnum):
    """What a requirement looks at."""

    ATTENDANCE = "attendance"
    PRE_TEST = "pre-test"
    LESSONS = "lessons"
    QUIZ = "quiz"
    POST_TEST = "post-test"
    TEACH_BACK = "teach-back"
    SESSION = "session"


PER_MODULE = frozenset({RequirementKind.LESSONS, RequirementKind.QUIZ})
"""Kinds that have a result for each module of the programme."""


@dataclass(frozen=True)
class Requirement:
    """A rule of a design, as its file states it."""

    kind: RequirementKind
    minimum_percent: int | None = None
    """Attendance: share of the planned half-days, 1 to 100; None: all of them. Post-test: from which result; None: having taken it is enough."""
    number: int = 1
    """Sessions only: how many."""
    is_verified: bool = False
    """Sessions only: whether a monitor must have verified them; else having reported them is enough."""


@dataclass(frozen=True)
class Record:
    """What one person has done in a programme, as far as a certificate asks."""

    half_days_planned: int
    """0: the person is not a confirmed participant of any workshop."""
    half_days_attended: int
    """Present or late. Absent and excused do not count."""
    modules: tuple[ModuleStanding, ...]
    tests: tuple[Measured, ...] = ()
    """The pre-tests and post-tests of the programme."""
    teach_back: Outcome | None = None
    """What was last observed; None: nothing yet."""
    sessions_reported: int = 0
    """Sessions that the person led, verified ones among them; without those that were returned."""
    sessions_verified: int = 0


@dataclass(frozen=True)
class Waived:
    """Somebody was exempted from a requirement, by whom and why."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True)
class RequirementResult:
    """One thing that is met or still missing. Units: half-days, lessons, percent of a quiz, teach-backs, or sessions."""

    kind: RequirementKind
    module: str | None
    is_met: bool
    """By what was done, or because it was waived."""
    done: int | None
    """None: the quiz was never handed in, nothing was observed."""
    needed: int
    """0: having taken the test is enough."""
    out_of: int
    """What can be done at most: half-days planned, lessons, 100 percent. 0: there is nothing yet to be done."""
    test: str | None = None
    """Slug of the pre-test or post-test."""
    is_verified: bool = False
    """Sessions only: whether they must be verified."""
    waived: Waived | None = None
    """Why it is met although it was not done."""

    @property
    def missing(self) -> int:
        """Return how much is still to be done, in the unit of the kind."""
        return 0 if self.is_met else max(self.needed - (self.done or 0), 0)

    @property
    def key(self) -> str:
        """Return what this requirement is called in addresses and tables: its kind, and the module or test it is about."""
        about = self.module or self.test
        return f"{self.kind}:{about}" if about else str(self.kind)


def evaluate(requirements: Sequence[Requirement], record: Record, waivers: Mapping[str, Waived] | None = None) -> list[RequirementResult]:
    """Return one result per module, or per test, for requirements about these, and one for each other; in the order of the training.

    waivers: {key of a result: why it needs not be met}. A requirement about modules is not met by a programme that has none, nor one about a
    test by a programme without: an empty programme certifies nothing.
    """
    results: list[RequirementResult] = []
    for requirement in requirements:
        results += _EVALUATORS[requirement.kind](requirement, record)
    order = {standing.module: rank for rank, standing in enumerate(record.modules)}
    ranked = sorted(results, key=lambda result: (_STAGES[result.kind], order.get(result.module or "", -1)))
    return [_with_waiver(result, waivers or {}) for result in ranked]


def are_all_met(results: Sequence[RequirementResult]) -> bool:
    """Tell whether nothing is missing. Without any requirement nothing is certified."""
    return bool(results) and all(result.is_met for result in results)


def _with_waiver(result: RequirementResult, waivers: Mapping[str, Waived]) -> RequirementResult:
    waived = waivers.get(result.key)
    return replace(result, is_met=True, waived=waived) if waived and not result.is_met else result


def _attendance(requirement: Requirement, record: Record) -> list[RequirementResult]:
    planned, attended = record.half_days_planned, record.half_days_attended
    needed = half_days_needed(planned, 100 if requirement.minimum_percent is None else requirement.minimum_percent)
    return [RequirementResult(RequirementKind.ATTENDANCE, None, planned > 0 and attended >= needed, attended, needed, planned)]


def half_days_needed(planned: int, minimum_percent: int) -> int:
    """Return how many of the planned half-days a share asks for, rounded up: 80 % of 6 is 5."""
    return -(-planned * minimum_percent // 100)


def percent_for(half_days: int, planned: int) -> int:
    """Return the share of which `half_days_needed` makes exactly this many half-days of those planned.

    half_days: 1 to planned; planned: at most 100, beyond which whole percentages no longer tell one half-day from the next.
    """
    return half_days * 100 // planned


def _lessons(_requirement: Requirement, record: Record) -> list[RequirementResult]:
    kind = RequirementKind.LESSONS
    return [
        RequirementResult(kind, module.module, module.are_lessons_done, module.lessons_done, module.lessons_total, module.lessons_total)
        for module in record.modules
    ] or [RequirementResult(kind, None, is_met=False, done=0, needed=0, out_of=0)]


def _quiz(_requirement: Requirement, record: Record) -> list[RequirementResult]:
    kind = RequirementKind.QUIZ
    return [
        RequirementResult(kind, module.module, module.is_quiz_passed, module.best_percent, module.pass_mark_percent, 100)
        for module in record.modules
        if not (module.is_quiz_passed and module.best_percent is None)  # a module without a quiz asks for none
    ]


def _test(requirement: Requirement, record: Record) -> list[RequirementResult]:
    kind, needed = requirement.kind, requirement.minimum_percent or 0
    return [
        RequirementResult(kind, None, test.percent is not None and test.percent >= needed, test.percent, needed, 100, test=test.quiz)
        for test in record.tests
        if test.kind == kind
    ] or [RequirementResult(kind, None, is_met=False, done=None, needed=needed, out_of=0)]


def _teach_back(_requirement: Requirement, record: Record) -> list[RequirementResult]:
    is_met = record.teach_back is Outcome.CONVINCING
    done = None if record.teach_back is None else int(is_met)
    return [RequirementResult(RequirementKind.TEACH_BACK, None, is_met, done, 1, 1)]


def _session(requirement: Requirement, record: Record) -> list[RequirementResult]:
    done = record.sessions_verified if requirement.is_verified else record.sessions_reported
    return [RequirementResult(RequirementKind.SESSION, None, done >= requirement.number, done, requirement.number, requirement.number,
                              is_verified=requirement.is_verified)]  # fmt: skip


_EVALUATORS: dict[RequirementKind, Callable[[Requirement, Record], list[RequirementResult]]] = {
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.PRE_TEST: _test,
    RequirementKind.LESSONS: _lessons,
    RequirementKind.QUIZ: _quiz,
    RequirementKind.POST_TEST: _test,
    RequirementKind.TEACH_BACK: _teach_back,
    RequirementKind.SESSION: _session,
}
# Lessons and quizzes alternate, module by module.
_STAGES = {kind: 1 if kind in PER_MODULE else 0 if kind in (RequirementKind.ATTENDANCE, RequirementKind.PRE_TEST) else 2 for kind in RequirementKind}
