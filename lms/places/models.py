"""Table of places."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Place(Model):
    """One region, district, cercle or commune, in one version of the map."""

    __tablename__ = "place"

    code: Mapped[str] = mapped_column(primary_key=True)
    """For life. Regions: ISO 3166-2 (`ML-1`); 2023 regions: `ML-2023/kayes`; below a region: `ML-1/bafoulabe`."""
    kind: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    name: Mapped[str]
    sort_key: Mapped[str]
    pcode: Mapped[str | None]
    valid_from: Mapped[date | None]
    """First day, or empty when it is not known."""
    valid_to: Mapped[date | None]
    """Last day, or empty while the place exists or its end is not known."""
    predecessor_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    """For a 2023 region: the 2022 region in which its chief town lay. Not a mapping of the whole territory."""
    tile_row: Mapped[int | None]
    tile_column: Mapped[int | None]
    note: Mapped[str]
