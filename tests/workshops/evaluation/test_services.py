"""Once per person, and nobody can tell who: not from a page, and not from the whole database."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from lms.accounts.codes import read_code
from lms.accounts.models import AuditEntry
from lms.app import create_app
from lms.db import Model, db, transactional
from lms.db.schema import upgrade_schema
from lms.journal.models import JournalEvent
from lms.places.services import store_places
from lms.workshops.evaluation import queries, services
from lms.workshops.evaluation.services import CODE_PREFIX, Closed, CodeNotOpen, NoCodeMissing
from tests import factories
from tests.conftest import settings_in
from tests.workshops.evaluation import asked
from tests.workshops.evaluation.asked import TODAY

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
TABLES = ("evaluation", "evaluation_code", "evaluation_answer", "evaluation_comment")


def test_there_is_a_code_for_each_confirmed_participant(app: Flask) -> None:
    given = asked.make_asked(8)
    factories.make_enrolment(given.workshop, factories.make_person("Invité"), state="invited")
    factories.make_enrolment(given.workshop, factories.make_person("Observatrice"), role="observer")
    assert len(set(given.codes)) == 8
    assert all(read_code(code, CODE_PREFIX) == code for code in given.codes)
    with pytest.raises(NoCodeMissing):
        asked.make_codes(given.workshop)


def test_walk_ins_get_further_codes_and_those_handed_out_stay_good(app: Flask) -> None:
    given = asked.make_asked(3)
    for name in ("A", "B"):
        factories.make_enrolment(given.workshop, factories.make_person(name))
    assert len(asked.make_codes(given.workshop)) == 2
    for code in given.codes:
        asked.answer(given, code)
    assert len(asked.answers()) == 3


def test_codes_made_anew_replace_those_that_were_not_used(app: Flask) -> None:
    given = asked.make_asked(4)
    asked.answer(given, given.codes[0])
    anew = asked.make_codes(given.workshop, is_anew=True)
    assert len(anew) == 3
    with pytest.raises(CodeNotOpen):
        asked.answer(given, given.codes[1])
    asked.answer(given, anew[0])
    assert len(asked.answers()) == 2


def test_a_code_serves_once(app: Flask) -> None:
    given = asked.make_asked()
    asked.answer(given, given.codes[0])
    with pytest.raises(CodeNotOpen):
        asked.answer(given, given.codes[0])
    assert len(asked.answers()) == 1


def test_a_code_of_another_workshop_opens_nothing(app: Flask) -> None:
    given = asked.make_asked()
    other = factories.make_workshop(slug="gao")
    factories.make_enrolment(other, factories.make_person("Ailleurs"))
    (code,) = asked.make_codes(other)
    with pytest.raises(CodeNotOpen):
        asked.answer(given, code)
    assert len(asked.open_codes()) == 9


def test_after_the_last_day_nobody_answers_on_a_screen_and_paper_may_still_be_typed(app: Flask) -> None:
    given = asked.make_asked()
    late = TODAY + timedelta(days=30)
    with pytest.raises(Closed):
        asked.answer(given, given.codes[0], today=late)
    asked.answer(given, given.codes[0], today=late - timedelta(days=1))
    asked.answer(given, given.codes[1], source="paper", today=late)
    assert sorted(one.source for one in asked.answers()) == ["paper", "screen"]


def test_figures_take_answers_in_groups_of_five_and_comments_once_it_is_closed(app: Flask) -> None:
    given = asked.make_asked(12)
    seen = []
    for code in given.codes[:7]:
        asked.answer(given, code, comment="mot")
        seen.append(queries.situation_of(given.workshop, today=TODAY).counted)
    assert seen == [0, 0, 0, 0, 5, 5, 5]
    assert queries.results_of(given.workshop, is_closed=False).comments == ()
    _close(given, TODAY)
    assert queries.situation_of(given.workshop, today=TODAY).is_open is False
    results = queries.results_of(given.workshop, is_closed=True)
    assert (results.counted, len(results.comments[0][1])) == (5, 5)
    assert asked.open_codes() == set()


@pytest.mark.parametrize("is_by_its_day", [True, False])
def test_an_answer_that_came_after_the_last_group_stays_unseen_however_it_closes(app: Flask, is_by_its_day: bool) -> None:
    given = asked.make_asked(9)
    for code in given.codes[:5]:
        asked.answer(given, code, points=4)
    asked.answer(given, given.codes[5], points=1, comment="la sixième")
    later = TODAY + timedelta(days=30)
    if not is_by_its_day:
        _close(given, TODAY)
    situation, results = queries.situation_of(given.workshop, today=later), queries.results_of(given.workshop, is_closed=True)
    assert (situation.is_closed, situation.answers, results.counted) == (True, 6, 5)
    assert [one.figures.counts for one in results.items if one.figures] == [(0, 0, 0, 5, 0)] * 3
    assert list(results.comments) == []


def test_many_answers_that_wait_join_on_closing(app: Flask) -> None:
    """Rows of another version may wait in greater number than any way of answering leaves now."""
    given = asked.make_asked(6)
    for code in given.codes:
        asked.answer(given, code)
    with transactional():
        db.session.execute(text("UPDATE evaluation_answer SET is_counted = false"))
    _close(given, TODAY)
    assert queries.results_of(given.workshop, is_closed=True).counted == 6


@pytest.mark.parametrize("is_by_its_day", [True, False])
def test_once_closed_it_is_not_opened_again(app: Flask, is_by_its_day: bool) -> None:
    given = asked.make_asked(9)
    asked.answer(given, given.codes[0])
    later = TODAY + timedelta(days=30)
    if not is_by_its_day:
        _close(given, TODAY)
    for is_anew in (False, True):
        with pytest.raises(Closed):
            asked.make_codes(given.workshop, is_anew=is_anew, today=later)
    assert queries.situation_of(given.workshop, today=later).is_open is False
    assert len(asked.open_codes()) == (8 if is_by_its_day else 0)


def test_an_evaluation_that_closed_before_anybody_answered_begins_anew(app: Flask) -> None:
    given = asked.make_asked(6)
    _close(given, TODAY)
    later = TODAY + timedelta(days=60)
    assert len(asked.make_codes(given.workshop, today=later)) == 6
    assert queries.situation_of(given.workshop, today=later).is_open is True


def test_the_number_of_codes_made_does_not_tell_who_answered(app: Flask) -> None:
    given = asked.make_asked(6)
    asked.answer(given, given.codes[0])
    assert queries.situation_of(given.workshop, today=TODAY).codes_made == 6


def _close(given: asked.Asked, today: date) -> None:
    with transactional():
        services.close_evaluation(workshop=given.workshop, today=today)


def test_of_four_answers_not_even_the_comments_are_shown(app: Flask) -> None:
    given = asked.make_asked(4)
    for code in given.codes:
        asked.answer(given, code, comment="secret")
    results = queries.results_of(given.workshop, is_closed=True)
    assert results.are_shown is False
    assert results.comments == ()
    assert all(one.figures is None for one in results.items)


def test_an_item_that_few_answered_stays_hidden_among_many_answers(app: Flask) -> None:
    given = asked.make_asked(6)
    for number, code in enumerate(given.codes):
        ratings = {"clear": 4, "useful": 3} if number < 4 else {"clear": 5}
        with transactional():
            services.answer_once(workshop=given.workshop, code=code, given=services.Given(ratings), source="screen", today=TODAY)
    clear, useful, _passed = queries.results_of(given.workshop, is_closed=True).items
    assert (clear.n, useful.n) == (5, 4)
    assert clear.figures is not None
    assert useful.figures is None


def test_comments_come_in_an_order_by_lot(app: Flask) -> None:
    given = asked.make_asked(12)
    for number, code in enumerate(given.codes):
        asked.answer(given, code, comment=f"mot {number:02}")
    orders = {tuple(queries.results_of(given.workshop, is_closed=True).comments[0][1]) for _look in range(5)}
    assert len(orders) > 1


# What somebody with the whole database could learn.


def test_no_table_of_evaluation_has_a_person_an_account_an_address_or_a_time() -> None:
    columns = {name: set(Model.metadata.tables[name].columns.keys()) for name in TABLES}
    assert columns == {
        "evaluation": {"workshop_id", "link", "closed_from"},
        "evaluation_code": {"code_hash", "workshop_id"},
        "evaluation_answer": {"id", "workshop_id", "source", "ratings", "is_counted"},
        "evaluation_comment": {"id", "workshop_id", "question", "text", "is_counted"},
    }
    targets = {key.column.table.name for name in TABLES for key in Model.metadata.tables[name].foreign_keys}
    assert targets == {"workshop"}


def test_codes_stand_nowhere_but_on_their_slips(app: Flask) -> None:
    given = asked.make_asked(5)
    asked.answer(given, given.codes[0])
    db.session.rollback()
    everything = _dump()
    for code in given.codes:
        assert code not in everything
    assert services.hashed(given.codes[0], given.workshop.id) not in everything
    assert services.hashed(given.codes[1], given.workshop.id) in everything


def test_answering_leaves_no_trace_in_the_audit_or_the_journal(app: Flask) -> None:
    given = asked.make_asked(5)
    before = _numbers(AuditEntry), _numbers(JournalEvent)
    asked.answer(given, given.codes[0], comment="mot")
    assert (_numbers(AuditEntry), _numbers(JournalEvent)) == before


def test_ids_are_by_lot_and_say_nothing_of_the_time(app: Flask) -> None:
    given = asked.make_asked(5)
    for code in given.codes:
        asked.answer(given, code, comment="mot")
    rows = [*asked.answers(), *asked.comments()]
    assert {row.id.version for row in rows} == {4}
    assert {one.id for one in asked.answers()}.isdisjoint(one.id for one in asked.comments())


def test_every_answer_writes_all_anew_under_other_ids(app: Flask) -> None:
    given = asked.make_asked(6)
    for code in given.codes[:5]:
        asked.answer(given, code, comment="mot")
    before = {one.id for one in (*asked.answers(), *asked.comments())}
    asked.answer(given, given.codes[5])
    assert before.isdisjoint(one.id for one in (*asked.answers(), *asked.comments()))
    assert Counter(json.loads(one.ratings)["clear"] for one in asked.answers()) == {4: 6}


@pytest.fixture
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, of the kind that the test asks for."""
    url = f"sqlite:///{tmp_path / 'relais.sqlite3'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    app = create_app(settings_in(tmp_path, DATABASE_URL=url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("own_app", ["sqlite"], indirect=True)
