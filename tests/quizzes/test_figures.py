"""Figures of quizzes: which attempts they are made of, what the pages show, and what they keep to themselves."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.db import transactional
from lms.journal import services as journal
from lms.quizzes import appraisal, figures
from lms.quizzes.appraisal import First, Gap, Given, Look, Taken
from lms.quizzes.content import Quiz
from lms.quizzes.facts import ATTEMPT_ANSWERED, ATTEMPT_STARTED, ATTEMPT_SUBMITTED, fact
from lms.quizzes.services import whole_attempt, whole_score
from lms.quizzes.statistics import Undefined
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.factories import PROGRAMME, at, fact_id, make_account, make_programme, make_question, make_questions, right_answers, take_quiz

SignIn = Callable[[Account], CheckingClient]
PAGE, QUESTION = "/en/quizzes/first/figures", "/en/quizzes/first/figures/first-1"
WRONG = {"first-1": ("a",), "first-2": ("b",), "first-3": ("false",)}
RIGHT = {"first-1": ("b",), "first-2": ("a", "c"), "first-3": ("true",)}


@pytest.fixture
def quiz(app: Flask) -> Quiz:
    """The sample quiz, in a programme that teaches it."""
    make_programme()
    found: Quiz = app.extensions["quizzes"]["first"]
    return found


@pytest.fixture
def monitor(quiz: Quiz, sign_in: SignIn) -> CheckingClient:
    """A monitor's browser."""
    return sign_in(make_account(Role.MONITOR))


def answers_of(*right: str) -> dict[str, Sequence[str]]:
    """Return answers of which these are right and the others wrong."""
    return {name: RIGHT[name] if name in right else WRONG[name] for name in WRONG}


def let_people_take(quiz: Quiz, number: int = 25) -> list[Account]:
    """Have people take the quiz: ten know everything, eight all but the first question, the others nothing."""
    people = [make_account() for _ in range(number)]
    for rank, account in enumerate(people):
        take_quiz(account, quiz, answers_of(*RIGHT) if rank < 10 else answers_of("first-2", "first-3") if rank < 18 else WRONG)
    return people


def first(points: Mapping[str, float], *, form: str = "", answers: Mapping[str, Sequence[str]] | None = None) -> First:
    """Make an attempt in memory."""
    given = {name: Given(1, tuple((answers or {}).get(name, ["x"])), value) for name, value in points.items()}
    return First(uuid4(), uuid4(), form, True, NOW, sum(points.values()), len(points), given)


def taken(quiz: Quiz, attempts: Sequence[First]) -> Taken:
    return Taken(quiz, tuple(attempts), 0)


def test_only_those_who_follow_trainers_see_figures(quiz: Quiz, sign_in: SignIn) -> None:
    found = {}
    for role in Role:
        browser = sign_in(make_account(role))
        found[role] = (browser.get(PAGE).status_code, browser.get(QUESTION).status_code, PAGE in browser.get("/en/quizzes").text)
    refused, open_ = (403, 403, False), (200, 200, True)
    assert found == {Role.TRAINER: refused, Role.ORGANISER: refused, Role.MONITOR: open_, Role.ADMINISTRATOR: open_}


def test_a_stranger_signs_in_first(quiz: Quiz, client: CheckingClient) -> None:
    assert client.get(PAGE).location.startswith("/en/sign-in")


@pytest.mark.parametrize("address", ["/en/quizzes/nothing/figures", "/en/quizzes/first/figures/second-1", "/en/quizzes/nothing/figures/first-1"])
def test_what_does_not_exist_is_not_found(monitor: CheckingClient, address: str) -> None:
    assert monitor.get(address).status_code == 404


def test_a_quiz_that_the_programme_does_not_teach_is_not_found(app: Flask, sign_in: SignIn) -> None:
    make_programme(modules=("first",))
    assert sign_in(make_account(Role.MONITOR)).get("/en/quizzes/second/figures").status_code == 404


def test_of_fewer_than_20_people_only_their_number_is_shown(monitor: CheckingClient, quiz: Quiz) -> None:
    let_people_take(quiz, 19)
    page, question = monitor.get(PAGE).text, monitor.get(QUESTION).text
    assert "19 people" in page
    assert "once 20 people have taken the quiz" in page
    assert "alpha" not in page
    assert "once 20 people have had the question" in question
    assert "Left blank" not in question
    let_people_take(quiz, 1)
    assert "alpha" in monitor.get(PAGE).text


