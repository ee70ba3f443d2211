"""Commands that import and export questions, to be added to the group `quizzes`."""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask_babel import force_locale

from lms.errors import ContentFault, DomainError
from lms.i18n import DEFAULT_LANGUAGE, LANGUAGES
from lms.quizzes.content import Bank, banks, quizzes, read_bank
from lms.quizzes.exchange import formats
from lms.quizzes.exchange.banks import to_bank_files, write_bank
from lms.quizzes.exchange.export import Filed, exported, filed_bank, filed_quiz
from lms.quizzes.exchange.fit import fitting
from lms.quizzes.exchange.formats import MOST_BYTES, WRITABLE, Format
from lms.quizzes.exchange.listing import as_data
from lms.quizzes.exchange.model import ExchangedQuestion, Number, Reading, shortened, written

UNNAMED = "imported"
"""The module of a bank that has no folder yet."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


def in_english(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return a command that says its reasons in the language of the commands, whatever that of the pages."""

    @wraps(command)
    def said(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with force_locale("en"):
            return command(*args, **kwargs)

    return said


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice([one.value for one in Format]), required=True, help="What FILE is written in.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True, help="The language of FILE.")
@click.option("--into", type=click.Path(path_type=Path), help="The folder of the new bank. It may not exist yet.")
@click.option("--module", help="The module of the bank; by default what its folder is called.")
@click.option("--dry-run", is_flag=True, help="Only say what FILE holds.")
@click.option("--leave-out-refused", is_flag=True, help="Write the bank without the questions that are refused.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@in_english
def import_questions(
    file: Path, format_: str, language: str, into: Path | None, module: str | None, dry_run: bool, leave_out_refused: bool, as_json: bool
) -> None:
    """Make a bank from the questions in FILE: all of them or nothing, never over a bank that exists."""
    if into is None and not dry_run:
        raise click.UsageError("Say where the bank goes with --into FOLDER, or only look with --dry-run.")
    module = module or (into.resolve().name if into else UNNAMED)
    try:
        reading = fitting(formats.read(Format(format_), _content(file)), language=language)
    except DomainError as error:
        raise click.ClickException(f"{file}: {error.message}") from None
    _say(reading, module, as_json=as_json)
    if into is None or dry_run:
        return
    if not reading.questions or (reading.refused and not leave_out_refused):
        raise click.ClickException(
            f"Nothing was written. Questions refused: {len(reading.refused)}. Correct them, or add --leave-out-refused."
            if reading.questions
            else "Nothing was written: there is no question that a bank can hold."
        )
    try:
        write_bank(into, to_bank_files(reading.questions, module=module, language=language))
    except (DomainError, ContentFault, OSError) as error:
        raise click.ClickException(f"Nothing was written. {error}") from None
    click.echo(f"{len(reading.questions)} questions written to {into}.", err=as_json)


@click.command("export")
@click.argument("name")
@click.option("--bank", "kind", flag_value="bank", help="NAME is a bank: all its questions.")
@click.option("--quiz", "kind", flag_value="quiz", help="NAME is a quiz: the questions that it may ask.")
@click.option("--format", "format_", type=click.Choice([one.value for one in WRITABLE]), required=True, help="What to write.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True, help="Which wording.")
@click.option("--output", type=click.Path(path_type=Path), help="The file to make; without it, the questions are printed.")
@in_english
def export_questions(name: str, kind: str | None, format_: str, language: str, output: Path | None) -> None:
    """Write the questions of NAME for another system: a bank, the folder of one, or a quiz. What cannot be said is listed."""
    try:
        filed = _filed(name, kind, language)
    except ContentFault as fault:
        raise click.ClickException(str(fault)) from None
    found = exported(filed, Format(format_), language)
    for refused in found.refused:
        click.echo(f"not exported: {refused.name}: {refused.reason}", err=True)
    for lost in found.lost:
        click.echo(f"lost: {lost.question}: {lost.reason}", err=True)
    if not found.questions:
        raise click.ClickException(f"Nothing was written: no question of {name} can be said in this format.")
    data = formats.write(Format(format_), found.questions)
    if output is None:
        click.echo(data, nl=False)
        return
    try:
        with output.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}.") from None
    click.echo(f"{len(found.questions)} of {len(filed)} questions written to {output}.")


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _filed(name: str, kind: str | None, language: str) -> list[Filed]:
    """Return the questions that somebody means by a name: of the bank where it is both a bank and a quiz and nothing says which."""
    bank = None if kind == "quiz" else _bank_or_none(name)
    quiz = None if kind == "bank" else quizzes().get(name)
    if bank is not None and quiz is not None:
        click.echo(f"{name} is a bank and a quiz: this is the bank. Add --quiz for the quiz, or --bank not to be told.", err=True)
    if bank is not None:
        return filed_bank(bank, language)
    if quiz is not None:
        return filed_quiz(quiz, language)
    known = {"bank": banks(), "quiz": quizzes()}
    wanted = [kind] if kind else list(known)
    raise click.ClickException(
        f"There is no {' and no '.join(wanted)} called {name}. There are: {', '.join(f'{one} ({what})' for what in wanted for one in known[what])}."
    )


def _bank_or_none(name: str) -> Bank | None:
    """Return the bank in a folder, or else the one of that name."""
    return read_bank(Path(name)) if (Path(name) / "questions.toml").is_file() else banks().get(name)


def _say(reading: Reading, module: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(as_data(reading, module=module), ensure_ascii=False, indent=2))
        return
    for question in reading.questions:
        asked = shortened(question.stem.text)
        click.echo(f"line {question.line}: {question.type} {question.label}" + (f": {asked}" if asked != question.label else ""))
        for answer in _answers(question):
            click.echo(f"    {answer}")
    for lost in reading.lost:
        click.echo(f"line {lost.line}: lost{f' of {lost.question}' if lost.question else ''}: {lost.reason}")
    for refused in reading.refused:
        click.echo(f"line {refused.line}: refused {refused.type} {refused.name}: {refused.reason}")
    click.echo(f"{len(reading.questions)} questions, {len(reading.refused)} refused, {len(reading.lost)} losses; read as {reading.encoding}.")


def _answers(question: ExchangedQuestion) -> Iterator[str]:
    for option in question.options:
        said = f" # {shortened(option.feedback.text)}" if option.feedback else ""
        yield f"{written(option.weight)} % {shortened(option.text.text)}{said}"
    for pair in question.pairs:
        yield f"{shortened(pair.prompt.text)} -> {shortened(pair.match)}"
    for number in question.numbers:
        yield f"{written(number.weight)} % {_value(number)} ± {written(number.tolerance)}"


def _value(number: Number) -> str:
    return "*" if number.value is None else written(number.value)
