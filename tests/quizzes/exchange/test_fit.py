"""What a bank of Relais can hold, what it cannot, and what is lost on the way."""

from decimal import Decimal
from typing import Any

import pytest

from lms.quizzes.exchange.fit import Fitted, fitted, fitting
from lms.quizzes.exchange.formats import Format, read
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, File, Number, Pair, Reading, Text, Unkeepable

ALL = Decimal(100)


def option(text: str, weight: float = 0, feedback: str = "") -> Choice:
    """Return an option."""
    return Choice(Text(text), Decimal(str(weight)), Text(feedback))


def question(type: str, *options: Choice, **more: Any) -> ExchangedQuestion:
    """Return a question that is fit but for what the test says."""
    return ExchangedQuestion(**{"type": type, "name": "n", "stem": Text("Q"), "options": options, "line": 7, **more})


def fit(found: ExchangedQuestion) -> Fitted:
    """Fit a question in French."""
    return fitted(found, language="fr")


@pytest.mark.parametrize(
    ("weights", "tags", "rule", "right", "lost"),
    [
        ((50, 50, -50), (), "right-minus-wrong", ["a", "b"], ""),
        ((50, 50, -100), ("rule:all-or-nothing",), "all-or-nothing", ["a", "b"], ""),
        ((50, 50, -50), ("rule:right-minus-wrong",), "right-minus-wrong", ["a", "b"], ""),
        ((50, 50, -100), (), "all-or-nothing", ["a", "b"], "here it is all or nothing"),
        ((50, 50, -50), ("rule:all-or-nothing",), "right-minus-wrong", ["a", "b"], ""),
        ((50, 50, 0), (), "right-minus-wrong", ["a", "b"], "Its weights in percent (50 / 50 / 0) change"),
        ((70, 30, -100), (), "all-or-nothing", ["a", "b"], "here it is all or nothing"),
        ((70, 30, -50), (), "right-minus-wrong", ["a", "b"], "Its weights in percent (70 / 30 / -50) change"),
        ((33, 33, 34), (), "right-minus-wrong", ["a", "b", "c"], ""),
        ((33.33333, 33.33333, 33.33333, -33.33333), (), "right-minus-wrong", ["a", "b", "c"], ""),
        ((100, -100, -100), (), "right-minus-wrong", ["a"], ""),
    ],
)
def test_weights_of_several_options_become_a_rule(weights: tuple[float, ...], tags: tuple[str, ...], rule: str, right: list[str], lost: str) -> None:
    found = fit(question("multiple", *(option(str(rank), weight) for rank, weight in enumerate(weights)), tags=tags))
    assert (found.facts["rule"], found.facts["right"]) == (rule, right)
    assert [lost in reason for reason in found.lost] == ([True] if lost else [])


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (question("single", option("a"), option("b")), "None of its options is worth the whole point"),
        (question("single", option("a", 90), option("b")), "None of its options is worth the whole point"),
        (question("single", option("a", 100), option("b", 100)), "2 of its options are worth the whole point"),
        (question("single", option("a", 100)), "fewer than two options"),
        (question("single", option("a", 100), option("a")), "Two of its options say the same"),
        (question("single", *(option(str(rank), 100 * (rank == 0)) for rank in range(27))), "more than 26"),
        (question("single", option("a", 100), option("b"), stem=Text()), "its text is empty"),
        (question("single", option("a", 100), option("b"), stem=Text("Q", files=(File("carte.png", "AA=="),))), "the picture carte.png"),
        (question("multiple", option("a"), option("b")), "worth 0 % together, not 100"),
        (question("multiple", option("a", 50), option("b", 25)), "worth 75 % together, not 100"),
        (question("multiple", option("a", 100), option("b", 100)), "worth 200 % together, not 100"),
        (question("ordering", option("a"), option("b")), "fewer than three items"),
        (question("ordering", option("a"), option("b"), option("a")), "Two of its items say the same"),
        (question("matching", pairs=(Pair(Text("a"), "x"), Pair(Text("b"), "x"))), "fewer than two choices"),
        (question("matching", pairs=(Pair(Text("a"), "x"), Pair(Text("a"), "y"))), "Two of its prompts say the same"),
        (question("matching", pairs=(Pair(Text(), "x"), Pair(Text(), "y"))), "It has no prompt"),
        (question("numeric", numbers=(Number(Decimal(4)), Number(Decimal(5)))), "2 different numbers"),
        (question("numeric", numbers=(Number(None),)), "Any number"),
        (question("numeric", numbers=(Number(Decimal(4)), Number(None))), "Any number"),
        (question("numeric", numbers=(Number(Decimal(4), weight=Decimal(50)),)), "No number is worth the whole point"),
        (
            question("numeric", numbers=(Number(Decimal(9), weight=Decimal(0)), Number(Decimal(10), Decimal(2)))),
            "9 ± 0 comes before the right number",
        ),
        (question("numeric", numbers=(Number(None, weight=Decimal(0)), Number(Decimal(10)))), "Any other number comes before"),
        (
            question("short", option("MRN", 100), option("m r n"), option("mrn", 50)),
            "“mrn” is worth 50 %, and is the same here as an accepted answer",
        ),
        (question("short", option("M*", 100)), "stands for any letters"),
        (question("short", option("*", 100)), "stands for any letters"),
        (question("short", option("MRN", 50)), "None of its answers is worth the whole point"),
        (question("numeric", numbers=(Number(Decimal("1e35")),)), "is larger, or nearer to nought, than a number may be here"),
        (question("numeric", numbers=(Number(Decimal(1), Decimal("1e-35")),)), "is larger, or nearer to nought, than a number may be here"),
        (question("short", option("€", 100)), "“€” has neither letters nor figures"),
        (question("short", option("a" * 201, 100)), "is longer than an answer may be here: 200 letters"),
    ],
)
def test_a_question_whose_right_answer_a_bank_cannot_say_is_refused(found: ExchangedQuestion, reason: str) -> None:
    reading = fitting(Reading((found,)), language="fr")
    assert (reading.questions, [refused.line for refused in reading.refused]) == ((), [7])
    assert reason in reading.refused[0].reason
    with pytest.raises(Unkeepable):
        fit(found)


