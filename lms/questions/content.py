"""Questions as they stand in files: what they ask in each language, and what marks them; see docs/content-format.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from lms.content_files import polish, read_toml
from lms.errors import ContentFault, DomainError
from lms.i18n import LANGUAGES
from lms.questions.rules import RULES, TYPES, Key, number_in, pairs_in

MOST_LETTERS = 200
"""Letters of a short answer."""


class UnknownAnswer(DomainError):
    """The form names something that the question does not have."""


@dataclass(frozen=True)
class Words:
    """A question or a part of it in one language: what it says, and what is said of it afterwards."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Option:
    """One possible answer, prompt or item."""

    id: str
    words: dict[str, Words]


@dataclass(frozen=True)
class Decision:
    """A moment of a case: what the situation is, and what can be done."""

    id: str
    texts: dict[str, str]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Question:
    """One question, with an id for life."""

    id: str
    type: str
    topic: str
    """What it is about, within a bank; empty for a check question, which is about its lesson."""
    lesson: str
    sources: tuple[str, ...]
    words: dict[str, Words]
    key: Key
    version: int = 1
    """Goes up when what is right changes."""
    options: tuple[Option, ...] = ()
    """What can be chosen; of a matching question its prompts, of an ordering question its items in the right order."""
    choices: tuple[Option, ...] = ()
    """Of a matching question, what its prompts are matched with."""
    decisions: tuple[Decision, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    """Of a numeric question, what is counted, per language."""

    @property
    def takes_several(self) -> bool:
        """Tell whether more than one option may be chosen."""
        return self.type == "multiple"

    @property
    def right(self) -> tuple[str, ...]:
        """Return the answer that is worth the whole point."""
        match self.type:
            case "matching":
                return tuple(f"{prompt}={choice}" for prompt, choice in self.key["pairs"].items())
            case "ordering":
                return tuple(self.key["order"])
            case "numeric":
                return (self.key["answer"],)
            case "short":
                return (self.key["accepted"][0],)
            case "case":
                return tuple(f"{name}={facts['right'][0]}" for name, facts in self.key["decisions"].items())
            case _:
                return tuple(self.key["right"])

    @property
    def right_options(self) -> tuple[Option, ...]:
        """Return, of a question with options to choose, those that make the right answer."""
        return tuple(option for option in self.options if option.id in self.right)


def refuse_unknown_answers(questions: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> None:
    """Raise UnknownAnswer when an answer ({question: what was given}) is not one that its question allows."""
    for question in questions:
        if not _is_possible(question, list(answers.get(question.id, ()))):
            raise UnknownAnswer(_l("One of the answers does not belong to its question. Reload the page and answer again."))


def _is_possible(question: Question, given: list[str]) -> bool:
    options = {option.id for option in question.options}
    match question.type:
        case "matching":
            choices = {choice.id for choice in question.choices}
            return all(prompt in options and choice in choices for prompt, choice in pairs_in(given).items()) and len(given) <= len(options)
        case "ordering":
            return not given or sorted(given) == sorted(options)
        case "numeric":
            return len(given) <= 1 and all(number_in(text) is not None for text in given)
        case "short":
            return len(given) <= 1 and all(len(text) <= MOST_LETTERS for text in given)
        case "case":
            allowed = {decision.id: {option.id for option in decision.options} for decision in question.decisions}
            return all(choice in allowed.get(name, ()) for name, choice in pairs_in(given).items()) and len(given) <= len(allowed)
        case "multiple":
            return set(given) <= options
        case _:
            return set(given) <= options and len(given) <= 1


def read_wording(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the wording beside a file of questions, per language."""
    return {language: read_toml(folder / f"{language}.toml") for language in LANGUAGES}


def read_questions(path: Path, facts: Sequence[dict[str, Any]], wording: Mapping[str, dict[str, Any]]) -> tuple[Question, ...]:
    """Return the questions of a file. Raises ContentFault, naming the file at `path` or its wording beside it."""
    names = [question["id"] for question in facts]
    if len(set(names)) < len(names):
        raise ContentFault(f"{path}: a question id stands twice: {', '.join(sorted({name for name in names if names.count(name) > 1}))}.")
    for language, words in wording.items():
        if unknown := sorted(set(words["questions"]) - set(names)):
            raise ContentFault(f"{path.parent / language}.toml: these questions are not in {path.name}: {', '.join(unknown)}.")
        if missing := sorted(set(names) - set(words["questions"])):
            raise ContentFault(f"{path.parent / language}.toml: question {missing[0]}: its wording is missing or has other options.")
    return tuple(
        _Reader(path, question, {language: words["questions"][question["id"]] for language, words in wording.items()}).question()
        for question in facts
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one question: its facts, and its wording per language."""

    path: Path
    facts: dict[str, Any]
    wording: dict[str, dict[str, Any]]

    def question(self) -> Question:
        facts = self.facts
        if facts["type"] not in TYPES:
            raise self._fault(f"type must be one of {', '.join(TYPES)}")
        key = {"type": facts["type"], "rule": facts.get("rule", RULES[facts["type"]][0]), **self._key()}
        if key["rule"] not in RULES[facts["type"]]:
            raise self._fault(f"rule must be one of {', '.join(RULES[facts['type']])}")
        return Question(
            id=facts["id"], type=facts["type"], topic=facts.get("topic", ""), lesson=facts["lesson"], sources=tuple(facts["sources"]),
            version=facts.get("version", 1), key=key, options=self._options(), choices=self._parts("choices"), decisions=self._decisions(),
            words={language: self._words(words, language) for language, words in self.wording.items()},
            units={language: polish(words.get("unit", ""), language) for language, words in self.wording.items()},
        )  # fmt: skip

    def _key(self) -> dict[str, Any]:
        facts = self.facts
        match facts["type"]:
            case "matching":
                pairs = facts["pairs"]
                if set(pairs) != set(facts["prompts"]) or not set(pairs.values()) <= set(facts["choices"]):
                    raise self._fault("every prompt has its pair among the choices, and no other")
                return {"pairs": dict(pairs)}
            case "ordering":
                if len(facts["items"]) < 3:
                    raise self._fault("there are at least three items to put in order")
                return {"order": list(facts["items"])}
            case "numeric":
                answer, tolerance = (str(facts[name]) for name in ("answer", "tolerance"))
                if number_in(answer) is None or number_in(tolerance) is None or tolerance.startswith("-"):
                    raise self._fault("answer and tolerance are numbers, and the tolerance is not negative")
                return {"answer": answer, "tolerance": tolerance}
            case "short":
                accepted = [text for words in self.wording.values() for text in words.get("accepted", [])]
                if not all(words.get("accepted") for words in self.wording.values()):
                    raise self._fault("each language lists what is accepted")
                return {"accepted": list(dict.fromkeys(accepted))}
            case "case":
                return {"decisions": self._decision_keys()}
            case _:
                return {"right": self._right(facts, single=facts["type"] != "multiple")}

    def _right(self, facts: dict[str, Any], *, single: bool) -> list[str]:
        if not facts["right"] or not set(facts["right"]) <= set(facts["options"]):
            raise self._fault("the right answers are not among its options")
        if single and len(facts["right"]) != 1:
            raise self._fault(f"a {self.facts['type']} question has exactly one right answer")
        return list(facts["right"])

    def _decision_keys(self) -> dict[str, Any]:
        decisions = self.facts["decisions"]
        names = [decision["id"] for decision in decisions]
        keys = {}
        for rank, decision in enumerate(decisions):
            leads = decision.get("next", {})
            if not set(leads) <= set(decision["options"]) or not set(leads.values()) <= set(names[rank + 1 :]):
                raise self._fault(f"decision {decision['id']}: its options lead only to decisions that come later")
            keys[decision["id"]] = {"right": self._right(decision, single=False), "next": dict(leads)}
        return keys

    def _options(self) -> tuple[Option, ...]:
        return self._parts({"matching": "prompts", "ordering": "items"}.get(self.facts["type"], "options"))

    def _parts(self, name: str) -> tuple[Option, ...]:
        return self._options_of(name, self.facts.get(name, []), self.wording)

    def _options_of(self, name: str, ids: Sequence[str], wording: Mapping[str, dict[str, Any]]) -> tuple[Option, ...]:
        for language, words in wording.items():
            if set(words.get(name, {})) != set(ids):
                raise ContentFault(f"{self.path.parent / language}.toml: question {self.facts['id']}: its wording is missing or has other {name}.")
        return tuple(Option(one, {language: self._words(words[name][one], language) for language, words in wording.items()}) for one in ids)

    def _decisions(self) -> tuple[Decision, ...]:
        found = []
        for decision in self.facts.get("decisions", []):
            words = {language: given.get("decisions", {}).get(decision["id"], {}) for language, given in self.wording.items()}
            options = self._options_of("options", decision["options"], words)
            texts = {language: polish(given["text"], language) for language, given in words.items()}
            found.append(Decision(id=decision["id"], texts=texts, options=options))
        return tuple(found)

    def _words(self, given: dict[str, Any], language: str) -> Words:
        """Return what is said; choices and items may have no feedback of their own."""
        return Words(text=polish(given["text"], language), feedback=polish(given.get("feedback", ""), language))

    def _fault(self, sentence: str) -> ContentFault:
        return ContentFault(f"{self.path}: question {self.facts['id']}: {sentence}.")
