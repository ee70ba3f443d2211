"""Actions on people, accounts and sessions."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from lms.accounts.access import Viewer
from lms.accounts.codes import new_code
from lms.accounts.models import Account, AccountIdentifier, AuditEntry, Contact, DistinctPeople, FormerName, Grant, Person, UserSession
from lms.accounts.moving import forget_rows
from lms.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, hash_password, is_too_simple
from lms.accounts.rules import PERSON_FIELDS, ActorType, PersonData, Role, actor_type_of, full_name, is_session_alive, normal_identifier, sort_key
from lms.db import db
from lms.errors import Conflict, DomainError
from lms.identifiers import new_id
from lms.plain import plain

SEEN_EVERY = timedelta(minutes=5)
_ENDED_WITH_SESSIONS = "ended_with_sessions"


class WeakPassword(DomainError):
    """The password is too short or too long."""


class BadIdentifier(DomainError):
    """What was given to sign in with is neither an e-mail address nor a phone number."""


class IdentifierTaken(Conflict):
    """Another account signs in with this e-mail or number."""


def add_person(
    *,
    family_name: str,
    given_names: str,
    sex: str,
    profession: str = "",
    institution: str = "",
    place_code: str | None = None,
    birth_year: int | None = None,
    language: str = "fr",
    profession_type: str = "other",
    actor_type: ActorType | None = None,
    contacts: Iterable[tuple[str, str]] = (),
    is_demonstration: bool = False,
    id: UUID | None = None,
    now: datetime,
) -> Person:
    """Add a person, who is given a code; contacts are pairs (kind, value) with kind `email` or `phone`.

    actor_type: None takes what profession and institution say. id: made with the page that the person was typed on, if there was one.
    """
    if actor_type is None:
        actor_type = actor_type_of(plain(profession), plain(institution)) if profession or institution else ActorType.OTHER
    person = Person(
        id=id or new_id(now), code=_free_code(), family_name=family_name, given_names=given_names,
        sort_key=sort_key(family_name, given_names), sex=sex, profession=profession, profession_type=profession_type,
        institution=institution, actor_type=actor_type, place_code=place_code, birth_year=birth_year, language=language,
        is_demonstration=is_demonstration, created_at=now,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()  # the contacts' foreign key wants the person first
    db.session.add_all(Contact(id=new_id(now), person_id=person.id, kind=kind, value=normal_identifier(value)) for kind, value in contacts)
    return person


def change_person(*, person_id: UUID, data: PersonData, account_id: UUID, now: datetime) -> tuple[str, ...]:
    """Let a person's record say this; return the names of the fields that changed, which the audit gets without what they say.

    A name that changes is kept as a former one. What was printed before, such as certificates, stays as it is.
    """
    person = db.session.get_one(Person, person_id)
    if (person.family_name, person.given_names) != (data.family_name, data.given_names):
        db.session.add(FormerName(id=new_id(now), person_id=person_id, family_name=person.family_name, given_names=person.given_names,
                                  sort_key=person.sort_key, until=now))  # fmt: skip
    changed = [name for name in PERSON_FIELDS if getattr(person, name) != getattr(data, name)]
    for name in changed:
        setattr(person, name, getattr(data, name))
    person.sort_key = sort_key(person.family_name, person.given_names)
    changed += [f"{kind}s" for kind, values in data.contacts.items() if _change_contacts(person_id, kind, values, now)]
    for name in changed:
        note_audit(account_id=account_id, action="person.changed", subject=f"person:{person_id} {name}", now=now)
    db.session.flush()
    return tuple(changed)


def _change_contacts(person_id: UUID, kind: str, values: Sequence[str], now: datetime) -> bool:
    """Let these be the contacts of a kind that a person has; tell whether any came or went."""
    known = {row.id: row.value for row in db.session.scalars(select(Contact).where(Contact.person_id == person_id, Contact.kind == kind))}
    gone = [id for id, value in known.items() if value not in values]
    new = [value for value in dict.fromkeys(values) if value not in known.values()]
    forget_rows(Contact, gone)
    db.session.execute(delete(Contact).where(Contact.id.in_(gone)))
    db.session.add_all(Contact(id=new_id(now), person_id=person_id, kind=kind, value=value) for value in new)
    return bool(gone or new)


def remove_people(ids: Collection[UUID]) -> None:
    """Remove people who were added by mistake, with their contacts and what was said of them beside others.

    Whatever they have done stands in the way, as the database sees to.
    """
    db.session.execute(delete(DistinctPeople).where(or_(DistinctPeople.one_id.in_(ids), DistinctPeople.other_id.in_(ids))))
    db.session.execute(delete(Contact).where(Contact.person_id.in_(ids)))
    db.session.execute(delete(Person).where(Person.id.in_(ids)))


def _free_code() -> str:
    """Return a code that nobody has."""
    while db.session.scalar(select(Person.id).where(Person.code == (code := new_code()))) is not None:
        continue
    return code


def add_account(*, person: Person, identifiers: Iterable[str], password_hash: str, roles: Iterable[Role], programme: str, now: datetime) -> Account:
    """Let a person sign in with these identifiers. Raises IdentifierTaken when one of them belongs to another account."""
    account = Account(id=new_id(now), person_id=person.id, password_hash=password_hash, is_active=True,
                      is_demonstration=person.is_demonstration, created_at=now)  # fmt: skip
    db.session.add(account)
    db.session.flush()
    for text in identifiers:
        value = normal_identifier(text)
        if not value:
            raise BadIdentifier(_l("Enter a whole e-mail address or phone number to sign in with."))
        if db.session.get(AccountIdentifier, value):
            raise IdentifierTaken(_l("Another account already signs in with this e-mail or phone number."))
        db.session.add(AccountIdentifier(value=value, account_id=account.id))
    db.session.add_all(Grant(id=new_id(now), account_id=account.id, role=role, programme=programme) for role in roles)
    db.session.flush()
    return account


def checked_password_hash(password: str) -> str:
    """Return the hash of a password that is long and varied enough. Raises WeakPassword. Slow: call it outside a transaction."""
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise WeakPassword(_l("Choose a password of at least %(number)d characters; several words are easiest to remember.", number=MINIMUM_LENGTH))
    if is_too_simple(password):
        raise WeakPassword(_l("This password is too easy to guess. Choose several words that do not belong together."))
    return hash_password(password)


def account_of(identifier: str) -> Account | None:
    """Return the active account that signs in with this e-mail or phone number, or None.

    What opened an account that is aside, because its person was merged with another, opens the one that stands.
    """
    named = aliased(Account)
    query = select(Account).join(named, Account.id == func.coalesce(named.merged_into_id, named.id))
    query = query.join(AccountIdentifier, AccountIdentifier.account_id == named.id)
    return db.session.scalar(query.where(AccountIdentifier.value == normal_identifier(identifier), _is_open()))


def start_session(*, account_id: UUID, now: datetime, new_hash: str | None = None) -> str:
    """Sign a browser in; return the token for its cookie. Only its hash is kept.

    new_hash: the password hashed again, when its old hash was made with weaker parameters.
    """
    if new_hash:
        db.session.execute(update(Account).where(Account.id == account_id).values(password_hash=new_hash))
    note_audit(account_id=account_id, action="session.started", subject=f"account:{account_id}", now=now)
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(UserSession).where(UserSession.account_id == account_id, UserSession.started_at < now - timedelta(days=15)))
    db.session.add(UserSession(token_hash=hashed(token), account_id=account_id, started_at=now, seen_at=now))
    return token


def owner_of(token: str) -> UUID | None:
    """Return the account whose session this token opened, even if the session has ended by itself since; None when there is no row."""
    return db.session.scalar(select(UserSession.account_id).where(UserSession.token_hash == hashed(token)))


def end_session(*, token_hash: str) -> None:
    """Sign one browser out."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == token_hash))


