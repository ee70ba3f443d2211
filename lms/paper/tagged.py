"""Files that a screen reader reads: what each thing on a page is, in which order and in which language; what is mere ornament.

Source: ISO 32000-1, 14.7 and 14.8; ISO 14289-1 (PDF/UA-1).
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObjectReference, xObjectName
from reportlab.pdfgen.canvas import Canvas

from lms.paper.embedding import fonts_of, stream
from lms.paper.text import REGULAR
from lms.paper.writing import Raw, Written, number_of, text_string, write_out

_PRODUCER = "Relais"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part><pdf:Producer>{producer}</pdf:Producer>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag>{languages}</rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class _Element(Written):
    """One thing in the tree of a file. page: on which it is marked, as an entry."""

    def __init__(self, role: str, parent: int, entries: str) -> None:
        self.role, self.parent, self.entries = role, parent, entries
        self.number = 0
        self.kids: list[str] = []
        self.page = ""

    def format(self, _document: PDFDocument) -> bytes:
        """Return the element as bytes."""
        kids = self.kids[0] if len(self.kids) == 1 else f"[{' '.join(self.kids)}]"
        return f"<</Type/StructElem/S/{self.role}/P {self.parent} 0 R{self.page}{self.entries}/K {kids}>>".encode("ascii")


class _Open:
    """What is drawn until it ends belongs to an element, or is ornament."""

    __slots__ = ("begin", "code", "element", "parents")

    def __init__(self, code: list[str], begin: str, parents: list[_Element], element: _Element | None) -> None:
        self.code, self.begin, self.parents, self.element = code, begin, parents, element

    def __enter__(self) -> None:
        if self.begin:
            self.code.append(self.begin)
        if self.element:
            self.parents.append(self.element)

    def __exit__(self, *_fault: object) -> None:
        if self.begin:
            self.code.append("EMC")
        if self.element:
            self.parents.pop()


class TaggedPage:
    """A file of one page, on which it is told what is drawn. The order of telling is the order of reading.

    It is written without the library's way for pages, which takes longer than drawing them; so it holds lines and areas, the text that
    `lms.paper.text` writes, forms and pictures, but neither transparency nor shadings.
    """

    def __init__(self, size: tuple[float, float], *, language: str) -> None:
        """size: width and height, in points. language: of the page, where nothing else is said."""
        self.canvas = Canvas(BytesIO(), pagesize=size, invariant=1, initialFontName=REGULAR)
        """On which it is drawn; the file is written by `end` alone."""
        self.language = language
        self._root, self._page = Raw(), Raw()
        self._number = number_of(self.canvas._doc, self._page)
        self._page_entry = f"/Pg {self._number} 0 R"
        self._marked: list[_Element] = []
        self._links: list[tuple[_Element, int]] = []
        self._top = _Element("Document", number_of(self.canvas._doc, self._root), "")
        self._top.number = number_of(self.canvas._doc, self._top)
        self._parents = [self._top]

    def group(self, role: str, *, language: str | None = None) -> AbstractContextManager[None]:
        """Hold elements together: a list, an item of it."""
        return _Open(self.canvas._code, "", self._parents, self._child(role, self._entries(language)))

    def element(
        self, role: str, *, language: str | None = None, alternative: str | None = None, box: tuple[float, float, float, float] | None = None
    ) -> AbstractContextManager[None]:
        """Say that what is drawn meanwhile is one thing: a heading (H1), a paragraph (P), a figure with words in its place (Figure).

        box: left, bottom, width and height of a figure, in points.
        """
        entries = self._entries(language) + (f"/Alt{text_string(alternative)}" if alternative else "")
        if box:
            left, bottom, width, height = box
            entries += f"/A<</O/Layout/Placement/Block/BBox[{left:.2f} {bottom:.2f} {left + width:.2f} {bottom + height:.2f}]>>"
        return self._mark(self._child(role, entries))

    @contextmanager
    def link(self, address: str, *, words: str, box: tuple[float, float, float, float]) -> Iterator[None]:
        """Say that what is drawn meanwhile leads to an address when it is touched. words: what it is, read aloud. box: as for `element`."""
        with self.group("P"), self._mark(element := self._child("Link", "")):
            yield
        left, bottom, width, height = box
        target = address.encode("ascii").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        annotation = (
            f"<</Type/Annot/Subtype/Link/Rect[{left:.2f} {bottom:.2f} {left + width:.2f} {bottom + height:.2f}]/F 4/Border[0 0 0]"
            f"/StructParent {len(self._links) + 1}/Contents{text_string(words)}/A<</S/URI/URI(".encode()
        )
        number = number_of(self.canvas._doc, Raw(annotation + target + b")>>>>"))
        self._links.append((element, number))
        element.kids.append(f"<</Type/OBJR/Obj {number} 0 R>>")

    def artifact(self) -> AbstractContextManager[None]:
        """Say that what is drawn meanwhile is ornament: nothing is read of it."""
        return _Open(self.canvas._code, "/Artifact BMC", self._parents, None)

    def end(self, *, title: str, subject: str, languages: tuple[str, ...], name: str, made_on: date) -> bytes:
        """Return the file. Nothing is drawn after it; the same drawing gives the same bytes.

        title, subject: what the file says of itself, seen without opening it: they name nobody. languages: in which there are words on it.
        name: which file it is, the same whenever it is drawn. made_on: the day that it is said to be of. Raises ValueError when something
        was drawn that such a page does not hold.
        """
        canvas, document = self.canvas, self.canvas._doc
        fonts = fonts_of(document)
        has_foreign_fonts = document.idToObject["BasicFonts"].dict or document.delayedFonts != [fonts]
        if has_foreign_fonts or canvas._shadingUsed or canvas._annotationrefs or canvas._extgstate.getState():
            raise ValueError("a tagged page holds no text, link, shading or transparency of the library's own")
        width, height = canvas._pagesize
        document.idToObject["BasicFonts"] = Raw(_dictionary(fonts.references(document), document))
        listed, _version = document.idToObjectNumberAndVersion["BasicFonts"]
        drawings = {form: document.Reference(document.idToObject[form]) for form in map(xObjectName, canvas._formsinuse)}
        content = number_of(document, Raw(stream("\n".join(canvas._code).encode("ascii"), is_of_one_file=True)))
        pages = number_of(document, Raw(f"<</Type/Pages/Count 1/Kids[{self._number} 0 R]>>".encode()))
        links = "".join(f"{annotation} 0 R " for _element, annotation in self._links)
        self._page.body = (
            f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]/Resources<</Font {listed} 0 R/XObject".encode()
            + _dictionary(drawings, document)
            + f">>/Contents {content} 0 R/Annots[{links}]/StructParents 0/Tabs/S>>".encode()
        )
        metadata = number_of(document, Raw(_metadata(title, subject, languages)))
        catalog = Raw(
            f"<</Type/Catalog/Pages {pages} 0 R/Lang({self.language})/ViewerPreferences<</DisplayDocTitle true>>/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {self._tree()} 0 R/Metadata {metadata} 0 R>>".encode()
        )
        made = f"(D:{made_on:%Y%m%d}000000Z)"
        information = Raw(
            f"<</Title{text_string(title)}/Subject{text_string(subject)}/Producer({_PRODUCER})/CreationDate{made}/ModDate{made}>>".encode()
        )
        digest = hashlib.sha256(name.encode()).hexdigest()[:32].upper()
        return write_out(
            document, catalog=number_of(document, catalog), information=number_of(document, information), identity=f"[<{digest}><{digest}>]".encode()
        )

    def _tree(self) -> int:
        """Put the root of what was told into the file and return its number."""
        marked = " ".join(f"{element.number} 0 R" for element in self._marked)
        links = "".join(f" {rank} {element.number} 0 R" for rank, (element, _annotation) in enumerate(self._links, start=1))
        self._root.body = (
            f"<</Type/StructTreeRoot/K {self._top.number} 0 R/ParentTree<</Nums[0[{marked}]{links}]>>/ParentTreeNextKey {len(self._links) + 1}>>"
        ).encode()
        return number_of(self.canvas._doc, self._root)

    def _mark(self, element: _Element) -> _Open:
        number = len(self._marked)
        element.kids.append(str(number))
        element.page = self._page_entry
        self._marked.append(element)
        return _Open(self.canvas._code, f"/{element.role}<</MCID {number}>>BDC", self._parents, None)

    def _child(self, role: str, entries: str) -> _Element:
        """Make an element of the one that is open."""
        parent = self._parents[-1]
        element = _Element(role, parent.number, entries)
        element.number = number_of(self.canvas._doc, element)
        parent.kids.append(f"{element.number} 0 R")
        return element

    def _entries(self, language: str | None) -> str:
        return f"/Lang({language})" if language and language != self.language else ""


def _dictionary(references: Mapping[str, PDFObjectReference], document: PDFDocument) -> bytes:
    return b"<<%b>>" % b"".join(b"/%b %b" % (name.encode(), found.format(document)) for name, found in references.items())


def _metadata(title: str, subject: str, languages: tuple[str, ...]) -> bytes:
    body = _XMP.format(title=escape(title), subject=escape(subject), producer=_PRODUCER,
                       languages="".join(f"<rdf:li>{language}</rdf:li>" for language in languages)).encode()  # fmt: skip
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(body), body)
