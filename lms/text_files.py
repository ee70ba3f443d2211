"""Text files whatever programme saved them: their letters on the way in, and cells that stay text on the way out."""

import codecs
import re
from collections.abc import Sequence

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FORMULA = re.compile(r"\s*[=+\-@|%]|[\t\r\n]")
_BARE_NUMBER = re.compile(r"[+-]?[0-9][0-9 .,]*")


class NotText(ValueError):
    """The bytes are no text in any encoding that was tried: `announced` by a byte order mark, or none of those asked for, or they hold a NUL."""

    def __init__(self, *, announced: str = "", offset: int) -> None:
        super().__init__(f"no text{announced and f' in {announced}'}, from byte {offset} on")
        self.announced = announced
        """The encoding that the byte order mark tells, if the bytes are not in it."""
        self.offset = offset
        """The first byte that does not fit."""


def decoded(data: bytes, encodings: Sequence[str] = ("utf-8", "windows-1252", "latin-1")) -> tuple[str, str]:
    """Return a text and the encoding in which it was found, lines ending in `\\n`.

    A byte order mark decides; without one it is the first of `encodings` that has a letter for every byte (Latin-1 always has).
    Raises NotText when the mark lies, when no encoding fits, or when a NUL shows that this is not a text.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    offset = 0
    for candidate in [marked] if marked else encodings:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError as error:
            offset = error.start + (len(codecs.BOM_UTF8) if candidate == "utf-8-sig" else 0)  # which counts from behind its mark
            continue
        if "\0" in text:
            raise NotText(offset=data.index(b"\0"))
        return text.replace("\r\n", "\n").replace("\r", "\n"), candidate
    raise NotText(announced=marked, offset=offset)


def safe_cell(text: str) -> str:
    """Return a text as a cell of a CSV file that no spreadsheet takes for a formula: one that might be has an apostrophe in front.

    A phone number keeps its plus: a bare number does nothing. In XLSX files write strings as strings instead; they need no apostrophe.
    Source: OWASP, CSV Injection.
    """
    return f"'{text}" if _FORMULA.match(text) and not _BARE_NUMBER.fullmatch(text) else text
