"""What the reports and decisions of a session amount to, and what a report must hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

MOST_PARTICIPANTS = 500
MANY_PARTICIPANTS = 40
"""Above this a monitor is asked to look twice. Source: field practice of verification queues, docs/decisions/0007."""


class Sex(StrEnum):
    """Columns of a head count (convention C6)."""

    WOMEN = "F"
    MEN = "M"
    NOT_STATED = "N"


class AgeBand(StrEnum):
    """Rows of a head count (convention C6)."""

    UNDER_18 = "under-18"
    FROM_18 = "18-24"
    FROM_25 = "25-34"
    FROM_35 = "35-49"
    FROM_50 = "50-59"
    FROM_60 = "60-plus"
    NOT_STATED = "not-stated"


HeadCounts = Mapping[tuple[Sex, AgeBand], int]


class State(StrEnum):
    """Where a session stands."""

    WAITING = "waiting"
    VERIFIED = "verified"
    RETURNED = "returned"


class Verdict(StrEnum):
    """What a monitor can decide."""

    VERIFIED = "verified"
    RETURNED = "returned"


@dataclass(frozen=True)
class Report:
    """What matters of a report to tell which one counts."""

    id: UUID
    amends_id: UUID | None
    received_at: datetime


@dataclass(frozen=True)
class Decision:
    """What matters of a decision to tell the state."""

    id: UUID
    report_id: UUID
    verdict: Verdict
    received_at: datetime


@dataclass(frozen=True)
class Latest:
    """The report that counts, and whether another one claims the same place."""

    report: Report
    has_rival: bool


def latest_report(reports: Sequence[Report]) -> Latest:
    """Return the report that no other amends.

    Two amendments that do not know of each other are both kept: the one received later counts, and the session is flagged.
    The order of `reports` does not matter. Raises ValueError when there is none.
    """
    amended = {report.amends_id for report in reports}
    unamended = [report for report in reports if report.id not in amended] or list(reports)
    latest = max(unamended, key=lambda report: (report.received_at, report.id))
    return Latest(report=latest, has_rival=len(unamended) > 1)


def standing_decision(reports: Sequence[Report], decisions: Sequence[Decision]) -> Decision | None:
    """Return the last decision on the report that counts, or None: decisions on earlier reports say nothing of this one."""
    report = latest_report(reports).report
    of_it = [decision for decision in decisions if decision.report_id == report.id]
    return max(of_it, key=lambda decision: (decision.received_at, decision.id), default=None)


def state(reports: Sequence[Report], decisions: Sequence[Decision]) -> State:
    """Return where the session stands; an amendment of a session already decided waits again."""
    decision = standing_decision(reports, decisions)
    return State(decision.verdict) if decision else State.WAITING


def verified_earlier(decisions: Sequence[Decision], *, counting: UUID) -> UUID | None:
    """Return the report that was verified last, when another one counts since; None when there is none.

    counting: the report that counts. A report that was verified and then returned is not one.
    """
    last = {decision.report_id: decision for decision in sorted(decisions, key=lambda decision: (decision.received_at, decision.id))}
    standing = last.get(counting)
    if standing and standing.verdict is Verdict.VERIFIED:
        return None
    verified = [decision for report_id, decision in last.items() if report_id != counting and decision.verdict is Verdict.VERIFIED]
    return max(verified, key=lambda decision: (decision.received_at, decision.id)).report_id if verified else None


@dataclass(frozen=True)
class Contents:
    """What a report says of the session. Counts of zero are left out."""

    place_code: str
    locality: str
    held_on: date
    modules: frozenset[str]
    head_counts: HeadCounts

    @property
    def participants(self) -> int:
        """Return how many people took part: participations, not distinct persons."""
        return sum(self.head_counts.values())

    def of_sex(self, sex: Sex) -> int:
        """Return how many participants of one sex there were."""
        return sum(number for (of, _band), number in self.head_counts.items() if of == sex)

    @property
    def minors(self) -> int:
        """Return how many participants were under 18."""
        return sum(number for (_sex, band), number in self.head_counts.items() if band == AgeBand.UNDER_18)


class Fault(StrEnum):
    """Why a report cannot be taken as it is."""

    DATE_IN_FUTURE = "date-in-future"
    NOBODY = "nobody"
    TOO_MANY = "too-many"
    NO_MODULE = "no-module"
    UNKNOWN_MODULE = "unknown-module"
    UNKNOWN_PLACE = "unknown-place"
    CASE_DETAILS = "case-details"


def faults_of(contents: Contents, *, today: date, programme_modules: Sequence[str]) -> tuple[Fault, ...]:
    """Return everything that is wrong with a report, in the order of the form; empty when it can be taken."""
    checks = (
        (Fault.CASE_DETAILS, mentions_a_case(contents.locality)),
        (Fault.DATE_IN_FUTURE, contents.held_on > today),
        (Fault.NO_MODULE, not contents.modules),
        (Fault.UNKNOWN_MODULE, not contents.modules <= set(programme_modules)),
        (Fault.NOBODY, contents.participants < 1),
        (Fault.TOO_MANY, contents.participants > MOST_PARTICIPANTS),
    )
    return tuple(fault for fault, is_so in checks if is_so)


_PHONE = re.compile(r"\+?(?:\d[\s.\-]?){8,}")
_VICTIM_WITH_AGE = re.compile(r"victim\w*.*\b\d{1,2}\b|\b\d{1,2}\b.*victim\w*", re.IGNORECASE | re.DOTALL)


def mentions_a_case(text: str) -> bool:
    """Tell whether a free text seems to speak of a person: a telephone number, or a victim together with an age.

    It catches the plain slips only; the words beside the field and the monitor do the rest.
    """
    return bool(_PHONE.search(text) or _VICTIM_WITH_AGE.search(text))


class Doubt(StrEnum):
    """Something that a monitor should look at before verifying. None of them refuses a report."""

    MANY_PARTICIPANTS = "many-participants"
    MINORS = "minors"
    LONG_AGO = "long-ago"
    SAME_DAY_AND_PLACE = "same-day-and-place"
    RIVAL_REPORTS = "rival-reports"
    VERIFIED_BEFORE = "verified-before"
    NO_CERTIFICATE = "no-certificate"
    OTHER_REGION = "other-region"
    BEFORE_WORKSHOP = "before-workshop"


@dataclass(frozen=True)
class Lead:
    """What is known of the trainer who led a session, as far as the checks ask."""

    is_certified: bool = False
    regions: frozenset[str] = frozenset()
    """2022 regions of the workshops in which they were confirmed; none when they were in no workshop."""
    began_on: date | None = None
    """First day of the earliest of these workshops."""


@dataclass(frozen=True)
class Checked:
    """What the checks of a session look at."""

    participants: int
    minors: int
    held_on: date
    region: str
    """Code of the 2022 region in which it was held."""
    reported_on: date
    lead: Lead
    has_twin: bool = False
    """The same trainer reported another session on that day in that place."""
    has_rival: bool = False
    """Two amendments of one report do not know of each other."""
    was_verified: bool = False
    """A report was verified that is no longer the one that counts."""


def doubts_of(given: Checked) -> tuple[Doubt, ...]:
    """Return what a monitor should look at. Nothing is doubted about the workshop of a trainer who was in none."""
    lead = given.lead
    checks = (
        (Doubt.VERIFIED_BEFORE, given.was_verified),
        (Doubt.MANY_PARTICIPANTS, given.participants > MANY_PARTICIPANTS),
        (Doubt.MINORS, given.minors > 0),
        (Doubt.LONG_AGO, given.held_on < months_before(given.reported_on, 12)),
        (Doubt.SAME_DAY_AND_PLACE, given.has_twin),
        (Doubt.RIVAL_REPORTS, given.has_rival),
        (Doubt.NO_CERTIFICATE, not lead.is_certified),
        (Doubt.OTHER_REGION, bool(lead.regions) and given.region not in lead.regions),
        (Doubt.BEFORE_WORKSHOP, lead.began_on is not None and given.held_on < lead.began_on),
    )
    return tuple(doubt for doubt, is_so in checks if is_so)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (first_of_next - date.resolution).day
    return date(year, month + 1, min(day.day, last))


class Part(StrEnum):
    """A part of a report that an amendment can change."""

    PLACE = "place"
    LOCALITY = "locality"
    DATE = "date"
    MODULES = "modules"
    HEAD_COUNTS = "head-counts"


def changed_parts(before: Contents, after: Contents) -> tuple[Part, ...]:
    """Return which parts differ between a report and its amendment."""
    pairs = (
        (Part.PLACE, before.place_code, after.place_code),
        (Part.LOCALITY, before.locality, after.locality),
        (Part.DATE, before.held_on, after.held_on),
        (Part.MODULES, before.modules, after.modules),
        (Part.HEAD_COUNTS, dict(before.head_counts), dict(after.head_counts)),
    )
    return tuple(part for part, one, other in pairs if one != other)
