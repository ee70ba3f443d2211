"""Commands: `flask --app wsgi certificates …`."""

import json
from itertools import product
from pathlib import Path

import click
from flask import current_app

from lms import clock
from lms.certificates.content import designs
from lms.certificates.pdf import certificate_pdf
from lms.certificates.preview import NAMES, preview_facts
from lms.certificates.proof.keys import KeyFault, NoSigningKey, read_ring
from lms.certificates.rules.facts import LANGUAGE_CHOICES
from lms.certificates.rules.kinds import Kind, PaperFormat
from lms.certificates.services.batches import Progress, issue_ready
from lms.certificates.services.renewing import renew_signed_with
from lms.certificates.standing import design_of_kind
from lms.commands import Commands
from lms.errors import DomainError
from lms.programmes import services as programmes
from lms.workshops.queries import workshop_named

PAPER_LANGUAGES = click.Choice(list(LANGUAGE_CHOICES))
"""In which languages papers are printed, as commands name it."""
certificates_commands = Commands("certificates", help="Certificates.")


@certificates_commands.command("issue")
@click.option("--workshop", "slug", required=True, help="Slug of the workshop; see `workshops list`.")
@click.option("--programme", help="Slug of its programme, where several have a workshop of that slug.")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in Kind]))
@click.option("--languages", type=PAPER_LANGUAGES, help="In which the papers are printed; else as the programme says.")
@click.option("--json", "as_data", is_flag=True, help="JSON: how many were ready, the serials issued, and why others could not be.")
def issue_certificates(slug: str, programme: str | None, kind: str, languages: str | None, as_data: bool) -> None:
    """Issue the certificates of everybody of a workshop who is ready and has none yet.

    Stopped in between, it goes on where it was when it is called again: nobody is issued two. No names are printed.
    """
    progress, chosen = Progress(total=0), LANGUAGE_CHOICES[languages] if languages else None
    try:
        workshop = workshop_named(slug, programme)
        design = design_of_kind(workshop.programme, Kind(kind))
        for progress in issue_ready(workshop, design, account_id=None, now=clock.now(), languages=chosen):
            click.echo(f"{progress.done} / {progress.total}", err=True)
    except NoSigningKey:
        raise click.ClickException("No key signs certificates today. Make one: flask --app wsgi certificates keys new") from None
    except KeyFault as error:
        raise click.ClickException(str(error)) from None
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    refused = sorted(str(refusal.error.message) for refusal in progress.refused)
    if as_data:
        found = {"workshop": slug, "kind": kind, "ready": progress.total, "issued": progress.issued, "refused": refused}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{len(progress.issued)} certificates issued, {len(refused)} could not be.")
        for reason in refused:
            click.echo(f"  {reason}")


@certificates_commands.command("renew")
@click.option("--key", "kid", required=True, help="Short name of the key that is not to be believed any more; see `certificates keys list`.")
@click.option("--because", "words", required=True, help="Why, for the staff: it stands on the page of each certificate.")
def renew_certificates(kid: str, words: str) -> None:
    """Issue again every valid certificate that a key signed, with the same facts and today's key: after `keys retire --compromised`.

    Stopped in between, it goes on where it was when it is called again. The papers handed out are replaced, so print those of the workshops anew.
    """
    progress = Progress(total=0)
    key = next((key for key in read_ring(current_app.config["RELAIS_SETTINGS"].signing_keys) if key.kid.hex() == kid.lower()), None)
    if key is None:
        raise click.ClickException(f"There is no key {kid}. `flask --app wsgi certificates keys list` prints them.")
    try:
        for progress in renew_signed_with(key.kid, words=words, now=clock.now()):
            click.echo(f"{progress.done} / {progress.total}", err=True)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo(f"{len(progress.issued)} certificates issued again, {len(progress.refused)} could not be.")


@certificates_commands.command("preview")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--programme", required=True, help="Slug of the programme whose texts are printed.")
def write_previews(folder: Path, programme: str) -> None:
    """Write each design into FOLDER as PDF, with names that are difficult to print. The files certify nothing."""
    address, today = f"{current_app.config['RELAIS_SETTINGS'].public_url}/v", clock.local_day(clock.now())
    found = programmes.programme_of(programme)
    folder.mkdir(parents=True, exist_ok=True)
    for (slug, design), (choice, languages), form in product(designs().items(), LANGUAGE_CHOICES.items(), PaperFormat):
        for number, name in enumerate(NAMES, start=1):
            facts = preview_facts(design, found, name, languages=languages, address=address, today=today)
            (folder / f"{slug}-{number}-{choice}-{form}.pdf").write_bytes(certificate_pdf(facts, form))
    click.echo(f"Written to {folder}.")
