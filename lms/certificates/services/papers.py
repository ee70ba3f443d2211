"""The files of certificates: drawn once, kept to the byte, handed out only when they are what was kept."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from lms.certificates import queries
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.pdf import certificate_pdf
from lms.certificates.rules.facts import Facts, fits_seal, seal
from lms.certificates.rules.kinds import PaperFormat
from lms.db import db
from lms.errors import Conflict

log = logging.getLogger(__name__)

FORMATS = (PaperFormat.A4,)
"""What is drawn and kept the day a certificate is issued; the others are drawn from the sealed facts whenever they are asked for."""

Papers = Mapping[PaperFormat, bytes]


class AlteredPaper(Conflict):
    """The file that was kept is not what was drawn."""


def draw(facts: Facts, format: PaperFormat) -> bytes:
    """Return the file of a certificate. The same facts give the same bytes."""
    return certificate_pdf(facts, format)


def draw_all(facts: Facts) -> Papers:
    """Return the files of a certificate that are kept. Slow: outside of any transaction."""
    return {format: draw(facts, format) for format in FORMATS}


def keep(papers: Mapping[UUID, Papers]) -> None:
    """Keep the files of certificates that have just been issued, by the id of each."""
    rows = [_row(id, format, content) for id, files in papers.items() for format, content in files.items()]
    if rows:
        db.session.execute(insert(CertificatePaper), rows)


def _row(certificate_id: UUID, format: PaperFormat, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    sealed = seal(_statement(certificate_id, format, digest), current_app.extensions["certificate_key"])
    return {"certificate_id": certificate_id, "format": format, "content": content, "sha256": digest, "seal": sealed}


def _statement(certificate_id: UUID, format: str, digest: str) -> str:
    """Return what is sealed of a file. Migration 0017 writes it too."""
    return f"{certificate_id}/{format}/{digest}"


def paper_of(certificate: Certificate, format: PaperFormat) -> bytes:
    """Return the file of a certificate as it was kept, or drawn from its facts where none was.

    Raises AlteredPaper, after a line in the log, when what was kept does not fit its seal, and AlteredRecord as `queries.facts_of` does.
    """
    facts = queries.facts_of(certificate)
    return content_of(certificate, facts, format, db.session.get(CertificatePaper, (certificate.id, format)))


def content_of(certificate: Certificate, facts: Facts, format: PaperFormat, kept: CertificatePaper | None) -> bytes:
    """Return the file of a certificate, as it was kept or else drawn from its facts. Raises AlteredPaper as `paper_of` does."""
    if kept is None:
        return draw(_printable(facts, certificate), format)
    statement = _statement(certificate.id, format, hashlib.sha256(kept.content).hexdigest())
    if not fits_seal(statement, kept.seal, current_app.extensions["certificate_key"]):
        log.error("the file %s of certificate %s is not what was drawn", format, certificate.id)
        raise AlteredPaper(_l("The file of this certificate has been altered, so it is not handed out. Tell the administrator."))
    return kept.content


def address_of(serial: str) -> str:
    """Return where a certificate is checked, as printed."""
    return f"{current_app.config['RELAIS_SETTINGS'].public_url}/v/{serial}"


def _printable(facts: Facts, certificate: Certificate) -> Facts:
    """Return the facts with what was not frozen in the first certificates: their code stood in its column alone, their address nowhere."""
    return replace(facts, code=facts.code or certificate.code, address=facts.address or address_of(certificate.serial))
