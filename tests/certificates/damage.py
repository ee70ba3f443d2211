"""What somebody who can write the database, and has no key, can do to a certificate."""

import hashlib
from collections.abc import Callable

from sqlalchemy import select, text, update

from lms.certificates.models import Certificate
from lms.db import db, transactional


def forge_name() -> None:
    """Print another name, with the plain SHA-256 of the new facts beside them."""
    facts = db.session.scalars(select(Certificate.facts)).one().replace("Awa TRAORÉ", "Faux NOM")
    write(facts=facts, facts_sha256=hashlib.sha256(facts.encode()).hexdigest())


def cut_facts() -> None:
    """Leave half of the JSON."""
    write(facts=db.session.scalars(select(Certificate.facts)).one()[:200])


def empty_facts() -> None:
    """Leave nothing of the JSON, nor of the seal."""
    write(facts="", facts_sha256="")


def bytes_for_facts() -> None:
    """Put bytes where text is meant, which SQLite allows."""
    with transactional():
        db.session.execute(text("UPDATE certificate SET facts = x'00ff'"))
    db.session.expire_all()


def change_serial() -> None:
    """Give the certificate a serial that its facts do not have."""
    write(serial="T-2026-22222-4")


def invent_state() -> None:
    """Write a state that no certificate has, past the constraint."""
    db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    write(state="valid")
    db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    db.session.rollback()


def write(**values: str) -> None:
    """Write these columns of every certificate."""
    with transactional():
        db.session.execute(update(Certificate).values(**values))
    db.session.expire_all()


DAMAGES: tuple[Callable[[], None], ...] = (forge_name, cut_facts, empty_facts, bytes_for_facts, change_serial, invent_state)
