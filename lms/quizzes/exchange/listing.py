"""What was read from a file as JSON values, always of the same shape; see docs/content-format.md, «Questions from elsewhere»."""

from dataclasses import asdict
from typing import Any

from lms.quizzes.exchange.banks import bank_ids
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, Number, Pair, Reading, Text


def as_data(reading: Reading, *, module: str) -> dict[str, Any]:
    """Return what was read as JSON values; `becomes` is the id that the question has in the bank of this module."""
    ids = bank_ids(reading.questions, module=module)
    return {
        "encoding": reading.encoding,
        "questions": [_question(question, id_) for question, id_ in zip(reading.questions, ids, strict=True)],
        "refused": [asdict(one) for one in reading.refused],
        "lost": [asdict(one) for one in reading.lost],
    }


def _question(question: ExchangedQuestion, becomes: str) -> dict[str, Any]:
    return {
        "line": question.line, "type": question.type, "id": question.id, "becomes": becomes, "name": question.name,
        "category": question.category, **_said("stem", question.stem), **_said("feedback", question.feedback),
        "options": [_option(option) for option in question.options],
        "pairs": [_pair(pair) for pair in question.pairs],
        "numbers": [_number(number) for number in question.numbers],
        "unit": question.unit, "grading": question.grading, "tags": list(question.tags),
        "penalty": None if question.penalty is None else float(question.penalty),
    }  # fmt: skip


def _option(option: Choice) -> dict[str, Any]:
    said = {"text": option.text.text, "format": option.text.format.value}
    return {**said, "weight": float(option.weight), **_said("feedback", option.feedback)}


def _pair(pair: Pair) -> dict[str, Any]:
    return {**_said("prompt", pair.prompt), "match": pair.match}


def _number(number: Number) -> dict[str, Any]:
    value = None if number.value is None else float(number.value)
    return {"value": value, "tolerance": float(number.tolerance), "weight": float(number.weight), **_said("feedback", number.feedback)}


def _said(name: str, text: Text) -> dict[str, str]:
    return {name: text.text, f"{name}_format": text.format.value}
