"""The files of a workshop: the list, adding, handing over, removing."""

from uuid import UUID

from flask import Blueprint, Response, flash, get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import drawing_limit, facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX, current_language, size_words
from lms.web.downloads import sealed_download
from lms.web.uploads import takes_files
from lms.workshops.access import may_organise, workshop_or_404, workshop_to_organise
from lms.workshops.files import queries, services, wording
from lms.workshops.files.forms import FileForm, RemovalForm
from lms.workshops.files.rules.formats import MEDIA_TYPES, Format, checked_file, handed_out
from lms.workshops.files.rules.limits import MOST_BYTES, MOST_FILES
from lms.workshops.files.rules.names import name_of, stem_of
from lms.workshops.files.rules.places import Kind, may_change
from lms.workshops.files.rules.refusals import RefusedFile
from lms.workshops.models import Workshop
from lms.workshops.plan.queries import name_of as name_of_session
from lms.workshops.plan.queries import timetable_of

blueprint = Blueprint("workshop_files", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_FORM_BYTES = 20_000
"""What a form weighs beside its file."""


@blueprint.get("/workshops/<slug>/files")
@requires(Permission.SEE_WORKSHOPS)
def list_files(slug: str) -> str:
    workshop, me = workshop_or_404(slug, viewer()), viewer()
    lines = queries.files_of(workshop)
    present = [line for line in lines if line.removed_at is None]
    sessions = [(half_day, session) for half_day, found in timetable_of(workshop) for session in found]
    return render_template(
        "workshops/files/files.html", workshop=workshop, sessions=sessions, present=present, whole=[one for one in present if one.session_id is None],
        by_session={session.id: [one for one in present if one.session_id == session.id] for _half_day, session in sessions},
        removed=[line for line in lines if line.removed_at is not None], name_of=name_of_session, wording=wording, size_told=_size_told,
        may_change=may_organise(workshop, me) and may_change(workshop.status), most_files=MOST_FILES, form=RemovalForm(formdata=None),
    )  # fmt: skip


@blueprint.get("/workshops/<slug>/files/add")
@requires(Permission.PLAN_WORKSHOPS)
def show_add_form(slug: str) -> str:
    return _add_page(_to_change(slug), FileForm(formdata=None, session=request.args.get("session", "")))


@blueprint.post("/workshops/<slug>/files/add")
@requires(Permission.PLAN_WORKSHOPS)
@drawing_limit
@takes_files(MOST_BYTES + _FORM_BYTES)
def add_file(slug: str) -> tuple[str, int] | BaseResponse:
    workshop, form = _to_change(slug), FileForm()
    if form.validate_on_submit():
        try:
            added = _add(workshop, form, form.file.data)
        except RefusedFile as refusal:
            form.file.errors = [refusal.message]
        else:
            if added.is_new:
                flash(_("“%(title)s” is attached.", title=added.file.title), "done")
            else:
                flash(_("The workshop has this file already, as “%(title)s”. It was not attached twice.", title=added.file.title), "info")
            return redirect(url_for("workshop_files.list_files", slug=slug))
    return _add_page(workshop, form), 422


@blueprint.get("/workshops/<slug>/files/<uuid:file_id>")
@requires(Permission.SEE_WORKSHOPS)
def download_file(slug: str, file_id: UUID) -> Response:
    file = queries.file_or_404(workshop_or_404(slug, viewer()), file_id)
    note_reading(f"workshop-file:{file.id}")  # what a group worked out may name people
    assert file.content is not None
    format_ = Format(file.format)
    return sealed_download(handed_out(file.content, format_), name_of(file.stem, format_), MEDIA_TYPES[format_])


@blueprint.post("/workshops/<slug>/files/<uuid:file_id>/remove")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def remove_file(slug: str, file_id: UUID) -> BaseResponse:
    workshop = _to_change(slug)
    with transactional():
        file = services.remove_file(workshop_id=workshop.id, file_id=file_id, account_id=viewer().account_id, now=clock.now())
    flash(_("“%(title)s” was removed.", title=file.title), "done")
    return redirect(url_for("workshop_files.list_files", slug=slug))


def _to_change(slug: str) -> Workshop:
    workshop = workshop_to_organise(slug, viewer())
    services.refuse_unless_open(workshop)
    return workshop


def _add(workshop: Workshop, form: FileForm, sent: FileStorage) -> services.Added:
    with sent.stream as opened:  # a large one lies on the disk until it is closed
        data = opened.read(MOST_BYTES + 1)
    # Looked at before the transaction: a large picture takes a second, and nobody else could write meanwhile.
    kept = checked_file(data, sent.filename or "")
    label = services.Label(kind=Kind(form.kind.data), title=(form.title.data or "").strip(), stem=stem_of(sent.filename or ""),
                           session_id=form.session_id())  # fmt: skip
    with transactional():
        return services.add_file(id=form.fact_id(), workshop_id=workshop.id, label=label, kept=kept, account_id=viewer().account_id, now=clock.now())


def _add_page(workshop: Workshop, form: FileForm) -> str:
    form.prepare()
    half_day_name = get_template_attribute("workshops/_words.html", "half_day_name")
    form.offer([(half_day_name(half_day), [(one.id, name_of_session(one)) for one in found]) for half_day, found in timetable_of(workshop) if found])
    return render_template("workshops/files/add.html", workshop=workshop, form=form, most_megabytes=MOST_BYTES // 1_000_000)


def _size_told(size: int) -> str:
    return size_words(size, current_language())
