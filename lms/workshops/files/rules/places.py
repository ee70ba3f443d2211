"""For what a file is, and when files may change."""

from enum import StrEnum

from lms.workshops.plan.rules.status import WorkshopStatus


class Kind(StrEnum):
    """For what a file is."""

    OUTPUT = "output"
    """What a group worked out."""
    ROAD_MAP = "road-map"
    CRITERIA = "criteria"
    """An evaluation criteria sheet."""
    OTHER = "other"


def may_change(status: str) -> bool:
    """Tell whether files may be added and removed: until a workshop is cancelled. Road maps are often finished after it is closed."""
    return status != WorkshopStatus.CANCELLED
