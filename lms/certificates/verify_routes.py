"""The public pages where a paper is checked, and what a device needs to check one by itself."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import public
from lms.accounts.limits import address_key
from lms.certificates import queries, verification_wording
from lms.certificates.forms import LettersForm, SerialForm
from lms.certificates.models import Certificate
from lms.certificates.proof.claims import ISSUER
from lms.certificates.proof.keys import Ring, public_body, read_ring
from lms.certificates.proof.revocations import list_key, signed_list
from lms.certificates.proof.wording import verifier_words
from lms.certificates.rules.serials import normal_serial
from lms.certificates.verification import Finding, Verification, named_verification_of, verification_of
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, LANGUAGES, current_language
from lms.web.limits import allowance, limiter, was_refused
from lms.web.security import allow_camera

# No prefix for all: the address in the QR has no language, so that the paper serves readers of any.
blueprint = Blueprint("verify", __name__, template_folder="templates")

_page_limit = limiter.shared_limit("60 per minute", scope="verify", key_func=address_key)
# What devices fetch by themselves is the same for all and cheap; a room of forty behind one router fetches it at once.
file_limit = limiter.shared_limit("300 per minute", scope="verify-files", key_func=address_key)
# Serials are looked for by asking; whoever has a paper has its code, and is never held up here, not behind the address of a whole operator either.
_take_without_code = allowance("120 per hour", scope="verify-without-code", key_func=address_key)
_FRESH_SECONDS = 300
_KEPT = (
    "app.css",
    "css/verification.css",
    "img/mark.svg",
    "js/square-codes.js",
    "js/verifier.js",
    "js/proof.js",
    "vendor/ed25519.js",
    "vendor/jsqr.js",
)
"""What the page needs besides itself."""
_SOURCES = Path(__file__).parents[1]


def _serial_key() -> str:
    """Return a key for the certificate whose name is asked for, however its serial is written."""
    typed = str((request.view_args or {}).get("serial", ""))
    return f"serial:{normal_serial(typed) or typed}"


def _serial_from_here_key() -> str:
    """Return a key for that certificate asked for from this address: a stranger's tries elsewhere shut nobody out at once."""
    return f"{_serial_key()}@{address_key()}"


@blueprint.get("/v/<serial>")
@blueprint.get("/v/<serial>/<code>")
@blueprint.get(f"{LANGUAGE_PREFIX}/v/<serial>")
@blueprint.get(f"{LANGUAGE_PREFIX}/v/<serial>/<code>")
@public
@_page_limit
def show_certificate(serial: str, code: str | None = None) -> Response:
    found = verification_of(serial, code, today=_today())
    if found.finding is not Finding.CONFIRMED:
        _take_without_code(1)
    return _answer(found, code=code)


@blueprint.post("/v/<serial>")
@blueprint.post(f"{LANGUAGE_PREFIX}/v/<serial>")
@public
@_page_limit
@limiter.limit("5 per hour", key_func=_serial_from_here_key, deduct_when=was_refused)
@limiter.limit("20 per hour", key_func=_serial_key, deduct_when=was_refused)
@limiter.limit("30 per hour", key_func=address_key, deduct_when=was_refused)
def check_name(serial: str) -> Response:
    form = LettersForm()
    if not form.validate():
        return _answer(verification_of(serial, today=_today()), form=form, status=422)
    found = named_verification_of(serial, form.letters.data or "", today=_today())
    if found.is_found and not found.name:
        form.letters.errors = [_("The family name on this certificate does not begin so. Compare it with the paper; after a few tries the page waits "
                                 "an hour.")]  # fmt: skip
    return _answer(found, form=form, status=422 if form.errors else None)


@blueprint.get(f"{LANGUAGE_PREFIX}/verify")
@public
@_page_limit
def show_form() -> Response | BaseResponse:
    form = SerialForm(request.args)
    is_asked = "serial" in request.args
    if is_asked and form.validate():
        return redirect(url_for("verify.show_certificate", serial=form.normal))
    page = render_template("certificates/verify.html", form=form, keys=[key for key in _ring() if key.private],
                           address=current_app.config["RELAIS_SETTINGS"].public_url)  # fmt: skip
    return allow_camera(make_response(page, 422 if is_asked else 200))


@blueprint.get(f"{LANGUAGE_PREFIX}/verify/words.json")
@public
@file_limit
def show_words() -> Response:
    """Give the sentences apart from the page, which would else hold what is not true of its certificate."""
    return kept_for_a_while(jsonify(verifier_words()))


@blueprint.get("/v/keys.json")
@public
@file_limit
def show_keys() -> Response:
    return kept_for_a_while(jsonify(issuer=ISSUER, keys=[public_body(key) for key in _ring()]))


@blueprint.get("/v/list")
@public
@file_limit
def show_list() -> Response:
    now = clock.now()
    key = list_key(_ring(), now)
    if key is None:
        raise NotFound(_l("There is no list yet, because no certificate has been signed."))
    return kept_for_a_while(Response(signed_list(queries.ended_certificates(Certificate.code), key=key, now=now), mimetype="application/cose"))


@blueprint.get("/verify-worker.js")
@public
@file_limit
def show_worker() -> Response:
    pages = [url_for("verify.show_form", lang_code=language) for language in LANGUAGES]
    texts = [url_for(f"verify.{name}", lang_code=language) for name in ("show_manifest", "show_words") for language in LANGUAGES]
    assets = [current_app.jinja_env.globals["asset_url"](name) for name in _KEPT]  # type: ignore[operator]
    body = render_template("certificates/verify-worker.js", version=_version(tuple(assets)), files=[*pages, *texts, *assets])
    response = Response(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get(f"{LANGUAGE_PREFIX}/verify/app.webmanifest")
@public
@file_limit
def show_manifest() -> Response:
    here = url_for("verify.show_form")
    mark = {"src": current_app.jinja_env.globals["asset_url"]("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}  # type: ignore[operator]
    response = jsonify(name=_("Relais: check a certificate"), short_name=_("Check"), lang=current_language(), id=here, start_url=here, scope="/",
                       display="standalone", background_color="#faf6ef", theme_color="#26306b", icons=[mark])  # fmt: skip
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    return response


def _answer(found: Verification, *, code: str | None = None, form: LettersForm | None = None, status: int | None = None) -> Response:
    is_without_language = g.get("lang_code") is None
    g.lang_code = current_language()  # so that the link to the other language leads to this page and not to the home page
    page = render_template("certificates/verification.html", verification=found, wording=verification_wording, code=code,
                           form=form or LettersForm(formdata=None))  # fmt: skip
    response = make_response(page, status or (200 if found.is_found else 404))
    if is_without_language:
        response.vary.add("Accept-Language")
    return response


def _today() -> date:
    return clock.local_day(clock.now())


def _ring() -> Ring:
    return read_ring(current_app.config["RELAIS_SETTINGS"].signing_keys)


def kept_for_a_while(response: Response) -> Response:
    """Let anybody keep what is the same for all, and ask by its fingerprint whether it has changed."""
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:16])
    response.make_conditional(request)
    return response


@cache
def _version(assets: tuple[str, ...]) -> str:
    """Return a name for the page as it is: another one whenever a file, a template or a sentence has changed."""
    digest = hashlib.sha256("\n".join(assets).encode())
    for path in sorted(
        [*_SOURCES.glob("web/templates/**/*.html"), *_SOURCES.glob("certificates/templates/**/*"), *_SOURCES.glob("translations/**/*.mo")]
    ):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
