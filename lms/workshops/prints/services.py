"""Actions on papers: printing a sheet, finding it again by its code, remembering what is paid."""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from lms.accounts import services as accounts
from lms.accounts.codes import new_code, read_code, spelt
from lms.db import db, insert_absent, upsert
from lms.errors import Conflict, DomainError
from lms.identifiers import derived_id
from lms.workshops.models import AttendanceMark, HalfDay, Workshop
from lms.workshops.prints import queries
from lms.workshops.prints.models import PaymentTerms, SignInSheet
from lms.workshops.prints.rules import Terms
from lms.workshops.rules import Source

CODE_PREFIX = "S"
"""What codes of sheets begin with."""


class UnknownSheet(DomainError):
    """No sheet has this code, or what was typed is not the code of a sheet."""


class SheetNeeded(Conflict):
    """What is marked may follow from this sheet."""


def print_sheet(*, half_day: HalfDay, account_id: UUID, now: datetime) -> SignInSheet:
    """Freeze the rows of a sign-in sheet: the confirmed participants of today, by name.

    The same people in the same order are the same sheet, with the same code, however often and by however many it is printed at once; any
    other list is another sheet, and those printed before stay as they are.
    """
    rows = json.dumps([str(enrolment) for enrolment in queries.enrolments_to_sign(half_day.workshop_id)])
    sheet_id = derived_id(half_day.id, rows)
    while (sheet := db.session.get(SignInSheet, sheet_id)) is None:  # again only where another sheet has the code already
        row = {"id": sheet_id, "code": new_code(CODE_PREFIX), "half_day_id": half_day.id, "rows": rows, "printed_at": now, "account_id": account_id}
        insert_absent(SignInSheet, [row])
    accounts.note_audit(account_id=account_id, action="sheet.printed", subject=f"sheet:{spelt(sheet.code)}", now=now)
    return sheet


def withdraw_sheet(*, workshop: Workshop, code: str, account_id: UUID, now: datetime) -> None:
    """Let a printed sheet be typed no more, because nobody signs it: its half-day does not take place, or another printing is used.

    Raises UnknownSheet when it is none of this workshop, SheetNeeded when somebody is marked from paper on its half-day: it may be this paper.
    """
    sheet = sheet_by_code(code)
    half_day = db.session.get_one(HalfDay, sheet.half_day_id)
    if half_day.workshop_id != workshop.id:
        raise UnknownSheet(_l("No sign-in sheet has this code. Check it against the corner of the sheet."))
    from_paper = exists().where(AttendanceMark.half_day_id == half_day.id, AttendanceMark.source == Source.PAPER)
    if db.session.scalar(select(from_paper)):
        raise SheetNeeded(_l("Attendance was typed from a sheet of this half-day, so its sheets stay: somebody may want to check it."))
    db.session.delete(sheet)
    accounts.note_audit(account_id=account_id, action="sheet.withdrawn", subject=f"sheet:{spelt(sheet.code)}", now=now)


def sheet_by_code(code: str) -> SignInSheet:
    """Return the sheet with this code, in whatever way it was typed; `enrolments` says who stands in which of its rows.

    It may be of any workshop: whoever asks looks whether it is of theirs. Raises UnknownSheet.
    """
    read = read_code(code, CODE_PREFIX)
    if read is None:
        raise UnknownSheet(_l("This is not the code of a sign-in sheet. Copy the one in the corner of the sheet: S, then seven letters and figures."))
    found = db.session.scalar(select(SignInSheet).where(SignInSheet.code == read))
    if found is None:
        raise UnknownSheet(_l("No sign-in sheet has this code. Check it against the corner of the sheet."))
    return found


def remember_terms(*, workshop: Workshop, terms: Terms, staying: Iterable[UUID], account_id: UUID, now: datetime) -> None:
    """Remember what a workshop pays, in place of what was typed before. staying: the enrolments of those who do not travel."""
    row = {
        "workshop_id": workshop.id, "per_half_day": terms.per_half_day, "per_night": terms.per_night, "nights": terms.nights,
        "transport": terms.transport, "staying": json.dumps(sorted(str(enrolment) for enrolment in staying)),
    }  # fmt: skip
    upsert(PaymentTerms, [row], key=("workshop_id",))
    accounts.note_audit(account_id=account_id, action="payment-terms.typed", subject=workshop.audit_subject, now=now)
