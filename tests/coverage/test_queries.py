from datetime import date, timedelta

import pytest
from flask import Flask

from lms.accounts.models import Person
from lms.cascade.rules import AgeBand, Sex, Verdict
from lms.coverage.queries.regions import Area, Region, coverage_of
from lms.coverage.queries.trainers import Filters, filter_options, trainers
from lms.coverage.rules import NOT_STATED, Rate, Trainers, TrainerState
from lms.db import db
from tests.cascade.makers import amend, decide, make_monitor, report
from tests.conftest import NOW
from tests.coverage.makers import attend, certify, hand_in, make_target, make_trainer, read_lesson
from tests.factories import PROGRAMME, at, make_enrolment, make_person, make_programme, make_workshop

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def programme(app: Flask) -> None:
    make_programme()


def region(code: str) -> Region:
    return next(one for one in coverage_of(PROGRAMME, today=TODAY).regions if one.code == code)


def country() -> Area:
    return coverage_of(PROGRAMME, today=TODAY).country


def names(filters: Filters) -> set[str]:
    return {line.name.split()[0] for line in trainers(PROGRAMME, filters, page=1, today=TODAY).lines}


def test_every_region_of_2022_is_there_without_anything() -> None:
    regions = coverage_of(PROGRAMME, today=TODAY).regions
    assert len(regions) == 11
    assert not any(one.area.sessions.reported or one.area.has_workshop for one in regions)
    assert {one.name: one.area.cercles for one in regions}["Bamako"] == 6
    assert country().cercles == 62


def test_only_verified_sessions_count_and_the_waiting_stand_apart() -> None:
    trainer, monitor = make_trainer(make_workshop()), make_monitor()
    for place in ("ML-1/kita", "ML-1/kita", "ML-1/kayes"):
        decide(monitor, report(trainer, place_code=place))
    report(trainer, now=at(-60), place_code="ML-1/nioro")
    decide(monitor, report(trainer, place_code="ML-1/diema"), Verdict.RETURNED)
    sessions = region("ML-1").area.sessions
    assert (sessions.verified, sessions.waiting, sessions.returned) == (3, 1, 1)
    assert (sessions.women, sessions.men, sessions.not_stated, sessions.participations) == (36, 24, 3, 63)
    assert (sessions.waiting_participations, sessions.oldest_waiting) == (21, at(-60))
    assert region("ML-1").area.cercles_rate == Rate(2, region("ML-1").area.cercles)
    assert (sessions.verified_rate, sessions.women_rate) == (Rate(3, 5), Rate(36, 60))


def test_the_country_is_the_sum_of_its_regions() -> None:
    trainer, monitor = make_trainer(make_workshop()), make_monitor()
    for place in ("ML-1/kita", "ML-BKO/commune-iv"):
        decide(monitor, report(trainer, place_code=place))
    assert (country().sessions.verified, country().sessions.participations, country().sessions.cercles_reached) == (2, 42, 2)


def test_a_corrected_report_counts_once_with_its_latest_numbers() -> None:
    trainer, monitor = make_trainer(make_workshop()), make_monitor()
    session_id = report(trainer)
    report_id = amend(trainer, session_id, now=at(5), place_code="ML-1/kayes", head_counts={(Sex.WOMEN, AgeBand.FROM_18): 5})
    decide(monitor, session_id, report_id=report_id)
    sessions = country().sessions
    assert (sessions.verified, sessions.participations, sessions.cercles_reached) == (1, 5, 1)


def test_sessions_of_another_programme_are_not_counted() -> None:
    make_programme("autre")
    report(make_trainer(make_workshop()), programme="autre")
    assert country().sessions.reported == 0


def test_trainers_are_the_confirmed_participants_of_the_region_s_workshop() -> None:
    workshop = make_workshop()
    make_trainer(workshop, half_days=5, is_certified=True)
    make_trainer(workshop, half_days=4)
    make_enrolment(workshop, make_person(), state="withdrawn")
    make_enrolment(workshop, make_person(), role="trainer")
    certify(make_person())
    area = region("ML-BKO").area
    assert area.has_workshop
    assert area.trainers == Trainers(confirmed=2, certified=1, present=1)


def test_an_attestation_of_participation_makes_no_trainer() -> None:
    who = make_person()
    make_enrolment(make_workshop(), who)
    certify(who, letter="P")
    assert country().trainers.certified == 0


def test_a_revoked_certificate_does_not_count() -> None:
    workshop = make_workshop()
    who = make_person()
    make_enrolment(workshop, who)
    certify(who, state="revoked")
    assert country().trainers.certified == 0


