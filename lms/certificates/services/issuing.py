"""Issuing certificates: what is asked for and drawn outside of any transaction, and kept in one.

A person has one certificate of a kind. What says so is the database, by the place that the first issue takes; whoever comes second is told
which one there is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from babel.lists import format_list
from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.merging import of_several_records
from lms.certificates import queries
from lms.certificates.content import Design
from lms.certificates.models import Certificate
from lms.certificates.rules.facts import Facts, facts_as_json, seal
from lms.certificates.rules.kinds import State
from lms.certificates.rules.requirements import RequirementResult, are_all_met
from lms.certificates.services import papers
from lms.certificates.services.freezing import Source, facts_of_first_issue, source_of
from lms.certificates.services.papers import Papers
from lms.certificates.services.signing import signed
from lms.certificates.standing import design_of, results_of
from lms.certificates.wording import title_of
from lms.db import db, insert_absent
from lms.errors import Conflict, DomainError
from lms.i18n import current_language
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.programmes import services as programmes


class RequirementsNotMet(DomainError):
    """Something that the certificate requires is missing; the message says what, `missing` holds it."""

    def __init__(self, missing: Sequence[RequirementResult]) -> None:
        super().__init__(_l("The certificate cannot be issued yet. Missing: %(list)s.", list=LazyString(_listed, missing)))
        self.missing = tuple(missing)


class NotValidAnyMore(Conflict):
    """The certificate was revoked or replaced: it is not issued again by the same button."""


class MergedMeanwhile(Conflict):
    """The record for which a certificate was drawn is that of somebody else now."""


@dataclass(frozen=True)
class Draft:
    """A certificate that has been drawn for somebody and is not issued yet."""

    person_id: UUID
    facts: Facts
    papers: Papers


@dataclass(frozen=True)
class Refusal:
    """Why somebody's certificate cannot be issued."""

    person_id: UUID
    error: DomainError


def certificate_of(person_id: UUID, programme: str, design: str) -> Certificate | None:
    """Return a person’s certificate of the kind of a design, whatever its state, or None; of several as `queries.certificate_or_none` says."""
    return queries.certificate_or_none(person_id, programme, design_of(programme, design).kind)


def draft_certificate(*, person_id: UUID, programme: str, design: str, now: datetime) -> Draft:
    """Return the certificate of a person who meets every requirement, drawn and signed. Slow and without writing: call it before the transaction.

    Raises RequirementsNotMet, saying what is missing; NoPublicAddress when its square code would lead nowhere; NoWorkshop when there is no
    workshop to name.
    """
    for draft in drafts_of([person_id], programme=programme, design=design_of(programme, design), now=now):
        if isinstance(draft, Draft):
            return draft
        raise draft.error
    raise AssertionError("there is one answer for one person")


def drafts_of(person_ids: Sequence[UUID], *, programme: str, design: Design, now: datetime, is_drawn: bool = True) -> Iterator[Draft | Refusal]:
    """Yield for each person a certificate, drawn and signed, or why there can be none. The queries do not grow with the number of people.

    is_drawn: False leaves the drawing for when a file is first asked for. Raises NoPublicAddress; NoSigningKey and KeyFault when nothing can be
    signed.
    """
    results = results_of(person_ids, programme, design)
    source = source_of(person_ids, programme=programmes.programme_of(programme), design=design, now=now)
    for person_id in person_ids:
        if are_all_met(results[person_id]):
            yield draft_of(person_id, source, is_drawn=is_drawn)
        else:
            yield Refusal(person_id, RequirementsNotMet([result for result in results[person_id] if not result.is_met]))


def draft_of(person_id: UUID, source: Source, *, is_drawn: bool = True) -> Draft | Refusal:
    """Return the certificate of somebody who meets every requirement, made from what was read before, or why there can be none."""
    try:
        facts = signed(facts_of_first_issue(person_id, source), source.key)
    except DomainError as error:
        return Refusal(person_id, error)
    return Draft(person_id, facts, papers.draw_all(facts) if is_drawn else {})


