"""The letters of a text file, whatever programme saved it."""

import codecs

from flask_babel import gettext as _

from lms.quizzes.exchange.model import NotReadable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(data: bytes) -> tuple[str, str]:
    """Return a text and the encoding in which it was found, lines ending in `\\n`.

    A byte order mark decides; without one it is UTF-8, else Windows-1252, else Latin-1, which has a letter for every byte.
    Raises NotReadable when the mark lies, or when a NUL shows that this is not a text.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for candidate in [encoding] if encoding else ["utf-8", "windows-1252", "latin-1"]:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotReadable(_("This is not a text file: it holds NUL characters. Save it as text in UTF-8."))
        return text.replace("\r\n", "\n").replace("\r", "\n"), candidate
    raise NotReadable(_("The file begins as %(encoding)s but does not go on so. Save it as text in UTF-8.", encoding=encoding))
