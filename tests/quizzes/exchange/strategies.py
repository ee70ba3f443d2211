"""Questions that hypothesis invents: every type, with the texts that break writers."""

import base64
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lms.quizzes.exchange.model import ALLOWED_WEIGHTS, Choice, ExchangedQuestion, File, Number, Pair, Text, TextFormat

# What GIFT, XML, HTML and TOML take for marks, French, Bambara, and beginnings that look like something else.
PIECES = (
    "~", "=", "#", "####", "{", "}", ":", "::", "\\", "\\n", "\n", "\n\n", "//", "$CATEGORY:", "%", "%50%", "[html]", "[", "]", "[id:x]",
    "<b>gras</b>", "&amp;", "&", "<", ">", "]]>", "<![CDATA[", "<!--", '"', "'", '"""', "é", "« oui »", "\u202f?", "ɔɛɲŋ", "Ɲ", "n’ɔ", "œ",
    "mot", " ", "  ", "\t", "T", "TRUE", "ANSWER: A", "A) ", "\u2028", "\x85", "@@PLUGINFILE@@/a.png", "1..2", "*", "-", "-> ",
)  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
words = st.lists(st.sampled_from(PIECES) | st.text(LETTERS, max_size=8), max_size=6).map("".join)
said = words.filter(lambda text: bool(text.strip()))
without_arrow = said.filter(lambda text: "->" not in text)
labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789-éɛ (),.:", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
formats = st.sampled_from(TextFormat)
weights = st.sampled_from(sorted(ALLOWED_WEIGHTS))
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False)
margins = st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False)
files = st.builds(
    File,
    name=said.map(lambda name: f"{name}.png"),
    data=st.binary(max_size=30).map(lambda data: base64.b64encode(data).decode()),
    path=st.sampled_from(["/", "/figures & cartes/"]),
)


def texts(inner: st.SearchStrategy[str], *, with_files: bool = False) -> st.SearchStrategy[Text]:
    """Texts in any format, with pictures where they are wanted."""
    return st.builds(Text, inner, formats, st.lists(files, max_size=2).map(tuple) if with_files else st.just(()))


def exchanged(*, for_gift: bool) -> st.SearchStrategy[ExchangedQuestion]:
    """One question that the format can say."""
    loose = without_arrow if for_gift else said  # «->» has no escape in GIFT
    everything = {"with_files": not for_gift}
    feedback = texts(words, **everything)
    option = st.builds(Choice, texts(said, **everything), weights, feedback)
    accepted = st.builds(Choice, loose.map(Text), weights, texts(st.just("") | loose))
    pairs = st.lists(st.builds(Pair, texts(st.just("") | loose, **everything), said), min_size=2, max_size=4).map(tuple)
    several = st.lists(option, min_size=2, max_size=5).map(tuple)
    number = st.builds(Number, numbers, margins, weights, texts(words)) | st.builds(Number, st.none(), margins, weights, texts(words))
    items = st.lists(st.builds(Choice, texts(said, **everything), st.just(Decimal(0)), feedback), min_size=2, max_size=4).map(tuple)
    answers = [
        st.fixed_dictionaries({"type": st.just("single"), "options": several.map(with_a_right_one)}),
        st.fixed_dictionaries({"type": st.just("multiple"), "options": several}),
        st.fixed_dictionaries({"type": st.just("true-false"), "options": st.builds(verdicts, st.booleans(), texts(words), texts(words))}),
        st.fixed_dictionaries({"type": st.just("short"), "options": st.lists(accepted, min_size=1, max_size=3).map(tuple)}),
        st.fixed_dictionaries({"type": st.just("matching"), "pairs": pairs}),
        st.fixed_dictionaries({"type": st.just("numeric"), "numbers": st.lists(number, min_size=1, max_size=3).map(tuple)}),
    ]
    if not for_gift:
        answers.append(st.fixed_dictionaries({"type": st.just("ordering"), "options": items, "grading": st.sampled_from(["", "ALL_OR_NOTHING"])}))
    more = {} if for_gift else {"penalty": st.none() | st.just(Decimal("0.3333333")), "unit": words}
    base = st.fixed_dictionaries({
        "name": said, "stem": texts(words, **everything), "category": st.sampled_from(["", "Loi/Éléments", "a//b/c {d}"]), "feedback": feedback,
        "tags": st.lists(labels, max_size=2).map(tuple), **more,
    })  # fmt: skip
    return st.builds(lambda base, answers: ExchangedQuestion(**fitting_unit(base | answers)), base, st.one_of(answers))


