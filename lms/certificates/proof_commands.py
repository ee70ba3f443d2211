"""The commands of `certificates` for the keys that sign, and for checking a proof without any page."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import current_app

from lms import clock
from lms.accounts import services as accounts
from lms.certificates import queries
from lms.certificates.models import Certificate
from lms.certificates.proof import keys as key_files
from lms.certificates.proof.keys import Key, KeyFault, Ring, Use, public_body, public_ring, read_ring
from lms.certificates.proof.reading import Expiry, Listing, Verdict, verdict_on
from lms.certificates.proof.revocations import list_key, signed_list
from lms.certificates.proof.wording import EXPIRIES, FAULTS, LISTINGS, SIGNED, SIGNED_TO_TRY
from lms.commands import Commands
from lms.db import transactional
from lms.i18n import day

keys_commands = Commands("keys", help="The keys that sign certificates.")

_EXIT_UNSIGNED, _EXIT_REVOKED, _EXIT_REPLACED, _EXIT_EXPIRED, _EXIT_UNKNOWN, _EXIT_TEST = range(3, 9)


@click.command("verify")
@click.argument("text")
@click.option("--list", "list_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A signed list, from /v/list; else today's.")
@click.option(
    "--keys", "keys_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Public keys, from /v/keys.json; else the ring."
)
@click.option("--json", "as_json", is_flag=True, help="JSON: an object.")
def verify_proof(text: str, list_file: Path | None, keys_file: Path | None, as_json: bool) -> None:
    """Say three things of TEXT, the content of a square code: signature, expiry, and what the list says.

    Exit code 0: all is well. 3: not signed by us. 4: revoked. 5: replaced. 6: expired. 7: the list is too old, unreadable or missing.
    8: all is well, but it was signed to try things out and certifies nothing. 1 and 2: the command could not be carried out.
    """
    now = clock.now()
    ring = _ring(keys_file)
    content = list_file.read_bytes() if list_file else _list_of_today(now)
    verdict = verdict_on(text, ring=ring, signed_list=content, now=now)
    click.echo(json.dumps(_as_json(verdict), ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(verdict)))
    sys.exit(_exit_code(verdict))


@click.command("list")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def write_list(target: Path) -> None:
    """Write the signed list of what was revoked or replaced into TARGET, to be carried where there is no network."""
    content = _list_of_today(clock.now())
    if content is None:
        raise click.ClickException("No key signs the list today: run `flask --app wsgi certificates keys new`.")
    target.write_bytes(content)
    click.echo(f"Written to {target}: {len(content)} bytes.")


@keys_commands.command("new")
@click.option("--test", "is_test", is_flag=True, help="A key to try things out with: what it signs says TEST.")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="First day on which it signs; without it today.")
def new_key(is_test: bool, valid_from: datetime | None) -> None:
    """Make a new key. From its first day on it signs; older keys still confirm what they signed."""
    now = clock.now()
    key = key_files.new_key(Use.TEST if is_test else Use.PRODUCTION, valid_from.date() if valid_from else clock.local_day(now))
    path = key_files.keep_key(_folder(), key)
    _note("signing-key.made", key)
    click.echo(f"Key {key.kid.hex()} made: it signs from {key.valid_from.isoformat()} on.")
    click.echo(f"Fingerprint, to be printed in the trainer's guide and compared: {key.fingerprint}")
    click.echo(f"Kept in {path}. Copy this file to a safe place now, apart from the copies of the database.")


@keys_commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON: an object for each key, without its private part.")
def list_keys(as_json: bool) -> None:
    """Print every key of the ring, the oldest first."""
    ring = _ring(None)
    if as_json:
        click.echo(json.dumps([public_body(key) for key in ring], indent=2))
    elif not ring.keys:
        click.echo(f"There is no key in {_folder()}. Make one: flask --app wsgi certificates keys new")
    for key in () if as_json else ring:
        click.echo(f"{key.kid.hex()}  {key.use.value:<13}  from {key.valid_from.isoformat()}  {_state(key):<24}  {key.fingerprint}")


@keys_commands.command("retire")
@click.argument("kid")
@click.option("--compromised", is_flag=True, help="It fell into other hands: nothing it signed proves anything any more. All must be issued anew.")
@click.confirmation_option(prompt="Retire the key for good? Its private part is deleted.")
def retire_key(kid: str, compromised: bool) -> None:
    """Let the key KID sign nothing after today, and delete its private part here. What it signed stays proven, unless --compromised."""
    key = next((key for key in _ring(None) if key.kid.hex() == kid.lower()), None)
    if key is None:
        raise click.ClickException(f"There is no key {kid}. `flask --app wsgi certificates keys list` prints them.")
    if key.private is None and not compromised:
        raise click.ClickException(f"The key {kid} was retired on {key.valid_to}.")
    last_day = key.valid_to or max(clock.local_day(clock.now()), key.valid_from)
    key_files.keep_key(_folder(), key_files.retired(key, last_day, is_withdrawn=compromised))
    _note("signing-key.withdrawn" if compromised else "signing-key.retired", key)
    click.echo(f"Key {kid} is withdrawn: issue its certificates anew." if compromised else f"Key {kid} is retired: its last day was {last_day}.")
    if not any(one.private for one in _ring(None)):
        click.echo("No key signs any more: nothing can be issued until you run `flask --app wsgi certificates keys new`.")


def _folder() -> Path:
    folder: Path = current_app.config["RELAIS_SETTINGS"].signing_keys
    return folder


def _ring(keys_file: Path | None) -> Ring:
    try:
        return public_ring(keys_file.read_text()) if keys_file else read_ring(_folder())
    except (KeyFault, UnicodeDecodeError) as fault:
        raise click.ClickException(str(fault)) from None


def _list_of_today(now: datetime) -> bytes | None:
    key = list_key(_ring(None), now)
    return signed_list(queries.ended_certificates(Certificate.code), key=key, now=now) if key else None


def _note(action: str, key: Key) -> None:
    with transactional():
        accounts.note_audit(account_id=None, action=action, subject=f"signing-key:{key.kid.hex()}", now=clock.now())


def _state(key: Key) -> str:
    if key.is_withdrawn:
        return "withdrawn"
    return f"retired on {key.valid_to.isoformat()}" if key.valid_to else "signs" if key.private else "only confirms"


def _lines(verdict: Verdict) -> list[str]:
    signature, claims, key = verdict.signature, verdict.signature.claims, verdict.signature.key
    if claims is None or key is None or verdict.expiry is None or verdict.listing is None:
        assert signature.fault
        return [f"Signature: {signature.fault.value}. {FAULTS[signature.fault]}"]
    last_day, listed = day(claims.expires_on), day(verdict.listed_at.date()) if verdict.listed_at else ""
    return [
        f"Signature: {SIGNED}" + (f" {SIGNED_TO_TRY}" if key.is_test else ""),
        f"Expiry: {str(EXPIRIES[verdict.expiry]).format(day=last_day)}",
        f"List: {str(LISTINGS[verdict.listing]).format(day=listed)}",
        f"Name: {claims.name}",
        f"Serial: {claims.serial}, issue {claims.issue_number}, {claims.kind.value}",
        f"Issued on: {day(claims.issued_on)}",
        "Compare the name with an identity document.",
    ]


def _as_json(verdict: Verdict) -> dict[str, object]:
    claims, key = verdict.signature.claims, verdict.signature.key
    return {
        "is_valid": verdict.is_valid and not verdict.is_test,
        "signature": verdict.signature.fault.value if verdict.signature.fault else "right",
        "is_test": verdict.is_test,
        "key": key.kid.hex() if key else None,
        "expiry": verdict.expiry.value if verdict.expiry else None,
        "list": verdict.listing.value if verdict.listing else None,
        "list_made_at": verdict.listed_at.isoformat() if verdict.listed_at else None,
        "certificate": {
            "kind": claims.kind.value, "serial": claims.serial, "issue_number": claims.issue_number, "name": claims.name,
            "issued_on": claims.issued_on.isoformat(), "expires_on": claims.expires_on.isoformat() if claims.expires_on else None,
        } if claims else None,
    }  # fmt: skip


def _exit_code(verdict: Verdict) -> int:
    if not verdict.signature.is_right:
        return _EXIT_UNSIGNED
    ended = {Listing.REVOKED: _EXIT_REVOKED, Listing.REPLACED: _EXIT_REPLACED}
    if verdict.listing in ended:
        return ended[verdict.listing]
    if verdict.expiry is Expiry.EXPIRED:
        return _EXIT_EXPIRED
    if verdict.listing is not Listing.CLEAR:
        return _EXIT_UNKNOWN
    return _EXIT_TEST if verdict.is_test else 0
