"""What whoever holds a paper, or has read its serial, is told. Every person here is invented."""

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

import brotli
import pytest
from flask import Flask
from sqlalchemy import select, update

from lms import clock
from lms.certificates import services, verify_routes
from lms.certificates.models import Certificate
from lms.certificates.proof.keys import Key, public_ring, read_ring
from lms.certificates.proof.reading import Listing, verdict_on
from lms.certificates.proof.signing import link_of
from lms.certificates.queries import facts_of
from lms.certificates.rules.corrections import Correction
from lms.certificates.rules.facts import seal
from lms.certificates.rules.kinds import CorrectionReason, RevocationReason
from lms.certificates.services import freezing, issuing
from lms.db import db, transactional
from lms.programmes.models import Programme
from tests import factories
from tests.certificates.path import Trainer, make_ready_trainer, make_trainer
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.factories import PROGRAMME

LATER = NOW + timedelta(days=30)


class Clock:
    """What the pages take for the present."""

    now = NOW


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(Clock, "now", NOW)
    monkeypatch.setattr(clock, "now", lambda: Clock.now)
    return Clock


def issue(trainer: Trainer | None = None, now: datetime = NOW) -> Certificate:
    trainer = trainer or make_ready_trainer()
    with transactional():
        return services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=now)


def correct(certificate: Certificate, name: str = "Awa TRAORÉ DIALLO") -> Certificate:
    facts = facts_of(certificate)
    wanted = Correction(name, facts.issued_on, facts.place, facts.starts_on, facts.ends_on, CorrectionReason.NAME, "Nom de l’acte de mariage.",
                        facts.languages)  # fmt: skip
    draft = services.draft_correction(certificate, wanted, now=LATER)
    with transactional():
        return services.correct_certificate(draft, id=uuid4(), account_id=certificate.person_id, now=LATER)


def revoke(certificate: Certificate, reason: RevocationReason = RevocationReason.ERROR) -> None:
    with transactional():
        services.revoke_certificate(
            certificate_id=certificate.id, reason=reason, words="Mots du dossier.", account_id=certificate.person_id, now=LATER
        )


def paper_of(client: CheckingClient, certificate: Certificate, language: str = "en") -> str:
    return client.get(f"/{language}/v/{certificate.serial}/{certificate.code}").get_data(as_text=True)


def ask(client: CheckingClient, certificate: Certificate, letters: str) -> tuple[int, str]:
    answer = client.post(f"/en/v/{certificate.serial}", data={"letters": letters})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("letters", ["tra", "TRAO", "Traoré", " trAo re "])
def test_the_first_letters_of_the_family_name_give_the_name_and_nothing_else_of_the_person(client: CheckingClient, letters: str) -> None:
    status, html = ask(client, issue(), letters)
    assert (status, "Awa TRAORÉ" in html, "This number was issued to the person named below." in html) == (200, True, True)
    for secret in ("Bamako", "Test programme", "genuine", "status-tag--done"):
        assert secret not in html


@pytest.mark.parametrize("letters", ["tr", "aw", "awa", "kei", "raore", "", "***", "traoree"])
def test_other_letters_give_no_name(client: CheckingClient, letters: str) -> None:
    status, html = ask(client, issue(), letters)
    assert (status, "TRAORÉ" in html) == (422, False)


def test_a_short_name_is_asked_for_whole(client: CheckingClient) -> None:
    certificate = issue(make_ready_trainer("O", "Ada"))
    assert ask(client, certificate, "o")[0] == 200
    assert ask(client, certificate, "a")[0] == 422


