"""Keys and checking on the command line. Every certificate here is invented."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from lms import clock
from lms.certificates.proof.claims import code_as_text
from lms.certificates.proof.keys import Key, Use, keep_key, new_key, public_body, read_ring, retired
from lms.certificates.proof.revocations import signed_list
from lms.certificates.proof.signing import proof_of
from lms.db import db
from tests.certificates.proof.samples import CODE, make_claims

NOW = clock.now()
TODAY = NOW.date()
CLAIMS = replace(make_claims(), issued_on=TODAY)


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty ring."""
    monkeypatch.setitem(app.config, "RELAIS_SETTINGS", replace(app.config["RELAIS_SETTINGS"], signing_keys=tmp_path / "ring"))
    return tmp_path / "ring"


@pytest.fixture
def key(folder: Path) -> Key:
    """The one key of the ring."""
    key = new_key(Use.PRODUCTION, TODAY - timedelta(days=30))
    keep_key(folder, key)
    return key


def _run(app: Flask, *arguments: str, text: str | None = None) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=["certificates", *arguments], input=text)


def test_a_key_is_made_and_only_its_owner_reads_it(app: Flask, folder: Path) -> None:
    result = _run(app, "keys", "new")
    assert result.exit_code == 0, result.output
    [key] = read_ring(folder)
    [file] = folder.iterdir()
    assert (key.use, key.valid_from, stat.S_IMODE(file.stat().st_mode)) == (Use.PRODUCTION, clock.local_day(clock.now()), 0o600)
    assert key.fingerprint in result.output
    assert "private" not in result.output


def test_the_list_of_keys_shows_no_private_part(app: Flask, folder: Path, key: Key) -> None:
    listed, as_json = _run(app, "keys", "list").output, _run(app, "keys", "list", "--json").output
    assert f"{key.kid.hex()}  production     from {key.valid_from.isoformat()}  signs" in listed
    assert key.fingerprint in listed
    assert json.loads(as_json) == [public_body(key)]
    assert "private" not in as_json


def test_an_empty_ring_says_how_to_make_a_key(app: Flask, folder: Path) -> None:
    assert "keys new" in _run(app, "keys", "list").output


def test_a_retired_key_signs_nothing_more_and_confirms_what_it_signed(app: Flask, folder: Path, key: Key) -> None:
    proof = proof_of(CLAIMS, key)
    assert "his private part" not in _run(app, "keys", "retire", key.kid.hex(), "--yes").output
    [kept] = read_ring(folder)
    assert (kept.private, kept.valid_to) == (None, clock.local_day(clock.now()))
    assert b'"private": null' in next(folder.iterdir()).read_bytes()
    assert "Signature: The signature is right" in _run(app, "verify", proof).output
    assert _run(app, "keys", "retire", key.kid.hex(), "--yes").exit_code == 1


def test_a_key_in_other_hands_confirms_nothing_more(app: Flask, folder: Path, key: Key) -> None:
    proof = proof_of(CLAIMS, key)
    _run(app, "keys", "retire", key.kid.hex(), "--yes")
    assert _run(app, "keys", "retire", key.kid.hex(), "--compromised", "--yes").exit_code == 0
    result = _run(app, "verify", proof)
    assert (result.exit_code, "key-withdrawn" in result.output) == (3, True)


def test_retiring_asks_first_and_names_a_key_that_there_is_not(app: Flask, folder: Path, key: Key) -> None:
    assert _run(app, "keys", "retire", key.kid.hex(), text="n\n").exit_code == 1
    assert read_ring(folder).keys == (key,)
    assert "There is no key ffffffff" in _run(app, "keys", "retire", "ffffffff", "--yes").output


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"kid": 1}'])
def test_a_damaged_file_of_the_ring_is_named(app: Flask, folder: Path, key: Key, content: str) -> None:
    path = folder / f"{key.kid.hex()}.json"
    path.write_text(content)
    result = _run(app, "keys", "list")
    assert (result.exit_code, f"{path} is no signing key" in result.output) == (1, True)


def test_a_file_with_another_private_key_is_refused(app: Flask, folder: Path, key: Key) -> None:
    keep_key(folder, replace(key, private=new_key(Use.TEST, TODAY).private))
    assert "does not belong to the public one" in _run(app, "keys", "list").output


def test_a_file_that_others_can_read_is_refused(app: Flask, folder: Path, key: Key) -> None:
    (folder / f"{key.kid.hex()}.json").chmod(0o644)
    result = _run(app, "keys", "list")
    assert (result.exit_code, "chmod 600" in result.output) == (1, True)


