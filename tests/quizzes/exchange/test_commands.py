"""`quizzes import` and `quizzes export`, as somebody types them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_babel import get_locale
from sqlalchemy import select

from lms.commands import Commands
from lms.db import db
from lms.quizzes import content
from lms.quizzes.content import read_bank
from lms.quizzes.exchange.banks import write_bank
from lms.quizzes.exchange.commands import export_questions, import_questions
from lms.quizzes.exchange.formats import Format, read
from lms.quizzes.models import ImportedBank
from tests.factories import PROGRAMME, make_programme
from tests.quizzes.exchange import samples

GIFT = "// [id:lf-001]\n::Un::Quel moyen ?{=La tromperie#Oui. ~%-25%Le voyage}\n\n::Deux::Racontez.{}\n\n// [tag:loi]\n::Trois::Vrai ?{T}\n"


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    """A GIFT file with a question that is refused."""
    path = tmp_path / "questions.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


def run(command: click.Command, *arguments: str | Path) -> Result:
    """Run a command of the group `quizzes`."""
    return CliRunner().invoke(Commands("quizzes", commands=[command]), [str(command.name), *map(str, arguments)])


def data(result: Result) -> dict[str, Any]:
    """Return what a command said as JSON."""
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_dry_run_lists_every_question_and_every_refusal_as_json(gift: Path) -> None:
    said = data(run(import_questions, gift, "--format", "gift", "--dry-run", "--json"))
    first, second = said["questions"]
    assert (first["line"], first["type"], first["id"], first["becomes"], first["name"]) == (2, "single", "lf-001", "lf-001", "Un")
    assert (first["stem"], first["stem_format"]) == ("Quel moyen ?", "moodle")
    assert [(option["text"], option["weight"], option["feedback"]) for option in first["options"]] == [
        ("La tromperie", 100.0, "Oui."), ("Le voyage", -25.0, ""),
    ]  # fmt: skip
    assert (second["becomes"], second["tags"]) == ("trois", ["loi"])
    assert [(one["line"], one["type"], one["name"]) for one in said["refused"]] == [(4, "essay", "Deux")]
    assert said["refused"][0]["reason"].startswith("It is an essay: ")
    assert [(one["line"], one["question"], one["reason"]) for one in said["lost"]] == [
        (2, "lf-001", "Its name “Un” has no place here: it is known by its id."),
        (2, "lf-001", "“Le voyage” is worth -25 %: here it is wrong."),
        (7, "Trois", "The tag “loi” has no place here."),
    ]
    assert said["encoding"] == "utf-8"


def test_a_dry_run_in_words_writes_nothing(gift: Path) -> None:
    result = run(import_questions, gift, "--format", "gift", "--dry-run", "--into", gift.parent / "bank")
    assert result.exit_code == 0
    assert "line 2: single lf-001: Quel moyen ?\n    100 % La tromperie # Oui.\n    -25 % Le voyage\n" in result.output
    assert "line 4: refused essay Deux: It is an essay" in result.output
    assert "2 questions, 1 refused, 3 losses; read as utf-8." in result.output
    assert [path.name for path in gift.parent.iterdir()] == ["questions.gift"]


def test_reasons_are_said_in_the_language_of_the_commands_whatever_that_of_the_pages(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "questions.gift"
    path.write_text("::Un::Q{=a ~%33.33333%b}", encoding="utf-8")
    assert str(get_locale()) == "fr"
    assert "“b” is worth 33.33333 %: here it is wrong." in run(import_questions, path, "--format", "gift", "--dry-run").output


def test_nothing_is_written_while_a_question_is_refused(gift: Path) -> None:
    result = run(import_questions, gift, "--format", "gift", "--into", gift.parent / "bank")
    assert result.exit_code == 1
    assert "Nothing was written. Questions refused: 1." in result.output
    assert not (gift.parent / "bank").exists()


def test_a_bank_without_what_is_refused_is_written_when_asked_for(gift: Path) -> None:
    bank = gift.parent / "banks" / "legal-framework"
    result = run(import_questions, gift, "--format", "gift", "--into", bank, "--leave-out-refused")
    assert result.exit_code == 0, result.output
    assert f"2 questions written to {bank}." in result.output
    assert [question.id for question in read_bank(bank).questions] == ["lf-001", "trois"]
    assert 'module = "legal-framework"' in (bank / "questions.toml").read_text(encoding="utf-8")
    assert [path.name for path in bank.parent.iterdir()] == ["legal-framework"]


def test_a_bank_that_exists_is_not_touched(gift: Path) -> None:
    bank = gift.parent / "bank"
    bank.mkdir()
    result = run(import_questions, gift, "--format", "gift", "--into", bank, "--leave-out-refused")
    assert result.exit_code == 1
    assert "never written over another" in result.output
    assert list(bank.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "format_", "message"),
    [
        ("<quiz>", "moodle-xml", "not well-formed XML"),
        ("<!DOCTYPE quiz><quiz/>", "moodle-xml", "document type"),
        ("", "gift", "there is no question that a bank can hold"),
        ("::a::Q{}", "gift", "there is no question that a bank can hold"),
    ],
)
def test_a_file_that_gives_no_question_is_explained_in_one_sentence(tmp_path: Path, content: str, format_: str, message: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    result = run(import_questions, path, "--format", format_, "--into", tmp_path / "bank", "--leave-out-refused")
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "bank").exists()


def test_a_name_that_is_no_module_is_explained(gift: Path) -> None:
    result = run(import_questions, gift, "--format", "gift", "--into", gift.parent / "Ma banque", "--leave-out-refused")
    assert result.exit_code == 1
    assert "“Ma banque” is not the short name of a module" in result.output


def test_without_a_folder_the_questions_are_kept_in_the_database_once(app: Flask, gift: Path) -> None:
    make_programme()
    refused = run(import_questions, gift, "--format", "gift", "--module", "first")
    assert "Nothing was written. Questions refused: 1." in refused.output
    assert db.session.scalars(select(ImportedBank)).all() == []
    first, second = (run(import_questions, gift, "--format", "gift", "--module", "first", "--leave-out-refused") for _twice in range(2))
    assert first.output.endswith(f"2 questions written to the imported questions of {PROGRAMME}.\n")
    assert second.output.endswith(f"Nothing was written: this file is already there, in the imported questions of {PROGRAMME}.\n")
    assert (first.exit_code, second.exit_code) == (0, 0)
    kept = db.session.scalars(select(ImportedBank)).one()
    assert (kept.module, kept.n_questions, kept.n_left_out, kept.account_id) == ("first", 2, 1, None)


def test_where_there_are_several_programmes_one_is_named(app: Flask, gift: Path) -> None:
    make_programme()
    make_programme("other")
    arguments = (gift, "--format", "gift", "--leave-out-refused", "--module", "first")
    assert "Say which programme: " in run(import_questions, *arguments).output
    assert run(import_questions, *arguments, "--programme", "other").exit_code == 0


def test_only_a_module_that_the_programme_teaches_can_be_named(app: Flask, gift: Path) -> None:
    make_programme()
    arguments = (gift, "--format", "gift", "--leave-out-refused")
    none = run(import_questions, *arguments)
    other = run(import_questions, *arguments, "--module", "nosuch")
    assert (none.exit_code, other.exit_code) == (1, 1)
    assert "Say which module the questions are about: add --module." in none.output
    assert "Nothing was written. The programme teaches no module called nosuch. Choose one of these: first, second." in other.output
    assert db.session.scalars(select(ImportedBank)).all() == []


@pytest.fixture
def bank(app: Flask, tmp_path: Path) -> Path:
    """A bank with a question of each type, a case too."""
    folder = tmp_path / "bank"
    write_bank(folder, samples.files(with_case=True))
    return folder


@pytest.mark.parametrize(("format_", "left_out"), [("moodle-xml", ["lf-009"]), ("gift", ["lf-006", "lf-009"])])
def test_an_export_says_what_it_leaves_out_and_can_be_read_again(bank: Path, format_: str, left_out: list[str]) -> None:
    output = bank.parent / "out"
    result = run(export_questions, bank, "--format", format_, "--output", output, "--language", "en")
    assert result.exit_code == 0, result.output
    assert f"{9 - len(left_out)} of 9 questions written to {output}." in result.stdout
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines() if line.startswith("not exported")] == left_out
    assert "lost: lf-003: It is all or nothing here" in result.stderr
    reading = read(Format(format_), output.read_bytes())
    assert (reading.refused, reading.lost) == ((), ())
    assert [question.id for question in reading.questions] == [f"lf-00{rank}" for rank in range(1, 10) if f"lf-00{rank}" not in left_out]
    assert reading.questions[0].category == "Act, means // purpose"


def test_without_a_file_the_questions_are_printed(bank: Path) -> None:
    result = run(export_questions, bank, "--format", "gift")
    assert read(Format.GIFT, result.stdout.encode()).questions[0].stem.text == "lf-001 fr\u00a0: 1 = 1 {#} ~\u202f?"
    assert "lost: lf-007: The unit “F CFA” has no place in GIFT." in result.stderr


def test_a_file_that_exists_is_not_written_over(bank: Path) -> None:
    output = bank.parent / "out"
    output.write_text("mine")
    result = run(export_questions, bank, "--format", "gift", "--output", output)
    assert result.exit_code == 1
    assert output.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "There is no bank and no quiz called nothing. There are: legal-framework (bank), legal-framework (quiz), pre-test (quiz)."),
        (("--bank",), "There is no bank called nothing. There are: legal-framework (bank)."),
        (("--quiz",), "There is no quiz called nothing. There are: legal-framework (quiz), pre-test (quiz)."),
    ],
)
@pytest.mark.usefixtures("quizzes")
def test_a_name_that_is_not_there_is_explained_with_those_that_are(arguments: tuple[str, ...], message: str) -> None:
    result = run(export_questions, "nothing", "--format", "gift", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_bank_with_a_fault_is_explained(bank: Path) -> None:
    (bank / "en.toml").unlink()
    result = run(export_questions, bank, "--format", "gift")
    assert result.exit_code == 1
    assert "en.toml: this file is missing" in result.stderr


@pytest.fixture
def quizzes(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank, a quiz of its name and a test with forms, as if read at the start."""
    found = samples.tests(tmp_path / "quizzes")
    monkeypatch.setitem(app.extensions, "quizzes", found.quizzes)
    monkeypatch.setitem(app.extensions, "banks", found.banks)


