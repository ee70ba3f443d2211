"""Whatever a question can be has its words."""

import pytest

from lms.questions.rules import RULES, TYPES
from lms.quizzes.appraisal import Gap
from lms.quizzes.figures_wording import _NOTES, REASONS
from lms.quizzes.statistics import Undefined
from lms.quizzes.wording import RULES_TOLD, TYPE_NAMES, key_told, rule_told
from tests.factories import make_questions


def test_every_type_and_every_rule_is_named() -> None:
    assert set(TYPE_NAMES) == set(_NOTES) == set(TYPES)
    assert set(RULES_TOLD) == {rule for rules in RULES.values() for rule in rules}


def test_there_is_a_sentence_for_every_reason_for_a_dash() -> None:
    assert set(REASONS) == {*Undefined, *Gap}


@pytest.mark.parametrize(
    ("kind", "key", "rule"),
    [
        ("matching", ["Option p → Choice x", "Option q → Choice y"], "Each right pair is worth its share of the point."),
        ("ordering", ["1. Option c", "2. Option a", "3. Option b"], "The nearer to the right order, the more of the point."),
        ("numeric", ["18 ± 0,5 ans"], ""),
        ("short", ["Mécanisme", "MRN"], ""),
        ("case", ["Way d1 a", "Way d2 b"], ""),
    ],
)
def test_what_is_right_is_told_whole_with_the_rule_where_there_is_a_choice(kind: str, key: list[str], rule: str) -> None:
    question = make_questions()[kind]
    assert [part.text for part in key_told(question, "fr")] == key
    assert rule_told(question) == rule
