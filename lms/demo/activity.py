"""What the invented people have done: attendance, lessons, quizzes, certificates and sessions, all through the journal.

Drawn from a fixed seed: every installation shows the same demonstration. The trainer who can sign in has attended, and the rest
of her path is left to whoever tries the product, as is the last half-day in Bamako.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.cascade import services as cascade
from lms.cascade.rules import AgeBand, Sex, Verdict
from lms.certificates import services as certificates
from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.requirements import RequirementKind
from lms.certificates.standing import designs_of, main_design, results_of
from lms.certificates.waivers.services import grant_waiver
from lms.courses.content import library
from lms.courses.facts import lesson_completed
from lms.demo.cast import Cast
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.journal.rules import NewEvent
from lms.places import services as places
from lms.programmes import services as programmes
from lms.questions.content import Question
from lms.quizzes.content import Quiz, quiz_of_module
from lms.quizzes.services import quizzes_measured, whole_attempt
from lms.workshops.facts import attendance_marked
from lms.workshops.models import Workshop
from lms.workshops.rules import Marker, Source, Status
from lms.workshops.teachback.facts import teach_back_observed
from lms.workshops.teachback.rules import Outcome

_STATUSES = (Status.PRESENT,) * 30 + (Status.LATE,) * 2 + (Status.ABSENT, Status.EXCUSED)
OBSERVER = "Formatrice de la démonstration"
_AGE_BANDS = (AgeBand.FROM_18, AgeBand.FROM_25, AgeBand.FROM_35, AgeBand.FROM_50)


def play(cast: Cast, *, now: datetime) -> None:
    """Record everything. `cast` is complete; runs inside the caller's transaction."""
    dice = Random(20220913)  # noqa: S311  a story, not a secret
    journal.record_all(_attendance(cast, dice, now), now=now)
    learners = [
        _Learner(person, workshop, _silent_account(cast, person, now))
        for person, _enrolment, workshop in cast.trainers
        if _is_active(cast, person, dice)
    ]
    journal.record_all(_lessons(cast, learners, dice, now), now=now)
    journal.record_all(_attempts(cast, learners, dice, now), now=now)
    other_dice = Random(20220915)  # noqa: S311  a story, not a secret
    journal.record_all([*_post_tests(cast, learners, other_dice, now), *_teach_backs(cast, learners, other_dice, now)], now=now)
    _waive(cast, learners, now)
    qualified = _certify(cast, learners, now)
    _verify(cast, _report_sessions(cast, qualified, dice, now), now)


class _Learner:
    def __init__(self, person: Person, workshop: Workshop, account: Account) -> None:
        self.person, self.workshop, self.account = person, workshop, account
        self.modules = 0


def _is_active(cast: Cast, person: Person, dice: Random) -> bool:
    return dice.random() < 0.7 and (cast.learner is None or person.id != cast.learner.person_id)


def _silent_account(cast: Cast, person: Person, now: datetime) -> Account:
    """Return an account that nobody can sign in to: a fact needs somebody who said it."""
    return accounts.add_account(person=person, identifiers=[], password_hash="", roles=[Role.TRAINER], programme=cast.programme, now=now)


def _attendance(cast: Cast, dice: Random, now: datetime) -> list[NewEvent]:
    events = []
    actor = Marker(cast.staff[Role.ORGANISER].id)
    for workshop, half_days in cast.workshops:
        for half_day in half_days[:-1] if workshop.slug == "bamako" else half_days:
            said_at = datetime(half_day.on.year, half_day.on.month, half_day.on.day, 9 if half_day.part == "morning" else 15, tzinfo=now.tzinfo)
            for person, enrolment, theirs in cast.trainers:
                if theirs.id == workshop.id:
                    is_learner = cast.learner is not None and person.id == cast.learner.person_id
                    status = Status.PRESENT if is_learner else dice.choice(_STATUSES)
                    events.append(
                        attendance_marked(
                            id=new_id(said_at), enrolment_id=enrolment.id, half_day_id=half_day.id, status=status, source=Source.PAPER,
                            replaces=(), programme=cast.programme, by=actor, said_at=said_at,
                        )
                    )  # fmt: skip
    return events