_GOOD = (option("a", 100), option("b"))


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        (question("single", *_GOOD), []),
        (question("single", *_GOOD, option("c", 50)), ["“c” is worth 50 %: here it is wrong."]),
        (question("single", *_GOOD, penalty=Decimal("0.3333333")), []),
        (question("single", *_GOOD, penalty=Decimal("0.25")), ["Its penalty of 0.25 for each further try has no place here."]),
        (question("single", *_GOOD, tags=("loi", "lesson:Pas valable")), ["The tag “loi” has", "The tag “lesson:Pas valable” has"]),
        (question("single", *_GOOD, tags=("lesson:a", "lesson:b")), ["The tag “lesson:b” has"]),
        (question("single", *_GOOD, id="LF_001", name="LF_001"), ["Its id “LF_001” is not made of small letters, digits and hyphens"]),
        (question("single", *_GOOD, id="lf-001", name="Un nom"), ["Its name “Un nom” has no place here: it is known by its id."]),
        (question("single", *_GOOD, id="lf-001", name="Q"), []),
        (
            question("numeric", numbers=(Number(Decimal(4)), Number(Decimal(4), Decimal(1), Decimal(50)))),
            ["4 ± 1 is worth 50 %: here only the right number counts."],
        ),
        (
            question("numeric", numbers=(Number(Decimal(4), feedback=Text("oui")),)),
            ["What is said to whoever answers 4 ± 0 has no place here: “oui”."],
        ),
        (question("numeric", numbers=(Number(Decimal(4)), Number(None, weight=Decimal(0)))), []),
        (
            question("numeric", numbers=(Number(Decimal(4)), Number(None, weight=Decimal(10), feedback=Text("non")))),
            ["Any other number is worth 10 %: here", "What is said to whoever gives any other number has no place here: “non”."],
        ),
        (question("short", option("MRN", 100), option("MNR", 50)), ["“MNR” is worth 50 %: here it is not accepted."]),
        (question("short", option("MRN", 100, "oui"), option("*")), ["What is said to whoever answers “MRN” has no place here: “oui”."]),
        (question("ordering", option("a"), option("b"), option("c"), grading="ALL_OR_NOTHING"), []),
        (question("ordering", option("a"), option("b"), option("c")), ["It does not say how it is marked: here by the pairs"]),
        (
            question("ordering", option("a"), option("b"), option("c"), grading="LONGEST_ORDERED_SUBSET"),
            ["Moodle marks it by LONGEST_ORDERED_SUBSET: here"],
        ),
        (question("ordering", option("a"), option("b"), option("c"), tags=("rule:order-agreement",)), []),
    ],
)
def test_what_is_lost_is_said(found: ExchangedQuestion, lost: list[str]) -> None:
    assert [any(reason.startswith(one) for reason in fit(found).lost) for one in lost] == [True] * len(lost)
    assert len(fit(found).lost) == len(lost)


