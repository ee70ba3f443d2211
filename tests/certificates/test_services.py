import base64
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import AuditEntry, Person
from lms.certificates import queries, services
from lms.certificates.models import Certificate
from lms.certificates.rules.facts import facts_from_json, fits_seal, seal
from lms.certificates.rules.kinds import State
from lms.certificates.services import freezing, issuing
from lms.certificates.services.signing import key_of_today, signed
from lms.certificates.standing import design_of
from lms.certificates.verification import Finding, Verification, verification_of
from lms.db import db, transactional
from lms.programmes.models import Programme
from tests import factories
from tests.certificates.conftest import set_public_url
from tests.certificates.damage import DAMAGES, forge_name, write
from tests.certificates.path import Trainer, attend, make_ready_trainer, make_trainer, read, take_quiz
from tests.conftest import NOW
from tests.factories import PROGRAMME

TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("app")


def issue(trainer: Trainer, now: datetime = NOW) -> Certificate:
    with transactional():
        return services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=now)


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_late_counts_as_attended_absent_and_excused_do_not() -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, "present", "late", "absent", "excused")
    record = queries.records_of([trainer.person.id], PROGRAMME)[trainer.person.id]
    assert (record.half_days_planned, record.half_days_attended) == (6, 2)


def test_records_hold_everybody_who_was_asked_for_even_without_a_workshop() -> None:
    factories.make_programme()
    somebody, nobody = make_trainer(), make_trainer()
    attend(somebody, "present")
    records = queries.records_of([somebody.person.id, nobody.person.id], PROGRAMME)
    assert records[somebody.person.id].half_days_attended == 1
    assert records[nobody.person.id].half_days_planned == 0
    assert [module.module for module in records[nobody.person.id].modules] == ["first", "second"]


def test_issuing_too_early_says_what_is_missing_and_issues_nothing() -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, *["present"] * 3)
    read(trainer, "first", lessons=1)
    read(trainer, "second")
    take_quiz(trainer, "first")
    take_quiz(trainer, "second", wrong=2)
    with pytest.raises(services.RequirementsNotMet) as raised:
        issue(trainer)
    assert [(result.kind, result.module, result.missing) for result in raised.value.missing] == [
        ("attendance", None, 2), ("lessons", "first", 1), ("quiz", "second", 37),
    ]  # fmt: skip
    assert "Module first" in str(raised.value.message)
    assert count(Certificate) == 0


def test_a_certificate_freezes_and_seals_everything_that_is_printed(app: Flask) -> None:
    certificate = issue(make_ready_trainer("Konaté", "Aïssata  "))
    facts = facts_from_json(certificate.facts)
    assert facts.full_name == "Aïssata KONATÉ"
    assert facts.programme == {"fr": "Programme d’essai", "en": "Test programme"}
    assert (facts.place, facts.starts_on, facts.ends_on) == ("Bamako", date(2022, 9, 13), date(2022, 9, 15))
    assert len(facts.modules) == 2
    assert facts.funders["fr"] == "Bailleur inventé"
    assert facts.requirements_version == 1
    assert (facts.serial, facts.issued_on) == (certificate.serial, certificate.issued_on)
    assert fits_seal(certificate.facts, certificate.facts_sha256, app.extensions["certificate_key"])


def test_a_later_change_of_name_changes_no_certificate() -> None:
    trainer = make_ready_trainer()
    before = issue(trainer).facts
    with transactional():
        db.session.execute(update(Person).values(family_name="Autre"))
    assert issue(trainer).facts == before


def test_the_year_of_the_serial_is_that_of_the_day_in_bamako() -> None:
    certificate = issue(make_ready_trainer(), now=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert certificate.issued_on == date(2026, 12, 31)
    assert certificate.serial.startswith("T-2026-")


def test_issuing_twice_gives_the_same_certificate_and_one_line_of_audit() -> None:
    trainer = make_ready_trainer()
    first = issue(trainer)
    assert issue(trainer).id == first.id
    assert count(Certificate) == 1
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "certificate.issued")).all() == [f"certificate:{first.id}"]


def test_a_second_worker_at_the_same_instant_ends_with_the_same_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make_ready_trainer()
    first = issue(trainer)
    answers = iter([None])  # the first look of the second worker came before the first one's commit
    real = issuing.certificate_of
    monkeypatch.setattr(issuing, "certificate_of", lambda *of_whom: next(answers, real(*of_whom)))
    assert issue(trainer).id == first.id
    assert count(Certificate) == 1
    assert count(AuditEntry) == 1


def test_a_serial_that_somebody_else_drew_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = issue(make_ready_trainer()).serial
    other = make_trainer("Diakité", "N’Golo")
    workshop = factories.make_workshop(slug="segou", half_days=0)
    factories.make_enrolment(workshop, other.person)
    drawn = iter([taken, "T-2026-22222-4"])
    monkeypatch.setattr(freezing, "new_serial", lambda *_arguments: next(drawn))
    monkeypatch.setattr(issuing, "are_all_met", lambda _results: True)
    assert issue(other).serial == "T-2026-22222-4"


