"""The page of papers to print, and each paper as a PDF."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.codes import spelt
from lms.accounts.limits import drawing_limit, facts_limit
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.web.downloads import pdf_download
from lms.workshops import queries as workshops
from lms.workshops.access import workshop_to_organise
from lms.workshops.acquaintance import Knows, knows
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.prints import queries, services
from lms.workshops.prints.forms import MOST_BLANKS, BadgesForm, ParticipantsForm, PaymentsForm, SheetsForm
from lms.workshops.prints.pdf import BadgeSize, badges_pdf, participants_pdf, payments_pdf, sign_in_pdf, timetable_pdf
from lms.workshops.prints.pdf.words import half_day_told
from lms.workshops.prints.rules import Badge, BadgeRole, Terms

blueprint = Blueprint("workshop_papers", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

NAMES: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "sheets": "feuilles-de-presence",
        "badges": "badges",
        "participants": "participants",
        "payments": "per-diem",
        "timetable": "emploi-du-temps",
    },
    "en": {"sheets": "sign-in-sheets", "badges": "badges", "participants": "participants", "payments": "per-diem", "timetable": "timetable"},
}  # fmt: skip
"""What files are called, per language."""


@blueprint.get("/workshops/<slug>/papers")
@requires(Permission.MARK_ATTENDANCE)
def show_papers(slug: str) -> str:
    return _page(_workshop_to_print(slug))


@blueprint.post("/workshops/<slug>/papers/sign-in")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def print_sheets(slug: str) -> tuple[str, int] | BaseResponse:
    workshop = _workshop_to_print(slug)
    half_days = workshops.half_days_of(workshop)
    form = SheetsForm()
    form.half_days.choices = _choices(half_days)
    if not form.validate_on_submit():
        return _page(workshop, sheets=form), 422
    me, chosen = viewer(), set(form.half_days.data or [])
    with transactional():
        sheets = [
            services.print_sheet(half_day=half_day, account_id=me.account_id, now=clock.now())
            for half_day in workshops.half_days_of(_workshop_to_print(slug))
            if str(half_day.position) in chosen
        ]
    phones = "y" if form.phones.data else None
    codes = [sheet.code for sheet in sheets]
    return redirect(url_for("workshop_papers.download_sheets", slug=slug, sheet=codes, blanks=form.blanks.data or 0, phones=phones))


@blueprint.get("/workshops/<slug>/papers/sign-in.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_sheets(slug: str) -> Response:
    workshop, has_phones = _workshop_to_print(slug), _is_asked("phones")
    sheets = queries.sheets_coded(workshop, request.args.getlist("sheet"), phones_of=_phones_of(has_phones=has_phones))
    if not sheets:
        raise NotFound(_l("This workshop has no such sign-in sheet. Print one on the page of its papers."))
    _note(workshop, has_phones=has_phones)
    body = sign_in_pdf(sheets, queries.occasion_of(workshop, current_language()), blanks=_blanks(), has_phones=has_phones)
    return _download(body, "sheets", workshop)


@blueprint.post("/workshops/<slug>/papers/sign-in/<code>/withdraw")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
@transactional()
def withdraw_sheet(slug: str, code: str) -> BaseResponse:
    services.withdraw_sheet(workshop=_workshop_to_print(slug), code=code, account_id=viewer().account_id, now=clock.now())
    flash(_("The sheet %(code)s is withdrawn: its code leads nowhere any more.", code=spelt(code)), "done")
    return redirect(url_for("workshop_papers.show_papers", slug=slug))


@blueprint.get("/workshops/<slug>/papers/badges.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_badges(slug: str) -> Response | tuple[str, int]:
    workshop, form = _workshop_to_print(slug), BadgesForm(request.args)
    if not form.validate():
        return _page(workshop, badges=form), 422
    role = BadgeRole(form.role.data) if form.role.data else None
    found = queries.badges(workshop, role=role, wanted=form.wanted.data or "")
    found += [Badge(role or BadgeRole.PARTICIPANT)] * (form.empty.data or 0)
    if not found:
        form.wanted.errors = [_l("Nobody in this workshop answers to that. Check the name, the code and for whom badges are printed.")]
        return _page(workshop, badges=form), 422
    _note(workshop, has_phones=False)
    return _download(badges_pdf(found, queries.occasion_of(workshop, current_language()), BadgeSize(form.size.data)), "badges", workshop)


@blueprint.get("/workshops/<slug>/papers/participants.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_participants(slug: str) -> Response:
    workshop, has_phones = _workshop_to_print(slug), _is_asked("phones")
    _note(workshop, has_phones=has_phones)
    rows = queries.participants(workshop, phones_of=_phones_of(has_phones=has_phones))
    return _download(participants_pdf(rows, queries.occasion_of(workshop, current_language()), has_phones=has_phones), "participants", workshop)


@blueprint.get("/workshops/<slug>/papers/timetable.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_timetable(slug: str) -> Response:
    workshop = _workshop_to_print(slug)
    return _download(timetable_pdf(queries.timetable(workshop), queries.occasion_of(workshop, current_language())), "timetable", workshop)


@blueprint.get("/workshops/<slug>/papers/payments")
@requires(Permission.MARK_ATTENDANCE)
def show_payments(slug: str) -> str:
    workshop = _workshop_to_print(slug)
    terms, staying = queries.terms_of(workshop) or (Terms(), frozenset())
    form = PaymentsForm(
        formdata=None, per_half_day=terms.per_half_day or None, per_night=terms.per_night or None, nights=terms.nights or None,
        transport=terms.transport or None, staying=[str(enrolment) for enrolment in staying],
    )  # fmt: skip
    return _payments_page(workshop, form)


@blueprint.post("/workshops/<slug>/papers/payments")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def type_terms(slug: str) -> tuple[str, int] | BaseResponse:
    form = PaymentsForm()
    if not form.validate_on_submit():
        return _payments_page(_workshop_to_print(slug), form), 422
    chosen = set(form.staying.data or [])
    with transactional():
        workshop = _workshop_to_print(slug)
        staying = [enrolment for enrolment in queries.enrolments_to_sign(workshop.id) if str(enrolment) in chosen]
        services.remember_terms(workshop=workshop, terms=form.terms(), staying=staying, account_id=viewer().account_id, now=clock.now())
    return redirect(url_for("workshop_papers.download_payments", slug=slug))


@blueprint.get("/workshops/<slug>/papers/payments.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_payments(slug: str) -> Response | BaseResponse:
    workshop = _workshop_to_print(slug)
    known = queries.terms_of(workshop)
    if known is None:
        return redirect(url_for("workshop_papers.show_payments", slug=slug))
    terms, staying = known
    _note(workshop, has_phones=False)
    attendance = queries.attendance(workshop, staying=staying)
    return _download(payments_pdf(attendance, terms, queries.occasion_of(workshop, current_language())), "payments", workshop)


def _workshop_to_print(slug: str) -> Workshop:
    refusal = _l("Only the organisers of this workshop print its papers. Ask the administrator if you are to be one of them.")
    return workshop_to_organise(slug, viewer(), refusal)


def _phones_of(*, has_phones: bool) -> Knows | None:
    return knows(viewer()) if has_phones else None


def _note(workshop: Workshop, *, has_phones: bool) -> None:
    note_reading(f"phones {workshop.audit_subject}" if has_phones else workshop.audit_subject)


def _download(body: bytes, kind: str, workshop: Workshop) -> Response:
    return pdf_download(body, f"{NAMES[current_language()][kind]}-{workshop.slug}.pdf", caching="private, no-store")


def _is_asked(option: str) -> bool:
    return bool(request.args.get(option))


def _blanks() -> int:
    """Return how many empty rows the address asks for; it was made by `print_sheets`."""
    asked = request.args.get("blanks", "")
    return min(int(asked[:4]), MOST_BLANKS) if asked.isascii() and asked.isdigit() else 0


def _choices(half_days: Sequence[HalfDay]) -> list[tuple[str, str]]:
    return [(str(half_day.position), half_day_told(half_day.on, half_day.part, current_language())) for half_day in half_days]


def _page(workshop: Workshop, *, sheets: SheetsForm | None = None, badges: BadgesForm | None = None) -> str:
    """Return the page of papers. A form that is given came back with a mistake in it; the others are as they are at first."""
    half_days = workshops.half_days_of(workshop)
    faulty = sheets or badges
    sheets = sheets or SheetsForm(formdata=None, half_days=_next_half_days(half_days))
    sheets.half_days.choices = _choices(half_days)
    return render_template(
        "workshops/prints/papers.html", workshop=workshop, printed=queries.sheets_printed(workshop), sheets=sheets,
        badges=badges or BadgesForm(formdata=None), participants=ParticipantsForm(formdata=None), form=faulty or sheets,
    )  # fmt: skip


def _next_half_days(half_days: Sequence[HalfDay]) -> list[str]:
    """Return the half-days of the next day that has not gone by: they are ticked at first."""
    today = clock.local_day(clock.now())
    following = min((half_day.on for half_day in half_days if half_day.on >= today), default=None)
    return [str(half_day.position) for half_day in half_days if half_day.on == following]


def _payments_page(workshop: Workshop, form: PaymentsForm) -> str:
    note_reading(workshop.audit_subject)
    room = workshops.room(workshop)
    form.staying.choices = [(str(person.enrolment_id), person.name) for person in room.people]
    markings = [(half_day, room.marking(half_day)) for half_day in room.half_days]
    missing = [(half_day, marking.remaining) for half_day, marking in markings if marking.remaining]
    return render_template("workshops/prints/payments.html", workshop=workshop, form=form, missing=missing)