def _lessons(cast: Cast, learners: Sequence[_Learner], dice: Random, now: datetime) -> list[NewEvent]:
    events = []
    modules = [library().modules[slug] for slug in programmes.modules_of(cast.programme)]
    for learner in learners:
        learner.modules = dice.choice((0, 1, 2, 3, 3, 3, 3))
        said_at = now - timedelta(days=dice.randint(200, 600))
        for module in modules[: learner.modules]:
            for lesson in module.lessons:
                said_at += timedelta(minutes=dice.randint(8, 30))
                events.append(
                    lesson_completed(
                        id=new_id(said_at), person_id=learner.person.id, module=module.slug, lesson=lesson.slug, content_hash=lesson.content_hash,
                        answers=_answers(lesson.questions, dice), programme=cast.programme, account_id=learner.account.id, now=said_at,
                    )
                )  # fmt: skip
    return events


def _attempts(cast: Cast, learners: Sequence[_Learner], dice: Random, now: datetime) -> list[NewEvent]:
    events = []
    quizzes = [quiz_of_module(slug) for slug in programmes.modules_of(cast.programme)]
    for learner in learners:
        said_at = now - timedelta(days=dice.randint(190, 199))
        for quiz in quizzes[: learner.modules]:
            if quiz is not None:
                said_at += timedelta(days=1)
                events.append(
                    whole_attempt(
                        event_id=new_id(said_at), person_id=learner.person.id, quiz=quiz, answers=_answers(list(quiz.pool.values()), dice),
                        source="screen", taken_at=said_at, said_at=said_at, programme=cast.programme, account_id=learner.account.id,
                    )
                )  # fmt: skip
    return events


def _post_tests(cast: Cast, learners: Sequence[_Learner], dice: Random, now: datetime) -> list[NewEvent]:
    """Have most of those who studied every module take the post-test."""
    tests = [quiz for quiz in quizzes_measured(cast.programme) if quiz.kind == "post-test"]
    modules = len(programmes.modules_of(cast.programme))
    events = []
    for learner in learners:
        said_at = now - timedelta(days=dice.randint(180, 189))
        if learner.modules == modules and dice.random() < 0.93:
            events += [
                whole_attempt(
                    event_id=new_id(said_at), person_id=learner.person.id, quiz=quiz, answers=_answers(_of_form_a(quiz), dice), source="screen",
                    form="a", questions=quiz.forms["a"], taken_at=said_at, said_at=said_at, programme=cast.programme, account_id=learner.account.id,
                )
                for quiz in tests
            ]  # fmt: skip
    return events


def _of_form_a(quiz: Quiz) -> list[Question]:
    return [quiz.pool[name] for name in quiz.forms["a"]]


def _teach_backs(cast: Cast, learners: Sequence[_Learner], dice: Random, now: datetime) -> list[NewEvent]:
    """Have most participants give a teach-back on the last day; nobody was there to observe some."""
    active = {learner.person.id for learner in learners}
    mine = cast.learner.person_id if cast.learner else None
    organiser = cast.staff[Role.ORGANISER]
    events = []
    for person, enrolment, workshop in cast.trainers:
        said_at = datetime(workshop.ends_on.year, workshop.ends_on.month, workshop.ends_on.day, 16, tzinfo=now.tzinfo)
        outcome = dice.choices((Outcome.CONVINCING, Outcome.AGAIN, None), (95, 3, 2) if person.id in active else (60, 10, 30))[0]
        outcome = Outcome.CONVINCING if person.id == mine else outcome
        if outcome is not None:
            events.append(teach_back_observed(id=new_id(said_at), enrolment_id=enrolment.id, outcome=outcome, on=workshop.ends_on,
                                              observer=OBSERVER, programme=cast.programme, account_id=organiser.id, said_at=said_at))  # fmt: skip
    return events


