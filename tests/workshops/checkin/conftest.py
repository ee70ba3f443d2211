"""The hour of these tests, which they may move."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from lms import clock
from tests import factories
from tests.workshops.checkin.door import EIGHT, todays_room
from tests.workshops.room import TestRoom


@dataclass
class Hour:
    """What the clock of the server says."""

    now: datetime = EIGHT

    def later(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Hour:
    """Eight in the morning, until a test moves it."""
    told = Hour()
    monkeypatch.setattr(clock, "now", lambda: told.now)
    return told


@pytest.fixture
def room(app: Flask, hour: Hour) -> TestRoom:
    """A room on its first morning."""
    factories.make_programme()
    return todays_room()
