"""Answers and rules in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.i18n import exactly, number
from lms.questions.content import Option, Question
from lms.questions.rules import ALL_OR_NOTHING, ORDER_AGREEMENT, PER_DECISION, PER_PAIR, RIGHT_MINUS_WRONG, RULES, number_in, pairs_in, path_of
from lms.quizzes.content import Quiz, module_of
from lms.quizzes.queries import Marked

TYPE_NAMES = {
    "single": _l("one answer"), "multiple": _l("several answers"), "true-false": _l("true or false"), "matching": _l("matching"),
    "ordering": _l("ordering"), "numeric": _l("a number"), "short": _l("a few words"), "case": _l("a case with decisions"),
}  # fmt: skip

RULES_TOLD = {
    ALL_OR_NOTHING: _l("All or nothing: an answer that is partly right is worth nothing."),
    RIGHT_MINUS_WRONG: _l("Each right option is worth its share of the point; each wrong one takes a share away."),
    PER_PAIR: _l("Each right pair is worth its share of the point."),
    ORDER_AGREEMENT: _l("The nearer to the right order, the more of the point."),
    PER_DECISION: _l("Each right decision is worth its share of the point."),
}
"""What an answer that is partly right is worth."""


@dataclass(frozen=True)
class Told:
    """A part of an answer in words, with what is said of it."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Explained:
    """An answer with what is said of it: whether it is right, the right one, and the module whose lesson says why."""

    marked: Marked
    told: list[Told]
    right: list[Told]
    module: str


def explained(marked: Marked, language: str) -> Explained:
    """Return an answer with what is said of it."""
    question = marked.question
    return Explained(
        marked=marked, told=answer_told(question, marked.answer, language), right=answer_told(question, question.right, language),
        module=module_of(question),
    )  # fmt: skip


def answer_told(question: Question, answer: Sequence[str], language: str) -> list[Told]:
    """Return an answer in words, a part at a time."""
    match question.type:
        case "matching":
            chosen = pairs_in(answer)
            choices = {choice.id: choice for choice in question.choices}
            return [Told(f"{_text(prompt, language)} → {_text(choices[chosen[prompt.id]], language)}", prompt.words[language].feedback)
                    for prompt in question.options if chosen.get(prompt.id) in choices]  # fmt: skip
        case "ordering":
            items = {option.id: option for option in question.options}
            return [Told(f"{rank}. {_text(items[name], language)}", "") for rank, name in enumerate(answer, start=1) if name in items]
        case "numeric":
            return [Told(told, "") for told in (number_told(question, text, language) for text in answer[:1]) if told]
        case "short":
            return [Told(text, "") for text in answer]
        case "case":
            return _case_told(question, answer, language)
        case _:
            return [Told(_text(option, language), option.words[language].feedback) for option in question.options if option.id in answer]


def key_told(question: Question, language: str) -> list[Told]:
    """Return everything that is right, in words, a part at a time: of a few words all that is accepted, of a number its tolerance too."""
    match question.type:
        case "short":
            return [Told(text, "") for text in question.key["accepted"]]
        case "numeric":
            answer, tolerance = (number_in(question.key[name]) or 0 for name in ("answer", "tolerance"))
            span = f"{exactly(answer)} ± {exactly(tolerance)}" if tolerance else exactly(answer)
            return [Told(f"{span} {question.units.get(language, '')}".strip(), "")]
        case _:
            return answer_told(question, question.right, language)


def rule_told(question: Question) -> str:
    """Return what an answer that is partly right is worth; empty where the type leaves no choice."""
    return str(RULES_TOLD[question.key["rule"]]) if len(RULES[question.type]) > 1 else ""


def number_told(question: Question, text: str, language: str) -> str:
    """Return the number that answers a question, with its unit; empty when the text is none."""
    given = number_in(text)
    return "" if given is None else f"{number(float(given))} {question.units.get(language, '')}".strip()


def _case_told(question: Question, answer: Sequence[str], language: str) -> list[Told]:
    decisions = {decision.id: {option.id: option for option in decision.options} for decision in question.decisions}
    met = [(name, choice) for name, choice in path_of(question.key, answer) if choice in decisions[name]]
    return [Told(_text(decisions[name][str(choice)], language), decisions[name][str(choice)].words[language].feedback) for name, choice in met]


def rules_told(quiz: Quiz) -> list[str]:
    """Return the rules of a quiz, a sentence each."""
    rules = quiz.rules
    said = [ngettext("%(num)d question.", "%(num)d questions.", quiz.length)]
    if quiz.pass_mark:
        mark, is_set = quiz.pass_mark.percent, quiz.pass_mark.origin != "default"
        said.append(_("Pass mark: %(mark)d %%.", mark=mark) if is_set else _("Pass mark: %(mark)d %%, not set by a panel.", mark=mark))
    if rules.tells_at_once:
        said.append(_("One at a time, each answer is explained at once, and then stays as it is. All on one page, the explanations come at the end."))
    if minutes := rules.time_limit_minutes:
        said.append(ngettext("You have %(num)d minute from when you begin.", "You have %(num)d minutes from when you begin.", minutes))
    if rules.attempts:
        said.append(ngettext("You may take it %(num)d time.", "You may take it %(num)d times.", rules.attempts))
    if minutes := rules.wait_minutes:
        said.append(ngettext("Between two attempts you wait %(num)d minute.", "Between two attempts you wait %(num)d minutes.", minutes))
    if quiz.is_practice:
        said.append(_("Practise as often as you like: nothing here counts for the module or for the certificate."))
    elif rules.attempts != 1:
        counts = {"best": _("Your best attempt counts."), "first": _("Your first attempt counts."), "last": _("Your last attempt counts.")}
        said.append(counts[rules.counts])
    said.append(_("Every answer is saved: you can stop and go on later, on another phone too."))
    return said


def _text(option: Option, language: str) -> str:
    return option.words[language].text