def _waive(cast: Cast, learners: Sequence[_Learner], now: datetime) -> None:
    """Exempt one person from what alone they lack."""
    design = main_design(cast.programme)
    results = results_of([learner.person.id for learner in learners], cast.programme, design)
    for learner in learners:
        lacking = [result for result in results[learner.person.id] if not result.is_met]
        if [result.kind for result in lacking] == [RequirementKind.POST_TEST]:
            grant_waiver(
                waiver_id=new_id(now), person_id=learner.person.id, programme=cast.programme, design=design.slug, requirement=lacking[0].key,
                reason="Exemple : la connexion a manqué le jour du test final.", account_id=cast.staff[Role.ADMINISTRATOR].id, now=now,
            )  # fmt: skip
            return


def _answers(questions: Sequence[Question], dice: Random) -> dict[str, list[str]]:
    return {question.id: list(question.right) if dice.random() < 0.88 else _wrong(question, dice) for question in questions}


def _wrong(question: Question, dice: Random) -> list[str]:
    """Return an answer that is mostly wrong, or none where a wrong one would have to be made up."""
    return [dice.choice(question.options).id] if question.type in {"single", "multiple", "true-false"} else []


def _certify(cast: Cast, learners: Sequence[_Learner], now: datetime) -> list[_Learner]:
    """Issue every kind of certificate to whoever is ready; return those who qualified as trainers. Files are drawn when somebody asks for them."""
    people = {
        Kind.TRAINER: [learner.person.id for learner in learners],
        # Those of Bamako are left to whoever tries the product.
        Kind.PARTICIPATION: [person.id for person, _enrolment, workshop in cast.trainers if workshop.slug != "bamako"],
    }
    certified: dict[Kind, set[UUID]] = {}
    for design in designs_of(cast.programme):
        drafts = certificates.drafts_of(people[design.kind], programme=cast.programme, design=design, now=now, is_drawn=False)
        ready = [draft for draft in drafts if isinstance(draft, certificates.Draft)]
        issued = certificates.issue_drafts(ready, programme=cast.programme, account_id=cast.staff[Role.ORGANISER].id, now=now)
        certified[design.kind] = {draft.person_id for draft in issued}
    return [learner for learner in learners if learner.person.id in certified.get(Kind.TRAINER, ())]


def _report_sessions(cast: Cast, qualified: Sequence[_Learner], dice: Random, now: datetime) -> list[tuple[datetime, UUID]]:
    taught = programmes.modules_of(cast.programme)
    cercles: dict[str | None, list[str]] = {}
    for place in places.cercles():
        cercles.setdefault(place.parent_code, []).append(place.code)
    sessions = []
    for learner in qualified:
        for _number in range(dice.choice((0, 1, 1, 2, 3))):
            held = now - timedelta(days=dice.randint(10, 360))
            said_at = held + timedelta(days=2)
            session_id = new_id(said_at)
            cascade.report_session(
                event_id=session_id, programme=cast.programme, lead_id=learner.person.id, account_id=learner.account.id,
                place_code=dice.choice(cercles[learner.workshop.place_code]), locality="", held_on=held.date(),
                modules=dice.sample(taught, dice.randint(1, 3)), head_counts=_head_counts(dice), now=said_at,
            )  # fmt: skip
            sessions.append((said_at, session_id))
    return sorted(sessions)


def _head_counts(dice: Random) -> dict[tuple[Sex, AgeBand], int]:
    return {(sex, band): max(0, round(dice.gauss(2.2, 1.8))) for band in _AGE_BANDS for sex in (Sex.WOMEN, Sex.MEN)} | {
        (Sex.WOMEN, AgeBand.FROM_25): 4
    }


def _verify(cast: Cast, sessions: Sequence[tuple[datetime, UUID]], now: datetime) -> None:
    """Verify all but the last six sessions, which wait for whoever tries the product."""
    for said_at, session_id in sessions[:-6]:
        decided_at = min(now, said_at + timedelta(days=5))
        cascade.decide_session(event_id=new_id(decided_at), session_id=session_id, report_id=session_id, decision=Verdict.VERIFIED, reason="",
                               account_id=cast.staff[Role.MONITOR].id, now=decided_at)  # fmt: skip
