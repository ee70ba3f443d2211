"""Places as reports and filters name them."""

from collections import defaultdict

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from lms.db import db
from lms.places.models import Place


def region_of_place(place: type[Place] = Place) -> ColumnElement[str]:
    """Return the 2022 region of a place: of a cercle its region, of a region of 2023 the one in which its chief town lay."""
    return func.coalesce(place.parent_code, place.predecessor_code, place.code)


def places_by_region() -> dict[str, list[tuple[str, str]]]:
    """Return {region: [(code, name), …]} of every cercle and of the communes of Bamako, by name. One query."""
    region = aliased(Place)
    rows = db.session.execute(
        select(region.name, Place.code, Place.name).join(region, region.code == Place.parent_code).order_by(region.sort_key, Place.sort_key)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for region_name, code, name in rows:
        found[region_name].append((code, name))
    return found


def regions() -> list[tuple[str, str]]:
    """Return (code, name) of the regions of the 2022 map, by name. One query."""
    rows = db.session.execute(select(Place.code, Place.name).where(Place.tile_row.is_not(None)).order_by(Place.sort_key))
    return [(code, name) for code, name in rows]
