"""Places as the form of a person offers them."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.db import db
from lms.places.models import Place


def places_of_work(present: str | None = None) -> list[tuple[str, str, str]]:
    """Return (code, name, region) of the regions of the 2022 map, each followed by its cercles, by name. One query.

    present: a place of another map that somebody has already; it is offered too.
    """
    region = aliased(Place)
    name = func.coalesce(region.name, Place.name)
    rows = db.session.execute(
        select(Place.code, Place.name, name)
        .outerjoin(region, region.code == Place.parent_code)
        .where(or_(Place.tile_row.is_not(None), Place.parent_code.is_not(None), Place.code == present))
        .order_by(func.coalesce(region.sort_key, Place.sort_key), Place.parent_code.is_not(None), Place.sort_key)
    )
    return [(code, name, region_name) for code, name, region_name in rows]
