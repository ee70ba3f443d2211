"""Figures: drawings shared by the languages, with their words put in."""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup, escape

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.markup import text_of

_SVG = "http://www.w3.org/2000/svg"
_LINE_HEIGHT = "1.25em"
_ELEMENTS = {"svg", "g", "rect", "path", "line", "polyline", "polygon", "circle", "text"}
_PLACE = re.compile(r'<p class="figure-here" id="figure-([a-z0-9-]+)">(.*?)</p>', re.DOTALL)


@dataclass(frozen=True)
class Figure:
    """A drawing: per language its caption and a complete SVG without width or height, so that the page or the paper sizes it."""

    id: str
    titles: dict[str, str]
    drawings: dict[str, str]


def load_figures(folder: Path) -> dict[str, Figure]:
    """Return the figures of a folder by id. Raises ContentFault, naming the file."""
    if not folder.exists():
        return {}
    wording = {language: read_toml(folder / f"{language}.toml") for language in LANGUAGES}
    return {path.stem: _figure(path, wording) for path in sorted(folder.glob("*.svg"))}


def with_figures(html: Markup, figures: dict[str, Figure], language: str) -> Markup:
    """Return the HTML of a text with each figure drawn in its place, for a page."""

    def drawn(match: re.Match[str]) -> str:
        figure, words = figures[match.group(1)], escape(text_of(match.group(2)))
        svg = figure.drawings[language].replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1)
        return f'<figure class="drawing" id="figure-{figure.id}">{svg}<figcaption>{escape(figure.titles[language])}</figcaption></figure>'

    return Markup(_PLACE.sub(drawn, html))  # noqa: S704  the drawings are files of the product, and have been checked when read


def _figure(path: Path, wording: dict[str, dict[str, dict[str, object]]]) -> Figure:
    titles, drawings = {}, {}
    for language, words in wording.items():
        file = path.parent / f"{language}.toml"
        if path.stem not in words:
            raise ContentFault(f"{file}: the words of figure {path.stem} are missing.")
        given = words[path.stem]
        if not isinstance(given.get("title"), str) or not isinstance(given.get("labels"), dict):
            raise ContentFault(f"{file}: figure {path.stem} has no title or no labels.")
        titles[language] = polish(str(given["title"]), language)
        labels: dict[str, str] = given["labels"]  # type: ignore[assignment]
        drawings[language] = _drawing(path, {key: polish(text, language) for key, text in labels.items()}, file)
    return Figure(id=path.stem, titles=titles, drawings=drawings)


def _drawing(path: Path, labels: dict[str, str], file: Path) -> str:
    """Return the SVG with its labels; a «|» in a label begins a new line."""
    ElementTree.register_namespace("", _SVG)
    try:
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  a file of the product
    except ElementTree.ParseError as error:
        raise ContentFault(f"{path}:{error.position[0]}: this drawing cannot be read: {error.msg}.") from None
    used = set()
    for element in list(root.iter()):  # a list: lines are added as we go
        name = element.tag.removeprefix(f"{{{_SVG}}}")
        if name not in _ELEMENTS or any(key.startswith("on") or key in {"style", "href"} for key in element.keys()):  # noqa: SIM118
            raise ContentFault(f"{path}: {name} may not be used in a drawing, or has a script, a style or a link.")
        if (key := element.attrib.pop("data-label", None)) is not None:
            if key not in labels:
                raise ContentFault(f"{file}: figure {path.stem} has no label {key}.")
            used.add(key)
            _write(element, labels[key])
    if unused := sorted(set(labels) - used):
        raise ContentFault(f"{file}: figure {path.stem} does not show these labels: {', '.join(unused)}.")
    return ElementTree.tostring(root, encoding="unicode")


def _write(element: ElementTree.Element, label: str) -> None:
    first, *more = label.split("|")
    element.text = first
    for line in more:
        span = ElementTree.SubElement(element, f"{{{_SVG}}}tspan", {"x": element.get("x", "0"), "dy": _LINE_HEIGHT})
        span.text = line
