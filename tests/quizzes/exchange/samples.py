"""A bank with a question of each type, in both languages, and two quizzes on it: one of the bank's own name, and a test with forms."""

from pathlib import Path
from typing import Any

from lms.quizzes.content import Tests, load_tests

FACTS = """\
module = "legal-framework"

[[questions]]
id = "lf-001"
version = 2
type = "single"
topic = "elements"
options = ["a", "b", "c"]
right = ["b"]
lesson = "three-elements"
sources = ["s26", "g-palermo"]

[[questions]]
id = "lf-002"
version = 1
type = "true-false"
topic = "elements"
options = ["true", "false"]
right = ["false"]
lesson = "three-elements"
sources = ["s26"]

[[questions]]
id = "lf-003"
version = 1
type = "multiple"
rule = "all-or-nothing"
topic = "elements"
options = ["a", "b", "c"]
right = ["a", "c"]
lesson = "penalties"
sources = []

[[questions]]
id = "lf-004"
version = 1
type = "multiple"
rule = "right-minus-wrong"
topic = "children"
options = ["a", "b", "c", "d"]
right = ["a", "b", "c"]
lesson = "penalties"
sources = []

[[questions]]
id = "lf-005"
version = 1
type = "matching"
rule = "all-or-nothing"
topic = "children"
prompts = ["a", "b"]
choices = ["c1", "c2", "c3"]
pairs = { a = "c3", b = "c1" }
lesson = "penalties"
sources = []

[[questions]]
id = "lf-006"
version = 1
type = "ordering"
rule = "order-agreement"
topic = "children"
items = ["c", "b", "a"]
lesson = "penalties"
sources = []

[[questions]]
id = "lf-007"
version = 1
type = "numeric"
topic = "children"
answer = 12.5
tolerance = 0.5
lesson = "penalties"
sources = []

[[questions]]
id = "lf-008"
version = 1
type = "short"
topic = "children"
lesson = "penalties"
sources = []
"""

CASE = """
[[questions]]
id = "lf-009"
type = "case"
topic = "children"
lesson = "penalties"
sources = []
[[questions.decisions]]
id = "d1"
options = ["a", "b"]
right = ["a"]
"""

_PARTS: dict[str, dict[str, list[str]]] = {
    "lf-001": {"options": ["a", "b", "c"]},
    "lf-002": {"options": ["true", "false"]},
    "lf-003": {"options": ["a", "b", "c"]},
    "lf-004": {"options": ["a", "b", "c", "d"]},
    "lf-005": {"prompts": ["a", "b"], "choices": ["c1", "c2", "c3"]},
    "lf-006": {"items": ["a", "b", "c"]},
    "lf-007": {},
    "lf-008": {},
}
_TRUE_FALSE = {"fr": {"true": "Vrai", "false": "Faux"}, "en": {"true": "True", "false": "False"}}
_TOPICS = {"fr": {"elements": "Acte, moyen / but", "children": "Enfants"}, "en": {"elements": "Act, means / purpose", "children": "Children"}}


def wording(language: str, *, with_case: bool = False) -> str:
    """Return the wording of the bank, with characters that other formats take for marks."""
    lines = ["[topics]", *(f'{slug} = "{name}"' for slug, name in _TOPICS[language].items())]
    for id_, parts in _PARTS.items():
        lines += ["", f"[questions.{id_}]", f'text = "{id_} {language} : 1 = 1 {{#}} ~ ?"', f'feedback = "Voir {id_} (50%), ɔɛɲŋ."']
        lines += ['unit = "F CFA"'] if id_ == "lf-007" else []
        lines += ['accepted = ["MRN", "5 * 3"]'] if id_ == "lf-008" else []
        for part, names in parts.items():
            for name in names:
                text = _TRUE_FALSE[language].get(name, f"{part} {name} de {id_}")
                said = [] if part in ("choices", "prompts") else [f'feedback = "Sur {name} : <b>"']
                lines += [f"[questions.{id_}.{part}.{name}]", f'text = "{text}"', *said]
    return "\n".join([*lines, *(_CASE_WORDING if with_case else [])]) + "\n"


_CASE_WORDING = [
    "[questions.lf-009]", 'text = "Cas"', 'feedback = ""', "[questions.lf-009.decisions.d1]", 'text = "Que faire ?"',
    "[questions.lf-009.decisions.d1.options.a]", 'text = "Ceci"', "[questions.lf-009.decisions.d1.options.b]", 'text = "Cela"',
]  # fmt: skip


def files(*, with_case: bool = False) -> dict[str, Any]:
    """Return the files of the bank."""
    return {"questions.toml": FACTS + (CASE if with_case else ""), **{f"{one}.toml": wording(one, with_case=with_case) for one in ("fr", "en")}}


_PASS_MARK = 'pass_mark_percent = 70\npass_mark_origin = "default"\n'
_QUIZ = """\
banks = ["legal-framework"]
order = 1
version = 1
[rules]
attempts = 0
wait_minutes = 0
time_limit_minutes = 0
shuffle = false
answers_shown = "never"
counts = "first"
"""


def tests(folder: Path) -> Tests:
    """Make a folder of quizzes, and return what is read of it."""
    kinds = {
        "legal-framework": 'kind = "module-quiz"\nmodule = "legal-framework"\n' + _PASS_MARK + _QUIZ + "[draw]\nchildren = 1\n",
        "pre-test": 'kind = "pre-test"\n' + _QUIZ + '[forms]\na = ["lf-007", "lf-001"]\nb = ["lf-009", "lf-003"]\n',
    }
    written = {Path("banks/legal-framework") / name: text for name, text in files(with_case=True).items()}
    for slug, facts in kinds.items():
        words = {f"{language}.toml": 'title = "Un test"\nintro = "Deux questions."\n' for language in ("fr", "en")}
        written |= {Path(slug) / name: text for name, text in {"quiz.toml": facts, **words}.items()}
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return load_tests(folder)
