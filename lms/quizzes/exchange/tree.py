"""An XML file as a tree with line numbers, read so that it can do no harm.

Neither a document type nor an entity of its own, nothing fetched, limited in size (by the caller) and in depth: what is left is elements,
attributes and text. Expat is told to stop at `<!DOCTYPE` before it has read what stands in it.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from flask_babel import gettext as _

from lms.quizzes.exchange.model import NotReadable, told

_ODD_LETTERS = {expat.errors.codes[name] for name in (expat.errors.XML_ERROR_INVALID_TOKEN, expat.errors.XML_ERROR_PARTIAL_CHAR)}
"""What expat says, among other things, of letters that are in another encoding than it was told."""

MOST_DEPTH = 20
MOST_ELEMENTS = 250_000
"""Elements and attributes, more than questions fill a file with: each takes far more memory than the few letters it may be written in."""


@dataclass(eq=False, slots=True)
class Node:
    """An element: where it begins, and what it holds."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    pieces: list[tuple[int, str]] = field(default_factory=list)
    """Its own text between its children, each piece with the line on which it ends."""

    @property
    def text(self) -> str:
        """Return its own text, that of its children left out."""
        return "".join(piece for _line, piece in self.pieces)

    @property
    def words_between(self) -> list[tuple[int, str]]:
        """Return what stands between its children and is not blank, each with the line on which it begins."""
        return [(line - piece.lstrip().count("\n"), piece.strip()) for line, piece in self.pieces if piece.strip()]

    @property
    def words(self) -> str:
        """Return its own text, or else that of its first <text>."""
        return self.text if self.text.strip() else next((child.text for child in self.children if child.name == "text"), "")

    def children_named(self, name: str) -> list["Node"]:
        """Return the children of that name, in order."""
        return [child for child in self.children if child.name == name]


def tree_of(data: bytes) -> Node:
    """Return the root of an XML file. Raises NotReadable when it is not well formed, has a document type or is nested too deeply."""
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        found = {"line": error.lineno, "error": expat.ErrorString(error.code)}
        if error.code in _ODD_LETTERS and not _is_utf8(data):
            raise NotReadable(_("Line %(line)d: this is not well-formed XML (%(error)s). Save it in UTF-8.", **found)) from None
        raise NotReadable(_("Line %(line)d: this is not well-formed XML (%(error)s).", **found)) from None
    except (ValueError, LookupError) as error:  # encodings that are unknown, or that do not fit what follows
        raise NotReadable(_("The encoding that the file declares cannot be read (%(error)s). Save it in UTF-8.", error=error)) from None
    return builder.top.children[0]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Builder:
    def __init__(self) -> None:
        self.top = Node("", 0)
        self.open = [self.top]
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(name, self.parser.CurrentLineNumber, attributes)
        self.count += 1 + len(attributes)
        if self.count > MOST_ELEMENTS:
            raise NotReadable(_("The file holds more than %(most)s elements. Is it the right file? If so, split it.", most=told(MOST_ELEMENTS)))
        if len(self.open) > MOST_DEPTH:
            found = {"line": node.line, "most": MOST_DEPTH}
            raise NotReadable(_("Line %(line)d: elements are nested more than %(most)d deep. This is not a file of questions.", **found))
        self.open[-1].children.append(node)
        self.open.append(node)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].pieces.append((self.parser.CurrentLineNumber, text))  # buffered: told when what follows begins

    def _doctype(self, *_declared: object) -> None:
        line = self.parser.CurrentLineNumber
        raise NotReadable(_("Line %(line)d: the file has a document type (DOCTYPE). Remove it: question files need none.", line=line))
