"""What a certificate requires, how its serial is written, and what is frozen in it. Pure: values in, values out."""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.progress.rules import ModuleStanding


class Kind(StrEnum):
    """What a design certifies."""

    TRAINER = "trainer"


class State(StrEnum):
    """What has become of an issued certificate."""

    ISSUED = "issued"
    REPLACED = "replaced"
    REVOKED = "revoked"


class RequirementKind(StrEnum):
    """What a requirement looks at."""

    ATTENDANCE = "attendance"
    LESSONS = "lessons"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Requirement:
    """A rule of a design, as its file states it."""

    kind: RequirementKind
    minimum_percent: int = 100
    """Attendance only: share of the planned half-days, 1 to 100."""


@dataclass(frozen=True)
class Record:
    """What one person has done in a programme, as far as a certificate asks."""

    half_days_planned: int
    """0: the person is not a confirmed participant of any workshop."""
    half_days_attended: int
    """Present or late. Absent and excused do not count."""
    modules: tuple[ModuleStanding, ...]


@dataclass(frozen=True)
class RequirementResult:
    """One thing that is met or still missing. Units: half-days, lessons, or percent of a quiz."""

    kind: RequirementKind
    module: str | None
    is_met: bool
    done: int | None
    """None: the quiz was never handed in."""
    needed: int
    out_of: int
    """What can be done at most: half-days planned, lessons, 100 percent. 0: there is nothing yet to be done."""

    @property
    def missing(self) -> int:
        """Return how much is still to be done, in the unit of the kind."""
        return 0 if self.is_met else max(self.needed - (self.done or 0), 0)


def evaluate(requirements: Sequence[Requirement], record: Record) -> list[RequirementResult]:
    """Return one result for attendance and one per module for the others, module by module.

    A requirement about modules is not met by a programme that has none: an empty programme certifies nothing.
    """
    results: list[RequirementResult] = []
    for requirement in requirements:
        results += _EVALUATORS[requirement.kind](requirement, record)
    order = {standing.module: rank for rank, standing in enumerate(record.modules)}
    return sorted(results, key=lambda result: order.get(result.module or "", -1))


def are_all_met(results: Sequence[RequirementResult]) -> bool:
    """Tell whether nothing is missing. Without any requirement nothing is certified."""
    return bool(results) and all(result.is_met for result in results)


