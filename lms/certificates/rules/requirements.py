"""What a certificate requires, and how far somebody is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.progress.rules import ModuleStanding


class RequirementKind(StrEnum):
    """What a requirement looks at."""

    ATTENDANCE = "attendance"
    LESSONS = "lessons"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Requirement:
    """A rule of a design, as its file states it."""

    kind: RequirementKind
    minimum_percent: int = 100
    """Attendance only: share of the planned half-days, 1 to 100."""


@dataclass(frozen=True)
class Record:
    """What one person has done in a programme, as far as a certificate asks."""

    half_days_planned: int
    """0: the person is not a confirmed participant of any workshop."""
    half_days_attended: int
    """Present or late. Absent and excused do not count."""
    modules: tuple[ModuleStanding, ...]


@dataclass(frozen=True)
class RequirementResult:
    """One thing that is met or still missing. Units: half-days, lessons, or percent of a quiz."""

    kind: RequirementKind
    module: str | None
    is_met: bool
    done: int | None
    """None: the quiz was never handed in."""
    needed: int
    out_of: int
    """What can be done at most: half-days planned, lessons, 100 percent. 0: there is nothing yet to be done."""

    @property
    def missing(self) -> int:
        """Return how much is still to be done, in the unit of the kind."""
        return 0 if self.is_met else max(self.needed - (self.done or 0), 0)


def evaluate(requirements: Sequence[Requirement], record: Record) -> list[RequirementResult]:
    """Return one result for attendance and one per module for the others, module by module.

    A requirement about modules is not met by a programme that has none: an empty programme certifies nothing.
    """
    results: list[RequirementResult] = []
    for requirement in requirements:
        results += _EVALUATORS[requirement.kind](requirement, record)
    order = {standing.module: rank for rank, standing in enumerate(record.modules)}
    return sorted(results, key=lambda result: order.get(result.module or "", -1))


def are_all_met(results: Sequence[RequirementResult]) -> bool:
    """Tell whether nothing is missing. Without any requirement nothing is certified."""
    return bool(results) and all(result.is_met for result in results)


def _attendance(requirement: Requirement, record: Record) -> list[RequirementResult]:
    planned, attended = record.half_days_planned, record.half_days_attended
    needed = -(-planned * requirement.minimum_percent // 100)  # rounded up: 80 % of 6 is 5
    return [RequirementResult(RequirementKind.ATTENDANCE, None, planned > 0 and attended >= needed, attended, needed, planned)]


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


_EVALUATORS: dict[RequirementKind, Callable[[Requirement, Record], list[RequirementResult]]] = {
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.LESSONS: _lessons,
    RequirementKind.QUIZ: _quiz,
}
