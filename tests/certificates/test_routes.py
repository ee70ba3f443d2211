import re
from collections.abc import Callable
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import delete, func, select, update

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.certificates import services
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.rules.kinds import State
from lms.certificates.rules.serials import has_right_check, normal_serial
from lms.config import Settings
from lms.db import db, transactional
from lms.programmes.models import Programme
from tests import factories
from tests.certificates.conftest import set_public_url
from tests.certificates.damage import DAMAGES, forge_name
from tests.certificates.path import Trainer, attend, make_ready_trainer, make_trainer, read, take_quiz
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PROGRAMME

SignIn = Callable[[Account], CheckingClient]


def issue(trainer: Trainer) -> Certificate:
    with transactional():
        return services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=NOW)


def set_state(state: State) -> None:
    with transactional():
        db.session.execute(update(Certificate).values(state=state))


@pytest.mark.parametrize("path", ["/fr/my-certificate", "/fr/my-certificate/trainer/a4.pdf"])
def test_a_visitor_is_asked_to_sign_in(client: CheckingClient, path: str) -> None:
    assert "/sign-in" in (client.get(path).location or "")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MONITOR, Role.ADMINISTRATOR])
def test_other_roles_have_no_certificate_of_their_own(sign_in: SignIn, role: Role) -> None:
    factories.make_programme()
    browser = sign_in(factories.make_account(role))
    assert browser.get("/fr/my-certificate").status_code == 403
    assert browser.post("/fr/my-certificate/trainer").status_code in {400, 403}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_lists_what_is_missing_and_where_it_can_be_done(sign_in: SignIn, language: str) -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, *["present"] * 3)
    read(trainer, "first", lessons=1)
    take_quiz(trainer, "second", wrong=2)
    html = sign_in(trainer.account).get(f"/{language}/my-certificate").get_data(as_text=True)
    assert f'href="/{language}/modules/first"' in html
    assert f'href="/{language}/quizzes/second"' in html
    assert "33" in html
    assert html.count("relay-list__step--current") == 1
    assert f'method="post" action="/{language}/my-certificate/' not in html


