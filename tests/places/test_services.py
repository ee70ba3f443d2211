from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.db import db, transactional
from lms.places import services
from lms.places.models import Place


def test_in_2022_there_were_ten_regions_and_bamako(app: Flask) -> None:
    names = [place.name for place in services.regions_on(date(2022, 9, 13))]
    assert names == ["Bamako", "Gao", "Kayes", "Kidal", "Koulikoro", "Ménaka", "Mopti", "Ségou", "Sikasso", "Taoudénit", "Tombouctou"]


def test_since_the_reform_there_are_nineteen_regions_and_bamako(app: Flask) -> None:
    names = [place.name for place in services.regions_on(date(2023, 3, 13))]
    assert len(names) == 20
    assert {"Bamako", "Bougouni", "Douentza", "San"} <= set(names)


def test_the_day_before_the_reform_the_old_map_still_holds(app: Flask) -> None:
    assert len(services.regions_on(date(2023, 3, 12))) == 11


def test_there_are_56_cercles_and_six_communes(app: Flask) -> None:
    kinds = db.session.execute(select(Place.kind, func.count()).where(Place.parent_code.is_not(None)).group_by(Place.kind))
    assert {row[0]: row[1] for row in kinds} == {"cercle": 56, "commune": 6}


def test_places_of_a_day_are_offered_regions_first_then_by_region(app: Flask) -> None:
    groups = services.places_on(date(2026, 11, 21))
    assert (groups[0][0], len(groups[0][1])) == ("", 20)
    assert [name for name, _found in groups[1:3]] == ["Bamako", "Gao"]
    assert [place.name for place in groups[1][1]][:2] == ["Commune I", "Commune II"]
    assert sum(len(found) for _name, found in groups) == 82


@pytest.mark.parametrize(
    ("code", "day", "exists"),
    [("ML-4", date(2022, 9, 13), True), ("ML-4", date(2026, 1, 1), False), ("ML-2023/segou", date(2022, 9, 13), False),
     ("ML-2023/segou", date(2026, 1, 1), True), ("ML-BKO", date(2026, 1, 1), True), ("ML-2/kati", date(2026, 1, 1), True),
     ("nowhere", date(2026, 1, 1), False)],
)  # fmt: skip
def test_whether_a_place_existed_on_a_day(app: Flask, code: str, day: date, exists: bool) -> None:
    assert (services.place_on(code, day) is not None) is exists


def test_loading_the_places_again_changes_nothing(app: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Place))
    with transactional():
        services.store_places()
    assert db.session.scalar(select(func.count()).select_from(Place)) == before