def ids(result: Result) -> list[str]:
    """Return the ids of the questions that were printed as Moodle XML."""
    assert result.exit_code == 0, result.output
    return [question.id for question in read(Format.MOODLE_XML, result.stdout.encode()).questions]


BANK = [f"lf-00{rank}" for rank in range(1, 9)]
NOTE = "legal-framework is a bank and a quiz: this is the bank."


@pytest.mark.parametrize(
    ("arguments", "questions", "is_told"),
    [((), BANK, True), (("--bank",), BANK, False), (("--quiz",), ["lf-004", "lf-005", "lf-006", "lf-008"], False)],
)
@pytest.mark.usefixtures("quizzes")
def test_of_a_bank_and_a_quiz_of_the_same_name_the_bank_is_meant_unless_said(arguments: tuple[str, ...], questions: list[str], is_told: bool) -> None:
    result = run(export_questions, "legal-framework", "--format", "moodle-xml", *arguments)
    assert ids(result) == questions
    assert (NOTE in result.stderr) is is_told


@pytest.mark.usefixtures("quizzes")
def test_a_test_goes_out_form_by_form_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    result = run(export_questions, "pre-test", "--format", "moodle-xml", "--output", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "3 of 4 questions written to" in result.stdout
    assert "not exported: lf-009: A case has decisions" in result.stderr
    assert "is a bank and a quiz" not in result.stderr
    reading = read(Format.MOODLE_XML, (tmp_path / "out").read_bytes())
    assert [question.category for question in reading.questions] == [
        "Forme A/Enfants", "Forme A/Acte, moyen // but", "Forme B/Acte, moyen // but",
    ]  # fmt: skip


@pytest.mark.usefixtures("quizzes")
def test_a_folder_without_a_bank_is_a_name_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pre-test").mkdir()
    monkeypatch.chdir(tmp_path)
    assert ids(run(export_questions, "pre-test", "--format", "moodle-xml")) == ["lf-007", "lf-001", "lf-003"]


@pytest.mark.usefixtures("quizzes")
def test_nothing_is_written_when_no_question_can_be_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = content.quizzes()["pre-test"]
    monkeypatch.setitem(app.extensions, "quizzes", {"pre-test": replace(quiz, pool={"lf-009": quiz.pool["lf-009"]})})
    result = run(export_questions, "pre-test", "--format", "gift")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Nothing was written: no question of pre-test can be said in this format." in result.stderr
