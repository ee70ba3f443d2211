"""Sessions within a half-day: what they can be, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What a session is."""

    PLENARY = "plenary"
    GROUP_WORK = "group-work"
    EXERCISE = "exercise"
    MODULE = "module"
    TEST = "test"


WITH_SUBJECT = (Kind.MODULE, Kind.TEST)
"""A module or a quiz stands behind these."""

USUAL_LENGTH = timedelta(minutes=90)


@dataclass(frozen=True)
class Hours:
    """From when to when something lasts, on one day."""

    starts_at: time
    ends_at: time


@dataclass(frozen=True)
class Slot:
    """A session, as far as its time is concerned."""

    id: UUID
    title: str
    hours: Hours


class HoursFault(StrEnum):
    """What is wrong with the hours of a session."""

    ENDS_BEFORE_START = "ends-before-start"
    OUTSIDE = "outside"
    OVERLAPS = "overlaps"


def are_in_order(hours: Hours) -> bool:
    """Tell whether something begins before it ends."""
    return hours.starts_at < hours.ends_at


def hours_fault(slot: Slot, *, within: Hours, others: Iterable[Slot]) -> tuple[HoursFault, Slot | None] | None:
    """Return what is wrong with the hours of a session and, of an overlap, with which other one; None when nothing is.

    One session may begin at the minute at which another ends. others: of the same half-day; the session itself may be among them.
    """
    hours = slot.hours
    if not are_in_order(hours):
        return HoursFault.ENDS_BEFORE_START, None
    if hours.starts_at < within.starts_at or hours.ends_at > within.ends_at:
        return HoursFault.OUTSIDE, None
    clash = next((one for one in others if one.id != slot.id and _overlap(one.hours, hours)), None)
    return (HoursFault.OVERLAPS, clash) if clash else None


def left_outside(slots: Iterable[Slot], within: Hours) -> list[Slot]:
    """Return the sessions that would lie outside these hours."""
    return [one for one in slots if one.hours.starts_at < within.starts_at or one.hours.ends_at > within.ends_at]


def next_hours(slots: Iterable[Slot], within: Hours) -> Hours | None:
    """Return the hours to offer for one session more: from the end of the last, as long as usual or as time remains; None when none does."""
    starts_at = max((one.hours.ends_at for one in slots), default=within.starts_at)
    if starts_at >= within.ends_at:
        return None
    any_day = datetime(2000, 1, 1)  # noqa: DTZ001  times of day have no zone
    usual = datetime.combine(any_day, starts_at) + USUAL_LENGTH
    is_same_day = usual.date() == any_day.date()
    return Hours(starts_at, min(usual.time(), within.ends_at) if is_same_day else within.ends_at)


def _overlap(one: Hours, other: Hours) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
