"""What the elements of Moodle XML have in common: taking them one by one until none is left, texts with their format and files.

Source: Moodle, question/format/xml/format.php.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import unquote

from lms.quizzes.exchange.collector import Losses
from lms.quizzes.exchange.model import NOTHING, PICTURES, File, Text, TextFormat, Unkeepable, decimal_in, shortened
from lms.quizzes.exchange.tree import Node

FORMATS: Mapping[str, TextFormat] = {
    "html": TextFormat.HTML,
    "markdown": TextFormat.MARKDOWN,
    "plain_text": TextFormat.PLAIN,
    "moodle_auto_format": TextFormat.AUTO,
}
"""What Moodle XML calls the formats."""

_REFERENCE = re.compile(r"@@PLUGINFILE@@/([^\"'<>()\s]+)")


class Element:
    """An element whose parts are taken one by one; `close` notes whatever nobody took."""

    def __init__(self, node: Node, losses: Losses, *, attributes: Iterable[str] = ()) -> None:
        self.node = node
        self.losses = losses
        self.line = node.line
        self._left = list(node.children)
        self._unknown = set(node.attributes) - set(attributes)

    def take(self, name: str) -> Node | None:
        """Return the first part of that name that is left, or None."""
        found = next((child for child in self._left if child.name == name), None)
        if found is not None:
            self._left.remove(found)
        return found

    def take_all(self, name: str) -> list[Node]:
        """Return all parts of that name, in order."""
        found = self.node.children_named(name)
        self._left = [child for child in self._left if child.name != name]
        return found

    def words(self, name: str) -> str:
        """Return what the first part of that name says, itself or in its <text>."""
        node = self.take(name)
        if node is None:
            return ""
        if node.text.strip():
            return self._said(node)
        part = Element(node, self.losses, attributes=["format"])
        inner = part.take("text")
        part.close()
        return self._said(inner) if inner else ""

    def text(self, name: str, usual: TextFormat) -> Text:
        """Return the first part of that name as a text."""
        node = self.take(name)
        if node is None:
            return NOTHING
        part = Element(node, self.losses, attributes=["format"])
        text = part.own_text(usual)
        part.close()
        return text

    def own_text(self, usual: TextFormat) -> Text:
        """Return what its <text> and its files say, in the format that it names or else in the usual one."""
        node = self.take("text")
        said = self._said(node) if node else ""
        named = self.node.attributes.get("format", "").strip()
        if said.strip() and named and named not in FORMATS:
            self.losses.add(self.line, f"the format «{shortened(named)}», which is not known: the text is read as plain")
        return Text(said, FORMATS.get(named, TextFormat.PLAIN) if named else usual, self._files(said))

    def setting(self, name: str, default: str = "") -> str:
        """Return what a part that holds one word says, or what its absence means."""
        node = self.take(name)
        return self._said(node).strip() if node is not None else default

    def number(self, name: str) -> Decimal | None:
        """Return the number that a part holds. Raises Unkeepable when it holds something else."""
        node = self.take(name)
        said = self._said(node).strip() if node is not None else ""
        if node is None or not said:
            return None
        number = decimal_in(said)
        if number is None:
            raise Unkeepable(f"<{name}> holds «{shortened(said)}», not a number", node.line)
        return number

    def close(self, *, reads_text: bool = False) -> None:
        """Note what is left: parts, attributes and words that have no place here."""
        for name in sorted(self._unknown):
            self.losses.add(self.line, f"the attribute {name}=«{shortened(self.node.attributes[name])}» of <{self.node.name}>")
        for child in self._left:
            said = shortened(child.words)
            self.losses.add(child.line, f"<{child.name}>" + (f" «{said}»" if said else ""))
        if self.node.text.strip() and not reads_text:
            self.losses.add(self.line, f"the words «{shortened(self.node.text)}», which stand in <{self.node.name}> outside of a <text>")

    def _said(self, node: Node) -> str:
        """Return the words of an element that holds nothing else. Raises Unkeepable when there are elements among them."""
        if node.children:
            raise Unkeepable(f"the words of <{node.name}> hold the element <{node.children[0].name}>: HTML stands in CDATA, or escaped", node.line)
        Element(node, self.losses, attributes=["format"]).close(reads_text=True)
        return node.text

    def _files(self, said: str) -> tuple[File, ...]:
        found = []
        needed = {unquote(name) for name in _REFERENCE.findall(said)}
        for node in self.take_all("file"):
            name = node.attributes.get("name", "")
            kind = name.rpartition(".")[2].lower()
            if kind in PICTURES:
                found.append(File(name, _base64(node), node.attributes.get("path", "/")))
            elif name in needed:
                raise Unkeepable(f"its text needs the file {name}, and only pictures can be kept ({', '.join(PICTURES)})", node.line)
            else:
                self.losses.add(node.line, f"the file «{shortened(name)}»: only pictures can be kept ({', '.join(PICTURES)})")
        return tuple(found)


def _base64(node: Node) -> str:
    data = "".join(node.text.split())
    if node.attributes.get("encoding", "base64") != "base64":
        raise Unkeepable(f"the file {node.attributes.get('name')} is not written in base64", node.line)
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise Unkeepable(f"the file {node.attributes.get('name')} is damaged: it is not base64", node.line) from None
    return data