def test_the_page_shows_the_whole_quiz_and_each_question(monitor: CheckingClient, quiz: Quiz) -> None:
    let_people_take(quiz)
    page = monitor.get(PAGE).text
    assert "25 people" in page
    assert "61%" in page  # (10·3 + 8·2) / 75
    assert "0.85" in page  # KR-20 of these marks
    assert "fewer than 30 people" in page  # why D is a dash
    assert page.count("/figures/first-") >= 3


def test_figures_equal_those_worked_out_by_hand(quiz: Quiz) -> None:
    let_people_take(quiz)
    found = figures.taken(quiz, PROGRAMME)
    (group,) = appraisal.reliabilities(found)
    p, q = 0.4 * 0.6, 0.72 * 0.28
    mean = (10 * 3 + 8 * 2) / 25
    variance = (10 * 9 + 8 * 4) / 25 - mean**2
    assert group.kr20.value == pytest.approx(1.5 * (1 - (p + 2 * q) / variance))
    assert group.alpha.value == pytest.approx(group.kr20.value)
    assert [item.facility.value for item in appraisal.items(found, [group])] == pytest.approx([0.4, 0.72, 0.72])
    assert sum(item.weight.value or 0 for item in appraisal.items(found, [group])) == pytest.approx(1)


def test_no_name_stands_on_the_pages(monitor: CheckingClient, quiz: Quiz) -> None:
    let_people_take(quiz)
    assert "Traoré" not in monitor.get(PAGE).text.split("<main", 1)[1]
    assert "Traoré" not in monitor.get(QUESTION).text.split("<main", 1)[1]


def test_pages_ask_the_database_little(monitor: CheckingClient, quiz: Quiz) -> None:
    let_people_take(quiz)
    for page in (PAGE, QUESTION):
        with counted_queries() as statements:
            monitor.get(page)
        assert len(statements) <= 8, statements


def test_only_the_first_attempt_of_each_person_counts(quiz: Quiz) -> None:
    account = make_account()
    take_quiz(account, quiz, RIGHT, at_time=at(10))
    take_quiz(account, quiz, WRONG, at_time=at(0))
    assert [attempt.percent for attempt in figures.taken(quiz, PROGRAMME).attempts] == [0]


def test_attempts_of_another_programme_do_not_count(quiz: Quiz) -> None:
    make_programme("ailleurs")
    take_quiz(make_account(programme="ailleurs"), quiz, RIGHT, programme="ailleurs")
    assert figures.taken(quiz, PROGRAMME).attempts == ()


def test_whose_first_attempt_was_at_another_version_is_left_out_and_counted(quiz: Quiz) -> None:
    account = make_account()
    take_quiz(account, replace(quiz, version=9), RIGHT, at_time=at(0))
    take_quiz(account, quiz, RIGHT, at_time=at(10))
    found = figures.taken(quiz, PROGRAMME)
    assert (found.attempts, found.n_other_versions) == ((), 1)


def test_a_score_typed_from_paper_counts_in_the_scores_only(quiz: Quiz) -> None:
    account = make_account()
    with transactional():
        journal.record(whole_score(event_id=fact_id(), person_id=account.person_id, account_id=account.id, programme=PROGRAMME, quiz=quiz, points=15,
                                   possible=20, taken_at=NOW, said_at=NOW), now=NOW)  # fmt: skip
    found = figures.taken(quiz, PROGRAMME)
    assert [attempt.percent for attempt in found.attempts] == [75]
    assert found.n_scores_only == 1
    assert appraisal.items(found, appraisal.reliabilities(found))[0].n == 0


def test_each_question_is_looked_at_on_the_attempts_that_had_it(monitor: CheckingClient, quiz: Quiz) -> None:
    for rank in range(42):
        account, names = make_account(), ["first-1", "first-2"] if rank < 21 else ["first-2", "first-3"]
        body = whole_attempt(event_id=fact_id(), person_id=account.person_id, account_id=account.id, programme=PROGRAMME, quiz=quiz, source="paper",
                             answers={name: RIGHT[name] for name in names[: rank % 3]}, taken_at=NOW, said_at=NOW, questions=names)  # fmt: skip
        with transactional():
            journal.record(body, now=NOW)
    found = figures.taken(quiz, PROGRAMME)
    (group,) = appraisal.reliabilities(found)
    assert [item.n for item in appraisal.items(found, [group])] == [21, 42, 21]
    assert group.alpha.reason == Gap.DIFFERENT_QUESTIONS
    assert {item.weight.reason for item in appraisal.items(found, [group])} == {Gap.DIFFERENT_QUESTIONS}
    assert "did not all have the same questions" in monitor.get(PAGE).text


