"""Files of PDF written out: our objects are bytes already, and need not go through the library's way for those that are not."""

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Written(PDFObject):  # type: ignore[misc]  # the library has no types
    """An object that gives its own bytes, those of no other object among them."""

    __RefOnly__ = 1


class Raw(Written):
    """An object of a file that is written already, with the places of others to be filled in."""

    def __init__(self, body: bytes = b"", **others: "Raw") -> None:
        self.body, self.others = body, others

    def format(self, document: PDFDocument) -> bytes:
        """Return the object as bytes; `%(name)b` becomes a reference."""
        if not self.others:
            return self.body
        return self.body % {name.encode(): document.Reference(other).format(document) for name, other in self.others.items()}


def number_of(document: PDFDocument, thing: PDFObject) -> int:
    """Return the number that an object has in a file; it is put into it unless it is there."""
    number: int = document.idToObjectNumberAndVersion[document.Reference(thing).name][0]
    return number


def text_string(text: str) -> str:
    """Return a text as files of PDF hold it, whatever its letters. Source: ISO 32000-1, 7.9.2.2."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def write_out(document: PDFDocument, *, catalog: int, information: int, identity: bytes) -> bytes:
    """Return the file, as `PDFDocument.format` does for a file that is not encrypted.

    catalog, information: the numbers of these objects. identity: two strings in brackets.
    Source: ISO 32000-1, 7.5: head, objects, where each of them begins, trailer.
    """
    pieces, begins, at, number = [_HEAD], [], len(_HEAD), 1
    while number in document.numberToId:  # writing an object may add others
        piece = b"%d 0 obj\n%b\nendobj\n" % (number, document.idToObject[document.numberToId[number]].format(document))
        begins.append(b"%010d 00000 n \n" % at)
        pieces.append(piece)
        at += len(piece)
        number += 1
    pieces.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (number, b"".join(begins)))
    pieces.append(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID %b>>\nstartxref\n%d\n%%%%EOF\n" % (number, catalog, information, identity, at))
    return b"".join(pieces)
