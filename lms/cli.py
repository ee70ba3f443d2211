"""Commands: `flask --app wsgi …`. Each states what it did."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from lms import clock, queue
from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.certificates.commands import PAPER_LANGUAGES, certificates_commands
from lms.certificates.content import designs
from lms.certificates.keeping import missing_keys
from lms.certificates.proof_commands import keys_commands, verify_proof, write_list
from lms.certificates.rules.facts import LANGUAGE_CHOICES
from lms.certificates.rules.kinds import Kind
from lms.checks import content_faults, programmes_without_files
from lms.commands import Commands, refuse_unprepared, unusable
from lms.courses.content import library
from lms.courses.prints import store as print_store
from lms.courses.versions import record_version
from lms.db import db, transactional
from lms.db.backup import CannotCopy, back_up, restore
from lms.db.schema import upgrade_schema
from lms.demo import services as demo
from lms.errors import ContentFault, DomainError
from lms.journal import services as journal
from lms.places.services import store_places
from lms.programmes import services as programmes
from lms.quizzes.commands import quizzes_commands
from lms.quizzes.exchange.commands import export_questions, import_questions
from lms.rosters.commands import roster_commands
from lms.server import serve
from lms.uploads.sweeping import drop_stale_uploads
from lms.workshops.commands import workshops_commands

accounts_commands = Commands("accounts", help="Accounts: who may sign in.")
content_commands = Commands("content", help="The files of modules, quizzes and certificates.")
demo_commands = Commands("demo", help="The demonstration programme.")
programmes_commands = Commands("programmes", help="Programmes of training.")
journal_commands = Commands("journal", help="Facts from the field.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    quizzes_commands.add_command(import_questions)
    quizzes_commands.add_command(export_questions)
    for of_certificates in (keys_commands, verify_proof, write_list):
        certificates_commands.add_command(of_certificates)
    for command in (
        accounts_commands,
        programmes_commands,
        content_commands,
        demo_commands,
        journal_commands,
        quizzes_commands,
        workshops_commands,
        roster_commands,
        certificates_commands,
        prepare_database,
        serve_product,
        work_through_queue,
        back_up_database,
        restore_database,
    ):
        app.cli.add_command(command)


@click.command("prepare")
def prepare_database() -> None:
    """Create or update the tables, and load the places."""
    _prepare()
    _tell_of_missing_keys()
    click.echo("Database ready.")


def _prepare() -> None:
    try:
        upgrade_schema()
        with transactional():
            store_places()
            drop_stale_uploads(now=clock.now())
    except DBAPIError as error:
        raise unusable(error) from None
    for line in programmes_without_files():
        raise click.ClickException(line)
    print_store.forget_others(current_app.config["RELAIS_SETTINGS"].data_dir / "prints", library().fingerprint)


@click.command("serve")
def serve_product() -> None:
    """Prepare the database and serve with waitress, until interrupted."""
    settings = current_app.config["RELAIS_SETTINGS"]
    _prepare()
    _tell_of_missing_keys()
    if settings.demonstration and _may_hold_demonstration() and demo.load(now=clock.now()):
        click.echo("Demonstration programme loaded: 220 invented people in eight workshops, and two workshops to come.")
    click.echo(f"\nRelais is at {settings.public_url}/fr/  (English: {settings.public_url}/en/)")
    if settings.demonstration:
        click.echo(f"Demonstration logins, all with the password {demo.PASSWORD}:")
        for identifier, role in demo.LOGINS.items():
            click.echo(f"  {identifier:<28} {role}")
    click.echo("Stop with Ctrl-C.\n")
    sys.stdout.flush()
    db.session.remove()  # nothing of the start may stay open while it serves
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        with queue.working_beside(app):
            serve(app, settings)
    except OSError as error:
        raise click.ClickException(
            f"Relais cannot listen on {settings.host}:{settings.port}: {error.strerror}. Choose another RELAIS_PORT."
        ) from None


@click.command("worker")
def work_through_queue() -> None:
    """Do what waits in the queue (messages to send), until interrupted. `serve` does so by itself; gunicorn needs this beside it."""
    _prepare()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo("Working through the queue. Stop with Ctrl-C.")
    sys.stdout.flush()
    db.session.remove()
    queue.work(app)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
def back_up_database(target: Path) -> None:
    """Copy the SQLite database to TARGET while it is in use."""
    refuse_unprepared()
    try:
        back_up(target)
    except (CannotCopy, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Copied to {target} and checked. Keep the files secret-key and certificate-key and the folder signing-keys too, apart from it.")


@click.command("restore")
@click.argument("copy", type=click.Path(path_type=Path))
@click.confirmation_option(prompt="Relais is stopped, and the present database may be replaced?")
def restore_database(copy: Path) -> None:
    """Put COPY in the place of the SQLite database. Stop Relais first."""
    try:
        restore(copy)
    except (CannotCopy, OSError) as error:
        raise click.ClickException(str(error)) from None
    _prepare()
    click.echo("Restored.")
    _tell_of_missing_keys()


def _tell_of_missing_keys() -> None:
    """Say which keys are not beside the database: it works without them, but its certificates do not."""
    for line in missing_keys():
        click.echo(f"Attention: {line}", err=True)


def _may_hold_demonstration() -> bool:
    """Real people and invented ones do not share a database by accident: only `demo load` mixes them."""
    real = [programme.slug for programme in programmes.all_programmes() if not programme.is_demonstration]
    if real:
        click.echo(f"This database holds a real programme ({', '.join(real)}): the demonstration is not loaded. Set RELAIS_DEMO=0.")
    return not real


@accounts_commands.command("create-admin")
@click.option("--identifier", prompt="E-mail or phone number", help="What the administrator signs in with.")
@click.option("--family-name", prompt=True)
@click.option("--given-names", prompt=True)
@click.option("--programme", prompt=True, help="Slug of the programme to administer.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create_admin(identifier: str, family_name: str, given_names: str, programme: str, password: str) -> None:
    """Create an administrator's account."""
    _create_account(Role.ADMINISTRATOR, identifier, family_name, given_names, programme, password)


