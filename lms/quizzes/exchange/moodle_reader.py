"""Reads Moodle XML: the question types that Relais knows, everything else refused or reported with its line.

Sources: Moodle, question/format/xml/format.php; question/type/ordering/questiontype.php.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _

from lms.quizzes.exchange.collector import Collector, Losses
from lms.quizzes.exchange.model import (
    Choice,
    ExchangedQuestion,
    NotReadable,
    Number,
    Pair,
    Reading,
    Text,
    TextFormat,
    Unkeepable,
    decimal_in,
    default_name,
    shortened,
    told,
    weight_in,
)
from lms.quizzes.exchange.moodle_parts import Element, without_place
from lms.quizzes.exchange.tree import Node, tree_of

TYPES: Mapping[str, str] = {
    "multichoice": "single",  # or multiple, as <single> says
    "truefalse": "true-false",
    "shortanswer": "short",
    "numerical": "numeric",
    "matching": "matching",
    "match": "matching",
    "ordering": "ordering",
}
"""The types that can be kept, by the names that Moodle gives them."""

ALL, NONE = Decimal(100), Decimal(0)

_ANY = None
_SAYING_NOTHING: Mapping[str, tuple[str, ...] | None] = {
    "answernumbering": ("", "abc", "none"),
    "hidden": ("", "0"),
    "layouttype": ("", "VERTICAL"),
    "numberingstyle": ("", "none"),
    "showgrading": _ANY,
    "shownumcorrect": _ANY,
    "showstandardinstruction": _ANY,
    "showunits": _ANY,
    "shuffleanswers": ("", "1", "true"),
    "unitgradingtype": ("", "0"),
    "unitpenalty": _ANY,
    "unitsleft": ("", "0"),
    "usecase": ("", "0"),
}
"""Settings of Moodle's own pages, with the values that change nothing here; any other value is reported as lost."""

_ALL_ITEMS = ("", "0", "ALL", "EXACT")
_TEXTS_WITHOUT_PLACE = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "instructions", "hint")


def read_moodle_xml(data: bytes) -> Reading:
    """Return the questions of a Moodle XML file. Raises NotReadable when it is another kind of file, or not safe to read."""
    root = tree_of(data)
    if root.name == "question":  # one question alone, as plugins keep them
        root = Node("quiz", root.line, children=[root])
    if root.name != "quiz":
        found = {"line": root.line, "element": shortened(root.name)}
        raise NotReadable(_("Line %(line)d: the file holds <%(element)s>. A Moodle XML file holds <quiz>.", **found))
    collector = Collector()
    losses = Losses()
    whole = Element(root, losses)
    category = ""
    for node in whole.take_all("question"):
        type_ = node.attributes.get("type", "")
        if type_ == "category":
            category = _category(node, collector)
        else:
            _read(node, type_, category, collector)
    whole.close()
    collector.lose_outside(losses)
    return collector.reading()


def _category(node: Node, collector: Collector) -> str:
    losses = Losses()
    element = Element(node, losses, attributes=["type"])
    path = ""
    try:
        path = element.words("category")
        if said := shortened(element.words("info")):
            losses.add(node.line, _("What is said of a category has no place here: “%(words)s”.", words=said))
        if said := shortened(element.words("idnumber")):
            losses.add(node.line, _("The id of a category has no place here: “%(id)s”.", id=said))
    except Unkeepable as error:  # the questions that follow are kept all the same
        losses.add(error.line, error.reason)
    element.close()
    collector.lose_outside(losses)
    return path


def _read(node: Node, type_: str, category: str, collector: Collector) -> None:
    losses = Losses()
    name = " ".join(next((child.words for child in node.children if child.name == "name"), "").split())
    label = " ".join(next((child.text for child in node.children if child.name == "idnumber"), "").split()) or name
    try:
        if type_ not in TYPES:
            raise Unkeepable(_("Questions of the type “%(type)s” have no place here.", type=shortened(type_)))
        question = _Reader(Element(node, losses, attributes=["type"]), TYPES[type_]).question()
    except Unkeepable as error:
        collector.refuse(error.line or node.line, type_, label, error.reason)
        return
    collector.keep(replace(question, category=category, line=node.line), losses)


