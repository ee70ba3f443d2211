"""Which exchanged questions a bank of Relais can hold, and what is lost on the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from lms.plain import slug
from lms.questions.rules import RULES
from lms.quizzes.exchange import answers
from lms.quizzes.exchange.answers import Words
from lms.quizzes.exchange.collector import refuse_endless_losses
from lms.quizzes.exchange.model import ExchangedQuestion, Lost, NotReadable, Reading, Refused, Unkeepable, default_name, shortened, told
from lms.quizzes.exchange.wording import letters_to_render

TAGS = ("lesson", "source", "topic", "rule", "version")
"""What we write as a tag `name:value`, other systems having no place for it, and read again."""

LONGEST_ID = 60
MOST_TO_RENDER = 250_000
"""Letters of Markdown in a whole file: rendering takes much longer than anything else that is done with it."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"[1-9][0-9]{0,3}")
_CATEGORY_SLASH = re.compile(r"(?<!/)/(?!/)")
_USUAL_PENALTIES = (Decimal(0), Decimal("0.1"), Decimal(1))
_NEAR = Decimal("0.005")
_A_THIRD = Decimal("0.3333333")


@dataclass(frozen=True)
class Fitted:
    """A question as a bank holds it: `facts` as in questions.toml without its id, `words` as in the wording of one language."""

    facts: dict[str, Any]
    words: dict[str, Any]
    topic_name: str
    """What its topic is called; "" when the file does not say."""
    lost: tuple[str, ...]


def fitting(reading: Reading, *, language: str) -> Reading:
    """Return the reading with only the questions that a bank can hold.

    The others join what was refused; what the bank has no place for joins what was lost, with the line where its question begins.
    Raises NotReadable when the file as a whole holds more Markdown, or loses more, than is dealt with.
    """
    if letters_to_render(text for question in reading.questions for text in question.texts) > MOST_TO_RENDER:
        raise NotReadable(_("The file holds more than %(most)s letters of Markdown. Split it.", most=told(MOST_TO_RENDER)))
    kept: list[ExchangedQuestion] = []
    refused = list(reading.refused)
    lost: list[Lost] = list(_lost_categories(reading))
    for question in reading.questions:
        try:
            found = fitted(question, language=language)
        except Unkeepable as error:
            refused.append(Refused(question.line, question.type, question.label, error.reason))
            continue
        kept.append(question)
        lost += [Lost(question.line, question.label, reason) for reason in found.lost]
        refuse_endless_losses(len(lost))
    labels = {"", *(question.label for question in kept)}
    lost += [one for one in reading.lost if one.question in labels]
    return Reading(tuple(kept), tuple(sorted(refused, key=_line)), tuple(sorted(lost, key=_line)), reading.encoding)


def fitted(question: ExchangedQuestion, *, language: str) -> Fitted:
    """Return the question as a bank holds it. Raises Unkeepable when a bank cannot hold it.

    What is right never changes: where a bank cannot say it, the question is refused. What an answer that is partly right is worth may
    change, and is then among what is lost.
    """
    words = Words()
    tags = _tags(question)
    stem = words.of(question.stem)
    if not stem:
        raise Unkeepable(_("It asks nothing: its text is empty."))
    found = answers.answers_of(question, words, rule=tags.one("rule"), language=language)
    parts = category_parts(question.category)
    topic = tags.one("topic") or (identifier(parts[-1]) if parts else "")
    facts = {
        "version": int(tags.one("version") or 1), "type": question.type, **found.rule_fact, "topic": topic, **found.facts,
        "lesson": tags.one("lesson"), "sources": tags.values.get("source", []),
    }  # fmt: skip
    said = {"text": stem, "feedback": words.of(question.feedback), **found.words}
    lost = (*_lost(question), *found.lost, *tags.lost, *words.lost())
    return Fitted(facts, said, parts[-1] if parts else "", lost)


def category_parts(path: str) -> list[str]:
    """Return the names of a category and of those above it, outermost first, without what stands for the top."""
    parts = [part.replace("//", "/").strip() for part in _CATEGORY_SLASH.split(path)]
    return [part for part in parts if part and part != "top" and not (part.startswith("$") and part.endswith("$"))]


def is_identifier(text: str) -> bool:
    """Tell whether a text may be the id of a question, or the slug of a topic."""
    return len(text) <= LONGEST_ID and _SLUG.fullmatch(text) is not None


def identifier(text: str) -> str:
    """Return the id that a text gives: its letters and digits without accents, "" when it has none."""
    return "-".join(_SLUG.findall(slug(text)))[:LONGEST_ID].strip("-")


@dataclass
class _Tags:
    """What the tags of a question say that Relais has a place for, and those that say something else."""

    values: dict[str, list[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def one(self, name: str) -> str:
        return self.values.get(name, [""])[0]


def _tags(question: ExchangedQuestion) -> _Tags:
    found = _Tags()
    for tag in question.tags:
        name, _colon, value = tag.partition(":")
        is_ours = name in TAGS and _is_value(name, value, question.type) and (name == "source" or name not in found.values)
        if is_ours:
            found.values.setdefault(name, []).append(value)
        else:
            found.lost.append(_("The tag “%(tag)s” has no place here.", tag=shortened(tag)))
            refuse_endless_losses(len(found.lost))
    return found


def _is_value(name: str, value: str, type: str) -> bool:
    match name:
        case "rule":
            return value in RULES[type]
        case "version":
            return _VERSION.fullmatch(value) is not None
        case _:
            return is_identifier(value)


def _lost(question: ExchangedQuestion) -> Iterator[str]:
    if question.id and not is_identifier(question.id):
        yield _(
            "Its id “%(id)s” is not made of small letters, digits and hyphens, %(most)d at most: the bank gives it another.",
            id=shortened(question.id),
            most=LONGEST_ID,
        )
    if question.id and question.name not in (question.id, default_name(question.stem.text)):
        yield _("Its name “%(name)s” has no place here: it is known by its id.", name=shortened(question.name))
    penalty = question.penalty
    if penalty is not None and penalty not in _USUAL_PENALTIES and abs(penalty - _A_THIRD) > _NEAR:
        yield _("Its penalty of %(penalty)s for each further try has no place here.", penalty=told(penalty))


def _lost_categories(reading: Reading) -> Iterator[Lost]:
    seen: set[str] = set()
    for question in reading.questions:
        parts = category_parts(question.category)
        if question.category not in seen and len(parts) > 1:
            names = {"category": shortened(parts[-1]), "above": shortened(" / ".join(parts[:-1]))}
            yield Lost(question.line, "", _("The categories above “%(category)s” have no place here: %(above)s.", **names))
        seen.add(question.category)


def _line(one: Refused | Lost) -> int:
    return one.line
