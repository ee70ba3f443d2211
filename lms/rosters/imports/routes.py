"""Pages: sending a list, looking at it, correcting what its columns hold, deciding who is who, importing, undoing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading, note_with_page
from lms.accounts.limits import drawing_limit, facts_limit, take_comparisons
from lms.db import transactional
from lms.errors import DomainError
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.people.wording import sex_letter
from lms.rosters.columns import ColumnMapping
from lms.rosters.files import open_book
from lms.rosters.headers import Field
from lms.rosters.imports import queries, services
from lms.rosters.imports.decisions import NEW, SKIP, choice_of
from lms.rosters.imports.forms import ColumnsForm, ImportForm, ListForm, choices_in, column_field, decisions_in, row_field
from lms.rosters.imports.waiting import LONG, waited_for
from lms.rosters.imports.wording import told_of, what_became, what_was_undone
from lms.rosters.limits import MOST_BYTES
from lms.rosters.reading import Roster, read_rows
from lms.rosters.refusals import UnreadableFile
from lms.rosters.rows import Progress, Reading
from lms.rosters.sorting import SortedList
from lms.rosters.tables import Table, find_table, require_names
from lms.rosters.wording import FIELD_NAMES, reason, why, why_match
from lms.uploads import services as uploads
from lms.uploads.models import Upload
from lms.web.uploads import takes_files
from lms.workshops.access import workshop_to_organise
from lms.workshops.deeds import NotNow
from lms.workshops.enrolling.services.places import places_and_people
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import Deed, allows
from lms.workshops.strangers import MATCHED, TooManyStrangers, newly_met, subject_of

blueprint = Blueprint("rosters", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

PURPOSE = "roster"
_FORM_BYTES = 20_000
_SHOWN = 200
"""Rows of a kind that a page shows; those that wait for a decision all stand there."""


@blueprint.get("/workshops/<slug>/roster")
@requires(Permission.PLAN_WORKSHOPS)
def show_lists(slug: str) -> str:
    form = ListForm()
    form.prepare()
    return _lists_page(workshop_to_organise(slug, viewer()), form)


@blueprint.post("/workshops/<slug>/roster")
@requires(Permission.PLAN_WORKSHOPS)
@drawing_limit
@takes_files(MOST_BYTES + _FORM_BYTES)
def send_list(slug: str) -> BaseResponse | tuple[str, int]:
    workshop, form, me = workshop_to_organise(slug, viewer()), ListForm(), viewer()
    if not form.validate_on_submit():
        return _lists_page(workshop, form), 422
    sent = form.file.data
    with sent.stream as opened:  # a large one lies on the disk until it is closed
        data = opened.read(MOST_BYTES + 1)
    try:
        find_table(open_book(data))
    except UnreadableFile as error:
        form.file.errors = [error.message]
        return _lists_page(workshop, form), 422
    with transactional():
        upload = uploads.keep_upload(id=form.fact_id(), account_id=me.account_id, purpose=_purpose(workshop), file_name=sent.filename or "",
                                     content=data, choices={}, now=clock.now())  # fmt: skip
        upload_id = upload.id
    return redirect(url_for("rosters.show_preview", slug=slug, upload_id=upload_id))


@blueprint.get("/workshops/<slug>/roster/<uuid:upload_id>")
@requires(Permission.PLAN_WORKSHOPS)
def show_preview(slug: str, upload_id: UUID) -> Response | str:
    workshop, upload = _upload(slug, upload_id)
    found = _found(upload)
    if not found.is_long:
        return _preview(workshop, upload, found, None)
    note_reading(workshop.audit_subject)
    shell = render_template("rosters/waiting.html", workshop=workshop, upload=upload)
    return Response(stream_with_context(_streamed(shell, found, slug=slug, upload_id=upload_id)), mimetype="text/html")


@blueprint.post("/workshops/<slug>/roster/<uuid:upload_id>/columns")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def correct_columns(slug: str, upload_id: UUID) -> BaseResponse:
    workshop, upload = _upload(slug, upload_id)
    found, me = _found(upload), viewer()
    if ColumnsForm().validate_on_submit():
        chosen = choices_in(request.form, found.mapping)
        sheet = request.form.get("sheet", "")
        with transactional():
            services.remember_mapping(
                account_id=me.account_id, key=found.mapping.key, choices=found.mapping.corrected(chosen).choices, now=clock.now()
            )
            uploads.choose(upload, {"sheet": sheet} if sheet in (found.table.sheet.name, *found.table.other_sheets) else {})
    return redirect(url_for("rosters.show_preview", slug=workshop.slug, upload_id=upload_id))


@blueprint.post("/workshops/<slug>/roster/<uuid:upload_id>")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def import_list(slug: str, upload_id: UUID) -> BaseResponse | tuple[str, int]:
    workshop, upload = _upload(slug, upload_id)
    form, me = ImportForm(), viewer()
    choices = decisions_in(request.form)
    found = _found(upload)
    if not form.validate_on_submit():
        return _preview(workshop, upload, found, None, choices=choices, form=form), 422
    try:
        with transactional():
            reading = _roster(found).reading
            made = services.import_list(id=upload.id, workshop=workshop, file_name=upload.file_name, reading=reading,
                                        outcome=_sorted(workshop, found, reading), choices=choices,
                                        are_shown=lambda _row, _other: True,  # whoever may not be heard of stands beside no row
                                        account_id=me.account_id, now=clock.now())  # fmt: skip
            uploads.drop_upload(upload)
            told = what_became(made, queries.standing_of(made))
    except DomainError as error:
        form.form_errors = [error.message]
        waiting = error.rows if isinstance(error, services.Undecided) else ()
        return _preview(*_upload(slug, upload_id), found, None, choices=choices, form=form, waiting=waiting), error.status
    flash(told, "done")
    return redirect(url_for("rosters.show_lists", slug=slug))


@blueprint.post("/workshops/<slug>/roster/<uuid:upload_id>/discard")
@requires(Permission.PLAN_WORKSHOPS)
def discard_list(slug: str, upload_id: UUID) -> BaseResponse:
    with transactional():
        uploads.drop_upload(_upload(slug, upload_id)[1])
    flash(_("Nothing was imported. The file is no longer kept."), "done")
    return redirect(url_for("rosters.show_lists", slug=slug))


@blueprint.post("/workshops/<slug>/roster/imports/<uuid:import_id>/undo")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def undo_import(slug: str, import_id: UUID) -> BaseResponse:
    me = viewer()
    workshop = workshop_to_organise(slug, me)
    try:
        with transactional():
            offered = services.undo_import(queries.import_or_404(import_id, workshop), workshop=workshop, account_id=me.account_id, now=clock.now())
        flash(what_was_undone(offered), "done")
    except services.CannotUndo as error:
        flash(error.message, "error")
    return redirect(url_for("rosters.show_lists", slug=slug))


@dataclass(frozen=True)
class _Found:
    """The table of an upload, and what its columns hold as far as was said."""

    table: Table
    mapping: ColumnMapping

    @property
    def is_long(self) -> bool:
        """Tell whether reading it takes seconds. It is no list for one workshop then, and is not compared with people of others."""
        return len(self.table.sheet.rows) > LONG


def _purpose(workshop: Workshop) -> str:
    return f"{PURPOSE}:{workshop.id}"


def _upload(slug: str, upload_id: UUID) -> tuple[Workshop, Upload]:
    me = viewer()
    workshop = workshop_to_organise(slug, me)
    return workshop, uploads.own_upload(upload_id, account_id=me.account_id, purpose=_purpose(workshop), now=clock.now())


def _found(upload: Upload) -> _Found:
    sheet = uploads.choices_of(upload).get("sheet")
    table = find_table(open_book(upload.content), sheet=sheet)
    remembered = queries.remembered_choices(viewer().account_id, table.mapping.key)
    return _Found(table, table.mapping.corrected(remembered) if remembered else table.mapping)


def _roster(found: _Found, progress: Progress | None = None) -> Roster:
    """Return the rows of a table. Raises UnreadableFile when no column holds names."""
    require_names(found.table, found.mapping)
    return Roster(found.table, found.mapping, read_rows(found.table, found.mapping, progress))


def _sorted(workshop: Workshop, found: _Found, reading: Reading, progress: Progress | None = None) -> SortedList:
    """Return the rows of a list as whoever is signed in may see them. Raises RateLimitExceeded when they have tried too much today."""
    me, with_strangers = viewer(), viewer().sees_every_workshop or not found.is_long
    if with_strangers and not me.sees_every_workshop:
        take_comparisons(sum(1 + len(row.phones) + len(row.emails) for row in reading.rows))
    return services.sort_for(workshop, reading, reader=me, with_strangers=with_strangers, progress=progress)


def _looked_at(workshop: Workshop, found: _Found, reading: Reading, progress: Progress | None) -> SortedList:
    """Return the rows as `_sorted` does, and note the strangers who are met. Raises TooManyStrangers."""
    outcome = _sorted(workshop, found, reading, progress)
    for person_id in newly_met(services.strangers_in(outcome), account_id=viewer().account_id, now=clock.now()):
        note_with_page(subject_of(person_id), action=MATCHED)
    return outcome


def _lists_page(workshop: Workshop, form: ListForm) -> str:
    return render_template("rosters/lists.html", workshop=workshop, form=form, imports=queries.imports_of(workshop.id), why_not=_why_not(workshop),
                           most_megabytes=MOST_BYTES // 1_000_000)  # fmt: skip


def _streamed(shell: str, found: _Found, *, slug: str, upload_id: UUID) -> Iterator[str]:
    """Yield the page in pieces: its head, how far the work has come, then the list. Nothing but HTML: the latest bar hides those before it."""
    head, _mark, tail = shell.partition("<!-- here -->")
    yield head
    result: list[str] = []

    def work(progress: Progress) -> None:
        result.append(_preview(*_upload(slug, upload_id), found, progress))  # what the request had read went with its session

    for done, total in waited_for(work):
        yield f'<progress max="{total}" value="{done}"></progress>\n'
    yield from (result[0], tail)


def _preview(
    workshop: Workshop, upload: Upload, found: _Found, progress: Progress | None, *, choices: Mapping[int, str] | None = None,
    form: ImportForm | None = None, waiting: Any = (),
) -> str:  # fmt: skip
    """Return the page of a list, or the part of it that comes last when its progress is shown."""
    fault, outcome, roster = "", None, None
    if progress is None:  # a page that comes in pieces has noted it before the first
        note_reading(workshop.audit_subject)
    try:
        roster = _roster(found, progress)
        outcome = _looked_at(workshop, found, roster.reading, progress)
    except (UnreadableFile, TooManyStrangers) as error:
        fault = str(error.message)
    free, seeking = _room_for(workshop, outcome)
    template = "rosters/preview.html" if progress is None else "rosters/_preview.html"
    left_out = [one for one in roster.reading.left_out if one.kind != "blank"] if roster else []
    return render_template(
        template, workshop=workshop, upload=upload, table=found.table, mapping=found.mapping, outcome=outcome, fault=fault, shown=_SHOWN,
        form=form or ImportForm(formdata=None), columns_form=ColumnsForm(formdata=None), choices=choices or {}, waiting=set(waiting),
        fields=list(Field), field_names=FIELD_NAMES, column_field=column_field, row_field=row_field, why=why, why_match=why_match, reason=reason,
        choice_of=choice_of, NEW=NEW, SKIP=SKIP, told_of=told_of, sex_letter=partial(sex_letter, language=current_language()), left_out=left_out,
        free=free, seeking=seeking, why_not=_why_not(workshop),
    )  # fmt: skip


def _room_for(workshop: Workshop, outcome: SortedList | None) -> tuple[int | None, int]:
    """Return how many places there are, and how many people of a list may need one: all but those who take part already.

    No number of places stands for a workshop in which nobody is enrolled any more.
    """
    if outcome is None or not allows(workshop.status, Deed.ENLIST):
        return None, 0
    held, taking_part = places_and_people(workshop, today=clock.local_day(clock.now()))
    known = {one.known.id for one in outcome.known if one.known}
    return max(workshop.capacity - held, 0), len(outcome.new) + len(outcome.doubtful) + len(known - taking_part)


def _why_not(workshop: Workshop) -> LazyString | str:
    """Return why nobody can be enrolled by a list now; nothing when they can."""
    return "" if allows(workshop.status, Deed.ENLIST) else NotNow(workshop.status).message
