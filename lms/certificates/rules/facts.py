"""What is frozen in a certificate, and its seal."""

import hashlib
import hmac
import json
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LANGUAGE_CHOICES = {"fr": ("fr",), "en": ("en",), "fr-en": ("fr", "en")}
"""In which languages a paper can be printed, the first one large, by how forms, commands and addresses name them."""


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
    attendance: str = ""
    """How many half-days somebody attended, with `{attended}` and `{planned}`; empty: it is not printed."""
    card: str = ""
    """The sentence of `achievement` as it stands on a card, where no modules follow; empty: the same."""
    expires_on: str = ""
    """With `{day}`."""
    issue: str = ""
    """Which issue it is, from the second on, with `{number}`."""
    test: str = ""
    """What stands across a paper that is signed with a key for tests."""
    qr: str = ""
    """What is read aloud in place of the QR, with `{serial}`."""


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
    issue_number: int = 1
    """From 1; rises when a certificate is issued anew with a correction."""
    expires_on: date | None = None
    """The last day on which it is valid; None: it never expires."""
    languages: tuple[str, ...] = ("fr",)
    """In which it is printed, the first one large."""
    signatories: tuple[dict[str, str], ...] = ()
    """In whose name each line is signed; empty: as the words of the design say."""
    attended: int = 0
    planned: int = 0
    """Half-days of the workshop."""
    code: str = ""
    """Of this issue, random: printed in the QR alone."""
    proof: str = ""
    """The signed statement in the QR, `MRN1:…`."""
    address: str = ""
    """Where it is checked, as printed."""
    is_test: bool = False
    """Signed with a key that certifies nothing."""


def printed_name(name: str) -> str:
    """Return a name as it is printed: composed letters (Unicode NFC), single spaces, none around it; spelling untouched."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def last_valid_day(issued_on: date, months: int | None) -> date | None:
    """Return the last day on which a certificate is valid that was issued on a day and is valid for some months; None: it never expires.

    Valid for 24 months from 31 March 2026 is until 30 March 2028. Where the month is too short for the day, it ends with the month.
    """
    if months is None:
        return None
    years, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + years, month + 1
    length = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, issued_on.day) - timedelta(days=1) if issued_on.day <= length else date(year, month, length)


def is_over(expires_on: date | None, today: date) -> bool:
    """Tell whether a certificate has expired: its last day is before today."""
    return expires_on is not None and expires_on < today


def facts_as_json(facts: Facts) -> str:
    """Return the one way to write these facts: sorted keys, no spaces, days as ISO 8601, letters as they are."""
    return json.dumps(vars(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: date | Words) -> str | dict[str, Any]:
    return value.isoformat() if isinstance(value, date) else vars(value)


def facts_from_json(text: str) -> Facts:
    """Return the facts that `facts_as_json` wrote. Raises ValueError for anything else."""
    try:
        body: dict[str, Any] = json.loads(text)
        for name in ("issued_on", "starts_on", "ends_on"):
            body[name] = date.fromisoformat(body[name])
        if body.get("expires_on") is not None:
            body["expires_on"] = date.fromisoformat(body["expires_on"])
        for name in ("modules", "languages", "signatories"):
            if name in body:  # certificates of before have no languages of their own
                body[name] = tuple(body[name])
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
