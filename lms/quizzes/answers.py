"""From the fields of a page to answers, and back: which field of a form belongs to which part of a question."""

from collections.abc import Sequence
from typing import Protocol

from lms.questions.content import Question
from lms.questions.rules import pairs_in


class Fields(Protocol):
    """The fields of a form that was sent."""

    def getlist(self, key: str) -> list[str]:
        """Return every value of a field."""

    def __contains__(self, key: object) -> bool:
        """Tell whether a field was sent."""


def field_name(question: Question, part: str = "") -> str:
    """Return the name of the field for a question, or for one of its prompts, items or decisions."""
    return f"{question.id}.{part}" if part else question.id


def answer_in(fields: Fields, question: Question) -> list[str] | None:
    """Return what was answered to a question; an empty list when it was left blank, None when the page did not ask it."""
    parts = [decision.id for decision in question.decisions] or [option.id for option in question.options]
    match question.type:
        case "matching" | "case":
            asked = [part for part in parts if field_name(question, part) in fields]
            return _pairs(fields, question, asked) if asked or _was_shown(fields, question) else None
        case "ordering":
            return _order(fields, question, parts) if any(field_name(question, part) in fields for part in parts) else None
        case _:
            given = [text.strip() for text in fields.getlist(question.id) if text.strip()]
            return given if given or _was_shown(fields, question) else None


def places_in(fields: Fields, question: Question) -> dict[str, str]:
    """Return the place that a form gives each item of an ordering, where that is no order yet; empty for an order, for nothing, for other types."""
    if question.type != "ordering":
        return {}
    parts = [option.id for option in question.options]
    places = {part: text for part in parts if (text := next((text for text in fields.getlist(field_name(question, part)) if text), ""))}
    return {} if _order(fields, question, parts) else places


def position_of(answer: Sequence[str], item: str) -> int | None:
    """Return which place an ordering answer gives an item, from 1; None when it gives it none."""
    return answer.index(item) + 1 if item in answer else None


def chosen_for(answer: Sequence[str], part: str) -> str:
    """Return what a matching or case answer chooses for a prompt or decision; empty for nothing."""
    return pairs_in(answer).get(part, "")


def _was_shown(fields: Fields, question: Question) -> bool:
    """Boxes and circles that are all empty send nothing: the page says by a hidden field which questions it asked."""
    return question.id in fields.getlist("asked")


def _pairs(fields: Fields, question: Question, asked: Sequence[str]) -> list[str]:
    chosen = {part: next((text for text in fields.getlist(field_name(question, part)) if text), "") for part in asked}
    return [f"{part}={choice}" for part, choice in chosen.items() if choice]


def _order(fields: Fields, question: Question, parts: Sequence[str]) -> list[str]:
    """Return the items by the numbers they were given; an order that leaves numbers out or gives one twice is no order yet."""
    places = {part: next((text for text in fields.getlist(field_name(question, part)) if text), "") for part in parts}
    wanted = [str(rank) for rank in range(1, len(parts) + 1)]
    return sorted(parts, key=lambda part: int(places[part])) if sorted(places.values()) == sorted(wanted) else []
