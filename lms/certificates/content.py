"""Reads the certificate designs from `certificates/`, once, at the start."""

from collections.abc import Callable, Mapping
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
    "attendance": {"attended", "planned"},
    "card": {"programme", "place", "dates"},
    "expires_on": {"day"},
    "issue": {"number"},
    "qr": {"serial"},
}
_KEYS = {"kind", "valid_months", "versions"}
_MOST_MONTHS = 600
_MAY_BE_EMPTY = {"attendance"}


@dataclass(frozen=True)
class Design:
    """What a kind of certificate requires and says."""

    slug: str
    kind: Kind
    valid_months: int | None
    """For how long one is valid from the day of issue; None: it never expires."""
    versions: tuple[tuple[Requirement, ...], ...]
    """Every version of the requirements, the first at 0: none is ever dropped, for certificates say under which they were issued."""
    words: dict[str, Words]

    @property
    def requirements_version(self) -> int:
        """Return the number of the version in force, from 1."""
        return len(self.versions)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Return the requirements in force."""
        return self.versions[-1]

    def has_version(self, version: int) -> bool:
        """Tell whether there ever was this version of the requirements."""
        return 1 <= version <= len(self.versions)

    def requirements_of(self, version: int) -> tuple[Requirement, ...]:
        """Return the requirements of a version, as a certificate names it. Raises IndexError for one that there never was."""
        if not self.has_version(version):
            raise IndexError(f"{self.slug} has no version {version} of its requirements")
        return self.versions[version - 1]


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
        _refuse_unknown(facts, _KEYS, str(path))
        if facts["kind"] not in set(Kind):
            raise ContentFault(f"{path}: kind must be one of {', '.join(Kind)}.")
        kind = Kind(facts["kind"])
        return Design(
            slug=folder.name,
            kind=kind,
            valid_months=_valid_months(facts.get("valid_months"), kind, path),
            versions=_versions(facts["versions"], path),
            words={language: _words(folder / f"{language}.toml", language) for language in LANGUAGES},
        )
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None


def _valid_months(months: object, kind: Kind, path: Path) -> int | None:
    if months is None:
        return None
    if kind is Kind.PARTICIPATION:
        raise ContentFault(f"{path}: valid_months cannot be said of a participation: having attended never expires.")
    return _whole(months, 1, _MOST_MONTHS, f"{path}: valid_months")


def _versions(given: object, path: Path) -> tuple[tuple[Requirement, ...], ...]:
    if not isinstance(given, list) or not given:
        raise ContentFault(f"{path}: versions must be a list of [[versions]], each with its requirements.")
    for number, version in enumerate(given, 1):
        if version.get("number") != number:
            raise ContentFault(f"{path}: versions are numbered from 1 without a gap, oldest first: number = {number} is expected.")
    return tuple(_requirements(version, f"{path}: version {number}") for number, version in enumerate(given, 1))


def _requirements(version: Mapping[str, Any], where: str) -> tuple[Requirement, ...]:
    _refuse_unknown(version, {"number", "requirements"}, where)
    found = tuple(_requirement(given, where) for given in version.get("requirements", ()))
    if not found:
        raise ContentFault(f"{where}: a certificate requires something.")
    twice = {one.kind for one in found if sum(one.kind is other.kind for other in found) > 1}
    if twice:
        raise ContentFault(f"{where}: {', '.join(sorted(twice))} is required twice. Keep one of them.")
    return found


def _requirement(given: Mapping[str, Any], where: str) -> Requirement:
    if given.get("kind") not in set(RequirementKind):
        raise ContentFault(f"{where}: the kind of a requirement must be one of {', '.join(RequirementKind)}.")
    kind = RequirementKind(given["kind"])
    try:
        return _READERS.get(kind, _plain)(kind, given, f"{where}: {kind}")
    except KeyError as error:
        raise ContentFault(f"{where}: {kind}: {error.args[0]} is missing.") from None


def _plain(kind: RequirementKind, given: Mapping[str, Any], where: str) -> Requirement:
    _refuse_unknown(given, {"kind"}, where)
    return Requirement(kind)


def _attendance(kind: RequirementKind, given: Mapping[str, Any], where: str) -> Requirement:
    _refuse_unknown(given, {"kind", "minimum_percent"}, where)
    return Requirement(kind, minimum_percent=_whole(given["minimum_percent"], 1, 100, f"{where}: minimum_percent"))


def _post_test(kind: RequirementKind, given: Mapping[str, Any], where: str) -> Requirement:
    _refuse_unknown(given, {"kind", "minimum_percent"}, where)
    percent = given.get("minimum_percent")
    return Requirement(kind, minimum_percent=None if percent is None else _whole(percent, 1, 100, f"{where}: minimum_percent"))


def _session(kind: RequirementKind, given: Mapping[str, Any], where: str) -> Requirement:
    _refuse_unknown(given, {"kind", "number", "state"}, where)
    if given["state"] not in ("reported", "verified"):
        raise ContentFault(f"{where}: state must be one of reported, verified.")
    number = _whole(given.get("number", 1), 1, 100, f"{where}: number")
    return Requirement(kind, number=number, is_verified=given["state"] == "verified")


_READERS: dict[RequirementKind, Callable[[RequirementKind, Mapping[str, Any], str], Requirement]] = {
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.POST_TEST: _post_test,
    RequirementKind.SESSION: _session,
}


def _whole(value: object, least: int, most: int, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ContentFault(f"{where} must be a whole number from {least} to {most}.")
    return value


def _refuse_unknown(given: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(given.keys() - known)
    if unknown:
        raise ContentFault(f"{where}: {', '.join(unknown)} means nothing here; known are {', '.join(sorted(known))}.")


def _words(path: Path, language: str) -> Words:
    given = read_toml(path)
    try:
        texts = {field.name: given[field.name] for field in fields(Words)}
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None
    signatories = tuple(polish(text, language) for text in texts.pop("signatories"))
    for name, text in texts.items():
        named = {key for _text, key, _format, _conversion in Formatter().parse(text) if key is not None}
        if named != _PLACEHOLDERS.get(name, set()) and not (name in _MAY_BE_EMPTY and not text):
            raise ContentFault(f"{path}: {name} must name {_named(_PLACEHOLDERS.get(name, set()))}, and names {_named(named)}.")
    return Words(**{name: polish(text, language) for name, text in texts.items()}, signatories=signatories)


def _named(placeholders: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders)) or "nothing in braces"
