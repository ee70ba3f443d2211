"""What a file of questions would become: each question as a bank would hold it, with what is lost of it beside it."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from lms.questions.content import Option, Question, Words
from lms.quizzes.exchange.banks import bank_ids, to_bank_files
from lms.quizzes.exchange.model import Lost, Reading
from lms.quizzes.imported import Source, bank_of


@dataclass(frozen=True)
class Foreseen:
    """A question as the bank would hold it."""

    line: int
    """Where it begins in the file."""
    question: Question
    language: str
    """That of the file."""
    topic: str
    lost: tuple[Lost, ...]

    @property
    def words(self) -> Words:
        """Return what it asks."""
        return self.question.words[self.language]

    @property
    def spare_choices(self) -> list[Option]:
        """Return, of a matching question, the choices that match nothing."""
        used = set(self.question.key.get("pairs", {}).values())
        return [choice for choice in self.question.choices if choice.id not in used]


def foreseen(source: Source, reading: Reading, rows: slice) -> list[Foreseen]:
    """Return some of the questions of a file as importing it would keep them; `rows` are their places among those that can be kept."""
    chosen = reading.questions[rows]
    if not chosen:
        return []
    bank = bank_of(source.module, to_bank_files(chosen, module=source.module, language=source.language))
    ids, losses = bank_ids(reading.questions, module=source.module)[rows], _losses(reading)
    found = zip(range(len(reading.questions))[rows], chosen, bank.questions, ids, strict=True)
    return [
        Foreseen(read.line, replace(question, id=id_), source.language, bank.topics[question.topic][source.language], tuple(losses.get(place, ())))
        for place, read, question, id_ in found
    ]


def lost_outside(reading: Reading) -> list[Lost]:
    """Return what is lost and belongs to no question."""
    return [one for one in reading.lost if not one.question]


def _losses(reading: Reading) -> dict[int, list[Lost]]:
    """Return what is lost of each question, by its place: of several of one name, of the last that has begun on that line."""
    named: dict[str, list[tuple[int, int]]] = {}
    for place, question in enumerate(reading.questions):
        named.setdefault(question.label, []).append((question.line, place))
    found: dict[int, list[Lost]] = {}
    for one in reading.lost:
        if one.question:
            same = named[one.question]
            _line, place = same[max(bisect_right(same, (one.line, len(reading.questions))) - 1, 0)]
            found.setdefault(place, []).append(one)
    return found
