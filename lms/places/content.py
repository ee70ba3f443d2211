"""Reads the places from their files."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from lms.plain import plain, slug

DATA = Path(__file__).parent / "data"
REFORM = date(2023, 3, 13)
_NEW_IN_2016 = {"ML-9", "ML-10"}


def load_places(folder: Path = DATA) -> list[dict[str, Any]]:
    """Return one row per place, parents before children, ready for the table `place`."""
    tiles = {row["iso_3166_2"]: (int(row["row"]), int(row["col"])) for row in _rows(folder / "tile_grid.csv")}
    regions = [_region(row, tiles) for row in _rows(folder / "regions.csv")]
    codes = {row["name"]: row["code"] for row in regions}
    # The district of Bamako went through the reform unchanged: it is one place in both versions.
    new_regions = [_region_2023(row, codes) for row in _rows(folder / "regions_2023.csv") if row["type"] == "region"]
    return [*regions, *map(_cercle, _rows(folder / "cercles.csv")), *new_regions]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _place(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("parent_code", "pcode", "valid_from", "valid_to", "predecessor_code", "tile_row", "tile_column"))
    return {**empty, "note": "", **given, "sort_key": plain(given["name"])}


def _region(row: dict[str, str], tiles: dict[str, tuple[int, int]]) -> dict[str, Any]:
    code = row["iso_3166_2"]
    is_district = row["type"] == "district"
    return _place(
        code=code,
        kind=row["type"],
        name=row["name_fr"],
        pcode=row["pcode"] or None,
        valid_from=date(2016, 1, 1) if code in _NEW_IN_2016 else None,
        valid_to=None if is_district else date.fromordinal(REFORM.toordinal() - 1),
        tile_row=tiles[code][0],
        tile_column=tiles[code][1],
        note="Set up in 2016; the day is not verified." if code in _NEW_IN_2016 else "",
    )


def _cercle(row: dict[str, str]) -> dict[str, Any]:
    return _place(code=f"{row['region_iso']}/{slug(row['name_fr'])}", kind=row["type"], parent_code=row["region_iso"], name=row["name_fr"],
                  pcode=row["pcode"] or None, note=row["note"])  # fmt: skip


def _region_2023(row: dict[str, str], codes: dict[str, str]) -> dict[str, Any]:
    return _place(code=f"ML-2023/{slug(row['name_fr'])}", kind=row["type"], name=row["name_fr"], valid_from=REFORM,
                  predecessor_code=codes[row["region_2022_of_the_seat"]], note=row["note"])  # fmt: skip