def test_marks_in_texts_are_named_once() -> None:
    reading = fitting(read(Format.GIFT, b"::n::[html]<b>Q</b> ?{=<i>a</i>#<b>x</b> ~b}"), language="fr")
    assert [(lost.line, lost.question, lost.reason) for lost in reading.lost] == [(1, "n", "The marks in its texts are taken away: b, i.")]


def test_formulas_are_named_apart_from_marks() -> None:
    reading = fitting(read(Format.GIFT, rb"::n::[html]Q \\( x \\) ?{=a ~b}"), language="fr")
    assert [lost.reason for lost in reading.lost] == ["The formulas in its texts stay as they are written: here they are not drawn."]


def test_the_last_category_is_the_topic_and_those_above_are_named() -> None:
    found = question("single", *_GOOD, category="$course$/top/Loi/Acte, moyen // but")
    assert (fit(found).facts["topic"], fit(found).topic_name) == ("acte-moyen-but", "Acte, moyen / but")
    reading = fitting(Reading((found, found)), language="fr")
    assert [(lost.line, lost.question, lost.reason) for lost in reading.lost] == [
        (7, "", "The categories above “Acte, moyen / but” have no place here: Loi.")
    ]


def test_our_own_tags_say_what_other_systems_have_no_place_for() -> None:
    tags = ("topic:elements", "lesson:three-elements", "source:s26", "source:g-palermo", "version:3")
    found = fit(question("single", *_GOOD, tags=tags, category="Éléments"))
    assert (found.facts["topic"], found.facts["lesson"], found.facts["sources"], found.facts["version"]) == (
        "elements", "three-elements", ["s26", "g-palermo"], 3,
    )  # fmt: skip
    assert (found.topic_name, found.lost) == ("Éléments", ())


def test_ids_and_order_of_choices_and_items_give_nothing_away() -> None:
    matching = fit(question("matching", pairs=(Pair(Text("Mali"), "Zurich"), Pair(Text("Niger"), "Accra"), Pair(Text(), "Lomé"))))
    assert matching.facts["pairs"] == {"a": "c3", "b": "c1"}
    assert [said["text"] for said in matching.words["choices"].values()] == ["Accra", "Lomé", "Zurich"]
    ordering = fit(question("ordering", option("trois"), option("deux"), option("un")))
    assert ordering.facts["items"] == ["b", "a", "c"]


def test_what_a_refused_question_lost_is_not_listed() -> None:
    text = "::bon::[html]Q{=a#b ~c}\n\n// [tag:x]\n::mauvais::Q{~a ~b}"
    reading = fitting(read(Format.GIFT, text.encode()), language="fr")
    assert ([found.name for found in reading.questions], [refused.name for refused in reading.refused], reading.lost) == (["bon"], ["mauvais"], ())
