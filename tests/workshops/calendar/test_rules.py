from dataclasses import replace
from datetime import UTC, datetime

from lms.workshops.calendar.rules import Entry, Slot, told_anew

NOW, LATER = datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
SLOT = Slot(datetime(2026, 12, 1, 8, 30, tzinfo=UTC), datetime(2026, 12, 1, 12, 30, tzinfo=UTC), "Ségou")
MOVED = replace(SLOT, location="Hôtel du Fleuve, Ségou")
TOLD = Entry(SLOT, is_cancelled=False, sequence=3, changed_at=NOW)


def test_what_is_told_first_has_sequence_nought() -> None:
    assert told_anew(None, SLOT, NOW) == Entry(SLOT, is_cancelled=False, sequence=0, changed_at=NOW)


def test_the_same_is_told_again_without_a_rise() -> None:
    assert told_anew(TOLD, SLOT, LATER) is TOLD


def test_a_change_raises_the_sequence() -> None:
    assert told_anew(TOLD, MOVED, LATER) == Entry(MOVED, is_cancelled=False, sequence=4, changed_at=LATER)


def test_what_is_gone_is_cancelled_once() -> None:
    cancelled = told_anew(TOLD, None, LATER)
    assert cancelled == Entry(SLOT, is_cancelled=True, sequence=4, changed_at=LATER)
    assert told_anew(cancelled, None, LATER) is cancelled


def test_what_comes_back_raises_the_sequence_again() -> None:
    cancelled = told_anew(TOLD, None, LATER)
    assert told_anew(cancelled, SLOT, LATER) == Entry(SLOT, is_cancelled=False, sequence=5, changed_at=LATER)


def test_what_never_was_is_not_told() -> None:
    assert told_anew(None, None, NOW) is None