def issue_certificate(
    *, person_id: UUID, programme: str, design: str, account_id: UUID | None, now: datetime, draft: Draft | None = None
) -> Certificate:
    """Issue the certificate of a person who meets every requirement, or return the one already issued: asking twice issues one.

    draft: from `draft_certificate`, with its files; without one the files are drawn when they are first asked for. Of two workers at the same
    instant one inserts the row and both return it. Raises what `draft_certificate` does; NotValidAnyMore when the certificate was revoked or
    replaced; AlteredRecord when the one already issued is not what is stored; MergedMeanwhile when the person has another record now.
    """
    known = certificate_of(person_id, programme, design)
    while known is None:  # a serial or code that somebody else drew is drawn again: one in 33 million
        [draft] = [draft] if draft else _not_drawn(person_id, programme, design, now)
        issue_drafts([draft], programme=programme, account_id=account_id, now=now)
        known, draft = certificate_of(person_id, programme, design), None
    return _still_valid(known)


def issue_drafts(drafts: Sequence[Draft], *, programme: str, account_id: UUID | None, now: datetime) -> list[Draft]:
    """Issue the certificates that were drawn, with a line in the audit for each, and return those that were.

    Left out is whoever has a certificate of the kind already, however recently. Raises MergedMeanwhile, issuing none, when a record was merged
    into another one since: who is whom cannot change until the transaction ends.
    """
    journal.lock()
    people = [draft.person_id for draft in drafts]
    if any(kept != record for record, kept in of_several_records(people).items()):
        raise MergedMeanwhile(_l("Two records of one person were merged meanwhile. Begin again: the record that was kept has the certificate."))
    rows = [row_of(draft.facts, person_id=draft.person_id, programme=programme, account_id=account_id, now=now) for draft in drafts]
    insert_absent(Certificate, rows)
    taken = set(db.session.scalars(select(Certificate.id).where(Certificate.id.in_([row["id"] for row in rows]))))
    issued = [(row["id"], draft) for row, draft in zip(rows, drafts, strict=True) if row["id"] in taken]
    papers.keep({id: draft.papers for id, draft in issued})
    for id, _draft in issued:
        accounts.note_audit(account_id=account_id, action="certificate.issued", subject=f"certificate:{id}", now=now)
    db.session.flush()
    return [draft for _id, draft in issued]


def row_of(facts: Facts, *, person_id: UUID, programme: str, account_id: UUID | None, now: datetime) -> dict[str, Any]:
    """Return what the table holds of an issue that says this, sealed."""
    frozen = facts_as_json(facts)
    return {
        "id": new_id(now), "serial": facts.serial, "code": facts.code, "programme": programme, "person_id": person_id, "kind": facts.kind,
        "design": facts.design, "duplicate": 0, "issue_number": facts.issue_number, "issued_on": facts.issued_on, "issued_at": now,
        "issued_by": account_id, "reason": "", "reason_words": "", "expires_on": facts.expires_on, "facts": frozen,
        "facts_sha256": seal(frozen, current_app.extensions["certificate_key"]), "state": State.ISSUED, "ended_at": None, "ended_by": None,
        "ended_reason": "", "ended_words": "",
    }  # fmt: skip


def _not_drawn(person_id: UUID, programme: str, design: str, now: datetime) -> list[Draft]:
    [found] = drafts_of([person_id], programme=programme, design=design_of(programme, design), now=now, is_drawn=False)
    if isinstance(found, Refusal):
        raise found.error
    return [found]


def _still_valid(certificate: Certificate) -> Certificate:
    if certificate.state == State.REVOKED:
        raise NotValidAnyMore(_l("This certificate was revoked, so it is not issued again. Ask the coordination of the programme why."))
    if certificate.state == State.REPLACED:
        raise NotValidAnyMore(_l("This certificate was replaced, so it is not issued again. Ask the coordination of the programme for the new one."))
    queries.facts_of(certificate)
    return certificate


def _listed(results: Sequence[RequirementResult]) -> str:
    return format_list([title_of(result) for result in results], locale=current_language())
