import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from lms.accounts.passwords import is_right
from lms.accounts.queries import password_hash_of, roles_of, sessions_of
from lms.accounts.rules import Role
from lms.accounts.services import account_of, start_session
from lms.app import create_app
from lms.db import db, transactional
from lms.programmes.services import programme_of
from tests.conftest import NOW, SAMPLE, settings_in
from tests.factories import PROGRAMME, make_programme

PASSWORD = "une phrase assez longue"


def _run(app: Flask, *arguments: str, text: str | None = None) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=list(arguments), input=text)


def _create_admin(app: Flask, identifier: str = "chef@example.org", password: str = PASSWORD, programme: str = PROGRAMME) -> Result:
    return _run(app, "accounts", "create-admin", "--identifier", identifier, "--family-name", "Touré", "--given-names", "Ami",
                "--programme", programme,
                text=f"{password}\n{password}\n")  # fmt: skip


def test_a_programme_and_its_first_administrator_are_made_by_command(app: Flask) -> None:
    made = _run(app, "programmes", "create", "mali", "--name-fr", "Programme", "--name-en", "Programme", "--module", "first", "--module", "second")
    assert made.exit_code == 0, made.output
    assert _create_admin(app, programme="mali").exit_code == 0
    account = account_of("chef@example.org")
    assert account is not None
    assert roles_of(account.id) == {Role.ADMINISTRATOR}
    assert is_right(PASSWORD, password_hash_of(account.id))


def test_a_short_password_is_refused_in_one_sentence(app: Flask) -> None:
    make_programme()
    result = _create_admin(app, password="court")
    assert result.exit_code == 1
    assert "at least 12 characters" in result.output
    assert "Traceback" not in result.output
    assert account_of("chef@example.org") is None


def test_the_same_identifier_twice_is_refused_in_one_sentence(app: Flask) -> None:
    make_programme()
    assert _create_admin(app).exit_code == 0
    result = _create_admin(app, identifier="CHEF@example.org")
    assert result.exit_code == 1
    assert "already signs in" in result.output


def test_an_unknown_programme_is_refused_in_one_sentence(app: Flask) -> None:
    result = _create_admin(app, programme="nothing")
    assert result.exit_code == 1
    assert "does not exist" in result.output


def test_a_programme_cannot_teach_a_module_that_does_not_exist(app: Flask) -> None:
    result = _run(app, "programmes", "create", "mali", "--name-fr", "P", "--name-en", "P", "--module", "nothing")
    assert result.exit_code == 1
    assert "nothing" in result.output


