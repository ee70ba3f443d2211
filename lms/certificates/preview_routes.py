"""How certificates look, before any is issued: for those who write designs and programmes."""

from flask import Blueprint, Response, current_app, render_template
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.certificates import preview
from lms.certificates.content import designs
from lms.certificates.pdf import certificate_pdf
from lms.certificates.rules.facts import LANGUAGE_CHOICES, printed_name
from lms.certificates.rules.kinds import PaperFormat
from lms.certificates.staff_wording import LANGUAGE_CHOICE_NAMES
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes

blueprint = Blueprint("preview", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_NAMES = tuple(printed_name(name) for name in preview.NAMES)


@blueprint.get("/certificates/preview")
@requires(Permission.ADMINISTER)
def show_preview() -> str:
    titles = {slug: design.words[current_language()].title for slug, design in designs().items()}
    return render_template("certificates/preview.html", titles=titles, names=_NAMES, languages=LANGUAGE_CHOICE_NAMES)


@blueprint.get("/certificates/preview/<slug>/<int:number>/<languages>/<any(a4, card):form>.pdf")
@requires(Permission.ADMINISTER)
def show_preview_paper(slug: str, number: int, languages: str, form: str) -> Response:
    design, chosen = designs().get(slug), LANGUAGE_CHOICES.get(languages)
    if design is None or not 1 <= number <= len(_NAMES) or chosen is None:
        raise NotFound(_l("There is no such preview. Choose one on the page “How certificates look”."))
    facts = preview.preview_facts(design, programmes.programme_of(viewer().programme), _NAMES[number - 1], languages=chosen,
                                  address=f"{current_app.config['RELAIS_SETTINGS'].public_url}/v", today=clock.local_day(clock.now()))  # fmt: skip
    response = Response(certificate_pdf(facts, PaperFormat(form)), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"preview-{slug}-{number}-{languages}-{form}.pdf")
    return response
