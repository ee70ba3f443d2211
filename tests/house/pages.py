"""Addresses of every page, with values that exist in the demonstration."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.routing import Rule

from lms import clock
from lms.accounts.models import Account, Person
from lms.accounts.services import account_of
from lms.cascade.models import CascadeSession
from lms.certificates.models import Certificate
from lms.db import db, transactional
from lms.quizzes.models import Attempt, ImportedBank
from lms.rosters.imports.models import RosterImport
from lms.uploads.models import Upload
from lms.workshops.calendar import services as calendar
from lms.workshops.evaluation.models import Evaluation
from lms.workshops.files.models import WorkshopFile
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.prints.models import SignInSheet

KIT = "?modules=legal-framework&duration=short&audience=justice&language=fr&place=S%C3%A9gou&on=2099-12-01&starts=08:30"
NOWHERE = "0193f0a0-0000-7000-8000-000000000000"
LINK = "link-of-a-helper"
_OF_PLANS = ("plan.", "timetable.", "team.", "enrolling.", "choosing.")
_OF_WORKSHOPS = (
    "workshop", "checkin.", "typed_sheets.", "helpers.", "paper_results.", "messages.", "missing.", "evaluation.", "calendar.",
    "rosters.", "requirements.", "teach_backs.",
)  # fmt: skip


@dataclass(frozen=True)
class Values:
    """What the variable parts of addresses can be."""

    lesson: str = "three-elements"
    module: str = "legal-framework"
    workshop: str = "bamako"
    """One that is over."""
    planned: str = "bamako"
    """One to which people are invited."""
    enrolment_id: str = NOWHERE
    """Somebody confirmed there."""
    slot_id: str = NOWHERE
    """A session of its timetable."""
    file_id: str = NOWHERE
    """A file of the workshop that is over."""
    question: str = "lf-001"
    session_id: str = NOWHERE
    attempt_id: str = NOWHERE
    upload_id: str = NOWHERE
    bank_id: str = NOWHERE
    list_id: str = NOWHERE
    import_id: str = NOWHERE
    serial: str = "T-2026-AAAAA-A"
    code: str = "X"
    sheet: str = "X"
    """Code of a sign-in sheet."""
    token: str = "X"
    access_id: str = NOWHERE
    link: str = "X"
    secret: str = "X"
    person_code: str = "X"
    record_code: str = "2222222"


def values_of_demonstration() -> Values:
    """Return values that lead to real pages. The demonstration must be loaded."""
    person_id = account_of("formatrice@demo.example").person_id  # type: ignore[union-attr]
    certificate = db.session.scalars(select(Certificate).order_by(Certificate.issued_at.desc())).first()
    assert certificate is not None
    planned = db.session.scalars(select(Workshop).where(Workshop.status == "published")).one()
    enrolment = select(Enrolment.id).where(Enrolment.workshop_id == planned.id, Enrolment.role == "participant", Enrolment.state == "confirmed")
    slots = select(WorkshopSession.id).join(HalfDay, HalfDay.id == WorkshopSession.half_day_id).where(HalfDay.workshop_id == planned.id)
    return Values(
        planned=planned.slug,
        enrolment_id=str(db.session.scalars(enrolment).first()),
        slot_id=str(db.session.scalars(slots).first()),
        file_id=str(db.session.scalars(select(WorkshopFile.id)).first()),
        session_id=str(db.session.scalars(select(CascadeSession.id).order_by(CascadeSession.lead_id == person_id)).all()[-1]),
        attempt_id=str(db.session.scalars(select(Attempt.id).order_by(Attempt.person_id == person_id)).all()[-1]),
        upload_id=str(db.session.scalar(select(Upload.id).where(Upload.purpose == "questions")) or NOWHERE),
        list_id=str(db.session.scalar(select(Upload.id).where(Upload.purpose != "questions")) or NOWHERE),
        import_id=str(db.session.scalar(select(RosterImport.id)) or NOWHERE),
        bank_id=str(db.session.scalar(select(ImportedBank.id)) or NOWHERE),
        serial=certificate.serial,
        code=certificate.code,
        sheet=db.session.scalars(select(SignInSheet.code)).one(),
        token=LINK,
        link=_link_of("bamako"),
        secret=_secret(person_id),
        record_code=db.session.get_one(Person, person_id).code,
        person_code=_code_of_somebody_who_needs_something(),
    )


def _link_of(slug: str) -> str:
    return db.session.scalars(select(Evaluation.link).join(Workshop, Workshop.id == Evaluation.workshop_id).where(Workshop.slug == slug)).one()


def _secret(person_id: UUID) -> str:
    """Give whoever this is a calendar to fetch; return what its address ends with."""
    account_id = db.session.scalars(select(Account.id).where(Account.person_id == person_id)).one()
    with transactional():
        return calendar.make_feed(account_id=account_id, now=clock.now())


def _code_of_somebody_who_needs_something() -> str:
    has_one = select(Certificate.person_id)
    query = select(Person.code).join(Enrolment, Enrolment.person_id == Person.id).join(Workshop, Workshop.id == Enrolment.workshop_id)
    in_bamako = query.where(Workshop.slug == "bamako", Enrolment.role == "participant", Person.id.not_in(has_one))
    return db.session.scalars(in_bamako.order_by(Person.code)).first() or "X"


def address_of(rule: Rule, language: str, values: Values | None = None) -> str:
    """Return an address that the rule matches."""
    values = values or Values()
    slug = values.workshop if rule.endpoint.startswith(_OF_WORKSHOPS) else values.module
    if rule.endpoint.startswith(_OF_PLANS):
        slug = values.planned
    if rule.endpoint.startswith("preview."):
        slug = "trainer"
    purpose = "replace" if "replace" in rule.rule else "invite"
    code = values.person_code if rule.endpoint.startswith("missing.") else values.code
    code = values.record_code if rule.endpoint.startswith(("directory.", "duplicates.", "waivers.")) else code
    kind = "thanks" if rule.endpoint.startswith("messages.") else "bank"
    kind = "trainer" if rule.endpoint.startswith(("certificates.", "workshop_certificates.")) else kind
    format = "json" if rule.endpoint.startswith("badges.") else "a4"
    parts: dict[str, Any] = {
        "lang_code": language, "slug": slug, "module": values.module, "quiz": values.module, "lesson_slug": values.lesson, "position": 6,
        "session_id": values.session_id, "attempt_id": values.attempt_id, "serial": values.serial, "code": code,
        "question": values.question, "kind": kind, "format": format, "issue_number": 1, "name": values.module, "bank_id": values.bank_id,
        "upload_id": values.list_id if rule.endpoint.startswith("rosters.") else values.upload_id, "import_id": values.import_id,
        "token": values.token, "access_id": values.access_id, "message_id": NOWHERE, "link": values.link, "secret": values.secret,
        "enrolment_id": values.enrolment_id, "slot_id": values.slot_id, "file_id": values.file_id, "purpose": purpose,
        "account_id": NOWHERE, "other": values.record_code, "merge_id": NOWHERE, "request_id": NOWHERE, "waiver_id": NOWHERE, "design": "trainer",
        "number": 1, "languages": "fr", "form": "a4",
    }  # fmt: skip
    address = "".join(str(parts[data]) if is_dynamic else data for is_dynamic, data in rule._trace)
    asked = {"prints.download_kit": KIT, "workshop_papers.download_sheets": f"?sheet={values.sheet}"}
    return address.split("|", 1)[-1] + asked.get(rule.endpoint, "")