def test_wrong_letters_are_limited_to_five_an_hour_for_a_certificate_and_right_ones_are_not(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = issue()
    monkeypatch.setattr(issuing, "are_all_met", lambda _results: True)
    second = make_trainer("Diallo", "Bintou")
    factories.make_enrolment(factories.make_workshop(slug="segou", half_days=0), second.person)
    other = issue(second)
    assert [ask(client, certificate, "tra")[0] for _ in range(8)] == [200] * 8
    assert [ask(client, certificate, "kei")[0] for _ in range(6)] == [422] * 5 + [429]
    assert ask(client, certificate, "tra")[0] == 429
    assert ask(client, other, "dia")[0] == 200


def test_serials_cannot_be_looked_for_while_papers_are_checked_all_the_same(client: CheckingClient, app: Flask) -> None:
    certificate = issue()
    guesses = [f"/v/{certificate.serial}", f"/v/{certificate.serial}/{'A' * 13}", "/v/T-2026-22222-2"]
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        verify_routes._take_without_code(117)  # more than the limit of a minute lets through
    assert 429 not in [client.get(guess).status_code for guess in guesses]
    assert [client.get(guess).status_code for guess in guesses] == [429] * 3
    assert client.get(f"/v/{certificate.serial}/{certificate.code}").status_code == 200


def test_the_letters_work_without_a_cookie_and_in_the_short_address(app: Flask) -> None:
    certificate = issue()
    browser = app.test_client(use_cookies=False)
    answer = browser.post(f"/v/{certificate.serial}", data={"letters": "tra"}, headers={"Accept-Language": "en"})
    assert (answer.status_code, "Awa TRAORÉ" in answer.get_data(as_text=True)) == (200, True)
    assert "Set-Cookie" not in answer.headers


def test_letters_for_an_unknown_serial_say_that_it_does_not_exist(client: CheckingClient) -> None:
    answer = client.post("/en/v/T-2026-22222-4", data={"letters": "tra"})
    assert (answer.status_code, "does not exist" in answer.get_data(as_text=True)) == (404, True)


def test_the_code_shows_half_days_and_the_day_on_which_it_expires(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "last_valid_day", lambda *_arguments: date(2026, 12, 31))
    html = paper_of(client, issue())
    for words in ("6 half-days of 6", "31 December 2026", "This certificate is genuine.", "compare the name with an identity document"):
        assert words in html


def test_an_expired_certificate_says_so_with_and_without_its_code(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "last_valid_day", lambda *_arguments: date(2026, 12, 31))
    certificate = issue()
    monkeypatch.setattr(Clock, "now", datetime(2027, 1, 1, tzinfo=NOW.tzinfo))
    for html in (paper_of(client, certificate), client.get(f"/en/v/{certificate.serial}").get_data(as_text=True)):
        assert "This certificate has expired." in html
        assert "Its last day was 31 December 2026." in html
        assert "genuine" not in html


def test_a_replaced_certificate_says_by_which_issue_and_from_when(client: CheckingClient) -> None:
    first = issue()
    second = correct(first)
    html = paper_of(client, first)
    assert "This certificate has been replaced." in html
    assert "On 21 December 2026, issue 2 took the place of this one, which is issue 1. Ask its holder for the new one" in html
    assert "TRAORÉ DIALLO" not in html
    new = paper_of(client, second)
    assert "This certificate is genuine." in new
    assert f"{second.serial}, issue 2" in new


def test_the_serial_alone_speaks_of_the_latest_issue(client: CheckingClient) -> None:
    first = issue()
    correct(first)
    html = client.get(f"/en/v/{first.serial}").get_data(as_text=True)
    assert f"{first.serial}, issue 2" in html
    assert "replaced" not in html


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (RevocationReason.ERROR, "Reason: It was issued by mistake."),
        (RevocationReason.REQUIREMENTS, "Reason: The requirements were not met."),
        (RevocationReason.FRAUD, "Reason: The programme decided so; its coordination answers questions."),
    ],
)
def test_a_revoked_certificate_says_when_and_for_which_public_reason(client: CheckingClient, reason: RevocationReason, words: str) -> None:
    certificate = issue()
    revoke(certificate, reason)
    for html in (paper_of(client, certificate), client.get(f"/en/v/{certificate.serial}").get_data(as_text=True)):
        assert "withdrawn by the programme on 21 December 2026. It no longer certifies anything." in html
        assert words in html
        assert "Mots du dossier" not in html
        assert "deceit" not in html


def test_a_code_of_before_still_answers(client: CheckingClient) -> None:
    certificate = issue()
    facts = certificate.facts.replace(f'"code":"{certificate.code}"', '"code":""').replace(f'"proof":"{facts_of(certificate).proof}"', '"proof":""')
    older = {"code": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "facts": facts}
    with transactional():
        db.session.execute(update(Certificate).values(**older, facts_sha256=seal(facts, client.application.extensions["certificate_key"])))
    db.session.expire_all()
    html = client.get(f"/en/v/{certificate.serial}/abcdefghijklmnopqrstuvwxyz").get_data(as_text=True)
    assert "This certificate is genuine." in html


