from flask import Flask

from lms.courses import services as courses
from lms.courses.content import library
from lms.db import transactional
from lms.progress.queries import module_standings
from lms.progress.rules import ModuleStanding
from lms.quizzes.content import quizzes as all_quizzes
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id, make_account, make_programme, right_answers, take_quiz


def test_nothing_done_is_nothing_done(app: Flask) -> None:
    make_programme()
    person = make_account().person_id
    assert module_standings([person], PROGRAMME)[person] == [
        ModuleStanding("first", 0, 2, None, 70, False),
        ModuleStanding("second", 0, 2, None, 70, False),
    ]


def test_lessons_and_the_best_attempt_count(app: Flask) -> None:
    make_programme()
    account = make_account()
    module, quiz = library().modules["first"], all_quizzes()["first"]
    with transactional():
        for lesson in module.lessons:
            courses.complete_lesson(event_id=fact_id(), person_id=account.person_id, account_id=account.id, programme=PROGRAMME, module=module,
                                    lesson=lesson, content_hash=lesson.content_hash, answers=lesson.key, now=NOW)  # fmt: skip
    for answers in ({"first-1": ["a"]}, right_answers(quiz), {"first-1": ["b"]}):
        take_quiz(account, quiz, answers)
    first, second = module_standings([account.person_id], PROGRAMME)[account.person_id]
    assert first == ModuleStanding("first", 2, 2, 100, 70, True)
    assert first.is_complete
    assert second == ModuleStanding("second", 0, 2, None, 70, False)


def test_one_persons_work_is_not_anothers(app: Flask) -> None:
    make_programme()
    one, other = make_account(), make_account()
    module = library().modules["first"]
    with transactional():
        courses.complete_lesson(event_id=fact_id(), person_id=one.person_id, account_id=one.id, programme=PROGRAMME, module=module,
                                lesson=module.lessons[0], content_hash=module.lessons[0].content_hash,
                                answers=module.lessons[0].key, now=NOW)  # fmt: skip
    standings = module_standings([one.person_id, other.person_id], PROGRAMME)
    assert (standings[one.person_id][0].lessons_done, standings[other.person_id][0].lessons_done) == (1, 0)