def test_somebody_confirmed_in_two_regions_counts_once_in_the_country() -> None:
    who = make_person()
    for slug, place in (("bamako", "ML-BKO"), ("kayes", "ML-1")):
        attend(make_enrolment(make_workshop(slug, place), who), 6)
    assert (region("ML-BKO").area.trainers.present, region("ML-1").area.trainers.present) == (1, 1)
    assert (country().trainers.confirmed, country().trainers.present) == (1, 1)


def test_active_trainers_led_a_verified_session_in_the_window() -> None:
    workshop, monitor = make_workshop(), make_monitor()
    for days in (30, 300, 600):
        decide(monitor, report(make_trainer(workshop), held_on=TODAY - timedelta(days=days)))
    report(make_trainer(workshop), held_on=TODAY)
    people = country().trainers
    assert (people.active_6, people.active_12, people.active_ever, people.confirmed) == (1, 2, 3, 4)


def test_a_workshop_held_in_a_commune_counts_for_its_region() -> None:
    make_trainer(make_workshop(place_code="ML-1/kita"))
    assert region("ML-1").area.has_workshop
    assert region("ML-1").area.trainers.confirmed == 1


def test_a_region_of_2023_counts_where_its_chief_town_lay() -> None:
    make_trainer(make_workshop(place_code="ML-2023/kita"))
    assert region("ML-1").area.trainers.confirmed == 1


def test_targets_are_found_by_indicator() -> None:
    make_target("I01", 220)
    assert coverage_of(PROGRAMME, today=TODAY).targets["I01"].value == 220


def test_the_list_shows_how_far_each_trainer_is() -> None:
    trainer = make_trainer(make_workshop(), half_days=5, is_certified=True)
    read_lesson(trainer.person_id)
    decide(make_monitor(), report(trainer))
    report(trainer)
    decide(make_monitor(), report(trainer), Verdict.RETURNED)
    (line,) = trainers(PROGRAMME, Filters(), page=1, today=TODAY).lines
    assert (line.name, line.workshop) == ("Awa TRAORÉ", "Bamako")
    assert (line.attendance, line.modules, line.quizzes) == (Rate(5, 6), Rate(0, 2), Rate(0, 2))
    assert (line.is_certified, line.verified, line.waiting, line.returned, line.last_activity) == (True, 1, 1, 1, TODAY)


def test_the_last_activity_of_somebody_who_only_attended_is_the_last_half_day() -> None:
    make_trainer(make_workshop(), half_days=3)
    make_trainer(make_workshop("kayes", "ML-1"), "Never")
    last = {line.name.split()[0]: line.last_activity for line in trainers(PROGRAMME, Filters(), page=1, today=TODAY).lines}
    assert last == {"Awa": date(2022, 9, 14), "Never": None}


def test_the_list_is_narrowed_by_each_filter() -> None:
    bamako, kayes = make_workshop(), make_workshop("kayes", "ML-1")
    make_trainer(bamako, "Judge", place_code="ML-BKO/commune-i")
    make_trainer(kayes, "Officer", place_code="ML-1/kita", profession="Commissaire", institution="Police nationale")
    assert names(Filters()) == {"Judge", "Officer"}
    assert names(Filters(workshop="kayes")) == {"Officer"}
    assert names(Filters(region="ML-BKO")) == {"Judge"}
    assert names(Filters(actor_type="police")) == {"Officer"}
    assert names(Filters(workshop="kayes", actor_type="justice")) == set()


def test_the_list_is_narrowed_by_state() -> None:
    workshop, monitor = make_workshop(), make_monitor()
    make_trainer(workshop, "Idle")
    make_trainer(workshop, "Holder", is_certified=True)
    begun = make_trainer(workshop, "Begun")
    read_lesson(begun.person_id)
    active, former, waiting = (make_trainer(workshop, name) for name in ("Active", "Former", "Waiting"))
    decide(monitor, report(active))
    decide(monitor, report(former, held_on=date(2022, 10, 1)))
    report(waiting)
    found = {state: names(Filters(state=state)) for state in TrainerState}
    assert found == {
        TrainerState.CERTIFIED: {"Holder"},
        TrainerState.WITHOUT_CERTIFICATE: {"Idle", "Begun", "Active", "Former", "Waiting"},
        TrainerState.MISSING: {"Begun"},
        TrainerState.NEVER_STARTED: {"Idle", "Holder", "Active", "Former", "Waiting"},
        TrainerState.ACTIVE: {"Active"},
        TrainerState.NO_SESSION: {"Idle", "Holder", "Begun"},
    }


def test_who_began_in_another_programme_has_not_begun_in_this_one() -> None:
    make_programme("autre", modules=("second",))
    workshop = make_workshop(programme="autre")
    for name, module in (("Here", "second"), ("Elsewhere", "first")):
        read_lesson(make_trainer(workshop, name).person_id, module=module)
    for name, quiz in (("Quizzed", "second"), ("Strange", "first")):
        hand_in(make_trainer(workshop, name).person_id, quiz)
    found = trainers("autre", Filters(state=TrainerState.MISSING), page=1, today=TODAY)
    assert {line.name.split()[0] for line in found.lines} == {"Here", "Quizzed"}


