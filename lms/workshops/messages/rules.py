"""What is written to whom: kinds of messages, filling in their words, links that open them elsewhere, and when to try again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from lms.workshops.plan.rules.status import Deed


class Kind(StrEnum):
    """What a message is about."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    DATE_CHANGE = "date-change"
    THANKS = "thanks"
    MISSING = "missing"
    """Thanks with what somebody's certificate still needs; written by `certificates`, which knows it."""


class State(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    SENDING = "sending"
    """A worker has it in hand. What a worker that died had in hand becomes UNSURE."""
    SENT = "sent"
    """The mail server has answered for it."""
    FAILED = "failed"
    UNSURE = "unsure"
    """Nobody knows whether it left: it is not sent again unless somebody says so."""
    WITHDRAWN = "withdrawn"


ENROLMENT_STATES: dict[Kind, frozenset[str]] = {
    Kind.INVITATION: frozenset({"invited"}),
    Kind.REMINDER: frozenset({"invited", "confirmed"}),
    Kind.DATE_CHANGE: frozenset({"invited", "confirmed", "waiting"}),
    Kind.THANKS: frozenset({"confirmed"}),
    Kind.MISSING: frozenset({"confirmed"}),
}
"""Whom a message is meant for."""

DEEDS: dict[Kind, Deed] = {
    Kind.INVITATION: Deed.INVITE,
    Kind.REMINDER: Deed.ANNOUNCE,
    Kind.DATE_CHANGE: Deed.ANNOUNCE,
    Kind.THANKS: Deed.THANK,
    Kind.MISSING: Deed.THANK,
}
"""What writing it is to the status of a workshop."""

MAY_BE_SENT_AGAIN = frozenset({State.FAILED, State.UNSURE, State.WITHDRAWN})

_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
LONGEST_IN_HAND = timedelta(minutes=10)
"""Longer than a worker can be busy with one message: each of its waits for the server is half a minute at most."""


@dataclass(frozen=True)
class KindWording:
    """A kind of message in one language."""

    subject: str
    text: str
    sms: str


@dataclass(frozen=True)
class Wording:
    """All that is written in one language."""

    greetings: Mapping[str, str]
    phrases: Mapping[str, str]
    sms: Mapping[str, str]
    kinds: Mapping[Kind, KindWording]


@dataclass(frozen=True)
class Period:
    """First and last day, written as they stand in a sentence: («13», «15 septembre 2022»)."""

    first: str
    last: str


@dataclass(frozen=True)
class Told:
    """What a message tells, whoever reads it."""

    programme: str
    place: str
    venue: str
    period: Period
    organiser: str
    old_period: Period | None = None


@dataclass(frozen=True)
class Reader:
    """To whom a message is addressed; sex as in the roster."""

    name: str
    sex: str


@dataclass(frozen=True)
class Missing:
    """What somebody's certificate still needs, in their language."""

    lines: tuple[str, ...] = ()
    summary: str = ""
    """In a few words, for an SMS."""


@dataclass(frozen=True)
class Message:
    """A message ready to be read."""

    subject: str
    text: str
    sms: str


def write(kind: Kind, wording: Wording, told: Told, reader: Reader | None = None, *, missing: Missing | None = None) -> Message:
    """Return a message with everything filled in. reader: None for a group. missing: for the kind that tells it."""
    words = wording.kinds[kind]
    greeting = _greeting(wording.greetings, reader)
    values = {"programme": told.programme, "place": told.place, "dates": _dates(told.period, wording), "organiser": told.organiser,
              "old_dates": _dates(told.old_period, wording) if told.old_period else ""}  # fmt: skip
    missing = missing or Missing()
    text = words.text.format(**values, where=_where(told.venue, wording.phrases), missing="\n".join(f"- {line}" for line in missing.lines))
    closing = wording.phrases["closing"].format(**values)
    sms = words.sms.format(**values, where=_where(told.venue, wording.sms), missing=missing.summary)
    return Message(
        subject=_in_one_line(words.subject.format(**values)),
        text=f"{greeting}\n\n{text}\n\n{closing}\n",
        sms=sms_letters(" ".join([*([greeting] if reader else []), sms, wording.sms["closing"].format(**values)])),
    )


def occasion_of(kind: Kind, *, today: date, old: tuple[date, date] | None = None, new: tuple[date, date] | None = None) -> str:
    """Return what tells two messages of a kind to one person apart: the same occasion is written of only once.

    An invitation and thanks come once to a workshop; a reminder and what is missing once a day; a change once for the days it names.
    """
    if kind is Kind.DATE_CHANGE and old and new:
        return ">".join("/".join(day.isoformat() for day in days) for days in (old, new))
    return today.isoformat() if kind in {Kind.REMINDER, Kind.MISSING} else ""


def message_id_of(*, workshop_id: UUID, person_id: UUID, kind: str, channel: str, occasion: str, domain: str) -> str:
    """Return the Message-ID that a message always has, so that a mailbox that gets it twice can tell. It names nobody."""
    key = "/".join((str(workshop_id), str(person_id), kind, channel, occasion))
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def next_try(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries, from 1; None when enough was tried."""
    return _WAITS[tries - 1] if tries <= len(_WAITS) else None


def whatsapp_link(phone: str, text: str) -> str:
    """Return the address that opens WhatsApp with a text prepared for a number in E.164."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def sms_link(phone: str, text: str) -> str:
    """Return the address that opens the SMS of a phone with a text prepared. Source: RFC 5724, and `body` as phones read it."""
    return f"sms:{phone}?body={quote(text, safe='')}"


def mail_link(address: str, subject: str, text: str) -> str:
    """Return the address that opens a mail prepared for an e-mail address. Source: RFC 6068, whose line breaks are %0D%0A."""
    body = quote(text.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={body}"


_SIGNS_OF_PRINT = {"’": "'", "“": '"', "”": '"', "«\u00a0": '"', "\u00a0»": '"', "– ": "- ", "…": "..."}


def sms_letters(text: str) -> str:
    """Return a text with the signs that only print needs written as telephones write them; no letter and no accent is touched."""
    for sign, plain in _SIGNS_OF_PRINT.items():
        text = text.replace(sign, plain)
    return " ".join(text.split())


def _greeting(greetings: Mapping[str, str], reader: Reader | None) -> str:
    if reader is None:
        return greetings["group"]
    return greetings[{"F": "woman", "M": "man"}.get(reader.sex, "person")].format(name=reader.name)


def _dates(period: Period, wording: Wording) -> str:
    if period.first == period.last:
        return wording.phrases["one_day"].format(day=period.last)
    return wording.phrases["period"].format(first=period.first, last=period.last)


def _where(venue: str, phrases: Mapping[str, str]) -> str:
    return phrases["where"].format(venue=venue.rstrip(" .")) if venue else phrases["where_unknown"]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
