"""The one place that asks what time it is. Below routes and commands the time is an argument, `now`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BAMAKO = ZoneInfo("Africa/Bamako")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_day(instant: datetime, zone: ZoneInfo = BAMAKO) -> date:
    """Return the calendar day of an instant where the programme works."""
    return instant.astimezone(zone).date()
