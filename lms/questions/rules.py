"""What an answer is worth. Pure: a key and an answer in, a share of the point out.

Whatever the type, the share lies between 0 and 1, a blank is worth 0, and neither the order nor the repetition of what was chosen matters,
except where the order is the answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from lms.plain import plain

Key = Mapping[str, Any]
"""How a question is marked: its `type`, what is right, and the `rule` for answers that are partly right."""

ALL_OR_NOTHING = "all-or-nothing"
RIGHT_MINUS_WRONG = "right-minus-wrong"
PER_PAIR = "per-pair"
ORDER_AGREEMENT = "order-agreement"
PER_DECISION = "per-decision"

RULES: Mapping[str, tuple[str, ...]] = {
    "single": (ALL_OR_NOTHING,),
    "true-false": (ALL_OR_NOTHING,),
    "multiple": (ALL_OR_NOTHING, RIGHT_MINUS_WRONG),
    "matching": (PER_PAIR, ALL_OR_NOTHING),
    "ordering": (ORDER_AGREEMENT, ALL_OR_NOTHING),
    "numeric": (ALL_OR_NOTHING,),
    "short": (ALL_OR_NOTHING,),
    "case": (PER_DECISION,),
}
"""The rules that each type of question may be marked by; the first is the one that applies when none is named."""

TYPES = tuple(RULES)

_MOST_DIGITS = 30
_SPACES = re.compile(r"[\s\u00a0\u202f]")


def mark(key: Key, given: Sequence[str]) -> float:
    """Return what an answer is worth: a share of the point, from 0 to 1."""
    return _MARKED[key["type"]](key, given) if given else 0.0


def is_right(key: Key, given: Sequence[str]) -> bool:
    """Tell whether an answer is worth the whole point."""
    return mark(key, given) >= 1


def number_in(text: str) -> Decimal | None:
    """Return the number that somebody wrote, with a comma or a point and any spaces; None when it is not one."""
    try:
        number = Decimal(_SPACES.sub("", text).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None


def pairs_in(given: Sequence[str]) -> dict[str, str]:
    """Return the pairs of an answer: {prompt or decision: what was chosen for it}."""
    return {left: right for left, equals, right in (item.partition("=") for item in given) if equals and right}


def path_of(key: Key, given: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return the decisions of a case that somebody met, in order, with what they chose; the last one may still be open (None)."""
    chosen = pairs_in(given)
    path: list[tuple[str, str | None]] = []
    decision: str | None = next(iter(key["decisions"]), None)
    while decision is not None and decision not in {name for name, _choice in path}:
        choice = chosen.get(decision)
        path.append((decision, choice))
        decision = key["decisions"][decision]["next"].get(choice) if choice else None
    return path


def _choice(key: Key, given: Sequence[str]) -> float:
    return float(set(given) == set(key["right"]))


def _multiple(key: Key, given: Sequence[str]) -> float:
    right, chosen = set(key["right"]), set(given)
    if key["rule"] == ALL_OR_NOTHING:
        return float(chosen == right)
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


def _matching(key: Key, given: Sequence[str]) -> float:
    pairs, chosen = key["pairs"], pairs_in(given)
    hits = sum(chosen.get(prompt) == choice for prompt, choice in pairs.items())
    return float(hits == len(pairs)) if key["rule"] == ALL_OR_NOTHING else hits / len(pairs)


def _ordering(key: Key, given: Sequence[str]) -> float:
    """Return Kendall's tau between the right order and the order given, nothing below 0: a random order is worth nothing on average."""
    right = list(key["order"])
    if sorted(given) != sorted(right):
        return 0.0
    if key["rule"] == ALL_OR_NOTHING:
        return float(list(given) == right)
    place = {item: rank for rank, item in enumerate(given)}
    pairs = list(combinations(right, 2))
    in_order = sum(place[one] < place[two] for one, two in pairs)
    return max(0.0, (2 * in_order - len(pairs)) / len(pairs))


def _numeric(key: Key, given: Sequence[str]) -> float:
    number = number_in(given[0])
    return float(number is not None and abs(number - Decimal(key["answer"])) <= Decimal(key["tolerance"]))


def _short(key: Key, given: Sequence[str]) -> float:
    return float(plain(given[0]) in {plain(text) for text in key["accepted"]})


def _case(key: Key, given: Sequence[str]) -> float:
    """Return the share of right decisions among those met, and at least among as many as somebody who decides rightly meets.

    Whoever errs and recovers keeps part of the point, never the whole.
    """
    decisions, path = key["decisions"], path_of(key, given)
    right = sum(choice in decisions[name]["right"] for name, choice in path)
    needed = len(path_of(key, [f"{name}={facts['right'][0]}" for name, facts in decisions.items()]))
    return right / max(needed, len(path))


_MARKED: Mapping[str, Callable[[Key, Sequence[str]], float]] = {
    "single": _choice,
    "true-false": _choice,
    "multiple": _multiple,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short": _short,
    "case": _case,
}
