"""A trainer's own certificate as an Open Badge, and what confirms one: who issues badges, and which are not valid any more."""

from flask import Blueprint, Response, current_app, jsonify
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, public, requires, viewer
from lms.accounts.limits import drawing_limit
from lms.certificates import badges, queries
from lms.certificates.content import designs
from lms.certificates.models import Certificate
from lms.certificates.proof.keys import read_ring
from lms.certificates.proof.signing import signing_key
from lms.certificates.rules.kinds import Kind
from lms.certificates.verify_routes import file_limit, kept_for_a_while
from lms.certificates.wording import file_word
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX

blueprint = Blueprint("badges", __name__, template_folder="templates")


@blueprint.get(f"{LANGUAGE_PREFIX}/my-certificate/<serial>/badge.<any(json, jwt):format>")
@requires(Permission.REPORT_SESSIONS)
@drawing_limit
def download_badge(serial: str, format: str) -> Response:
    certificate = queries.valid_certificate_or_none(serial, viewer().person_id)
    if certificate is None:
        raise NotFound(_l("There is no certificate to download. The page “My certificates” says what it still needs."))
    facts, today, settings = queries.facts_of(certificate), clock.local_day(clock.now()), current_app.config["RELAIS_SETTINGS"]
    key = signing_key(settings.signing_keys, today=today, is_demonstration=facts.is_demonstration)
    credential = badges.credential_of(facts, certificate.id, designs().get(facts.design), address=settings.public_url)
    if format == "jwt":
        response = Response(badges.as_token(credential, key, address=settings.public_url), mimetype="application/vc+jwt")
    else:
        response = Response(badges.with_proof(credential, key, address=settings.public_url, today=today), mimetype="application/vc+json")
    # Not by its serial: a badge is shown to others, and tells them nothing that opens the page of its holder.
    response.headers.set("Content-Disposition", "attachment", filename=f"badge-{file_word(Kind(certificate.kind))}.{format}")
    return response


@blueprint.get("/v/did.json")
@public
@file_limit
def show_issuer() -> Response:
    settings = current_app.config["RELAIS_SETTINGS"]
    response = jsonify(badges.issuer_document(read_ring(settings.signing_keys).keys, address=settings.public_url))
    response.mimetype = "application/did+json"
    return kept_for_a_while(response)


@blueprint.get("/v/badge-status")
@public
@file_limit
def show_revocations() -> Response:
    address = current_app.config["RELAIS_SETTINGS"].public_url
    return kept_for_a_while(jsonify(badges.revocations(queries.ended_certificates(Certificate.id), address=address)))
