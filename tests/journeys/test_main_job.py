"""The main job, from sign-in to the changed figure, in a real browser and in French."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, answer_check, answer_quiz, figure, fits, lessons, sign_in

pytestmark = pytest.mark.journey

MODULES = ("legal-framework", "sop-detection-identification", "sop-assistance-protection")


def test_the_main_job(chromium: Browser, server: str, tmp_path: Path) -> None:
    name = _trainer_studies(chromium, server)
    _organiser_marks_attendance(chromium, server, name)
    certificate = _trainer_receives_certificate(chromium, server, tmp_path)
    _anyone_checks_certificate(chromium, server, certificate, name)
    _session_is_reported_and_counted(chromium, server)


def _trainer_studies(chromium: Browser, server: str) -> str:
    """Read the three modules and pass their quizzes and the test after them, on a phone; return the trainer's name."""
    page = sign_in(chromium, server, "formatrice", PHONE)
    expect(page.get_by_role("heading", name="Prochaine étape")).to_be_visible()
    name = page.locator(".account-menu__name").inner_text().strip()
    page.get_by_role("link", name="Mes certificats").first.click()
    expect(page.locator("main")).to_contain_text("2 conditions remplies sur 9")

    page.goto(f"{server}/fr/")
    page.locator("main .button--primary").click()  # what comes next: the first lesson
    for module in MODULES:
        for lesson in lessons(module):
            expect(page).to_have_url(re.compile(f"/modules/{module}/{lesson}$"))
            assert fits(page), page.url
            expect(page.get_by_role("heading", name="Sources", exact=True)).to_be_visible()
            answer_check(page, module, lesson)
        expect(page).to_have_url(re.compile(f"/modules/{module}$"))
        page.get_by_role("link", name="Faire le quiz").click()
        answer_quiz(page, module)
        expect(page.locator(".score")).to_contain_text("100")
        assert fits(page)
        page.goto(f"{server}/fr/")
        page.locator("main .button--primary").click()
    page.goto(f"{server}/fr/quizzes/post-test")
    answer_quiz(page, *MODULES)
    page.context.close()
    return name


def _organiser_marks_attendance(chromium: Browser, server: str, name: str) -> None:
    """Mark the last half-day: everybody present, then one exception; then correct it."""
    page = sign_in(chromium, server, "organisation", DESK)
    page.get_by_role("link", name=re.compile("Bamako, 15 septembre 2022")).click()
    rows = page.locator(".attendance-grid__row")
    expect(rows).to_have_count(40)
    expect(page.locator('.attendance-grid input[value="present"]:checked')).to_have_count(40)
    other = rows.filter(has_not_text=name).first
    other.locator('input[value="absent"]').check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    expect(page.locator("main")).to_contain_text("39 présences")
    expect(page.locator("main")).to_contain_text("1 absence")
    page.goto(f"{server}/fr/workshops/bamako")
    assert page.locator("tbody tr", has=page.locator("th")).count() >= 40
    page.context.close()


def _trainer_receives_certificate(chromium: Browser, server: str, folder: Path) -> Path:
    page = sign_in(chromium, server, "formatrice", PHONE)
    page.goto(f"{server}/fr/my-certificate")
    expect(page.locator(".relay-list__step--done")).to_have_count(10)  # nine of the certificate, one of the attestation
    page.get_by_role("button", name="Obtenir : Certificat de formateur").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le certificat").click()
    path = folder / "certificate.pdf"
    download.value.save_as(path)
    page.context.close()
    return path


def _anyone_checks_certificate(chromium: Browser, server: str, certificate: Path, name: str) -> None:
    """Read the paper with code that is not ours, follow its QR code as a stranger, then try a false one."""
    text = " ".join(pypdf.PdfReader(certificate).pages[0].extract_text().split())
    assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", text)
    image = pypdfium2.PdfDocument(certificate)[0].render(scale=150 / 72).to_pil()
    codes = zxingcpp.read_barcodes(image)
    assert len(codes) == 1
    address, _hash, proof = codes[0].text.partition("#")
    assert proof.startswith("MRN1:")
    assert address.startswith(f"{server}/v/T-")

    page = chromium.new_context(viewport=PHONE, locale="fr-FR").new_page()  # type: ignore[arg-type]
    page.goto(address)
    expect(page.locator(".verification")).to_contain_text(name)
    for fact in (name, "Certificat de formateur", "Bamako", "septembre 2022", "Cadre juridique", "POS 1", "POS 2", address.split("/")[4]):
        expect(page.locator("main")).to_contain_text(fact)
        assert fact in text
    assert fits(page)
    page.goto(address[:-1] + ("A" if address[-1] != "A" else "B"))
    expect(page.locator(".verification--genuine")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(name)
    expect(page.locator("main")).to_contain_text("n’est pas confirmé")
    page.context.close()


def _session_is_reported_and_counted(chromium: Browser, server: str) -> None:
    """Report a session, have it returned, correct it, have it verified, and see the figures move by what was reported."""
    monitor = sign_in(chromium, server, "suivi", DESK)
    monitor.goto(f"{server}/fr/coverage")
    sessions, participations = figure(monitor, "Sessions de restitution"), figure(monitor, "Participations")

    trainer = sign_in(chromium, server, "formatrice", PHONE)
    trainer.goto(f"{server}/fr/my-sessions/report")
    trainer.locator("[name=held_on]").fill(date.today().isoformat())  # noqa: DTZ011  the browser's own day
    trainer.locator("[name=place_code]").select_option(label="Commune IV")
    trainer.locator("[name=modules][value=legal-framework]").check()
    trainer.locator("[name=head_counts-F-25-34]").fill("7")
    trainer.locator("[name=head_counts-M-35-49]").fill("5")
    assert fits(trainer)
    trainer.get_by_role("button", name="Envoyer le rapport").click()
    expect(trainer.locator("main")).to_contain_text("En attente de vérification")

    monitor.goto(f"{server}/fr/coverage")
    assert (figure(monitor, "Sessions de restitution"), figure(monitor, "Participations")) == (sessions, participations), "waiting is not counted"
    monitor.goto(f"{server}/fr/sessions")
    monitor.locator("tbody tr", has_text="Commune IV").get_by_role("link").first.click()
    monitor.locator("textarea").fill("Combien de femmes de 18 à 24 ans ?")
    monitor.get_by_role("button", name="Renvoyer avec ce motif").click()
    expect(monitor.get_by_role("link", name="Rapport suivant à vérifier")).to_be_visible()
    monitor.goto(f"{server}/fr/sessions?state=returned")
    expect(monitor.locator("tbody tr", has_text="Commune IV")).to_have_count(1)

    trainer.goto(f"{server}/fr/my-sessions")
    expect(trainer.locator("main")).to_contain_text("Combien de femmes de 18 à 24 ans")
    trainer.get_by_role("link", name="Corriger ce rapport").first.click()
    trainer.locator("[name=head_counts-F-18-24]").fill("3")
    trainer.get_by_role("button", name="Envoyer la correction").click()

    monitor.goto(f"{server}/fr/sessions")
    monitor.locator("tbody tr", has_text="Commune IV").get_by_role("link").first.click()
    monitor.get_by_role("button", name="Vérifier la session").click()
    monitor.goto(f"{server}/fr/coverage")
    assert figure(monitor, "Sessions de restitution") == sessions + 1
    assert figure(monitor, "Participations") == participations + 15
    monitor.goto(f"{server}/fr/trainers")
    expect(monitor.locator("main")).to_contain_text("220")
    trainer.context.close()
    monitor.context.close()
