from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from lms.cascade.rules import (
    AgeBand,
    Checked,
    Contents,
    Decision,
    Doubt,
    Fault,
    Lead,
    Part,
    Report,
    Sex,
    State,
    Verdict,
    changed_parts,
    doubts_of,
    faults_of,
    latest_report,
    mentions_a_case,
    months_before,
    standing_decision,
    state,
    verified_earlier,
)

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def report(number: int, amends: int | None = None, minute: int | None = None) -> Report:
    return Report(id=UUID(int=number), amends_id=UUID(int=amends) if amends else None, received_at=START + timedelta(minutes=minute or number))


def decision(verdict: Verdict, of: int, minute: int) -> Decision:
    return Decision(id=UUID(int=1000 + minute), report_id=UUID(int=of), verdict=verdict, received_at=START + timedelta(minutes=minute))


def contents(
    *,
    women: int = 12,
    band: AgeBand = AgeBand.FROM_25,
    held_on: date = TODAY,
    modules: tuple[str, ...] = ("first",),
    place: str = "ML-1/kita",
    locality: str = "",
) -> Contents:
    counts = {(Sex.WOMEN, band): women} if women else {}
    return Contents(place_code=place, locality=locality, held_on=held_on, modules=frozenset(modules), head_counts=counts)


@pytest.mark.parametrize(
    ("reports", "latest", "has_rival"),
    [
        ([report(1)], 1, False),
        ([report(1), report(2, amends=1)], 2, False),
        ([report(1), report(2, amends=1), report(3, amends=2)], 3, False),
        ([report(1), report(2, amends=1, minute=9), report(3, amends=1, minute=5)], 2, True),
        ([report(1), report(2, amends=1), report(3, amends=1), report(4, amends=3)], 4, True),
        ([report(1, minute=9), report(2, amends=1, minute=1)], 2, False),  # the correction was received before what it corrects
        ([report(1, amends=2), report(2, amends=1)], 2, True),  # each claims to correct the other
    ],
)
def test_the_report_that_counts_is_the_one_no_other_amends(reports: list[Report], latest: int, has_rival: bool) -> None:
    for order in (reports, reports[::-1]):
        found = latest_report(order)
        assert (found.report.id, found.has_rival) == (UUID(int=latest), has_rival)


def test_a_session_without_report_has_no_latest() -> None:
    with pytest.raises(ValueError, match="empty"):
        latest_report([])


@pytest.mark.parametrize(
    ("reports", "decisions", "expected"),
    [
        ([report(1)], [], State.WAITING),
        ([report(1)], [decision(Verdict.VERIFIED, 1, 5)], State.VERIFIED),
        ([report(1)], [decision(Verdict.RETURNED, 1, 5)], State.RETURNED),
        ([report(1), report(2, amends=1)], [decision(Verdict.RETURNED, 1, 5)], State.WAITING),
        ([report(1), report(2, amends=1)], [decision(Verdict.VERIFIED, 1, 5)], State.WAITING),
        ([report(1), report(2, amends=1)], [decision(Verdict.RETURNED, 1, 5), decision(Verdict.VERIFIED, 2, 6)], State.VERIFIED),
        ([report(1)], [decision(Verdict.VERIFIED, 1, 5), decision(Verdict.RETURNED, 1, 6)], State.RETURNED),
        ([report(1)], [decision(Verdict.RETURNED, 1, 6), decision(Verdict.VERIFIED, 1, 5)], State.RETURNED),
    ],
)
def test_a_decision_counts_only_for_the_report_it_looked_at(reports: list[Report], decisions: list[Decision], expected: State) -> None:
    assert state(reports, decisions) is expected


def test_the_standing_decision_is_the_last_on_the_report_that_counts() -> None:
    decisions = [decision(Verdict.RETURNED, 1, 5), decision(Verdict.VERIFIED, 2, 6)]
    assert standing_decision([report(1)], decisions) == decisions[0]
    assert standing_decision([report(1), report(2, amends=1)], decisions) == decisions[1]
    assert standing_decision([report(3)], decisions) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (contents(), ()),
        (contents(held_on=date(2019, 1, 1)), ()),
        (contents(women=1), ()),
        (contents(women=500), ()),
        (contents(women=501), (Fault.TOO_MANY,)),
        (contents(women=0), (Fault.NOBODY,)),
        (contents(held_on=date(2026, 11, 22)), (Fault.DATE_IN_FUTURE,)),
        (contents(modules=()), (Fault.NO_MODULE,)),
        (contents(modules=("first", "elsewhere")), (Fault.UNKNOWN_MODULE,)),
        (contents(locality="appeler le 76 12 34 56"), (Fault.CASE_DETAILS,)),
        (contents(held_on=date(2026, 12, 1), modules=(), women=0), (Fault.DATE_IN_FUTURE, Fault.NO_MODULE, Fault.NOBODY)),
    ],
)
def test_what_is_wrong_with_a_report(given: Contents, expected: tuple[Fault, ...]) -> None:
    assert faults_of(given, today=TODAY, programme_modules=["first", "second"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kita", False),
        ("", False),
        ("Commune VI, quartier 300 logements", False),
        ("Merci de ne rien écrire sur les victimes", False),
        ("+223 76123456", True),
        ("76.12.34.56", True),
        ("une victime de 14 ans", True),
        ("14 ans, Victime", True),
    ],
)
def test_a_text_that_speaks_of_a_person_is_noticed(text: str, expected: bool) -> None:
    assert mentions_a_case(text) is expected


