"""Putting the places into the database and finding them there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from lms.db import db, upsert
from lms.places.content import load_places
from lms.places.models import Place


def store_places() -> None:
    """Insert the places of the data files, or bring those already there up to date."""
    upsert(Place, load_places(), key=("code",))


def regions_on(day: date) -> Sequence[Place]:
    """Return the regions and the district that existed on a day, by name."""
    return db.session.scalars(
        select(Place)
        .where(Place.parent_code.is_(None))
        .where(or_(Place.valid_from.is_(None), Place.valid_from <= day), or_(Place.valid_to.is_(None), Place.valid_to >= day))
        .order_by(Place.sort_key)
    ).all()


def cercles() -> Sequence[Place]:
    """Return every cercle and commune, by region then name: the finest places that records can name."""
    return db.session.scalars(select(Place).where(Place.parent_code.is_not(None)).order_by(Place.parent_code, Place.sort_key)).all()
