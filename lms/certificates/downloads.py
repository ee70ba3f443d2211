"""Handing over the file of a certificate."""

from flask import Response
from flask_babel import lazy_gettext as _l

from lms.certificates.models import Certificate
from lms.certificates.rules.kinds import PaperFormat
from lms.certificates.services.handing_out import file_name
from lms.certificates.services.papers import paper_of
from lms.errors import NotFound
from lms.web.downloads import pdf_download


def paper_download(certificate: Certificate, format: str, *, called: str = "") -> Response:
    """Return the file of a certificate as it was kept.

    called: what stands before the serial in its name. Raises NotFound for a format that is not drawn, AlteredPaper, and AlteredRecord.
    """
    if format not in set(PaperFormat):
        raise NotFound(_l("Certificates are not made in this format. Go back and choose one of those offered."))
    body, name = paper_of(certificate, PaperFormat(format)), file_name(certificate, PaperFormat(format))
    return pdf_download(body, f"{called}-{name}" if called else name, caching="private, no-store")
