"""A lesson's HTML as blocks of a page. It must have come through `lms.markup`: what the sanitiser lets through is all that is met here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, Paragraph

from lms.paper.boxes import KINDS, Box
from lms.paper.inline import Words, escaped, markup_of
from lms.paper.ornament import LINE
from lms.paper.stack import Heading, Pad, Stack, bundled
from lms.paper.styles import CAPTION, HANG, SIDE, TEXT_WIDTH, Voice, shifted, voice
from lms.paper.tables import table
from lms.paper.tree import has_class, parsed, words_of

_BLOCKS = {"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "blockquote", "dl", "hr"}
_STEP = 1.35  # how far a list moves to the right, in parts of the size


def no_figure(_id: str, alternative: str) -> Flowable:
    """Return the words of a figure in place of its drawing."""
    return Paragraph(escaped(alternative), CAPTION)


@dataclass(frozen=True)
class Setting:
    """How HTML is set on paper.

    box_words: the name of each kind of box, and `continued` for where one goes on. figure: what to put for a figure, from its id
    and its words. width: of the column, in points. side: how wide the column beside it is; 0 when there is none.
    """

    box_words: Mapping[str, str]
    figure: Callable[[str, str], Flowable] = no_figure
    voice: Voice = voice()  # noqa: RUF009  a frozen value
    width: float = TEXT_WIDTH
    side: float = SIDE


def blocks(html: str, setting: Setting) -> list[Any]:
    """Return HTML as blocks; each heading is tied to what follows it."""
    return bundled(list(_blocks(parsed(html), setting, 0)))


def _blocks(parent: Element, setting: Setting, indent: float) -> Iterator[Any]:
    """Yield what is inside an element; words that stand between blocks become paragraphs."""
    loose = Words(parent.text, setting.voice.size)
    for child in parent:
        if child.tag in _BLOCKS:
            yield from _loose_paragraph(loose, setting, indent)
            yield from _block(child, setting, indent)
            loose = Words(child.tail, setting.voice.size)
        else:
            loose.add(child)
    yield from _loose_paragraph(loose, setting, indent)


def _loose_paragraph(words: Words, setting: Setting, indent: float) -> Iterator[Any]:
    if words.markup.strip():
        yield Paragraph(words.markup.strip(), shifted(setting.voice.body, indent, 0))


def _block(element: Element, setting: Setting, indent: float) -> Iterator[Any]:
    match element.tag:
        case "p":
            yield from _paragraph(element, setting, indent)
        case "h1" | "h2":
            yield _heading(element, setting.voice.section, indent)
        case "h3" | "h4":
            yield _heading(element, setting.voice.subsection, indent)
        case "ul" | "ol":
            yield from _list(element, setting, indent)
        case "table":
            yield _table(element, setting, indent)
        case "div" if has_class(element, "admonition"):
            yield _box(element, setting, indent)
        case "blockquote":
            yield from _blocks(element, setting, indent + setting.voice.size * _STEP)
        case "dl":
            yield from _definitions(element, setting, indent)
        case "hr":
            yield HRFlowable(width="100%", color=LINE, thickness=0.7, spaceBefore=8, spaceAfter=8)
        case _:
            yield from _blocks(element, setting, indent)


def _paragraph(element: Element, setting: Setting, indent: float) -> Iterator[Any]:
    if has_class(element, "figure-here"):
        yield setting.figure(element.get("id", "").removeprefix("figure-"), words_of(element))
    elif markup := markup_of(element, setting.voice.size):
        yield Paragraph(markup, shifted(setting.voice.body, indent, 0))


def _heading(element: Element, face: ParagraphStyle, indent: float) -> Heading:
    return Heading(markup_of(element, face.fontSize), shifted(face, indent, 0))


def _list(element: Element, setting: Setting, indent: float) -> Iterator[Any]:
    """Yield a list as paragraphs, each moved to the right with its bullet before it, so that it parts wherever a page ends."""
    number = int(element.get("start", "1")) if element.tag == "ol" else None
    inner = indent + setting.voice.size * (_STEP + (0.25 if number else 0))
    for item in element:
        mark = f"{number}." if number is not None else "•" if indent == 0 else "–"
        for rank, block in enumerate(_item(item, setting, inner)):
            yield _bulleted(block, setting, indent, inner, mark) if rank == 0 and isinstance(block, str) else _unmarked(block, setting, inner)
        number = number + 1 if number is not None else None


def _item(item: Element, setting: Setting, inner: float) -> Iterator[Any]:
    """Yield markup for each paragraph of an item, and blocks for what else is in it."""
    words = Words(item.text, setting.voice.size)
    for child in item:
        if child.tag not in _BLOCKS:
            words.add(child)
            continue
        if words.markup.strip():
            yield words.markup.strip()
        words = Words(child.tail, setting.voice.size)
        if child.tag == "p" and not has_class(child, "figure-here"):
            yield markup_of(child, setting.voice.size)
        else:
            yield from _block(child, setting, inner)
    if words.markup.strip():
        yield words.markup.strip()


def _bulleted(markup: str, setting: Setting, indent: float, inner: float, mark: str) -> Paragraph:
    return Paragraph(markup, shifted(setting.voice.item, inner, indent), bulletText=mark)


def _unmarked(block: Any, setting: Setting, inner: float) -> Any:
    return Paragraph(block, shifted(setting.voice.item, inner, 0)) if isinstance(block, str) else block


def _definitions(element: Element, setting: Setting, indent: float) -> Iterator[Any]:
    inner = indent + setting.voice.size * _STEP
    for child in element:
        if child.tag == "dt":
            yield Heading(markup_of(child, setting.voice.size), shifted(setting.voice.box_title, indent, 0))
        else:
            yield from _blocks(child, setting, inner)


def _table(element: Element, setting: Setting, indent: float) -> Any:
    rows = [_row(row, setting.voice) for row in element.iter("tr")]
    has_head = element.find("thead") is not None
    columns = max(len(row) for row in rows)
    if columns > 2 and setting.side and not indent:  # hangs over the narrow column too
        return Stack([table(rows, width=setting.width + HANG, has_head=has_head)], Pad(left=-HANG))
    inner = setting.width - indent
    return Stack([table(rows, width=inner, has_head=has_head)], Pad(left=indent))


def _row(row: Element, words: Voice) -> list[Paragraph]:
    faces = {"th": words.cell_head, "td": words.cell}
    return [Paragraph(markup_of(cell, faces[cell.tag].fontSize), faces[cell.tag]) for cell in row]


def _box(element: Element, setting: Setting, indent: float) -> Any:
    kind = next((name for name in KINDS if has_class(element, name)), "key")
    inner = replace(setting, width=setting.width - indent - 17, side=0)
    title = element.find("p[@class='admonition-title']")
    content: list[Any] = []
    if title is not None:
        element.remove(title)
        if words_of(title).casefold() != setting.box_words[kind].casefold():  # the label says it already
            content.append(Heading(markup_of(title, setting.voice.size), setting.voice.box_title))
    content += _blocks(element, inner, 0)
    box = Box(content, kind=kind, words=setting.box_words, side=0 if indent else setting.side)
    return Stack([box], Pad(left=indent)) if indent else box
