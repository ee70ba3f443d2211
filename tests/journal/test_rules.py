from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.journal.rules import NewEvent, canonical_json, fingerprint_of
from tests.conftest import NOW
from tests.journal.saying import said

ID = UUID("01a1fd55-7a80-7000-8000-000000000001")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ({"name": "Aïssata Keïta"}, '{"name":"Aïssata Keïta"}'),
        ({"outer": {"z": [1, None, True], "a": "ɲ"}}, '{"outer":{"a":"ɲ","z":[1,null,true]}}'),
    ],
)
def test_canonical_json(body: dict[str, object], text: str) -> None:
    assert canonical_json(body) == text


@given(st.dictionaries(st.text(), values))
def test_canonical_json_does_not_depend_on_the_order_of_the_keys(body: dict[str, object]) -> None:
    assert canonical_json(dict(reversed(body.items()))) == canonical_json(body)


def test_the_same_form_sent_later_is_the_same_fact() -> None:
    first, later = said(ID, {"a": 1}), said(ID, {"a": 1}, said_at=NOW + timedelta(hours=1))
    assert _fingerprint(first) == _fingerprint(later)


def test_what_somebody_else_says_is_another_fact() -> None:
    mine, theirs = said(ID, {"a": 1}), said(ID, {"a": 1}, actor_id=ID)
    assert _fingerprint(mine) != _fingerprint(theirs)


def _fingerprint(event: NewEvent) -> str:
    return fingerprint_of(
        type=event.type, version=event.version, programme=event.programme, actor_id=event.actor_id, canonical_body=canonical_json(event.body)
    )