def test_what_is_not_stated_can_be_found() -> None:
    workshop = make_workshop()
    make_trainer(workshop, "Stated")
    make_trainer(workshop, "Nowhere", place_code=None)
    make_trainer(workshop, "Jobless", profession="", institution="")
    make_trainer(workshop, "Unusual", profession="Astronaute", institution="")
    assert names(Filters(region=NOT_STATED)) == {"Nowhere"}
    assert names(Filters(actor_type=NOT_STATED)) == {"Jobless"}
    assert names(Filters(actor_type="other")) == {"Unusual"}
    facts = {line.name.split()[0]: (line.region, line.group) for line in trainers(PROGRAMME, Filters(), page=1, today=TODAY).lines}
    assert facts == {"Stated": ("Bamako", "justice"), "Nowhere": ("", "justice"), "Jobless": ("Bamako", NOT_STATED), "Unusual": ("Bamako", "other")}


def test_somebody_in_two_workshops_shows_the_one_that_was_asked_for() -> None:
    first, second = make_workshop(), make_workshop("kayes", "ML-1", starts_on=date(2023, 1, 10), half_days=4)
    who = make_trainer(first, half_days=5)
    make_enrolment(second, db.session.get_one(Person, who.person_id))
    shown = {
        workshop: [(line.workshop, line.attendance) for line in trainers(PROGRAMME, Filters(workshop=workshop), page=1, today=TODAY).lines]
        for workshop in ("", "bamako", "kayes")
    }
    assert shown == {"": [("Kayes", Rate(0, 4))], "bamako": [("Bamako", Rate(5, 6))], "kayes": [("Kayes", Rate(0, 4))]}


def test_half_days_that_nobody_marked_are_counted_once_they_are_over() -> None:
    make_trainer(make_workshop(), half_days=5)
    make_workshop("kayes", "ML-1")
    make_workshop("kita", "ML-1/kita", starts_on=TODAY, half_days=6)
    make_workshop("gao", "ML-7", starts_on=TODAY + timedelta(days=1))
    unmarked = {one.code: one.area.half_days_unmarked for one in coverage_of(PROGRAMME, today=TODAY).regions if one.area.has_workshop}
    assert unmarked == {"ML-BKO": 1, "ML-1": 8}, "a workshop to come has not been held"
    assert country().half_days_unmarked == 9


@pytest.mark.parametrize(
    ("status", "days", "number"), [("published", 0, 1), ("published", 1, 0), ("closed", 0, 1), ("draft", 0, 0), ("cancelled", 0, 0)]
)
def test_whoever_is_confirmed_becomes_a_trainer_once_their_workshop_begins(status: str, days: int, number: int) -> None:
    make_trainer(make_workshop(starts_on=TODAY + timedelta(days=days), status=status))
    assert country().trainers.confirmed == number
    assert trainers(PROGRAMME, Filters(), page=1, today=TODAY).count == number
    assert len(filter_options(PROGRAMME, today=TODAY).workshops) == number


def test_regions_are_reached_by_a_verified_session() -> None:
    trainer, monitor = make_trainer(make_workshop()), make_monitor()
    for place in ("ML-1/kita", "ML-1/kayes", "ML-2/kati"):
        decide(monitor, report(trainer, place_code=place))
    report(trainer, place_code="ML-BKO/commune-i")
    assert coverage_of(PROGRAMME, today=TODAY).regions_rate == Rate(2, 11)


def test_active_trainers_are_also_counted_among_the_certified() -> None:
    workshop, monitor = make_workshop(), make_monitor()
    for is_certified in (True, False):
        decide(monitor, report(make_trainer(workshop, is_certified=is_certified)))
    make_trainer(workshop, is_certified=True)
    people = country().trainers
    assert (people.certified_active_12, people.certified, people.active_12) == (1, 2, 2)


def test_the_list_has_pages_and_says_how_many_there_are() -> None:
    workshop = make_workshop()
    for number in range(27):
        make_trainer(workshop, f"N{number:02}")
    first, second = (trainers(PROGRAMME, Filters(), page=page, today=TODAY) for page in (1, 2))
    assert (len(first.lines), len(second.lines), first.count, second.count) == (25, 2, 27, 27)
    assert [line.name for line in second.lines] == ["N25 TRAORÉ", "N26 TRAORÉ"]


def test_the_instants_of_this_file_are_of_the_usual_day() -> None:
    assert NOW.date() == TODAY