@dataclass(frozen=True)
class _Reader:
    """Reads one question."""

    element: Element
    type: str

    def question(self) -> ExchangedQuestion:
        name = self.element.words("name").strip()
        stem = self.element.text("questiontext", TextFormat.HTML)
        usual = stem.format if stem else TextFormat.HTML
        base = ExchangedQuestion(
            type=self.type, name=name or default_name(stem.text), stem=stem, id=self.element.words("idnumber"),
            feedback=self.element.text("generalfeedback", usual), penalty=self.element.number("penalty"), tags=self._tags(),
        )  # fmt: skip
        question = self._answered(base, usual)
        self._note_what_has_no_place()
        return question

    def _answered(self, base: ExchangedQuestion, usual: TextFormat) -> ExchangedQuestion:
        match self.type:
            case "single":
                is_single = self.element.setting("single", "true").lower() not in ("false", "0", "")
                return replace(base, type="single" if is_single else "multiple", options=self._options(usual))
            case "true-false":
                return replace(base, options=self._verdicts(usual))
            case "short":
                return replace(base, options=self._accepted(usual))
            case "numeric":
                return replace(base, numbers=self._numbers(usual), unit=self._unit())
            case "matching":
                return replace(base, pairs=self._pairs(usual))
            case _:
                return replace(base, options=self._items(usual), grading=self._grading())

    def _options(self, usual: TextFormat) -> tuple[Choice, ...]:
        options = []
        for node in self._answers():
            answer = self._answer(node)
            text = answer.own_text(usual)
            if not text:
                raise Unkeepable(_("One of its answers is empty."), node.line)
            options.append(Choice(text, _weight(node), answer.text("feedback", usual)))
            answer.close()
        return tuple(options)

    def _verdicts(self, usual: TextFormat) -> tuple[Choice, ...]:
        nodes = self._answers()
        words = [node.words.strip().lower() for node in nodes]
        if len(nodes) != 2 or sorted(_weight(node) for node in nodes) != [NONE, ALL]:
            raise Unkeepable(_("It needs two answers, true and false, of which one is worth 100 and the other 0."))
        if sorted(words) != ["false", "true"]:
            raise Unkeepable(_("Its answers are not called true and false: which is which cannot be told."), nodes[0].line)
        said: dict[str, Choice] = {}
        for word, node in zip(words, nodes, strict=True):
            answer = self._answer(node)
            answer.take("text")
            said[word] = Choice(Text(word), _weight(node), answer.text("feedback", usual))
            answer.close()
        return said["true"], said["false"]

    def _accepted(self, usual: TextFormat) -> tuple[Choice, ...]:
        options = []
        for node in self._answers():
            answer = self._answer(node)
            text = Text(answer.own_text(TextFormat.PLAIN).text)
            if not text:
                raise Unkeepable(_("One of its answers is empty."), node.line)
            options.append(Choice(text, _weight(node), answer.text("feedback", usual)))
            answer.close()
        return tuple(options)

    def _numbers(self, usual: TextFormat) -> tuple[Number, ...]:
        numbers = []
        for node in self._answers():
            answer = self._answer(node)
            said = answer.own_text(TextFormat.PLAIN).text
            value = decimal_in(said)
            tolerance = answer.number("tolerance") or NONE
            if (value is None and said != "*") or tolerance < 0:
                found = {"number": shortened(said), "tolerance": told(tolerance)}
                raise Unkeepable(_("“%(number)s” ± %(tolerance)s is not a number with its tolerance.", **found), node.line)
            numbers.append(Number(value, tolerance, _weight(node), answer.text("feedback", usual)))
            answer.close()
        return tuple(numbers)

    def _unit(self) -> str:
        node = self.element.take("units")
        if node is None:
            return ""
        units = Element(node, self.element.losses)
        kept = ""
        for unit in units.take_all("unit"):
            part = Element(unit, self.element.losses)
            name, multiplier = part.words("unit_name").strip(), part.number("multiplier")
            part.close()
            if multiplier in (None, 1) and not kept:
                kept = name
            elif name:
                self.element.losses.add(unit.line, _("The unit “%(unit)s” is left out: a question counts in one unit.", unit=shortened(name)))
        units.close()
        return kept

    def _pairs(self, usual: TextFormat) -> tuple[Pair, ...]:
        pairs = []
        for node in self.element.take_all("subquestion"):
            part = Element(node, self.element.losses, attributes=["format"])
            match = Text(part.words("answer"))
            if not match:
                raise Unkeepable(_("One of its prompts has nothing to be matched with."), node.line)
            pairs.append(Pair(part.own_text(usual), match.text))
            part.close()
        return tuple(pairs)

    def _items(self, usual: TextFormat) -> tuple[Choice, ...]:
        options = []
        for node in self._answers():
            answer = self._answer(node)
            text = answer.own_text(usual)
            if not text:
                raise Unkeepable(_("One of its items is empty."), node.line)
            options.append(Choice(text, feedback=answer.text("feedback", usual)))
            answer.close()
        return tuple(options)

    def _grading(self) -> str:
        count = self.element.setting("selectcount") or self.element.setting("studentsee")
        kind = self.element.setting("selecttype") or self.element.setting("logical")
        if kind.upper() not in _ALL_ITEMS:
            shown = (
                _("It shows only %(count)s of its items: here it shows all of them.", count=shortened(count))
                if count
                else _("It shows only some of its items: here it shows all of them.")
            )
            self.element.losses.add(self.element.line, shown)
        return self.element.setting("gradingtype")

    def _answers(self) -> list[Node]:
        nodes = self.element.take_all("answer")
        if not nodes:
            raise Unkeepable(_("It has no answers."))
        return nodes

    def _answer(self, node: Node) -> Element:
        answer = Element(node, self.element.losses, attributes=["fraction", "format"])
        if answer.take("fraction") is not None:
            raise Unkeepable(_("The weight of an answer is written as <fraction>, the way of Moodle before 1.9."), node.line)
        return answer

    def _tags(self) -> tuple[str, ...]:
        node = self.element.take("tags")
        if node is None:
            return ()
        tags = Element(node, self.element.losses)
        found = []
        for one in tags.take_all("tag"):
            tag = Element(one, self.element.losses)
            found.append(tag.own_text(TextFormat.PLAIN).text)
            tag.close()
        tags.close()
        return tuple(found)

    def _note_what_has_no_place(self) -> None:
        element, losses = self.element, self.element.losses
        if any(element.take(name) is not None for name in ("image", "image_base64")):
            raise Unkeepable(_("It has a picture kept the way of Moodle 1, outside of its text."))
        grade = element.number("defaultgrade")
        if grade is not None and grade != 1:
            losses.add(element.line, _("Its worth in points (%(points)s) is left out: here every question is worth one.", points=told(grade)))
        for name in _TEXTS_WITHOUT_PLACE:
            for node in element.take_all(name):
                if node.words.strip() or node.children_named("file"):
                    losses.add(node.line, without_place(node))
        for name, usual in _SAYING_NOTHING.items():
            setting = element.take(name)
            if setting is not None:
                Element(setting, losses).close(reads_text=True)
                if usual is not _ANY and setting.text.strip() not in usual:
                    said = {"element": name, "value": shortened(setting.text)}
                    losses.add(setting.line, _("The setting <%(element)s> has no place here: “%(value)s”.", **said))
        element.close()


def _weight(node: Node) -> Decimal:
    return weight_in(node.attributes.get("fraction", "0"), node.line)