def end_with_sessions(app: Flask, end: Callable[[UUID], None]) -> None:
    """Say what else leads to what an account sees without its password, and ends when it is signed out elsewhere: `end` takes the account's id.

    Such things stand in packages above this one.
    """
    app.extensions.setdefault(_ENDED_WITH_SESSIONS, []).append(end)


def end_other_sessions(*, account_id: UUID, keep: str) -> None:
    """Sign an account out everywhere but in the session `keep`, and end what else leads to what it sees."""
    db.session.execute(delete(UserSession).where(UserSession.account_id == account_id, UserSession.token_hash != keep))
    for end in current_app.extensions.get(_ENDED_WITH_SESSIONS, ()):
        end(account_id)


def change_password(*, account_id: UUID, password_hash: str, keep_session: str) -> None:
    """Set a new password and sign every other browser out."""
    db.session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))
    end_other_sessions(account_id=account_id, keep=keep_session)


def close_account(*, account_id: UUID) -> None:
    """Let nobody sign in to an account any more, nor to others of the same person that are aside, and sign it out everywhere."""
    db.session.execute(update(Account).where(or_(Account.id == account_id, Account.merged_into_id == account_id)).values(is_active=False))
    end_other_sessions(account_id=account_id, keep="")


def note_seen(*, token_hash: str, now: datetime) -> None:
    """Remember that a session was used. A session ended meanwhile stays ended."""
    db.session.execute(update(UserSession).where(UserSession.token_hash == token_hash).values(seen_at=now))


def viewer_of(token: str, *, now: datetime) -> tuple[Viewer, bool] | None:
    """Return who is signed in with this token and whether it is time to note it, or None. One query."""
    rows = db.session.execute(
        select(
            UserSession.started_at, UserSession.seen_at, Account.id, Person.id, Person.given_names, Person.family_name, Person.sex,
            Grant.role, Grant.programme, Account.is_demonstration,
        )
        .join(Account, Account.id == UserSession.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(UserSession.token_hash == hashed(token), _is_open())
        .order_by(Grant.programme)  # of several programmes always the same one
    ).all()  # fmt: skip
    if not rows:
        return None
    started_at, seen_at, account_id, person_id, given, family, sex, _role, programme, is_demonstration = rows[0]
    roles = frozenset(Role(row.role) for row in rows if row.programme == programme)
    if not is_session_alive(started_at=started_at, seen_at=seen_at, roles=roles, now=now):
        return None
    found = Viewer(account_id=account_id, person_id=person_id, name=full_name(given, family), sex=sex, programme=programme,
                   roles=roles, session_hash=hashed(token), is_demonstration=is_demonstration)  # fmt: skip
    return found, now - seen_at > SEEN_EVERY


def _is_open() -> ColumnElement[bool]:
    """An account that is active and stands for its person; those of the demonstration, whose password is public, only in demonstration mode."""
    is_open = and_(Account.is_active, Account.merged_into_id.is_(None))
    return is_open if current_app.config["RELAIS_SETTINGS"].demonstration else and_(is_open, ~Account.is_demonstration)


def hashed(token: str) -> str:
    """Return the SHA-256 of a token; a token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def note_audit(*, account_id: UUID | None, action: str, subject: str, now: datetime) -> None:
    """Add a line to the audit. `subject` names a kind and an id, never a person."""
    db.session.add(AuditEntry(id=new_id(now), at=now, account_id=account_id, action=action, subject=subject))
