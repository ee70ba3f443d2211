"""Whoever adds a column that names a person, an account or an enrolment says what becomes of it when records of people are merged."""

import pytest
from sqlalchemy import Column

from lms.accounts.models import Account, Person
from lms.db import Model
from lms.directory.facts import DOMAINS
from lms.workshops.models import Enrolment

NAMED = [Person.__table__.c.id, Account.__table__.c.id, Enrolment.__table__.c.id]


def _columns() -> set[str]:
    return {
        str(column)
        for table in Model.metadata.tables.values()
        for column in table.columns
        if any(key.column is named for key in column.foreign_keys for named in NAMED)
    }


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
