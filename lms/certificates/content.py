"""Reads the certificate designs from `certificates/`, once, at the start."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from string import Formatter
from typing import Any, cast

from flask import Flask, current_app

from lms.certificates.rules.facts import Words
from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.requirements import Requirement, RequirementKind
from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES

# What each sentence may and must name; every other text is printed as it stands.
_PLACEHOLDERS = {
    "achievement": {"programme", "place", "dates"},
    "dates": {"first", "last"},
    "one_day": {"day"},
    "issued_on": {"day"},
}


@dataclass(frozen=True)
class Design:
    """What a kind of certificate requires and says."""

    slug: str
    kind: Kind
    requirements_version: int
    """Rises with every change of the requirements: a certificate says under which it was issued."""
    requirements: tuple[Requirement, ...]
    words: dict[str, Words]


def init_app(app: Flask, folder: Path) -> None:
    """Read the designs, and the key that seals certificates, and keep them with the application. Raises ContentFault or BadSetting."""
    app.extensions["certificate_designs"] = load_designs(folder)
    app.extensions["certificate_key"] = app.config["RELAIS_SETTINGS"].certificate_key.encode()


def designs() -> Mapping[str, Design]:
    """Return the designs that were read at the start, by slug."""
    return cast(Mapping[str, Design], current_app.extensions["certificate_designs"])


def load_designs(folder: Path) -> dict[str, Design]:
    """Return everything in `certificates/`. Raises ContentFault, naming the file, at the first fault."""
    return {path.parent.name: _design(path.parent) for path in sorted(folder.glob("*/certificate.toml"))}


def _design(folder: Path) -> Design:
    path = folder / "certificate.toml"
    facts = read_toml(path)
    try:
        if facts["kind"] not in set(Kind):
            raise ContentFault(f"{path}: kind must be one of {', '.join(Kind)}.")
        requirements = tuple(_requirement(given, path) for given in facts["requirements"])
        if not requirements:
            raise ContentFault(f"{path}: a certificate requires something.")
        return Design(
            slug=folder.name,
            kind=Kind(facts["kind"]),
            requirements_version=facts["requirements_version"],
            requirements=requirements,
            words={language: _words(folder / f"{language}.toml", language) for language in LANGUAGES},
        )
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None


def _requirement(given: dict[str, Any], path: Path) -> Requirement:
    if given.get("kind") not in set(RequirementKind):
        raise ContentFault(f"{path}: the kind of a requirement must be one of {', '.join(RequirementKind)}.")
    kind = RequirementKind(given["kind"])
    if kind is not RequirementKind.ATTENDANCE:
        return Requirement(kind)
    percent = given["minimum_percent"]
    if not isinstance(percent, int) or not 1 <= percent <= 100:
        raise ContentFault(f"{path}: minimum_percent must be a whole number from 1 to 100.")
    return Requirement(kind, minimum_percent=percent)


def _words(path: Path, language: str) -> Words:
    given = read_toml(path)
    try:
        texts = {field.name: given[field.name] for field in fields(Words)}
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None
    signatories = tuple(polish(text, language) for text in texts.pop("signatories"))
    for name, text in texts.items():
        named = {key for _text, key, _format, _conversion in Formatter().parse(text) if key is not None}
        if named != _PLACEHOLDERS.get(name, set()):
            raise ContentFault(f"{path}: {name} must name {_named(_PLACEHOLDERS.get(name, set()))}, and names {_named(named)}.")
    return Words(**{name: polish(text, language) for name, text in texts.items()}, signatories=signatories)


def _named(placeholders: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders)) or "nothing in braces"