def test_an_older_version_of_a_question_is_left_out_and_counted(quiz: Quiz) -> None:
    let_people_take(quiz, 3)
    newer = replace(quiz.pool["first-1"], version=2)
    item = appraisal.item_of(figures.taken(quiz, PROGRAMME), newer, [])
    assert (item.n, item.n_other_versions, item.facility.reason) == (0, 3, Gap.FEW)


def test_each_form_has_its_own_reliability(quiz: Quiz) -> None:
    tested = replace(quiz, forms={"a": ("first-1", "first-2"), "b": ("first-3",)}, draw={})
    attempts = [first({"first-1": rank % 2, "first-2": rank % 2}, form="a") for rank in range(20)]
    attempts += [first({"first-3": rank % 2}, form="b") for rank in range(19)]
    form_a, form_b = appraisal.reliabilities(taken(tested, attempts))
    assert form_a.alpha.value == pytest.approx(1)
    assert (form_b.n, form_b.alpha.reason) == (19, Gap.FEW)


def test_whoever_had_other_questions_than_the_form_has_is_left_out_of_its_reliability(quiz: Quiz) -> None:
    tested = replace(quiz, forms={"a": ("first-1", "first-2"), "b": ("first-3",)}, draw={})
    attempts = [first({"first-1": rank % 2, "first-2": rank % 2}, form="a") for rank in range(20)]
    attempts.append(first({"first-1": 1, "first-2": 1, "first-3": 0}, form="a"))
    form_a = appraisal.reliabilities(taken(tested, attempts))[0]
    assert (form_a.n, form_a.n_questions) == (20, 2)


def test_a_wrong_option_that_hardly_anybody_chose_is_no_sign_of_a_wrong_key(quiz: Quiz) -> None:
    attempts = [first({"first-1": 1, "first-2": rank % 2}, answers={"first-1": ["b"]}) for rank in range(40)]
    attempts.append(first({"first-1": 0, "first-2": 1}, answers={"first-1": ["c"]}))
    found = taken(quiz, attempts)
    assert Look.ABOVE_KEY not in dict(appraisal.items(found, appraisal.reliabilities(found))[0].looks)


def test_figures_that_do_not_exist_say_why(quiz: Quiz) -> None:
    found = taken(quiz, [first({"first-1": 1, "first-2": 0.5, "first-3": 1}) for _ in range(20)])
    (group,) = appraisal.reliabilities(found)
    item = appraisal.items(found, [group])[0]
    assert (group.alpha.reason, group.kr20.reason, group.sem.reason) == (Undefined.SAME_TOTALS, Undefined.NOT_ZERO_ONE, Undefined.SAME_TOTALS)
    assert (item.r_rest.reason, item.d27.reason, item.weight.reason) == (Undefined.SAME_MARKS, Undefined.FEW_PERSONS, Undefined.SAME_TOTALS)


def test_a_quiz_that_everybody_masters_says_why_there_are_dashes(monitor: CheckingClient, quiz: Quiz) -> None:
    for _ in range(20):
        take_quiz(make_account(), quiz, right_answers(quiz))
    page = monitor.get(PAGE).text
    assert "No figure: everybody has the same score." in page
    assert "Too easy: more than 95%" in page


def test_a_question_whose_key_is_wrong_is_named(monitor: CheckingClient, quiz: Quiz) -> None:
    for rank in range(24):
        take_quiz(make_account(), quiz, answers_of("first-2", "first-3") if rank < 12 else answers_of("first-1"))
    found = figures.taken(quiz, PROGRAMME)
    item = appraisal.items(found, appraisal.reliabilities(found))[0]
    assert (Look.NEGATIVE, ()) in item.looks
    assert (Look.ABOVE_KEY, (("", "a"),)) in item.looks
    assert (Look.IDLE, (("", "c"),)) in item.looks
    assert "Possible wrong key" in monitor.get(PAGE).text
    assert "Possible wrong key" in monitor.get(QUESTION).text


