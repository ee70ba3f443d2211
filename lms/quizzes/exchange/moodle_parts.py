"""What the elements of Moodle XML have in common: taking them one by one until none is left, texts with their format and files.

Source: Moodle, question/format/xml/format.php.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import unquote

from flask_babel import gettext as _

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

_KINDS = ", ".join(PICTURES)
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
            self.losses.add(self.line, _("The format “%(format)s” is not known: the text is read as plain.", format=shortened(named)))
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
            raise Unkeepable(_("<%(element)s> holds “%(words)s”, which is not a number.", element=name, words=shortened(said)), node.line)
        return number

    def close(self, *, reads_text: bool = False) -> None:
        """Note what is left: parts, attributes and words that have no place here."""
        for name in sorted(self._unknown):
            said = {"attribute": name, "value": shortened(self.node.attributes[name]), "element": self.node.name}
            self.losses.add(self.line, _("The attribute %(attribute)s of <%(element)s> has no place here: “%(value)s”.", **said))
        for child in self._left:
            self.losses.add(child.line, without_place(child))
        for line, words in () if reads_text else self.node.words_between:
            said = {"words": shortened(words), "element": self.node.name}
            self.losses.add(line, _("The words “%(words)s” stand in <%(element)s> outside of a <text>: they are left out.", **said))

    def _said(self, node: Node) -> str:
        """Return the words of an element that holds nothing else. Raises Unkeepable when there are elements among them."""
        if node.children:
            names = {"outer": node.name, "inner": node.children[0].name}
            raise Unkeepable(_("The words of <%(outer)s> hold the element <%(inner)s>: HTML stands in CDATA, or escaped.", **names), node.line)
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
                raise Unkeepable(
                    _("Its text needs the file %(name)s, and only pictures can be kept (%(kinds)s).", name=name, kinds=_KINDS), node.line
                )
            else:
                left_out = _("The file “%(name)s” is left out: only pictures can be kept (%(kinds)s).", name=shortened(name), kinds=_KINDS)
                self.losses.add(node.line, left_out)
        return tuple(found)


def without_place(node: Node) -> str:
    """Return the sentence that says that an element is left out, with its words where it has any."""
    if words := shortened(node.words):
        return str(_("<%(element)s> has no place here: “%(words)s”.", element=node.name, words=words))
    return str(_("<%(element)s> has no place here.", element=node.name))


def _base64(node: Node) -> str:
    data = "".join(node.text.split())
    if node.attributes.get("encoding", "base64") != "base64":
        raise Unkeepable(_("The file %(name)s is not written in base64.", name=node.attributes.get("name")), node.line)
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise Unkeepable(_("The file %(name)s is damaged: it is not base64.", name=node.attributes.get("name")), node.line) from None
    return data
