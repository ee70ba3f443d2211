from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from lms.db import db, transactional
from lms.journal.models import JournalEvent, JournalNode, QuarantinedEvent
from lms.journal.rules import NewEvent, Outcome
from lms.journal.services import events_of, rebuild_projections, record, record_all
from tests.conftest import NOW
from tests.factories import at, fact_id
from tests.journal.saying import ALSO_FIRST, FIRST, applied, batches, said


@pytest.fixture(autouse=True)
def nothing_applied(app: Flask) -> Iterator[None]:
    """Start each test with an empty journal and an empty list."""
    applied.clear()
    yield
    applied.clear()


def recorded(*events: NewEvent, minute: int = 0) -> list[Outcome]:
    with transactional():
        return record_all(events, now=at(minute))


def test_an_event_is_stored_and_applied() -> None:
    event = said(fact_id(), {"word": "Aïssata"})
    assert recorded(event, minute=5) == [Outcome.RECORDED]
    row = db.session.scalars(select(JournalEvent)).one()
    assert (row.id, row.body, row.said_at, row.received_at) == (event.id, '{"word":"Aïssata"}', NOW, at(5))
    assert [one.body for one in applied] == [{"word": "Aïssata"}]


def test_the_same_event_again_is_known_and_changes_nothing() -> None:
    event = said(fact_id(), {"n": 1})
    recorded(event)
    assert recorded(event, minute=60) == [Outcome.KNOWN]
    assert recorded(replace(event, said_at=NOW + timedelta(hours=1))) == [Outcome.KNOWN]
    assert db.session.scalars(select(JournalEvent)).one().received_at == at(0)
    assert db.session.scalars(select(JournalNode)).one().last_seq == 1
    assert len(applied) == 1


def test_the_same_event_twice_in_one_batch_is_recorded_once() -> None:
    event = said(fact_id(), {"n": 1})
    assert recorded(event, event) == [Outcome.RECORDED, Outcome.KNOWN]


def test_the_same_id_with_another_body_is_refused_and_kept_apart() -> None:
    event = said(fact_id(), {"n": 1})
    recorded(event)
    assert recorded(replace(event, body={"n": 2})) == [Outcome.REFUSED]
    assert db.session.scalars(select(JournalEvent)).one().body == '{"n":1}'
    kept = db.session.scalars(select(QuarantinedEvent)).one()
    assert (kept.event_id, kept.body) == (event.id, '{"n":2}')
    assert len(applied) == 1


def test_numbers_have_no_gap_whatever_became_of_the_events_between() -> None:
    first, second, third = (said(fact_id(n), {"n": n}) for n in range(3))
    recorded(first, second)
    recorded(first, replace(second, body={"n": 9}))
    recorded(third)
    assert list(db.session.scalars(select(JournalEvent.seq).order_by(JournalEvent.seq))) == [1, 2, 3]


def test_an_event_that_its_domain_cannot_apply_is_not_stored() -> None:
    with pytest.raises(RuntimeError):
        recorded(said(fact_id(), {"n": 1}), said(fact_id(1), {"fails": True}))
    assert db.session.scalars(select(JournalEvent)).all() == []
    assert recorded(said(fact_id(2), {"n": 2})) == [Outcome.RECORDED]
    assert db.session.scalars(select(JournalEvent)).one().seq == 1


def test_an_event_that_nobody_owns_is_not_stored() -> None:
    with pytest.raises(KeyError):
        recorded(replace(said(fact_id(), {}), type="test.unknown"))
    assert db.session.scalars(select(JournalEvent)).all() == []


def test_a_page_that_is_only_read_cannot_record() -> None:
    with pytest.raises(OperationalError):
        record(said(fact_id(), {}), now=NOW)
    db.session.rollback()


def test_a_replay_gives_handlers_what_they_were_given_in_the_same_order() -> None:
    events = [said(fact_id(n), {"n": n, "name": "Aïssata"}, said_at=at(-n)) for n in range(5)]
    recorded(*events[:2])
    recorded(*events[2:], minute=3)
    before = list(applied)
    applied.clear()
    with transactional():
        assert rebuild_projections() == 5
    assert applied == before


def test_the_body_is_stored_in_its_canonical_form() -> None:
    recorded(said(fact_id(), {"b": [1, 2], "a": None}))
    assert db.session.scalar(text("SELECT body FROM journal_event")) == '{"a":null,"b":[1,2]}'


def test_events_are_found_by_their_ids_as_they_were_applied() -> None:
    first, second = (said(fact_id(n), {"n": n}) for n in range(2))
    recorded(first, second)
    assert {event.id: event.body for event in events_of([first.id, second.id, fact_id()])} == {first.id: {"n": 0}, second.id: {"n": 1}}
    assert events_of([]) == []


def test_what_comes_first_is_applied_before_the_rest_of_a_rebuild_and_in_one_batch() -> None:
    recorded(said(fact_id(), {"n": 1}))
    recorded(replace(said(fact_id(1), {"who": "b"}), type=FIRST))
    recorded(said(fact_id(2), {"n": 2}))
    recorded(replace(said(fact_id(3), {"who": "c"}), type=ALSO_FIRST))
    applied.clear()
    batches.clear()
    with transactional():
        rebuild_projections()
    assert [one.body for one in applied] == [{"who": "b"}, {"who": "c"}, {"n": 1}, {"n": 2}]
    assert batches == [2]
