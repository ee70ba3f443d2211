from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from flask import Flask

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.certificates import preview
from lms.certificates.rules.serials import normal_serial
from tests import factories
from tests.client import CheckingClient
from tests.factories import PROGRAMME

SignIn = Callable[[Account], CheckingClient]
PAPER = "/fr/certificates/preview/trainer/{number}/{languages}/{form}.pdf"


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ORGANISER, Role.MONITOR])
def test_only_administrators_see_how_certificates_look(sign_in: SignIn, role: Role) -> None:
    factories.make_programme()
    browser = sign_in(factories.make_account(role))
    assert browser.get("/fr/certificates/preview").status_code == 403
    assert browser.get(PAPER.format(number=1, languages="fr", form="a4")).status_code == 403


def test_the_page_leads_to_each_design_name_language_and_format(sign_in: SignIn) -> None:
    factories.make_programme()
    html = sign_in(factories.make_account(Role.ADMINISTRATOR)).get("/en/certificates/preview").get_data(as_text=True)
    assert html.count(".pdf") % (len(preview.NAMES) * 6) == 0
    assert "ⵎⵓⵙⴰ" in html


@pytest.mark.parametrize("form", ["a4", "card"])
@pytest.mark.parametrize("languages", ["fr", "en", "fr-en"])
@pytest.mark.parametrize("number", [1, 7])
def test_a_preview_says_that_it_is_one_and_has_a_serial_that_no_certificate_has(sign_in: SignIn, number: int, languages: str, form: str) -> None:
    factories.make_programme()
    response = sign_in(factories.make_account(Role.ADMINISTRATOR)).get(PAPER.format(number=number, languages=languages, form=form))
    text = pypdf.PdfReader(BytesIO(response.get_data())).pages[0].extract_text()
    assert ("PREVIEW" if languages == "en" else "APERÇU") in text
    assert "TEST" in text
    assert normal_serial("T-0000-00000-0") is None


def test_what_is_not_there_is_not_found(sign_in: SignIn) -> None:
    factories.make_programme()
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    for path in ("trainer/0/fr/a4", "trainer/10/fr/a4", "trainer/1/de/a4", "nothing/1/fr/a4", "trainer/1/fr/a3"):
        assert browser.get(f"/fr/certificates/preview/{path}.pdf").status_code == 404, path


def test_the_command_writes_every_preview(app: Flask, tmp_path: Path) -> None:
    factories.make_programme()
    done = app.test_cli_runner().invoke(args=["certificates", "preview", str(tmp_path / "papers"), "--programme", PROGRAMME])
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "papers").glob("trainer-*.pdf"))) == len(preview.NAMES) * 6
