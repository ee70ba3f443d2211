"""What every command does when the database is not ready for it."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from flask import Flask
from flask_babel import gettext
from sqlalchemy import text

from lms.app import create_app
from lms.commands import UNPREPARED, Commands
from lms.db import db, transactional
from tests.conftest import settings_in
from tests.factories import make_programme

GIFT = "::Un::Quel moyen ?{=La tromperie ~Le voyage}\n"


@pytest.fixture
def unprepared(tmp_path: Path) -> Iterator[Flask]:
    """The application on a database that nobody has prepared."""
    app = create_app(settings_in(tmp_path / "data"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *arguments: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ("journal", "rebuild"),
        ("accounts", "close", "chef@example.org"),
        ("accounts", "set-password", "chef@example.org", "--password", "une phrase assez longue"),
        ("quizzes", "import", "questions.gift", "--format", "gift", "--module", "first"),
        ("backup", "copy.sqlite3"),
    ],
)
def test_without_a_prepared_database_a_command_says_how_to_prepare_it(
    unprepared: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "questions.gift").write_text(GIFT, encoding="utf-8")
    result = run(unprepared, *arguments)
    assert (result.exit_code, result.stderr) == (1, f"Error: {UNPREPARED}\n"), result.output


def test_tables_older_than_the_code_are_told_the_same(unprepared: Flask) -> None:
    assert run(unprepared, "prepare").exit_code == 0
    with transactional():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.execute(text("DROP TABLE account_identifier"))
    assert run(unprepared, "accounts", "close", "chef@example.org").stderr == f"Error: {UNPREPARED}\n"


def test_another_refusal_of_the_database_is_told_as_it_is(app: Flask) -> None:
    make_programme()
    with transactional():
        db.session.execute(text("DROP TABLE account_identifier"))
    said = run(app, "accounts", "close", "chef@example.org").stderr
    assert said.startswith("Error: The database cannot be used: no such table: account_identifier. See docs/operator.md")


def test_every_group_of_commands_is_one_that_explains_itself(built_app: Flask) -> None:
    groups = {command.name: command for command in built_app.cli.commands.values() if isinstance(command, click.Group)}
    del groups["db"]  # Flask-Migrate's own
    assert len(groups) > 3
    assert [name for name, group in groups.items() if not isinstance(group, Commands)] == []


def test_commands_speak_english_whatever_the_language_of_the_pages(app: Flask) -> None:
    group = Commands("try")
    group.add_command(click.Command("say", callback=lambda: click.echo(gettext("What you sent is too large"))))
    app.cli.add_command(group)
    try:
        assert run(app, "try", "say").output == "What you sent is too large\n"
    finally:
        del app.cli.commands["try"]
