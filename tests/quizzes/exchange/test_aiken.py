"""Aiken, line by line."""

import pytest

from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import NotWritable, Reading

GOOD = "Quel est le moyen ?\nA) La tromperie\nB. Le voyage\nANSWER: A\n"


def aiken(text: str) -> Reading:
    """Read an Aiken text."""
    return read(Format.AIKEN, text.encode())


def test_a_question_with_brackets_and_points() -> None:
    question = aiken(GOOD).questions[0]
    assert (question.type, question.stem.text, question.name, question.line) == ("single", "Quel est le moyen ?", "Quel est le moyen ?", 1)
    assert [(option.text.text, int(option.weight)) for option in question.options] == [("La tromperie", 100), ("Le voyage", 0)]


@pytest.mark.parametrize(
    ("text", "stem", "right"),
    [
        ("Deux\nlignes\nA) a\nB) b\nANSWER: B", "Deux\nlignes", "b"),
        ("Q\n\nA) a\n\nB) b\n\nANSWER: B", "Q", "b"),
        ("Q\na) a\nb) b\nANSWER: b", "Q", "b"),
        ("Q\nA) a\nC) c\nANSWER : C.", "Q", "c"),
        ("Q = {1} ~ #\nA) a -> b\nB) b\nANSWER: A", "Q = {1} ~ #", "a -> b"),
    ],
)
def test_what_is_read(text: str, stem: str, right: str) -> None:
    reading = aiken(text)
    assert (reading.refused, reading.questions[0].stem.text) == ((), stem)
    assert [option.text.text for option in reading.questions[0].options if option.weight] == [right]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Q\nA) a\nB) b", 1, "No ANSWER line"),
        ("Q\nA) a\nB) b\nANSWER: D", 4, "“ANSWER: D” does not name one of its options"),
        ("Q\nA) a\nB) b\nANSWER: A, B", 4, "“ANSWER: A, B” does not name one of its options"),
        ("Q\nA) a\nB) b\nANSWER:", 4, "does not name one of its options"),
        ("A) a\nB) b\nANSWER: A", 1, "no text before its options"),
        ("Q\nA) a\nANSWER: A", 1, "fewer than two options"),
        ("ANSWER: A", 1, "no text before its options"),
        ("Q\nA) a\nA) b\nANSWER: A", 3, "Two options begin with A"),
        ("Q\nA) a\nsuite\nB) b\nANSWER: A", 3, "“suite” is neither an option nor the ANSWER line"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line_and_the_next_question_is_read(text: str, line: int, reason: str) -> None:
    reading = aiken(f"{text}\n\n{GOOD}")
    assert [(refused.line, reason in refused.reason) for refused in reading.refused] == [(line, True)]
    assert len(reading.questions) == 1


def test_aiken_is_not_written() -> None:
    with pytest.raises(NotWritable, match="it is read, not written"):
        write(Format.AIKEN, [])