@accounts_commands.command("create")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--identifier", prompt="E-mail or phone number")
@click.option("--family-name", prompt=True)
@click.option("--given-names", prompt=True)
@click.option("--programme", prompt=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create_account(role: str, identifier: str, family_name: str, given_names: str, programme: str, password: str) -> None:
    """Create an account with one role."""
    _create_account(Role(role), identifier, family_name, given_names, programme, password)


@accounts_commands.command("set-password")
@click.argument("identifier")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def set_password(identifier: str, password: str) -> None:
    """Give a new password to whoever signs in with IDENTIFIER, and sign them out everywhere."""
    try:
        password_hash = accounts.checked_password_hash(password)
        with transactional():
            account = _account(identifier)
            accounts.change_password(account_id=account.id, password_hash=password_hash, keep_session="")
            accounts.note_audit(account_id=None, action="password.reset", subject=f"account:{account.id}", now=clock.now())
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo("Password set. Every device has been signed out.")


@accounts_commands.command("close")
@click.argument("identifier")
def close_account(identifier: str) -> None:
    """Close the account that signs in with IDENTIFIER, at once. What the person did stays."""
    with transactional():
        account = _account(identifier)
        accounts.close_account(account_id=account.id)
        accounts.note_audit(account_id=None, action="account.closed", subject=f"account:{account.id}", now=clock.now())
    click.echo("Account closed.")


def _account(identifier: str) -> Account:
    account = accounts.account_of(identifier)
    if account is None:
        raise click.ClickException(f"No open account signs in with {identifier}.")
    return account


def _create_account(role: Role, identifier: str, family_name: str, given_names: str, programme: str, password: str) -> None:
    _prepare()
    now = clock.now()
    try:
        password_hash = accounts.checked_password_hash(password)
        with transactional():
            programmes.programme_of(programme)
            person = accounts.add_person(family_name=family_name, given_names=given_names, sex="N", now=now)
            account = accounts.add_account(
                person=person, identifiers=[identifier], password_hash=password_hash, roles=[role], programme=programme, now=now
            )
            accounts.note_audit(account_id=None, action="account.created", subject=f"account:{account.id}", now=now)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo(f"Account created: {role.value}.")


@programmes_commands.command("create")
@click.argument("slug")
@click.option("--name-fr", required=True, help="Its name in French, as certificates will print it.")
@click.option("--name-en", required=True, help="Its name in English.")
@click.option("--module", "modules", multiple=True, required=True, help="Slug of a folder in modules/, once for each, in order.")
@click.option(
    "--certificate", "certificates", multiple=True, default=["participation", "trainer"], show_default=True,
    help="Slug of a folder in certificates/, once for each.",
)  # fmt: skip
@click.option("--funders-fr", default="", help="Line that names who pays, in French.")
@click.option("--funders-en", default="", help="The same in English.")
@click.option("--signatory-fr", "signatories_fr", multiple=True, help="In whose name a line is signed, in French: a function, never a person.")
@click.option("--signatory-en", "signatories_en", multiple=True, help="The same in English, once for each in the same order.")
@click.option("--paper-languages", type=PAPER_LANGUAGES, default="fr", show_default=True, help="In which its certificates are printed.")
def create_programme(
    slug: str, name_fr: str, name_en: str, modules: tuple[str, ...], certificates: tuple[str, ...], funders_fr: str, funders_en: str,
    signatories_fr: tuple[str, ...], signatories_en: tuple[str, ...], paper_languages: str,
) -> None:  # fmt: skip
    """Create a programme: what accounts, workshops and certificates belong to."""
    unknown = [module for module in modules if module not in library().modules]
    if unknown:
        raise click.ClickException(f"There is no module called {', '.join(unknown)} in modules/.")
    _refuse_unfit_designs(certificates)
    signatories = _pairs(signatories_fr, signatories_en)
    _prepare()
    try:
        with transactional():
            programmes.add_programme(slug=slug, names=(name_fr, name_en), modules=modules, designs=certificates, funders=(funders_fr, funders_en),
                                     signatories=signatories, paper_languages=LANGUAGE_CHOICES[paper_languages])  # fmt: skip
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo(f"Programme created: {slug}. Now: flask --app wsgi accounts create-admin --programme {slug}")


@programmes_commands.command("change")
@click.argument("slug")
@click.option("--certificate", "certificates", multiple=True, help="Slug of a folder in certificates/, once for each; those named replace all.")
@click.option("--funders-fr", help="Line that names who pays, in French.")
@click.option("--funders-en", help="The same in English; both are given or neither.")
@click.option("--signatory-fr", "signatories_fr", multiple=True, help="In whose name a line is signed, in French; those named replace all.")
@click.option("--signatory-en", "signatories_en", multiple=True, help="The same in English, once for each in the same order.")
@click.option("--paper-languages", type=PAPER_LANGUAGES, help="In which certificates are printed from now on.")
def change_programme(
    slug: str, certificates: tuple[str, ...], funders_fr: str | None, funders_en: str | None, signatories_fr: tuple[str, ...],
    signatories_en: tuple[str, ...], paper_languages: str | None,
) -> None:  # fmt: skip
    """Change which certificates a programme has and who stands on those still to be issued. What is not named stays."""
    _refuse_unfit_designs(certificates)
    if (funders_fr is None) != (funders_en is None):
        raise click.ClickException("Give --funders-fr and --funders-en, or neither.")
    signatories = _pairs(signatories_fr, signatories_en)
    try:
        with transactional():
            programmes.change_certificates(
                slug=slug, designs=certificates or None, signatories=signatories or None,
                paper_languages=LANGUAGE_CHOICES[paper_languages] if paper_languages else None,
                funders=None if funders_fr is None or funders_en is None else (funders_fr, funders_en),
            )  # fmt: skip
            accounts.note_audit(account_id=None, action="programme.changed", subject=f"programme:{slug}", now=clock.now())
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    click.echo(f"Programme changed: {slug}. Certificates issued already stay as they are.")


def _refuse_unfit_designs(slugs: Sequence[str]) -> None:
    unknown = [slug for slug in slugs if slug not in designs()]
    if unknown:
        raise click.ClickException(f"There is no certificate called {', '.join(unknown)} in certificates/.")
    by_kind: dict[Kind, str] = {}
    for slug in slugs:  # a person has one certificate of a kind in a programme: its table says so
        other = by_kind.get(designs()[slug].kind)
        if other is not None:
            raise click.ClickException(f"Name one certificate of each kind: {other} and {slug} are of the same.")
        by_kind[designs()[slug].kind] = slug


def _pairs(french: Sequence[str], english: Sequence[str]) -> list[tuple[str, str]]:
    if len(french) != len(english):
        raise click.ClickException("Give each signatory in French and in English: as many --signatory-fr as --signatory-en.")
    return list(zip(french, english, strict=True))


@content_commands.command("check")
def check_content() -> None:
    """Check the content files; list every fault with its file and line."""
    faults = content_faults(current_app.config["RELAIS_SETTINGS"].content_dir)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults.")
    click.echo("Content is sound.")


@content_commands.command("record")
@click.argument("module")
@click.argument("lesson", required=False)
@click.option("--fr", "french", prompt="Ce qui change (français)", help="What the new version changes, in French.")
@click.option("--en", "english", prompt="What changes (English)", help="The same in English.")
def record_content(module: str, lesson: str | None, french: str, english: str) -> None:
    """Record that the text of LESSON has changed; without LESSON, of every lesson of MODULE that has. Its readers are told what."""
    found = library().modules.get(module)
    chosen = [one for one in found.lessons if lesson in (None, one.slug)] if found else []
    if not chosen:
        raise click.ClickException(f"There is no such lesson: {module} {lesson or ''}".strip() + ".")
    path = current_app.config["RELAIS_SETTINGS"].content_dir / "modules" / module / "versions.toml"
    changed = [one for one in chosen if not one.versions or one.versions[-1].content_hash != one.content_hash]
    try:
        for one in changed:
            number = record_version(
                path, one.slug, on=clock.local_day(clock.now()), content_hash=one.content_hash, changes={"fr": french, "en": english}
            )
            click.echo(f"{one.slug}: version {number}.")
    except ContentFault as fault:
        raise click.ClickException(str(fault)) from None
    if not changed:
        click.echo("Nothing to record: the newest text is recorded already.")


@demo_commands.command("load")
def load_demo() -> None:
    """Load the demonstration programme, unless it is there already."""
    _prepare()
    click.echo("Loaded." if demo.load(now=clock.now()) else "It is already there; nothing was changed.")


@demo_commands.command("remove")
@click.confirmation_option(prompt="Remove the demonstration programme with its people, accounts and facts?")
def remove_demo() -> None:
    """Remove everything that the demonstration brought or that was done in it."""
    _prepare()
    click.echo("Removed." if demo.remove() else "There was no demonstration programme.")


@journal_commands.command("rebuild")
def rebuild_journal() -> None:
    """Make every table of facts again from the journal."""
    with transactional():
        number = journal.rebuild_projections()
    click.echo(f"{number} facts applied again.")
