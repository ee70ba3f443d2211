"""Whoever adds a column that names a person, an account or an enrolment says what becomes of it when records of people are merged."""

import re
from typing import Any

import pytest
from sqlalchemy import Column, Uuid

from lms.accounts.models import Account, Person
from lms.db import Model
from lms.directory.facts import DOMAINS
from lms.workshops.models import Enrolment

_NAMES_SOMEBODY = re.compile(r"(person|account|enrolment|actor|lead)_id|\w+_by")
"""What columns are called that name somebody without a foreign key, because the row stays when they go, or comes before them."""
_IN_TEXT = {"payment_terms.staying", "sign_in_sheet.rows"}
"""Columns whose text has ids of enrolments in it."""
NAMED = [Person.__table__.c.id, Account.__table__.c.id, Enrolment.__table__.c.id]


def _columns() -> set[str]:
    tables = [table for table in Model.metadata.tables.values() if not table.name.startswith("journal_")]  # what was said stays as it was said
    return _IN_TEXT | {str(column) for table in tables for column in table.columns if _names_somebody(column)}


def _names_somebody(column: Column[Any]) -> bool:
    if column.foreign_keys:
        return any(key.column is named for key in column.foreign_keys for named in NAMED)
    return isinstance(column.type, Uuid) and bool(_NAMES_SOMEBODY.fullmatch(column.name))


def _said(*, stays: bool) -> set[str]:
    return {str(_column(one)) for domain in DOMAINS for one in (domain.STAYING if stays else domain.OWNERS)}


def _column(attribute: object) -> Column[object]:
    return attribute.__clause_element__()  # type: ignore[attr-defined,no-any-return]


def test_each_such_column_is_settled_or_stays_for_a_reason() -> None:
    missing = _columns() - _said(stays=False) - _said(stays=True)
    assert missing == set(), "name these in the room `merging` of their package: OWNERS, and settle them, or STAYING with the reason"


def test_no_column_is_both() -> None:
    assert _said(stays=False) & _said(stays=True) == set()


@pytest.mark.parametrize("stays", [False, True])
def test_every_column_named_exists(stays: bool) -> None:
    assert _said(stays=stays) <= _columns()
