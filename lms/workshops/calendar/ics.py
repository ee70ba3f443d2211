"""Calendars as files that telephones and offices read (RFC 5545)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from lms.clock import BAMAKO
from lms.workshops.calendar.rules import Entry
from lms.workshops.calendar.services import Key
from lms.workshops.models import Workshop

FETCH_EVERY = timedelta(hours=6)
_IN_ZONE = {"TZID": BAMAKO.key}


def calendar_file(workshops: Sequence[Workshop], entries: Mapping[Key, Entry], *, name: str) -> bytes:
    """Return a calendar with an event for each half-day."""
    places = {workshop.id: workshop.place.name for workshop in workshops}
    calendar = Calendar()
    calendar.add("prodid", "-//Relais//Relais//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", FETCH_EVERY, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", FETCH_EVERY)
    calendar.add_component(_zone())
    for key, entry in entries.items():
        calendar.add_component(_event(key, entry, places[key[0]]))
    return bytes(calendar.to_ical())


def _event(key: Key, entry: Entry, place: str) -> Event:
    workshop_id, position = key
    event = Event()
    event.add("uid", f"{workshop_id}-{position}@relais")  # for life, whatever the address of the product becomes
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", _by_the_clocks(entry.slot.starts_at), _IN_ZONE)
    event.add("dtend", _by_the_clocks(entry.slot.ends_at), _IN_ZONE)
    event.add("summary", str(_("Training of trainers, %(place)s", place=place)))
    event.add("location", entry.slot.location)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _by_the_clocks(instant: datetime) -> datetime:
    # Without its zone, which stands beside it: the library takes Bamako, which has the hour of Greenwich, for UTC, and would not name it.
    return instant.astimezone(BAMAKO).replace(tzinfo=None)


def _zone() -> Timezone:
    """Return the zone of Mali for programs that do not know it: the hour of Greenwich since 1960, winter and summer (tz database)."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", BAMAKO.key)
    standard.add("dtstart", datetime(1960, 6, 20))  # noqa: DTZ001  by the clocks of the place
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    standard.add("tzname", "GMT")
    zone.add_component(standard)
    return zone
