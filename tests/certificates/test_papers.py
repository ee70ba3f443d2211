"""The files of certificates: the bytes of the day of issue, whatever changes later."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from lms.accounts.models import Account, Person
from lms.certificates import queries, services
from lms.certificates.content import designs
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.rules.facts import Words
from lms.certificates.rules.kinds import PaperFormat
from lms.certificates.services import papers
from lms.courses.content import library
from lms.db import db, transactional
from lms.programmes.models import Programme
from tests.certificates.damage import forge_name
from tests.certificates.path import Trainer, make_ready_trainer
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PROGRAMME

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Account], CheckingClient]


def issue(trainer: Trainer) -> Certificate:
    """Issue a certificate as the page does: drawn first, kept then."""
    draft = services.draft_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", now=NOW)
    with transactional():
        return services.issue_certificate(
            person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=NOW, draft=draft
        )


def kept() -> CertificatePaper:
    return db.session.scalars(select(CertificatePaper).where(CertificatePaper.format == "a4")).one()


def test_what_is_handed_out_is_what_was_kept_with_its_sha256() -> None:
    certificate = issue(make_ready_trainer())
    assert set(db.session.scalars(select(CertificatePaper.format))) == set(papers.FORMATS)
    content = services.paper_of(certificate, PaperFormat.A4)
    assert content == kept().content
    assert hashlib.sha256(content).hexdigest() == kept().sha256


def test_drawn_twice_the_bytes_are_the_same() -> None:
    facts = queries.facts_of(issue(make_ready_trainer()))
    assert papers.draw(facts, PaperFormat.A4) == papers.draw(facts, PaperFormat.A4) == kept().content


def test_a_later_change_of_name_programme_wording_and_title_changes_nothing(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make_ready_trainer()
    certificate = issue(trainer)
    before, facts = kept().sha256, certificate.facts
    browser = sign_in(trainer.account)
    with transactional():
        db.session.execute(update(Person).values(family_name="Autre"))
        db.session.execute(update(Programme).values(name_fr="Autre programme", funders_fr="Autre bailleur"))
    _change_files(app, monkeypatch)
    downloaded = browser.get("/fr/my-certificate/trainer/a4.pdf").get_data()
    assert hashlib.sha256(downloaded).hexdigest() == before
    assert issue(trainer).facts == facts
    assert papers.draw(queries.facts_of(certificate), PaperFormat.A4) == downloaded


def _change_files(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the wording of the design, and the titles of the modules and of their quizzes."""
    changed = {
        slug: replace(design, words={language: _other(words) for language, words in design.words.items()}) for slug, design in designs().items()
    }
    monkeypatch.setitem(app.extensions, "certificate_designs", changed)
    for module in library().modules.values():
        for language, texts in module.texts.items():
            monkeypatch.setitem(module.texts, language, replace(texts, title="Autre titre"))  # type: ignore[arg-type]
    for quiz in app.extensions["quizzes"].values():
        for language in quiz.titles:
            monkeypatch.setitem(quiz.titles, language, "Autre test")


def _other(words: Words) -> Words:
    return replace(words, title="Autre certificat", awarded_to="remis à")


def test_bytes_that_do_not_fit_their_sha256_are_refused_and_named_in_the_log(sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    trainer = make_ready_trainer()
    certificate = issue(trainer)
    with transactional():
        db.session.execute(update(CertificatePaper).values(content=kept().content.replace(b"%PDF-1", b"%PDF-2")))
    answer = sign_in(trainer.account).get("/en/my-certificate/trainer/a4.pdf")
    assert answer.status_code == 409
    assert "has been altered, so it is not handed out" in answer.get_data(as_text=True)
    assert f"certificate {certificate.id} is not what was drawn" in caplog.text


def test_a_file_with_its_own_sha256_in_the_place_of_another_is_refused() -> None:
    certificate = issue(make_ready_trainer())
    forged = b"%PDF forged"
    with transactional():
        db.session.execute(update(CertificatePaper).values(content=forged, sha256=hashlib.sha256(forged).hexdigest()))
    with pytest.raises(papers.AlteredPaper):
        services.paper_of(certificate, PaperFormat.A4)


def test_a_kept_file_does_not_hide_that_the_facts_were_altered() -> None:
    certificate = issue(make_ready_trainer())
    forge_name()
    with pytest.raises(queries.AlteredRecord):
        services.paper_of(certificate, PaperFormat.A4)


def test_a_certificate_without_a_kept_file_is_drawn_from_its_facts() -> None:
    certificate = issue(make_ready_trainer())
    before = kept().content
    with transactional():
        db.session.execute(delete(CertificatePaper))
    assert services.paper_of(certificate, PaperFormat.A4) == before


def test_two_records_that_were_drawn_for_the_same_person_give_one_certificate() -> None:
    trainer = make_ready_trainer()
    drafts = [services.draft_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", now=NOW) for _ in range(2)]
    for draft in drafts:
        with transactional():
            services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=None, now=NOW, draft=draft)
    assert db.session.scalars(select(Certificate.serial)).all() == [drafts[0].facts.serial]