def _attendance(requirement: Requirement, record: Record) -> list[RequirementResult]:
    planned, attended = record.half_days_planned, record.half_days_attended
    needed = -(-planned * requirement.minimum_percent // 100)  # rounded up: 80 % of 6 is 5
    return [RequirementResult(RequirementKind.ATTENDANCE, None, planned > 0 and attended >= needed, attended, needed, planned)]


def _lessons(_requirement: Requirement, record: Record) -> list[RequirementResult]:
    kind = RequirementKind.LESSONS
    return [
        RequirementResult(kind, module.module, module.are_lessons_done, module.lessons_done, module.lessons_total, module.lessons_total)
        for module in record.modules
    ] or [RequirementResult(kind, None, is_met=False, done=0, needed=0, out_of=0)]


def _quiz(_requirement: Requirement, record: Record) -> list[RequirementResult]:
    kind = RequirementKind.QUIZ
    return [
        RequirementResult(kind, module.module, module.is_quiz_passed, module.best_percent, module.pass_mark_percent, 100)
        for module in record.modules
        if not (module.is_quiz_passed and module.best_percent is None)  # a module without a quiz asks for none
    ]


_EVALUATORS: dict[RequirementKind, Callable[[Requirement, Record], list[RequirementResult]]] = {
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.LESSONS: _lessons,
    RequirementKind.QUIZ: _quiz,
}


# Digits and capitals without 0 O 1 I, which people mistake for one another on paper.
SERIAL_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_CHARACTERS = 5
_LETTERS = {Kind.TRAINER: "T"}
_CHECK_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_SERIAL = re.compile(rf"([{''.join(_LETTERS.values())}])([0-9]{{4}})([{SERIAL_ALPHABET}]{{{RANDOM_CHARACTERS}}})([{SERIAL_ALPHABET}])")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")


def new_serial(kind: Kind, year: int, choose: Callable[[str], str]) -> str:
    """Return a serial such as `T-2026-KQ7M2-X`: kind, year of issue, five random characters, check character.

    choose: picks one character of a string (`secrets.choice`). A draw whose check character would be 0, 1, I, O or * is
    drawn again, so that every random character of a serial is one that people do not mistake.
    """
    while True:
        middle = "".join(choose(SERIAL_ALPHABET) for _ in range(RANDOM_CHARACTERS))
        check = check_character(f"{_LETTERS[kind]}{year}{middle}")
        if check in SERIAL_ALPHABET:
            return f"{_LETTERS[kind]}-{year}-{middle}-{check}"


def check_character(text: str) -> str:
    """Return the check character of digits and capital letters, which catches any one wrong character and any two swapped neighbours.

    Source: ISO/IEC 7064:2003, MOD 37-2, pure system.
    """
    total = 0
    for character in text:
        total = (total + _CHECK_ALPHABET.index(character)) * 2 % 37
    return _CHECK_ALPHABET[(1 - total) % 37]


def normal_serial(text: str) -> str | None:
    """Return a serial as it is printed, whatever the case, spaces and hyphens it was typed with; None when it is not shaped like one."""
    found = _SERIAL.fullmatch(_SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper())
    return "-".join(found.groups()) if found else None


def has_right_check(serial: str) -> bool:
    """Tell whether the last character of a normal serial fits the others."""
    characters = serial.replace("-", "")
    return check_character(characters[:-1]) == characters[-1]


@dataclass(frozen=True)
class Words:
    """What a design prints in one language."""

    title: str
    awarded_to: str
    achievement: str
    """A sentence with `{programme}`, `{place}` and `{dates}`."""
    dates: str
    """How a period reads inside the sentence, with `{first}` and `{last}`."""
    one_day: str
    """How a single day reads inside the sentence, with `{day}`."""
    issued_on: str
    """With `{day}`."""
    serial: str
    verify: str
    """What to do with the QR and the address."""
    signatories: tuple[str, ...]
    """In whose name each line is signed: a function, never a person."""
    signature: str
    """What to write on a line."""
    demonstration: str


@dataclass(frozen=True)
class Facts:
    """Everything that is printed on one certificate, frozen the day it was issued. Texts by language: {"fr": …, "en": …}."""

    kind: str
    design: str
    requirements_version: int
    serial: str
    issued_on: date
    full_name: str
    programme: dict[str, str]
    funders: dict[str, str]
    place: str
    starts_on: date
    ends_on: date
    modules: tuple[dict[str, str], ...]
    words: dict[str, Words]
    is_demonstration: bool


def printed_name(name: str) -> str:
    """Return a name as it is printed: composed letters (Unicode NFC), single spaces, none around it; spelling untouched."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def facts_as_json(facts: Facts) -> str:
    """Return the one way to write these facts: sorted keys, no spaces, days as ISO 8601, letters as they are."""
    return json.dumps(asdict(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


def facts_from_json(text: str) -> Facts:
    """Return the facts that `facts_as_json` wrote. Raises ValueError for anything else."""
    try:
        body: dict[str, Any] = json.loads(text)
        for name in ("issued_on", "starts_on", "ends_on"):
            body[name] = date.fromisoformat(body[name])
        body["modules"] = tuple(body["modules"])
        body["words"] = {language: Words(**{**words, "signatories": tuple(words["signatories"])}) for language, words in body["words"].items()}
        return Facts(**body)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:  # not of the shape of facts
        raise ValueError("these are not the facts of a certificate") from error


def seal(text: str, key: bytes) -> str:
    """Return the seal of frozen facts, in hexadecimal: whoever has not the key can neither make nor mend one.

    Source: HMAC, RFC 2104, with SHA-256.
    """
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def fits_seal(text: str, sealed: str, key: bytes) -> bool:
    """Tell whether these facts are the ones that were sealed, in constant time."""
    return hmac.compare_digest(seal(text, key).encode(), sealed.encode())
