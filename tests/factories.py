"""Plain functions that make what a test needs. Everybody in here is invented."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.i18n import LANGUAGES
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.programmes.models import Programme, ProgrammeModule
from lms.questions.content import Decision, Option, Question, Words
from lms.quizzes.content import Quiz
from lms.quizzes.services import whole_attempt
from lms.workshops.models import Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.rules.days import HOURS, PARTS
from tests.conftest import NOW

PROGRAMME = "essai"
_numbers = count(1)


def make_programme(slug: str = PROGRAMME, modules: tuple[str, ...] = ("first", "second")) -> Programme:
    """Make a programme that teaches the sample modules."""
    with transactional():
        programme = Programme(slug=slug, name_fr="Programme d’essai", name_en="Test programme",
                              designs="participation trainer", funders_fr="Bailleur inventé", funders_en="Invented funder",
                              signatories_fr="", signatories_en="", paper_languages="fr", is_demonstration=False)  # fmt: skip
        db.session.add(programme)
        db.session.flush()
        db.session.add_all(ProgrammeModule(programme=slug, module=module, position=n) for n, module in enumerate(modules, 1))
    return programme


def make_person(
    family_name: str = "Traoré",
    given_names: str = "Awa",
    sex: str = "F",
    place_code: str = "ML-BKO",
    profession: str = "Juge des enfants",
    institution: str = "Tribunal pour enfants",
) -> Person:
    """Make a person without a login."""
    with transactional():
        return accounts.add_person(family_name=family_name, given_names=given_names, sex=sex, profession=profession, institution=institution,
                                   place_code=place_code, now=NOW)  # fmt: skip


def make_account(
    *roles: Role, person: Person | None = None, identifier: str | None = None, password_hash: str = "none", programme: str = PROGRAMME
) -> Account:
    """Make an account with these roles (a trainer when none is given)."""
    person = person or make_person(given_names=f"Personne {next(_numbers)}")
    with transactional():
        return accounts.add_account(person=person, identifiers=[identifier or f"compte{next(_numbers)}@example.org"], password_hash=password_hash,
                                    roles=roles or (Role.TRAINER,), programme=programme, now=NOW)  # fmt: skip


def make_workshop(slug: str = "bamako", place_code: str = "ML-BKO", starts_on: date = date(2022, 9, 13), half_days: int = 6,
                  organisers: tuple[Account, ...] = (), programme: str = PROGRAMME, status: str = "running",
                  capacity: int = 40) -> Workshop:  # fmt: skip
    """Make a workshop with its half-days, in the midst of its course unless said otherwise; the programme must exist."""
    with transactional():
        workshop = Workshop(id=new_id(NOW), slug=slug, programme=programme, place_code=place_code, starts_on=starts_on,
                            ends_on=starts_on + timedelta(days=(half_days - 1) // 2), capacity=capacity, is_date_published=True,
                            status=status)  # fmt: skip
        db.session.add(workshop)
        db.session.flush()
        db.session.add_all(
            HalfDay(
                id=new_id(NOW),
                workshop_id=workshop.id,
                position=n + 1,
                on=starts_on + timedelta(days=n // 2),
                part=PARTS[n % 2],
                starts_at=HOURS[PARTS[n % 2]][0],
                ends_at=HOURS[PARTS[n % 2]][1],
            )
            for n in range(half_days)
        )
        db.session.add_all(WorkshopOrganiser(workshop_id=workshop.id, account_id=account.id) for account in organisers)
    return workshop


def make_enrolment(workshop: Workshop, person: Person, role: str = "participant", state: str = "confirmed") -> Enrolment:
    """Enrol a person in a workshop."""
    with transactional():
        enrolment = Enrolment(id=new_id(NOW), workshop_id=workshop.id, person_id=person.id, role=role, state=state)
        db.session.add(enrolment)
    return enrolment


def at(minutes: int) -> datetime:
    """Return an instant some minutes after the usual one."""
    return NOW + timedelta(minutes=minutes)


def fact_id(minutes: int = 0) -> UUID:
    """Return a new id for a fact."""
    return new_id(at(minutes))


def take_quiz(account: Account, quiz: Quiz, answers: Mapping[str, Sequence[str]], *, at_time: datetime = NOW, programme: str = PROGRAMME) -> UUID:
    """Have somebody take every question of a quiz and hand it in; return the attempt."""
    attempt_id = new_id(at_time)
    with transactional():
        journal.record(
            whole_attempt(event_id=attempt_id, person_id=account.person_id, account_id=account.id, programme=programme, quiz=quiz, answers=answers,
                          source="screen", taken_at=at_time, said_at=at_time, questions=list(quiz.pool)),
            now=at_time,
        )  # fmt: skip
    return attempt_id


def right_answers(quiz: Quiz, *, wrong: int = 0) -> dict[str, tuple[str, ...]]:
    """Return an answer to each question of a quiz: the first `wrong` are left out, the others are right."""
    return {question.id: question.right for question in list(quiz.pool.values())[wrong:]}


def make_question(kind: str, key: Mapping[str, Any], *, options: str = "", choices: str = "", decisions: Mapping[str, str] | None = None) -> Question:
    """Make a question in memory, as the files would give it; options, choices and those of each decision are named by a letter each."""
    return Question(
        id=f"essai-{kind}", type=kind, topic="words", lesson="01-one", sources=("s1",), words=_words(f"Question {kind}"), key={"type": kind, **key},
        options=_letters("Option", options), choices=_letters("Choice", choices), units={"fr": "ans", "en": "years"},
        decisions=tuple(Decision(name, dict.fromkeys(LANGUAGES, f"Decision {name}"), _letters(f"Way {name}", letters))
                        for name, letters in (decisions or {}).items()),
    )  # fmt: skip


def make_questions() -> dict[str, Question]:
    """Make a question of each type that is not among the sample quizzes, by type."""
    case = {"d1": {"right": ["a"], "next": {"a": "d2"}}, "d2": {"right": ["b", "c"], "next": {}}}
    return {
        "matching": make_question("matching", {"rule": "per-pair", "pairs": {"p": "x", "q": "y"}}, options="pq", choices="xyz"),
        "ordering": make_question("ordering", {"rule": "order-agreement", "order": ["c", "a", "b"]}, options="cab"),
        "numeric": make_question("numeric", {"rule": "all-or-nothing", "answer": "18", "tolerance": "0.5"}),
        "short": make_question("short", {"rule": "all-or-nothing", "accepted": ["Mécanisme", "MRN"]}),
        "case": make_question("case", {"rule": "per-decision", "decisions": case}, decisions={"d1": "ab", "d2": "abc"}),
    }


def _letters(word: str, letters: str) -> tuple[Option, ...]:
    return tuple(Option(letter, _words(f"{word} {letter}")) for letter in letters)


def _words(text: str) -> dict[str, Words]:
    return {language: Words(text, "") for language in LANGUAGES}
