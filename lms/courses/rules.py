"""How the time of a session is shared out, and which questions its test asks. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeVar

DURATIONS = ("short", "medium", "long")
FORMS = ("plenary", "group", "practice")
AUDIENCES = ("security", "justice", "social", "civil-society")

BODY_MINUTES = {"short": 35, "medium": 90, "long": 300}
"""Minutes for the modules themselves in a session of 45 minutes, two hours, a day; the rest is welcome, tests, pauses and closing."""

TEST_QUESTIONS = {"short": 5, "medium": 10, "long": 15}
"""How many questions the paper test of a session has."""

UNIT = 5
"""Minutes are given in multiples of this: nobody in a room counts finer."""

Plan = Sequence[tuple[str, int]]
Item = TypeVar("Item")


@dataclass(frozen=True)
class TimedStep:
    """A step of a session."""

    starts: int
    """Minutes after the session began."""
    minutes: int
    module: str
    """The module it belongs to; empty for what every session has."""
    name: str
    """Id of the activity, or of the common step (`welcome`, `pause`, …)."""


@dataclass(frozen=True)
class Frame:
    """What a session of one duration has around its modules: (step, minutes)."""

    minutes: int
    before: tuple[tuple[str, int], ...]
    pauses: tuple[tuple[str, int], ...]
    after: tuple[tuple[str, int], ...]

    @property
    def body(self) -> int:
        """Return the minutes left for the modules."""
        return self.minutes - sum(minutes for _name, minutes in (*self.before, *self.pauses, *self.after))


def plan_faults(plan: Plan, forms: Mapping[str, str], *, minutes: int) -> list[str]:
    """Return what is wrong with a plan of a guide, in sentences.

    plan: (activity, minutes); forms: {activity: plenary, group or practice}; minutes: what it must add up to.
    """
    faults = [f"activity {name} does not exist." for name, _minutes in plan if name not in forms]
    if faults:
        return faults
    if (total := sum(given for _name, given in plan)) != minutes:
        faults.append(f"it takes {total} minutes; it must take {minutes}.")
    if any(given <= 0 or given % UNIT for _name, given in plan):
        faults.append(f"minutes are multiples of {UNIT}.")
    kinds = [forms[name] for name, _minutes in plan]
    if ("plenary", "plenary") in pairwise(kinds):
        faults.append("two plenaries follow one another; put group work or an exercise between them.")
    if "group" not in kinds and "practice" not in kinds:
        faults.append("it has neither group work nor a practical exercise.")
    return faults


def stretched(plan: Plan, forms: Mapping[str, str], *, minutes: int) -> list[tuple[str, int]]:
    """Return a plan made to take `minutes`, no fewer than it takes: what is added goes to group work and exercises, by their length.

    Largest remainders in units of five minutes, so that the sum is exact.
    """
    units = (minutes - sum(given for _name, given in plan)) // UNIT
    weights = [0 if forms[name] == "plenary" else given for name, given in plan]
    shares = [units * weight / sum(weights) for weight in weights]
    extra = [int(share) for share in shares]
    by_remainder = sorted(range(len(plan)), key=lambda rank: (int(shares[rank]) - shares[rank], rank))
    for rank in by_remainder[: units - sum(extra)]:
        extra[rank] += 1
    return [(name, given + UNIT * more) for (name, given), more in zip(plan, extra, strict=True)]


def body_plans(
    plans: Mapping[str, Mapping[str, Plan]], forms: Mapping[str, Mapping[str, str]], *, minutes: int
) -> dict[str, list[tuple[str, int]]] | None:
    """Return for each module what is done in its equal share of `minutes`; None when the share is too short for the shortest plan.

    plans: {module: {duration: plan}}. Each module uses its longest plan that fits its share, stretched to fill it.
    """
    share = minutes // len(plans) // UNIT * UNIT
    chosen = {}
    for rank, (module, by_duration) in enumerate(plans.items()):
        mine = share + (minutes - share * len(plans) if rank == len(plans) - 1 else 0)
        fitting = [plan for plan in by_duration.values() if sum(given for _name, given in plan) <= mine]
        if not fitting:
            return None
        longest = max(fitting, key=lambda plan: sum(given for _name, given in plan))
        chosen[module] = stretched(longest, forms[module], minutes=mine)
    return chosen


def session_steps(frame: Frame, bodies: Mapping[str, Plan]) -> list[TimedStep]:
    """Return the whole session, timed. Pauses stand between activities, where they divide the work most evenly."""
    work = [(module, name, minutes) for module, plan in bodies.items() for name, minutes in plan]
    pauses = dict(zip(_places([minutes for _module, _name, minutes in work], len(frame.pauses)), frame.pauses, strict=False))
    rows = [("", name, minutes) for name, minutes in frame.before]
    for place, row in enumerate(work):
        rows.append(row)
        if place in pauses:
            rows.append(("", *pauses[place]))
    rows += [("", name, minutes) for name, minutes in frame.after]
    return _timed(rows)


def _places(minutes: Sequence[int], count: int) -> list[int]:
    """Return after which of the activities `count` pauses stand: the ends nearest to equal parts, none twice, none after the last."""
    ends = list(accumulate(minutes))
    chosen: list[int] = []
    for rank in range(1, count + 1):
        wanted = ends[-1] * rank / (count + 1)
        free = [place for place in range(len(ends) - 1) if place not in chosen]
        chosen += sorted(free, key=lambda place: abs(ends[place] - wanted))[:1]
    return sorted(chosen)


def _timed(rows: Sequence[tuple[str, str, int]]) -> list[TimedStep]:
    steps, clock = [], 0
    for module, name, minutes in rows:
        steps.append(TimedStep(starts=clock, minutes=minutes, module=module, name=name))
        clock += minutes
    return steps


def spread(groups: Sequence[Sequence[Item]], count: int) -> list[Item]:
    """Return `count` items taken from the groups in turn, one of each before a second of any, kept in the order of the groups.

    Used for the test of a session: its questions touch as many lessons as they can.
    """
    ranked = sorted(((rank, place) for place, group in enumerate(groups) for rank in range(len(group))))[:count]
    chosen = sorted((place, rank) for rank, place in ranked)
    return [groups[place][rank] for place, rank in chosen]
