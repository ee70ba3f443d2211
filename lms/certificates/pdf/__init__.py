"""Drawing a certificate: frozen facts in, the bytes of a PDF out. The same facts give the same bytes."""

from lms.certificates.pdf.page import certificate_pdf

__all__ = ["certificate_pdf"]
