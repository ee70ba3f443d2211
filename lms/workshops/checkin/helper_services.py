"""Actions on helpers' accesses and on the browsers in which somebody helps."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, delete, func, select, update

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.access import Helper
from lms.accounts.codes import ALPHABET, check_character
from lms.db import db
from lms.errors import Conflict, DomainError, NotFound
from lms.workshops import queries as workshops
from lms.workshops.access import still_organises
from lms.workshops.checkin.models import HelperAccess, HelperSession
from lms.workshops.checkin.rules import is_access_open
from lms.workshops.models import HalfDay, Workshop

CODE_LENGTH = 10
"""Nine characters by lot, 44 bits, and one that finds mistakes: a code lives for a day, and few tries are allowed."""

_GROUP = 5


class NotADayOfWorkshop(DomainError):
    """The workshop has no half-day on the day of the access, or the day is past."""


class AccessThere(Conflict):
    """The same form was sent twice: the access is there, but its link is shown once."""


class AccessClosed(NotFound):
    """No access is open by this link or code today."""


@dataclass(frozen=True)
class NewAccess:
    """An access just given. Neither link nor code can be read again."""

    access: HelperAccess
    token: str
    code: str


@dataclass(frozen=True)
class AccessLine:
    """An access as the organiser sees it."""

    access: HelperAccess
    is_vouched_for: bool
    """Whoever gave it still organises the workshop."""
    browsers: int
    last_used_at: datetime | None


def spelt_code(code: str) -> str:
    """Return a helper's code as it is shown and read aloud: `K7M4P-XQ2TR`."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def read_helper_code(text: str) -> str | None:
    """Return the helper's code that somebody typed, in capitals or not, with or without hyphen and spaces; None when it holds a mistake."""
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    is_code = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return code if is_code and check_character(code[:-1]) == code[-1] else None


def give_access(*, access_id: UUID, workshop: Workshop, on: date, label: str, account_id: UUID, now: datetime) -> NewAccess:
    """Let whoever holds the link or the code that this function returns mark the half-days of one day of a workshop.

    access_id: of the form. Raises NotADayOfWorkshop when there is nothing to mark on that day or it is past, AccessThere when the form was
    sent before.
    """
    if db.session.get(HelperAccess, access_id) is not None:
        raise AccessThere(
            _l("This access was made already; its link and code were shown then. If you did not note them, withdraw it and make another.")
        )
    if on not in days_of(workshop) or on < clock.local_day(now):
        raise NotADayOfWorkshop(_l("This workshop has nothing to mark on that day. Choose one of its days, today or later."))
    token = secrets.token_urlsafe(32)
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    code = body + check_character(body)
    access = HelperAccess(id=access_id, workshop_id=workshop.id, on=on, label=label, link_hash=accounts.hashed(token), code_hash=_code_hash(code),
                          account_id=account_id, made_at=now, withdrawn_at=None)  # fmt: skip
    db.session.add(access)
    accounts.note_audit(account_id=account_id, action="helper.access-given", subject=f"{workshop.audit_subject} helper:{access_id}", now=now)
    db.session.flush()
    return NewAccess(access, token, code)


def withdraw_access(*, access_id: UUID, workshop: Workshop, account_id: UUID, now: datetime) -> HelperAccess:
    """Let nobody in by an access any more, and end it in every browser at once: see `helper_of`. What was marked stays. Raises NotFound."""
    access = db.session.get(HelperAccess, access_id)
    if access is None or access.workshop_id != workshop.id:
        raise NotFound(_l("There is no such access in this workshop. Choose one in the list."))
    if access.withdrawn_at is None:
        access.withdrawn_at = now
        accounts.note_audit(account_id=account_id, action="helper.access-withdrawn", subject=f"{workshop.audit_subject} helper:{access_id}", now=now)
    return access


def access_by_link(token: str, *, now: datetime) -> HelperAccess:
    """Return the access that a link opens today. Raises AccessClosed in the same words for every link that opens none."""
    return _open_access(select(HelperAccess).where(HelperAccess.link_hash == accounts.hashed(token)), now)


