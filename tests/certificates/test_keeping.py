"""A database without its keys. Everybody in here is invented."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.certificates import queries, workshop_routes
from lms.certificates.keeping import missing_keys
from lms.certificates.models import Certificate
from lms.certificates.proof.faults import Fault
from lms.certificates.proof.keys import KeyFault, Use, keep_key, new_key, read_ring, retired
from lms.certificates.proof.reading import read
from lms.certificates.rules.kinds import State
from lms.certificates.services.batches import Progress
from lms.certificates.services.renewing import SameKey, renew_signed_with
from lms.db import db
from tests import factories
from tests.certificates.crowd import make_ready_crowd
from tests.certificates.test_batches import count, issue_all
from tests.client import CheckingClient
from tests.conftest import NOW

SignIn = Callable[[Account], CheckingClient]


@pytest.fixture
def programme(app: Flask) -> None:
    """The sample programme."""
    factories.make_programme()


@pytest.fixture
def issued(programme: None) -> None:
    """Two certificates."""
    issue_all(make_ready_crowd(2))
    assert count(Certificate) == 2


def _issue(browser: CheckingClient, slug: str) -> str:
    """Press the button of a workshop and return the page that follows."""
    page = f"/en/workshops/{slug}/certificates"
    return browser.submit(f"{page}/trainer/issue", {"languages": "fr"}, page=page).get_data(as_text=True)


def _ring(app: Flask) -> Path:
    folder: Path = app.config["RELAIS_SETTINGS"].signing_keys
    return folder


def _use_ring(app: Flask, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Let the application take its keys from another folder."""
    monkeypatch.setitem(app.config, "RELAIS_SETTINGS", replace(app.config["RELAIS_SETTINGS"], signing_keys=folder))
    return folder


