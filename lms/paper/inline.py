"""Words within a line, as the markup that ReportLab's paragraphs read."""

from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from lms.paper.text import BOLD, FALLBACK, REGULAR, printable, runs
from lms.paper.tree import has_class

_SIMPLE = {"strong": "b", "b": "b", "em": "i", "i": "i"}
_SPACES = str.maketrans({"\u202f": "\u00a0"})  # paragraphs break at the narrow one; the serif's other one is hardly wider


def escaped(text: str, font: str = REGULAR) -> str:
    """Return plain words as markup; letters that the font lacks come from the fallback."""
    text = printable(text).translate(_SPACES)
    return "".join(escape(part) if name != FALLBACK else f'<font name="{FALLBACK}">{escape(part)}</font>' for name, part in runs(text, font))


def markup_of(element: Element, size: float) -> str:
    """Return what is inside an element as markup. size: of the letters around, in points."""
    words = Words(element.text, size)
    for child in element:
        words.add(child)
    return words.markup.strip()


class Words:
    """Words gathered one after the other, as markup."""

    def __init__(self, text: str | None, size: float) -> None:
        self.markup, self.size = escaped(text or ""), size
        self._ends_in_citation = False

    def add(self, element: Element) -> None:
        """Add an element and the text that follows it."""
        is_citation = element.tag == "sup" and any(has_class(link, "citation") for link in element)
        if is_citation and self._ends_in_citation:
            self.markup += _raised(",\u00a0", self.size)  # «1, 2», lest it be read as twelve
        self.markup += _piece(element, self.size) + escaped(element.tail or "")
        self._ends_in_citation = is_citation and not element.tail


def _piece(element: Element, size: float) -> str:
    inside = Words(element.text, size)
    for child in element:
        inside.add(child)
    if element.tag in _SIMPLE:
        return f"<{_SIMPLE[element.tag]}>{inside.markup}</{_SIMPLE[element.tag]}>"
    match element.tag:
        case "br":
            return "<br/>"
        case "code":
            return f'<font name="{FALLBACK}" size="{size * 0.84:.1f}">{inside.markup}</font>'
        case "sup":
            return _raised(inside.markup.strip(), size)
        case _:  # terms and links are plain words on paper
            return inside.markup


def _raised(markup: str, size: float) -> str:
    return f'<super rise="{size * 0.36:.1f}" size="{size * 0.68:.1f}">{markup}</super>'


def bold(text: str) -> str:
    """Return plain words as bold markup."""
    return f"<b>{escaped(text, BOLD)}</b>"
