"""Downloading what is printed: booklets, facilitator's guides, session kits."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import drawing_limit
from lms.courses.content import Module, library
from lms.courses.prints.form import MORNING, KitForm
from lms.courses.prints.guide import guide_pdf
from lms.courses.prints.handout import handout_pdf
from lms.courses.prints.kit import kit_pdf
from lms.courses.prints.session import Session, SessionTooShort
from lms.courses.prints.store import stored, stored_size
from lms.courses.routes import module_or_404
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language, size_words
from lms.plain import slug as file_name
from lms.programmes import services as programmes
from lms.web.downloads import pdf_download
from lms.web.forms import kept_by_browser

blueprint = Blueprint("prints", __name__, template_folder="../templates", url_prefix=LANGUAGE_PREFIX)

NAMES = {"fr": {"booklet": "livret", "guide": "guide", "kit": "mallette"}, "en": {"booklet": "booklet", "guide": "guide", "kit": "kit"}}
"""What a file is called on a telephone, per language."""


@blueprint.get("/documents")
@requires(Permission.LEARN)
def list_documents() -> str:
    modules = [library().modules[slug] for slug in programmes.modules_of(viewer().programme)]
    return render_template("courses/documents.html", modules=modules)


@blueprint.get("/modules/<slug>/booklet.pdf")
@requires(Permission.LEARN)
def download_booklet(slug: str) -> Response:
    module = module_or_404(slug)
    language = current_language()
    return _kept("booklet", module, lambda: handout_pdf(module, language=language, library=library()))


@blueprint.get("/modules/<slug>/guide.pdf")
@requires(Permission.LEARN)
def download_guide(slug: str) -> Response:
    module = module_or_404(slug)
    if module.guide is None:
        raise NotFound(_l("This module has no facilitator’s guide yet."))
    language = current_language()
    return _kept("guide", module, lambda: guide_pdf(module, language=language, library=library()))


@blueprint.get("/session-kit")
@requires(Permission.LEARN)
def show_kit_form() -> Response:
    modules = request.args.getlist("modules")
    return _kit_page(_kit_form(KitForm(formdata=None, modules=modules, language=current_language(), starts=MORNING)))


@blueprint.get("/session-kit.pdf")
@requires(Permission.LEARN)
@drawing_limit
def download_kit() -> Response | tuple[Response, int]:
    form = _kit_form(KitForm(request.args))
    if not form.validate():
        return _kit_page(form), 422
    session = Session(
        modules=tuple(module for module in _modules() if module.slug in (form.modules.data or [])), duration=form.duration.data,
        audience=form.audience.data, language=form.language.data, trainer=viewer().name, place=(form.place.data or "").strip(),
        on=cast(date, form.on.data), starts=cast(time, form.starts.data),
    )  # fmt: skip
    try:
        pdf = kit_pdf(session, library=library())
    except SessionTooShort as error:
        form.modules.errors = [error.message]
        return _kit_page(form), 422
    return pdf_download(pdf, f"{_kit_name(session)}.pdf", caching="private, no-store")


def _kit_name(session: Session) -> str:
    return f"{NAMES[session.language]['kit']}-{session.on.isoformat()}"


def _modules() -> list[Module]:
    """Return the modules of the viewer's programme that a session can be made of."""
    chosen = (library().modules[slug] for slug in programmes.modules_of(viewer().programme))
    return [module for module in chosen if module.guide is not None]


def _kit_form(form: KitForm) -> KitForm:
    form.modules.choices = [(module.slug, module.texts[current_language()].short_title) for module in _modules()]
    form.today = clock.local_day(clock.now())
    return form


def _kit_page(form: KitForm) -> Response:
    return kept_by_browser(render_template("courses/kit.html", form=form))


@blueprint.app_template_global()
def size_of_print(kind: str, module: Module) -> str:
    """Return how heavy a booklet or a guide is, in words; nothing for one that is still to be drawn."""
    size = stored_size(_folder(), library().fingerprint, _stored_name(kind, module))
    return size_words(size, current_language()) if size else ""


def _kept(kind: str, module: Module, make: Callable[[], bytes]) -> Response:
    """Return a print that is the same for everybody; a download that stopped can go on where it was."""
    body = stored(_folder(), library().fingerprint, _stored_name(kind, module), make)
    language = current_language()
    name = f"{NAMES[language][kind]}-{file_name(module.texts[language].short_title)}.pdf"
    return pdf_download(body, name, caching="private, no-cache")


def _folder() -> Path:
    return cast(Path, current_app.config["RELAIS_SETTINGS"].data_dir) / "prints"


def _stored_name(kind: str, module: Module) -> str:
    return f"{kind}-{module.slug}-{current_language()}.pdf"
