"""Commands: `flask --app wsgi workshops …`."""

import json
from dataclasses import asdict

import click

from lms.commands import Commands
from lms.workshops.queries import WorkshopSummary, workshop_summaries

workshops_commands = Commands("workshops", help="Workshops.")


@workshops_commands.command("list")
@click.option("--programme", help="Slug of a programme; without it the workshops of all of them.")
@click.option("--json", "as_json", is_flag=True, help="JSON: an object for each workshop.")
def list_workshops(programme: str | None, as_json: bool) -> None:
    """Print every workshop, by date: slug, place, days, places, and participants who are confirmed."""
    lines = workshop_summaries(programme)
    if as_json:
        click.echo(json.dumps([_as_json(line) for line in lines], ensure_ascii=False, indent=2))
    elif not lines:
        click.echo("There is no workshop.")
    else:
        click.echo(_table(lines))


def _as_json(line: WorkshopSummary) -> dict[str, object]:
    return {**asdict(line), "starts_on": line.starts_on.isoformat(), "ends_on": line.ends_on.isoformat()}


def _table(lines: list[WorkshopSummary]) -> str:
    rows = [("slug", "place", "first day", "last day", "enrolled / places")]
    rows += [(line.slug, line.place, line.starts_on.isoformat(), line.ends_on.isoformat(), f"{line.enrolled} / {line.capacity}") for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)
