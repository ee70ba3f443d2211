from hypothesis import given
from hypothesis import strategies as st

from lms.identifiers import derived_id, new_id, parse_id
from tests.conftest import NOW


def test_a_new_id_is_a_uuid_of_version_7_that_begins_with_its_time() -> None:
    value = new_id(NOW)
    assert (value.version, value.variant) == (7, "specified in RFC 4122")
    assert value.int >> 80 == int(NOW.timestamp() * 1000)


def test_ids_made_at_one_instant_differ() -> None:
    assert len({new_id(NOW) for _ in range(1000)}) == 1000


@given(st.text(), st.text())
def test_a_derived_id_depends_on_its_parent_and_key_alone(first: str, second: str) -> None:
    parent = new_id(NOW)
    assert derived_id(parent, first) == derived_id(parent, first)
    assert (derived_id(parent, first) == derived_id(parent, second)) == (first == second)
    assert derived_id(parent, first).version == 7


def test_only_version_7_is_accepted_from_a_client() -> None:
    assert parse_id(str(new_id(NOW)))
    assert parse_id("0b1d6f9c-3b1f-4d9c-8d0a-2f6f7c1f2a3b") is None
    assert parse_id("not an id") is None
