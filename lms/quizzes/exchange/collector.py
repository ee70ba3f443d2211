"""What a reader gathers while it goes through a file: questions, refusals, losses."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from lms.quizzes.exchange.model import ExchangedQuestion, Lost, NotReadable, Reading, Refused, told

MOST_QUESTIONS = 10_000
"""The longest file: what is longer was not written for people."""
MOST_LOSSES = 20_000
"""What has no place, in a whole file: of what is lost more often, nobody reads the list."""


def refuse_endless_losses(number: int) -> None:
    """Raise NotReadable when so many things of a file have no place."""
    if number > MOST_LOSSES:
        raise NotReadable(
            _(
                "More than %(most)s things in this file have no place here. Is it the right file, and the right format? If so, split it.",
                most=told(MOST_LOSSES),
            )
        )


@dataclass
class Losses:
    """What one question loses while it is read."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        """Note that something on this line has no place. Raises NotReadable when that was said too often."""
        self.found.append((line, reason))
        refuse_endless_losses(len(self.found))


@dataclass
class Collector:
    """Gathers what a file holds, in order, each id once."""

    questions: list[ExchangedQuestion] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)

    def keep(self, question: ExchangedQuestion, losses: Losses) -> None:
        """Take a question with what it lost, unless its id stands on an earlier one: then it is refused."""
        self._refuse_endless()
        if question.id in self._lines:
            taken = _("Its id already stands on the question of line %(line)d.", line=self._lines[question.id])
            self.refuse(question.line, question.type, question.label, taken)
            return
        if question.id:
            self._lines[question.id] = question.line
        self.questions.append(question)
        self.lost += [Lost(line, question.label, reason) for line, reason in losses.found]
        refuse_endless_losses(len(self.lost))

    def refuse(self, line: int, type: str, name: str, reason: str) -> None:
        """Note a question that cannot be kept."""
        self._refuse_endless()
        self.refused.append(Refused(line, type, name, reason))

    def lose(self, line: int, reason: str) -> None:
        """Note something outside of any question that has no place."""
        self.lost.append(Lost(line, "", reason))
        refuse_endless_losses(len(self.lost))

    def lose_outside(self, losses: Losses) -> None:
        """Note everything that an element outside of any question lost."""
        for line, reason in losses.found:
            self.lose(line, reason)

    def _refuse_endless(self) -> None:
        if len(self.questions) + len(self.refused) >= MOST_QUESTIONS:
            raise NotReadable(
                _(
                    "The file holds more than %(most)s questions. Is it the right file, and the right format? If so, split it.",
                    most=told(MOST_QUESTIONS),
                )
            )

    def reading(self) -> Reading:
        """Return what was gathered, in the order of the file."""
        return Reading(tuple(self.questions), tuple(sorted(self.refused, key=lambda one: one.line)), tuple(self.lost))
