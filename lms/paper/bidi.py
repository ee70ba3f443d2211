"""The order in which letters stand on a line when some of them run from right to left.

Source: Unicode Standard Annex 9, without explicit marks of direction, which `printable` leaves out, and without pairs of brackets.
"""

import unicodedata
from collections.abc import Callable
from itertools import groupby

_STRONG = {"L", "R", "AL"}
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_NEUTRAL = {"B", "S", "WS", "ON", "BN"}


def visual_runs(text: str) -> list[tuple[int, str, bool]]:
    """Return (start, part, runs from right to left) from the left end of the line to the right; each part is in the order in which it is read."""
    classes = [unicodedata.bidirectional(character) or "L" for character in text]
    if not _RIGHT_TO_LEFT & set(classes):
        return [(0, text, False)] if text else []
    runs: list[tuple[int, int, str]] = []
    for level, ranks in groupby(range(len(text)), key=_levels(classes).__getitem__):
        within = list(ranks)
        runs.append((level, within[0], text[within[0] : within[-1] + 1]))
    return [(start, part, level % 2 == 1) for level, start, part in _reordered(runs)]


def _reordered(runs: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Turn round every stretch of a level or a higher one, from the highest level to the lowest odd one (rule L2)."""
    for level in range(max(run[0] for run in runs), 0, -1):
        turned: list[tuple[int, int, str]] = []
        for is_deep, stretch in groupby(runs, key=lambda run: run[0] >= level):
            within = list(stretch)
            turned += within[::-1] if is_deep else within
        runs = turned
    return runs


def _levels(classes: list[str]) -> list[int]:
    base = next((0 if name == "L" else 1 for name in classes if name in _STRONG), 0)
    edge = "R" if base else "L"
    kinds = _resolved(list(classes), edge)
    levels = [_level(kind, base) for kind in kinds]
    for rank in range(len(levels) - 1, -1, -1):  # blanks at the end belong to the line (rule L1)
        if classes[rank] not in {"WS", "B", "S"}:
            break
        levels[rank] = base
    return levels


def _level(kind: str, base: int) -> int:
    """Return how deep a letter stands (rules I1 and I2)."""
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2


def _resolved(kinds: list[str], edge: str) -> list[str]:
    """Return L, R, EN or AN for each letter: weak kinds first (rules W1 to W7), then neutral ones (N1 and N2)."""
    _take_before(kinds, edge)
    _each_number(kinds, lambda strong: "AN" if strong == "AL" else "EN", edge)
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _join_numbers(kinds)
    _each_number(kinds, lambda strong: "L" if strong == "L" else "EN", edge)
    rank = 0
    while rank < len(kinds):
        end = rank
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > rank:
            before = _side(kinds[rank - 1]) if rank else edge
            after = _side(kinds[end]) if end < len(kinds) else edge
            kinds[rank:end] = [before if before == after else edge] * (end - rank)
        rank = end + 1
    return kinds


def _take_before(kinds: list[str], edge: str) -> None:
    """Give an accent the kind of its letter (rule W1)."""
    for rank, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[rank] = kinds[rank - 1] if rank else edge


def _each_number(kinds: list[str], change: Callable[[str], str], edge: str) -> None:
    """Change each European number by the last strong letter before it (rules W2 and W7)."""
    strong = edge
    for rank, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN":
            kinds[rank] = change(strong)


def _join_numbers(kinds: list[str]) -> None:
    """Let separators between numbers, and signs beside them, be part of them; others are neutral (rules W4 to W6)."""
    for rank in range(1, len(kinds) - 1):
        before, kind, after = kinds[rank - 1 : rank + 2]
        if before == after and ((kind in {"ES", "CS"} and before == "EN") or (kind == "CS" and before == "AN")):
            kinds[rank] = before
    for step in (1, -1):
        order = range(len(kinds)) if step == 1 else range(len(kinds) - 1, -1, -1)
        for rank in order:
            if kinds[rank] == "ET" and 0 <= rank - step < len(kinds) and kinds[rank - step] == "EN":
                kinds[rank] = "EN"
    kinds[:] = ["ON" if kind in {"ES", "CS", "ET"} else kind for kind in kinds]


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"  # numbers count as letters from right to left
