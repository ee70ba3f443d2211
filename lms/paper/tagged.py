"""Files that a screen reader reads: what each thing on a page is, in which order and in which language; what is mere ornament.

Source: ISO 32000-1, 14.7 and 14.8; ISO 14289-1 (PDF/UA-1).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFPage
from reportlab.pdfgen.canvas import Canvas

from lms.paper.embedding import Raw, stream
from lms.paper.writing import Written

_ROOT = "StructTreeRoot"
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
    """One thing in the tree of a file."""

    def __init__(self, role: str, parent: "_Element | None", entries: str, number: int) -> None:
        self.role, self.parent, self.entries, self.number = role, parent, entries, number
        self.kids: list[str] = []
        self.page = ""

    def format(self, document: PDFDocument) -> bytes:
        """Return the element as the library writes it into the file."""
        numbers = document.idToObjectNumberAndVersion
        page = f"/Pg {numbers[self.page][0]} 0 R" if self.page else ""
        kids = self.kids[0] if len(self.kids) == 1 else f"[{' '.join(self.kids)}]"
        parent = self.parent.number if self.parent else numbers[_ROOT][0]
        return f"<</Type/StructElem/S/{self.role}/P {parent} 0 R{page}{self.entries}/K {kids}>>".encode("ascii")


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


class Tags:
    """Tells what is drawn on a canvas of one page. The order of telling is the order of reading."""

    def __init__(self, canvas: Canvas, *, language: str) -> None:
        self.canvas, self.language = canvas, language
        self._root = Raw(b"")
        canvas._doc.Reference(self._root, _ROOT)
        self._parents: list[_Element] = []
        self._marked: list[_Element] = []
        self._links: list[_Element] = []
        self._top = self._child("Document", "")
        self._parents.append(self._top)

    def group(self, role: str, *, language: str | None = None) -> AbstractContextManager[None]:
        """Hold elements together: a list, an item of it."""
        return _Open(self.canvas._code, "", self._parents, self._child(role, self._entries(language)))

    def element(
        self, role: str, *, language: str | None = None, alternative: str | None = None, box: tuple[float, float, float, float] | None = None
    ) -> AbstractContextManager[None]:
        """Say that what is drawn meanwhile is one thing: a heading (H1), a paragraph (P), a figure with words in its place (Figure).

        box: left, bottom, width and height of a figure, in points.
        """
        entries = self._entries(language) + (f"/Alt{_text(alternative)}" if alternative else "")
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
        self._links.append(element)
        annotation = Raw(
            f"<</Type/Annot/Subtype/Link/Rect[{left:.2f} {bottom:.2f} {left + width:.2f} {bottom + height:.2f}]/F 4/Border[0 0 0]"
            f"/StructParent {len(self._links)}/Contents{_text(words)}/A<</S/URI/URI(".encode()
            + target
            + b")>>>>"
        )
        document = self.canvas._doc
        self.canvas._annotationrefs = (*self.canvas._annotationrefs, document.Reference(annotation))
        element.kids.append(f"<</Type/OBJR/Obj {document.objectcounter} 0 R>>")

    def artifact(self) -> AbstractContextManager[None]:
        """Say that what is drawn meanwhile is ornament: nothing is read of it."""
        return _Open(self.canvas._code, "/Artifact BMC", self._parents, None)

    def end(self, *, title: str, subject: str, languages: tuple[str, ...]) -> None:
        """End the page and put the tree into the file. Nothing is drawn after it."""
        document = self.canvas._doc
        name = document.thisPageName()
        self.canvas.showPage()
        page = document.idToObject[name]
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = 0, b"/S"
        page.Contents = Raw(stream(page.stream.encode("ascii"), is_of_one_file=True))
        marked = " ".join(f"{element.number} 0 R" for element in self._marked)
        links = "".join(f" {rank} {element.number} 0 R" for rank, element in enumerate(self._links, start=1))
        self._root.body = (
            f"<</Type/StructTreeRoot/K {self._top.number} 0 R/ParentTree<</Nums[0[{marked}]{links}]>>/ParentTreeNextKey {len(self._links) + 1}>>"
        ).encode()
        document.Catalog.StructTreeRoot = self._root
        document.Catalog.MarkInfo = b"<</Marked true>>"
        document.Catalog.Metadata = Raw(_metadata(title, subject, languages, document.info.producer))

    def _mark(self, element: _Element) -> _Open:
        number = len(self._marked)
        element.kids.append(str(number))
        element.page = self.canvas._doc.thisPageName()
        self._marked.append(element)
        return _Open(self.canvas._code, f"/{element.role}<</MCID {number}>>BDC", self._parents, None)

    def _child(self, role: str, entries: str) -> _Element:
        """Make an element; it takes the next number of the file."""
        document, parent = self.canvas._doc, self._parents[-1] if self._parents else None
        element = _Element(role, parent, entries, document.objectcounter + 1)
        document.Reference(element)
        if parent:
            parent.kids.append(f"{element.number} 0 R")
        return element

    def _entries(self, language: str | None) -> str:
        return f"/Lang({language})" if language and language != self.language else ""


def _text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _metadata(title: str, subject: str, languages: tuple[str, ...], producer: str) -> bytes:
    body = _XMP.format(title=escape(title), subject=escape(subject), producer=escape(producer),
                       languages="".join(f"<rdf:li>{language}</rdf:li>" for language in languages)).encode()  # fmt: skip
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(body), body)
