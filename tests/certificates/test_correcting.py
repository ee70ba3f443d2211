"""Issuing again with a correction, and revoking: nothing is edited, and every step can be read afterwards."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.certificates import queries, services
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.rules.corrections import Correction
from lms.certificates.rules.facts import last_valid_day
from lms.certificates.rules.kinds import CorrectionReason, RevocationReason, State
from lms.certificates.rules.requirements import Requirement, RequirementKind
from lms.certificates.services import freezing
from lms.certificates.services.correcting import ChangedMeanwhile, NothingCorrected, ReasonMissing
from lms.certificates.standing import design_of
from lms.certificates.verification import Finding, Standing, verification_of
from lms.db import db, transactional
from lms.directory.models import CorrectionRequest
from lms.programmes.models import Programme
from lms.workshops.models import Workshop, WorkshopOrganiser
from tests import factories
from tests.certificates.crowd import make_ready_crowd
from tests.certificates.path import Trainer, make_ready_trainer
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.directory.makers import merge, separate
from tests.factories import PROGRAMME, fact_id

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Account], CheckingClient]
AT = NOW + timedelta(days=1)


@pytest.fixture
def held() -> Certificate:
    """A certificate whose name is misspelt."""
    return issue(make_ready_trainer("Traore"))


def issue(trainer: Trainer) -> Certificate:
    with transactional():
        return services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=NOW)


def correction(certificate: Certificate, reason: CorrectionReason = CorrectionReason.NAME, **changes: object) -> Correction:
    facts = queries.facts_of(certificate)
    same = Correction(full_name=facts.full_name, issued_on=facts.issued_on, place=facts.place, starts_on=facts.starts_on, ends_on=facts.ends_on,
                      reason=reason, words="Écrit comme sur la carte d’identité.", languages=facts.languages)  # fmt: skip
    return replace(same, **changes)  # type: ignore[arg-type]


def correct(certificate: Certificate, id: UUID | None = None, reason: CorrectionReason = CorrectionReason.NAME, **changes: object) -> Certificate:
    draft = services.draft_correction(certificate, correction(certificate, reason, **changes), now=AT)
    with transactional():
        return services.correct_certificate(draft, id=id or fact_id(), account_id=certificate.issued_by or fact_id(), now=AT)


def revoke(certificate: Certificate, words: str = "Délivré à la mauvaise personne.") -> None:
    with transactional():
        services.revoke_certificate(certificate_id=certificate.id, reason=RevocationReason.ERROR, words=words, account_id=fact_id(), now=AT)


def states() -> list[tuple[int, str]]:
    db.session.expire_all()
    return [(one.issue_number, one.state) for one in db.session.scalars(select(Certificate).order_by(Certificate.serial, Certificate.issue_number))]


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\ufeff", "\x07"])
def test_letters_that_cannot_be_seen_are_signed_neither_in_a_first_issue_nor_in_a_further_one(unseen: str) -> None:
    first = issue(make_ready_trainer(f"Trao{unseen}ré", f"{unseen}Awa"))
    assert queries.facts_of(first).full_name == "Awa TRAORÉ"
    further = correct(first, full_name=f"Awa {unseen}TRAORÉ DIALLO{unseen}")
    assert queries.facts_of(further).full_name == "Awa TRAORÉ DIALLO"


def test_a_correction_is_a_further_issue_under_the_same_serial(held: Certificate) -> None:
    before = held.facts
    second = correct(held, full_name="  Awa  TRAORÉ ")
    assert states() == [(1, State.REPLACED), (2, State.ISSUED)]
    assert (second.serial, queries.facts_of(second).full_name) == (held.serial, "Awa TRAORÉ")
    assert second.code != held.code
    assert (held.facts, held.ended_at) == (before, AT)
    assert db.session.scalar(select(func.count()).select_from(CertificatePaper).where(CertificatePaper.certificate_id == second.id)) == len(
        services.FORMATS
    )


def test_what_is_not_corrected_stays_as_it_was_frozen(held: Certificate) -> None:
    facts = queries.facts_of(held)
    second = queries.facts_of(correct(held, full_name="Awa TRAORÉ"))
    changed = replace(second, full_name=facts.full_name, issue_number=1, code=facts.code, proof=facts.proof)
    assert changed == facts


def test_the_rest_is_taken_from_today_when_that_is_asked_for(held: Certificate) -> None:
    with transactional():
        db.session.execute(update(Programme).values(funders_fr="Autre bailleur"))
    second = correct(held, reason=CorrectionReason.OTHER_FACTS, is_refreshed=True)
    assert queries.facts_of(second).funders["fr"] == "Autre bailleur"
    assert queries.facts_of(held).funders["fr"] == "Bailleur inventé"


def test_each_code_opens_its_own_issue_and_the_serial_the_latest(held: Certificate) -> None:
    second = correct(held, full_name="Awa TRAORÉ")
    old, new = verification_of(held.serial, held.code, today=AT.date()), verification_of(held.serial, second.code, today=AT.date())
    assert (old.finding, old.standing) == (Finding.CONFIRMED, Standing.REPLACED)
    assert (new.finding, new.standing) == (Finding.CONFIRMED, Standing.VALID)
    assert verification_of(held.serial, today=AT.date()).standing == Standing.VALID


def test_a_certificate_is_issued_again_in_two_languages(held: Certificate) -> None:
    second = correct(held, reason=CorrectionReason.LANGUAGES, languages=("fr", "en"))
    assert (queries.facts_of(second).languages, second.issue_number) == (("fr", "en"), 2)
    assert queries.facts_of(correct(second, full_name="Awa", is_refreshed=True)).languages == ("fr", "en")


def test_other_languages_are_no_reason_to_change_anything_else(held: Certificate) -> None:
    with pytest.raises(ReasonMissing, match="langu"):
        services.draft_correction(held, correction(held, CorrectionReason.LANGUAGES, languages=("en",), full_name="Awa TRAORÉ"), now=AT)
    with pytest.raises(NothingCorrected):
        services.draft_correction(held, correction(held, CorrectionReason.LANGUAGES), now=AT)


def test_the_same_form_sent_again_is_one_issue(held: Certificate) -> None:
    id = fact_id()
    draft = services.draft_correction(held, correction(held, full_name="Awa TRAORÉ"), now=AT)
    for _again in range(2):
        with transactional():
            services.correct_certificate(draft, id=id, account_id=fact_id(), now=AT)
    assert states() == [(1, State.REPLACED), (2, State.ISSUED)]


def test_of_two_corrections_at_once_the_second_is_told(held: Certificate) -> None:
    drafts = [services.draft_correction(held, correction(held, full_name=name), now=AT) for name in ("Awa TRAORÉ", "Awa TRAORE-DIT")]
    with transactional():
        services.correct_certificate(drafts[0], id=fact_id(), account_id=fact_id(), now=AT)
    with pytest.raises(ChangedMeanwhile), transactional():
        services.correct_certificate(drafts[1], id=fact_id(), account_id=fact_id(), now=AT)
    assert states() == [(1, State.REPLACED), (2, State.ISSUED)]


def test_nothing_is_issued_again_that_says_the_same_unless_it_is_renewed(held: Certificate) -> None:
    with pytest.raises(NothingCorrected):
        correct(held)
    correct(held, reason=CorrectionReason.RENEWED)
    assert states() == [(1, State.REPLACED), (2, State.ISSUED)]


def test_no_correction_without_words(held: Certificate) -> None:
    with pytest.raises(ReasonMissing):
        correct(held, full_name="Awa TRAORÉ", words="  ")


def test_an_altered_record_is_not_corrected(held: Certificate) -> None:
    draft_of = correction(held, full_name="Awa TRAORÉ")
    db.session.rollback()
    forge_name_of(held)
    with pytest.raises(queries.AlteredRecord):
        services.draft_correction(held, draft_of, now=AT)


def test_revoking_is_for_good_and_issuing_again_needs_its_own_reason(held: Certificate) -> None:
    revoke(held)
    assert (held.state, held.ended_reason, held.ended_words) == (State.REVOKED, "error", "Délivré à la mauvaise personne.")
    with pytest.raises(ReasonMissing):
        correct(held, full_name="Awa TRAORÉ")
    second = correct(held, reason=CorrectionReason.REINSTATED)
    assert states() == [(1, State.REVOKED), (2, State.ISSUED)]
    assert verification_of(held.serial, held.code, today=AT.date()).standing == Standing.REVOKED
    assert verification_of(held.serial, second.code, today=AT.date()).standing == Standing.VALID


def test_a_replaced_issue_is_neither_revoked_nor_corrected(held: Certificate) -> None:
    correct(held, full_name="Awa TRAORÉ")
    with pytest.raises(ChangedMeanwhile):
        revoke(held)
    with pytest.raises(ChangedMeanwhile):
        correct(held, full_name="Awa AUTRE")


def test_revoking_without_words_or_twice() -> None:
    certificate = issue(make_ready_trainer())
    with pytest.raises(ReasonMissing):
        revoke(certificate, words=" ")
    revoke(certificate)
    revoke(certificate)
    with pytest.raises(ChangedMeanwhile):
        revoke(certificate, words="Autre chose.")
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "certificate.revoked")) == 1


def test_the_database_refuses_two_valid_issues_of_one_certificate(held: Certificate) -> None:
    second = correct(held, full_name="Awa TRAORÉ")
    with pytest.raises(IntegrityError), transactional():
        db.session.execute(update(Certificate).where(Certificate.id != second.id).values(state="issued"))


def test_the_database_refuses_a_second_certificate_of_a_kind_even_after_the_first_was_revoked(held: Certificate) -> None:
    revoke(held)
    columns = [column.name for column in Certificate.__table__.columns]
    row = {name: getattr(held, name) for name in columns} | {"id": fact_id(), "serial": "T-2026-22222-4", "code": "other", "state": "issued"}
    with pytest.raises(IntegrityError), transactional():
        db.session.add(Certificate(**row))


@pytest.mark.parametrize(
    ("issued_on", "months", "last"),
    [
        (date(2026, 3, 31), 24, date(2028, 3, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 12, 15), 12, date(2027, 12, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 1), None, None),
    ],
)
def test_the_last_valid_day(issued_on: date, months: int | None, last: date | None) -> None:
    assert last_valid_day(issued_on, months) == last


def test_a_kind_that_expires_prints_and_keeps_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make_ready_trainer()
    design = replace(design_of(PROGRAMME, "trainer"), valid_months=24)
    monkeypatch.setattr(freezing, "design_of_kind", lambda *_arguments: design)
    monkeypatch.setattr(services.issuing, "design_of", lambda *_arguments: design)
    certificate = issue(trainer)
    assert (certificate.expires_on, queries.facts_of(certificate).expires_on) == (date(2028, 11, 20), date(2028, 11, 20))
    renewed = correct(certificate, reason=CorrectionReason.RENEWED, issued_on=date(2028, 12, 1))
    assert renewed.expires_on == date(2030, 11, 30)


def _twice() -> tuple[Person, Person]:
    """Make two records of one person, who were both at the workshop and are both ready."""
    factories.make_programme()
    make_ready_crowd(2)
    kept, merged = db.session.scalars(select(Person).where(Person.family_name.like("Traoré 0%")).order_by(Person.family_name))
    return kept, merged


def _issue_to(person: Person) -> Certificate:
    with transactional():
        return services.issue_certificate(person_id=person.id, programme=PROGRAMME, design="trainer", account_id=None, now=NOW)


def _places() -> dict[tuple[str, int], tuple[UUID, int]]:
    db.session.expire_all()
    return {(one.serial, one.issue_number): (one.person_id, one.duplicate) for one in db.session.scalars(select(Certificate))}


def test_two_certificates_of_merged_records_stand_beside_one_another_and_no_third_is_issued() -> None:
    kept, merged = _twice()
    one, other = _issue_to(kept), _issue_to(merged)
    merge_id = merge(merged, kept)
    assert _places() == {(one.serial, 1): (kept.id, 0), (other.serial, 1): (kept.id, 1)}
    assert _issue_to(kept).serial == one.serial
    separate(merge_id)
    assert _places() == {(one.serial, 1): (kept.id, 0), (other.serial, 1): (merged.id, 0)}


def test_nothing_is_issued_to_a_record_that_was_merged_nor_a_second_one_to_the_person_who_brought_one() -> None:
    kept, merged = _twice()
    other = _issue_to(merged)
    merge(merged, kept)
    assert _issue_to(kept).serial == other.serial
    with pytest.raises((services.RequirementsNotMet, services.MergedMeanwhile)):
        _issue_to(merged)


def test_the_database_refuses_a_second_one_for_somebody_who_was_merged() -> None:
    kept, merged = _twice()
    other = _issue_to(merged)
    merge(merged, kept)
    row = {column.name: getattr(other, column.name) for column in Certificate.__table__.columns}
    with pytest.raises(IntegrityError), transactional():
        db.session.add(Certificate(**{**row, "id": fact_id(), "serial": "T-2026-22222-4", "code": "other"}))


def test_a_draft_made_before_a_merge_issues_nothing_to_the_merged_record() -> None:
    kept, merged = _twice()
    draft = services.draft_certificate(person_id=merged.id, programme=PROGRAMME, design="trainer", now=NOW)
    merge(merged, kept)
    with pytest.raises(services.MergedMeanwhile), transactional():
        services.issue_certificate(person_id=merged.id, programme=PROGRAMME, design="trainer", account_id=None, now=NOW, draft=draft)


def test_an_issue_made_while_records_were_merged_goes_home_with_the_one_it_corrects() -> None:
    kept, merged = _twice()
    one, other = _issue_to(kept), _issue_to(merged)
    merge_id = merge(merged, kept)
    correct(other, full_name="Awa TRAORÉ")
    assert _places() == {(one.serial, 1): (kept.id, 0), (other.serial, 1): (kept.id, 1), (other.serial, 2): (kept.id, 1)}
    separate(merge_id)
    assert _places() == {(one.serial, 1): (kept.id, 0), (other.serial, 1): (merged.id, 0), (other.serial, 2): (merged.id, 0)}


def test_the_page_says_what_was_required_under_the_version_of_that_day(
    held: Certificate, sign_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    designs = app.extensions["certificate_designs"]
    stricter = (Requirement(RequirementKind.ATTENDANCE), Requirement(RequirementKind.SESSION, number=3))
    changed = replace(designs["trainer"], versions=(*designs["trainer"].versions, stricter))
    monkeypatch.setitem(app.extensions, "certificate_designs", {**designs, "trainer": changed})
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    page = browser.get(f"/en/certificates/{held.serial}").text
    asked = page.split("What it required (version 1)")[1].split("</details>")[0]
    assert re.findall(r"<li>([^<]*)</li>", asked) == [
        "At least 80% of the half-days of the workshop", "All the lessons of each module", "The quiz of each module, passed",
    ]  # fmt: skip
    monkeypatch.setitem(app.extensions, "certificate_designs", {})
    assert "What it required" not in browser.get(f"/en/certificates/{held.serial}").text


def _fields(certificate: Certificate, **changes: str) -> dict[str, str]:
    facts = queries.facts_of(certificate)
    return {"full_name": facts.full_name, "issued_on": facts.issued_on.isoformat(), "place": facts.place, "starts_on": facts.starts_on.isoformat(),
            "ends_on": facts.ends_on.isoformat(), "languages": "-".join(facts.languages), "reason": "name",
            "words": "Accent oublié.", **changes}  # fmt: skip


def test_an_administrator_corrects_on_a_page_that_then_tells_what_was_done(held: Certificate, sign_in: SignIn) -> None:
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR, person=factories.make_person("Keïta", "Sira")))
    path = f"/en/certificates/{held.serial}"
    answer = browser.submit(f"{path}/correct", _fields(held, full_name="Awa TRAORÉ"))
    assert answer.status_code == 302
    html = browser.get(path).get_data(as_text=True)
    for words in ("Awa TRAORÉ", "Issue 2", "Issue 2 in place of the one before: The name is not that of the identity document", "Sira KEÏTA",
                  "Accent oublié.", "Recorded today as Awa TRAORE"):  # fmt: skip
        assert words in html
    assert html.index("Issue 2 in place") > html.index(">Issued<")
    assert browser.get(f"{path}/1/a4.pdf").mimetype == browser.get(f"{path}/2/a4.pdf").mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "This is what the certificate says already."),
        ({"full_name": ""}, "Enter the name as on the identity document."),
        ({"full_name": "A" * 81}, "at most 80 characters"),
        ({"issued_on": "2999-01-01"}, "a certificate is not dated ahead"),
        ({"ends_on": "2022-09-01"}, "not before the first one"),
        ({"reason": "reinstated", "full_name": "Awa"}, "Not a valid choice"),
        ({"words": ""}, "Write what was wrong"),
        ({"full_name": "Awa \u039aEITA"}, "two alphabets that look the same"),
    ],
)
def test_a_correction_that_cannot_be_is_said_beside_its_field(held: Certificate, sign_in: SignIn, changes: dict[str, str], words: str) -> None:
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    answer = browser.submit(f"/en/certificates/{held.serial}/correct", _fields(held, **changes))
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert states() == [(1, State.ISSUED)]


def test_an_administrator_revokes_on_a_page_and_the_holder_and_the_public_are_told(held: Certificate, sign_in: SignIn) -> None:
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    path = f"/en/certificates/{held.serial}"
    answer = browser.submit(f"{path}/revoke", {"reason": "fraud", "words": "Fausse attestation."})
    assert answer.status_code == 302
    html = browser.get(path).get_data(as_text=True)
    for words in ("Revoked", "It was obtained by deceit", "Fausse attestation.", "Issue it again"):
        assert words in html
    assert "has been revoked" in browser.get(f"/en/v/{held.serial}").get_data(as_text=True)
    holder = db.session.scalars(select(Account).where(Account.person_id == held.person_id)).one()
    assert "is no longer valid" in sign_in(holder).get("/en/my-certificate").get_data(as_text=True)


def test_organisers_see_those_of_their_workshops_and_change_none(held: Certificate, sign_in: SignIn) -> None:
    theirs, other = factories.make_account(Role.ORGANISER), factories.make_account(Role.ORGANISER)
    with transactional():
        db.session.add(WorkshopOrganiser(workshop_id=db.session.scalars(select(Workshop.id)).one(), account_id=theirs.id))
    path = f"/en/certificates/{held.serial}"
    assert [sign_in(one).get(path).status_code for one in (theirs, other)] == [200, 404]
    assert "Correct it" not in sign_in(theirs).get(path).get_data(as_text=True)
    browser = sign_in(theirs)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/en/account/record").get_data(as_text=True))
    assert token
    for page in ("correct", "revoke"):
        assert browser.get(f"{path}/{page}").status_code == 403
        assert browser.post(f"{path}/{page}", data={"csrf_token": token[1]}).status_code == 403
    for role in (Role.MONITOR, Role.TRAINER):
        assert sign_in(factories.make_account(role)).get(path).status_code == 403


def test_an_altered_certificate_is_said_to_be_so_and_can_only_be_looked_at(held: Certificate, sign_in: SignIn) -> None:
    forge_name_of(held)
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    html = browser.get(f"/en/certificates/{held.serial}").get_data(as_text=True)
    assert "has been altered" in html
    assert "Correct it" not in html
    assert browser.get(f"/en/certificates/{held.serial}/correct").status_code == 409


def forge_name_of(certificate: Certificate) -> None:
    with transactional():
        db.session.execute(update(Certificate).values(facts=certificate.facts.replace("TRAORE", "FAUX")))
    db.session.expire_all()


def test_the_holder_asks_for_a_correction_and_staff_find_the_certificate(held: Certificate, sign_in: SignIn) -> None:
    holder = db.session.scalars(select(Account).where(Account.person_id == held.person_id)).one()
    browser = sign_in(holder)
    link = f"/en/account/record?certificate={held.serial}#correct"
    assert link.replace("&", "&amp;") in browser.get("/en/my-certificate").get_data(as_text=True)
    browser.submit("/en/account/record", {"words": "TRAORÉ prend un accent."}, page=link)
    asked = db.session.scalars(select(CorrectionRequest)).one()
    assert (asked.certificate, asked.words) == (held.serial, "TRAORÉ prend un accent.")
    html = sign_in(factories.make_account(Role.ADMINISTRATOR)).get("/en/people/requests").get_data(as_text=True)
    assert f'href="/en/certificates/{held.serial}"' in html


def test_nobody_asks_about_the_certificate_of_somebody_else(held: Certificate, sign_in: SignIn) -> None:
    browser = sign_in(factories.make_account(Role.TRAINER))
    page = browser.get(f"/en/account/record?certificate={held.serial}").get_data(as_text=True)
    assert "About certificate" not in page
    browser.submit("/en/account/record", {"words": "Autre.", "certificate": held.serial})
    assert db.session.scalars(select(CorrectionRequest.certificate)).all() == [""]
