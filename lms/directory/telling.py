"""What a person did, in words, as points on one line."""

from collections.abc import Iterable
from datetime import date

from babel.lists import format_list
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.access import Permission, Viewer
from lms.cascade.rules import State
from lms.courses.content import library
from lms.directory.queries.deeds import CertificateIssued, Deed, LessonsRead, QuizTaken, SessionGiven, WorkshopAttended
from lms.directory.wording import CERTIFICATE_STATE_NAMES, ENROLMENT_STATE_NAMES, SESSION_STATE_NAMES, role_name
from lms.i18n import current_language, day, percent
from lms.quizzes.content import MODULE_QUIZ, quizzes
from lms.web.steps import Step


def steps_of(deeds: Iterable[Deed], *, sex: str, reader: Viewer, today: date) -> list[Step]:
    """Return what somebody did as steps, in the same order, with the links that whoever reads it may follow."""
    return [_step(deed, sex, reader, today) for deed in deeds]


def _step(deed: Deed, sex: str, reader: Viewer, today: date) -> Step:
    match deed:
        case WorkshopAttended():
            title, detail, url = _workshop(deed, sex, reader, today)
        case LessonsRead():
            title, detail, url = _lessons(deed)
        case QuizTaken():
            title, detail, url = _quiz(deed)
        case CertificateIssued():
            title, detail, url = _certificate(deed, reader)
        case SessionGiven():
            title, detail, url = _session(deed, reader)
        case _:
            raise TypeError(f"{type(deed).__name__} has no words.")
    detail = f"{day(deed.on)} · {detail}" if detail else day(deed.on)
    return Step(title=title, detail=detail, state="todo" if deed.on > today else "done", url=url)


def _workshop(deed: WorkshopAttended, sex: str, reader: Viewer, today: date) -> tuple[str, str, str | None]:
    words = [role_name(deed.role, sex), str(ENROLMENT_STATE_NAMES[deed.state])]
    if deed.role == "participant" and (deed.attended or (deed.state == "confirmed" and deed.on <= today)):
        words.append(_("%(attended)s of %(planned)s half-days attended", attended=deed.attended, planned=deed.half_days))
    url = url_for("workshops.show_workshop", slug=deed.slug) if reader.may(Permission.SEE_WORKSHOPS) else None
    return _("Workshop in %(place)s", place=deed.place), " · ".join(words), url


def _lessons(deed: LessonsRead) -> tuple[str, str, None]:
    module = library().modules.get(deed.module)
    known = {lesson.slug: lesson.title(current_language()) for lesson in module.lessons} if module else {}
    title = module.title(current_language()) if module else deed.module
    read = [known.get(lesson, lesson) for lesson in deed.lessons]
    return _("Read in “%(module)s”", module=title), format_list(read, locale=current_language()), None


def _quiz(deed: QuizTaken) -> tuple[str, str, None]:
    quiz = quizzes().get(deed.quiz)
    title = quiz.titles[current_language()] if quiz else deed.quiz
    if quiz and quiz.kind == MODULE_QUIZ:  # it is called as its module
        title = _("Quiz “%(title)s”", title=title)
    words = [] if deed.times == 1 else [ngettext("%(num)d time", "%(num)d times", deed.times)]
    if deed.percent is not None:
        words.append(percent(deed.percent / 100))
    if deed.is_passed is not None:
        words.append(_("passed") if deed.is_passed else _("not passed"))
    return title, " · ".join(words), None


def _certificate(deed: CertificateIssued, reader: Viewer) -> tuple[str, str, str]:
    state = str(CERTIFICATE_STATE_NAMES[deed.state])
    page = "issued.show_certificate" if reader.may(Permission.ISSUE_CERTIFICATES) else "verify.show_certificate"
    return _("Certificate %(serial)s", serial=deed.serial), state, url_for(page, serial=deed.serial)


def _session(deed: SessionGiven, reader: Viewer) -> tuple[str, str, str | None]:
    people = ngettext("%(num)d participant", "%(num)d participants", deed.participants)
    url = url_for("cascade.show_session", session_id=deed.session_id) if reader.may(Permission.VERIFY_SESSIONS) else None
    return _("Gave a session in %(place)s", place=deed.place), f"{people} · {SESSION_STATE_NAMES[State(deed.state)]}", url