def test_a_demonstration_is_never_called_genuine(client: CheckingClient) -> None:
    trainer = make_ready_trainer()
    with transactional():
        db.session.execute(update(Programme).values(is_demonstration=True))
    html = paper_of(client, issue(trainer))
    assert "This is a TEST: it certifies nothing." in html
    assert "genuine" not in html


def test_the_page_is_short_and_asks_few_queries(client: CheckingClient) -> None:
    certificate = issue()
    with counted_queries() as statements:
        html = paper_of(client, certificate, "fr")
    assert len(brotli.compress(html.encode(), quality=5)) < 4000
    assert len(statements) <= 4


def test_the_keys_are_public_and_hold_nothing_private(client: CheckingClient, app: Flask) -> None:
    answer = client.get("/v/keys.json")
    ring: list[Key] = list(read_ring(app.config["RELAIS_SETTINGS"].signing_keys))
    assert [key.public for key in public_ring(answer.get_data(as_text=True))] == [key.public for key in ring]
    assert b"private" not in answer.data
    assert json.loads(answer.data)["issuer"] == "MRN-ML"


@pytest.mark.parametrize("path", ["/v/keys.json", "/v/list"])
def test_keys_and_list_can_be_kept_and_asked_for_again(client: CheckingClient, path: str) -> None:
    first = client.get(path)
    assert "public" in first.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in first.headers


def _list_says(client: CheckingClient, app: Flask, certificate: Certificate) -> Listing | None:
    ring = read_ring(app.config["RELAIS_SETTINGS"].signing_keys)
    return verdict_on(link_of(facts_of(certificate)), ring=ring, signed_list=client.get("/v/list").data, now=Clock.now).listing


def test_the_list_follows_what_becomes_of_certificates(client: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = issue()
    before = client.get("/v/list").headers["ETag"]
    assert _list_says(client, app, first) is Listing.CLEAR
    second = correct(first)
    monkeypatch.setattr(Clock, "now", LATER)
    assert [_list_says(client, app, one) for one in (first, second)] == [Listing.REPLACED, Listing.CLEAR]
    revoke(second)
    assert [_list_says(client, app, one) for one in (first, second)] == [Listing.REPLACED, Listing.REVOKED]
    assert client.get("/v/list").headers["ETag"] != before


def test_the_worker_names_files_that_there_are(client: CheckingClient) -> None:
    answer = client.get("/verify-worker.js")
    assert answer.mimetype == "text/javascript"
    files = json.loads(answer.get_data(as_text=True).split("var FILES = ")[1].split(";")[0])
    assert "/fr/verify" in files
    for path in files:
        with client.get(path) as found:
            assert found.status_code == 200, path


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_words_of_the_device_are_in_both_languages(client: CheckingClient, language: str) -> None:
    words = client.get(f"/{language}/verify/words.json").get_json()
    assert ("genuine" in words["outcomes"]["genuine"]) is (language == "en")


def test_what_is_frozen_is_what_was_signed(client: CheckingClient, app: Flask) -> None:
    certificate = issue()
    facts = facts_of(certificate)
    ring = read_ring(app.config["RELAIS_SETTINGS"].signing_keys)
    claims = verdict_on(facts.proof, ring=ring, signed_list=None, now=NOW).signature.claims
    assert claims
    assert (claims.serial, claims.name, claims.issued_on, claims.issue_number) == (facts.serial, facts.full_name, facts.issued_on, 1)
    assert db.session.scalar(select(Certificate.code)) == facts.code


def test_an_address_that_a_stranger_wrote_says_no_whole_sentence_on_the_page(client: CheckingClient) -> None:
    certificate = issue()
    html = client.get(f"/en/v/{certificate.serial}” is genuine. Holder: Adama KEITA").get_data(as_text=True)
    assert "This serial contains a mistake." in html
    assert "Holder: Adama" not in html
    assert "“T-2026-KQ7M2”" in client.get("/en/v/T-2026-KQ7M2").get_data(as_text=True)


def test_the_page_tells_the_device_every_day_and_the_issue_to_compare(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "last_valid_day", lambda *_arguments: date(2026, 12, 31))
    html = paper_of(client, correct(issue()))
    for stated in ('data-issue="2"', 'data-issued="2026-11-21"', 'data-expires="2026-12-31"'):
        assert stated in html
