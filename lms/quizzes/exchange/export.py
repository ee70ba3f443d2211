"""From questions of Relais to exchanged ones, in one language: which ones a bank or a quiz gives, and what can be written of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.questions.content import Option, Question
from lms.questions.rules import ALL_OR_NOTHING, ORDER_AGREEMENT, RULES, number_in
from lms.quizzes.content import Bank, Quiz
from lms.quizzes.exchange import formats
from lms.quizzes.exchange.answers import TRUE_FALSE, weights_of
from lms.quizzes.exchange.formats import Format
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, Lost, NotWritable, Number, Pair, Refused, Text, shortened

ALL, NONE = Decimal(100), Decimal(0)

GRADING = {ALL_OR_NOTHING: "ALL_OR_NOTHING", ORDER_AGREEMENT: "RELATIVE_ALL_PREVIOUS_AND_NEXT"}
"""What Moodle calls the way of marking an order that is nearest to each rule."""


class NotExportable(NotWritable):
    """Other systems have no question of this kind."""


@dataclass(frozen=True)
class Filed:
    """A question that is to go out, under the names of its categories, the outermost first."""

    question: Question
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Exported:
    """What can be written of some questions, what cannot, and what is lost of the rest; lines are 0, for there is no file yet."""

    questions: tuple[ExchangedQuestion, ...]
    refused: tuple[Refused, ...]
    lost: tuple[Lost, ...]


def filed_bank(bank: Bank, language: str) -> list[Filed]:
    """Return every question of a bank, in its order, each under its topic."""
    return [Filed(question, (bank.topics[question.topic][language],)) for question in bank.questions]


def filed_quiz(quiz: Quiz, language: str) -> list[Filed]:
    """Return every question that a quiz may ask, once, each under its topic.

    They stand in the order of the bank. Those of a test with forms stand form by form, in the order of the form, each topic under the form
    that has the question («Forme A»).
    """
    form_of = {id_: name for name, ids in reversed(quiz.forms.items()) for id_ in ids}
    return [Filed(one, (*_form(form_of.get(id_), language), quiz.topics[one.topic][language])) for id_, one in quiz.pool.items()]


def _form(name: str | None, language: str) -> tuple[str, ...]:
    """Return what a form is called in the language of the questions, whatever that of the page; nothing where there are no forms."""
    if name is None:
        return ()
    with force_locale(language):
        return (_("Form %(letter)s", letter=name.upper()),)


def exported(filed: Iterable[Filed], format: Format, language: str) -> Exported:
    """Return the questions as the format says them in one language, with what it cannot say; `formats.write` then writes the file."""
    questions, refused, lost = [], [], []
    for one in filed:
        question = one.question
        try:
            found = replace(to_exchange(question, language), category="/".join(name.replace("/", "//") for name in one.categories))
            formats.write(format, [found])
        except NotWritable as error:
            refused.append(Refused(0, question.type, question.id, error.reason))
            continue
        questions.append(found)
        lost += [Lost(0, question.id, reason) for reason in (*export_losses(question, language), *formats.losses(format, found))]
    return Exported(tuple(questions), tuple(refused), tuple(lost))


def to_exchange(question: Question, language: str) -> ExchangedQuestion:
    """Return the question in one language, as other systems know it.

    What they have no place for stands in its tags: `topic:`, `lesson:`, `source:`, `rule:` where there is a choice, `version:` after the first.
    Raises NotExportable for a case, whose branches nothing else can say, and for a matching question whose choices say the same twice.
    """
    words = question.words[language]
    base = ExchangedQuestion(
        type=question.type, id=question.id, name=question.id, stem=Text(words.text), feedback=Text(words.feedback), tags=tuple(_tags(question))
    )
    match question.type:
        case "single" | "multiple":
            return replace(base, options=_options(question, language))
        case "true-false":
            return replace(base, options=_verdicts(question, language))
        case "matching":
            return replace(base, pairs=_pairs(question, language))
        case "ordering":
            items = tuple(_choice(option, language, NONE) for option in question.options)
            return replace(base, options=items, grading=GRADING[question.key["rule"]])
        case "numeric":
            value, tolerance = (number_in(question.key[name]) or NONE for name in ("answer", "tolerance"))
            return replace(base, numbers=(Number(value, tolerance),), unit=question.units.get(language, ""))
        case "short":
            return replace(base, options=tuple(Choice(Text(text.replace("*", "\\*")), ALL) for text in question.key["accepted"]))
        case _:
            raise NotExportable(_("A case has decisions that lead to one another, which other systems cannot say."), question.id)


def export_losses(question: Question, language: str) -> Iterator[str]:
    """Yield what other systems will do otherwise with a question that is exported, or will not know of it."""
    rule = question.key.get("rule")
    if question.type == "multiple" and rule == ALL_OR_NOTHING:
        yield _("It is all or nothing here: Moodle gives a part of the point for some of the right options without a wrong one.")
    if question.type == "matching" and rule == ALL_OR_NOTHING:
        yield _("It is all or nothing here: Moodle gives a part of the point for each pair.")
    if rule == ORDER_AGREEMENT:
        yield _("Moodle marks an order otherwise: it gives half of the point for a random one, Relais nothing.")
    if question.type == "matching":
        for option in (*question.options, *question.choices):
            if option.words[language].feedback:
                yield _("What is said of “%(words)s” has no place in other systems.", words=shortened(option.words[language].text))
    if question.type == "true-false":
        for option in question.options:
            if option.words[language].text != TRUE_FALSE[language][option.id]:
                yield _("The words “%(words)s” are left out: other systems write their own.", words=shortened(option.words[language].text))


def _tags(question: Question) -> Iterator[str]:
    if question.topic:
        yield f"topic:{question.topic}"
    if question.lesson:
        yield f"lesson:{question.lesson}"
    yield from (f"source:{source}" for source in question.sources)
    if len(RULES[question.type]) > 1:
        yield f"rule:{question.key['rule']}"
    if question.version > 1:
        yield f"version:{question.version}"


def _choice(option: Option, language: str, weight: Decimal) -> Choice:
    words = option.words[language]
    return Choice(Text(words.text), weight, Text(words.feedback))


def _options(question: Question, language: str) -> tuple[Choice, ...]:
    """Return the options with their weights; of several right ones each is worth its part, 100/R, and a wrong one takes as much or everything."""
    right = question.key["right"]
    worth, cost = weights_of(question.key["rule"], right=len(right)) if question.type == "multiple" else (ALL, NONE)
    return tuple(_choice(option, language, worth if option.id in right else cost) for option in question.options)


def _verdicts(question: Question, language: str) -> tuple[Choice, ...]:
    said = {option.id: Text(option.words[language].feedback) for option in question.options}
    return tuple(Choice(Text(one), ALL if one in question.right else NONE, said[one]) for one in ("true", "false"))


def _pairs(question: Question, language: str) -> tuple[Pair, ...]:
    choices = {choice.id: choice.words[language].text for choice in question.choices}
    if len(set(choices.values())) < len(choices):
        raise NotExportable(_("Two of its choices say the same in this language."), question.id)
    pairs = question.key["pairs"]
    asked = [Pair(Text(prompt.words[language].text), choices[pairs[prompt.id]]) for prompt in question.options]
    return (*asked, *(Pair(Text(), text) for id_, text in choices.items() if id_ not in pairs.values()))
