"""The sheet of paper: pages with running heads and numbers, a contents list that knows them, an outline, and the same bytes every time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from lms.paper.cover import COVER_LEFT, COVER_WIDTH
from lms.paper.ornament import INDIGO, LINE, MUTED, OCHRE, lozenge
from lms.paper.stack import Mark
from lms.paper.styles import BOTTOM, FULL_WIDTH, HANG, LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, TEXT_WIDTH, TOP
from lms.paper.text import BOLD, REGULAR, Style, draw, fitted

COVER, TEXT, WIDE, SHEET, FORM = "cover", "text", "wide", "sheet", "form"
"""The kinds of pages: a cover; a narrow and a broad column; one column over both; a sheet for hands and walls, with nothing above it;
a form in two columns below a head (`FrameBreak` ends the head)."""

_HEAD = PAGE_HEIGHT - 16 * mm
_FOOT = 12 * mm
_FORM_NEXT = "form-next"
_FORM_HEAD = 41 * mm
_FORM_GAP = 9 * mm
SHEET_HEIGHT = PAGE_HEIGHT - 36 * mm
FORM_WIDTH = (FULL_WIDTH - _FORM_GAP) / 2


@dataclass(frozen=True)
class About:
    """What a document says of itself."""

    title: str
    language: str
    running: str
    """Stands at the left of each page's head."""
    foot: str = ""
    """Stands at the left of each page's foot."""
    subject: str = ""


@dataclass
class _Found:
    """Where things came to stand in one pass."""

    pages: dict[str, int] = field(default_factory=dict)
    total: int = 0


