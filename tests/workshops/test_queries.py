from flask import Flask

from lms.db import db, transactional
from lms.workshops.models import Enrolment
from lms.workshops.queries import attendance_of
from lms.workshops.rules import AttendanceRecord
from tests import factories
from tests.factories import PROGRAMME
from tests.workshops.room import make_room, mark


def test_attendance_counts_present_and_late_over_all_half_days_planned(app: Flask) -> None:
    factories.make_programme()
    room = make_room(4)
    mark(room, "present", "late", "absent", "excused")
    people = [db.session.get_one(Enrolment, enrolment).person_id for enrolment in room.enrolments]
    assert [attendance_of(people, PROGRAMME)[person].attended for person in people] == [1, 1, 0, 0]
    assert attendance_of(people, PROGRAMME)[people[0]] == AttendanceRecord(planned=6, attended=1)


def test_only_confirmed_participants_of_this_programme_have_a_record(app: Flask) -> None:
    factories.make_programme()
    factories.make_programme("autre", modules=())
    workshop = factories.make_workshop()
    waiting, trainer, elsewhere, confirmed = (factories.make_person(given_names=f"P{n}") for n in range(4))
    factories.make_enrolment(workshop, waiting, state="waiting")
    factories.make_enrolment(workshop, trainer, role="trainer")
    factories.make_enrolment(factories.make_workshop(slug="autre", programme="autre"), elsewhere)
    factories.make_enrolment(workshop, confirmed)
    ids = [waiting.id, trainer.id, elsewhere.id, confirmed.id]
    assert attendance_of(ids, PROGRAMME) == {confirmed.id: AttendanceRecord(planned=6, attended=0)}


def test_somebody_in_two_workshops_is_judged_by_the_one_attended_more(app: Flask) -> None:
    factories.make_programme()
    first, second = make_room(1), make_room(1, slug="kayes", place_code="ML-1")
    person_id = db.session.get_one(Enrolment, first.enrolments[0]).person_id
    with transactional():
        db.session.get_one(Enrolment, second.enrolments[0]).person_id = person_id
    mark(second, "present")
    assert attendance_of([person_id], PROGRAMME) == {person_id: AttendanceRecord(planned=6, attended=1)}