def files_of(*, for_gift: bool) -> st.SearchStrategy[list[ExchangedQuestion]]:
    """The questions of a file, each with an id of its own or none."""
    return listed(exchanged(for_gift=for_gift))


def listed(questions: st.SearchStrategy[ExchangedQuestion]) -> st.SearchStrategy[list[ExchangedQuestion]]:
    """A few questions with different ids, some without."""
    rows = st.lists(st.tuples(questions, st.none() | labels), max_size=4)
    return rows.map(lambda rows: [with_id(question, f"{id_} {rank}" if id_ else "") for rank, (question, id_) in enumerate(rows)])


def fit_questions() -> st.SearchStrategy[ExchangedQuestion]:
    """One question that a bank can hold: plain texts, one right answer or a rule."""
    plain = said.map(lambda text: f"x {text}").filter(lambda text: "mlang" not in text).map(Text)
    apart = st.lists(plain, min_size=3, max_size=5, unique_by=lambda text: text.text)
    feedback = words.map(Text)
    right = [
        st.builds(lambda texts, said: ("single", [*zip(texts, [100, 0, 0, 0, 0], [said] * 5, strict=False)]), apart, feedback),
        st.builds(lambda texts, said: ("multiple", [*zip(texts, [50, 50, -50, -50, -50], [said] * 5, strict=False)]), apart, feedback),
        st.builds(lambda texts, said: ("multiple", [*zip(texts, [50, 50, -100, -100, -100], [said] * 5, strict=False)]), apart, feedback),
        st.builds(lambda texts, said: ("ordering", [*zip(texts, [0] * 5, [said] * 5, strict=False)]), apart, feedback),
        st.builds(lambda texts: ("short", [(Text(text.text.replace("*", "")), 100, Text()) for text in texts]), apart),
    ]
    choices = st.one_of(right).map(lambda row: {"type": row[0], "options": tuple(Choice(text, Decimal(worth), said) for text, worth, said in row[1])})
    pairs = apart.map(lambda texts: {"type": "matching", "pairs": (Pair(Text(), "c"), *(Pair(text, f"y{text.text}") for text in texts))})
    number = st.builds(lambda value, margin: {"type": "numeric", "numbers": (Number(value, margin),), "unit": "jours"}, numbers, margins)
    base = st.fixed_dictionaries({"name": said, "stem": plain, "category": st.sampled_from(["", "Loi/Éléments", "a//b"]), "feedback": feedback})
    return st.builds(lambda base, answers: ExchangedQuestion(**{**base, **answers}), base, choices | pairs | number)


def with_id(question: ExchangedQuestion, id_: str) -> ExchangedQuestion:
    """Return the question under this id."""
    return replace(question, id=id_)


def fitting_unit(facts: dict[str, Any]) -> dict[str, Any]:
    """Only numbers have a unit."""
    return facts if facts["type"] == "numeric" else {**facts, "unit": ""}


def with_a_right_one(options: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return options of which the first is worth the whole point."""
    return (Choice(options[0].text, Decimal(100), options[0].feedback), *options[1:])


def verdicts(is_true: bool, of_true: Text, of_false: Text) -> tuple[Choice, ...]:
    """Return the two answers of a true-false question."""
    return (Choice(Text("true"), Decimal(100 * is_true), of_true), Choice(Text("false"), Decimal(100 * (not is_true)), of_false))
