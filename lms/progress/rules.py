"""When a module is complete."""

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
