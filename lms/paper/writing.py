"""Files written out: nearly all objects of ours are bytes already, and need not go through the library's way for those that are not."""

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Written(PDFObject):  # type: ignore[misc]  # the library has no types
    """An object that gives its own bytes, those of no other object among them."""

    __RefOnly__ = 1


def write_out(document: PDFDocument) -> bytes:
    """Return the file, as `PDFDocument.format` does for a file that is not encrypted.

    Source: ISO 32000-1, 7.5: head, objects, where each of them begins, trailer.
    """
    catalog, info = document.Reference(document.Catalog), document.Reference(document.info)
    pieces, begins, at, number = [_HEAD], [], len(_HEAD), 1
    while number in document.numberToId:  # writing an object may add others
        found = document.idToObject[document.numberToId[number]]
        body = found.format(document) if isinstance(found, Written) else pdfdoc.format(found, document, toplevel=1)
        piece = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        begins.append(b"%010d 00000 n \n" % at)
        pieces.append(piece)
        at += len(piece)
        number += 1
    references = (catalog.format(document), info.format(document), document.ID())
    pieces.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (number, b"".join(begins)))
    pieces.append(b"trailer\n<</Size %d/Root %b/Info %b/ID %b>>\nstartxref\n%d\n%%%%EOF\n" % (number, *references, at))
    return b"".join(pieces)
