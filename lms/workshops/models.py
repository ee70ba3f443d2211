"""Tables of workshops. `attendance_mark` and `attendance_standing` are projections of `attendance.marked`."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Model

if TYPE_CHECKING:
    from lms.places.models import Place
    from lms.programmes.models import Programme


class Workshop(Model):
    """One regional training of trainers."""

    __tablename__ = "workshop"
    __table_args__ = (
        UniqueConstraint("programme", "slug"),
        CheckConstraint("status IN ('draft', 'published', 'running', 'closed', 'cancelled')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    """Made from place and day when the workshop is planned, and kept for life whatever becomes of either."""
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"), index=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    venue: Mapped[str] = mapped_column(default="")
    """House and room; empty while it is not known."""
    status: Mapped[str]
    """A `plan.rules.status.WorkshopStatus`: what may be done is decided there."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[int]
    is_date_published: Mapped[bool]
    """False: the dates are an example, because the real ones are not public."""
    line_settled_on: Mapped[date | None]
    """Day up to which places that became free have been offered to the waiting list; empty while nobody was ever invited."""

    place: Mapped["Place"] = relationship(lazy="joined", innerjoin=True)
    programme_row: Mapped["Programme"] = relationship(lazy="joined", innerjoin=True, viewonly=True)

    @property
    def audit_subject(self) -> str:
        """What the audit calls it: two programmes may each have a workshop of one slug."""
        return f"workshop:{self.programme}/{self.slug}"


class HalfDay(Model):
    """A morning or an afternoon of a workshop."""

    __tablename__ = "half_day"
    __table_args__ = (UniqueConstraint("workshop_id", "position"), CheckConstraint("part IN ('morning', 'afternoon')", name="part"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    position: Mapped[int]
    """From 1, in order of time."""
    on: Mapped[date]
    part: Mapped[str]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    """Between these hours its sessions take place."""


_STANDS = text("merged_into_id IS NULL")


class Enrolment(Model):
    """A person in a workshop."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("uq_enrolment_workshop_id_person_id", "workshop_id", "person_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("ix_enrolment_person", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    """`participant`, `trainer` or `observer`: only participants count and are marked. `merged`: see below."""
    state: Mapped[str]
    """An `enrolling.rules.State`; trainers and observers are confirmed or withdrawn."""
    holds_until: Mapped[date | None]
    """Of an invitation: the last day on which it keeps a place. An answer that comes later is taken while places remain."""
    waiting_since: Mapped[datetime | None]
    """Of somebody on the waiting list: what gives them their turn."""
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"))
    """Whose place this person took."""
    country: Mapped[str] = mapped_column(default="")
    """Of an observer: ISO 3166-1 code of the country they come from."""
    committee: Mapped[str] = mapped_column(default="")
    """Of an observer: the committee or institution that sends them."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"))
    """Another enrolment of the same person in this workshop, which counts in its place and has its marks. Role and state are `merged` then, so
    that no list has it. See `merging`."""


class WorkshopOrganiser(Model):
    """An account that organises a workshop, and therefore sees it."""

    __tablename__ = "workshop_organiser"

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)


class AttendanceMark(Model):
    """Somebody said whether an enrolled person was there on a half-day."""

    __tablename__ = "attendance_mark"
    __table_args__ = (Index("ix_attendance_mark_cell", "half_day_id", "enrolment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    half_day_id: Mapped[UUID] = mapped_column(ForeignKey("half_day.id"))
    status: Mapped[str]
    """`present`, `late`, `absent` or `excused`."""
    source: Mapped[str]
    """`screen`, `qr` or `paper`."""
    replaces: Mapped[str] = mapped_column(default="")
    """Ids of the marks that whoever said this one saw and corrects, with spaces between: several where they settled a conflict, none
    where they saw nothing. No foreign keys: a mark may arrive later than its correction."""
    device: Mapped[str] = mapped_column(default="")
    """Short name of the browser that marked: `K7M4`. Empty in facts of version 1."""
    helper: Mapped[str] = mapped_column(default="")
    """How the helper's access was called, when a helper marked: the fact may be read where that access is not known."""
    reason: Mapped[str] = mapped_column(default="")
    """A `rules.ReasonKind`, of a correction that was no slip."""
    words: Mapped[str] = mapped_column(default="")
    """What was added to the reason in free words."""
    actor_id: Mapped[UUID]
    """The account, or the helper's access."""
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]


class AttendanceStanding(Model):
    """What the marks of one person on one half-day amount to. A cache of `rules.standing`."""

    __tablename__ = "attendance_standing"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    half_day_id: Mapped[UUID] = mapped_column(ForeignKey("half_day.id"), primary_key=True)
    status: Mapped[str]
    """A mark's status, or `conflict` when two marks that do not know of each other differ."""
    heads: Mapped[str]
    """Ids of the marks that a correction would replace, in the order they were said, with spaces between: several in a conflict."""
