"""Markdown to safe HTML, with the product's citations and typography.

Whatever Markdown makes passes through nh3, so that no text, ours or anybody's, can bring script, style or address of its own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"

_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p",
    "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title", "class"}, "div": {"class"}, "p": {"class", "id"}, "abbr": {"title"}, "sup": {"class"},
               "h2": {"id"}, "h3": {"id"}, "th": {"scope"}, "ol": {"start"}}  # fmt: skip

_ANY_TAG = re.compile(r"<[^>]+>")
_CITATION = re.compile(r"\[@([a-z0-9-]+)\]")


def cited_sources(text: str) -> list[str]:
    """Return the ids cited in a Markdown text, in order of first appearance."""
    return list(dict.fromkeys(_CITATION.findall(text)))


@dataclass(frozen=True)
class Section:
    """A heading of the second level: where it is, and what it says."""

    id: str
    title: str


@dataclass(frozen=True)
class Rendered:
    """A Markdown text as safe HTML, with its sections in order."""

    html: Markup
    sections: tuple[Section, ...]


def render(text: str, *, language: str, sources: Sequence[str] = (), links: Mapping[str, Callable[[str], str]] | None = None) -> Rendered:
    """Return a Markdown text as safe HTML.

    sources: the ids that `[@id]` may cite; a citation becomes its rank in this list, linked to `#source-<id>`.
    links: for `[words](scheme:target)`, the address of a target per scheme; the link has the class `scheme-link`.
    A picture `![words](figure:id)` becomes `<p class="figure-here" id="figure-id">words</p>`, for the page or the paper to put a drawing there.
    """
    converter = Markdown(extensions=["admonition", "tables", "sane_lists", "toc", _Citations(sources), _References(links or {})],
                         extension_configs={"toc": {"permalink": False}})  # fmt: skip
    html = converter.convert(typography(text) if language == "fr" else text)
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel="noopener noreferrer")
    sections = tuple(Section(token["id"], unescape(token["name"])) for token in _second_level(converter.toc_tokens))  # type: ignore[attr-defined]
    return Rendered(html=Markup(clean), sections=sections)  # noqa: S704  the one place where HTML is declared safe: nh3 has just made it so


def _second_level(tokens: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [token for top in tokens for token in ([top] if top["level"] == 2 else _second_level(top["children"]))]


def text_of(html: str) -> str:
    """Return the words of an HTML text, with its no-break spaces and without its marks."""
    return unescape(_ANY_TAG.sub("", html)).strip()


def typography(text: str) -> str:
    """Return French text with the no-break spaces and the apostrophes that French printing wants.

    Narrow before ; ! ? and inside numbers, full before : and inside « ». Source: Imprimerie nationale, Lexique des règles
    typographiques; CLDR for the narrow space in numbers.
    """
    text = re.sub(r"(?<=\w)'(?=\w|«)", "’", text)
    text = re.sub(r"(?<=\S)[ \u00a0\u202f]([;!?])", rf"{NARROW_SPACE}\1", text)
    text = re.sub(r"(?<=\S)[ \u00a0\u202f]([:»])", rf"{NO_BREAK_SPACE}\1", text)
    text = re.sub(r"«[ \u00a0\u202f]", f"«{NO_BREAK_SPACE}", text)
    text = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}\b)", NARROW_SPACE, text)
    text = re.sub(r"(?<=\d)[ \u202f]%", f"{NO_BREAK_SPACE}%", text)
    return re.sub(r"\bn° ?(?=\d)", f"n°{NO_BREAK_SPACE}", text)


class _Citations(Extension):
    def __init__(self, sources: Sequence[str]) -> None:
        super().__init__()
        self.sources = sources

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        md.inlinePatterns.register(_CitationProcessor(self.sources), "citation", 175)


class _CitationProcessor(InlineProcessor):
    def __init__(self, sources: Sequence[str]) -> None:
        super().__init__(" ?" + _CITATION.pattern)  # the space is dropped: a mark must not begin a line
        self.ranks = {source: rank for rank, source in enumerate(sources, start=1)}

    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name, and its own override
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element | None, int | None, int | None]:
        rank = self.ranks.get(m.group(1))
        if rank is None:
            return None, None, None
        mark = Element("sup")
        link = SubElement(mark, "a", {"class": "citation", "href": f"#source-{m.group(1)}"})
        link.text = str(rank)
        return mark, m.start(0), m.end(0)


class _References(Extension):
    def __init__(self, links: Mapping[str, Callable[[str], str]]) -> None:
        super().__init__()
        self.links = links

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        md.treeprocessors.register(_ReferenceProcessor(md, self.links), "reference", 15)  # once inline marks have become links


class _ReferenceProcessor(Treeprocessor):
    def __init__(self, md: Markdown, links: Mapping[str, Callable[[str], str]]) -> None:
        super().__init__(md)
        self.links = links

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            scheme, _colon, target = link.get("href", "").partition(":")
            if scheme in self.links:
                link.attrib.update({"class": f"{scheme}-link", "href": self.links[scheme](target)})
        for paragraph in root.iter("p"):
            picture = paragraph.find("img")
            if picture is not None and picture.get("src", "").startswith("figure:"):
                paragraph.attrib.update({"class": "figure-here", "id": picture.get("src", "").replace(":", "-")})
                paragraph.text = picture.get("alt")
                paragraph.remove(picture)
