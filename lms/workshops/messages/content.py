"""Reads the wording of messages from `workshops/messages/`, once, at the start."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any, cast

from flask import Flask, current_app

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.workshops.messages.rules import Kind, KindWording, Wording

_GREETINGS = {"woman": {"name"}, "man": {"name"}, "person": {"name"}, "group": set[str]()}
_PHRASES = {"one_day": {"day"}, "period": {"first", "last"}, "where": {"venue"}, "where_unknown": set[str](), "closing": {"organiser"}}
_SMS = {"where": {"venue"}, "where_unknown": set[str](), "closing": {"organiser"}}

# What a message must name, lest somebody be told to come without being told where; and what else it may name.
_MUST = {
    Kind.INVITATION: {"place", "dates", "where"},
    Kind.REMINDER: {"place", "dates", "where"},
    Kind.DATE_CHANGE: {"place", "dates", "old_dates", "where"},
    Kind.THANKS: {"place"},
    Kind.MISSING: {"place", "missing"},
}
_MAY = {"programme", "place", "dates"}


def init_app(app: Flask, folder: Path) -> None:
    """Read the wording and keep it with the application. Raises ContentFault."""
    app.extensions["message_wording"] = load_wording(folder)


def wording() -> Mapping[str, Wording]:
    """Return the wording that was read at the start, by language."""
    return cast(Mapping[str, Wording], current_app.extensions["message_wording"])


def load_wording(folder: Path) -> dict[str, Wording]:
    """Return the wording in `workshops/messages/`, by language. Raises ContentFault, naming the file, at the first fault."""
    return {language: _wording(folder / f"{language}.toml", language) for language in LANGUAGES}


def _wording(path: Path, language: str) -> Wording:
    given = read_toml(path)
    try:
        return Wording(
            greetings=_texts(path, given["greetings"], _GREETINGS, language),
            phrases=_texts(path, given["phrases"], _PHRASES, language),
            sms=_texts(path, given["sms"], _SMS, None),
            kinds={kind: _kind(path, kind, given["kinds"][kind.value], language) for kind in Kind},
        )
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None


def _texts(path: Path, given: Mapping[str, str], wanted: Mapping[str, set[str]], language: str | None) -> dict[str, str]:
    for name, placeholders in wanted.items():
        if _named(path, name, given[name]) != placeholders:
            raise ContentFault(f"{path}: {name} must name {_listed(placeholders)}.")
    return {name: polish(given[name], language) if language else given[name].strip() for name in wanted}


def _kind(path: Path, kind: Kind, given: Mapping[str, Any], language: str) -> KindWording:
    must, may = _MUST[kind], _MAY | _MUST[kind]
    for name in ("subject", "text", "sms"):
        named = _named(path, name, given[name])
        if not named <= may or (name == "text" and not must <= named):
            raise ContentFault(f"{path}: {name} of {kind} must name {_listed(must)}, and may name {_listed(may)}.")
    # An SMS keeps its plain signs: a no-break space would double its price.
    return KindWording(subject=polish(given["subject"], language), text=polish(given["text"], language), sms=given["sms"].strip())


def _named(path: Path, name: str, text: str) -> set[str]:
    try:
        return {field for _text, field, _format, _conversion in Formatter().parse(text) if field is not None}
    except ValueError:
        raise ContentFault(f"{path}: {name} has a brace without its fellow.") from None


def _listed(placeholders: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders)) or "nothing in braces"
