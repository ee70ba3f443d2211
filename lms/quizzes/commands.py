"""Commands: `flask --app wsgi quizzes …`. Figures on any table of marks, whether or not its people are in the database."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from lms.commands import Commands
from lms.quizzes.figures_wording import REASONS
from lms.quizzes.marks_files import BadTable, read_marks, read_maxima, read_pairs
from lms.quizzes.statistics import (
    BadMarks,
    Figure,
    Gain,
    Interval,
    ItemStatistics,
    QuizStatistics,
    marks_table,
    paired_gain,
    quiz_statistics,
)

quizzes_commands = Commands("quizzes", help="Quizzes: figures on tables of marks; exchange of questions.")

_NONE = "–"
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON, every digit, null where undefined.")
_QUIZ_NAMES = {"mean_total": "Mean of totals", "sd_total": "SD of totals", "alpha": "Cronbach's alpha", "kr20": "KR-20", "sem": "Standard error"}
_ITEM_NAMES = {"facility": "facility", "sd": "SD", "r_rest": "r rest", "d27": "D 27 %", "discriminative_efficiency": "efficiency",
               "effective_weight": "weight"}  # fmt: skip
_GAIN_NAMES = {"mean_pre": "Mean before", "mean_post": "Mean after", "mean_difference": "Mean difference", "ci95": "95 % interval of it",
               "normalised_gain_of_means": "Normalised gain of means", "d_z": "d_z"}  # fmt: skip


# Neither needs the database: they run where there is none.
@quizzes_commands.command("stats", with_appcontext=False)
@click.argument("marks", type=click.Path(path_type=Path))
@click.option("--max", "maxima", type=click.Path(path_type=Path), help="Table with the columns item and max; an item's maximum is 1 otherwise.")
@_AS_JSON
def show_statistics(marks: Path, maxima: Path | None, as_json: bool) -> None:
    """Print the figures of a quiz.

    MARKS is a table: its first column names the person, each further one is an item. A blank counts 0.
    """
    try:
        found = read_marks(marks)
        most = read_maxima(maxima, found.items) if maxima else (1.0,) * len(found.items)
    except BadTable as error:
        raise click.ClickException(str(error)) from None
    statistics = quiz_statistics(marks_table(found.marks, most))
    if as_json:
        items = [{"item": item, **_values(figures)} for item, figures in zip(found.items, statistics.items, strict=True)]
        _echo_json({**_values(statistics), "items": items})
    else:
        _echo(_quiz_lines(statistics, found.items))


@quizzes_commands.command("gain", with_appcontext=False)
@click.argument("scores", type=click.Path(path_type=Path))
@click.option("--max", "maximum", type=float, default=1.0, show_default=True, help="The most points of either test.")
@_AS_JSON
def show_gain(scores: Path, maximum: float, as_json: bool) -> None:
    """Print what people gained between two tests.

    SCORES is a table with the columns person, pre and post. Whoever lacks one of the two scores is left out.
    """
    try:
        gain = paired_gain(*read_pairs(scores), maximum=maximum)
    except BadTable as error:
        raise click.ClickException(str(error)) from None
    except BadMarks:
        raise click.ClickException(f"--max {maximum:g}: the maximum is a number above 0.") from None
    if as_json:
        _echo_json({"n_paired": gain.n_paired, **{name: _value(getattr(gain, name)) for name in _GAIN_NAMES}})
    else:
        _echo(_gain_lines(gain, maximum))


def _values(figures: QuizStatistics | ItemStatistics) -> dict[str, Any]:
    return {field.name: _value(getattr(figures, field.name)) for field in fields(figures) if field.name != "items"}


def _value(figure: int | Figure | Interval) -> Any:
    """Return a figure as JSON holds it."""
    if isinstance(figure, int):
        return figure
    return figure.value if isinstance(figure, Figure) else figure.ends


def _echo_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, indent=2, allow_nan=False))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _quiz_lines(statistics: QuizStatistics, items: Sequence[str]) -> Iterator[str]:
    yield f"{statistics.n_persons} persons, {statistics.n_items} items. Blanks count 0."
    yield from _named_lines(statistics, _QUIZ_NAMES)
    yield ""
    yield from _columns([["item", *_ITEM_NAMES.values()]] + [
        [item, *(_short(getattr(figures, name)) for name in _ITEM_NAMES)] for item, figures in zip(items, statistics.items, strict=True)
    ])  # fmt: skip
    yield from _notes(statistics, items)


def _gain_lines(gain: Gain, maximum: float) -> Iterator[str]:
    yield f"{gain.n_paired} persons with both scores; left out: {gain.n_only_before} with the first only, {gain.n_only_after} with the second only."
    yield from _named_lines(gain, _GAIN_NAMES)
    if any((mean.value or 0) > maximum for mean in (gain.mean_pre, gain.mean_post)):
        yield f"A mean score is above the maximum, {maximum:g}. Give the maximum with --max."


def _named_lines(figures: QuizStatistics | Gain, names: dict[str, str]) -> Iterator[str]:
    """Yield a line for each figure: its name, its value, why it has none."""
    width = max(map(len, names.values()))
    for name, text in names.items():
        figure = getattr(figures, name)
        yield f"{text:<{width}}  {_short(figure)}" + (f"  ({REASONS[figure.undefined]})" if figure.undefined else "")


def _columns(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        yield "  ".join([f"{first:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True))])


def _notes(statistics: QuizStatistics, items: Sequence[str]) -> Iterator[str]:
    """Yield why there are dashes in the table of items: a line for each column and reason."""
    for name, text in _ITEM_NAMES.items():
        reasons = [getattr(figures, name).undefined for figures in statistics.items]
        for reason in dict.fromkeys(filter(None, reasons)):
            of = [item for item, its in zip(items, reasons, strict=True) if its == reason]
            yield f"{_NONE} {text}{'' if len(of) == len(items) else ' of ' + ', '.join(of)}: {REASONS[reason]}."
    if above := [item for item, figures in zip(items, statistics.items, strict=True) if (figures.facility.value or 0) > 1]:
        yield f"The mean mark is above the maximum: {', '.join(above)}. Give the maxima with --max."


def _short(figure: Figure | Interval) -> str:
    if isinstance(figure, Interval):
        return _NONE if figure.ends is None else f"{figure.ends[0]:.3f} to {figure.ends[1]:.3f}"
    return _NONE if figure.value is None else f"{figure.value:.3f}"
