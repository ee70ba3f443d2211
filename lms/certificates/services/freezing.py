"""What a certificate will say of somebody, taken from what is recorded today."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms import clock
from lms.accounts.models import Person
from lms.accounts.rules import full_name
from lms.certificates.content import Design
from lms.certificates.models import Certificate
from lms.certificates.proof.keys import Key
from lms.certificates.rules.facts import Facts, last_valid_day, printed_name
from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.serials import new_serial
from lms.certificates.services.papers import address_of
from lms.certificates.services.signing import key_of_today
from lms.certificates.standing import design_of_kind
from lms.content_files import polish
from lms.courses.content import library
from lms.db import db
from lms.errors import DomainError
from lms.i18n import LANGUAGES, day
from lms.people.names import tidy
from lms.programmes import services as programmes
from lms.programmes.models import Programme
from lms.web.addresses import is_loopback
from lms.workshops.models import Workshop
from lms.workshops.participation import CountedWorkshop, counted_workshops


class NoPublicAddress(DomainError):
    """The square code would lead whoever scans it back to their own device."""


class NoWorkshop(DomainError):
    """There is no workshop whose place and dates could be printed."""


class WorkshopNotOver(DomainError):
    """What the certificate would say of the half-days attended may still change."""

    def __init__(self, last_day: date) -> None:
        super().__init__(_l("The workshop ends on %(day)s. Certificates are issued from that day on.", day=LazyString(day, last_day)))


@dataclass(frozen=True)
class Source:
    """What the certificates of several people are made from: read at once, so that queries do not grow with their number.

    Values and no rows: a batch keeps it through transactions, after each of which a row would be read again.
    """

    design: Design
    programme: dict[str, str]
    funders: dict[str, str]
    signatories: tuple[dict[str, str], ...]
    is_demonstration: bool
    modules: tuple[dict[str, str], ...]
    languages: tuple[str, ...]
    """In which they are printed."""
    issued_on: date
    names: Mapping[UUID, str]
    counted: Mapping[UUID, CountedWorkshop]
    last_days: Mapping[UUID, date]
    """Of each of the workshops."""
    key: Key
    """Signs them."""


def has_address_to_print(programme: Programme) -> bool:
    """Tell whether a certificate can print an address where others check it. One of the demonstration certifies nothing: it may print any."""
    return programme.is_demonstration or not is_loopback(current_app.config["RELAIS_SETTINGS"].public_url)


def source_of(person_ids: Sequence[UUID], *, programme: Programme, design: Design, now: datetime, languages: tuple[str, ...] | None = None) -> Source:
    """Return what the certificates of these people are made from. Four queries.

    languages: in which they are printed, one of LANGUAGE_CHOICES; None: as the programme says. Raises NoPublicAddress; NoSigningKey and KeyFault.
    """
    if not has_address_to_print(programme):
        raise NoPublicAddress(_l("The programme has not yet given its public address, so certificates cannot be issued. Tell the organiser."))
    counted = counted_workshops(person_ids, programme.slug)
    held = {one.workshop_id for one in counted.values()}
    modules = [library().modules[slug] for slug in programmes.modules_of(programme.slug)]
    names = select(Person.id, Person.given_names, Person.family_name).where(Person.id.in_(person_ids))
    return Source(
        design=design,
        programme={language: polish(programme.name(language), language) for language in LANGUAGES},
        funders={language: polish(programme.funders(language), language) for language in LANGUAGES},
        signatories=programme.signatories,
        is_demonstration=programme.is_demonstration,
        modules=tuple({language: module.title(language) for language in LANGUAGES} for module in modules),
        languages=languages or programme.languages_on_paper,
        issued_on=clock.local_day(now),
        names={id: full_name(given, family) for id, given, family in db.session.execute(names)},
        counted=counted,
        last_days={row.id: row.ends_on for row in db.session.execute(select(Workshop.id, Workshop.ends_on).where(Workshop.id.in_(held)))},
        key=key_of_today(is_demonstration=programme.is_demonstration, now=now),
    )


def facts_of_first_issue(person_id: UUID, source: Source) -> Facts:
    """Return what the first issue of somebody's certificate says, under a new serial, not yet signed. Raises NoWorkshop and WorkshopNotOver."""
    counted, design = source.counted.get(person_id), source.design
    if counted is None:
        raise NoWorkshop(_l("The certificate names a workshop, and this person is not a confirmed participant of any. Complete the enrolment first."))
    last_day = source.last_days[counted.workshop_id]
    if source.issued_on < last_day:
        raise WorkshopNotOver(last_day)
    serial = new_serial(design.kind, source.issued_on.year, secrets.choice)
    return Facts(
        kind=design.kind,
        design=design.slug,
        requirements_version=design.requirements_version,
        serial=serial,
        issued_on=source.issued_on,
        full_name=printed_name(tidy(source.names[person_id])),
        programme=source.programme,
        funders=source.funders,
        place=counted.place,
        starts_on=counted.starts_on,
        ends_on=last_day,
        modules=source.modules,
        words=design.words,
        is_demonstration=source.is_demonstration,
        expires_on=last_valid_day(source.issued_on, design.valid_months),
        languages=source.languages,
        attended=counted.attendance.attended,
        planned=counted.attendance.planned,
        signatories=source.signatories,
        address=address_of(serial),
    )


def facts_as_of_today(facts: Facts, certificate: Certificate, *, now: datetime) -> Facts:
    """Return what a certificate would say if it were issued today, except whose it is, which one, when it was issued, and where it was earned.

    For a further issue that corrects the wording, a title, the signatories or the half-days. Raises NoPublicAddress, and NoWorkshop.
    """
    design = design_of_kind(certificate.programme, Kind(certificate.kind))
    source = source_of([certificate.person_id], programme=programmes.programme_of(certificate.programme), design=design, now=now)
    fresh = facts_of_first_issue(certificate.person_id, source)
    return replace(fresh, serial=facts.serial, issued_on=facts.issued_on, full_name=facts.full_name, place=facts.place, starts_on=facts.starts_on,
                   ends_on=facts.ends_on, requirements_version=facts.requirements_version, languages=facts.languages)  # fmt: skip


def expiry_of(certificate: Certificate, issued_on: date) -> date | None:
    """Return the last day on which a further issue is valid that is dated this day, as its design says today; None: it never expires."""
    return last_valid_day(issued_on, design_of_kind(certificate.programme, Kind(certificate.kind)).valid_months)
