"""What is frozen in a certificate, and its seal."""

import hashlib
import hmac
import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


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


def facts_as_json(facts: Facts) -> str:
    """Return the one way to write these facts: sorted keys, no spaces, days as ISO 8601, letters as they are."""
    return json.dumps(asdict(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


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