def test_a_programme_is_made_with_its_certificates_and_signatories_and_changed_later(app: Flask) -> None:
    names = ("--name-fr", "P", "--name-en", "P", "--module", "first")
    signed = ("--signatory-fr", "Pour la coordination", "--signatory-en", "For the coordination")
    assert _run(app, "programmes", "create", "mali", *names, *signed).exit_code == 0
    with app.app_context():
        made = programme_of("mali")
        assert made.languages_on_paper == ("fr",)
        assert made.design_slugs == ("participation", "trainer")
        assert made.signatories == ({"fr": "Pour la coordination", "en": "For the coordination"},)
    changed = _run(app, "programmes", "change", "mali", "--certificate", "trainer", "--funders-fr", "B", "--funders-en", "F",
                   "--paper-languages", "fr-en")  # fmt: skip
    assert changed.exit_code == 0, changed.output
    db.session.expire_all()
    made = programme_of("mali")
    assert (made.design_slugs, made.funders("en"), len(made.signatories)) == (("trainer",), "F", 1)
    assert made.languages_on_paper == ("fr", "en")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--certificate", "nothing"), "There is no certificate called nothing"),
        (("--signatory-fr", "Pour"), "as many --signatory-fr as --signatory-en"),
        (("--funders-fr", "B"), "Give --funders-fr and --funders-en"),
    ],
)
def test_a_change_of_a_programme_that_cannot_be_is_refused_in_one_sentence(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    make_programme()
    result = _run(app, "programmes", "change", "essai", *arguments)
    assert result.exit_code == 1
    assert said in result.output


def test_without_demonstration_there_is_no_account(app: Flask) -> None:
    _run(app, "prepare")
    assert account_of("admin@demo.example") is None


def test_a_programme_made_twice_is_refused_in_one_sentence(app: Flask) -> None:
    make_programme()
    result = _run(app, "programmes", "create", PROGRAMME, "--name-fr", "P", "--name-en", "P", "--module", "first")
    assert result.exit_code == 1
    assert "exists already" in result.output


def test_a_certificate_that_is_not_in_the_files_is_refused(app: Flask) -> None:
    result = _run(app, "programmes", "create", "mali", "--name-fr", "P", "--name-en", "P", "--module", "first", "--certificate", "nothing")
    assert result.exit_code == 1
    assert "no certificate called nothing" in result.output


@pytest.mark.parametrize("command", [("create", "mali", "--name-fr", "P", "--name-en", "P", "--module", "first"), ("change", PROGRAMME)])
def test_two_certificates_of_one_kind_are_refused(app: Flask, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    make_programme()
    designs = app.extensions["certificate_designs"]
    monkeypatch.setitem(app.extensions, "certificate_designs", {**designs, "mentor": replace(designs["trainer"], slug="mentor")})
    result = _run(app, "programmes", *command, "--certificate", "trainer", "--certificate", "participation", "--certificate", "mentor")
    assert result.exit_code == 1
    assert "Name one certificate of each kind: trainer and mentor are of the same." in result.output
    assert programme_of(PROGRAMME).design_slugs == ("participation", "trainer")


def test_a_programme_whose_module_left_the_files_is_named_before_serving(app: Flask) -> None:
    make_programme(modules=("first", "gone"))
    result = _run(app, "prepare")
    assert result.exit_code == 1
    assert "modules that are not in modules/: gone" in result.output


def test_an_identifier_that_is_neither_address_nor_number_is_refused(app: Flask) -> None:
    make_programme()
    result = _create_admin(app, identifier="chef")
    assert result.exit_code == 1
    assert "whole e-mail address or phone number" in result.output


def test_a_forgotten_password_is_set_anew_and_every_device_signed_out(app: Flask) -> None:
    make_programme()
    _create_admin(app)
    account = account_of("chef@example.org")
    assert account is not None
    with transactional():
        start_session(account_id=account.id, now=NOW)
    result = _run(app, "accounts", "set-password", "CHEF@example.org", text="une toute autre phrase\nune toute autre phrase\n")
    assert result.exit_code == 0, result.output
    assert is_right("une toute autre phrase", password_hash_of(account.id))
    assert sessions_of(account.id) == []


def test_a_closed_account_is_closed_at_once(app: Flask) -> None:
    make_programme()
    _create_admin(app)
    assert _run(app, "accounts", "close", "chef@example.org").exit_code == 0
    assert account_of("chef@example.org") is None
    assert _run(app, "accounts", "close", "chef@example.org").exit_code == 1


def test_a_change_of_a_lesson_is_recorded_once(tmp_path: Path) -> None:
    content = tmp_path / "content"
    for name in ("modules", "quizzes", "certificates", "workshops"):
        shutil.copytree(SAMPLE / name, content / name)

    def record(*arguments: str) -> Result:
        app = create_app(settings_in(tmp_path / "data", RELAIS_CONTENT_DIR=str(content)))
        with app.app_context():
            return app.test_cli_runner().invoke(args=["content", "record", *arguments, "--fr", "Un mot précisé.", "--en", "A word made precise."])

    assert "01-one: version 1." in record("first", "01-one").output
    assert "Nothing to record" in record("first", "01-one").output
    assert "02-two: version 1." in record("first").output
    refused = record("first", "03-three")
    assert refused.exit_code == 1
    assert "There is no such lesson: first 03-three." in refused.output
