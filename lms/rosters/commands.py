"""Commands: `flask --app wsgi roster …`."""

import json
from pathlib import Path

import click

from lms import clock
from lms.commands import Commands
from lms.db import transactional
from lms.errors import DomainError
from lms.identifiers import new_id
from lms.rosters.imports import services
from lms.rosters.imports.decisions import SKIP
from lms.rosters.limits import MOST_BYTES
from lms.rosters.outcome import as_json
from lms.rosters.reading import read_roster
from lms.rosters.sorting import SortedList
from lms.workshops.queries import workshop_named

roster_commands = Commands("roster", help="Lists of participants.")


@roster_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--workshop", "slug", required=True, help="Slug of the workshop; see `workshops list`.")
@click.option("--programme", help="Slug of its programme, where several have a workshop of that slug.")
@click.option("--dry-run", is_flag=True, help="Only say what FILE holds.")
@click.option("--json", "as_data", is_flag=True, help="JSON: new, known, doubtful and refused, each a list of rows.")
def import_roster(file: Path, slug: str, programme: str | None, dry_run: bool, as_data: bool) -> None:
    """Import the list of participants in FILE (XLSX, ODS or CSV) into a workshop: all of it or nothing.

    Rows that are refused and rows that may be somebody already known are listed and left out: what is doubtful is decided on the page of
    the workshop, where the same file can be sent again, for it adds nobody twice.
    """
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    now = clock.now()
    try:
        with transactional():
            workshop = workshop_named(slug, programme)
            reading = read_roster(data).reading
            outcome = services.sort_for(workshop, reading)
            _say(outcome, as_data=as_data)
            if dry_run:
                return
            made = services.import_list(
                id=new_id(now), workshop=workshop, file_name=file.name, reading=reading, outcome=outcome,
                choices={one.row.number: SKIP for one in outcome.doubtful}, are_shown=lambda _row, _other: False, account_id=None, now=now,
            )  # fmt: skip
            click.echo(f"{made.n_new} people added, {made.n_enrolled} enrolled, {made.n_left_out} rows left out.", err=as_data)
    except DomainError as error:
        raise click.ClickException(f"{file.name}: {error.message}") from None


def _say(outcome: SortedList, *, as_data: bool) -> None:
    found = as_json(outcome)
    if as_data:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, rows in found.items():
        click.echo(f"{name}: {len(rows)}")
        for row in rows:
            told = row.get("reason") or row.get("why") or ""
            click.echo(f"  row {row['row']}: {row['family_name']} {row['given_names']}".rstrip() + (f" — {told}" if told else ""))
