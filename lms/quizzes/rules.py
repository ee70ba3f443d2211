"""How answers become a score. Pure: values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Marked:
    """What one answer is worth."""

    points: float
    is_right: bool


@dataclass(frozen=True)
class Score:
    """What an attempt is worth. `points` lies between 0 and `possible`."""

    points: float
    possible: float
    is_passed: bool

    @property
    def percent(self) -> int:
        """Return the score as a whole percentage, rounded down so that no one is told they reached a mark they missed."""
        return int(self.points * 100 // self.possible) if self.possible else 0


def mark(chosen: Sequence[str], right: Sequence[str]) -> Marked:
    """Return what an answer is worth: one point when it is right, else none."""
    right_answer = set(chosen) == set(right)
    return Marked(points=1.0 if right_answer else 0.0, is_right=right_answer)


def score(answers: Mapping[str, Sequence[str]], key: Mapping[str, Sequence[str]], *, pass_mark_percent: int) -> Score:
    """Return the score of an attempt.

    answers: {question: options chosen}; a question left out is blank and worth nothing. key: {question: right options}.
    pass_mark_percent: 0 to 100, reached when the unrounded share is at least that.
    """
    points = sum(mark(answers.get(question, ()), right).points for question, right in key.items())
    possible = float(len(key))
    return Score(points=points, possible=possible, is_passed=possible > 0 and points * 100 >= pass_mark_percent * possible)
