"""Taking quizzes: beginning an attempt, saving answers, handing in; typing results from paper; marking anew."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms.errors import DomainError, NotFound
from lms.i18n import instant
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.journal.rules import NewEvent
from lms.programmes import services as programmes
from lms.questions.content import Question, refuse_unknown_answers
from lms.quizzes import queries
from lms.quizzes.content import Quiz, in_order, quizzes
from lms.quizzes.facts import ATTEMPT_ANSWERED, ATTEMPT_EXPLAINED, ATTEMPT_STARTED, ATTEMPT_SUBMITTED, ATTEMPT_TYPED, fact
from lms.quizzes.models import Attempt
from lms.quizzes.rules import (
    Final,
    attempts_left,
    continued,
    deadline_of,
    drawn,
    form_for,
    is_late,
    may_follow,
    need_of_practice,
    shuffled,
    wait_until,
)

NO_QUIZ = _l("This quiz does not exist. Go back to the modules and choose another.")


class NoAttemptLeft(DomainError):
    """The rules of the quiz allow no further attempt."""


class TooSoon(DomainError):
    """The rules of the quiz want some time between two attempts."""


def quiz_or_404(slug: str) -> Quiz:
    """Return a quiz. Raises NotFound."""
    quiz = quizzes().get(slug)
    if quiz is None:
        raise NotFound(NO_QUIZ)
    return quiz


def quizzes_taught(programme: str) -> list[Quiz]:
    """Return the quizzes whose modules are all taught by a programme."""
    modules = set(programmes.modules_of(programme))
    return [quiz for quiz in quizzes().values() if set(quiz.modules) <= modules]


def quizzes_measured(programme: str) -> list[Quiz]:
    """Return those of them that tell something of people, and whose figures tell something of their questions.

    Practice does neither: it asks each person what that person missed, so its figures would show how it draws. Nor is it taken on paper, where
    nothing can be explained at once.
    """
    return [quiz for quiz in quizzes_taught(programme) if not quiz.is_practice]


def taught_quiz_or_404(slug: str, programme: str) -> Quiz:
    """Return a quiz of a programme. Raises NotFound."""
    return _named(slug, quizzes_taught(programme))


def measured_quiz_or_404(slug: str, programme: str) -> Quiz:
    """Return a quiz of a programme that is not practice. Raises NotFound."""
    return _named(slug, quizzes_measured(programme))


def _named(slug: str, among: Sequence[Quiz]) -> Quiz:
    quiz = next((quiz for quiz in among if quiz.slug == slug), None)
    if quiz is None:
        raise NotFound(NO_QUIZ)
    return quiz


def start_attempt(*, event_id: UUID, person_id: UUID, account_id: UUID, programme: str, quiz: Quiz, now: datetime) -> UUID:
    """Begin an attempt, unless one is open; return the id of the open one. Raises NoAttemptLeft, TooSoon.

    The same `event_id` sent again is the same attempt.
    """
    if journal.body_of(event_id) is not None:
        return event_id
    mine = queries.attempts_of(person_id, quiz.slug)
    if late := overdue(mine, now=now):
        end_overdue(late, account_id=account_id, programme=programme, now=now)
        mine = queries.attempts_of(person_id, quiz.slug)
    open_one = next((attempt for attempt in mine if attempt.submitted_at is None), None)
    if open_one is not None:
        return open_one.id
    finished = [attempt.submitted_at for attempt in mine if attempt.submitted_at is not None]
    if attempts_left(quiz.rules, len(finished)) == 0:
        raise NoAttemptLeft(_l("You have used every attempt at this quiz."))
    until = wait_until(quiz.rules, finished)
    if until is not None and until > now:
        raise TooSoon(_l("Read again what you missed. The next attempt can begin on %(instant)s.", instant=instant(until)))
    body = _made_up(event_id, person_id, quiz, now, rank=_rank(person_id, quiz, mine))
    journal.record(fact(ATTEMPT_STARTED, id=event_id, body=body, programme=programme, account_id=account_id, said_at=now), now=now)
    return event_id


def save_answers(
    *, form_id: UUID, attempt: Attempt, quiz: Quiz, answers: Mapping[str, Sequence[str]], account_id: UUID, programme: str, now: datetime,
    explain: str = "",
) -> list[str]:  # fmt: skip
    """Record the answers that differ from those saved. The same form sent again with the same answers is the same facts.

    answers: {question: what was given}; an empty answer takes one back. explain: the question whose answer is to be explained at once, where the
    quiz does so. Returns the questions that keep the answer explained before, although another was given. Raises UnknownAnswer.
    """
    questions, keys, saved = questions_of(attempt, quiz), queries.keys_of(attempt), queries.answers_saved(attempt)
    refuse_unknown_answers(questions, answers)
    events, kept = [], []
    for question in (question.id for question in questions if question.id in answers):
        final = saved.get(question, Final(()))
        answer = continued(keys[question], final.explained, answers[question])
        is_explained = question == explain and quiz.rules.tells_at_once and bool(answer)
        if answer == (final.explained if is_explained else final.answer):
            continue
        if not may_follow(keys[question], final.explained, answer):
            kept.append(question)
            continue
        kind = ATTEMPT_EXPLAINED if is_explained else ATTEMPT_ANSWERED
        name = [question, list(answer), *([kind] if is_explained else [])]
        body = {"attempt": str(attempt.id), "question": question, "answer": list(answer)}
        events.append(fact(kind, id=derived_id(form_id, json.dumps(name)), body=body, programme=programme, account_id=account_id, said_at=now))
    if events:
        journal.record_all(events, now=now)
    return kept


def submit_attempt(*, event_id: UUID, attempt: Attempt, account_id: UUID, programme: str, now: datetime) -> None:
    """End an attempt. Ending it again, from wherever, changes nothing."""
    body = {"attempt": str(attempt.id)}
    journal.record(fact(ATTEMPT_SUBMITTED, id=event_id, body=body, programme=programme, account_id=account_id, said_at=now), now=now)


def overdue(attempts: Sequence[Attempt], *, now: datetime) -> list[Attempt]:
    """Return those of the attempts that are open although their deadline and grace are over."""
    return [attempt for attempt in attempts if attempt.submitted_at is None and is_late(now, attempt.deadline)]


def end_overdue(attempts: Sequence[Attempt], *, account_id: UUID, programme: str, now: datetime) -> None:
    """End overdue attempts as of their deadline: what was saved in time counts."""
    for attempt in attempts:
        assert attempt.deadline is not None, "without a deadline nothing is overdue"
        ending = fact(ATTEMPT_SUBMITTED, id=derived_id(attempt.id, "deadline"), body={"attempt": str(attempt.id)}, programme=programme,
                      account_id=account_id, said_at=attempt.deadline)  # fmt: skip
        journal.record(ending, now=now)


def whole_attempt(
    *, event_id: UUID, person_id: UUID, account_id: UUID, programme: str, quiz: Quiz, answers: Mapping[str, Sequence[str]], source: str,
    taken_at: datetime, said_at: datetime, form: str = "", questions: Sequence[str] | None = None,
) -> NewEvent:  # fmt: skip
    """Return the fact of a finished attempt as a whole, as it is typed from paper. Raises UnknownAnswer.

    questions: which were asked; those of the form, else a draw fixed by `event_id`, when left out.
    """
    made = _made_up(event_id, person_id, quiz, taken_at, form=form, questions=questions)
    asked = in_order(quiz, [one["id"] for one in made["questions"]])
    refuse_unknown_answers(asked, answers)
    given = {question.id: list(answers[question.id]) for question in asked if answers.get(question.id)}
    body = {**made, "deadline": None, "answers": given, "source": source, "taken_at": taken_at.isoformat()}
    return fact(ATTEMPT_TYPED, id=event_id, body=body, programme=programme, account_id=account_id, said_at=said_at)


def whole_score(
    *, event_id: UUID, person_id: UUID, account_id: UUID, programme: str, quiz: Quiz, points: float, possible: float, taken_at: datetime,
    said_at: datetime, form: str = "",
) -> NewEvent:  # fmt: skip
    """Return the fact of a finished attempt of which only the score is known."""
    body = {
        "person": str(person_id), "quiz": quiz.slug, "version": quiz.version, "form": form, "pass_mark_percent": quiz.pass_mark_percent,
        "deadline": None, "questions": [], "answers": {}, "points": points, "points_possible": possible, "source": "paper",
        "taken_at": taken_at.isoformat(),
    }  # fmt: skip
    return fact(ATTEMPT_TYPED, id=event_id, body=body, programme=programme, account_id=account_id, said_at=said_at)


def questions_of(attempt: Attempt, quiz: Quiz) -> list[Question]:
    """Return the questions of an attempt, in its order; one that the files no longer have is left out."""
    return in_order(quiz, [one["id"] for one in json.loads(attempt.questions)])


def _rank(person_id: UUID, quiz: Quiz, before: Sequence[Attempt]) -> Mapping[str, int]:
    """Return which questions come first in a new attempt: in practice those that are needed, else those asked least often so far."""
    if quiz.is_practice:
        return need_of_practice(queries.questions_met(person_id, quiz))
    return Counter(one["id"] for attempt in before for one in json.loads(attempt.questions))


def _made_up(
    event_id: UUID, person_id: UUID, quiz: Quiz, now: datetime, *, rank: Mapping[str, int] | None = None, form: str = "",
    questions: Sequence[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what a new attempt asks, in which order, and how it is marked. Chance is fixed by the id, so that retries draw alike."""
    dice = Random(event_id.int)  # noqa: S311  a lot among questions, not a secret
    form = form or (form_for(person_id.int, is_second=quiz.pairs_with is not None) if quiz.forms else "")
    if questions is None:
        questions = quiz.forms[form] if form else drawn(list(quiz.pool.values()), quiz.draw, rank=rank or {}, dice=dice)
    ids = shuffled(questions, dice) if quiz.rules.shuffle else list(questions)
    deadline = deadline_of(quiz.rules, now)
    return {
        "person": str(person_id), "quiz": quiz.slug, "version": quiz.version, "form": form, "pass_mark_percent": quiz.pass_mark_percent,
        "deadline": deadline.isoformat() if deadline else None,
        "questions": [_asked(quiz.pool[name], dice, shuffle=quiz.rules.shuffle) for name in ids],
    }  # fmt: skip


def _asked(question: Question, dice: Random, *, shuffle: bool) -> dict[str, Any]:
    """Return how a question stands in an attempt. Items to be put in order are always shuffled; true and false never."""
    options = [option.id for option in question.options]
    is_mixed = question.type == "ordering" or (shuffle and question.type in {"single", "multiple", "matching"})
    return {"id": question.id, "version": question.version, "key": dict(question.key), "order": shuffled(options, dice) if is_mixed else options}
