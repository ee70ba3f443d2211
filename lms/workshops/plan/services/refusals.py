"""What a plan cannot be, in words, with the part of the plan that must be changed."""

from enum import StrEnum

from flask_babel import LazyString

from lms.errors import DomainError


class Part(StrEnum):
    """A part of a plan that somebody types."""

    PLACE = "place"
    DATES = "dates"
    CAPACITY = "capacity"
    HALF_DAY = "half-day"
    HOURS = "hours"
    TITLE = "title"
    SUBJECT = "subject"
    QUOTAS = "quotas"
    REASON = "reason"
    REPEATED = "repeated"
    """There is one at this place and on these days already."""


class PlanRefused(DomainError):
    """The plan cannot be this."""

    def __init__(self, part: Part, message: LazyString | str) -> None:
        super().__init__(message)
        self.part = part
