"""Banks of questions, for administrators: looking at them, exporting them, importing questions from other systems with a look at them first."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import drawing_limit, facts_limit
from lms.db import transactional
from lms.errors import DomainError
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.quizzes import imported, preview, question_sets, services
from lms.quizzes.exchange import formats
from lms.quizzes.exchange.export import Exported, exported
from lms.quizzes.exchange.formats import MOST_BYTES, WRITABLE, Format
from lms.quizzes.exchange.model import NotReadable
from lms.quizzes.forms import GUESS, DecideForm, ExportForm, ImportForm
from lms.quizzes.imported import Source
from lms.quizzes.question_sets import QuestionSet, SetKind
from lms.quizzes.wording import TYPE_NAMES, answer_told, key_told, rule_told
from lms.uploads import services as uploads
from lms.uploads.models import Upload
from lms.web.uploads import takes_files

blueprint = Blueprint("question_banks", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

PURPOSE = "questions"
ROWS = 40
"""Of questions, refusals or losses on a page of the look at a file: as many as the first round trip of a slow network carries."""
_FORM_BYTES = 20_000
"""What a form weighs beside its file."""

FORMAT_NAMES = {Format.MOODLE_XML: "Moodle XML", Format.GIFT: "GIFT", Format.AIKEN: "Aiken"}
_ENDINGS = {Format.MOODLE_XML: "xml", Format.GIFT: "gift.txt"}
_MEDIA = {Format.MOODLE_XML: "application/xml", Format.GIFT: "text/plain; charset=utf-8"}


@blueprint.get("/questions")
@requires(Permission.ADMINISTER)
def list_banks() -> str:
    me = viewer()
    return render_template(
        "quizzes/banks.html", banks=question_sets.banks_taught(me.programme), quizzes=services.quizzes_taught(me.programme),
        imported=imported.imported_banks(me.programme), format_names=FORMAT_NAMES, titles=question_sets.module_titles(me.programme),
    )  # fmt: skip


@blueprint.get("/questions/<any(bank, quiz, imported):kind>/<name>")
@requires(Permission.ADMINISTER)
def show_questions(kind: str, name: str) -> str:
    found = question_sets.set_or_404(SetKind(kind), name, viewer().programme)
    format_, language = _wanted_export()
    form = ExportForm(formdata=None, format=format_.value, language=language)
    return render_template("quizzes/question-set.html", set=found, form=form, format=format_, language=language, format_names=FORMAT_NAMES,
                           type_names=TYPE_NAMES, answer_told=answer_told, out=_exported(found, format_, language))  # fmt: skip


@blueprint.get("/questions/<any(bank, quiz, imported):kind>/<name>/export")
@requires(Permission.ADMINISTER)
def download_questions(kind: str, name: str) -> Response:
    found = question_sets.set_or_404(SetKind(kind), name, viewer().programme)
    format_, language = _wanted_export()
    body = formats.write(format_, _exported(found, format_, language).questions)
    note_reading(f"{'imported-bank' if found.imported else kind}:{found.name}", action="questions.exported")
    stem = found.imported.module if found.imported else found.name
    return _attachment(body, f"{stem}-{kind}-{language}.{_ENDINGS[format_]}", _MEDIA[format_])


@blueprint.get("/questions/imported/<uuid:bank_id>/archive.zip")
@requires(Permission.ADMINISTER)
def download_archive(bank_id: UUID) -> Response:
    bank = imported.imported_bank_or_404(bank_id, viewer().programme)
    note_reading(f"imported-bank:{bank.id}", action="questions.exported")
    return _attachment(imported.archive_of(bank), f"{bank.module}-imported.zip", "application/zip")


@blueprint.post("/questions/imported/<uuid:bank_id>/withdraw")
@requires(Permission.ADMINISTER)
@facts_limit
def withdraw_bank(bank_id: UUID) -> BaseResponse:
    me = viewer()
    with transactional():
        bank = imported.imported_bank_or_404(bank_id, me.programme)
        imported.withdraw_bank(bank, account_id=me.account_id, now=clock.now())
    flash(_("The imported questions were withdrawn."), "done")
    return redirect(url_for("question_banks.list_banks"))


@blueprint.get("/questions/import")
@requires(Permission.ADMINISTER)
def show_import() -> str:
    form = _import_form()
    form.prepare()
    return render_template("quizzes/import.html", form=form, most_megabytes=MOST_BYTES // 1_000_000)


@blueprint.post("/questions/import")
@requires(Permission.ADMINISTER)
@drawing_limit
@takes_files(MOST_BYTES + _FORM_BYTES)
def send_file_of_questions() -> BaseResponse | tuple[str, int]:
    form = _import_form()
    if not form.validate_on_submit():
        return render_template("quizzes/import.html", form=form, most_megabytes=MOST_BYTES // 1_000_000), 422
    sent, me = form.file.data, viewer()
    with sent.stream as opened:  # a large one lies on the disk until it is closed
        data = opened.read(MOST_BYTES + 1)
    format_ = formats.guessed(data) if form.format.data == GUESS else Format(form.format.data)
    source = Source(sent.filename or "", format_, form.language.data, form.module.data)
    try:
        imported.read(source, data)
    except NotReadable as error:
        form.file.errors = [error.message]
        return render_template("quizzes/import.html", form=form, most_megabytes=MOST_BYTES // 1_000_000), 422
    choices = {"format": source.format.value, "language": source.language, "module": source.module}
    with transactional():
        upload = uploads.keep_upload(id=form.fact_id(), account_id=me.account_id, purpose=PURPOSE, file_name=source.file_name, content=data,
                                     choices=choices, now=clock.now())  # fmt: skip
        upload_id = upload.id
    return redirect(url_for("question_banks.show_preview", upload_id=upload_id))


@blueprint.get("/questions/import/<uuid:upload_id>")
@requires(Permission.ADMINISTER)
def show_preview(upload_id: UUID) -> str:
    return _preview_page(_upload(upload_id), DecideForm(formdata=None))


@blueprint.post("/questions/import/<uuid:upload_id>")
@requires(Permission.ADMINISTER)
@facts_limit
def import_questions(upload_id: UUID) -> BaseResponse | tuple[str, int]:
    form, me = DecideForm(), viewer()
    upload = _upload(upload_id)
    if not form.validate_on_submit():
        return _preview_page(upload, form), 422
    source = _source_of(upload)
    try:
        with transactional():
            bank = imported.import_bank(id=upload.id, source=source, reading=imported.read(source, upload.content),
                                        leave_out_refused=form.leave_out_refused.data, programme=me.programme, account_id=me.account_id,
                                        now=clock.now())  # fmt: skip
            uploads.drop_upload(upload)
            number = bank.n_questions
    except DomainError as error:
        form.leave_out_refused.errors = [error.message]
        return _preview_page(_upload(upload_id), form), 422
    flash(ngettext("%(num)d question was imported.", "%(num)d questions were imported.", number), "done")
    return redirect(url_for("question_banks.show_questions", kind=SetKind.IMPORTED.value, name=upload_id))


@blueprint.post("/questions/import/<uuid:upload_id>/discard")
@requires(Permission.ADMINISTER)
def discard_upload(upload_id: UUID) -> BaseResponse:
    with transactional():
        uploads.drop_upload(_upload(upload_id))
    flash(_("Nothing was imported. The file is no longer kept."), "done")
    return redirect(url_for("question_banks.list_banks"))


def _import_form() -> ImportForm:
    form, language = ImportForm(), current_language()
    form.offer(
        modules=[(module, titles[language]) for module, titles in question_sets.module_titles(viewer().programme).items()],
        formats=[(format_.value, name) for format_, name in FORMAT_NAMES.items()],
    )
    return form


def _upload(upload_id: UUID) -> Upload:
    return uploads.own_upload(upload_id, account_id=viewer().account_id, purpose=PURPOSE, now=clock.now())


def _source_of(upload: Upload) -> Source:
    chosen = uploads.choices_of(upload)
    return Source(upload.file_name, Format(chosen["format"]), chosen["language"], chosen["module"])


def _preview_page(upload: Upload, form: DecideForm) -> str:
    source = _source_of(upload)
    reading = imported.read(source, upload.content)
    lost = preview.lost_outside(reading)
    pages = max(1, -(-max(len(reading.questions), len(reading.refused), len(lost)) // ROWS))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    here = slice((page - 1) * ROWS, page * ROWS)
    titles = question_sets.module_titles(viewer().programme)

    def url_of(number: int) -> str:
        return url_for("question_banks.show_preview", upload_id=upload.id, page=number)

    return render_template(
        "quizzes/import-preview.html", form=form, upload=upload, source=source, reading=reading, format_name=FORMAT_NAMES[source.format],
        module=titles.get(source.module, {}).get(current_language(), source.module), refused=reading.refused[here],
        lost=lost[here], rows=preview.foreseen(source, reading, here), first=here.start + 1, page=page, pages=pages, url_of=url_of,
        type_names=TYPE_NAMES, key_told=key_told, rule_told=rule_told,
    )  # fmt: skip


def _wanted_export() -> tuple[Format, str]:
    """Return the format and the language that the address asks for; what is not offered falls back to the usual."""
    asked = request.args.get("format", "")
    format_ = next((one for one in WRITABLE if one.value == asked), Format.MOODLE_XML)
    language = request.args.get("language", "")
    return format_, language if language in ("fr", "en") else current_language()


def _exported(found: QuestionSet, format_: Format, language: str) -> Exported:
    return exported(found.filed(language), format_, language)


def _attachment(body: bytes, name: str, media: str) -> Response:
    answer = send_file(BytesIO(body), mimetype=media, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
