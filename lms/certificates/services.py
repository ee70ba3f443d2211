"""Issuing certificates, and saying what one still needs."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from babel.lists import format_list
from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Person
from lms.certificates import queries
from lms.certificates.content import Design, designs
from lms.certificates.models import Certificate
from lms.certificates.rules.facts import Facts, facts_as_json, printed_name, seal
from lms.certificates.rules.kinds import State
from lms.certificates.rules.requirements import Record, RequirementResult, are_all_met, evaluate
from lms.certificates.rules.serials import new_serial
from lms.certificates.wording import title_of
from lms.content_files import polish
from lms.courses.content import library
from lms.db import db, insert_absent
from lms.errors import Conflict, DomainError, NotFound
from lms.i18n import LANGUAGES, current_language
from lms.identifiers import new_id
from lms.programmes import services as programmes
from lms.programmes.models import Programme
from lms.web.addresses import is_loopback

FIRST_ISSUE = 1
_CODE_BYTES = 16


class RequirementsNotMet(DomainError):
    """Something that the certificate requires is missing; the message says what, `missing` holds it."""

    def __init__(self, missing: Sequence[RequirementResult]) -> None:
        super().__init__(_l("The certificate cannot be issued yet. Missing: %(list)s.", list=LazyString(_listed, missing)))
        self.missing = tuple(missing)


class NotValidAnyMore(Conflict):
    """The certificate was revoked or replaced: it is not issued again by the same button."""


class NoPublicAddress(DomainError):
    """The square code would lead whoever scans it back to their own device."""


class NoWorkshop(DomainError):
    """There is no workshop whose place and dates could be printed."""


def design_of(programme: str) -> Design:
    """Return the design of a programme's certificate. Raises NotFound when the programme names one that is not in the files."""
    found = designs().get(programmes.programme_of(programme).certificate)
    if found is None:
        raise NotFound(_l("This programme has no certificate. Ask the administrator to choose its design."))
    return found


def record_of(person_ids: Sequence[UUID], programme: str) -> dict[UUID, Record]:
    """Return for each person what the certificate asks about. The number of queries does not depend on how many people."""
    return queries.records_of(person_ids, programme)


def requirements_of(person_id: UUID, programme: str) -> list[RequirementResult]:
    """Return each requirement of the programme's certificate with how far this person is."""
    return evaluate(design_of(programme).requirements, record_of([person_id], programme)[person_id])


def certificate_of(person_id: UUID, programme: str) -> Certificate | None:
    """Return a person’s certificate in a programme, whatever its state, or None; of several as `queries.certificate_or_none` says."""
    return queries.certificate_or_none(person_id, programme, design_of(programme).slug)


def has_address_to_print(programme: Programme) -> bool:
    """Tell whether a certificate can print an address where others check it. One of the demonstration certifies nothing: it may print any."""
    return programme.is_demonstration or not is_loopback(current_app.config["RELAIS_SETTINGS"].public_url)


def issue_certificate(*, person_id: UUID, programme: str, account_id: UUID, now: datetime) -> Certificate:
    """Issue the certificate of a person who meets every requirement, or return the one already issued: asking twice issues one.

    Of two workers at the same instant one inserts the row and both return it. Raises RequirementsNotMet, saying what is
    missing; NotValidAnyMore when it was revoked or replaced; AlteredRecord when the one already issued is not what is stored;
    NoPublicAddress when its square code would lead nowhere; NoWorkshop when there is no workshop to name.
    """
    known = certificate_of(person_id, programme)
    if known:
        return _still_valid(known)
    results = requirements_of(person_id, programme)
    if not are_all_met(results):
        raise RequirementsNotMet([result for result in results if not result.is_met])
    if not has_address_to_print(programmes.programme_of(programme)):
        raise NoPublicAddress(_l("The programme has not yet given its public address, so certificates cannot be issued. Tell the organiser."))
    issued = None
    while issued is None:  # a serial that somebody else drew is drawn again: one in 33 million
        row = _new_row(person_id, programme, account_id, now)
        insert_absent(Certificate, [row])
        issued = certificate_of(person_id, programme)
    if issued.id == row["id"]:
        accounts.note_audit(account_id=account_id, action="certificate.issued", subject=f"certificate:{issued.id}", now=now)
    return _still_valid(issued)


def _still_valid(certificate: Certificate) -> Certificate:
    if certificate.state == State.REVOKED:
        raise NotValidAnyMore(_l("This certificate was revoked, so it is not issued again. Ask the coordination of the programme why."))
    if certificate.state == State.REPLACED:
        raise NotValidAnyMore(_l("This certificate was replaced, so it is not issued again. Ask the coordination of the programme for the new one."))
    queries.facts_of(certificate)
    return certificate


def _new_row(person_id: UUID, programme: str, account_id: UUID, now: datetime) -> dict[str, object]:
    facts = _facts(person_id, programme, now)
    frozen = facts_as_json(facts)
    return {
        "id": new_id(now), "serial": facts.serial, "code": _new_code(), "programme": programme, "person_id": person_id,
        "design": facts.design, "issue_number": FIRST_ISSUE, "issued_on": facts.issued_on, "issued_at": now, "issued_by": account_id,
        "facts": frozen, "facts_sha256": seal(frozen, current_app.extensions["certificate_key"]), "state": State.ISSUED,
    }  # fmt: skip


def _new_code() -> str:
    return base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().rstrip("=")


def _facts(person_id: UUID, programme_slug: str, now: datetime) -> Facts:
    design = design_of(programme_slug)
    programme = programmes.programme_of(programme_slug)
    workshop = queries.workshop_attended(person_id, programme_slug)
    if workshop is None:
        raise NoWorkshop(_l("The certificate names a workshop, and this person is not a confirmed participant of any. Complete the enrolment first."))
    issued_on = clock.local_day(now)
    modules = [library().modules[slug] for slug in programmes.modules_of(programme_slug)]
    return Facts(
        kind=design.kind,
        design=design.slug,
        requirements_version=design.requirements_version,
        serial=new_serial(design.kind, issued_on.year, secrets.choice),
        issued_on=issued_on,
        full_name=printed_name(db.session.get_one(Person, person_id).full_name),
        programme={language: polish(programme.name(language), language) for language in LANGUAGES},
        funders={language: polish(programme.funders(language), language) for language in LANGUAGES},
        place=workshop.place.name,
        starts_on=workshop.starts_on,
        ends_on=workshop.ends_on,
        modules=tuple({language: module.title(language) for language in LANGUAGES} for module in modules),
        words=design.words,
        is_demonstration=programme.is_demonstration,
    )


def _listed(results: Sequence[RequirementResult]) -> str:
    return format_list([title_of(result) for result in results], locale=current_language())
