from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest

from lms.directory.rules import Merge, kept_records, regrouped
from tests.conftest import NOW

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def merge(merged: UUID, kept: UUID, minute: int = 0, id: int = 0) -> Merge:
    return Merge(id=UUID(int=100 + id), merged_id=merged, kept_id=kept, said_at=NOW + timedelta(minutes=minute))


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ([], {}),
        ([merge(A, B)], {A: B}),
        ([merge(A, B, 1), merge(B, C, 2)], {A: C, B: C}),
        ([merge(B, C, 1), merge(A, B, 2)], {B: C, A: C}),
        ([merge(A, B, 1), merge(C, D, 2), merge(B, D, 3)], {A: D, B: D, C: D}),
        ([merge(A, B, 1), merge(B, A, 2)], {A: B}),
        ([merge(A, B, 1), merge(A, C, 2)], {A: C, B: C}),
        ([merge(A, A)], {}),
    ],
    ids=["none", "two", "chain", "into one that was merged", "two pairs", "both ways", "into two", "with itself"],
)
def test_which_record_stands_for_which(merges: list[Merge], expected: dict[UUID, UUID]) -> None:
    assert all(kept_records(order) == expected for order in permutations(merges))


def test_merges_said_at_the_same_instant_are_weighed_by_their_ids() -> None:
    one, other = merge(A, B, id=1), merge(B, A, id=2)
    assert kept_records([one, other]) == kept_records([other, one]) == {A: B}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, set()),
        ({A: B}, {A: B}, set()),
        ({}, {A: B}, {A, B}),
        ({A: B}, {}, {A, B}),
        ({A: B}, {A: C, B: C}, {A, B, C}),
        ({A: B, C: D}, {A: B}, {C, D}),
        ({A: C, B: C}, {A: B}, {A, B, C}),
    ],
)
def test_whoever_is_of_a_person_whose_records_changed_is_regrouped(
    before: dict[UUID, UUID], after: dict[UUID, UUID], expected: set[UUID]
) -> None:  # fmt: skip
    assert regrouped(before, after) == expected
