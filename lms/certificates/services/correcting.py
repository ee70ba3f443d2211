"""Issuing a certificate again with a correction, and revoking one. Nothing that was issued is edited or deleted; both end it for good."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from lms.accounts import services as accounts
from lms.accounts.moving import record_like
from lms.certificates import queries
from lms.certificates.models import Certificate
from lms.certificates.rules.corrections import Correction
from lms.certificates.rules.facts import Facts, printed_name
from lms.certificates.rules.kinds import CorrectionReason, RevocationReason, State, reasons_to_issue_again
from lms.certificates.services import papers
from lms.certificates.services.freezing import expiry_of, facts_as_of_today
from lms.certificates.services.issuing import row_of
from lms.certificates.services.papers import Papers
from lms.certificates.services.signing import key_of_today, signed
from lms.certificates.staff_wording import CORRECTION_WORDS_MISSING, REVOCATION_WORDS_MISSING
from lms.db import db
from lms.errors import Conflict, DomainError
from lms.journal import services as journal
from lms.people.names import tidy

_RENEWING = (CorrectionReason.RENEWED, CorrectionReason.REINSTATED)


class ChangedMeanwhile(Conflict):
    """Somebody else corrected or revoked the certificate first."""


class NothingCorrected(DomainError):
    """What is to be printed is what is printed already."""


class ReasonMissing(DomainError):
    """It is not said why, or not a reason that fits."""


@dataclass(frozen=True)
class CorrectionDraft:
    """A further issue, drawn and signed and not kept yet."""

    replaces: UUID
    facts: Facts
    papers: Papers
    correction: Correction


def draft_correction(certificate: Certificate, correction: Correction, *, now: datetime) -> CorrectionDraft:
    """Return a further issue of a certificate, drawn. Slow and without writing: call it before the transaction.

    certificate: the latest issue. Raises ReasonMissing, also when other languages are given as the reason and more than these changes;
    NothingCorrected when nothing would be printed otherwise; AlteredRecord.
    """
    _require_reason(certificate, correction)
    before = queries.facts_of(certificate)
    base = facts_as_of_today(before, certificate, now=now) if correction.is_refreshed else before
    name = printed_name(tidy(correction.full_name))
    is_same_day = correction.issued_on == before.issued_on
    corrected = replace(base, full_name=name, issued_on=correction.issued_on, place=correction.place.strip(), starts_on=correction.starts_on,
                        ends_on=correction.ends_on, languages=correction.languages, issue_number=before.issue_number,
                        code=before.code, proof=before.proof, address=before.address, is_test=before.is_test,
                        expires_on=before.expires_on if is_same_day else expiry_of(certificate, correction.issued_on))  # fmt: skip
    if corrected == before and correction.reason not in _RENEWING:
        raise NothingCorrected(_l("This is what the certificate says already. Change what is wrong, or go back."))
    if correction.reason is CorrectionReason.LANGUAGES and replace(corrected, languages=before.languages) != before:
        raise ReasonMissing(_l("More than the languages is other than before. Choose the reason for that."))
    further = replace(corrected, issue_number=certificate.issue_number + 1, address=papers.address_of(certificate.serial))
    facts = signed(further, key_of_today(is_demonstration=further.is_demonstration, now=now))
    return CorrectionDraft(certificate.id, facts, papers.draw_all(facts), correction)


def correct_certificate(draft: CorrectionDraft, *, id: UUID, account_id: UUID | None, now: datetime) -> Certificate:
    """Issue a certificate again as it was drawn; the issue before is replaced by it, or stays revoked. The same form sent again is one issue.

    id: of the new issue, made with the page. account_id: None for a command on the server. Raises ChangedMeanwhile when the certificate is no
    longer as it was when this was drawn.
    """
    known = db.session.get(Certificate, id)
    if known is not None:
        return known
    journal.lock()  # a merge of the holder's records would move the issues of a certificate apart
    before = db.session.get_one(Certificate, draft.replaces, with_for_update=True)
    _refuse_unless_latest(before)
    _require_reason(before, draft.correction)
    reason = draft.correction.reason
    if before.state == State.ISSUED:
        before.state, before.ended_at, before.ended_by = State.REPLACED, now, account_id
    db.session.flush()
    row = row_of(draft.facts, person_id=before.person_id, programme=before.programme, account_id=account_id, now=now)
    further = {"id": id, "duplicate": before.duplicate, "reason": reason, "reason_words": draft.correction.words.strip()}
    db.session.execute(insert(Certificate), [{**row, **further}])
    record_like(Certificate, before.id, id)
    papers.keep({id: draft.papers})
    accounts.note_audit(account_id=account_id, action="certificate.replaced", subject=f"certificate:{before.id} certificate:{id} {reason}", now=now)
    db.session.flush()
    return db.session.get_one(Certificate, id)


def revoke_certificate(*, certificate_id: UUID, reason: RevocationReason, words: str, account_id: UUID, now: datetime) -> None:
    """Revoke a certificate, for good: only a further issue, with a reason of its own, certifies anything again.

    The same revocation again changes nothing. Raises ReasonMissing without words; ChangedMeanwhile when it has been replaced or revoked.
    """
    words = words.strip()
    if not words:
        raise ReasonMissing(REVOCATION_WORDS_MISSING)
    certificate = db.session.get_one(Certificate, certificate_id, with_for_update=True)
    if (certificate.state, certificate.ended_reason, certificate.ended_words) == (State.REVOKED, reason, words):
        return
    if certificate.state != State.ISSUED:
        raise _changed()
    certificate.state, certificate.ended_at, certificate.ended_by = State.REVOKED, now, account_id
    certificate.ended_reason, certificate.ended_words = reason, words
    accounts.note_audit(account_id=account_id, action="certificate.revoked", subject=f"certificate:{certificate.id} {reason}", now=now)
    db.session.flush()


def _require_reason(certificate: Certificate, correction: Correction) -> None:
    if not correction.words.strip():
        raise ReasonMissing(CORRECTION_WORDS_MISSING)
    if correction.reason not in reasons_to_issue_again(State(certificate.state)):
        raise ReasonMissing(_l("This reason does not fit what has become of the certificate. Choose another one."))


def _refuse_unless_latest(certificate: Certificate) -> None:
    if certificate.state == State.REPLACED or queries.latest_issue_number(certificate.serial) != certificate.issue_number:
        raise _changed()


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile(_l("Somebody else corrected or revoked this certificate meanwhile. Open its page again and look at what has been done."))