def access_by_code(code: str, *, now: datetime) -> HelperAccess:
    """Return the access that a code opens today. Raises AccessClosed as `access_by_link` does."""
    return _open_access(select(HelperAccess).where(HelperAccess.code_hash == _code_hash(code)), now)


def start_helping(*, access: HelperAccess, now: datetime) -> str:
    """Let somebody help in one browser; return the token for its cookie. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(HelperSession(token_hash=accounts.hashed(token), access_id=access.id, started_at=now, seen_at=now))
    accounts.note_audit(account_id=None, action="helper.started", subject=f"helper:{access.id}", now=now)
    return token


def stop_helping(*, token: str) -> None:
    """End one browser's help."""
    db.session.execute(delete(HelperSession).where(HelperSession.token_hash == accounts.hashed(token)))


def helper_of(token: str, *, now: datetime) -> tuple[Helper, bool] | None:
    """Return who helps by this token and whether it is time to note it, or None. One query.

    An access ends with the right of whoever gave it, at once: theirs is the only word that the helper may see the names.
    """
    row = db.session.execute(
        select(HelperSession.token_hash, HelperSession.seen_at, HelperAccess)
        .join(HelperAccess, HelperAccess.id == HelperSession.access_id)
        .where(HelperSession.token_hash == accounts.hashed(token), _is_vouched_for())
    ).one_or_none()
    if row is None:
        return None
    token_hash, seen_at, access = row
    if not is_access_open(access.on, withdrawn_at=access.withdrawn_at, today=clock.local_day(now)):
        return None
    helper = Helper(access_id=access.id, label=access.label, workshop_id=access.workshop_id, on=access.on, session_hash=token_hash)
    return helper, now - seen_at > accounts.SEEN_EVERY


def note_seen(*, token_hash: str, now: datetime) -> None:
    """Remember that somebody helped just now. What ended meanwhile stays ended."""
    db.session.execute(update(HelperSession).where(HelperSession.token_hash == token_hash).values(seen_at=now))


def days_of(workshop: Workshop) -> list[date]:
    """Return the days on which a workshop has half-days, in order."""
    return list(db.session.scalars(select(HalfDay.on).where(HalfDay.workshop_id == workshop.id).distinct().order_by(HalfDay.on)))


def half_days_to_help(helper: Helper) -> tuple[Workshop, Sequence[HalfDay]]:
    """Return the workshop that somebody helps with, and its half-days of their day."""
    workshop = db.session.get_one(Workshop, helper.workshop_id)
    return workshop, workshops.half_days_on(workshop, helper.on)


def accesses_of(workshop: Workshop) -> list[AccessLine]:
    """Return the accesses given for a workshop, the newest first."""
    rows = db.session.execute(
        select(HelperAccess, _is_vouched_for(), func.count(HelperSession.token_hash), func.max(HelperSession.seen_at))
        .outerjoin(HelperSession, HelperSession.access_id == HelperAccess.id)
        .where(HelperAccess.workshop_id == workshop.id)
        .group_by(HelperAccess.id)
        .order_by(HelperAccess.made_at.desc(), HelperAccess.id)
    )
    return [AccessLine(*row) for row in rows]


def _is_vouched_for() -> ColumnElement[bool]:
    return still_organises(HelperAccess.account_id, HelperAccess.workshop_id)


def _open_access(query: Select[HelperAccess], now: datetime) -> HelperAccess:
    access = db.session.scalar(query.where(_is_vouched_for()))
    if access is None or not is_access_open(access.on, withdrawn_at=access.withdrawn_at, today=clock.local_day(now)):
        raise AccessClosed(_l("No access is open by this link or code. An access is open on its day only, until midnight, and may be withdrawn. "
                              "Ask the organiser for another one."))  # fmt: skip
    return access


def _code_hash(code: str) -> str:
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), f"helper:{code}".encode(), "sha256").hex()