def test_sqlite_numbers_none_of_the_rows(own_app: Flask) -> None:
    for name in ("evaluation_code", "evaluation_answer", "evaluation_comment"):
        (sql,) = db.session.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}).one()
        assert sql.rstrip().upper().endswith("WITHOUT ROWID"), name


@pytest.mark.parametrize("own_app", DATABASES, indirect=True)
def test_the_order_in_which_rows_are_stored_is_that_of_their_ids(own_app: Flask) -> None:
    """Answer 1, 2, 3 … in turn: read without any order, they come in that of the lot, and not in that in which people answered."""
    given = asked.make_asked(20)
    for number, code in enumerate(given.codes):
        asked.answer(given, code, points=1 + number % 5, comment=f"mot {number:02}")
    for name in ("evaluation_answer", "evaluation_comment"):
        stored = [str(row.id) for row in db.session.execute(text(f"SELECT id FROM {name}"))]
        assert stored == sorted(stored), name
    said = [row.text for row in db.session.execute(text("SELECT text FROM evaluation_comment"))]
    assert said != sorted(said)


@pytest.mark.postgresql
@pytest.mark.parametrize("own_app", ["postgresql"], indirect=True)
def test_postgresql_remembers_of_no_row_which_transaction_brought_it(own_app: Flask) -> None:
    """Its hidden column xmin would tie an answer to its code, to its comments, and to its place in time."""
    given = asked.make_asked(10)
    for code in given.codes[:7]:
        asked.answer(given, code, comment="mot")
    answers = {row[0] for row in db.session.execute(text("SELECT xmin::text FROM evaluation_answer"))}
    comments = {row[0] for row in db.session.execute(text("SELECT xmin::text FROM evaluation_comment"))}
    codes = {row[0] for row in db.session.execute(text("SELECT xmin::text FROM evaluation_code"))}
    assert len(answers) == len(comments) == len(codes) == 1
    assert answers.isdisjoint(codes)


