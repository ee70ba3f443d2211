"""Whatever was merged and separated, in whatever order it became known: the rows follow from what was said, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.app import create_app
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.journal import services as journal
from lms.places.services import store_places
from tests.conftest import settings_in
from tests.directory.worlds import OF_MERGES, Undone, facts_of, make_world, merges_of, rows_of_all, say, taken_back
from tests.postgresql import fresh_database

DICE = st.integers(0, 2**32).map(Random)
# A world made by lot does not become simpler by making its number smaller, so that is not tried.
THOROUGH = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=8, phases=[Phase.explicit, Phase.generate])


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on an empty database, of both kinds."""
    folder = tmp_path_factory.mktemp("merging")
    if request.param == "sqlite":
        yield from _on(f"sqlite:///{folder / 'merging.sqlite3'}", folder)
    else:
        with fresh_database(request.getfixturevalue("postgresql_server")) as url:
            yield from _on(url, folder)


def _on(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(settings_in(folder, DATABASE_URL=url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        yield app
        db.session.remove()
        db.engine.dispose()


@THOROUGH
@given(dice=DICE)
def test_a_merge_taken_back_leaves_every_table_as_if_it_had_never_been(either: Flask, dice: Random) -> None:
    with Undone():
        world = make_world(dice)
        facts, merges = facts_of(world), merges_of(world)
        cut, end = sorted(dice.sample(range(len(facts)), 2))
        with db.session.begin_nested() as nested:
            say(facts)
            expected = rows_of_all(but=OF_MERGES)
            nested.rollback()
        say(facts[:cut])
        say(merges)
        say(facts[cut:end])  # these come in under records that are merged by now
        say(taken_back(world, dice.sample(merges, len(merges))), batch=1)
        say(facts[end:])
        assert rows_of_all(but=OF_MERGES) == expected


@THOROUGH
@given(dice=DICE)
def test_the_order_in_which_facts_and_merges_become_known_does_not_matter(either: Flask, dice: Random) -> None:
    with Undone():
        world = make_world(dice)
        facts, merges = facts_of(world), merges_of(world)
        events = [*facts, *merges, *taken_back(world, dice.sample(merges, 1))]
        outcomes = []
        for order in (events, dice.sample(events, len(events))):
            with db.session.begin_nested() as nested:
                say(order, batch=dice.randint(1, 5))
                outcomes.append(rows_of_all())
                nested.rollback()
        assert outcomes[0] == outcomes[1]


@THOROUGH
@given(dice=DICE)
def test_the_journal_gives_the_same_tables_again(either: Flask, dice: Random) -> None:
    with Undone():
        world = make_world(dice)
        facts, merges = facts_of(world), merges_of(world)
        events = [*facts, *merges, *taken_back(world, dice.sample(merges, 1))]
        say(dice.sample(events, len(events)))
        before = rows_of_all()
        journal.rebuild_projections()
        assert rows_of_all() == before