def test_issue_my_certificate_by_the_button_then_download_it(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    browser = sign_in(trainer.account)
    assert browser.submit("/fr/my-certificate/trainer", page="/fr/my-certificate").status_code == 302
    certificate = db.session.scalars(select(Certificate)).one()
    assert certificate.serial in browser.get("/fr/my-certificate").get_data(as_text=True)
    answer = browser.get("/fr/my-certificate/trainer/a4.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=certificat-{certificate.serial}.pdf"
    assert f"filename=certificate-{certificate.serial}-card.pdf" in browser.get("/en/my-certificate/trainer/card.pdf").headers["Content-Disposition"]
    assert f"Télécharger le certificat (PDF, {round(len(answer.data) / 1000)}\u00a0Ko)" in browser.get("/fr/my-certificate").get_data(as_text=True)
    assert "Awa TRAORÉ" in pypdf.PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_an_attestation_is_called_one_by_its_button_and_its_file(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    browser = sign_in(trainer.account)
    browser.submit("/fr/my-certificate/participation", page="/fr/my-certificate")
    serial = db.session.scalars(select(Certificate.serial)).one()
    assert "Télécharger l’attestation (PDF, " in browser.get("/fr/my-certificate").get_data(as_text=True)
    assert f"filename=attestation-{serial}.pdf" in browser.get("/fr/my-certificate/participation/a4.pdf").headers["Content-Disposition"]
    with transactional():
        db.session.execute(delete(CertificatePaper))
    assert "Télécharger l’attestation (PDF)" in browser.get("/fr/my-certificate").get_data(as_text=True)


def test_the_code_on_the_paper_opens_the_page_of_this_certificate(sign_in: SignIn, client: CheckingClient) -> None:
    trainer = make_ready_trainer()
    certificate = issue(trainer)
    answer = sign_in(trainer.account).get("/en/my-certificate/trainer/a4.pdf")
    (code,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(answer.data)[0].render(scale=100 / 72).to_pil())
    settings: Settings = client.application.config["RELAIS_SETTINGS"]
    address, _hash, proof = code.text.partition("#")
    assert address == f"{settings.public_url}/v/{certificate.serial}/{certificate.code}"
    assert proof.startswith("MRN1:")
    assert "Awa TRAORÉ" in client.get(address.removeprefix(settings.public_url)).get_data(as_text=True)


def test_pressing_the_button_twice_issues_one_certificate(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    browser = sign_in(trainer.account)
    browser.submit("/fr/my-certificate/trainer", page="/fr/my-certificate")
    browser.post("/fr/my-certificate/trainer", data={"csrf_token": _token(browser)})
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def _token(browser: CheckingClient) -> str:
    html = browser.get("/fr/my-certificate").get_data(as_text=True)
    return html.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_button_pressed_too_early_says_what_is_missing(sign_in: SignIn) -> None:
    factories.make_programme()
    trainer = make_trainer()
    browser = sign_in(trainer.account)
    answer = browser.post("/en/my-certificate/trainer", data={"csrf_token": _token(browser)})
    assert answer.status_code == 422
    assert "Missing: Attendance at the workshop, Lessons of “Module first”" in answer.get_data(as_text=True)


def test_nothing_can_be_downloaded_before_it_is_issued_or_after_it_is_revoked(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    browser = sign_in(trainer.account)
    assert browser.get("/fr/my-certificate/trainer/a4.pdf").status_code == 404
    issue(trainer)
    set_state(State.REVOKED)
    assert browser.get("/fr/my-certificate/trainer/a4.pdf").status_code == 404
    assert "no longer valid" in browser.get("/en/my-certificate").get_data(as_text=True)


def test_serial_and_code_show_everything_that_is_printed(client: CheckingClient) -> None:
    certificate = issue(make_ready_trainer())
    answer = client.get(f"/en/v/{certificate.serial}/{certificate.code}")
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    for words in ("This certificate is genuine.", "Awa TRAORÉ", "Trainer certificate", "Test programme", "Bamako", "13 September 2022",
                  certificate.serial, "21 November 2026", "Valid", "identity document", "Invented funder"):  # fmt: skip
        assert words in html


def test_the_serial_alone_says_that_the_paper_is_not_verified_and_shows_no_name(client: CheckingClient) -> None:
    certificate = issue(make_ready_trainer())
    html = client.get(f"/en/v/{certificate.serial}").get_data(as_text=True)
    for words in ("This number exists; the paper itself is not verified. Scan its square code.", "Trainer certificate", "21 November 2026"):
        assert words in html
    assert "status-tag--neutral" in html
    for secret in ("TRAORÉ", "Awa", "Bamako", "Test programme", certificate.code, "Valid", "valid ", "genuine", "status-tag--done"):
        assert secret not in html


@pytest.mark.parametrize("change", [lambda code: code[:-1], lambda code: "A" * len(code), lambda code: code[::-1]])
def test_a_wrong_code_is_not_confirmed_and_reveals_nothing(client: CheckingClient, change: Callable[[str], str]) -> None:
    certificate = issue(make_ready_trainer())
    answer = client.get(f"/en/v/{certificate.serial}/{change(certificate.code)}")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "This paper is not confirmed." in html
    for secret in ("TRAORÉ", "Awa", "Bamako", "Test programme", "2026,", "Valid", certificate.code):
        assert secret not in html


def test_an_unknown_serial_and_a_mistyped_one_are_told_apart(client: CheckingClient) -> None:
    issue(make_ready_trainer())
    unknown, mistyped, shapeless = client.get("/en/v/T-2026-22222-4"), client.get("/en/v/T-2026-22222-5"), client.get("/en/v/<b>hello")
    assert {unknown.status_code, mistyped.status_code, shapeless.status_code} == {404}
    assert "does not exist" in unknown.get_data(as_text=True)
    assert "contains a mistake" in mistyped.get_data(as_text=True)
    assert "contains a mistake" in shapeless.get_data(as_text=True)
    assert "<b>hello" not in shapeless.get_data(as_text=True)


@pytest.mark.parametrize(
    ("state", "words"), [(State.REVOKED, "no longer certifies anything"), (State.REPLACED, "A corrected certificate was issued")]
)
def test_a_state_that_is_not_issued_says_what_it_means(client: CheckingClient, state: State, words: str) -> None:
    certificate = issue(make_ready_trainer())
    set_state(state)
    for path in (f"/en/v/{certificate.serial}", f"/en/v/{certificate.serial}/{certificate.code}"):
        html = client.get(path).get_data(as_text=True)
        assert words in html
        assert "is genuine" not in html


def test_a_demonstration_says_on_the_public_page_that_it_certifies_nothing(client: CheckingClient) -> None:
    trainer = make_ready_trainer()
    with transactional():
        db.session.execute(update(Programme).values(is_demonstration=True))
    certificate = issue(trainer)
    for path in (f"/en/v/{certificate.serial}", f"/en/v/{certificate.serial}/{certificate.code}"):
        assert "certifies nothing" in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_altered_record_is_not_confirmed_and_shows_nothing(client: CheckingClient, damage: Callable[[], None]) -> None:
    certificate = issue(make_ready_trainer())
    code = certificate.code
    damage()
    serial = db.session.scalars(select(Certificate.serial)).one()
    for path in (f"/en/v/{serial}", f"/en/v/{serial}/{code}"):
        answer = client.get(path)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 404
        assert "record has been altered: it is not confirmed." in html
        for shown in ("NOM", "TRAORÉ", "Bamako", "Test programme", "Trainer certificate", "November", "Valid", "genuine"):
            assert shown not in html


def test_an_altered_record_is_not_downloaded(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    issue(trainer)
    forge_name()
    answer = sign_in(trainer.account).get("/en/my-certificate/trainer/a4.pdf")
    assert answer.status_code == 409
    assert "has been altered" in answer.get_data(as_text=True)


def test_the_button_pressed_on_a_replaced_certificate_does_not_say_that_it_was_issued(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    issue(trainer)
    set_state(State.REPLACED)
    browser = sign_in(trainer.account)
    answer = browser.post("/en/my-certificate/trainer", data={"csrf_token": _token(browser)})
    assert answer.status_code == 409
    assert "was replaced" in answer.get_data(as_text=True)
    assert "Certificate issued" not in browser.get("/en/my-certificate").get_data(as_text=True)


def test_without_a_public_address_the_trainer_reads_why_and_has_no_button(sign_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_public_url(app, monkeypatch, "http://127.0.0.1:8000")
    browser = sign_in(make_ready_trainer().account)
    html = browser.get("/en/my-certificate").get_data(as_text=True)
    assert "has not yet given its public address" in html
    assert 'method="post" action="/en/my-certificate/' not in html
    answer = browser.post("/en/my-certificate/trainer", data={"csrf_token": _token(browser)})
    assert answer.status_code == 422
    assert "has not yet given its public address" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("accepted", "language"), [("en-GB,en", "en"), ("fr", "fr"), ("bm", "fr"), ("", "fr")])
def test_the_short_address_speaks_the_language_of_the_browser_and_french_by_default(client: CheckingClient, accepted: str, language: str) -> None:
    certificate = issue(make_ready_trainer())
    answer = client.get(f"/v/{certificate.serial}/{certificate.code}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.get_data(as_text=True)
    assert "Accept-Language" in answer.headers["Vary"]
    other = "fr" if language == "en" else "en"
    assert f'href="/{other}/v/{certificate.serial}/{certificate.code}"' in answer.get_data(as_text=True)


def test_checking_is_limited_to_sixty_a_minute(client: CheckingClient) -> None:
    statuses = [client.get("/fr/v/T-2026-22222-2").status_code for _ in range(61)]
    assert statuses[-2:] == [404, 429]


def test_verify_leads_from_a_typed_serial_to_its_page(client: CheckingClient) -> None:
    certificate = issue(make_ready_trainer())
    answer = client.get("/fr/verify", query_string={"serial": certificate.serial.lower().replace("-", " ")})
    assert answer.location == f"/fr/v/{certificate.serial}"


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Enter the serial"), ("hello", "A serial looks like"), ("T-2026-22222-Q", "One character of this serial")]
)
def test_verify_says_beside_the_field_what_is_wrong(client: CheckingClient, typed: str, words: str) -> None:
    answer = client.get("/en/verify", query_string={"serial": typed})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_verify_is_open_to_anyone(client: CheckingClient, language: str) -> None:
    assert client.get(f"/{language}/verify").status_code == 200


def test_the_page_has_one_name_and_says_of_each_kind_where_one_stands(sign_in: SignIn) -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, *["present"] * 6)
    browser = sign_in(trainer.account)
    page = browser.get("/en/my-certificate").text
    assert ">My certificates</h1>" in page.replace("\n", "")
    assert '<a href="/en/my-certificate" aria-current="page">My certificates</a>' in page
    lead = page.split('class="lead"')[1].split("</div>")[0]
    assert re.search(r"\d requirements are still missing", lead)


def test_the_serial_given_as_an_example_is_well_written(client: CheckingClient) -> None:
    example = re.search(r"For example (\S+)\.", client.get("/en/verify").text)
    assert example
    assert normal_serial(example[1]) == example[1]
    assert has_right_check(example[1])