LEAD = Lead(is_certified=True, regions=frozenset({"ML-1"}), began_on=date(2022, 9, 13))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"participants": 40}, ()),
        ({"participants": 41}, (Doubt.MANY_PARTICIPANTS,)),
        ({"minors": 1}, (Doubt.MINORS,)),
        ({"held_on": date(2025, 11, 21)}, ()),
        ({"held_on": date(2025, 11, 20)}, (Doubt.LONG_AGO,)),
        ({"has_twin": True, "has_rival": True}, (Doubt.SAME_DAY_AND_PLACE, Doubt.RIVAL_REPORTS)),
        ({"was_verified": True}, (Doubt.VERIFIED_BEFORE,)),
        ({"lead": replace(LEAD, is_certified=False)}, (Doubt.NO_CERTIFICATE,)),
        ({"region": "ML-2"}, (Doubt.OTHER_REGION,)),
        ({"region": "ML-2", "lead": replace(LEAD, regions=frozenset({"ML-1", "ML-2"}))}, ()),
        ({"lead": replace(LEAD, began_on=TODAY)}, ()),
        ({"lead": replace(LEAD, began_on=date(2026, 11, 22))}, (Doubt.BEFORE_WORKSHOP,)),
        ({"lead": Lead(is_certified=True)}, ()),
    ],
)
def test_what_a_monitor_is_asked_to_look_at(change: dict[str, object], expected: tuple[Doubt, ...]) -> None:
    usual: dict[str, object] = {"participants": 20, "minors": 0, "held_on": TODAY, "region": "ML-1", "reported_on": TODAY, "lead": LEAD}
    assert doubts_of(Checked(**{**usual, **change})) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], None),
        ([decision(Verdict.VERIFIED, 1, 5)], 1),
        ([decision(Verdict.RETURNED, 1, 5)], None),
        ([decision(Verdict.VERIFIED, 1, 5), decision(Verdict.RETURNED, 1, 6)], None),
        ([decision(Verdict.VERIFIED, 1, 5), decision(Verdict.RETURNED, 2, 6)], 1),
        ([decision(Verdict.VERIFIED, 2, 7), decision(Verdict.VERIFIED, 1, 5)], 2),
        ([decision(Verdict.VERIFIED, 1, 5), decision(Verdict.RETURNED, 3, 6)], 1),
        ([decision(Verdict.VERIFIED, 1, 5), decision(Verdict.VERIFIED, 3, 6)], None),
    ],
)
def test_which_report_was_verified_before_the_one_that_counts(decisions: list[Decision], expected: int | None) -> None:
    found = verified_earlier(decisions, counting=UUID(int=3))
    assert found == (UUID(int=expected) if expected else None)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 21), 12, date(2025, 11, 21)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 6, 30), 6, date(2025, 12, 30)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (contents(), ()),
        (contents(place="ML-1/kayes"), (Part.PLACE,)),
        (contents(locality="Sébékoro"), (Part.LOCALITY,)),
        (contents(held_on=date(2026, 11, 1), women=3), (Part.DATE, Part.HEAD_COUNTS)),
        (contents(modules=("second",)), (Part.MODULES,)),
        (contents(band=AgeBand.FROM_18), (Part.HEAD_COUNTS,)),
    ],
)
def test_which_parts_a_correction_changed(after: Contents, expected: tuple[Part, ...]) -> None:
    assert changed_parts(contents(), after) == expected


def test_a_report_adds_up_its_head_counts() -> None:
    given = Contents(place_code="ML-1/kita", locality="", held_on=TODAY, modules=frozenset(), head_counts={
        (Sex.WOMEN, AgeBand.UNDER_18): 2, (Sex.WOMEN, AgeBand.FROM_25): 7, (Sex.MEN, AgeBand.UNDER_18): 1, (Sex.NOT_STATED, AgeBand.NOT_STATED): 4,
    })  # fmt: skip
    assert (given.participants, given.of_sex(Sex.WOMEN), given.minors) == (14, 9, 3)
