"""A whole workshop: in steps, by two at once, and after a cut."""

import hashlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select, update

from lms import clock
from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.app import create_app
from lms.certificates import services
from lms.certificates.content import designs
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.proof.keys import Use, keep_key, new_key
from lms.certificates.rules.facts import facts_from_json
from lms.certificates.rules.kinds import PaperFormat
from lms.certificates.services import batches, papers
from lms.certificates.services.batches import AT_ONCE, issue_ready
from lms.certificates.services.handing_out import LIST_NAME
from lms.certificates.standing import design_of
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.places.services import store_places
from lms.programmes import services as programmes
from lms.workshops.models import Workshop
from tests import factories
from tests.certificates.conftest import PUBLIC_URL
from tests.certificates.crowd import make_ready_crowd
from tests.certificates.path import make_ready_trainer
from tests.client import CheckingClient
from tests.conftest import NOW, settings_in
from tests.counting import counted_queries
from tests.factories import PROGRAMME

SignIn = Callable[[Account], CheckingClient]


@pytest.fixture
def drawn_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw in no time what these tests do not look at."""
    monkeypatch.setattr(papers, "draw", lambda facts, _format: f"%PDF {facts.serial}".encode())


def issue_all(workshop: Workshop, account_id: object = None) -> batches.Progress:
    return list(issue_ready(workshop, design_of(PROGRAMME, "trainer"), account_id=account_id, now=NOW))[-1]  # type: ignore[arg-type]


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def make_crowd(number: int) -> tuple[Workshop, Account]:
    factories.make_programme()
    organiser = factories.make_account(Role.ORGANISER)
    return make_ready_crowd(number, organiser), organiser


@pytest.mark.usefixtures("app", "drawn_fast")
def test_everybody_who_is_ready_gets_one_with_its_file_and_a_line_in_the_audit() -> None:
    workshop, organiser = make_crowd(AT_ONCE + 2)
    factories.make_enrolment(workshop, factories.make_person())  # is not ready
    steps = [(one.done, one.total) for one in issue_ready(workshop, design_of(PROGRAMME, "trainer"), account_id=organiser.id, now=NOW)]
    assert steps == [(0, AT_ONCE + 2), (AT_ONCE, AT_ONCE + 2), (AT_ONCE + 2, AT_ONCE + 2)]
    assert (count(Certificate), count(CertificatePaper)) == (AT_ONCE + 2, (AT_ONCE + 2) * len(papers.FORMATS))
    noted = select(func.count()).where(AuditEntry.action == "certificate.issued", AuditEntry.account_id == organiser.id)
    assert db.session.scalar(noted) == AT_ONCE + 2


@pytest.mark.usefixtures("app", "drawn_fast")
def test_a_second_batch_finds_nobody_left() -> None:
    workshop, _organiser = make_crowd(3)
    issue_all(workshop)
    again = issue_all(workshop)
    assert (again.total, again.issued, count(Certificate)) == (0, [], 3)


@pytest.mark.usefixtures("app", "drawn_fast")
def test_a_revoked_certificate_is_not_issued_by_the_next_batch() -> None:
    workshop, _organiser = make_crowd(2)
    issue_all(workshop)
    with transactional():
        db.session.execute(update(Certificate).values(state="revoked"))
    assert issue_all(workshop).total == 0


@pytest.mark.usefixtures("app", "drawn_fast")
def test_whoever_attended_more_elsewhere_is_left_to_that_workshop() -> None:
    trainer = make_ready_trainer()
    short = factories.make_workshop(slug="segou", half_days=6)
    factories.make_enrolment(short, trainer.person)
    assert issue_all(short).total == 0
    assert issue_all(db.session.scalars(select(Workshop).where(Workshop.slug == "bamako")).one()).issued


@pytest.mark.usefixtures("app", "drawn_fast")
def test_one_person_whose_certificate_cannot_be_drawn_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, _organiser = make_crowd(3)
    first = db.session.scalars(select(Person.id).where(Person.family_name == "Traoré 000")).one()
    real = services.issuing.facts_of_first_issue

    def refusing(person_id: object, source: object) -> object:
        if person_id == first:
            raise services.NoWorkshop("invented")
        return real(person_id, source)  # type: ignore[arg-type]

    monkeypatch.setattr(services.issuing, "facts_of_first_issue", refusing)
    done = issue_all(workshop)
    assert (len(done.issued), [one.person_id for one in done.refused]) == (2, [first])


@pytest.mark.usefixtures("app", "drawn_fast")
def test_a_merge_between_drawing_and_keeping_issues_nothing_in_that_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.accounts.models import MergedPerson  # noqa: PLC0415

    workshop, _organiser = make_crowd(2)
    one, other = db.session.scalars(select(Person.id).order_by(Person.family_name).where(Person.family_name.like("Traoré 0%"))).all()
    real = batches.issue_drafts

    def after_a_merge(*arguments: object, **named: object) -> object:
        db.session.add(MergedPerson(person_id=one, kept_id=other))
        db.session.flush()
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "issue_drafts", after_a_merge)
    done = issue_all(workshop)
    assert (done.issued, len(done.refused), count(Certificate)) == ([], 2, 0)


def _two_at_once(app: Flask, workshop_id: object) -> Counter[str]:
    """Have two workers issue the certificates of a workshop at the same time; return how many each person got."""
    together = Barrier(2)

    def work(_number: int) -> int:
        with app.app_context():
            workshop = db.session.get_one(Workshop, workshop_id)
            together.wait(timeout=30)
            return len(issue_all(workshop).issued)

    with ThreadPoolExecutor(2) as workers:
        issued = sum(workers.map(work, range(2)))
    with app.app_context():
        people = Counter(map(str, db.session.scalars(select(Certificate.person_id))))
        assert issued == people.total()
        db.session.remove()
    return people


@pytest.mark.usefixtures("drawn_fast")
def test_two_organisers_at_once_issue_one_to_each_on_sqlite(app: Flask) -> None:
    workshop, _organiser = make_crowd(23)
    workshop_id = workshop.id
    db.session.remove()
    people = _two_at_once(app, workshop_id)
    assert (len(people), set(people.values())) == (23, {1})


@pytest.mark.postgresql
@pytest.mark.usefixtures("drawn_fast")
def test_two_organisers_at_once_issue_one_to_each_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, DATABASE_URL=postgresql_url, RELAIS_PUBLIC_URL=PUBLIC_URL))
    keep_key(app.config["RELAIS_SETTINGS"].signing_keys, new_key(Use.PRODUCTION, date(2020, 1, 1)))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        workshop_id = make_crowd(23)[0].id
        db.session.remove()
    people = _two_at_once(app, workshop_id)
    with app.app_context():
        db.engine.dispose()
    assert (len(people), set(people.values())) == (23, {1})


@pytest.mark.usefixtures("app", "drawn_fast")
def test_the_queries_of_the_page_do_not_grow_with_the_people(sign_in: SignIn) -> None:
    workshop, organiser = make_crowd(3)
    issue_all(workshop)
    browser = sign_in(organiser)
    asked = []
    for _more in range(2):
        with counted_queries() as statements:
            assert browser.get("/en/workshops/bamako/certificates").status_code == 200
        asked.append(len(statements))
        for number in range(10):
            factories.make_enrolment(workshop, factories.make_person(given_names=f"Personne {number}"))
    assert asked[0] == asked[1]


@pytest.mark.usefixtures("app")
def test_one_file_to_print_has_a_page_each_in_the_order_of_the_list_and_the_archive_the_kept_bytes(sign_in: SignIn) -> None:
    workshop, organiser = make_crowd(3)
    browser = sign_in(organiser)
    html = browser.submit("/en/workshops/bamako/certificates/trainer/issue", {"languages": "fr"}, page="/en/workshops/bamako/certificates").get_data(
        as_text=True
    )
    assert "3 certificates were issued." in html
    assert html.count("<progress") >= 2
    printed = browser.get("/en/workshops/bamako/certificates/trainer.pdf")
    pages = [page.extract_text() for page in PdfReader(BytesIO(printed.get_data())).pages]
    assert [next(n for n in ("000", "001", "002") if f"TRAORÉ {n}" in " ".join(page.split())) for page in pages] == ["000", "001", "002"]
    answer = browser.get("/en/workshops/bamako/certificates/trainer.zip")
    with ZipFile(BytesIO(answer.get_data())) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert "TRAORÉ 001" in held.pop(LIST_NAME).decode("utf-8-sig")
    assert not any("TRAOR" in name.upper() for name in held)
    kept = {paper.sha256 for paper in db.session.scalars(select(CertificatePaper))}
    assert {hashlib.sha256(content).hexdigest() for name, content in held.items() if "card" not in name} == kept
    assert len(held) == 3 * len(PaperFormat)
    noted = set(db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == workshop.audit_subject)))
    assert {"certificates.printed", "certificates.downloaded"} <= noted


@pytest.mark.usefixtures("app", "drawn_fast")
@pytest.mark.parametrize("path", ["trainer.pdf", "trainer.zip"])
def test_a_file_that_was_altered_is_neither_printed_nor_archived(sign_in: SignIn, path: str, caplog: pytest.LogCaptureFixture) -> None:
    workshop, organiser = make_crowd(2)
    issue_all(workshop)
    with transactional():
        db.session.execute(update(CertificatePaper).values(content=b"%PDF forged"))
    answer = sign_in(organiser).get(f"/en/workshops/bamako/certificates/{path}")
    assert answer.status_code == 409
    assert "has been altered, so it is not handed out" in answer.get_data(as_text=True)
    assert "is not what was drawn" in caplog.text


@pytest.mark.usefixtures("app", "drawn_fast")
def test_one_person_alone_is_issued_theirs(sign_in: SignIn) -> None:
    _workshop, organiser = make_crowd(3)
    code = db.session.scalars(select(Person.code).where(Person.family_name == "Traoré 001")).one()
    browser = sign_in(organiser)
    browser.submit("/en/workshops/bamako/certificates/trainer/issue", {"person": code, "languages": "fr"}, page="/en/workshops/bamako/certificates")
    assert [facts_from_json(facts).full_name for facts in db.session.scalars(select(Certificate.facts))] == ["Awa TRAORÉ 001"]


@pytest.mark.usefixtures("app")
def test_papers_are_printed_in_the_languages_that_are_chosen(sign_in: SignIn) -> None:
    _workshop, organiser = make_crowd(1)
    page, browser = "/en/workshops/bamako/certificates", sign_in(organiser)
    html = browser.submit(f"{page}/trainer/issue", {"languages": "fr-en"}, page=page).get_data(as_text=True)
    assert "1 certificate was issued." in html
    assert facts_from_json(db.session.scalars(select(Certificate.facts)).one()).languages == ("fr", "en")
    printed = PdfReader(BytesIO(browser.get(f"{page}/trainer.pdf").get_data())).pages[0].extract_text()
    words = designs()["trainer"].words
    assert all(words[language].title.casefold() in " ".join(printed.split()).casefold() for language in ("fr", "en"))


@pytest.mark.usefixtures("app", "drawn_fast")
def test_the_programme_says_what_is_chosen_beforehand(sign_in: SignIn) -> None:
    workshop, organiser = make_crowd(1)
    with transactional():
        programmes.change_certificates(slug=PROGRAMME, paper_languages=("fr", "en"))
    html = sign_in(organiser).get("/en/workshops/bamako/certificates").get_data(as_text=True)
    assert '<option selected value="fr-en">French and English</option>' in html
    assert issue_all(workshop).issued
    assert facts_from_json(db.session.scalars(select(Certificate.facts)).one()).languages == ("fr", "en")


@pytest.mark.usefixtures("app", "drawn_fast")
def test_a_language_that_is_not_offered_issues_nothing(sign_in: SignIn) -> None:
    make_crowd(1)
    page = "/en/workshops/bamako/certificates"
    answer = sign_in(factories.make_account(Role.ADMINISTRATOR)).submit(f"{page}/trainer/issue", {"languages": "de"}, page=page)
    assert (answer.status_code, count(Certificate)) == (422, 0)
    assert "Choose from the list." in answer.get_data(as_text=True)


@pytest.mark.usefixtures("app", "drawn_fast")
@pytest.mark.parametrize(("role", "status"), [(Role.ORGANISER, 404), (Role.MONITOR, 403), (Role.TRAINER, 403), (Role.ADMINISTRATOR, 200)])
def test_only_organisers_of_the_workshop_and_administrators_open_the_page(sign_in: SignIn, role: Role, status: int) -> None:
    make_crowd(1)
    assert sign_in(factories.make_account(role)).get("/en/workshops/bamako/certificates").status_code == status


@pytest.mark.usefixtures("app")
def test_the_page_says_what_each_person_lacks_or_has(sign_in: SignIn) -> None:
    workshop, organiser = make_crowd(1)
    factories.make_enrolment(workshop, factories.make_person("Diallo", "Moussa"))
    html = sign_in(organiser).get("/en/workshops/bamako/certificates").get_data(as_text=True)
    for words in ("0 issued · 1 ready · something missing for 1", "Issue 1 certificate", "Ready", "Something is missing", "Who lacks what"):
        assert words in html


@pytest.mark.usefixtures("app", "drawn_fast")
def test_nothing_is_issued_before_the_last_day_of_the_workshop(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, organiser = make_crowd(1)
    with transactional():
        db.session.execute(update(Workshop).values(ends_on=clock.local_day(NOW) + timedelta(days=1)))
    done = issue_all(workshop)
    assert (done.issued, [str(type(one.error).__name__) for one in done.refused]) == ([], ["WorkshopNotOver"])
    monkeypatch.setattr(clock, "now", lambda: NOW)
    html = sign_in(organiser).get("/en/workshops/bamako/certificates").get_data(as_text=True)
    assert "Certificates are issued from that day on." in html
    assert "Issue 1 certificate" not in html
    later = list(issue_ready(workshop, design_of(PROGRAMME, "trainer"), account_id=organiser.id, now=NOW + timedelta(days=1)))[-1]
    assert len(later.issued) == 1
