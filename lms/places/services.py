"""Putting the places into the database and finding them there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from lms.db import db, upsert
from lms.places.content import load_places
from lms.places.models import Place
from lms.plain import plain


def store_places() -> None:
    """Insert the places of the data files, or bring those already there up to date."""
    upsert(Place, load_places(), key=("code",))


def regions_on(day: date) -> Sequence[Place]:
    """Return the regions and the district that existed on a day, by name."""
    return db.session.scalars(select(Place).where(Place.parent_code.is_(None), *_existed_on(day)).order_by(Place.sort_key)).all()


def places_on(day: date) -> list[tuple[str, list[Place]]]:
    """Return the places that existed on a day, by name: first ("", the regions and the district), then (region, its cercles) for each. One query.

    A place whose dates are not known is taken to exist.
    """
    region = aliased(Place)
    query = select(Place, region.name).outerjoin(region, region.code == Place.parent_code).where(*_existed_on(day))
    groups: dict[str, list[Place]] = {}
    for place, name in db.session.execute(query.order_by(Place.sort_key)):
        groups.setdefault(name or "", []).append(place)
    return sorted(groups.items(), key=lambda group: plain(group[0]))


def place_on(code: str, day: date) -> Place | None:
    """Return a place that existed on a day, or None."""
    return db.session.scalar(select(Place).where(Place.code == code, *_existed_on(day)))


def codes_by_name(day: date) -> dict[str, str]:
    """Return {name in plain letters: code} of the places that existed on a day; a region goes before a cercle of the same name."""
    found = db.session.execute(select(Place.sort_key, Place.code, Place.parent_code).where(*_existed_on(day))).all()
    return {row.sort_key: row.code for row in sorted(found, key=lambda row: row.parent_code is None)}


def _existed_on(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return or_(Place.valid_from.is_(None), Place.valid_from <= day), or_(Place.valid_to.is_(None), Place.valid_to >= day)


def cercles() -> Sequence[Place]:
    """Return every cercle and commune, by region then name: the finest places that records can name."""
    return db.session.scalars(select(Place).where(Place.parent_code.is_not(None)).order_by(Place.parent_code, Place.sort_key)).all()