@pytest.mark.parametrize("state", [State.REVOKED, State.REPLACED])
def test_a_certificate_that_is_not_valid_any_more_is_not_issued_again(state: State) -> None:
    trainer = make_ready_trainer()
    issue(trainer)
    write(state=state)
    with pytest.raises(services.NotValidAnyMore):
        issue(trainer)


def test_an_altered_certificate_is_not_issued_again() -> None:
    trainer = make_ready_trainer()
    issue(trainer)
    forge_name()
    with pytest.raises(queries.AlteredRecord):
        issue(trainer)


def test_nothing_is_issued_while_the_square_code_would_lead_nowhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make_ready_trainer()
    set_public_url(app, monkeypatch, "http://127.0.0.1:8000")
    with pytest.raises(services.NoPublicAddress):
        issue(trainer)
    assert count(Certificate) == 0


def test_a_demonstration_prints_any_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make_ready_trainer()
    with transactional():
        db.session.execute(update(Programme).values(is_demonstration=True))
    set_public_url(app, monkeypatch, "http://127.0.0.1:8000")
    assert issue(trainer).state == State.ISSUED


def test_the_database_refuses_a_state_that_nobody_knows() -> None:
    issue(make_ready_trainer())
    with pytest.raises(IntegrityError):
        write(state="valid")


def test_of_two_workshops_the_certificate_names_the_one_attended_most() -> None:
    trainer = make_ready_trainer()
    missed = factories.make_workshop(slug="segou", place_code="ML-4", starts_on=date(2023, 5, 2))
    factories.make_enrolment(missed, trainer.person)
    assert facts_from_json(issue(trainer).facts).place == "Bamako"


def test_of_two_workshops_attended_alike_the_certificate_names_the_later() -> None:
    programme = factories.make_programme()
    trainer = make_trainer()
    factories.make_enrolment(factories.make_workshop(), trainer.person)
    later = factories.make_workshop(slug="segou", place_code="ML-4", starts_on=date(2023, 5, 2))
    factories.make_enrolment(later, trainer.person)
    source = freezing.source_of([trainer.person.id], programme=programme, design=design_of(PROGRAMME, "trainer"), now=NOW)
    assert freezing.facts_of_first_issue(trainer.person.id, source).starts_on == later.starts_on


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_altered_is_found_with_and_without_the_code_and_logged_by_its_id(
    damage: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    certificate = issue(make_ready_trainer())
    code, certificate_id = certificate.code, certificate.id
    damage()
    serial = db.session.scalars(select(Certificate.serial)).one()
    for given in (None, code):
        assert verification_of(serial, given, today=TODAY) == Verification(Finding.ALTERED, serial)
    assert str(certificate_id) in caplog.text
    assert "NOM" not in caplog.text
    assert "TRAORÉ" not in caplog.text


def test_a_wrong_code_does_not_learn_that_a_record_was_altered() -> None:
    certificate = issue(make_ready_trainer())
    forge_name()
    assert verification_of(certificate.serial, "A", today=TODAY).finding is Finding.WRONG_CODE


def test_facts_that_were_sealed_but_cannot_be_read_any_more_count_as_altered(app: Flask) -> None:
    certificate = issue(make_ready_trainer())
    write(facts="{}", facts_sha256=seal("{}", app.extensions["certificate_key"]))
    assert verification_of(certificate.serial, certificate.code, today=TODAY).finding is Finding.ALTERED


def test_under_another_key_a_certificate_counts_as_altered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = issue(make_ready_trainer())
    monkeypatch.setitem(app.extensions, "certificate_key", b"another key")
    assert verification_of(certificate.serial, certificate.code, today=TODAY).finding is Finding.ALTERED


def test_the_code_confirms_every_fact_in_any_case() -> None:
    certificate = issue(make_ready_trainer())
    found = verification_of(certificate.serial.lower(), certificate.code.lower(), today=TODAY)
    assert found.finding is Finding.CONFIRMED
    assert found.facts == facts_from_json(certificate.facts)


def test_the_serial_alone_and_a_wrong_code_give_nothing_of_the_person() -> None:
    certificate = issue(make_ready_trainer())
    listed = verification_of(certificate.serial, today=TODAY)
    assert (listed.finding, listed.facts, listed.issued_on) == (Finding.LISTED, None, certificate.issued_on)
    for code in ("", "A", certificate.code[:-1], certificate.code + "A", "é" * 26):
        wrong = verification_of(certificate.serial, code, today=TODAY)
        assert (wrong.finding, wrong.facts, wrong.issued_on, wrong.titles) == (Finding.WRONG_CODE, None, None, {})


def test_codes_are_long_enough_and_differ() -> None:
    facts = facts_from_json(issue(make_ready_trainer()).facts)
    key = key_of_today(is_demonstration=facts.is_demonstration, now=NOW)
    codes = {signed(facts, key).code for _ in range(50)}
    assert len(codes) == 50
    assert {len(base64.b32decode(code + "===")) for code in codes} == {8}