def test_a_genuine_certificate_is_said_to_be_one_in_three_sentences(app: Flask, key: Key) -> None:
    result = _run(app, "verify", proof_of(CLAIMS, key))
    assert result.exit_code == 0, result.output
    first, second, third, *facts = result.output.splitlines()
    assert first == "Signature: The signature is right: the programme signed what the code says."
    assert second == "Expiry: It does not expire."
    assert third.startswith("List: Not revoked and not replaced, according to the list of ")
    assert "Name: Awa TRAORÉ" in facts
    assert "Compare the name with an identity document." in facts


def test_what_is_said_can_be_had_as_json(app: Flask, key: Key) -> None:
    said = json.loads(_run(app, "verify", "--json", proof_of(CLAIMS, key)).output)
    assert (said["is_valid"], said["signature"], said["expiry"], said["list"]) == (True, "right", "never", "clear")
    assert said["certificate"]["name"] == "Awa TRAORÉ"
    said = json.loads(_run(app, "verify", "--json", "nothing").output)
    assert said == {"is_valid": False, "signature": "not-a-proof", "is_test": False, "key": None, "expiry": None, "list": None, "list_made_at": None,
                    "certificate": None}  # fmt: skip


@pytest.mark.parametrize(("state", "code", "words"), [("revoked", 4, "It was revoked"), ("replaced", 5, "It was replaced by a corrected issue")])
def test_a_list_from_a_file_says_what_became_of_it(app: Flask, key: Key, tmp_path: Path, state: str, code: int, words: str) -> None:
    (tmp_path / "list").write_bytes(signed_list([(code_as_text(CODE), state)], key=key, now=NOW))
    result = _run(app, "verify", proof_of(CLAIMS, key), "--list", str(tmp_path / "list"))
    assert (result.exit_code, words in result.output, "The signature is right" in result.output) == (code, True, True)


def test_an_old_list_is_said_to_be_old(app: Flask, key: Key, tmp_path: Path) -> None:
    old = replace(key, valid_from=TODAY - timedelta(days=900))
    keep_key(app.config["RELAIS_SETTINGS"].signing_keys, old)
    (tmp_path / "list").write_bytes(signed_list([], key=old, now=NOW - timedelta(days=91)))
    result = _run(app, "verify", proof_of(CLAIMS, old), "--list", str(tmp_path / "list"))
    assert (result.exit_code, "is too old to know" in result.output) == (7, True)


def test_an_expired_certificate_has_its_own_exit_code(app: Flask, key: Key) -> None:
    last_day = TODAY - timedelta(days=1)
    result = _run(app, "verify", proof_of(replace(CLAIMS, issued_on=TODAY - timedelta(days=20), expires_on=last_day), key))
    assert (result.exit_code, "It expired" in result.output) == (6, True)


def test_a_test_key_is_never_valid(app: Flask, folder: Path) -> None:
    assert _run(app, "keys", "new", "--test").exit_code == 0
    [key] = read_ring(folder)
    result = _run(app, "verify", proof_of(CLAIMS, key))
    assert (result.exit_code, "certifies nothing" in result.output) == (8, True)
    assert json.loads(_run(app, "verify", "--json", proof_of(CLAIMS, key)).output)["is_valid"] is False


def test_keys_from_a_file_are_enough(app: Flask, folder: Path, tmp_path: Path) -> None:
    elsewhere = retired(new_key(Use.PRODUCTION, TODAY), TODAY, is_withdrawn=False)
    signer = new_key(Use.PRODUCTION, TODAY)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [public_body(elsewhere), public_body(signer)]}))
    (tmp_path / "list").write_bytes(signed_list([], key=signer, now=NOW))
    options = ("--keys", str(tmp_path / "keys.json"), "--list", str(tmp_path / "list"))
    assert _run(app, "verify", proof_of(CLAIMS, signer), *options).exit_code == 0
    assert _run(app, "verify", proof_of(CLAIMS, signer)).exit_code == 3


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": [{}]}', '{"keys": 3}'])
def test_a_file_that_holds_no_keys_is_refused_in_a_sentence(app: Flask, folder: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    result = _run(app, "verify", "MRN1:", "--keys", str(tmp_path / "keys.json"))
    assert (result.exit_code, "no file of public keys" in result.output) == (1, True)


def test_the_list_is_written_into_a_file(app: Flask, key: Key, tmp_path: Path) -> None:
    assert _run(app, "list", str(tmp_path / "list")).exit_code == 0
    result = _run(app, "verify", proof_of(CLAIMS, key), "--list", str(tmp_path / "list"))
    assert result.exit_code == 0, result.output