def _faulty_ring(app: Flask, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Return the one file of a ring, which others can read."""
    file = keep_key(_use_ring(app, monkeypatch, folder), new_key(Use.PRODUCTION, NOW.date()))
    file.chmod(0o644)
    return file


@pytest.mark.usefixtures("issued")
def test_with_both_keys_nothing_is_said(app: Flask) -> None:
    assert missing_keys() == []
    assert "Attention" not in app.test_cli_runner().invoke(args=["prepare"]).output


@pytest.mark.usefixtures("issued")
def test_a_database_without_its_keys_names_both_and_where_they_belong(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [key] = [key for key in read_ring(_ring(app)) if key.use is Use.PRODUCTION]
    monkeypatch.setitem(app.extensions, "certificate_key", b"another")
    _use_ring(app, monkeypatch, tmp_path / "empty")
    sealing, signing = missing_keys()
    assert "certificate-key: every one reads as altered" in sealing
    assert f"{key.kid.hex()}, which signed certificates of this database, is not in {tmp_path / 'empty'}" in signing
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["prepare"])
    assert result.exit_code == 0
    assert f"Attention: {sealing}\nAttention: {signing}\n" in result.stderr


def test_a_key_that_others_can_read_is_named_and_stops_nothing(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _faulty_ring(app, monkeypatch, tmp_path)
    [line] = missing_keys()
    assert line.startswith(f"{file} can be read by others")


def test_a_key_that_cannot_be_opened_is_a_fault_of_the_ring(tmp_path: Path) -> None:
    (tmp_path / "abcd.json").mkdir(mode=0o700)  # what fails to open for everybody, the superuser too
    with pytest.raises(KeyFault, match=r"abcd\.json cannot be read: .*mode 600"):
        read_ring(tmp_path)


@pytest.mark.parametrize("address", ["/v/keys.json", "/v/list", "/en/verify"])
def test_a_page_that_needs_the_keys_says_so_and_the_log_names_the_file(
    app: Flask, client: CheckingClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    file = _faulty_ring(app, monkeypatch, tmp_path)
    answer = client.get(address, headers={"Accept-Language": "en"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "A key that signs certificates cannot be read on this server, so nothing can be signed" in page
    assert str(file) not in page
    assert str(file) in caplog.text


@pytest.mark.usefixtures("programme")
def test_issuing_with_a_faulty_key_is_refused_in_a_sentence(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    organiser = factories.make_account(Role.ORGANISER)
    workshop = make_ready_crowd(1, organiser)
    file = _faulty_ring(app, monkeypatch, tmp_path)
    slug = workshop.slug
    page = _issue(sign_in(organiser), slug)
    assert "A key that signs certificates cannot be read on this server, so nothing can be signed" in page
    assert page.rstrip().endswith("</html>")
    assert str(file) in caplog.text
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["certificates", "issue", "--workshop", slug, "--kind", "trainer"])
    assert (result.exit_code, result.stderr.startswith(f"Error: {file} can be read by others")) == (1, True), result.output
    assert count(Certificate) == 0


@pytest.mark.usefixtures("programme")
def test_a_full_disk_in_the_middle_of_issuing_is_said_on_the_page(monkeypatch: pytest.MonkeyPatch, sign_in: SignIn) -> None:
    organiser = factories.make_account(Role.ORGANISER)
    workshop = make_ready_crowd(1, organiser)

    def full(*_arguments: object, **_named: object) -> Iterator[Progress]:
        yield Progress(total=1)
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(workshop_routes, "issue_ready", full)
    page = _issue(sign_in(organiser), workshop.slug)
    assert "The database could not be written, so the work stopped." in page
    assert page.rstrip().endswith("</html>")


@pytest.mark.usefixtures("programme")
def test_a_command_without_a_key_says_how_to_make_one(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slug = make_ready_crowd(1).slug
    _use_ring(app, monkeypatch, tmp_path / "empty")
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["certificates", "issue", "--workshop", slug, "--kind", "trainer"])
    assert "flask --app wsgi certificates keys new" in result.stderr


def test_a_file_that_cannot_be_written_is_named_in_a_sentence(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_key(_use_ring(app, monkeypatch, tmp_path / "ring"), new_key(Use.PRODUCTION, NOW.date()))
    target = tmp_path / "nowhere" / "list"
    result = app.test_cli_runner().invoke(args=["certificates", "list", str(target)])
    assert (result.exit_code, result.stderr) == (1, f"Error: {target} cannot be used: No such file or directory.\n"), result.output


@pytest.mark.usefixtures("programme")
def test_what_a_withdrawn_key_signed_is_issued_again_with_the_next_one(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder, old = _use_ring(app, monkeypatch, tmp_path / "ring"), new_key(Use.PRODUCTION, NOW.date())
    keep_key(folder, old)
    issue_all(make_ready_crowd(2))
    before = {one.serial: queries.facts_of(one) for one in db.session.scalars(select(Certificate))}
    with pytest.raises(SameKey):
        list(renew_signed_with(old.kid, words="Clé perdue.", now=NOW))
    keep_key(folder, retired(old, NOW.date(), is_withdrawn=True))
    keep_key(folder, new_key(Use.PRODUCTION, NOW.date()))
    ring = read_ring(folder)
    assert [read(facts.proof, ring=ring, today=NOW.date()).fault for facts in before.values()] == [Fault.KEY_WITHDRAWN] * 2
    steps = renew_signed_with(old.kid, words="Clé perdue.", now=NOW)
    assert (next(steps).total, next(steps).done) == (2, 1)
    steps.close()  # the power is cut
    *_before, last = renew_signed_with(old.kid, words="Clé perdue.", now=NOW)
    assert (last.total, len(last.issued), last.refused) == (1, 1, [])
    after = db.session.scalars(select(Certificate).where(Certificate.state == State.ISSUED)).all()
    assert [(one.issue_number, one.reason, one.reason_words) for one in after] == [(2, "renewed", "Clé perdue.")] * 2
    for facts in map(queries.facts_of, after):
        assert read(facts.proof, ring=ring, today=NOW.date()).is_right
        first = before[facts.serial]
        assert replace(facts, issue_number=1, code=first.code, proof=first.proof) == first


@pytest.mark.usefixtures("programme")
def test_a_key_that_is_not_there_renews_nothing(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["certificates", "renew", "--key", "00000000", "--because", "Essai"])
    assert (result.exit_code, "There is no key 00000000." in result.output) == (1, True)
