"""Opening a PDF again: what a reader, a screen reader or a printer finds in it."""

import re
import tempfile
import unicodedata
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
from PIL.Image import Image

from tests import debian


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf))


def words(pdf: bytes, page: int | None = None) -> str:
    """Return the text of a page (from 0), or of all, in reading order, its white space made plain."""
    pages = opened(pdf).pages
    chosen = pages if page is None else [pages[page]]
    return " ".join(" ".join(page.extract_text() for page in chosen).replace("\u00a0", " ").split())


def copied(pdf: bytes, page: int) -> str:
    """Return the text of a page (from 0) as poppler copies it, which also knows lines that run from right to left; without marks of direction."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        said = debian.run("pdftotext", "-raw", "-f", str(page + 1), "-l", str(page + 1), file.name, "-")
    return re.sub("[\u202a-\u202e]", "", said)


def squeezed(text: str) -> str:
    """Leave out spaces: readers place them differently after combining accents."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def fonts(pdf: bytes) -> set[str]:
    """Return the names of every font that a page asks for; one that is embedded and reduced has a «+» in it."""
    return {str(font["/BaseFont"]) for page in opened(pdf).pages for font in page["/Resources"].get("/Font", {}).values()}


def outline(pdf: bytes) -> list[str]:
    """Return the titles of the outline, those of the second level after a «>»."""
    return list(_titles(opened(pdf).outline, ""))


def _titles(entries: Any, prefix: str) -> Any:
    for entry in entries:
        if isinstance(entry, list):
            yield from _titles(entry, prefix + "> ")
        else:
            yield prefix + entry.title.replace("\u00a0", " ").replace("\u202f", " ")


def pictured(pdf: bytes, page: int = 0) -> Image:
    image: Image = pypdfium2.PdfDocument(pdf)[page].render(scale=1).to_pil()
    return image


def ink(pdf: bytes, page: int = 0) -> float:
    """Return the share of a page that is not white, weighed by how dark it is: 0 to 1."""
    levels = pictured(pdf, page).convert("L").histogram()
    return sum((255 - level) * count for level, count in enumerate(levels)) / 255 / sum(levels)