def looks_with(quiz: Quiz, r: float, n: int = 100) -> list[Look]:
    """Return why to look at a question that half of n people, an even number, answered right, with a correlation of r with the rest.

    Where the rest is 0 or 1 as well, each of half of the people, r is twice the share of those who are alike less 1.
    """
    alike = round((1 + r) * n / 4)  # in each half
    rests = [1] * alike + [0] * (n // 2 - alike) + [0] * alike + [1] * (n // 2 - alike)
    attempts = [first({"first-1": float(rank < n // 2), "first-2": rest}, answers={"first-1": ["b" if rank < n // 2 else "a"]})
                for rank, rest in enumerate(rests)]  # fmt: skip
    item = appraisal.item_of(taken(quiz, attempts), quiz.pool["first-1"], [])
    assert item.r_rest.value == pytest.approx(r)
    return [look for look, _names in item.looks if look is not Look.IDLE]


@pytest.mark.parametrize(
    ("r", "looks"),
    [
        (-0.12, [Look.NEGATIVE, Look.ABOVE_KEY]),
        (-0.08, [Look.LOW]),
        (-0.04, [Look.LOW]),
        (0.0, [Look.LOW]),
        (0.16, [Look.LOW]),
        (0.20, []),
        (0.24, []),
    ],
)
def test_a_key_is_doubted_where_the_correlation_lies_a_standard_error_below_nought(quiz: Quiz, r: float, looks: list[Look]) -> None:
    assert looks_with(quiz, r) == looks, "of 100 people the standard error is 0.10"


def test_of_fewer_people_the_same_correlation_casts_no_doubt_on_the_key(quiz: Quiz) -> None:
    assert Look.NEGATIVE in looks_with(quiz, -0.2, n=40)
    assert Look.NEGATIVE not in looks_with(quiz, -0.2, n=20)


def make_item(quiz: Quiz, name: str, *looks: Look, r: float | None = 0.5, n: int = 100) -> appraisal.Item:
    """Make what is known of a question."""
    dash = appraisal.Shown(None)
    return appraisal.Item(replace(quiz.pool["first-1"], id=name), n, 0, dash, appraisal.Shown(r), dash, dash, (), tuple((look, ()) for look in looks))


def test_questions_to_look_at_stand_by_gravity(quiz: Quiz) -> None:
    items = [
        make_item(quiz, "idle", Look.IDLE),
        make_item(quiz, "nothing"),
        make_item(quiz, "easy", Look.EASY, Look.IDLE, r=None),
        make_item(quiz, "hard", Look.HARD),
        make_item(quiz, "low", Look.LOW, Look.HARD, r=0.1),
        make_item(quiz, "lower", Look.LOW, r=-0.05),
        make_item(quiz, "frequent", Look.FREQUENT),
        make_item(quiz, "above", Look.ABOVE_KEY, Look.IDLE),
        make_item(quiz, "wrong", Look.NEGATIVE, r=-0.3),
        make_item(quiz, "more-surely-wrong", Look.NEGATIVE, r=-0.25, n=200),
    ]
    assert [item.question.id for item in appraisal.to_look_at(items)] == [
        "more-surely-wrong", "wrong", "above", "frequent", "lower", "low", "hard", "easy", "idle",
    ]  # fmt: skip


def test_the_page_lists_the_gravest_question_first(monitor: CheckingClient, quiz: Quiz) -> None:
    for rank in range(24):
        take_quiz(make_account(), quiz, answers_of("first-1", "first-2") if rank < 12 else answers_of("first-3"))
    listed = page_words(monitor).split("Questions to look at", 1)[1].split("The questions", 1)[0]
    assert listed.index("first-3") < listed.index("first-1")
    assert listed.index("Possible wrong key") < listed.index("distracts nobody")


def test_a_question_that_tells_people_apart_hardly_at_all_is_listed(monitor: CheckingClient, quiz: Quiz) -> None:
    for rank in range(24):
        take_quiz(make_account(), quiz, answers_of(*["first-1"] * (rank % 2), *["first-2", "first-3"] * (rank % 4 < 2)))
    listed = page_words(monitor).split("Questions to look at", 1)[1].split("The questions", 1)[0]
    assert "first-1 Tells people apart hardly at all: the item–rest correlation lies below 0.20." in listed


def test_many_idle_options_are_counted_in_one_sentence(app: Flask, quiz: Quiz, monitor: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    key = {"type": "single", "rule": "all-or-nothing", "right": ["a"]}
    questions = [replace(make_question("single", key, options=letters), id=f"essai-{letters}") for letters in ("abcd", "abc")]
    asked = replace(quiz, pool={question.id: question for question in questions}, draw={"words": 2})
    monkeypatch.setitem(app.extensions["quizzes"], "first", asked)
    for rank in range(24):
        take_quiz(make_account(), asked, {"essai-abcd": ["a"] if rank % 2 else [], "essai-abc": ["ab"[rank % 2]]})
    page = page_words(monitor)
    assert "3 wrong options were each chosen by fewer than 5% of people, so they distract nobody." in page
    assert "Chosen by fewer than 5% of people, so it distracts nobody: Option c." in page


def test_a_dash_keeps_the_number_of_people(monitor: CheckingClient, quiz: Quiz) -> None:
    for _ in range(20):
        take_quiz(make_account(), quiz, answers_of("first-1"))
    page = page_words(monitor)
    for label in ("Same decision", "Kappa of the decision", "Cronbach’s alpha"):
        assert f"{label} — No figure: everybody has the same score. 20 people, 3 questions Definition" in page, label


def test_a_dash_of_too_few_keeps_their_number(app: Flask, quiz: Quiz, monitor: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    halves = replace(quiz, draw={"words": 2})
    monkeypatch.setitem(app.extensions["quizzes"], "first", halves)
    for rank in range(25):
        account = make_account()
        if rank < 15:
            take_quiz(account, halves, answers_of("first-1"))
        else:
            with transactional():
                journal.record(whole_score(event_id=fact_id(), person_id=account.person_id, account_id=account.id, programme=PROGRAMME, quiz=halves,
                                           points=15, possible=20, taken_at=NOW, said_at=NOW), now=NOW)  # fmt: skip
    page = page_words(monitor)
    assert "Cronbach’s alpha — No figure: fewer than 20 people: chance would say more than the quiz. 15 people Definition" in page
    assert "Near the pass mark — No figure: fewer than 20 people: chance would say more than the quiz. 0 people, 2 questions Definition" in page


def test_the_page_of_a_question_shows_key_shares_and_blanks(monitor: CheckingClient, quiz: Quiz) -> None:
    let_people_take(quiz, 20)
    for _ in range(5):
        take_quiz(make_account(), quiz, {})
    page = monitor.get(QUESTION).text
    assert "10/25 · 40%" in page
    assert "5/25 · 20%" in page
    assert "Left blank" in page
    assert "(key)" in page.replace("<strong>", "").replace("</strong>", "")


SAID = {
    "matching": (["p=x", "q=y"], ["p=y", "q=y"]),
    "ordering": (["c", "a", "b"], ["a", "c", "b"]),
    "numeric": (["18"], ["15"]),
    "short": (["MRN"], ["Plate-forme"]),
    "case": (["d1=a", "d2=b"], ["d1=a", "d2=a"]),
}
"""An answer that is right and one that is not, by type."""


@pytest.fixture
def of_every_type(app: Flask, quiz: Quiz, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """The sample quiz with a question of each of the other types."""
    found = replace(quiz, pool={question.id: question for question in make_questions().values()}, draw={"words": 5})
    monkeypatch.setitem(app.extensions["quizzes"], "first", found)
    return found


def let_people_answer(quiz: Quiz, *answers: Mapping[str, Sequence[str]]) -> None:
    """Have a person give each of these: {type: answer}."""
    for given in answers:
        take_quiz(make_account(), quiz, {f"essai-{kind}": answer for kind, answer in given.items()})


def all_but(kind: str, answer: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return right answers to all types but one, which is answered thus."""
    return {**{one: right for one, (right, _wrong) in SAID.items()}, kind: answer}


def question_page(monitor: CheckingClient, kind: str) -> str:
    """Return the words of the page of a question."""
    main = monitor.get(f"/en/quizzes/first/figures/essai-{kind}").text.split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("matching", ["Option p", "Choice x (key) 16/24 · 67%", "Choice y 8/24 · 33%", "Choice z 0/24 · 0%", "Left blank 0/24", "Option q"]),
        ("ordering", ["1. Option c", "Put in place 1.3 on average; its right place is 1.", "Place 1 (key) 16/24 · 67%", "Place 2 8/24 · 33%"]),
        ("numeric", ["18 years (key) 16/24 · 67%", "15 years given by many 8/24 · 33%", "fewer than 3 people"]),
        ("short", ["MRN (key) 16/24 · 67%", "“plate forme” given by many 8/24 · 33%", "fewer than 3 people"]),
        ("case", ["Decision d1", "Way d1 a (key) 24/24 · 100%", "Decision d2", "Way d2 b (key) 16/24 · 67%", "Way d2 a 8/24 · 33%"]),
    ],
)
def test_the_page_of_a_question_tells_what_was_answered(monitor: CheckingClient, of_every_type: Quiz, kind: str, told: Sequence[str]) -> None:
    right, wrong = ({one: answers[rank] for one, answers in SAID.items()} for rank in (0, 1))
    let_people_answer(of_every_type, *[right] * 16, *[wrong] * 8)
    page = question_page(monitor, kind)
    for sentence in told:
        assert sentence in page


@pytest.mark.parametrize(("kind", "told"), [
    ("matching", "Option p → Choice y."), ("ordering", "Option c → Place 2 — Option a → Place 1."), ("numeric", "15 years."),
    ("short", "“plate forme”."), ("case", "Decision d2 → Way d2 a."),
])  # fmt: skip
def test_a_wrong_answer_of_the_better_ones_is_looked_at(monitor: CheckingClient, of_every_type: Quiz, kind: str, told: str) -> None:
    right, wrong = SAID[kind]
    let_people_answer(of_every_type, *[{kind: right}] * 12, *[all_but(kind, wrong)] * 12)
    sentence = f"Possible wrong key: those who chose this did better on the other questions than those who answered right: {told}"
    assert sentence in question_page(monitor, kind)
    assert sentence in " ".join(unescape(monitor.get(PAGE).text).split())


def test_a_wrong_answer_that_many_gave_may_deserve_to_be_accepted(monitor: CheckingClient, of_every_type: Quiz) -> None:
    let_people_answer(of_every_type, *[{"short": ["MRN"]}] * 20, *[{"short": ["Le mécanisme"]}] * 3)
    sentence = "Given by at least 10% of people and not accepted: “le mecanisme”. Accept it if it is right too."
    assert sentence in question_page(monitor, "short")
    assert sentence in unescape(monitor.get(PAGE).text)


def test_what_fewer_than_three_people_wrote_is_not_shown(monitor: CheckingClient, of_every_type: Quiz) -> None:
    let_people_answer(of_every_type, *[{"short": ["MRN"], "numeric": ["18"]}] * 18, *[{"short": ["Awa de Kati"], "numeric": ["7777"]}] * 2)
    short, numeric = question_page(monitor, "short"), question_page(monitor, "numeric")
    assert "awa de kati" not in short.lower()
    assert "7,777" not in numeric
    for page in (short, numeric):
        assert "Other answers 2/20 · 10%" in page


def test_a_decision_that_fewer_than_20_people_met_keeps_what_they_chose(monitor: CheckingClient, of_every_type: Quiz) -> None:
    let_people_answer(of_every_type, *[{"case": ["d1=a", "d2=c"]}] * 19, *[{"case": ["d1=b"]}] * 5)
    page = question_page(monitor, "case")
    assert "Decision d2 19 people met this decision. What they chose appears once 20 people have met it." in page
    assert "Way d2" not in page.split("What was answered")[1]


@pytest.mark.parametrize("kind", SAID)
def test_of_fewer_than_20_people_no_answer_is_shown(monitor: CheckingClient, of_every_type: Quiz, kind: str) -> None:
    let_people_answer(of_every_type, *[all_but(kind, SAID[kind][1])] * 19)
    page = question_page(monitor, kind)
    assert "once 20 people have had the question" in page
    assert "What was answered" not in page


@pytest.mark.parametrize("kind", SAID)
def test_the_page_of_any_question_asks_the_database_little(monitor: CheckingClient, of_every_type: Quiz, kind: str) -> None:
    let_people_answer(of_every_type, *[all_but(kind, SAID[kind][1])] * 25)
    with counted_queries() as statements:
        monitor.get(f"/fr/quizzes/first/figures/essai-{kind}")
    assert len(statements) <= 8, statements


def test_how_steadily_the_pass_mark_decides_equals_what_is_worked_out_by_hand(quiz: Quiz) -> None:
    let_people_take(quiz)  # ten have 3, eight 2, seven nothing: mean 46/25, variance 122/25 − (46/25)² = 934/625
    found = figures.taken(quiz, PROGRAMME)
    (group,) = appraisal.reliabilities(found)
    decisions = appraisal.decisions(found, [group])
    assert decisions is not None
    assert (decisions.n, decisions.n_questions, decisions.pass_points, decisions.is_rough) == (25, 3, 2.1, True)
    assert decisions.kr21.value == pytest.approx(1.5 * (1 - (46 / 25 * 29 / 25) / (3 * 934 / 625)))
    assert decisions.agreement.value == pytest.approx(0.8176, abs=1e-4)  # z = (2.5 − 1.84)/√1.4944 = 0.5399, r = 0.7859; by scipy
    assert decisions.kappa.value == pytest.approx(0.5612, abs=1e-4)
    # 70 % of three is 2.1: three right answers pass. Variances from n − 1: of the items 0.25 + 2·0.21, of the totals 934/600; so the error is
    # √((3·0.67 − 934/600)/2) = √0.22667 = 0.476. Within it of 2.1 lies 2, but neither 3 nor nothing.
    assert decisions.error.value == group.sem.value == pytest.approx(((3 * 0.67 - 934 / 600) / 2) ** 0.5)
    assert (decisions.near.value, decisions.is_binomial) == (8, False)


def test_where_people_had_different_questions_the_error_is_lords(quiz: Quiz) -> None:
    halves = [("first-1", "first-2"), ("first-2", "first-3")]
    attempts = [first({name: float(rank % 3 > place) for place, name in enumerate(halves[rank % 2])}) for rank in range(24)]
    found = taken(replace(quiz, draw={"words": 2}), attempts)
    decisions = appraisal.decisions(found, appraisal.reliabilities(found))
    assert decisions is not None
    # 1.4 of 2 points: √(1.4·0.6/1) = 0.917. Totals 0, 1 and 2, eight people each; 1 and 2 are near.
    assert decisions.error.value == pytest.approx(0.84**0.5)
    assert (decisions.near.value, decisions.is_binomial) == (16, True)
    # Mean 1, variance 2/3: KR-21 = 2·(1 − 1/(4/3)) = 1/2.
    assert decisions.kr21.value == pytest.approx(0.5)


def test_attempts_worth_another_number_of_points_do_not_count_in_the_decisions(quiz: Quiz) -> None:
    attempts = [first({"first-1": rank % 2, "first-2": 1, "first-3": rank % 2}) for rank in range(20)]
    found = taken(quiz, [*attempts, First(uuid4(), uuid4(), "", False, NOW, 15, 20), First(uuid4(), uuid4(), "", False, NOW, 2, 3)])
    decisions = appraisal.decisions(found, appraisal.reliabilities(found))
    assert decisions is not None
    assert decisions.n == 21, "of scores typed from paper, those of three points count, those of twenty do not"


def test_decisions_of_few_are_hidden(quiz: Quiz) -> None:
    found = taken(quiz, [first({"first-1": rank % 2, "first-2": 1, "first-3": rank % 2}) for rank in range(19)])
    decisions = appraisal.decisions(found, appraisal.reliabilities(found))
    assert decisions is not None
    assert {decisions.agreement, decisions.kappa, decisions.kr21, decisions.near, decisions.error} == {appraisal.Shown(None, Gap.FEW)}


def test_decisions_that_do_not_exist_say_why(quiz: Quiz, monitor: CheckingClient) -> None:
    for _ in range(20):
        take_quiz(make_account(), quiz, answers_of("first-1"))
    page = page_words(monitor)
    assert "Same decision — No figure: everybody has the same score." in page
    assert "Near the pass mark 0 people" in page


def test_the_page_tells_how_steadily_the_pass_mark_decides_before_alpha(monitor: CheckingClient, quiz: Quiz) -> None:
    let_people_take(quiz)
    page = page_words(monitor)
    assert "Same decision 82% 25 people, 3 questions, KR-21: 0.79" in page
    assert "Near the pass mark 8 people of 25, within 0.5 points of the pass mark, 2.1 points" in page
    assert "With 3 questions it decides only roughly" in page
    assert "With few questions it is an approximation, and where answers count for a part of the point too." in page
    places = [page.index(word) for word in ("Mean score", "Same decision", "Kappa of the decision", "Near the pass mark", "Cronbach’s alpha")]
    assert places == sorted(places)


def test_a_test_that_nobody_passes_or_fails_has_no_decisions(
    app: Flask, quiz: Quiz, monitor: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _after = make_tests(app, quiz, monkeypatch)
    for rank in range(25):
        take_quiz(make_account(), before, answers_of(*list(RIGHT)[: rank % 3]))
    page = page_words(monitor)
    assert "Mean score" in page
    assert "Same decision" not in page
    assert "roughly" not in page


def page_words(monitor: CheckingClient) -> str:
    """Return the words of the page of figures."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", monitor.get(PAGE).text.split("<main", 1)[1])).split())


def test_scores_fall_into_bars_of_ten_per_cent_with_full_marks_apart(quiz: Quiz) -> None:
    tenths = [first({"first-1": points / 10}) for points in (0, 0.9, 6.9, 7, 9.9, 10)]
    assert [bar.n for bar in appraisal.distribution(taken(quiz, tenths))] == [2, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1]


START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ([(40, "a"), (65, "b")], 25),
        ([(40, "b")], 40),
        ([(40, "b"), (50, "a"), (90, "b")], 40),
        ([(40, "a"), (40, "b")], None),
        ([(0, "b")], None),
        ([(40, "a")], None),
    ],
)
def test_time_for_a_question_runs_from_the_answer_before(said: list[tuple[int, str]], seconds: float | None) -> None:
    attempt = First(UUID(int=1), UUID(int=2), "", True, START, 0, 2)
    assert appraisal.seconds_of(attempt, [(START + timedelta(seconds=when), name) for when, name in said], "b") == seconds


def test_times_are_read_from_the_answers_given(quiz: Quiz) -> None:
    account, begun = make_account(), fact_id()
    asked = [{"id": name, "version": 1, "key": dict(quiz.pool[name].key), "order": []} for name in ("first-1", "first-2")]
    body = {
        "person": str(account.person_id),
        "quiz": "first",
        "version": 1,
        "form": "",
        "pass_mark_percent": 70,
        "deadline": None,
        "questions": asked,
    }
    said = [(ATTEMPT_STARTED, begun, body, 0), (ATTEMPT_SUBMITTED, fact_id(9), {"attempt": str(begun)}, 9)]
    for minutes, name in ((2, "first-1"), (5, "first-2")):
        said.append((ATTEMPT_ANSWERED, fact_id(minutes), {"attempt": str(begun), "question": name, "answer": list(RIGHT[name])}, minutes))
    with transactional():
        for kind, name_of_fact, content, minutes in said:
            event = fact(kind, id=name_of_fact, body=content, programme=PROGRAMME, account_id=account.id, said_at=at(minutes))
            journal.record(event, now=at(minutes))
    found = figures.taken(quiz, PROGRAMME)
    assert figures.times_of(found, quiz.pool["first-1"]) == [120]
    assert figures.times_of(found, quiz.pool["first-2"]) == [180]
    assert figures.times_of(found, quiz.pool["first-3"]) == []


def make_tests(app: Flask, quiz: Quiz, monkeypatch: pytest.MonkeyPatch) -> tuple[Quiz, Quiz]:
    """Make the two sample quizzes a test before and one after."""
    forms = {"a": ("first-1", "first-2"), "b": ("first-3",)}
    before = replace(quiz, kind="pre-test", module=None, pass_mark=None, draw={}, forms=forms)
    after = replace(before, slug="second", kind="post-test", pairs_with="first")
    monkeypatch.setitem(app.extensions["quizzes"], "first", before)
    monkeypatch.setitem(app.extensions["quizzes"], "second", after)
    return before, after


def test_the_test_after_shows_what_people_gained(app: Flask, quiz: Quiz, monitor: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = make_tests(app, quiz, monkeypatch)
    people = [make_account() for _ in range(25)]
    for rank, account in enumerate(people):
        if rank < 23:
            take_quiz(account, before, answers_of(*list(RIGHT)[: rank % 2]))
        if rank > 0:
            take_quiz(account, after, answers_of(*list(RIGHT)[: 1 + rank % 3]))
    gain = figures.gain_between(before, figures.taken(after, PROGRAMME), PROGRAMME)
    assert (gain.n_paired, gain.n_only_before, gain.n_only_after) == (22, 1, 2)
    page = monitor.get("/en/quizzes/second/figures").text
    assert "22 people took both tests." in page
    assert "Left out, having taken one only: 3 (before: 1, after: 2)." in page
    assert "Normalised gain" in page
    assert "95% interval" in page


def test_the_gain_of_few_is_hidden(app: Flask, quiz: Quiz, monitor: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = make_tests(app, quiz, monkeypatch)
    for rank in range(22):
        account = make_account()
        take_quiz(account, after, RIGHT)
        if rank < 19:
            take_quiz(account, before, WRONG)
    page = monitor.get("/en/quizzes/second/figures").text
    assert "The gain appears once 20 people have taken both tests." in page
    assert "Normalised gain" not in page