class Numbers(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """Takes no room; makes the library build again until page numbers stand still."""

    def __init__(self) -> None:
        super().__init__()
        self.known, self.found = _Found(), _Found()

    def isIndexing(self) -> int:  # noqa: N802  the library's name
        return 1

    def isSatisfied(self) -> bool:  # noqa: N802  the library's name
        return self.known == self.found

    def beforeBuild(self) -> None:  # noqa: N802  the library's name
        self.known, self.found = self.found, _Found()

    def afterBuild(self) -> None:  # noqa: N802  the library's name
        """Nothing to do: what was found is compared as it is."""

    def notify(self, _kind: str, _stuff: object) -> None:
        """Nothing to do: the document writes here itself."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        """Draw nothing."""


class Paper(BaseDocTemplate):  # type: ignore[misc]  # ReportLab publishes no types
    """A document of A4 pages."""

    def __init__(self, file: BytesIO, about: About, numbers: Numbers, *, cover: Callable[[Canvas], None] | None) -> None:
        super().__init__(
            file, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), title=about.title, subject=about.subject, author="", creator="", producer="Relais",
            lang=about.language, invariant=1, pageCompression=1, initialFontName=REGULAR, displayDocTitle=1, allowSplitting=1,
        )  # fmt: skip
        self.about, self.numbers, self.cover = about, numbers, cover
        text = Frame(LEFT + HANG, BOTTOM, TEXT_WIDTH, PAGE_HEIGHT - TOP - BOTTOM, 0, 0, 0, 0, id=TEXT)
        wide = Frame(LEFT, BOTTOM, FULL_WIDTH, PAGE_HEIGHT - TOP - BOTTOM, 0, 0, 0, 0, id=WIDE)
        front = Frame(COVER_LEFT, 30 * mm, COVER_WIDTH, PAGE_HEIGHT - 45 * mm, 0, 0, 0, 0, id=COVER)
        sheet = Frame(LEFT, 20 * mm, FULL_WIDTH, SHEET_HEIGHT, 0, 0, 0, 0, id=SHEET)
        self.addPageTemplates([
            PageTemplate(COVER, [front], onPage=self._draw_cover),
            PageTemplate(TEXT, [text], onPageEnd=self._draw_head_and_foot),
            PageTemplate(WIDE, [wide], onPageEnd=self._draw_head_and_foot),
            PageTemplate(SHEET, [sheet], onPageEnd=self._draw_foot),
            PageTemplate(FORM, _form_frames(has_head=True), onPageEnd=self._draw_foot, autoNextPageTemplate=_FORM_NEXT),
            PageTemplate(_FORM_NEXT, _form_frames(has_head=False), onPageEnd=self._draw_foot),
        ])  # fmt: skip

    def beforeDocument(self) -> None:  # noqa: N802  the library's name
        """Begin a pass: no heading has been met yet."""
        self.heading: Mark | None = None
        self.opened_on = 0
        self.canv.showOutline()

    def note(self, mark: Mark, canvas: Canvas, height: float) -> None:
        """Remember where a heading stands; put it into the outline."""
        self.numbers.found.pages[mark.key] = self.page
        canvas.bookmarkHorizontal(mark.key, 0, height + 12)
        said = f"{mark.number}. {mark.title}" if mark.number else mark.title
        canvas.addOutlineEntry(said, mark.key, mark.level, closed=mark.level == 0)
        if mark.level == 0:
            self.heading, self.opened_on = mark, self.page

    def number_of(self, key: str) -> int:
        """Return on which page a heading was in the pass before; 0 in the first."""
        return self.numbers.known.pages.get(key, 0)

    def afterPage(self) -> None:  # noqa: N802  the library's name
        """Count the pages."""
        self.numbers.found.total = max(self.numbers.found.total, self.page)

    def _draw_cover(self, canvas: Canvas, _document: object) -> None:
        if self.cover:
            self.cover(canvas)

    def _draw_head_and_foot(self, canvas: Canvas, document: object) -> None:
        face = Style(REGULAR, 9, MUTED)
        draw(canvas, LEFT, _HEAD, self.about.running, face)
        if self.heading and self.opened_on != self.page:
            (line, *_more), size = fitted(self.heading.title, REGULAR, largest=9, smallest=7, limit=TEXT_WIDTH, lines=1)
            draw(canvas, PAGE_WIDTH - RIGHT, _HEAD, line, Style(REGULAR, size, MUTED), align="right")
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, _HEAD - 6, PAGE_WIDTH - RIGHT, _HEAD - 6)
        lozenge(canvas, (LEFT, _HEAD - 6), 2.2, INDIGO)
        lozenge(canvas, (PAGE_WIDTH - RIGHT, _HEAD - 6), 2.2, OCHRE)
        self._draw_foot(canvas, document)

    def _draw_foot(self, canvas: Canvas, _document: object) -> None:
        draw(canvas, LEFT, _FOOT, self.about.foot, Style(REGULAR, 9, MUTED))
        total = self.numbers.known.total or self.page
        draw(canvas, PAGE_WIDTH - RIGHT, _FOOT, f"{self.page}/{total}", Style(BOLD, 9, INDIGO), align="right")


def pdf(story: Sequence[Any], about: About, *, cover: Callable[[Canvas], None] | None = None, first: str = COVER) -> bytes:
    """Return a document as the bytes of a PDF. The same story gives the same bytes.

    story: blocks in order, each of them to be drawn in this document only. cover: draws the first page, beneath the blocks of that page.
    first: the kind of the first page.
    """
    file, numbers = BytesIO(), Numbers()
    paper = Paper(file, about, numbers, cover=cover)
    paper.pageTemplates.sort(key=lambda template: template.id != first)  # the library begins with the first of them
    paper.multiBuild([numbers, *story], maxPasses=4)
    return file.getvalue()


def _form_frames(*, has_head: bool) -> list[Frame]:
    head = _FORM_HEAD if has_head else 0.0
    columns = [Frame(x, 20 * mm, FORM_WIDTH, SHEET_HEIGHT - head, 0, 0, 0, 0) for x in (LEFT, LEFT + FORM_WIDTH + _FORM_GAP)]
    return [Frame(LEFT, 20 * mm + SHEET_HEIGHT - head, FULL_WIDTH, head, 0, 0, 0, 0), *columns] if has_head else columns


def new_page(kind: str) -> list[Any]:
    """Return what begins a new page of a kind."""
    return [NextPageTemplate(kind), PageBreak()]
