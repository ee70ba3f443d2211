"""Certificates, and what they still need, of people whom an organiser has only enrolled. Everybody in here is invented."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.certificates import services
from lms.certificates.models import Certificate
from lms.db import db, transactional
from lms.workshops import services as workshops
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import Marker, Status
from tests import factories
from tests.certificates.path import make_ready_trainer
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id

SignIn = Callable[[Account], CheckingClient]
MINE = "/en/workshops/kayes"


@pytest.fixture
def certificate(app: Flask) -> Certificate:
    """The certificate of somebody who attended a workshop of others."""
    trainer = make_ready_trainer()
    with transactional():
        return services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=NOW)


@pytest.fixture
def organiser(certificate: Certificate) -> Account:
    """Somebody who has enrolled them in a workshop of their own, where they have not been yet."""
    organiser = factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop("kayes", "ML-1", starts_on=date(2023, 3, 7), organisers=(organiser,))
    factories.make_enrolment(workshop, db.session.get_one(Person, certificate.person_id))
    return organiser


def _let_in(organiser: Account) -> None:
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "kayes")).one()
    enrolment = db.session.scalars(select(Enrolment).where(Enrolment.workshop_id == workshop.id)).one()
    half_day = db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id, HalfDay.position == 1)).one()
    with transactional():
        workshops.mark_attendance(form_id=fact_id(), workshop=workshop, half_day=half_day, statuses={enrolment.id: Status.PRESENT}, seen={},
                                  by=Marker(organiser.id), programme=PROGRAMME, now=NOW)  # fmt: skip


def test_enrolling_somebody_opens_neither_their_certificate_nor_its_file(
    certificate: Certificate, organiser: Account, sign_in: SignIn
) -> None:  # fmt: skip
    browser = sign_in(organiser)
    page = f"/en/certificates/{certificate.serial}"
    assert [browser.get(path).status_code for path in (page, f"{page}/1/a4.pdf", f"{page}/1/card.pdf")] == [404] * 3
    _let_in(organiser)
    assert [browser.get(path).status_code for path in (page, f"{page}/1/a4.pdf", f"{page}/1/card.pdf")] == [200] * 3


def test_the_certificates_of_a_workshop_say_nothing_of_strangers(certificate: Certificate, organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    before = browser.get(f"{MINE}/certificates").text
    assert ("Awa TRAORÉ" in before, "From elsewhere" in before) == (True, True)
    assert (certificate.serial in before, "Bamako" in before, ">Issued<" in before) == (False, False, False)
    _let_in(organiser)
    assert certificate.serial in browser.get(f"{MINE}/certificates").text


def test_what_strangers_have_done_elsewhere_is_not_told(organiser: Account, sign_in: SignIn) -> None:
    html = sign_in(organiser).get(f"{MINE}/requirements").text
    assert ("Awa TRAORÉ" in html, "6/6" in html) == (False, False)


def test_what_strangers_still_need_is_neither_told_nor_sent(organiser: Account, sign_in: SignIn) -> None:
    idle = factories.make_person("Sissoko")
    for workshop in db.session.scalars(select(Workshop)).all():
        factories.make_enrolment(workshop, idle)
    browser = sign_in(organiser)
    page = browser.get(f"{MINE}/messages/missing").text
    assert ("SISSOKO" in page, "2 more people come from elsewhere" in page, "Nobody is enrolled" in page) == (False, True, False)
    assert browser.get(f"{MINE}/messages/missing/{idle.code}").status_code == 404


def test_strangers_are_counted_where_they_are_not_told_of(organiser: Account, sign_in: SignIn) -> None:
    browser = sign_in(organiser)
    for page in ("requirements", "requirements/simulation"):
        assert "1 more person comes from elsewhere" in browser.get(f"{MINE}/{page}").text
    _let_in(organiser)
    html = browser.get(f"{MINE}/requirements").text
    assert ("Awa TRAORÉ" in html, "comes from elsewhere" in html) == (True, False)


def test_monitors_see_everybody(organiser: Account, sign_in: SignIn) -> None:
    assert "Awa TRAORÉ" in sign_in(factories.make_account(Role.MONITOR)).get(f"{MINE}/requirements").text
