"""Sanitised HTML as a tree."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

_EMPTY = {"br", "hr"}


def parsed(html: str) -> Element:
    """Return HTML, as the sanitiser writes it, below one `div`. Every tag of it is known to be closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.tree.end("div")
    return reader.tree.close()


def words_of(element: Element) -> str:
    """Return the text of an element without its tags."""
    return " ".join("".join(element.itertext()).split())


def has_class(element: Element, name: str) -> bool:
    """Tell whether an element has a class."""
    return name in element.get("class", "").split()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.tree.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in _EMPTY:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)
