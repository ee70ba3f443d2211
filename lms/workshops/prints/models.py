"""Tables of sheets that were printed, and of the amounts that are paid."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class SignInSheet(Model):
    """A sign-in sheet as it was printed."""

    __tablename__ = "sign_in_sheet"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Follows from the half-day and the rows: the same list printed again is the same sheet."""
    code: Mapped[str] = mapped_column(unique=True)
    """What stands on it, and is typed when it comes back; see `lms.accounts.codes`."""
    half_day_id: Mapped[UUID] = mapped_column(ForeignKey("half_day.id"), index=True)
    rows: Mapped[str]
    """JSON: the enrolments, in the order of the rows."""
    printed_at: Mapped[datetime]
    """For the first time."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    @property
    def enrolments(self) -> dict[int, UUID]:
        """{row number, from 1: enrolment}; rows left empty for people who were not enrolled are not in it."""
        return {number: UUID(text) for number, text in enumerate(json.loads(self.rows), start=1)}


class PaymentTerms(Model):
    """What is paid for attending a workshop, as an organiser typed it last. In whole francs CFA."""

    __tablename__ = "payment_terms"

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    per_half_day: Mapped[int]
    per_night: Mapped[int]
    nights: Mapped[int]
    """How many are paid to each."""
    transport: Mapped[int]
    """Once to each."""
    staying: Mapped[str]
    """JSON: the enrolments of those to whom neither nights nor transport are paid."""
