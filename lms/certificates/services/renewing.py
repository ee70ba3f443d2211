"""Issuing anew what was signed with a key that is not to be believed any more."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.certificates import queries
from lms.certificates.models import Certificate
from lms.certificates.proof.reading import kid_of
from lms.certificates.rules.corrections import Correction
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import CorrectionReason, State
from lms.certificates.services.batches import Progress
from lms.certificates.services.correcting import correct_certificate, draft_correction
from lms.certificates.services.issuing import Refusal
from lms.db import db, transactional
from lms.errors import DomainError
from lms.identifiers import new_id


class SameKey(DomainError):
    """What is issued now would be signed with the very key that is to be replaced."""


def renew_signed_with(kid: bytes, *, words: str, now: datetime) -> Iterator[Progress]:
    """Issue every valid certificate again that this key signed, with the same facts, and yield how far that has come: first before the first.

    kid: of the key, which may be retired. words: why, for the staff. Each is a transaction of its own; called again, it goes on with those that
    are left. Not inside a transaction. Raises SameKey, NoSigningKey and ReasonMissing.
    """
    found = [id for id, facts in _issued() if facts is None or (facts.proof and kid_of(facts.proof) == kid)]
    progress = Progress(total=len(found))
    yield progress
    for id in found:
        certificate = db.session.get_one(Certificate, id)
        try:
            draft = draft_correction(certificate, _unchanged(queries.facts_of(certificate), words), now=now)
            if kid_of(draft.facts.proof) == kid:
                raise SameKey(_l("This key still signs: retire it and make another one first."))
            db.session.rollback()
            with transactional():
                progress.issued.append(correct_certificate(draft, id=new_id(now), account_id=None, now=now).serial)
        except queries.AlteredRecord as refusal:
            progress.refused.append(Refusal(certificate.person_id, refusal))
        progress.done += 1
        yield progress


def _issued() -> Iterator[tuple[object, Facts | None]]:
    """Yield the id of each valid certificate with its facts; None for facts that were altered."""
    for certificate in db.session.scalars(select(Certificate).where(Certificate.state == State.ISSUED).order_by(Certificate.serial)):
        try:
            yield certificate.id, queries.facts_of(certificate)
        except queries.AlteredRecord:
            yield certificate.id, None


def _unchanged(facts: Facts, words: str) -> Correction:
    return Correction(full_name=facts.full_name, issued_on=facts.issued_on, place=facts.place, starts_on=facts.starts_on, ends_on=facts.ends_on,
                      languages=facts.languages, reason=CorrectionReason.RENEWED, words=words)  # fmt: skip
