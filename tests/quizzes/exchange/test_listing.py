"""What another programme reads of a file."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lms.quizzes.exchange.listing import as_data
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, Lost, Number, Pair, Reading, Refused, Text, TextFormat

HTML = TextFormat.HTML


def listed(question: ExchangedQuestion) -> dict[str, Any]:
    """Return what is listed of one question, as a program reads it."""
    found: dict[str, Any] = json.loads(json.dumps(as_data(Reading((question,)), module="m")))["questions"][0]
    return found


def test_everything_of_a_question() -> None:
    question = ExchangedQuestion(
        type="single", id="lf-001", name="Un nom", category="Loi/Acte", stem=Text("<b>Q</b>", HTML), feedback=Text("Voir."), tags=("loi",),
        options=(Choice(Text("<i>a</i>", HTML), Decimal(100), Text("Oui.", HTML)), Choice(Text("b"), Decimal("-33.33333"))),
        penalty=Decimal("0.25"), line=7,
    )  # fmt: skip
    assert listed(question) == {
        "line": 7, "type": "single", "id": "lf-001", "becomes": "lf-001", "name": "Un nom", "category": "Loi/Acte",
        "stem": "<b>Q</b>", "stem_format": "html", "feedback": "Voir.", "feedback_format": "plain",
        "options": [
            {"text": "<i>a</i>", "format": "html", "weight": 100, "feedback": "Oui.", "feedback_format": "html"},
            {"text": "b", "format": "plain", "weight": -33.33333, "feedback": "", "feedback_format": "plain"},
        ],
        "pairs": [], "numbers": [], "unit": "", "grading": "", "tags": ["loi"], "penalty": 0.25,
    }  # fmt: skip


def test_pairs_and_numbers() -> None:
    matching = ExchangedQuestion("matching", "n", Text("Q"), pairs=(Pair(Text("<b>Mali</b>", HTML), "Bamako"), Pair(Text(), "Dakar")))
    assert listed(matching)["pairs"] == [
        {"prompt": "<b>Mali</b>", "prompt_format": "html", "match": "Bamako"},
        {"prompt": "", "prompt_format": "plain", "match": "Dakar"},
    ]
    numeric = ExchangedQuestion("numeric", "n", Text("Q"), numbers=(Number(Decimal("12.5"), Decimal("0.5")), Number(None, weight=Decimal(0))))
    said = {"feedback": "", "feedback_format": "plain"}
    assert listed(numeric)["numbers"] == [
        {"value": 12.5, "tolerance": 0.5, "weight": 100, **said},
        {"value": None, "tolerance": 0, "weight": 0, **said},
    ]


@pytest.mark.parametrize("type_", ["single", "matching", "numeric", "ordering"])
def test_every_question_has_the_same_keys(type_: str) -> None:
    whole = listed(ExchangedQuestion("single", "n", Text("Q"), options=(Choice(Text("a")),), penalty=Decimal(1), unit="m", id="x"))
    bare = listed(ExchangedQuestion(type_, "n", Text("Q")))
    assert list(bare) == list(whole)
    assert bare["penalty"] is None


def test_a_file_without_questions_has_the_same_keys() -> None:
    reading = Reading((), (Refused(4, "essay", "Deux", "Non."),), (Lost(5, "", "Rien."),), "utf-16")
    assert as_data(reading, module="m") == {
        "encoding": "utf-16", "questions": [], "refused": [{"line": 4, "type": "essay", "name": "Deux", "reason": "Non."}],
        "lost": [{"line": 5, "question": "", "reason": "Rien."}],
    }  # fmt: skip
