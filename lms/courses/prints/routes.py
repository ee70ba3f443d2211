"""Downloading what is printed: booklets, facilitator's guides, session kits."""

import hashlib
from collections.abc import Callable
from datetime import date, time
from io import BytesIO
from typing import cast

from flask import Blueprint, Response, current_app, render_template, request, send_file
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
from lms.courses.prints.store import stored
from lms.courses.routes import module_or_404
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes

blueprint = Blueprint("prints", __name__, template_folder="../templates", url_prefix=LANGUAGE_PREFIX)


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
    return _kept(f"{slug}-{language}.pdf", lambda: handout_pdf(module, language=language, library=library()))


@blueprint.get("/modules/<slug>/guide.pdf")
@requires(Permission.LEARN)
def download_guide(slug: str) -> Response:
    module = module_or_404(slug)
    if module.guide is None:
        raise NotFound(_l("This module has no facilitator’s guide yet."))
    language = current_language()
    return _kept(f"guide-{slug}-{language}.pdf", lambda: guide_pdf(module, language=language, library=library()))


@blueprint.get("/session-kit")
@requires(Permission.LEARN)
def show_kit_form() -> str:
    modules = request.args.getlist("modules")
    form = _kit_form(KitForm(formdata=None, modules=modules, language=current_language(), on=clock.local_day(clock.now()), starts=MORNING))
    return render_template("courses/kit.html", form=form)


@blueprint.get("/session-kit.pdf")
@requires(Permission.LEARN)
@drawing_limit
def download_kit() -> Response | tuple[str, int]:
    form = _kit_form(KitForm(request.args))
    if not form.validate():
        return render_template("courses/kit.html", form=form), 422
    session = Session(
        modules=tuple(module for module in _modules() if module.slug in (form.modules.data or [])), duration=form.duration.data,
        audience=form.audience.data, language=form.language.data, trainer=viewer().name, place=(form.place.data or "").strip(),
        on=cast(date, form.on.data), starts=cast(time, form.starts.data),
    )  # fmt: skip
    try:
        pdf = kit_pdf(session, library=library())
    except SessionTooShort as error:
        form.modules.errors = [error.message]
        return render_template("courses/kit.html", form=form), 422
    return _with_caching(send_file(BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=f"{_kit_name(session)}.pdf",
                     etag=_etag(pdf), conditional=True, max_age=0), "private, no-store")  # fmt: skip


def _kit_name(session: Session) -> str:
    return f"{'kit' if session.language == 'en' else 'mallette'}-{session.on.isoformat()}"


def _modules() -> list[Module]:
    """Return the modules of the viewer's programme that a session can be made of."""
    chosen = (library().modules[slug] for slug in programmes.modules_of(viewer().programme))
    return [module for module in chosen if module.guide is not None]


def _kit_form(form: KitForm) -> KitForm:
    form.modules.choices = [(module.slug, module.texts[current_language()].short_title) for module in _modules()]
    return form


def _kept(name: str, make: Callable[[], bytes]) -> Response:
    """Return a print that is the same for everybody; a download that stopped can go on where it was."""
    body = stored(current_app.config["RELAIS_SETTINGS"].data_dir / "prints", library().fingerprint, name, make)
    answer = send_file(BytesIO(body), mimetype="application/pdf", as_attachment=True, download_name=name, etag=_etag(body), conditional=True)
    return _with_caching(answer, "private, no-cache")


def _etag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _with_caching(answer: Response, caching: str) -> Response:
    answer.headers["Cache-Control"] = caching
    return answer
