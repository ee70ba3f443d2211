"""When a module is complete, and how far somebody is in a programme."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ModuleStanding:
    """How far one person is in one module."""

    module: str
    lessons_done: int
    lessons_total: int
    best_percent: int | None
    """Best score of the module quiz, whole percentage; None when it was never handed in."""
    pass_mark_percent: int
    is_quiz_passed: bool

    @property
    def are_lessons_done(self) -> bool:
        """Tell whether every lesson has been completed."""
        return self.lessons_done >= self.lessons_total

    @property
    def is_complete(self) -> bool:
        """Tell whether every lesson has been completed and the module quiz passed (indicator I02)."""
        return self.are_lessons_done and self.is_quiz_passed


@dataclass(frozen=True)
class Measured:
    """What one person has reached in a pre-test or post-test of a programme."""

    quiz: str
    kind: str
    """`pre-test` or `post-test`."""
    percent: int | None
    """Whole percentage of the attempt that counts; None when it was never handed in."""


@dataclass(frozen=True)
class Standing:
    """How far one person is in a programme."""

    modules: tuple[ModuleStanding, ...]
    """In the order of the programme."""
    tests: tuple[Measured, ...]
    """Its pre-tests and post-tests, in their order."""
