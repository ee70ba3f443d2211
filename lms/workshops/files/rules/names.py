"""What a file is called when somebody saves it."""

import re
import unicodedata

from lms.workshops.files.rules.formats import Format
from lms.workshops.files.rules.limits import LONGEST_NAME

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
"""Control letters, among them those that turn the direction of writing and make `gpj.exe` out of `exe.jpg`."""

_ESCAPED = re.compile(r"%(?:22|0D|0A)")
"""How browsers write a quotation mark and the ends of lines in the name of a file that they send (WHATWG HTML, multipart/form-data)."""

_NOT_IN_NAMES = re.compile(r'[<>:"|?*\s]+')
_ENDING = re.compile(r"[A-Za-z0-9]{1,5}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def stem_of(sent: str) -> str:
    """Return the name of a file as it was sent, without folders, without its ending, and with nothing that a system would stumble over.

    Returns `document` when nothing is left.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", _ESCAPED.sub(" ", sent)))[-1]
    visible = "".join(letter for letter in name if unicodedata.category(letter) not in _INVISIBLE or letter == "\t")
    stem = _NOT_IN_NAMES.sub(" ", visible).strip()
    head, dot, tail = stem.rpartition(".")
    stem = (head if dot and _ENDING.fullmatch(tail) else stem)[:LONGEST_NAME].strip(" .")
    return f"document {stem}" if _RESERVED.match(stem) else stem or "document"


def name_of(stem: str, format: Format) -> str:
    """Return the name under which a file is saved: its ending says what it is, whatever it was called."""
    return f"{stem}.{format.value}"
