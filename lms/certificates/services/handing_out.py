"""The certificates of a whole workshop as one file to print, or as one archive, made from the files that were kept."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pypdf import PdfReader, PdfWriter

from lms.archives import pieces
from lms.certificates import queries, workshop_queries
from lms.certificates.models import Certificate
from lms.certificates.rules.kinds import PaperFormat
from lms.certificates.services import papers

LIST_NAME = "liste.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first instant that a ZIP file can tell: the same certificates give the same archive."""


def file_name(certificate: Certificate, format: PaperFormat) -> str:
    """Return what the file of a certificate is called: by its serial, which says nothing of the person to whoever sees a folder."""
    issue = f"-{certificate.issue_number}" if certificate.issue_number > 1 else ""
    size = "" if format == PaperFormat.A4 else f"-{format}"
    return f"{certificate.serial}{issue}{size}.pdf"


def print_file(certificates: Sequence[Certificate], title: str) -> bytes:
    """Return all certificates as one PDF to print, a page each in this order.

    It takes about 0.4 MB of memory for each of them. Raises AlteredRecord or AlteredPaper when one is not what was issued: then nothing is printed.
    """
    writer = PdfWriter()
    for _certificate, content in _files(certificates, PaperFormat.A4):
        writer.append(PdfReader(BytesIO(content)), import_outline=False)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)  # fonts and ornaments that pages have in common
    writer.add_metadata({"/Title": title})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(certificates: Sequence[Certificate]) -> Iterator[bytes]:
    """Return a ZIP file in pieces: every certificate in every format under its serial, and first a list that says whose each one is.

    It is made on the disk, with a few files in memory at a time. Raises AlteredRecord or AlteredPaper, before there is any piece, when one is
    not what was issued.
    """
    made = TemporaryFile()  # noqa: SIM115  whoever takes the last piece closes it
    try:
        with ZipFile(made, "w", ZIP_STORED) as zipped:  # the files are compressed already
            names = [f"{one.serial}\t{queries.facts_of(one).full_name}\r\n" for one in certificates]
            zipped.writestr(ZipInfo(LIST_NAME, _EPOCH), "".join(names).encode("utf-8-sig"))
            for format in PaperFormat:
                for certificate, content in _files(certificates, format):
                    zipped.writestr(ZipInfo(file_name(certificate, format), _EPOCH), content)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return _taken_from(made)


def _taken_from(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from pieces(file)


def _files(certificates: Sequence[Certificate], format: PaperFormat) -> Iterator[tuple[Certificate, bytes]]:
    for certificate, kept in workshop_queries.kept_papers(certificates, format):
        facts = queries.facts_of(certificate)
        yield certificate, papers.content_of(certificate, facts, format, kept)
