"""The files of a bank made from exchanged questions; see docs/content-format.md, «Questions» and «Banks»."""

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from lms.i18n import LANGUAGES
from lms.quizzes.content import read_bank
from lms.quizzes.exchange.answers import TRUE_FALSE
from lms.quizzes.exchange.fit import Fitted, fitted, identifier, is_identifier
from lms.quizzes.exchange.model import ExchangedQuestion, NotWritable, Unkeepable, shortened, written

TO_TRANSLATE: Mapping[str, str] = {"fr": "[à traduire] ", "en": "[to be translated] "}
"""What stands before a text that is still in another language."""

PARTS = ("options", "prompts", "choices", "items")

_STILL_TO_DO = "# Imported. Where they are empty, the lesson to read again and the sources are still to be written."


def to_bank_files(questions: Sequence[ExchangedQuestion], *, module: str, language: str) -> dict[str, str]:
    """Return the files of a bank: {"questions.toml": its text, "fr.toml": …, "en.toml": …}.

    The questions stand in their order; ids are kept where they are valid, else made from the id or the name. The other languages get the same
    texts, marked as to be translated. The same questions always give the same files.
    Raises NotWritable when a question does not fit a bank (`fit.fitting` leaves only those that do), when there is none, or when `module` is
    not a slug.
    """
    if not questions:
        raise NotWritable(_("There is no question to make a bank of."))
    if not is_identifier(module):
        raise NotWritable(_("“%(name)s” is not the short name of a module: small letters, digits and hyphens.", name=shortened(module)))
    found: dict[str, Fitted] = {}
    for id_, question in zip(bank_ids(questions, module=module), questions, strict=True):
        try:
            found[id_] = fitted(question, language=language)
        except Unkeepable as error:
            raise NotWritable(error.reason, question.label) from None
    topics: dict[str, str] = {}
    for one in found.values():
        topics.setdefault(one.facts["topic"] or module, one.topic_name or one.facts["topic"] or module)
    files = {"questions.toml": "\n".join([_STILL_TO_DO, f"module = {_value(module)}", *_facts(found, module), ""])}
    for name in LANGUAGES:
        wording = _Wording(name, is_translated=name == language)
        files[f"{name}.toml"] = "\n".join([*wording.topics(topics), *wording.questions(found), ""])
    return files


def bank_ids(questions: Sequence[ExchangedQuestion], *, module: str) -> list[str]:
    """Return the ids under which a bank holds the questions, in order, each once: valid ids as they are, the others made from id or name."""
    valid = {question.id for question in questions if is_identifier(question.id)}
    used: set[str] = set(valid)
    numbers: dict[str, int] = {}
    ids = []
    for rank, question in enumerate(questions, start=1):
        id_ = wanted = identifier(question.id) or identifier(question.name) or f"{module}-{rank:03}"
        while id_ in used and id_ != question.id:
            numbers[wanted] = numbers.get(wanted, 1) + 1
            id_ = f"{wanted}-{numbers[wanted]}"
        used.add(id_)
        ids.append(id_)
    return ids


def _facts(found: Mapping[str, Fitted], module: str) -> Iterator[str]:
    for id_, question in found.items():
        facts = {**question.facts, "topic": question.facts["topic"] or module}
        yield ""
        yield "[[questions]]"
        yield f"id = {_value(id_)}"
        yield from (f"{name} = {_value(fact)}" for name, fact in facts.items())


class _Wording:
    """Writes the wording of one language."""

    def __init__(self, language: str, *, is_translated: bool) -> None:
        self.language = language
        self.is_translated = is_translated

    def topics(self, topics: Mapping[str, str]) -> Iterator[str]:
        yield "[topics]"
        yield from (f"{slug} = {self._text(name)}" for slug, name in topics.items())

    def questions(self, found: Mapping[str, Fitted]) -> Iterator[str]:
        for id_, question in found.items():
            yield ""
            yield f"[questions.{id_}]"
            yield from self._said({name: said for name, said in question.words.items() if name not in PARTS})
            is_verdict = question.facts["type"] == "true-false"
            for part in PARTS:
                for one, said in question.words.get(part, {}).items():
                    yield f"[questions.{id_}.{part}.{one}]"
                    yield from self._said(said, verdict=one if is_verdict else "")

    def _said(self, words: Mapping[str, Any], *, verdict: str = "") -> Iterator[str]:
        for name, said in words.items():
            if name == "accepted":
                yield f"{name} = {_value(said)}" + ("" if self.is_translated else "  # to be translated")
            elif name == "text" and verdict:
                yield f"{name} = {_value(TRUE_FALSE[self.language][verdict])}"
            else:
                yield f"{name} = {self._text(said)}"

    def _text(self, text: str) -> str:
        return _value(text if self.is_translated or not text else TO_TRANSLATE[self.language] + text)


def _value(value: Any) -> str:
    """Return a fact as TOML writes it."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Decimal():
            return written(value) if Decimal(repr(float(value))) == value else _value(written(value))
        case dict():
            return "{ " + ", ".join(f"{name} = {_value(one)}" for name, one in value.items()) + " }"
        case list():
            return f"[{', '.join(_value(one) for one in value)}]"
        case _:
            return str(value)


def write_bank(folder: Path, files: Mapping[str, str]) -> None:
    """Make the folder of a bank with these files: all of them, read again before they are shown, or none.

    Raises NotWritable when the folder exists, ContentFault when what was written cannot be read, OSError when the disk refuses.
    """
    if folder.exists():
        raise NotWritable(_("%(folder)s exists: a bank is never written over another. Choose a folder that does not.", folder=folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    draft.mkdir()
    try:
        for name, text in files.items():
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        read_bank(draft)
        draft.rename(folder)
    finally:
        if draft.exists():
            shutil.rmtree(draft)
