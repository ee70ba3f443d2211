"""From texts with formats to the plain words that questions of Relais are made of."""

import re
from collections.abc import Iterable
from html import unescape

from flask_babel import gettext as _

from lms.markup import render
from lms.quizzes.exchange.model import Text, TextFormat, Unkeepable, shortened

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:\s[^<>]*)?)/?>")
_ATTRIBUTES = re.compile(r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>]+))*\s*""")
_SPACES = re.compile(r"[ \t\n]+")
_SMALL = re.compile(r"<(su[bp])>([0-9+=()n-]*)</\1>", re.IGNORECASE)
_LANGUAGES = re.compile(r"\{mlang\b|\bclass\s*=\s*[\"']?multilang\b", re.IGNORECASE)

FORMULA = "formula"
"""What stands for formulas among the names of marks."""

_MATHEMATICS = re.compile(r"\\\(|\\\[|\$\$")

_NEEDED = {
    "applet", "audio", "canvas", "embed", "form", "iframe", "img", "input", "math", "object", "picture", "script", "select", "style", "svg",
    "table", "textarea", "video",
}  # fmt: skip
"""Elements without which a question is another one."""
_BREAKS = {"article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "ul"}
_SILENT = {"br", "div", "p", "span", "body", "html"}
"""Elements that only hold or break lines: nothing is lost with them."""
_MARKS = {"a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "strike", "strong",
          "sub", "sup", "tt", "u", "var"}  # fmt: skip
_KNOWN = _NEEDED | _BREAKS | _SILENT | _MARKS
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()n", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ")
_MOST_LETTERS_OF_MARKDOWN = 5_000
_MOST_OF_A_MARK = 100
"""Of a mark that Markdown looks for the end of, or of lines: rendering takes as long as the product of their number and of the letters."""
_LETTERS_TO_BEGIN = 20
_MARKDOWN = "[]<>*_`|&\\!#~=+-\n"


def plain_words(text: Text) -> tuple[str, set[str]]:
    """Return what a text says in plain words, and the names of the marks that are lost on the way (`b`, `a` …, FORMULA).

    Lines are kept, and so are small raised figures (m², n°). Raises Unkeepable when the text needs what plain words cannot show:
    a picture, a table, a sound, a form, or several languages at once.
    """
    if text.files:
        raise Unkeepable(_("It shows the picture %(name)s: questions here have no pictures.", name=text.files[0].name))
    if _LANGUAGES.search(text.text):
        raise Unkeepable(_("It says the same in several languages at once: keep one."))
    match text.format:
        case TextFormat.PLAIN:
            return text.text, set()
        case TextFormat.MARKDOWN:
            return _of_markdown(text.text)
        case TextFormat.HTML:
            return _of_html(_SPACES.sub(" ", text.text), is_html=True)
        case TextFormat.AUTO:
            return _of_html(text.text, is_html=False)


def letters_to_render(texts: Iterable[Text]) -> int:
    """Return how many letters of Markdown there are to render; a text counts for some more than it has, since it also takes time to begin one."""
    return sum(len(text.text) + _LETTERS_TO_BEGIN for text in texts if text.format is TextFormat.MARKDOWN and _is_soon_rendered(text.text))


def _is_soon_rendered(text: str) -> bool:
    return len(text) <= _MOST_LETTERS_OF_MARKDOWN and all(text.count(mark) <= _MOST_OF_A_MARK for mark in _MARKDOWN)


def _of_markdown(text: str) -> tuple[str, set[str]]:
    """Return the words of a Markdown text, which may hold HTML as well."""
    if "![" in text:
        raise Unkeepable(_("It shows a picture: questions here have no pictures."))
    _words, marks = _of_html(text, is_html=True)  # rendering takes away what is not safe, without a word
    try:
        if not _is_soon_rendered(text):
            raise RecursionError
        words, more = _of_html(_SPACES.sub(" ", render(text, language="en").html), is_html=True)
    except RecursionError:
        raise Unkeepable(_("Its Markdown is too long or too nested: “%(words)s”.", words=shortened(text))) from None
    return words, marks | more


def _of_html(text: str, *, is_html: bool) -> tuple[str, set[str]]:
    """Return the words of a text with marks; where it may be plain as well, what does not look like an element stays as it is (`a<b`)."""
    lost: set[str] = set()

    def replacement(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name in _NEEDED:
            raise Unkeepable(_("It holds <%(element)s>, which plain words cannot show.", element=name))
        if not is_html and not (name in _KNOWN and _ATTRIBUTES.fullmatch(found[3].rstrip("/"))):
            return found[0]
        if name not in _SILENT:
            lost.add(name)
        return "\n" if name in _BREAKS else ""

    if _MATHEMATICS.search(text):
        lost.add(FORMULA)
    words = unescape(_TAG.sub(replacement, _SMALL.sub(_small, _without_comments(text))))
    lines = (line.strip() for line in words.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line), lost


def _small(found: re.Match[str]) -> str:
    return found[2].translate(_RAISED if found[1].lower() == "sup" else _LOWERED)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])
