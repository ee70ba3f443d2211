"""Commands that import and export questions, to be added to the group `quizzes`."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import click

from lms import clock
from lms.db import transactional
from lms.errors import ContentFault, DomainError
from lms.i18n import DEFAULT_LANGUAGE, LANGUAGES
from lms.identifiers import derived_id
from lms.programmes import services as programmes
from lms.quizzes import imported
from lms.quizzes.content import Bank, banks, quizzes, read_bank
from lms.quizzes.exchange import formats
from lms.quizzes.exchange.banks import to_bank_files, write_bank
from lms.quizzes.exchange.export import Filed, exported, filed_bank, filed_quiz
from lms.quizzes.exchange.formats import MOST_BYTES, WRITABLE, Format
from lms.quizzes.exchange.listing import as_data
from lms.quizzes.exchange.model import ExchangedQuestion, Number, Reading, shortened, written
from lms.quizzes.imported import Source

UNNAMED = "imported"
"""The module of a bank that has no folder yet."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice([one.value for one in Format]), required=True, help="What FILE is written in.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True, help="The language of FILE.")
@click.option(
    "--into", type=click.Path(path_type=Path), help="A folder for the files of the bank, which may not exist yet; without it, the database."
)
@click.option("--module", help="The module of the bank, one that the programme teaches; with --into, by default what the folder is called.")
@click.option("--programme", help="Of an import into the database; needed where there are several.")
@click.option("--dry-run", is_flag=True, help="Only say what FILE holds.")
@click.option("--leave-out-refused", is_flag=True, help="Write the bank without the questions that are refused.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def import_questions(
    file: Path, format_: str, language: str, into: Path | None, module: str | None, programme: str | None, dry_run: bool, leave_out_refused: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Import the questions in FILE, all of them or nothing, to be revised by the authors of the banks.

    As on the administrators' page they are kept in the database, whence their files are downloaded; with --into these are written at once, never
    over a bank that exists.
    """
    if not (module or into or dry_run):
        raise click.ClickException("Say which module the questions are about: add --module.")
    source = Source(file.name, Format(format_), language, module or (into.resolve().name if into else UNNAMED))
    data = _content(file)
    try:
        reading = imported.read(source, data)
    except DomainError as error:
        raise click.ClickException(f"{file}: {error.message}") from None
    _say(reading, source.module, as_json=as_json)
    if dry_run:
        return
    if not reading.questions or (reading.refused and not leave_out_refused):
        raise click.ClickException(
            f"Nothing was written. Questions refused: {len(reading.refused)}. Correct them, or add --leave-out-refused."
            if reading.questions
            else "Nothing was written: there is no question that a bank can hold."
        )
    try:
        done = _write(into, source, reading) if into else _keep(source, reading, data, programme)
    except (DomainError, ContentFault, OSError) as error:
        raise click.ClickException(f"Nothing was written. {error}") from None
    click.echo(done, err=as_json)


def _write(into: Path, source: Source, reading: Reading) -> str:
    write_bank(into, to_bank_files(reading.questions, module=source.module, language=source.language))
    return f"{len(reading.questions)} questions written to {into}."


def _keep(source: Source, reading: Reading, data: bytes, programme: str | None) -> str:
    """Keep the questions in the database; the same file again, on the same module, is the same bank."""
    with transactional():
        found = programmes.only_programme() if programme is None else programmes.programme_of(programme)
        key = json.dumps([found.slug, source.module, source.language, hashlib.sha256(data).hexdigest()])
        id_ = derived_id(UUID(int=0), key)
        where = f"the imported questions of {found.slug}"
        if imported.is_imported(id_):
            return f"Nothing was written: this file is already there, in {where}."
        imported.import_bank(id=id_, source=source, reading=reading, leave_out_refused=True, programme=found.slug, account_id=None, now=clock.now())
        return f"{len(reading.questions)} questions written to {where}."


@click.command("export")
@click.argument("name")
@click.option("--bank", "kind", flag_value="bank", help="NAME is a bank: all its questions.")
@click.option("--quiz", "kind", flag_value="quiz", help="NAME is a quiz: the questions that it may ask.")
@click.option("--format", "format_", type=click.Choice([one.value for one in WRITABLE]), required=True, help="What to write.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True, help="Which wording.")
@click.option("--output", type=click.Path(path_type=Path), help="The file to make; without it, the questions are printed.")
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
