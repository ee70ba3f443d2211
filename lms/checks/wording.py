"""Checks on every line that people will read: what must not be printed, and how each language is set."""

import re
from collections.abc import Iterator
from pathlib import Path

# With a country code, in pairs of digits, or eight digits together; years («2018-2022») and decrees («2011-036») are neither.
_PHONE = re.compile(r"(?:\+|\b00)\d[\d .-]{7,}\d|\b\d{2}(?:[ .-]\d{2}){3,}\b|(?<![\w/.-])\d{8,}\b")
_ADDRESS = re.compile(r"https?://\S+")

_BOTH = (
    (_PHONE, "this looks like a telephone number; none may be printed."),
    (re.compile(r"\[(?:à traduire|to be translated)\]"), "this text is still to be translated."),
    (re.compile(r"\.\.\."), "three dots are one character: …"),
    (re.compile(r"(?<=\S)  +(?=\S)"), "two spaces follow one another."),
)
_FRENCH = (
    (re.compile(r"\bMNR\b"), "the abbreviation is MRN."),
    (re.compile(r"[\w»)][;!?](?=\s|$)"), "French has a space before ; ! and ?"),
    (re.compile(r"[^\W\d]:(?=\s)"), "French has a space before a colon."),
    (re.compile(r"«(?![ \u00a0\u202f])|(?<![ \u00a0\u202f])»"), "French has a space inside « and »."),
    (re.compile(r"[“”]"), "French quotation marks are « and »."),
    (re.compile(r"\b(?:[Cc]oeur|[OoŒœ]?oeuvr|[Ss]oeur|[Oo]eil\b|[Vv]oeu|[Nn]oeud)"), "write œ."),
    (re.compile(r"(?<!« )(?<!«\u00a0)\bclandestins?\b"), "«clandestin» only stands between quotation marks, as a word of the law."),
    (re.compile(r"(?<!« )(?:\bprostituées?\b|\bvraies? victimes?\b)"), "say what was done to the person; see the glossary's words to avoid."),
)
_ENGLISH = (
    (re.compile(r"\w [;:!?](?=\s|$)"), "English has no space before ; : ! and ?"),
    (re.compile(r"«|»"), "English quotation marks are “ and ”."),
    (re.compile(r"texte national", re.IGNORECASE), "French words in an English text."),
)
_STRAIGHT = re.compile(r'"')


def wording_faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with lines of lessons, guides, questions and other wording, with file and line."""
    for path in _files(folder):
        language = _language_of(path)
        rules = (*_BOTH, *(_FRENCH if language == "fr" else _ENGLISH if language == "en" else ()))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if path.suffix == ".toml" and line.startswith("#"):
                continue
            read = _ADDRESS.sub("", line)
            for pattern, sentence in rules:
                if pattern.search(read):
                    yield f"{path}:{number}: {sentence}"
            if path.suffix == ".md" and not line.lstrip().startswith("!!!") and _STRAIGHT.search(read):
                yield f"{path}:{number}: straight quotation marks; use « » in French, “ ” in English."


def _files(folder: Path) -> list[Path]:
    wording = [
        path for name in ("modules", "quizzes", "workshops") for path in (folder / name).rglob("*.toml") if path.stem in {"fr", "en", "glossary"}
    ]
    return sorted([*(folder / "modules").rglob("*.md"), *wording])


def _language_of(path: Path) -> str | None:
    """Return the language of a file by its folder or its name; the glossary holds both."""
    return next((name for name in (path.stem, path.parent.name, path.parent.parent.name) if name in {"fr", "en"}), None)