@pytest.mark.parametrize("own_app", DATABASES, indirect=True)
def test_one_code_sent_from_four_windows_at_once_counts_once(own_app: Flask) -> None:
    given = asked.make_asked(6)
    code, outcomes = given.codes[0], []
    db.session.rollback()

    def send() -> None:
        with own_app.app_context():
            try:
                asked.answer(given, code)
            except CodeNotOpen:
                outcomes.append("refused")
            else:
                outcomes.append("taken")

    _at_once([send] * 4)
    assert Counter(outcomes) == {"taken": 1, "refused": 3}
    assert len(asked.answers()) == 1


@pytest.mark.parametrize("own_app", DATABASES, indirect=True)
def test_a_whole_room_answering_at_once_loses_no_answer(own_app: Flask) -> None:
    given = asked.make_asked(24)
    db.session.rollback()

    def send(codes: list[str]) -> None:
        with own_app.app_context():
            for code in codes:
                asked.answer(given, code, comment="mot")

    _at_once([lambda part=part: send(given.codes[part::6]) for part in range(6)])  # type: ignore[misc]
    assert (len(asked.answers()), len(asked.comments()), len(asked.open_codes())) == (24, 24, 0)


@pytest.mark.parametrize("own_app", DATABASES, indirect=True)
def test_two_organisers_making_codes_at_once_make_them_once(own_app: Flask) -> None:
    given = asked.make_asked(7, has_codes=False)
    made: list[int] = []
    db.session.rollback()

    def make() -> None:
        with own_app.app_context():
            try:
                made.append(len(asked.make_codes(given.workshop)))
            except NoCodeMissing:
                made.append(0)

    _at_once([make] * 2)
    assert sorted(made) == [0, 7]


def _at_once(jobs: list) -> None:  # type: ignore[type-arg]
    threads = [Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _numbers(table: type[Model]) -> int:
    return len(db.session.scalars(select(table)).all())


def _dump() -> str:
    """Return all that the database holds, as text."""
    names = inspect(db.engine).get_table_names()
    return "\n".join(str(tuple(row)) for name in names if re.fullmatch(r"\w+", name) for row in db.session.execute(text(f"SELECT * FROM {name}")))


def test_the_day_of_the_last_answer_is_not_kept_either(app: Flask) -> None:
    given = asked.make_asked(5)
    before = queries.evaluation_of(given.workshop)
    assert before is not None
    closed_from = before.closed_from
    asked.answer(given, given.codes[0], today=date(2022, 9, 20))
    after = queries.evaluation_of(given.workshop)
    assert after is not None
    assert after.closed_from == closed_from
