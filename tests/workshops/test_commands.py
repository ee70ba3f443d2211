import json
from datetime import date

import pytest
from click.testing import Result
from flask import Flask

from lms.db import db
from tests import factories


@pytest.fixture
def workshops(app: Flask) -> None:
    """Two workshops of one programme, one of another."""
    factories.make_programme()
    factories.make_programme("autre", modules=())
    workshop = factories.make_workshop(starts_on=date(2022, 9, 13), capacity=40)
    for state in ("confirmed", "confirmed", "invited", "waiting", "withdrawn"):
        factories.make_enrolment(workshop, factories.make_person(), state=state)
    factories.make_enrolment(workshop, factories.make_person(), role="trainer")
    factories.make_workshop("kayes", "ML-1", starts_on=date(2022, 9, 6), capacity=28)
    factories.make_workshop("ailleurs", "ML-4", programme="autre", starts_on=date(2022, 9, 20))


def run(app: Flask, *arguments: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=["workshops", "list", *arguments])


def test_workshops_are_listed_as_json_by_date(app: Flask, workshops: None) -> None:
    result = run(app, "--json", "--programme", factories.PROGRAMME)
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == [
        {"slug": "kayes", "place": "Kayes", "starts_on": "2022-09-06", "ends_on": "2022-09-08", "capacity": 28, "enrolled": 0},
        {"slug": "bamako", "place": "Bamako", "starts_on": "2022-09-13", "ends_on": "2022-09-15", "capacity": 40, "enrolled": 2},
    ]


def test_without_a_programme_those_of_all_are_listed(app: Flask, workshops: None) -> None:
    assert [one["slug"] for one in json.loads(run(app, "--json").output)] == ["kayes", "bamako", "ailleurs"]


def test_workshops_are_listed_as_a_table(app: Flask, workshops: None) -> None:
    lines = run(app).output.splitlines()
    assert lines[0].split("  ")[0] == "slug"
    assert [line.split() for line in lines[1:3]] == [
        ["kayes", "Kayes", "2022-09-06", "2022-09-08", "0", "/", "28"], ["bamako", "Bamako", "2022-09-13", "2022-09-15", "2", "/", "40"]
    ]  # fmt: skip


@pytest.mark.parametrize(("arguments", "output"), [((), "There is no workshop.\n"), (("--json",), "[]\n")])
def test_an_empty_list_says_so(app: Flask, arguments: tuple[str, ...], output: str) -> None:
    assert run(app, *arguments).output == output
